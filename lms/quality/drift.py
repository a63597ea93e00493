"""Has an organiser become worse, or is it far below all others.

Worse: for every number of latest editions from two to eight, their mean is compared with the mean
of the editions before; the largest fall, in standard errors, is the statistic (a generalised
likelihood ratio for a change at an unknown time; Lai, 1995, Journal of the Royal Statistical
Society B 57). Small editions weigh less. The threshold is the one at which `treapta quality
simulate` prints few enough false alarms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from lms.quality.model import Score, Spread, pooled

THRESHOLD = 3.6  # standard errors
WINDOW = 8  # the longest run of latest editions that is looked at
BASE = 3  # editions that must be there before them


@dataclass(frozen=True, kw_only=True)
class Drift:
    """A fall: the mean before (`base` editions) and of the latest (`latest`), and its size.

    `errors` is the fall in standard errors; `chance` how often a single comparison of two samples
    from an unchanged organiser would show as much (one-sided).
    """

    base: int
    latest: int
    before: float
    after: float
    errors: float

    @property
    def fall(self) -> float:
        """By how many points the mean fell."""
        return self.before - self.after

    @property
    def chance(self) -> float:
        """The one-sided tail of the normal distribution."""
        return NormalDist().cdf(-self.errors)


def find_drift(
    scores: Sequence[Score], spread: Spread, *, threshold: float = THRESHOLD
) -> Drift | None:
    """The most marked fall that ends with the last of `scores`; None under the threshold."""
    weights = [1 / spread.variance(score.answers) for score in scores]
    weighed = [weight * score.mean for weight, score in zip(weights, scores, strict=True)]
    found: Drift | None = None
    all_weights, all_weighed = sum(weights), sum(weighed)
    after_weights = after_weighed = 0.0
    for latest in range(1, min(WINDOW, len(scores) - BASE) + 1):
        after_weights += weights[-latest]
        after_weighed += weighed[-latest]
        if latest == 1:
            continue
        before_weights = all_weights - after_weights
        before = (all_weighed - after_weighed) / before_weights
        after = after_weighed / after_weights
        errors = (before - after) / sqrt(1 / before_weights + 1 / after_weights)
        if errors >= max(threshold, found.errors if found else 0.0):
            found = Drift(
                base=len(scores) - latest,
                latest=latest,
                before=before,
                after=after,
                errors=errors,
            )
    return found


@dataclass(frozen=True, kw_only=True)
class Low:
    """The latest editions are far below the College: their mean, the College's, standard errors."""

    latest: int
    mean: float
    centre: float
    errors: float

    @property
    def chance(self) -> float:
        """The one-sided tail of the normal distribution."""
        return NormalDist().cdf(-self.errors)


def find_low(
    scores: Sequence[Score],
    spread: Spread,
    *,
    centre: float,
    organisers: float,
    threshold: float = THRESHOLD,
) -> Low | None:
    """Whether the latest editions (at least BASE) lie under what organisers differ by.

    `centre` is the mean of the organisers, `organisers` their standard deviation.
    """
    latest = scores[-WINDOW:]
    if len(latest) < BASE:
        return None
    mean, _, _ = pooled(latest)
    answers = sum(score.answers for score in latest)
    chance = spread.within**2 / answers + spread.between**2 / len(latest)
    errors = (centre - mean) / sqrt(organisers**2 + chance)
    if errors < threshold:
        return None
    return Low(latest=len(latest), mean=mean, centre=centre, errors=errors)
