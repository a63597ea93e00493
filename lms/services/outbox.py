"""The outbox: work written with the change that causes it, handed out under a lease, done once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from lms.models import Outbox
from lms.services.upserts import insert_into

MAX_ATTEMPTS = 8
_BACKOFF_SECONDS = (1, 5, 30, 120, 600, 1800, 3600)


def enqueue(
    session: Session,
    task: str,
    payload: Mapping[str, Any],
    *,
    key: str,
    now: datetime,
    run_after: datetime | None = None,
) -> bool:
    """Write work to follow this transaction; False when the same `key` was written before."""
    statement = insert_into(session, Outbox).values(
        id=uuid4(),
        task=task,
        payload=dict(payload),
        key=key,
        created_at=now,
        run_after=run_after or now,
        attempts=0,
    )
    # RETURNING, because psycopg counts -1 rows for an insert that a conflict stopped.
    entered = statement.on_conflict_do_nothing(index_elements=["key"]).returning(Outbox.id)
    return session.scalar(entered) is not None


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Outbox.done_at.is_(None),
        Outbox.failed_at.is_(None),
        Outbox.run_after <= now,
        or_(Outbox.leased_until.is_(None), Outbox.leased_until <= now),
    )


def has_due(session: Session, *, now: datetime) -> bool:
    """Whether anything waits to be handed out; only reads."""
    return session.scalar(select(Outbox.id).where(*_due(now)).limit(1)) is not None


def unknown_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys under which nothing was entered yet; only reads."""
    known = session.scalars(select(Outbox.key).where(Outbox.key.in_(keys)))
    return set(keys).difference(known)


def oldest_pending(session: Session) -> datetime | None:
    """When the oldest piece of undone work was entered."""
    return session.scalar(
        select(func.min(Outbox.created_at)).where(
            Outbox.done_at.is_(None), Outbox.failed_at.is_(None)
        )
    )


def claim(session: Session, *, now: datetime, lease_seconds: int, limit: int = 50) -> list[UUID]:
    """Lease up to `limit` pieces of due work; others skip them until the lease ends."""
    due = (
        select(Outbox)
        .where(*_due(now))
        .order_by(Outbox.run_after, Outbox.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for row in session.scalars(due):
        row.leased_until = now + timedelta(seconds=lease_seconds)
        claimed.append(row.id)
    session.flush()
    return claimed


def lock_work(session: Session, work_id: UUID) -> Outbox | None:
    """The work under a row lock, or None when it is done, failed or gone."""
    row = session.scalar(select(Outbox).where(Outbox.id == work_id).with_for_update())
    return None if row is None or row.done_at or row.failed_at else row


def begin(session: Session, work_id: UUID, *, now: datetime, lease_seconds: int) -> Outbox | None:
    """Count an attempt and lease the work for it; None when there is nothing to do.

    Counted here and not when handed out: work that waits long in a queue is not given up.
    """
    row = lock_work(session, work_id)
    if row is None:
        return None
    if row.attempts >= MAX_ATTEMPTS:
        row.failed_at, row.leased_until = now, None
        row.last_error = row.last_error or (
            f"The worker died each of the {MAX_ATTEMPTS} times this was tried; look at its log."
        )
    else:
        row.attempts += 1
        row.leased_until = now + timedelta(seconds=lease_seconds)
    session.flush()
    return row


def record_failure(session: Session, work_id: UUID, *, error: str, now: datetime) -> Outbox | None:
    """Note why work failed; it is tried again later, until it has been tried too often."""
    row = lock_work(session, work_id)
    if row is None:
        return None
    row.last_error = error[:2000]
    row.leased_until = None
    if row.attempts >= MAX_ATTEMPTS:
        row.failed_at = now
    else:
        wait = _BACKOFF_SECONDS[min(max(row.attempts, 1), len(_BACKOFF_SECONDS)) - 1]
        row.run_after = now + timedelta(seconds=wait)
    session.flush()
    return row


def release(session: Session, work_ids: Collection[UUID]) -> None:
    """Give leases back unused (the broker did not take the messages)."""
    undone = Outbox.done_at.is_(None) & Outbox.failed_at.is_(None)
    session.execute(update(Outbox).where(Outbox.id.in_(work_ids), undone).values(leased_until=None))


def release_all(session: Session) -> None:
    """End every lease: the one process that held them, broker and workers, has just started."""
    session.execute(
        update(Outbox)
        .where(Outbox.done_at.is_(None), Outbox.leased_until.is_not(None))
        .values(leased_until=None)
    )


def retry(session: Session, work_id: UUID, *, now: datetime) -> bool:
    """Try failed work again; False when it has not failed."""
    row = session.scalar(select(Outbox).where(Outbox.id == work_id).with_for_update())
    if row is None or row.failed_at is None:
        return False
    row.failed_at = None
    row.attempts = 0
    row.leased_until = None
    row.run_after = now
    session.flush()
    return True


def prune(session: Session, *, before: datetime) -> int:
    """Delete work done before an instant; returns how many rows."""
    result = session.execute(delete(Outbox).where(Outbox.done_at < before))
    assert isinstance(result, CursorResult)
    return result.rowcount
