"""Caps and parallel sessions together: the greatest total of all choices, tried one by one."""

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations

import pytest

from credit_engine import bundled_regulation_text, load_regulation
from credit_engine.cycle import assess_cycle
from credit_engine.facts import Activity, ActivityKind
from credit_engine.year import assess_year

from .builders import RECORDED, member, sitting

DOCTORS = load_regulation(bundled_regulation_text("doctors-ro"), name="doctors-ro")
MOST = 6  # a day


def attended(id_, day, hour, hours):
    start = datetime(2023, 3, day, tzinfo=UTC) + timedelta(hours=hour)
    return Activity(
        recorded_at=RECORDED,
        id=id_,
        kind=ActivityKind.PROGRAMME,
        source=id_,
        title=id_,
        sessions=(sitting(start, 60 * hours),),
        minutes_delivered=60 * hours,
        minutes_present=60 * hours,
        in_specialty=True,
    )


def best(drawn):
    """The greatest sum of any choice without two at once, each day up to its cap."""

    def clash(one, other):
        (_, day, begins, long), (_, day_too, begins_too, long_too) = one, other
        return day == day_too and begins < begins_too + long_too and begins_too < begins + long

    totals = []
    for size in range(len(drawn) + 1):
        for group in combinations(drawn, size):
            if not any(clash(one, other) for one, other in combinations(group, 2)):
                days = {day for _, day, _, _ in group}
                totals.append(
                    sum(min(MOST, sum(long for _, d, _, long in group if d == day)) for day in days)
                )
    return max(totals)


@pytest.mark.parametrize("seed", range(40))
def test_the_total_is_that_of_the_best_choice(seed):
    chosen = random.Random(seed)
    drawn = [
        (f"p{n}", chosen.choice((7, 8)), chosen.randrange(5, 12), chosen.randrange(1, 8))
        for n in range(chosen.randrange(2, 7))
    ]
    facts = member(*(attended(*one) for one in drawn), platform_from=date(2021, 1, 1))
    answer = assess_year(DOCTORS, facts, year=2023, on=date(2024, 5, 1), known_at=None)
    assert answer.credits == best(drawn)
    explained = [finding.credits for finding in answer.findings if finding.credits is not None]
    assert sum(explained) == answer.credits


OF_TOTAL = load_regulation(
    bundled_regulation_text("doctors-ro").replace("share_of: required", "share_of: total"),
    name="doctors-ro",
)


def imported(id_, credits, *, in_specialty):
    return Activity(
        recorded_at=RECORDED,
        id=id_,
        kind=ActivityKind.OPENING,
        source=id_,
        title=id_,
        document="D",
        completed_on=date(2023, 5, int(credits) % 28 + 1),
        credits_declared=Fraction(credits),
        in_specialty=in_specialty,
    )


@pytest.mark.parametrize(
    ("inside", "outside", "total"),
    [
        ((20, 20), (10, 9), 59),
        ((20, 20), (10, 10), 60),  # a third of 60
        ((20, 20), (10, 11), 60),
        ((40,), (35,), 60),
        ((), (35,), 0),
        ((41,), (7, 7, 7), Fraction(123, 2)),
    ],
)
def test_a_share_of_the_total_is_of_what_counts_in_the_end(inside, outside, total):
    made = [imported(f"i{n}", c, in_specialty=True) for n, c in enumerate(inside)]
    made += [imported(f"o{n}", c, in_specialty=False) for n, c in enumerate(outside)]
    facts = member(*made, platform_from=date(2021, 1, 1))
    answer = assess_cycle(OF_TOTAL, facts, year=2023, on=date(2026, 5, 1), known_at=None)
    assert answer.credits == total
    explained = [finding.credits for finding in answer.findings if finding.credits is not None]
    assert sum(explained) == total
