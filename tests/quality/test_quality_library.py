"""Scores, limits of chance and drift, against counting and against plain formulas."""

from __future__ import annotations

from math import comb
from random import Random
from statistics import mean, variance

import pytest

from lms.quality import (
    THRESHOLD,
    Score,
    Spread,
    find_drift,
    find_low,
    mean_limits,
    organisers_of,
    pooled,
    response_bounds,
    share_limits,
    spread_of,
)
from lms.quality.simulation import Plan, simulate

SPREAD = Spread(within=0.5, between=0.1)


def steady(points, answers=25):
    """An edition whose answers all have this mean of five points (a multiple of 0.2)."""
    total = round(points * 5)
    return Score(
        answers=answers, scales=5, points=total * answers, squares=total**2 * answers, low=0
    )


def test_a_score_is_what_its_answers_say():
    answers = [(5, 4, 5), (1, 2, 3), (3, 3, 3), (2, 3, 3)]
    score = Score.of(answers)

    means = [mean(points) for points in answers]
    assert score.mean == pytest.approx(mean(means))
    assert score.variance == pytest.approx(variance(means))
    assert (score.answers, score.scales, score.low) == (4, 3, 2)  # 3.0 is not low
    assert Score.of([]).answers == 0
    assert Score.of([(4, 4)]).variance == 0


def test_pooling_weighs_by_answers():
    assert pooled([steady(5, 10), steady(2, 30)]) == pytest.approx((2.75, 40, 0))


@pytest.mark.parametrize("answers", [5, 10, 25, 60])
@pytest.mark.parametrize("share", [0.02, 0.2, 0.6])
def test_limits_of_a_share_are_the_exact_binomial_ones(answers, share):
    def at_most(count):
        return sum(
            comb(answers, k) * share**k * (1 - share) ** (answers - k) for k in range(count + 1)
        )

    limits = share_limits(share, answers, level=0.95)
    lower, upper = round(limits.lower * answers), round(limits.upper * answers)
    assert at_most(lower - 1) <= 0.025 < at_most(lower)
    assert 1 - at_most(upper) <= 0.025
    assert 1 - at_most(upper - 1) > 0.025


def test_limits_of_a_mean_narrow_with_answers_and_stay_on_the_scale():
    few, many = mean_limits(4.0, 5, SPREAD), mean_limits(4.0, 500, SPREAD)
    assert few.lower < many.lower < 4.0 < many.upper < few.upper
    # 95 %: 1.96 standard errors of 25 answers in one edition.
    limits = mean_limits(4.0, 25, SPREAD, level=0.95)
    assert limits.upper - 4.0 == pytest.approx(1.96 * (0.25 / 25 + 0.01) ** 0.5, rel=1e-3)
    assert mean_limits(4.9, 5, SPREAD).upper == 5.0
    assert limits.holds(limits.lower)
    assert not limits.holds(limits.lower - 1e-9)


def test_silence_bounds_what_the_mean_could_be():
    bounds = response_bounds(4.0, 10, 40)
    assert (bounds.lower, bounds.upper) == pytest.approx((1.75, 4.75))


def test_a_fall_is_found_with_its_size_and_place():
    scores = [steady(4.4)] * 6 + [steady(3.8)] * 3
    found = find_drift(scores, SPREAD)

    assert found is not None
    assert (found.base, found.latest) == (6, 3)
    assert (found.before, found.after) == pytest.approx((4.4, 3.8))
    one = 0.25 / 25 + 0.01
    assert found.errors == pytest.approx(0.6 / (one / 6 + one / 3) ** 0.5)
    assert found.chance < 0.001


@pytest.mark.parametrize(
    "scores",
    [
        pytest.param([], id="nothing"),
        pytest.param([steady(4.4)] * 30, id="steady"),
        pytest.param([steady(3.4)] * 6 + [steady(4.6)] * 4, id="better"),
        pytest.param([steady(4.4)] * 2 + [steady(2.0)] * 2, id="too little before"),
        pytest.param([steady(4.4)] * 9 + [steady(3.8)], id="one edition alone"),
        pytest.param([steady(4.4, 5)] * 4 + [steady(4.2, 5)] * 2, id="small and few"),
    ],
)
def test_no_fall_is_found_where_there_is_none(scores):
    assert find_drift(scores, SPREAD) is None


def test_far_below_the_others_is_found_from_three_editions():
    seen = {"centre": 4.3, "organisers": 0.15}
    assert find_low([steady(3.0)] * 2, SPREAD, **seen) is None
    found = find_low([steady(3.0)] * 3, SPREAD, **seen)
    assert found is not None
    assert found.errors == pytest.approx(1.3 / (0.0225 + 0.25 / 75 + 0.01 / 3) ** 0.5)
    assert find_low([steady(4.0)] * 20, SPREAD, **seen) is None
    # Only the latest eight count: an old failure is not held against anyone.
    assert find_low([steady(1.0)] * 9 + [steady(4.4)] * 8, SPREAD, **seen) is None


def test_the_spread_is_measured_and_a_drift_hardly_widens_it():
    rng = Random(4)

    def edition(level):
        level += rng.gauss(0, 0.1)
        return Score.of(
            [[max(1, min(5, round(rng.gauss(level, 0.8)))) for _ in range(5)] for _ in range(25)]
        )

    good = [[edition(3.5) for _ in range(12)] for _ in range(40)]
    sinking = [[edition(3.9 - 0.06 * place) for place in range(12)] for _ in range(40)]
    measured = spread_of([*good, *sinking])
    assert measured.between == pytest.approx(0.1, abs=0.03)
    assert measured.within == pytest.approx(0.8 / 5**0.5, abs=0.03)
    # Too little to measure: the usual values, never zero.
    assert spread_of([]).between > 0
    assert spread_of([[steady(4.4)]]).within > 0
    same = spread_of([[steady(4.4)] * 20] * 20)  # everybody says the same
    assert (same.within, same.between) == (0.1, 0.02)


def test_one_very_bad_organiser_does_not_move_the_middle():
    series = [[steady(4.2)], [steady(4.4)]] * 12
    centre, spread = organisers_of([*series, [steady(1.0)]])
    assert centre == pytest.approx(4.2)
    assert spread == pytest.approx(1.4826 * 0.2)
    assert organisers_of([]) == (3.0, 0.15)


def test_the_rule_signals_the_bad_and_spares_the_good():
    worth = simulate(Plan(runs=100), seed=7)
    assert worth.detection >= 0.9
    assert worth.false_alarms <= 2
    # Without a threshold everybody is accused: the figures do measure the rule.
    assert simulate(Plan(runs=20), seed=7, threshold=1).false_alarms > 20
    assert simulate(Plan(runs=20, fall=0.0), seed=7).detection < 0.2
    assert THRESHOLD > 3
