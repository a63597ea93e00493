"""Undoing the last import, some members a step.

What the import recorded is superseded; what it superseded is recorded again, as new facts; its
opening entries are reversed and the amounts they had replaced are booked again. A kind of fact
that something else changed since stays as it is. A member whom the import brought in and of whom
nothing else is known is withdrawn from the lists; one with an account or activity stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
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
)
from lms.services import jobs, ledger
from lms.services.register_apply import MEMBERS_PER_STEP, set_field
from lms.services.register_credits import Step, entries_of_batch, refresh_years
from lms.services.register_difference import present_fields
from lms.services.register_import import lock_import
from lms.services.register_state import Current, in_batches, load_branches

UNDONE = "import-undone"  # reason of the reversals
_PERIODS: Mapping[str, Any] = {
    "grade": MemberGrade,
    "status": MemberStatus,
    "practice": PracticePeriod,
}
_RECORD_KEYS = {
    "grade": "grades",
    "status": "statuses",
    "practice": "practice",
    "dues": "dues",
    "covered": "covered",
}
_YEARS: Mapping[str, Any] = {"dues": Dues, "covered": CoveredYear}
_TABLES: Mapping[str, Any] = {**_PERIODS, **_YEARS}


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
    _undo(step, changes, records_from=records_from)
    left = session.scalar(select(func.count()).select_from(RegisterChange).where(*waiting)) or 0
    jobs.advance(session, found.job_id, done=found.counts["changes"] - left)
    if left:
        return True
    found.state = ImportState.UNDONE
    found.undone_at = now
    jobs.finish(session, found.job_id, now=now, result={"changes": found.counts["changes"]})
    return False


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    """Rows of the members of a step, read at once: standing facts and superseded ones."""

    standing: Mapping[tuple[str, UUID], Sequence[Any]]  # by kind and member
    superseded: Mapping[str, Any]  # by row id
    emails: Mapping[UUID, Sequence[MemberEmail]]  # by member
    taken: Mapping[str, UUID]  # who has an address now


def _undo(step: Step, changes: Sequence[RegisterChange], *, records_from: date | None) -> None:
    session = step.session
    ids = [change.member_id for change in changes if change.member_id is not None]
    members = {row.id: row for row in session.scalars(select(Member).where(Member.id.in_(ids)))}
    entries = _undo_credits(step, changes, ids)
    traced = _with_traces(session, ids)
    loaded = _load(step, changes, ids)
    again: list[Any] = []
    for change in changes:
        assert change.member_id is not None
        member = members[change.member_id]
        again += _undo_facts(step, change, loaded)
        _undo_emails(step, change, loaded, kept=member.id in traced)
        if not change.effects["created"]:
            _undo_fields(step, change, member)
        elif member.id not in traced:
            member.withdrawn_at = step.now
        change.undone_at = step.now
    session.flush()  # what is superseded makes room, in the unique indexes, for what comes back
    session.add_all(again)
    session.flush()
    years: dict[UUID, set[int]] = {member_id: set() for member_id in ids}
    for entry in entries:
        years[entry.member_id].add(entry.counts_on.year)
    for change in changes:
        assert change.member_id is not None
        years[change.member_id].update(int(year) for year in change.record["covered"])
    refresh_years(session, years, records_from=records_from, now=step.now)


def _load(step: Step, changes: Sequence[RegisterChange], ids: Sequence[UUID]) -> _Loaded:
    session = step.session
    standing: dict[tuple[str, UUID], list[Any]] = defaultdict(list)
    superseded: dict[str, Any] = {}
    for kind, table in _TABLES.items():
        for row in session.scalars(
            select(table).where(table.member_id.in_(ids), table.superseded_at.is_(None))
        ):
            standing[kind, row.member_id].append(row)
        wanted = [
            UUID(row_id)
            for change in changes
            for row_id in change.effects["superseded"].get(kind, [])
        ]
        for batch in in_batches(wanted):
            for row in session.scalars(select(table).where(table.id.in_(batch))):
                superseded[str(row.id)] = row
    emails: dict[UUID, list[MemberEmail]] = defaultdict(list)
    for email in session.scalars(
        select(MemberEmail)
        .where(MemberEmail.member_id.in_(ids))
        .order_by(MemberEmail.recorded_at, MemberEmail.email)
    ):
        emails[email.member_id].append(email)
    removed = {row_id for change in changes for row_id in change.effects["emails_removed"]}
    addresses = [row.email for rows in emails.values() for row in rows if str(row.id) in removed]
    owners = session.execute(
        select(MemberEmail.email, MemberEmail.member_id).where(
            MemberEmail.email.in_(addresses), MemberEmail.removed_at.is_(None)
        )
    )
    return _Loaded(
        standing=standing,
        superseded=superseded,
        emails=emails,
        taken={row.email: row.member_id for row in owners},
    )


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


def _undo_facts(step: Step, change: RegisterChange, loaded: _Loaded) -> list[Any]:
    """Supersede what the import recorded; gives the facts to record again."""
    assert change.member_id is not None
    again: list[Any] = []
    for kind, table in _TABLES.items():
        stated = change.record[_RECORD_KEYS[kind]]
        if not stated:
            continue
        rows = loaded.standing.get((kind, change.member_id), [])
        since = [row for row in rows if _is_since(row, change)]
        if kind in _PERIODS and since:
            continue
        for row in rows:
            if row.import_id == step.import_id:
                row.superseded_at = step.now
        others = {row.year for row in since} if kind in _YEARS else set()
        for row_id in change.effects["superseded"].get(kind, []):
            old = loaded.superseded[row_id]
            if getattr(old, "year", None) not in others or kind in _PERIODS:
                again.append(_again(step, table, old))
    return again


def _is_since(row: Any, change: RegisterChange) -> bool:
    """Recorded after the import, and by no import."""
    return (
        row.import_id is None
        and change.applied_at is not None
        and row.recorded_at > change.applied_at
    )


def _again(step: Step, table: Any, old: Any) -> Any:
    values = {
        column.key: getattr(old, column.key)
        for column in table.__mapper__.column_attrs
        if column.key not in {"id", "recorded_at", "superseded_at", "import_id"}
    }
    return table(
        id=uuid4(),
        recorded_at=step.now,
        superseded_at=None,
        # Never empty: the undo of an import respects facts that no import recorded.
        import_id=old.import_id or step.import_id,
        **values,
    )


def _undo_emails(step: Step, change: RegisterChange, loaded: _Loaded, *, kept: bool) -> None:
    """Take added addresses off again, unless confirmed or of a new member who stays."""
    assert change.member_id is not None
    effects = change.effects
    if not effects["emails_added"] and not effects["emails_removed"]:
        return
    rows = {str(row.id): row for row in loaded.emails.get(change.member_id, [])}
    for row_id in effects["emails_added"]:
        row = rows[row_id]
        if row.verified_at is None and not (effects["created"] and kept):
            row.removed_at = row.removed_at or step.now
            row.is_primary = False
    for row_id in effects["emails_removed"]:
        row = rows[row_id]
        if loaded.taken.get(row.email) in (None, row.member_id):
            row.removed_at = None
    active = [row for row in rows.values() if row.removed_at is None]
    if active and not any(row.is_primary for row in active):
        active[0].is_primary = True


def _undo_fields(step: Step, change: RegisterChange, member: Member) -> None:
    present = present_fields(Current(member=member), step.branches)
    for name, (old, new) in change.effects["fields"].items():
        if present[name] == new:
            set_field(step, member, name, old)
