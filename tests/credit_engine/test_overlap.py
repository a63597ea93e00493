"""Of activities that overlap, the choice with the greatest total counts."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine.overlap import Claim, dropped_by_overlap

from .builders import sitting

START = datetime(2025, 3, 10, 6, tzinfo=UTC)

amounts = st.integers(0, 20).map(lambda halves: Fraction(halves, 2))
# few starting hours, so that many examples overlap
starts = st.integers(0, 12).map(lambda hours: START + timedelta(hours=hours))
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
