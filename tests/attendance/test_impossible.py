"""What cannot have been: found where it is certain, left alone where it may have been."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lms.attendance import Interval, Session
from lms.attendance.impossible import (
    Attended,
    Gap,
    Line,
    day_too_short,
    longest_stay,
    one_email_many_names,
    outside_approval,
    overlap_minutes,
    overlaps,
    too_long,
    too_many,
)

NINE = datetime(2026, 3, 14, 7, 0, tzinfo=UTC)  # nine o'clock in Bucharest
DAY = date(2026, 3, 14)


def at(hours, *, length=1.0):
    begins = NINE + timedelta(hours=hours)
    return begins, begins + timedelta(hours=length)


def attended(edition, *sessions, minutes=None, stays=(), written=None):
    held = tuple(Session(*at(begins, length=length)) for begins, length in sessions)
    intervals = tuple(Interval(*at(begins, length=length)) for begins, length in stays)
    known = sum(length for _, length in (stays or sessions)) * 60
    return Attended(
        edition=edition,
        member="m",
        sessions=held,
        intervals=intervals,
        minutes=round(known) if minutes is None else minutes,
        written=written,
    )


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        (attended("a", (0, 3)), attended("b", (3, 3)), 0),  # one after the other
        (attended("a", (0, 3)), attended("b", (2, 3)), 60),
        (attended("a", (0, 3)), attended("b", (0, 3)), 180),
        # Half of each of two parallel sessions: may have changed rooms.
        (attended("a", (0, 2), minutes=60), attended("b", (0, 2), minutes=60), 0),
        (attended("a", (0, 2), minutes=90), attended("b", (0, 2), minutes=60), 30),
        # Two hours of three with one in common: the two may be the others.
        (attended("a", (0, 3), minutes=120), attended("b", (2, 3)), 0),
        # Times known on one side: of the other, what cannot have been elsewhere.
        (attended("a", (0, 3), stays=[(0, 1)]), attended("b", (0, 3), minutes=150), 30),
        (attended("a", (0, 3), stays=[(0, 1)]), attended("b", (0, 3), stays=[(1, 2)]), 0),
        (attended("a", (0, 3), stays=[(0, 1.5)]), attended("b", (0, 3), stays=[(1, 2)]), 30),
        # Online before the session began: not at the session yet.
        (attended("a", (2, 1), stays=[(0, 3)], minutes=60), attended("b", (0, 2)), 0),
    ],
)
def test_minutes_that_must_have_been_at_once(one, other, minutes):
    assert overlap_minutes(one, other) == minutes
    assert overlap_minutes(other, one) == minutes


def test_overlap_is_one_signal_from_either_side_and_five_minutes_are_none():
    one, other = attended("a", (0, 3)), attended("b", (2, 3))
    [here] = overlaps(one, [other])
    [there] = overlaps(other, [one])
    assert (here.key, here.day, here.params) == (there.key, DAY, {"minutes": 60})
    assert (here.other_edition, there.other_edition) == ("b", "a")
    assert overlaps(one, [attended("b", (3 - 5 / 60, 3))]) == []
    assert overlaps(one, [attended("b", (3 - 6 / 60, 3))]) != []


def test_hours_written_beyond_the_days_of_the_edition():
    two_days = ((0, 2), (3, 2), (24, 4))  # a break, and a second day: five hours and four
    held = attended("a", *two_days)
    assert longest_stay(held.sessions) == 9 * 60
    assert too_long(attended("a", *two_days, written=10 * 60)) == []  # half an hour a day is borne
    [signal] = too_long(attended("a", *two_days, written=10 * 60 + 1))
    assert signal.params == {"minutes": 601, "held": 540}
    assert too_long(held) == []


def test_more_hours_than_the_day_has():
    half = attended("a", (0, 8), minutes=481), attended("b", (0, 8), minutes=480)
    third = attended("c", (0, 8), minutes=480)
    [signal] = day_too_short(half[0], [half[1], third])
    assert (signal.code, signal.day) == ("longer_than_day", DAY)
    assert signal.params == {"minutes": 1441, "editions": 3}
    assert day_too_short(attended("a", (0, 8), minutes=480), [half[1], third]) == []
    assert day_too_short(half[0], [half[1], attended("c", (48, 8), minutes=480)]) == []


def test_the_day_when_clocks_go_back_has_an_hour_more():
    begins = datetime(2026, 10, 25, 6, 0, tzinfo=UTC)
    held = (Session(begins, begins + timedelta(hours=8)),)

    def on_that_day(edition, minutes):
        return Attended(edition=edition, member="m", sessions=held, minutes=minutes)

    others = [on_that_day("b", 500), on_that_day("c", 500)]
    assert day_too_short(on_that_day("a", 500), others) == []
    assert day_too_short(on_that_day("a", 501), others) != []


def test_participants_against_what_was_declared():
    def of(present, declared, places=None):
        return too_many(
            edition="a", day=DAY, present=present, declared=declared, places=places, booked=3
        )

    assert of(30, None) == []
    assert of(30, 30) == []
    [signal] = of(31, 30)
    assert signal.params == {"present": 31, "declared": 30, "members": 3}
    assert of(20, 30, 20) == []
    [over] = of(21, 30, 20)
    assert (over.code, over.params["places"]) == ("over_places", 20)
    assert [each.code for each in of(31, 30, 20)] == ["too_many"]


def test_each_gap_in_an_approval_is_said():
    gaps = [
        Gap(subject="programme", code="ended", day=DAY, limit=date(2026, 3, 1)),
        Gap(subject="organiser", code="other", day=DAY),
    ]
    found = outside_approval(edition="a", gaps=gaps)
    assert [(s.code, s.params) for s in found] == [
        ("programme_ended", {"limit": "2026-03-01"}),
        ("organiser_other", {}),
    ]


def line(row, name, email="Birou@Spital.test", member=None):
    return Line(row=row, name=name, email=email, member=member)


def emails(*lines):
    return one_email_many_names(edition="a", day=DAY, lines=lines)


def test_one_email_for_many_names_says_rows_and_nobody():
    [signal] = emails(
        line(7, "Popa Ana", member="m1"),
        line(4, "Rusu Ion", "birou@spital.test"),
        line(9, "iPhone"),
    )
    assert signal.params == {"names": 2, "members": 1, "rows": "4, 7"}
    assert "spital" not in signal.key


@pytest.mark.parametrize(
    "lines",
    [
        (line(4, "Popa Ana", member="m"), line(5, "Ana POPA")),  # the same person
        (line(4, "Popa Ana"), line(5, "Rusu Ion")),  # nobody of them is credited
        (line(4, "Popa Ana", "", member="m"), line(5, "Rusu Ion", "", member="n")),
        (line(4, "Popa Ana", member="m"), line(5, "iPhone")),
    ],
)
def test_one_email_with_a_reason(lines):
    assert emails(*lines) == []
