"""Undoing the last import, some members a step.

What the import recorded is superseded; what it superseded is recorded again, as new facts; its
opening entries are reversed and the amounts they had replaced are booked again. A kind of fact
that something else changed since stays as it is. A member whom the import brought in and of whom
nothing else is known is withdrawn from the lists; one with an account or activity stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lms.models import (
    AttendanceRow,
    CaseFile,
    CoveredYear,
    CreditEntry,
    Dues,
    EditionRegistration,
    Enrolment,
    EntryKind,
    ImportState,
    Member,
    MemberEmail,
    MemberGrade,
    MemberStatus,
    PracticePeriod,
    RegisterChange,
    RegisterImport,
)
from lms.services import jobs, ledger
from lms.services.register_apply import MEMBERS_PER_STEP, set_field
from lms.services.register_credits import Step, entries_of_batch, refresh_years
from lms.services.register_difference import present_fields
from lms.services.register_import import lock_import
from lms.services.register_state import Current, load_branches

UNDONE = "import-undone"  # reason of the reversals
_PERIODS: Mapping[str, Any] = {
    "grade": MemberGrade,
    "status": MemberStatus,
    "practice": PracticePeriod,
}
_RECORD_KEYS = {"grade": "grades", "status": "statuses", "practice": "practice"}
_YEARS: Mapping[str, Any] = {"dues": Dues, "covered": CoveredYear}


def undo_step(
    session: Session, import_id: UUID, *, records_from: date | None, now: datetime
) -> bool:
    """Undo for the next members; True when more are left."""
    found = lock_import(session, import_id)
    if found.state is not ImportState.UNDOING:
        return False
    waiting = (RegisterChange.import_id == import_id, RegisterChange.undone_at.is_(None))
    changes = session.scalars(
        select(RegisterChange)
        .where(*waiting)
        .order_by(RegisterChange.position)
        .limit(MEMBERS_PER_STEP)
    ).all()
    step = Step(session=session, import_id=import_id, branches=load_branches(session), now=now)
    _undo(step, found, changes, records_from=records_from)
    left = session.scalar(select(func.count()).select_from(RegisterChange).where(*waiting)) or 0
    jobs.advance(session, found.job_id, done=found.counts["changes"] - left)
    if left:
        return True
    found.state = ImportState.UNDONE
    found.undone_at = now
    jobs.finish(session, found.job_id, now=now, result={"changes": found.counts["changes"]})
    return False


def _undo(
    step: Step,
    found: RegisterImport,
    changes: Sequence[RegisterChange],
    *,
    records_from: date | None,
) -> None:
    session = step.session
    ids = [change.member_id for change in changes if change.member_id is not None]
    members = {row.id: row for row in session.scalars(select(Member).where(Member.id.in_(ids)))}
    entries = _undo_credits(step, changes, ids)
    traced = _with_traces(session, ids)
    for change in changes:
        assert change.member_id is not None
        member = members[change.member_id]
        for kind, table in _PERIODS.items():
            _undo_periods(step, change, kind, table)
        for kind, table in _YEARS.items():
            _undo_years(step, change, kind, table)
        _undo_emails(step, change, keep_all=member.id in traced)
        if change.effects["created"]:
            if member.id not in traced:
                member.withdrawn_at = step.now
        else:
            _undo_fields(step, change, member)
        change.undone_at = step.now
    session.flush()
    years: dict[UUID, set[int]] = {member_id: set() for member_id in ids}
    for entry in entries:
        years[entry.member_id].add(entry.counts_on.year)
    for change in changes:
        assert change.member_id is not None
        years[change.member_id].update(int(year) for year in change.record["covered"])
    refresh_years(session, years, records_from=records_from, now=step.now)
    del found


def _with_traces(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Members of whom something is known that no import brought."""
    traced = set(
        session.scalars(select(Member.id).where(Member.id.in_(ids), Member.account_id.is_not(None)))
    )
    credits = select(CreditEntry.member_id).where(
        CreditEntry.member_id.in_(ids), CreditEntry.kind == EntryKind.CREDIT
    )
    traced.update(session.scalars(credits))
    for table in (Enrolment, EditionRegistration, AttendanceRow, CaseFile):
        column = table.member_id
        traced.update(session.scalars(select(column).where(column.in_(ids))))
    return traced


