"""Register imports: looked up, started as jobs that apply or undo, or given up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import ImportState, RegisterImport
from lms.services import audit, jobs, outbox

APPLY_TASK = "register.apply"
UNDO_TASK = "register.undo"
BUSY = (ImportState.APPLYING, ImportState.UNDOING)


def get_import(session: Session, import_id: UUID) -> RegisterImport:
    """An import by id."""
    found = session.get(RegisterImport, import_id)
    if found is None:
        raise NotFound(N_("Acest import nu există."))
    return found


def lock_import(session: Session, import_id: UUID) -> RegisterImport:
    """An import by id under a row lock."""
    found = session.scalar(
        select(RegisterImport)
        .where(RegisterImport.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("Acest import nu există."))
    return found


def start_apply(
    session: Session,
    import_id: UUID,
    *,
    agreed_left_out: int | None,
    account_id: UUID | None,
    now: datetime,
) -> RegisterImport:
    """Start applying; rows with problems must have been left out by their exact number."""
    found = lock_import(session, import_id)
    _refuse_while_busy(session)
    if found.state is not ImportState.PREVIEW:
        raise Conflict(N_("Acest import nu mai poate fi aplicat: starea lui s-a schimbat deja."))
    if _changed_since(session, found):
        raise Conflict(
            N_(
                "Între timp s-a aplicat sau s-a anulat alt import, deci diferența de aici nu mai "
                "este cea adevărată. Încărcați fișierul din nou."
            )
        )
    if found.counts["errors"] and agreed_left_out != found.counts["left_out"]:
        raise BadInput(
            N_(
                "Fișierul are greșeli. Corectați-l și încărcați-l din nou sau bifați că lăsați "
                "deoparte rândurile cu greșeli."
            ),
            field="leave_out",
        )
    _start(session, found, APPLY_TASK, ImportState.APPLYING, account_id=account_id, now=now)
    return found


def start_undo(
    session: Session, import_id: UUID, *, account_id: UUID | None, now: datetime
) -> RegisterImport:
    """Start undoing the import that was applied last."""
    found = lock_import(session, import_id)
    _refuse_while_busy(session)
    if not can_undo(session, found):
        raise Conflict(N_("Se poate anula doar ultimul import aplicat."))
    _start(session, found, UNDO_TASK, ImportState.UNDOING, account_id=account_id, now=now)
    return found


def _start(
    session: Session,
    found: RegisterImport,
    task: str,
    state: ImportState,
    *,
    account_id: UUID | None,
    now: datetime,
) -> None:
    job = jobs.start_job(session, task, owner_id=account_id, total=found.counts["changes"], now=now)
    found.state = state
    found.job_id = job.id
    outbox.enqueue(
        session,
        task,
        {"import": str(found.id), "job": str(job.id)},
        key=f"{task}:{job.id}",
        now=now,
    )
    audit.record(session, task, f"register_import:{found.id}", account_id=account_id, now=now)


def discard(
    session: Session, import_id: UUID, *, account_id: UUID | None, now: datetime
) -> RegisterImport:
    """Give a preview up; it can no longer be applied."""
    found = lock_import(session, import_id)
    if found.state is not ImportState.PREVIEW:
        raise Conflict(N_("Se poate renunța doar la un import care nu a fost aplicat."))
    found.state = ImportState.REFUSED
    audit.record(
        session, "register.discarded", f"register_import:{found.id}", account_id=account_id, now=now
    )
    return found


def can_undo(session: Session, found: RegisterImport) -> bool:
    """Whether this is the import that was applied last."""
    if found.state is not ImportState.APPLIED:
        return False
    last = session.scalar(
        select(RegisterImport.id)
        .where(RegisterImport.state == ImportState.APPLIED)
        .order_by(RegisterImport.applied_at.desc())
        .limit(1)
    )
    return last == found.id


def _refuse_while_busy(session: Session) -> None:
    busy = select(RegisterImport.id).where(RegisterImport.state.in_(BUSY)).limit(1)
    if session.scalar(busy) is not None:
        raise Conflict(
            N_("Un import se aplică sau se anulează chiar acum. Așteptați să se termine.")
        )


def _changed_since(session: Session, found: RegisterImport) -> bool:
    latest = session.execute(
        select(func.max(RegisterImport.applied_at), func.max(RegisterImport.undone_at))
    ).one()
    return any(instant is not None and instant > found.uploaded_at for instant in latest)
