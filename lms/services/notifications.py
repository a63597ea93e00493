"""What is new for a person; the text is made from `kind` and `params` where it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import Member, Notification
from lms.services.upserts import insert_into


def notify(
    session: Session,
    account_id: UUID,
    kind: str,
    *,
    key: str,
    now: datetime,
    params: Mapping[str, Any] | None = None,
    path: str | None = None,
) -> None:
    """Tell a person something once: the same `key` is not said again."""
    session.execute(
        insert_into(session, Notification)
        .values(
            id=uuid4(),
            account_id=account_id,
            kind=kind,
            params=dict(params or {}),
            path=path,
            key=key,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )


def notify_member(
    session: Session,
    member_id: UUID,
    kind: str,
    *,
    key: str,
    now: datetime,
    params: Mapping[str, Any] | None = None,
    path: str | None = None,
) -> None:
    """Tell a member something once, if they have an account."""
    account_id = session.scalar(select(Member.account_id).where(Member.id == member_id))
    if account_id is not None:
        notify(session, account_id, kind, key=key, now=now, params=params, path=path)


def latest(session: Session, account_id: UUID, *, limit: int = 5) -> Sequence[Notification]:
    """The newest notifications of a person."""
    return session.scalars(
        select(Notification)
        .where(Notification.account_id == account_id)
        .order_by(Notification.created_at.desc())
        .limit(limit)
    ).all()
