"""Hostile webinars with the truth known: nobody is ever surely somebody else."""

from __future__ import annotations

import random

import pytest

from lms.attendance import Decision, build_index, match_people, read_attendance
from tests.attendance.generator import Hostile, make_members, make_webinar

MEMBERS = make_members(random.Random(7), 3000)
INDEX = build_index(MEMBERS)


def matches_of(hostile: Hostile):
    reading = read_attendance(hostile.data, filename="webinar.csv")
    found = match_people(reading.people, members=INDEX, registrants=hostile.registrants)
    return reading, found


@pytest.mark.parametrize("seed", range(8))
def test_no_wrong_sure_and_nobody_lost(seed: int) -> None:
    hostile = make_webinar(seed, MEMBERS, 250)
    reading, found = matches_of(hostile)
    assert {p.email for p in reading.people} == set(hostile.truth)
    assert len(reading.people) == len(hostile.truth)
    for match in found:
        truth = hostile.truth[match.person.email]
        if match.decision is Decision.SURE:
            assert match.member == truth.member, (match, truth)
            assert truth.carries in {"code", "email"}
        assert match.person.minutes == truth.minutes


def test_right_keys_are_sure_and_damaged_names_come_out_on_top() -> None:
    sure = keyed = named = on_top = wrong_top = 0
    for seed in range(100, 108):
        hostile = make_webinar(seed, MEMBERS, 250)
        for match in matches_of(hostile)[1]:
            truth = hostile.truth[match.person.email]
            if truth.carries in {"code", "email"}:
                keyed += 1
                sure += match.decision is Decision.SURE
            if truth.carries == "name":
                named += 1
                on_top += match.member == truth.member
                wrong_top += match.member is not None and match.member != truth.member
                assert match.decision is not Decision.SURE
    print(f"sure {sure}/{keyed}, on top {on_top}/{named}, wrong on top {wrong_top}")
    assert sure >= 0.999 * keyed
    assert wrong_top <= 0.01 * named
    assert on_top >= 0.95 * named
