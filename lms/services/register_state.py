"""What the register holds now of the members a file speaks of, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from lms.models import (
    Branch,
    CoveredYear,
    CreditEntry,
    Dues,
    EntryKind,
    Member,
    MemberEmail,
    MemberGrade,
    MemberStatus,
    PracticePeriod,
)
from lms.registry_file import PastCredit, credit_identity

BATCH = 400  # codes in one query; below what either database takes
PeriodRow = MemberGrade | MemberStatus | PracticePeriod
Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Current:
    """A member and the facts that stand; `emails` are all rows, also those taken off."""

    member: Member
    emails: Mapping[str, MemberEmail] = field(default_factory=dict)
    grades: Sequence[MemberGrade] = ()
    statuses: Sequence[MemberStatus] = ()
    practice: Sequence[PracticePeriod] = ()
    dues: Mapping[int, Dues] = field(default_factory=dict)
    covered: Mapping[int, CoveredYear] = field(default_factory=dict)
    credits: Mapping[str, CreditEntry] = field(default_factory=dict)  # live openings by source


@dataclass(frozen=True)
class Branches:
    """The branches by slug and by id."""

    by_slug: Mapping[str, Branch]
    by_id: Mapping[UUID, Branch]

    def slug_of(self, branch_id: UUID | None) -> str | None:
        """The slug of a branch by its id."""
        return self.by_id[branch_id].slug if branch_id is not None else None

    def of_county(self, county: str | None) -> str | None:
        """The slug of the one branch that covers a county."""
        found = [slug for slug, branch in self.by_slug.items() if county in branch.counties]
        return found[0] if len(found) == 1 else None


def opening_source(member_key: UUID, credit: PastCredit) -> str:
    """The ledger's name of credits of the past: the same row has the same name for ever."""
    return f"opening:{uuid5(member_key, '|'.join(credit_identity(credit)))}"


def load_branches(session: Session) -> Branches:
    """Every branch."""
    rows = session.scalars(select(Branch)).all()
    return Branches({row.slug: row for row in rows}, {row.id: row for row in rows})


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """The items in lists of at most `size`."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def load_current(session: Session, codes: Iterable[str]) -> dict[str, Current]:
    """What stands of the members with these codes, by code; unknown codes are not there."""
    found: dict[str, Current] = {}
    for batch in in_batches(codes):
        members = session.scalars(select(Member).where(Member.rnasr_code.in_(batch))).all()
        if not members:
            continue
        ids = [member.id for member in members]
        emails = _by_member(session, MemberEmail, ids)
        grades = _standing(session, MemberGrade, ids)
        statuses = _standing(session, MemberStatus, ids)
        practice = _standing(session, PracticePeriod, ids)
        dues = _standing(session, Dues, ids)
        covered = _standing(session, CoveredYear, ids)
        credits = live_openings(session, ids)
        for member in members:
            found[member.rnasr_code] = Current(
                member=member,
                emails={row.email: row for row in emails[member.id]},
                grades=grades[member.id],
                statuses=statuses[member.id],
                practice=practice[member.id],
                dues={row.year: row for row in dues[member.id]},
                covered={row.year: row for row in covered[member.id]},
                credits={row.source: row for row in credits[member.id]},
            )
    return found


def _by_member(session: Session, table: Any, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    rows: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.scalars(select(table).where(table.member_id.in_(ids))):
        rows[row.member_id].append(row)
    return rows


def _standing(session: Session, table: Any, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    rows: dict[UUID, list[Any]] = defaultdict(list)
    wanted = select(table).where(table.member_id.in_(ids), table.superseded_at.is_(None))
    for row in session.scalars(wanted):
        rows[row.member_id].append(row)
    return rows


def live_openings(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[CreditEntry]]:
    """The opening entries of members that nothing has reversed."""
    reversal = aliased(CreditEntry)
    rows: dict[UUID, list[CreditEntry]] = defaultdict(list)
    for entry in session.scalars(
        select(CreditEntry).where(
            CreditEntry.member_id.in_(ids),
            CreditEntry.kind == EntryKind.OPENING,
            CreditEntry.reverses_id.is_(None),
            ~select(reversal.id).where(reversal.reverses_id == CreditEntry.id).exists(),
        )
    ):
        rows[entry.member_id].append(entry)
    return rows
