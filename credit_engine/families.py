"""Families of rules that a regulation may have or not: conversion, caps, minimums, cycles.

Each is data; what they do to a sum is in `caps` and `cycle`, how time converts in `conversion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from credit_engine.facts import Activity, ActivityKind, Delivery
from credit_engine.values import Rounding, Value


class Measured(StrEnum):
    """What of an activity is converted into credits."""

    MINUTES_PRESENT = "minutes_present"
    MINUTES_DELIVERED = "minutes_delivered"
    DECLARED_WORKLOAD = "declared_workload"
    DAYS = "days"


class CapPer(StrEnum):
    """What a cap is applied once to."""

    DAY = "day"
    PROGRAMME = "programme"
    YEAR = "year"
    CYCLE = "cycle"


class ShareOf(StrEnum):
    """The whole that a share is of: what counted in the end, or what is required."""

    TOTAL = "total"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The activities a cap or a minimum is about; what is left out selects all."""

    kinds: tuple[ActivityKind, ...] = ()
    categories: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    in_specialty: bool | None = None

    def takes(self, activity: Activity) -> bool | None:
        """Whether an activity is selected; None = the facts do not say."""
        if self.kinds and activity.kind not in self.kinds:
            return False
        answers: list[bool | None] = []
        if self.categories:
            answers.append(_within(activity.category, self.categories))
        if self.except_categories:
            excepted = _within(activity.category, self.except_categories)
            answers.append(None if excepted is None else not excepted)
        if self.deliveries:
            answers.append(_within(activity.delivery, self.deliveries))
        if self.in_specialty is not None:
            known = activity.in_specialty
            answers.append(None if known is None else known is self.in_specialty)
        if False in answers:
            return False
        return None if None in answers else True


def _within(word: str | None, words: tuple[str, ...]) -> bool | None:
    return None if word is None else word in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An amount of credits, or `parts` out of `out_of` of a whole; exactly one of the two."""

    credits: Fraction | None = None
    parts: int | None = None
    out_of: int | None = None
    share_of: ShareOf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most so much of what is selected, once per day, programme, year or cycle."""

    per: CapPer
    most: Value[Limit]
    of: Selection = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """At least so many credits of what is selected, in the cycle (else in the year)."""

    least: Value[Fraction]
    of: Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """Credits for a number of units (minutes, days), where no decision fixes them."""

    of: Value[Measured]
    units: Value[int]
    credits: Value[Fraction]
    rounding: Value[Rounding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A requirement over several calendar years; cycles follow one another from a year."""

    years: Value[int]
    first_year: Value[int]
    min_credits: Value[Fraction]
    evidence_days: Value[int]  # after the last day of the cycle

    def span(self, year: int) -> tuple[int, int] | None:
        """First and last year of the cycle that a year is in; None = not known, or before."""
        length, first = self.years.value, self.first_year.value
        if length is None or first is None or year < first:
            return None
        begins = year - (year - first) % length
        return begins, begins + length - 1
