"""What is new for a person; the text is made from `kind` and `params` where it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What is said to one member; the same `key` is not said again."""

    kind: str
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    path: str | None = None


def notify_members(
    session: Session, notices: Mapping[UUID, Notice], *, now: datetime
) -> dict[UUID, UUID]:
    """Tell members something once, in few statements; account ids of those told now, by member."""
    found = session.execute(
        select(Member.id, Member.account_id).where(
            Member.id.in_(notices), Member.account_id.is_not(None)
        )
    )
    accounts = {member_id: account_id for member_id, account_id in found if account_id}
    if not accounts:
        return {}
    rows = [
        {
            "id": uuid4(),
            "account_id": account_id,
            "kind": notices[member_id].kind,
            "params": dict(notices[member_id].params),
            "path": notices[member_id].path,
            "key": notices[member_id].key,
            "created_at": now,
        }
        for member_id, account_id in accounts.items()
    ]
    said = session.scalars(
        insert_into(session, Notification)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Notification.key)
    ).all()
    new = set(said)
    return {
        member_id: account_id
        for member_id, account_id in accounts.items()
        if notices[member_id].key in new
    }


def latest(session: Session, account_id: UUID, *, limit: int = 5) -> Sequence[Notification]:
    """The newest notifications of a person."""
    return session.scalars(
        select(Notification)
        .where(Notification.account_id == account_id)
        .order_by(Notification.created_at.desc())
        .limit(limit)
    ).all()
