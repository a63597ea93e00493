"""Between which values chance alone keeps a figure: exact for shares, also of few answers."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from lms.quality.model import Spread

WARNING = 0.95  # two-sided: one of twenty lies outside by chance
ACTION = 0.998  # one of five hundred


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The inclusive range in which chance keeps a figure with the given probability."""

    lower: float
    upper: float

    def holds(self, value: float) -> bool:
        """Whether a value lies inside, bounds included."""
        return self.lower <= value <= self.upper


def mean_limits(
    centre: float, answers: int, spread: Spread, *, editions: int = 1, level: float = ACTION
) -> Limits:
    """For the mean of `answers` spread evenly over `editions`; within the scale, 1 to 5."""
    error = sqrt(spread.within**2 / answers + spread.between**2 / editions)
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    return Limits(lower=max(1.0, centre - reach), upper=min(5.0, centre + reach))


def share_limits(share: float, answers: int, *, level: float = ACTION) -> Limits:
    """For the share of `answers` that are low, where `share` are low overall; exact binomial.

    The limits are shares that can occur (a count over `answers`): outside lie counts whose tail
    is at most half of what the level leaves.
    """
    from scipy.stats import binom  # half a second that no other page of the product waits for

    tail = (1 - level) / 2
    lower = int(binom.ppf(tail, answers, share))
    upper = int(binom.isf(tail, answers, share))
    return Limits(lower=max(0, lower) / answers, upper=upper / answers)


def response_bounds(mean: float, answered: int, invited: int) -> Limits:
    """What the mean could be if all who were silent had said the worst, or the best."""
    silent = max(0, invited - answered)
    whole = answered + silent
    said = mean * answered
    return Limits(lower=(said + silent) / whole, upper=(said + 5 * silent) / whole)