def _undo_credits(
    step: Step, changes: Sequence[RegisterChange], ids: Sequence[UUID]
) -> list[CreditEntry]:
    """Reverse what the import booked, book again what it had replaced."""
    session = step.session
    batch = f"import-undo:{step.import_id}"
    booked = entries_of_batch(session, f"import:{step.import_id}", ids)
    standing = _not_reversed(session, booked)
    if standing:
        ledger.reverse(session, standing, reason=UNDONE, now=step.now, batch=batch)
    replaced_ids = [
        UUID(entry) for change in changes for entry in change.effects["replaced_entries"]
    ]
    replaced = session.scalars(select(CreditEntry).where(CreditEntry.id.in_(replaced_ids))).all()
    again = [
        ledger.Booking(
            member_id=entry.member_id,
            source=entry.source,
            credits=entry.credits,
            counts_on=entry.counts_on,
            regulation_id=entry.regulation_id,
            basis=entry.basis,
            title=entry.title,
            findings=entry.findings,
            kind=EntryKind.OPENING,
            batch=entry.batch,  # of the import that had booked it, whose undo must find it
        )
        for entry in replaced
    ]
    if again:
        ledger.book(session, again, now=step.now)
    return [*booked, *replaced]


def _not_reversed(session: Session, entries: Sequence[CreditEntry]) -> list[CreditEntry]:
    done = set(
        session.scalars(
            select(CreditEntry.reverses_id).where(
                CreditEntry.reverses_id.in_([entry.id for entry in entries])
            )
        )
    )
    return [entry for entry in entries if entry.id not in done]


def _undo_periods(step: Step, change: RegisterChange, kind: str, table: Any) -> None:
    if change.record[_RECORD_KEYS[kind]] is None:
        return
    mine, others_since = _standing(step, change, table, table.member_id == change.member_id)
    if others_since:
        return
    for row in mine:
        row.superseded_at = step.now
    step.session.flush()
    _record_again(step, change, kind, table)


def _undo_years(step: Step, change: RegisterChange, kind: str, table: Any) -> None:
    years = [int(year) for year in change.record[kind]]
    if not years:
        return
    mine, others_since = _standing(
        step, change, table, table.member_id == change.member_id, table.year.in_(years)
    )
    for row in mine:
        row.superseded_at = step.now
    step.session.flush()
    _record_again(step, change, kind, table, but={row.year for row in others_since})


def _standing(
    step: Step, change: RegisterChange, table: Any, *where: ColumnElement[bool]
) -> tuple[list[Any], list[Any]]:
    """Facts that stand: those of this import, and those recorded since by something else."""
    rows = step.session.scalars(select(table).where(*where, table.superseded_at.is_(None))).all()
    mine = [row for row in rows if row.import_id == step.import_id]
    since = [
        row
        for row in rows
        if row.import_id is None
        and change.applied_at is not None
        and row.recorded_at > change.applied_at
    ]
    return mine, since


def _record_again(
    step: Step,
    change: RegisterChange,
    kind: str,
    table: Any,
    *,
    but: frozenset[int] | set[int] = frozenset(),
) -> None:
    """Record again the facts that the import superseded, as their first import did."""
    ids = [UUID(row) for row in change.effects["superseded"].get(kind, [])]
    if not ids:
        return
    for old in step.session.scalars(select(table).where(table.id.in_(ids))).all():
        if getattr(old, "year", None) in but:
            continue
        values = {
            column.key: getattr(old, column.key)
            for column in table.__mapper__.column_attrs
            if column.key not in {"id", "recorded_at", "superseded_at", "import_id"}
        }
        step.session.add(
            table(
                id=uuid4(),
                recorded_at=step.now,
                superseded_at=None,
                # Never empty: the undo of an import respects facts that no import recorded.
                import_id=old.import_id or step.import_id,
                **values,
            )
        )
    step.session.flush()


def _undo_emails(step: Step, change: RegisterChange, *, keep_all: bool) -> None:
    if not change.effects["emails_added"] and not change.effects["emails_removed"]:
        return
    created = change.effects["created"]
    for row_id in change.effects["emails_added"]:
        row = step.session.get_one(MemberEmail, UUID(row_id))
        if row.verified_at is None and not (created and keep_all):
            row.removed_at = row.removed_at or step.now
            row.is_primary = False
    for row_id in change.effects["emails_removed"]:
        row = step.session.get_one(MemberEmail, UUID(row_id))
        taken = step.session.scalar(
            select(MemberEmail.id).where(
                MemberEmail.email == row.email,
                MemberEmail.member_id != row.member_id,
                MemberEmail.removed_at.is_(None),
            )
        )
        if taken is None:
            row.removed_at = None
    step.session.flush()
    _mark_primary(step, change)


def _mark_primary(step: Step, change: RegisterChange) -> None:
    rows = step.session.scalars(
        select(MemberEmail)
        .where(MemberEmail.member_id == change.member_id, MemberEmail.removed_at.is_(None))
        .order_by(MemberEmail.recorded_at, MemberEmail.email)
    ).all()
    if rows and not any(row.is_primary for row in rows):
        rows[0].is_primary = True


def _undo_fields(step: Step, change: RegisterChange, member: Member) -> None:
    present = present_fields(Current(member=member), step.branches)
    for name, (old, new) in change.effects["fields"].items():
        if present[name] == new:
            set_field(step, member, name, old)
