"""Hostile files with the truth known: a few hundred people here, 20,000 by `make quality`."""

from __future__ import annotations

from functools import cache

import pytest

from lms.attendance import Decision, build_index, match_people, read_attendance
from tests.attendance.generator import make_webinar
from tests.attendance.quality.layouts import LAYOUTS
from tests.attendance.quality.measure import make_file, measure
from tests.attendance.quality.register import Register, make_register


@cache
def register() -> Register:
    return make_register(1, 1500)


def test_nobody_is_surely_somebody_else() -> None:
    files = [make_file(register(), each, seed=at, guests=60) for at, each in enumerate(LAYOUTS)]
    counts = measure(register(), files, people=10_000)
    assert not counts.failures["wrong sure"]
    assert not counts.failures["doubtful, yet sure"]
    assert not counts.lost
    assert not counts.ghosts
    assert not counts.failures["keyed, not sure"]
    assert counts.keyed > 100
    assert counts.right_on_top >= 0.95 * counts.named > 60
    assert counts.wrong_on_top <= 0.02 * counts.named


@pytest.mark.parametrize("seed", [3, 7])
def test_minutes_and_people_of_webinars(seed: int) -> None:
    members = register().members
    hostile = make_webinar(seed, members, 150)
    reading = read_attendance(hostile.data, filename="webinar.csv")
    assert {p.email: p.minutes for p in reading.people} == {
        email: truth.minutes for email, truth in hostile.truth.items()
    }
    found = match_people(
        reading.people, members=build_index(members), registrants=hostile.registrants
    )
    sure = {m.person.email: m.member for m in found if m.decision is Decision.SURE}
    assert sure == {e: t.member for e, t in hostile.truth.items() if t.carries in {"code", "email"}}
