"""Years of practice, exact to the day: the union of dated periods, suspensions taken out.

A year is complete on the corresponding day of a later year, on the last day of the month where
that day does not exist (Civil Code, art. 2552). Days not counted move the anniversary by as many.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from credit_engine.facts import Period

_YEAR = 12
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Duration:
    """`days` counted from `first` on; `reached` is the day to which they lead in the calendar."""

    first: date
    days: int

    @property
    def reached(self) -> date:
        """The day on which this much time ends when it runs from `first` without a break."""
        return self.first + timedelta(days=self.days)

    @property
    def months(self) -> int:
        """Whole months."""
        return whole_months(self.first, self.reached)

    @property
    def years(self) -> int:
        """Whole years."""
        return self.months // _YEAR

    @property
    def parts(self) -> list[int]:
        """Years, months and days, for the `span` of a sentence."""
        rest = self.reached - add_months(self.first, self.months)
        return [self.months // _YEAR, self.months % _YEAR, rest.days]


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months later, or the last day of that month."""
    place = day.year * _YEAR + day.month - 1 + months
    year, month = place // _YEAR, place % _YEAR + 1
    if year > date.max.year:
        return date.max
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def whole_months(start: date, end: date) -> int:
    """Complete months from a day to another that is not before it.

    >>> whole_months(date(2024, 2, 29), date(2025, 2, 28))
    12
    """
    months = (end.year - start.year) * _YEAR + end.month - start.month
    return months - (add_months(start, months) > end)


def spans_of(periods: Iterable[Period]) -> list[Span]:
    """Periods as spans [start, end); an open one ends on `date.max`."""
    return [(period.valid_from, period.valid_until or date.max) for period in periods]


def union(spans: Iterable[Span], *, without: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Disjoint spans in order, with what the others hold taken out."""
    kept = _merged(spans)
    for start, end in _merged(without):
        kept = [piece for span in kept for piece in _cut(span, start, end)]
    return tuple(kept)


def counted(spans: tuple[Span, ...], *, on: date) -> Duration | None:
    """What the spans hold before a day; None when they begin later or hold nothing."""
    past = [(start, min(end, on)) for start, end in spans if start < on]
    if not past:
        return None
    return Duration(past[0][0], sum((end - start).days for start, end in past))


def complete_on(spans: tuple[Span, ...], *, years: int) -> date | None:
    """The first day on which the spans hold so many years; None = they never do."""
    if not spans:
        return None
    first = spans[0][0]
    wanted = (add_months(first, years * _YEAR) - first).days
    for start, end in spans:
        length = (end - start).days
        if wanted <= length:
            return start + timedelta(days=wanted)
        wanted -= length
    return None


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _cut(span: Span, start: date, end: date) -> list[Span]:
    pieces = [(span[0], min(span[1], start)), (max(span[0], end), span[1])]
    return [piece for piece in pieces if piece[0] < piece[1]]
