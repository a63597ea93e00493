"""The steps that book a confirmed list or undo it: each safe to repeat when interrupted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    CreditEntry,
    Edition,
    EditionState,
    Job,
    Member,
)
from lms.services import attendance_plan as plans
from lms.services import (
    audit,
    awarding,
    crediting,
    facts,
    feedback,
    jobs,
    ledger,
    notifications,
    signal_checks,
)
from lms.services.attendance_files import erasure_day
from lms.services.attendance_reading import sessions_of
from lms.services.attendance_review import aside

CHUNK = 100  # members per transaction


def book_step(session: Session, file_id: UUID, *, settings: Settings, now: datetime) -> bool:
    """Book the next members of a confirmed list; True when more steps follow."""
    file = _locked(session, file_id)
    if file.state is not AttendanceState.BOOKING:
        return False
    edition = facts.load_edition(session, file.edition_id)
    if _remove_some(session, file, edition, settings=settings, now=now):
        return True
    members = [m for m in session.scalars(plans.pending(file.id).limit(CHUNK)) if m]
    if members:
        _book_members(session, file, edition, members, settings=settings, now=now)
        return True
    _finish_booking(session, file, edition, now=now)
    return False


def _locked(session: Session, file_id: UUID) -> AttendanceFile:
    return session.scalars(
        select(AttendanceFile)
        .where(AttendanceFile.id == file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _remove_some(
    session: Session, file: AttendanceFile, edition: Edition, *, settings: Settings, now: datetime
) -> bool:
    """Reverse credits that rest on an earlier list and whose members are not on this one."""
    on_this = select(AttendanceRow.member_id).where(
        AttendanceRow.file_id == file.id, AttendanceRow.member_id.is_not(None)
    )
    entries = session.scalars(
        plans.live_of_lists(edition.id)
        .where(CreditEntry.member_id.not_in(on_this))
        .order_by(CreditEntry.member_id)
        .limit(CHUNK)
    ).all()
    if not entries:
        return False
    _reverse(session, file, entries, reason="attendance_corrected", settings=settings, now=now)
    _advance(session, file, len(entries))
    return True


def _book_members(
    session: Session,
    file: AttendanceFile,
    edition: Edition,
    members: Sequence[UUID],
    *,
    settings: Settings,
    now: datetime,
) -> None:
    ledger.lock_chains(session, members)
    rows = session.scalars(
        select(AttendanceRow).where(
            AttendanceRow.file_id == file.id, AttendanceRow.member_id.in_(members)
        )
    ).all()
    present = plans.presences(rows, sessions_of(edition))
    changes = plans.changes_for(
        session,
        edition,
        present,
        base=_base_of(session, file),
        records_from=settings.records_from,
        now=now,
    )
    reverse = [change.reverse for change in changes if change.reverse is not None]
    if reverse:
        _reverse(
            session,
            file,
            reverse,
            reason="attendance_corrected",
            settings=settings,
            now=now,
            then=lambda: _book(session, file, edition, changes, settings=settings, now=now),
        )
    else:
        _book(session, file, edition, changes, settings=settings, now=now)
    by_member = plans.grouped_rows(rows)
    for change in changes:
        written = change.outcome | {
            "minutes": change.presence.minutes,
            "late": change.presence.late,
        }
        for row in by_member[change.member_id]:
            row.outcome, row.erase_on = written, None
    _tell(
        session,
        edition,
        [change.member_id for change in changes if change.needs_officer],
        file_id=file.id,
        now=now,
    )
    feedback.invite_for_edition(
        session,
        edition.id,
        [c.member_id for c in changes if c.outcome["code"] in ("credited", "kept")],
        now=now,
    )
    _advance(session, file, len(members))


def _base_of(session: Session, file: AttendanceFile) -> dict[UUID, plans.Presence]:
    replaced = session.scalars(
        select(AttendanceFile.id).where(AttendanceFile.replaced_by == file.id)
    ).all()
    return plans.base_presences(session, [*replaced, file.id])


def _book(
    session: Session,
    file: AttendanceFile,
    edition: Edition,
    changes: Sequence[plans.Change],
    *,
    settings: Settings,
    now: datetime,
) -> None:
    attendees = [
        crediting.Attendee(
            member_id=change.member_id,
            minutes_present=change.presence.minutes,
            minutes_late=change.presence.late,
        )
        for change in changes
        if change.book
    ]
    if not attendees:
        return
    booked = crediting.book_attendance(
        session,
        edition,
        attendees,
        batch=plans.batch_of(file.id),
        records_from=settings.records_from,
        now=now,
    )
    entries = [entry for _answer, entry in booked.values() if entry is not None]
    _tell_of_entries(session, "credit_booked", entries, now=now)


def _reverse(
    session: Session,
    file: AttendanceFile,
    entries: Sequence[CreditEntry],
    *,
    reason: str,
    settings: Settings,
    now: datetime,
    then: Callable[[], None] | None = None,
) -> None:
    """Reverse, book anew what `then` books, and let the badges follow."""
    reversals = crediting.reverse_entries(
        session,
        entries,
        reason=reason,
        batch=plans.batch_of(file.id),
        records_from=settings.records_from,
        now=now,
    )
    _tell_of_entries(session, "credit_reversed", reversals, now=now)
    if then is not None:
        then()
    awarding.follow_reversals(
        session, [entry.id for entry in entries], reason=reason, settings=settings, now=now
    )


def _finish_booking(
    session: Session, file: AttendanceFile, edition: Edition, *, now: datetime
) -> None:
    """What became of everyone is written; the names of strangers get their last day."""
    rows = session.scalars(
        select(AttendanceRow).where(
            AttendanceRow.file_id == file.id, AttendanceRow.member_id.is_(None)
        )
    ).all()
    for row in rows:
        row.outcome = {"code": "absent" if row.presence != "present" else aside(row.resolution)}
        row.erase_on = row.erase_on or erasure_day(now)
    file.state, file.booked_at = AttendanceState.BOOKED, now
    if edition.state is EditionState.PLANNED:
        edition.state = EditionState.HELD
    jobs.finish(session, file.job_id, now=now, result=outcome_counts(session, file.id))
    audit.record(
        session,
        "attendance.booked",
        f"attendance:{file.id}",
        account_id=None,
        now=now,
        details={"edition": str(edition.id)},
    )
    signal_checks.enqueue(session, file, now=now)


def outcome_counts(session: Session, file_id: UUID) -> dict[str, int]:
    """How many members, or people who are none, have which outcome."""
    found: Counter[str] = Counter()
    members: set[UUID] = set()
    for member_id, outcome in session.execute(
        select(AttendanceRow.member_id, AttendanceRow.outcome).where(
            AttendanceRow.file_id == file_id, AttendanceRow.outcome.is_not(None)
        )
    ):
        if member_id in members:
            continue
        if member_id is not None:
            members.add(member_id)
        found[outcome["code"]] += 1
    return dict(found)


def _advance(session: Session, file: AttendanceFile, more: int) -> None:
    job = session.get(Job, file.job_id) if file.job_id else None
    jobs.advance(session, file.job_id, done=(job.done if job else 0) + more)


def _accounts(session: Session, member_ids: Collection[UUID]) -> dict[UUID, UUID]:
    rows = session.execute(
        select(Member.id, Member.account_id).where(
            Member.id.in_(member_ids), Member.account_id.is_not(None)
        )
    )
    return {member_id: account_id for member_id, account_id in rows if account_id}


def _tell_of_entries(
    session: Session, kind: str, entries: Sequence[CreditEntry], *, now: datetime
) -> None:
    accounts = _accounts(session, [entry.member_id for entry in entries])
    for entry in entries:
        if entry.member_id in accounts:
            notifications.notify(
                session,
                accounts[entry.member_id],
                kind,
                key=f"{kind}:{entry.id}",
                params={"title": entry.title, "credits": abs(entry.credits)},
                path=f"/credits/{entry.id}",
                now=now,
            )


def _tell(
    session: Session,
    edition: Edition,
    member_ids: Sequence[UUID],
    *,
    file_id: UUID,
    now: datetime,
) -> None:
    title = {"ro": edition.programme.title, "en": edition.programme.title_en}
    for member_id, account_id in _accounts(session, member_ids).items():
        notifications.notify(
            session,
            account_id,
            "credit_undetermined",
            key=f"credit_undetermined:{file_id}:{member_id}",
            params={"title": title},
            path="/files",
            now=now,
        )


def undo_step(session: Session, file_id: UUID, *, settings: Settings, now: datetime) -> bool:
    """Reverse the next entries of a list; True when more steps follow."""
    file = _locked(session, file_id)
    if file.state is not AttendanceState.UNDOING:
        return False
    edition = facts.load_edition(session, file.edition_id)
    entries = session.scalars(
        plans.live_of_lists(edition.id).order_by(CreditEntry.member_id).limit(CHUNK)
    ).all()
    if entries:
        _reverse(session, file, entries, reason="attendance_undone", settings=settings, now=now)
        _advance(session, file, len(entries))
        return True
    session.execute(
        update(AttendanceRow).where(AttendanceRow.file_id == file.id).values(outcome=None)
    )
    file.state, file.undone_at = AttendanceState.UNDONE, now
    job = session.get(Job, file.job_id) if file.job_id else None
    jobs.finish(session, file.job_id, now=now, result={"reversed": job.done if job else 0})
    signal_checks.enqueue(session, file, now=now)
    return False
