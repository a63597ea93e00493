"""A member's own calendar at a secret address that the member can end at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.clock import legal_day
from lms.errors import N_, NotFound
from lms.models import CalendarLink, Edition, EditionRegistration, Member
from lms.services import audit

KEPT_DAYS = 90  # how long an edition that is over stays in the calendar


def make(session: Session, member_id: UUID, *, account_id: UUID, now: datetime) -> str:
    """A new address (its token, never shown again); the one before ends."""
    session.execute(select(Member.id).where(Member.id == member_id).with_for_update())
    end(session, member_id, account_id=account_id, now=now)
    token = secrets.token_urlsafe(32)
    session.add(
        CalendarLink(id=uuid4(), member_id=member_id, token_hash=_hash(token), created_at=now)
    )
    session.flush()
    audit.record(
        session, "calendar.link_made", f"member:{member_id}", account_id=account_id, now=now
    )
    return token


def end(session: Session, member_id: UUID, *, account_id: UUID, now: datetime) -> None:
    """The address opens nothing from now on."""
    ended = session.scalar(
        delete(CalendarLink).where(CalendarLink.member_id == member_id).returning(CalendarLink.id)
    )
    if ended is not None:
        audit.record(
            session, "calendar.link_ended", f"member:{member_id}", account_id=account_id, now=now
        )


def made_at(session: Session, member_id: UUID) -> datetime | None:
    """Since when the member has an address; None without one."""
    return session.scalar(
        select(CalendarLink.created_at).where(CalendarLink.member_id == member_id)
    )


def editions_of(session: Session, token: str, *, now: datetime) -> Sequence[Edition]:
    """The editions at which the member of an address has a place, cancelled ones too; NotFound.

    A cancelled one stays, so that calendars that know it learn of it.
    """
    member_id = session.scalar(
        select(CalendarLink.member_id).where(CalendarLink.token_hash == _hash(token))
    )
    if member_id is None:
        raise NotFound(N_("Acest calendar nu există sau a fost închis de cel care l-a făcut."))
    return session.scalars(
        select(Edition)
        .join(EditionRegistration, EditionRegistration.edition_id == Edition.id)
        .where(
            EditionRegistration.member_id == member_id,
            EditionRegistration.cancelled_at.is_(None),
            EditionRegistration.waiting_since.is_(None),
            Edition.ends_on >= legal_day(now) - timedelta(days=KEPT_DAYS),
        )
        .options(
            joinedload(Edition.programme),
            joinedload(Edition.provider),
            joinedload(Edition.cancellation),
            selectinload(Edition.sessions),
        )
        .order_by(Edition.starts_on, Edition.id)
    ).all()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
