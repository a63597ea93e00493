"""Scores of editions, and how much they differ for no reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import median
from typing import Self

# Taken where too few answers are there to measure: what forms of five points usually show.
USUAL_WITHIN = 0.55
USUAL_BETWEEN = 0.08
USUAL_ORGANISERS = 0.15
# Where everybody says the same, no difference is certain yet.
LEAST_WITHIN = 0.1
LEAST_BETWEEN = 0.02
_ENOUGH_ORGANISERS = 20
_ENOUGH = 200  # answers, and comparisons of editions, from which a measured spread is believed


@dataclass(frozen=True, kw_only=True)
class Score:
    """What the answers about an edition (or several) sum up to; all counts, nothing rounded.

    `points` is the sum of all points given, `squares` that of the squared sums of each answer,
    `scales` how many scale questions each answer has, `low` how many answers have a mean under 3.
    """

    answers: int
    scales: int
    points: int
    squares: int
    low: int

    @property
    def mean(self) -> float:
        """The mean of all points, 1 to 5."""
        return self.points / (self.answers * self.scales)

    @property
    def variance(self) -> float:
        """The sample variance of the answers' own means; 0 for a single answer."""
        if self.answers < 2:
            return 0.0
        around = self.squares - self.points**2 / self.answers
        return max(0.0, around) / (self.answers - 1) / self.scales**2

    @classmethod
    def of(cls, answers: Iterable[Sequence[int]]) -> Self:
        """The score of answers, each the points given to the same scale questions."""
        given = [tuple(points) for points in answers]
        sums = [sum(points) for points in given]
        scales = len(given[0]) if given else 0
        assert all(len(points) == scales for points in given), "answers of one form"
        return cls(
            answers=len(given),
            scales=scales,
            points=sum(sums),
            squares=sum(total**2 for total in sums),
            low=sum(total < 3 * scales for total in sums),
        )


def pooled(scores: Sequence[Score]) -> tuple[float, int, int]:
    """Mean, answers and low answers of several scores together."""
    answers = sum(score.answers for score in scores)
    weighed = sum(score.mean * score.answers for score in scores)
    return weighed / answers, answers, sum(score.low for score in scores)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How much scores differ by chance, as standard deviations.

    `within`: between the answers about one edition; `between`: between the editions of one
    organiser beyond what their few answers explain.
    """

    within: float
    between: float

    def variance(self, answers: int) -> float:
        """The variance of the mean of an edition with this many answers."""
        return self.within**2 / answers + self.between**2


def spread_of(series: Iterable[Sequence[Score]]) -> Spread:
    """Measured over the editions of all organisers, each series in the order of time.

    The differences of neighbouring editions measure it: a slow drift leaves them nearly as they
    are, so that a bad organiser does not widen the limits that are to show it.
    """
    degrees = squares = 0.0
    differences: list[float] = []
    for scores in series:
        for score in scores:
            degrees += score.answers - 1
            squares += score.variance * (score.answers - 1)
        for before, after in pairwise(scores):
            chance = score_noise(before) + score_noise(after)
            differences.append(((after.mean - before.mean) ** 2 - chance) / 2)
    within, between = USUAL_WITHIN, USUAL_BETWEEN
    if degrees >= _ENOUGH:
        within = max(LEAST_WITHIN, sqrt(squares / degrees))
    if len(differences) >= _ENOUGH:
        between = max(LEAST_BETWEEN, sqrt(max(0.0, sum(differences) / len(differences))))
    return Spread(within=within, between=between)


def score_noise(score: Score) -> float:
    """The variance of an edition's mean that its own answers explain."""
    return score.variance / score.answers


def organisers_of(series: Iterable[Sequence[Score]]) -> tuple[float, float]:
    """The middle organiser's mean, and the standard deviation of organisers (robust: of the MAD).

    Without any organiser (3.0, USUAL_ORGANISERS).
    """
    means = [pooled(scores)[0] for scores in series if scores]
    if not means:
        return 3.0, USUAL_ORGANISERS
    centre = median(means)
    if len(means) < _ENOUGH_ORGANISERS:
        return centre, USUAL_ORGANISERS
    return centre, 1.4826 * median(abs(mean - centre) for mean in means)
