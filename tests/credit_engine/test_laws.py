"""The engine's laws, over generated years."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine import (
    assess_activity,
    assess_year,
    bundled_regulation_text,
    finding_from_dict,
    load_regulation,
)
from credit_engine.facts import Booking, Leave, LeavePeriod, Status, StatusPeriod
from credit_engine.overlap import Claim, dropped_by_overlap

from .builders import ACTIVE, RECORDED, course, edition, member, sitting

NFPC = load_regulation(bundled_regulation_text("nfpc-2013"), name="nfpc-2013.yaml")
ON = date(2026, 5, 1)
START = datetime(2025, 3, 10, 6, tzinfo=UTC)

amounts = st.integers(0, 20).map(lambda halves: Fraction(halves, 2))
# few starting hours, so that many examples overlap
starts = st.integers(0, 12).map(lambda hours: START + timedelta(hours=hours))


@st.composite
def activities(draw):
    made = []
    for number in range(draw(st.integers(0, 6))):
        if draw(st.booleans()):
            minutes = draw(st.sampled_from((60, 90, 180)))
            present = draw(st.integers(0, minutes))
            made.append(
                edition(
                    f"ed-{number}",
                    start=draw(starts),
                    credits=draw(amounts),
                    minutes=minutes,
                    present=draw(st.sampled_from((minutes, present))),
                )
            )
        else:
            day = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 364)))
            made.append(
                course(
                    f"c-{number}",
                    completed_on=day,
                    workload=draw(st.integers(0, 700)),
                    source=draw(st.sampled_from(("one", "two", "three"))),
                )
            )
    return tuple(made)


@st.composite
def members(draw):
    facts = {}
    if draw(st.booleans()):
        start = date(2025, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
        end = start + timedelta(days=draw(st.integers(1, 200)))
        facts["leaves"] = (
            LeavePeriod(
                recorded_at=RECORDED, valid_from=start, valid_until=end, leave=Leave.PARENTAL
            ),
        )
    return member(*draw(activities()), **facts)


def year_of(facts, **when):
    asked: dict[str, Any] = {"year": 2025, "on": ON, "known_at": None} | when
    return assess_year(NFPC, facts, **asked)


def amount_of(finding):
    return finding.credits or 0


@given(members(), st.randoms(use_true_random=False))
def test_the_order_of_activities_is_irrelevant(facts, random):
    shuffled = list(facts.activities)
    random.shuffle(shuffled)
    assert year_of(replace(facts, activities=tuple(shuffled))) == year_of(facts)


@given(members())
def test_the_explanation_sums_to_the_total_and_nothing_is_negative(facts):
    answer = year_of(facts)
    assert answer.credits is not None
    assert sum(amount_of(f) for f in answer.findings) == answer.credits >= 0
    standing = answer.standing
    assert sum(line.counted for line in standing.lines) == standing.earned == answer.credits
    assert all(0 <= line.counted <= line.gross for line in standing.lines)
    assert standing.missing >= 0
    assert standing.surplus >= 0
    assert standing.missing == 0 or standing.surplus == 0
    for activity in facts.activities:
        alone = assess_activity(NFPC, facts, activity, on=ON, known_at=None)
        assert sum(amount_of(f) for f in alone.findings) == (alone.credits or 0) >= 0


@given(members(), amounts, starts)
def test_an_eligible_activity_never_lowers_the_total(facts, credits, start):
    more = edition("new", start=start, credits=credits)
    richer = replace(facts, activities=(*facts.activities, more))
    assert year_of(richer).credits >= year_of(facts).credits


@given(members(), st.integers(1, 179))
def test_splitting_a_session_changes_nothing(facts, minutes):
    def split(activity):
        if not activity.sessions:
            return activity
        (session,) = activity.sessions
        length = int((session.end - session.start).total_seconds()) // 60
        first = min(minutes, length - 1)
        parts = (
            sitting(session.start, first),
            sitting(session.start + timedelta(minutes=first), length - first),
        )
        return replace(activity, sessions=parts)

    parted = replace(facts, activities=tuple(split(a) for a in facts.activities))
    assert year_of(parted) == year_of(facts)


@given(members(), members())
def test_facts_recorded_later_change_no_earlier_answer(facts, later):
    asked = datetime(2026, 4, 1, tzinfo=UTC)
    after = asked + timedelta(seconds=1)
    added = tuple(
        replace(a, id=f"later-{a.id}", recorded_at=after, source=a.source) for a in later.activities
    )
    gone = tuple(replace(a, superseded_at=after) for a in facts.activities)
    changed = replace(
        facts,
        activities=(*gone, *added),
        statuses=(
            replace(ACTIVE, superseded_at=after),
            StatusPeriod(recorded_at=after, valid_from=date(2015, 2, 1), status=Status.SUSPENDED),
        ),
    )
    before, now = (year_of(f, known_at=asked).as_dict() for f in (facts, changed))
    assert json.dumps(before) == json.dumps(now)


@given(members())
def test_a_reversal_is_the_exact_inverse(facts):
    def booked(activity, *amounts):
        entries = tuple(
            Booking(recorded_at=RECORDED, entry=f"e-{n}", credits=credits, basis="adopted")
            for n, credits in enumerate(amounts)
        )
        return replace(activity, bookings=entries)

    def total(*amounts):
        given_ = tuple(booked(a, *amounts) for a in facts.activities)
        return year_of(replace(facts, activities=given_)).credits

    six = Fraction(6)
    assert total(six, -six) == 0
    assert total(six, -six, six) == total(six)


@given(members())
def test_a_stored_finding_says_the_same_in_both_languages(facts):
    for finding in year_of(facts).findings:
        stored = finding_from_dict(json.loads(json.dumps(finding.as_dict())))
        for lang in ("ro", "en"):
            assert stored.sentence(lang) == finding.sentence(lang)


sittings = st.lists(st.tuples(starts, st.sampled_from((60, 120))), min_size=1, max_size=2)
claims = st.lists(st.tuples(amounts, sittings), max_size=7)


@given(claims)
def test_the_choice_of_overlapping_activities_is_the_best_one(drawn):
    made = [
        Claim(f"a{n}", credits, tuple(sitting(start, length) for start, length in sessions))
        for n, (credits, sessions) in enumerate(drawn)
    ]

    def clash(one, other):
        return any(
            a.start < b.end and b.start < a.end for a in one.sessions for b in other.sessions
        )

    def free(group):
        return not any(clash(one, other) for one, other in combinations(group, 2))

    best = max(
        sum((claim.credits for claim in group), Fraction(0))
        for size in range(len(made) + 1)
        for group in combinations(made, size)
        if free(group)
    )
    dropped = dropped_by_overlap(made)
    kept = [claim for claim in made if claim.id not in dropped]
    assert free(kept)
    assert sum((claim.credits for claim in kept), Fraction(0)) == best
    by_id = {claim.id: claim for claim in made}
    assert all(clash(by_id[out], by_id[stays]) for out, stays in dropped.items())
    assert not set(dropped.values()) & set(dropped)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_equal_overlapping_activities_the_earlier_counts(order):
    made = [
        Claim("b", Fraction(3), (sitting(START, 60),)),
        Claim("a", Fraction(3), (sitting(START + timedelta(minutes=30), 60),)),
    ]
    assert dropped_by_overlap([made[i] for i in order]) == {"a": "b"}


def test_of_equal_activities_at_the_same_hour_the_first_id_counts():
    made = [Claim(id_, Fraction(3), (sitting(START, 60),)) for id_ in ("b", "a")]
    assert dropped_by_overlap(made) == {"b": "a"}
