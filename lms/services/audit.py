"""The audit log: who did what to what, by opaque ids, append-only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lms.models import AuditEntry


def record(
    session: Session,
    action: str,
    subject: str,
    *,
    account_id: UUID | None,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add a line; `subject` is "<kind>:<uuid>", `details` hold codes and ids, never names."""
    session.add(
        AuditEntry(
            id=uuid4(),
            at=now,
            account_id=account_id,
            action=action,
            subject=subject,
            details=dict(details or {}),
        )
    )
    session.flush()
