"""How much of each amount counts when limits share them: the exact greatest total.

A linear programme in fractions, solved by the simplex method with Bland's rule (which always
ends). What is greatest first is the total, then the first amount, then the second, and so on:
one answer only, whatever the order of the limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Bound:
    """The sum of factor times what counts is at most `most`; factors by index of the amount.

    A factor below nothing is of an amount that widens the limit (the whole that a share is of).
    """

    factors: Mapping[int, Fraction]
    most: Fraction

    def sum_of(self, counted: Sequence[Fraction]) -> Fraction:
        """The left side, for what counts of each amount."""
        return sum((factor * counted[index] for index, factor in self.factors.items()), NOTHING)

    def holds(self, counted: Sequence[Fraction]) -> bool:
        """Whether what counts keeps the limit."""
        return self.sum_of(counted) <= self.most


def allotted(amounts: Sequence[Fraction], bounds: Sequence[Bound]) -> list[Fraction]:
    """What counts of each amount (none below nothing), most important amount first."""
    if all(bound.holds(amounts) for bound in bounds):
        return list(amounts)
    # A limit that the full amounts keep is always kept, unless it shrinks with what it is of.
    met = [b for b in bounds if min(b.factors.values()) < 0 or not b.holds(amounts)]
    free = sorted(
        {index for bound in met for index, factor in bound.factors.items() if factor > 0}
        - {index for index, amount in enumerate(amounts) if not amount}
    )
    place = {index: column for column, index in enumerate(free)}
    rows, most = [], []
    for bound in met:
        fixed = sum((f * amounts[i] for i, f in bound.factors.items() if i not in place), NOTHING)
        rows.append([bound.factors.get(index, NOTHING) for index in free])
        most.append(bound.most - fixed)
    for index in free:
        rows.append([Fraction(int(other == index)) for other in free])
        most.append(amounts[index])
    counted = list(amounts)
    for index, value in zip(free, _Dictionary(rows, most).solved(), strict=True):
        counted[index] = value
    return counted


class _Dictionary:
    """A simplex dictionary: each basic variable is `most` minus its row times the free ones."""

    def __init__(self, rows: list[list[Fraction]], most: list[Fraction]) -> None:
        self.rows, self.most = rows, most
        self.size = len(rows[0])
        self.free = list(range(self.size))
        self.basic = list(range(self.size, self.size + len(rows)))

    def solved(self) -> list[Fraction]:
        while (column := self._entering()) is not None:
            self._pivot(self._leaving(column), column)
        values = [NOTHING] * self.size
        for variable, value in zip(self.basic, self.most, strict=True):
            if variable < self.size:
                values[variable] = value
        return values

    def _entering(self) -> int | None:
        """The free variable of least index that raises the total, or an amount at no loss."""
        amounts = sorted((v, row) for row, v in enumerate(self.basic) if v < self.size)
        for variable, column in sorted((v, column) for column, v in enumerate(self.free)):
            gains = [(amount, -self.rows[row][column]) for amount, row in amounts]
            if variable < self.size:
                gains = sorted([*gains, (variable, Fraction(1))])
            total = sum((gain for _, gain in gains), NOTHING)
            if total > 0 or (not total and next((gain for _, gain in gains if gain), NOTHING) > 0):
                return column
        return None

    def _leaving(self, column: int) -> int:
        return min(
            (self.most[row] / entry[column], self.basic[row], row)
            for row, entry in enumerate(self.rows)
            if entry[column] > 0
        )[2]

    def _pivot(self, row: int, column: int) -> None:
        chosen = self.rows[row]
        by = 1 / chosen[column]
        chosen[:] = [entry * by for entry in chosen]
        chosen[column] = by
        self.most[row] *= by
        for other, entries in enumerate(self.rows):
            factor = entries[column]
            if other == row or not factor:
                continue
            entries[:] = [
                entry - factor * pivot if pivot else entry
                for entry, pivot in zip(entries, chosen, strict=True)
            ]
            entries[column] = -factor * by
            self.most[other] -= factor * self.most[row]
        self.basic[row], self.free[column] = self.free[column], self.basic[row]
