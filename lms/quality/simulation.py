"""What the signal is worth: invented organisers, good and drifting, under the product's own rule.

The spread between editions is measured from the invented College, as in the product. Numbers of
the plan of the simulation are in `Plan`; the same seed gives the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from lms.quality.drift import THRESHOLD, find_drift, find_low
from lms.quality.model import Score, Spread, organisers_of, spread_of

SCALES = 5


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An invented College; scores are points of the scale 1 to 5.

    A year has `editions` of `answers` each, after `history` editions. Organisers differ
    (`level`, `between_organisers`), so do their editions (`between_editions`); `alike` says how
    alike one person answers all questions (the concentration of a beta distribution).
    """

    runs: int = 200
    editions: int = 12
    history: int = 12
    answers: int = 25
    level: float = 4.3
    between_organisers: float = 0.15
    between_editions: float = 0.08
    alike: float = 12.0
    fall: float = 0.4
    fall_over: int = 6
    seen_within: int = 2


@dataclass(frozen=True, kw_only=True)
class Worth:
    """Of `drifting` organisers `signalled` in time; `alarms` over `good` provider-years."""

    drifting: int
    signalled: int
    good: int
    alarms: int
    spread: Spread

    @property
    def detection(self) -> float:
        """The share of drifting organisers that were signalled in time."""
        return self.signalled / self.drifting

    @property
    def false_alarms(self) -> float:
        """False alarms in 100 provider-years."""
        return 100 * self.alarms / self.good


def simulate(plan: Plan, *, seed: int = 1, threshold: float = THRESHOLD) -> Worth:
    """Invent as many good as drifting organisers and look at them after every edition.

    A drifting one counts when it is signalled between the first edition of its fall and
    `seen_within` editions after the last. A good one is looked at over one year, and counts once.
    """
    rng = numpy.random.default_rng(seed)
    steps = [plan.fall * (place + 1) / plan.fall_over for place in range(plan.fall_over)]
    falling = [0.0] * plan.history + steps + [plan.fall] * plan.seen_within
    steady = [0.0] * (plan.history + plan.editions)
    good = [_organiser(plan, steady, rng) for _ in range(plan.runs)]
    drifting = [_organiser(plan, falling, rng) for _ in range(plan.runs)]
    spread = spread_of([*good, *drifting])
    centre, organisers = organisers_of([*good, *drifting])

    def signalled(scores: Sequence[Score]) -> bool:
        for length in range(plan.history + 1, len(scores) + 1):
            seen = scores[:length]
            if find_drift(seen, spread, threshold=threshold) is not None:
                return True
            if find_low(seen, spread, centre=centre, organisers=organisers, threshold=threshold):
                return True
        return False

    return Worth(
        drifting=plan.runs,
        signalled=sum(signalled(scores) for scores in drifting),
        good=plan.runs,
        alarms=sum(signalled(scores) for scores in good),
        spread=spread,
    )


def _organiser(plan: Plan, falls: Sequence[float], rng: numpy.random.Generator) -> list[Score]:
    level = plan.level + rng.normal(0, plan.between_organisers)
    return [_edition(plan, level - fall, rng) for fall in falls]


def _edition(plan: Plan, level: float, rng: numpy.random.Generator) -> Score:
    mean = min(4.95, max(1.05, level + rng.normal(0, plan.between_editions)))
    share = (mean - 1) / 4
    person = rng.beta(share * plan.alike, (1 - share) * plan.alike, size=plan.answers)
    points = rng.binomial(4, person[:, None], size=(plan.answers, SCALES)) + 1
    return Score.of([tuple(int(point) for point in row) for row in points])
