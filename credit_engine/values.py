"""One value of a regulation with what it rests on, and named roundings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Generic, TypeVar

from credit_engine.results import BINDING, Basis

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """One value of a regulation: `key` is its path and the rule id of its findings."""

    key: str
    value: T | None
    basis: Basis
    source: str | None
    article: str | None
    note: str | None = None
    regulated: bool = True  # False: the version says that it has no such rule

    @property
    def binds(self) -> bool:
        """Whether the value may refuse, cap or expire (seed, sourced or adopted)."""
        return self.regulated and self.basis in BINDING


def total_of(amounts: Sequence[Fraction]) -> Fraction:
    """The exact sum; over one denominator they are added as integers, which is much quicker."""
    if len(amounts) == 1:
        return amounts[0]
    ratios = [amount.as_integer_ratio() for amount in amounts]
    whole = lcm(*[denominator for _, denominator in ratios])
    return Fraction(sum([over * (whole // under) for over, under in ratios]), whole)


class RoundingMode(StrEnum):
    """Named ways of rounding; `half_up` sends .50 of a step upwards."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"


class Scope(StrEnum):
    """What an amount is rounded or capped once per."""

    SOURCE = "source"
    PROGRAMME = "programme"
    COURSE = "course"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """A named rounding to a step of credit, applied once per scope."""

    mode: RoundingMode
    step: Fraction
    once_per: Scope

    def apply(self, amount: Fraction) -> Fraction:
        """The amount rounded to the step."""
        (above, below), (step, parts) = amount.as_integer_ratio(), self.step.as_integer_ratio()
        steps, of = above * parts, below * step  # the amount in steps is steps / of
        if self.mode is RoundingMode.DOWN:
            whole = steps // of
        elif self.mode is RoundingMode.UP:
            whole = -(-steps // of)
        else:
            whole = (2 * steps + of) // (2 * of)
        return Fraction(step * whole, parts)
