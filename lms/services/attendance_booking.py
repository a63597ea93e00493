"""Confirming a list and taking it back: what starts the steps, and what they will do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.errors import N_, BadInput
from lms.models import (
    AttendanceFile,
    AttendanceState,
)
from lms.services import attendance_plan as plans
from lms.services import (
    audit,
    jobs,
    outbox,
)
from lms.services.attendance_files import lock_edition, lock_file

BOOK_TASK = "attendance.book"
UNDO_TASK = "attendance.undo"
_CONFIRMABLE = (AttendanceState.REVIEW, AttendanceState.UNDONE)


def open_questions(file: AttendanceFile) -> list[dict[str, Any]]:
    """The problems of a file that must be answered before anything is booked."""
    return [problem for problem in file.problems if problem.get("severity") == "ask"]


def confirm(
    session: Session,
    edition_id: UUID,
    file_id: UUID,
    *,
    seen: str,
    provider_ids: Collection[UUID],
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> bool:
    """Start booking a list as it was `seen` (plan.seen); False when that was done already."""
    lock_edition(session, edition_id)
    file = lock_file(session, edition_id, file_id, provider_ids=provider_ids)
    late = file.state is AttendanceState.BOOKED and _count_pending(session, file.id) > 0
    if file.state not in _CONFIRMABLE and not late:
        if file.state in (AttendanceState.BOOKING, AttendanceState.BOOKED):
            return False
        raise BadInput(N_("Lista nu mai poate fi confirmată: a fost înlocuită sau se anulează."))
    if open_questions(file):
        raise BadInput(N_("Lista are o întrebare deschisă. Răspundeți la ea, apoi confirmați."))
    planned = plans.plan(session, file, records_from=settings.records_from, now=now)
    if planned.seen != seen:
        raise BadInput(
            N_(
                "Între timp, cineva a schimbat ceva la această listă. Mai jos sunt numerele de "
                "acum; verificați-le și confirmați din nou."
            )
        )
    if not planned.changes and not planned.removals:
        raise BadInput(
            N_(
                "Nimeni din listă nu este încă recunoscut ca membru. Alegeți membrii, apoi "
                "confirmați."
            )
        )
    _take_the_place_of(session, planned.replaces, file)
    members = _count_pending(session, file.id)
    job = jobs.start_job(
        session,
        BOOK_TASK,
        owner_id=account_id,
        total=members + len(planned.removals),
        now=now,
    )
    file.state = AttendanceState.BOOKING
    file.job_id, file.confirmed_at, file.undone_at = job.id, now, None
    session.flush()
    outbox.enqueue(
        session,
        BOOK_TASK,
        {"file": str(file.id), "job": str(job.id)},
        key=f"{BOOK_TASK}:{job.id}",
        now=now,
    )
    audit.record(
        session,
        "attendance.confirmed",
        f"attendance:{file.id}",
        account_id=account_id,
        now=now,
        details={"members": members, "credits": planned.credits},
    )
    return True


def _take_the_place_of(session: Session, old: AttendanceFile | None, file: AttendanceFile) -> None:
    if old is None:
        return
    if old.state is not AttendanceState.BOOKED:
        raise BadInput(
            N_(
                "Altă listă a acestei ediții se înregistrează sau se anulează chiar acum. "
                "Așteptați să se termine, apoi confirmați."
            )
        )
    old.state, old.replaced_by = AttendanceState.REPLACED, file.id
    session.flush()  # before the new one counts: an edition has one list that does


def _count_pending(session: Session, file_id: UUID) -> int:
    return session.scalar(select(func.count()).select_from(plans.pending(file_id).subquery())) or 0


def pending_members(session: Session, file: AttendanceFile) -> int:
    """How many members of a booked list were recognised after it was booked."""
    if file.state is not AttendanceState.BOOKED:
        return 0
    return _count_pending(session, file.id)


def undo(
    session: Session,
    edition_id: UUID,
    file_id: UUID,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> bool:
    """Start undoing a booked list; False when that was done already."""
    lock_edition(session, edition_id)
    file = lock_file(session, edition_id, file_id, provider_ids=provider_ids)
    if file.state in (AttendanceState.UNDOING, AttendanceState.UNDONE):
        return False
    if file.state is not AttendanceState.BOOKED:
        raise BadInput(N_("Doar o listă înregistrată poate fi anulată."))
    total, _credits = undo_figures(session, file)
    job = jobs.start_job(session, UNDO_TASK, owner_id=account_id, total=total, now=now)
    file.state, file.job_id = AttendanceState.UNDOING, job.id
    session.flush()
    outbox.enqueue(
        session,
        UNDO_TASK,
        {"file": str(file.id), "job": str(job.id)},
        key=f"{UNDO_TASK}:{job.id}",
        now=now,
    )
    audit.record(
        session,
        "attendance.undo",
        f"attendance:{file.id}",
        account_id=account_id,
        now=now,
        details={"entries": total},
    )
    return True


def undo_figures(session: Session, file: AttendanceFile) -> tuple[int, int]:
    """What undoing would reverse: how many members' entries, how many thousandths in all."""
    live = plans.live_of_lists(file.edition_id).subquery()
    count, amount = session.execute(
        select(func.count(), func.coalesce(func.sum(live.c.credits), 0))
    ).one()
    return int(count), int(amount)
