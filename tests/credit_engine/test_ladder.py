"""The next step of the ladder: seniority of both kinds, credits since the last grade."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from credit_engine.facts import (
    Activity,
    ActivityKind,
    Booking,
    GradePeriod,
    MemberFacts,
    PracticeField,
    PracticePeriod,
)
from credit_engine.ladder import next_step
from credit_engine.loading import bundled_regulation_text, load_regulation

KNOWN = datetime(2024, 1, 1, tzinfo=UTC)
NORMS = load_regulation(bundled_regulation_text("nfpc-2013"), name="nfpc-2013")
ON = date(2026, 6, 1)


def practice(field: PracticeField, start: date, end: date | None = None) -> PracticePeriod:
    return PracticePeriod(recorded_at=KNOWN, field=field, valid_from=start, valid_until=end)


def member(*periods: PracticePeriod, grade: str = "practicant") -> MemberFacts:
    held = GradePeriod(recorded_at=KNOWN, grade=grade, valid_from=date(2024, 3, 1))
    return MemberFacts(member="m", grades=(held,), practice=periods)


BOTH = (
    practice(PracticeField.SPECIALTY, date(2024, 6, 1)),
    practice(PracticeField.FIELD, date(2023, 6, 1)),
)


def test_the_rarer_kind_of_practice_decides() -> None:
    step = next_step(NORMS, member(*BOTH), on=ON, known_at=None)
    assert (step.current, step.coming) == ("practicant", "specialist")
    assert step.months_missing == 36 - 24
    assert step.progress == 24 * 100 // 36


def test_overlapping_periods_count_once() -> None:
    again = practice(PracticeField.SPECIALTY, date(2025, 1, 1), date(2026, 1, 1))
    assert next_step(NORMS, member(*BOTH, again), on=ON, known_at=None).months_missing == 12


def test_one_kind_alone_is_none_of_the_other() -> None:
    step = next_step(NORMS, member(BOTH[0]), on=ON, known_at=None)
    assert step.months_missing == 36


def test_without_recorded_practice_nothing_is_said() -> None:
    step = next_step(NORMS, member(), on=ON, known_at=None)
    assert (step.months_missing, step.progress) == (None, 0)


def test_credits_count_from_the_last_grade_on() -> None:
    def activity(day: date, credits: int) -> Activity:
        booking = Booking(
            recorded_at=KNOWN, entry=str(day), credits=Fraction(credits), basis="adopted"
        )
        return Activity(
            recorded_at=KNOWN,
            id=str(day),
            kind=ActivityKind.OPENING,
            source=str(day),
            title="x",
            completed_on=day,
            bookings=(booking,),
        )

    facts = replace(
        member(*BOTH), activities=(activity(date(2024, 2, 29), 5), activity(date(2025, 5, 5), 14))
    )
    step = next_step(NORMS, facts, on=ON, known_at=None)
    assert step.credits_missing == 20 - 14
    early = next_step(NORMS, facts, on=date(2026, 2, 28), known_at=None)
    assert early.credits_missing == 0


@pytest.mark.parametrize(("grade", "coming"), [("principal", None), ("debutant", "practicant")])
def test_the_ladder_has_a_top(grade: str, coming: str | None) -> None:
    step = next_step(NORMS, member(*BOTH, grade=grade), on=ON, known_at=None)
    assert (step.current, step.coming) == (grade, coming)
    if grade == "debutant":
        assert step.credits_missing is None  # not known, so it is explained and not counted
