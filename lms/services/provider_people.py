"""Who acts for an organiser, and telling all of them something once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.models import Role, RoleGrant
from lms.services import notifications


def accounts_of(session: Session, provider_id: UUID, *, on: date) -> list[UUID]:
    """The accounts that act for an organiser on a day."""
    return list(
        session.scalars(
            select(RoleGrant.account_id)
            .where(
                RoleGrant.role == Role.PROVIDER,
                RoleGrant.provider_id == provider_id,
                RoleGrant.valid_from <= on,
                or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > on),
            )
            .distinct()
            .order_by(RoleGrant.account_id)
        )
    )


def tell(
    session: Session,
    provider_id: UUID,
    kind: str,
    *,
    key: str,
    now: datetime,
    params: Mapping[str, Any],
    path: str,
) -> int:
    """Tell everybody who acts for an organiser something once; returns how many there are."""
    accounts = accounts_of(session, provider_id, on=legal_day(now))
    for account_id in accounts:
        notifications.notify(
            session,
            account_id,
            kind,
            key=f"{key}:{account_id.hex}",
            now=now,
            params=params,
            path=path,
        )
    return len(accounts)
