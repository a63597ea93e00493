"""One row of each kind of sheet, understood; None where a cell could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lms.registry_file.cells import Row
from lms.registry_file.model import Identity, Kind, PastCredit, Period, Place

# In these sheets the rows of a member are one statement: with a row missing it is another one.
WHOLE_GROUPS = frozenset({Kind.GRADES, Kind.STATUSES, Kind.PRACTICE})


@dataclass(frozen=True, slots=True)
class Fact:
    """A row about the member with a code."""

    row: Row
    code: str
    kind: Kind

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return self.row.place


@dataclass(frozen=True, slots=True)
class MemberFact(Fact):
    """A row of the sheet of members."""

    identity: Identity | None
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodFact(Fact):
    """A grade, a status or a practice period."""

    period: Period | None


@dataclass(frozen=True, slots=True)
class DuesFact(Fact):
    """The due of a year; not paid when there is no day."""

    year: int | None
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class CreditFact(Fact):
    """Credits of the past."""

    credit: PastCredit | None


@dataclass(frozen=True, slots=True)
class CoveredFact(Fact):
    """A year whose record is complete."""

    year: int | None
    source: str | None
