"""Check-in by a code shown in the room: it changes every half minute, and each member counts once.

The code is made from the secret of the installation, the session and the half minute, so that a
picture of it sent to somebody elsewhere is soon worth nothing. It is evidence for the organiser's
review and never a credit.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lms.config import Settings
from lms.models import Edition, EditionCheckIn, EditionSession, EditionState
from lms.services import audit
from lms.services.upserts import insert_into

EVERY = timedelta(seconds=30)
STILL_GOOD = 2  # earlier codes: who scans walks to the page in a minute
EARLY, LATE = timedelta(minutes=45), timedelta(minutes=15)
LENGTH = 8
_PURPOSE = "check-in"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A session at which one may check in now, with its edition and programme."""

    session_id: UUID
    edition: Edition
    starts_at: datetime


def open_now(
    session: Session, *, now: datetime, edition_ids: Collection[UUID] | None = None
) -> list[Held]:
    """The sessions that are about to begin, are held, or have just ended; the earliest first."""
    query = (
        select(EditionSession)
        .join(Edition, Edition.id == EditionSession.edition_id)
        .where(
            EditionSession.starts_at <= now + EARLY,
            EditionSession.ends_at >= now - LATE,
            Edition.state != EditionState.CANCELLED,
        )
        .options(joinedload(EditionSession.edition).joinedload(Edition.programme))
        .order_by(EditionSession.starts_at, EditionSession.id)
    )
    if edition_ids is not None:
        query = query.where(EditionSession.edition_id.in_(edition_ids))
    return [
        Held(session_id=row.id, edition=row.edition, starts_at=row.starts_at)
        for row in session.scalars(query)
    ]


def code_of(session_id: UUID, *, settings: Settings, now: datetime, earlier: int = 0) -> str:
    """The code of a session in this half minute, or in one before."""
    slot = int(now.timestamp() // EVERY.total_seconds()) - earlier
    made = hmac.new(
        settings.derived_key(_PURPOSE), session_id.bytes + slot.to_bytes(8, "big"), hashlib.sha256
    )
    return base64.b32encode(made.digest()).decode()[:LENGTH]


def find(session: Session, code: str, *, settings: Settings, now: datetime) -> Held | None:
    """The session of a code that was typed or scanned; None for a wrong or an old one."""
    given = re.sub(r"[^A-Z2-7]", "", code.upper())
    found = None
    for held in open_now(session, now=now):
        for earlier in range(STILL_GOOD + 1):
            right = code_of(held.session_id, settings=settings, now=now, earlier=earlier)
            if hmac.compare_digest(right, given):
                found = held
    return found


def check_in(
    session: Session, held: Held, *, member_id: UUID, account_id: UUID, now: datetime
) -> bool:
    """Keep that a member was in the room; False when it was kept already."""
    kept = session.scalar(
        insert_into(session, EditionCheckIn)
        .values(
            id=uuid4(),
            edition_id=held.edition.id,
            member_id=member_id,
            held_at=held.starts_at,
            at=now,
        )
        .on_conflict_do_nothing()
        .returning(EditionCheckIn.id)
    )
    if kept is None:
        return False
    audit.record(
        session, "edition.check_in", f"edition:{held.edition.id}", account_id=account_id, now=now
    )
    return True


def count(session: Session, held: Held) -> int:
    """How many members checked in at a session."""
    return (
        session.scalar(
            select(func.count())
            .select_from(EditionCheckIn)
            .where(
                EditionCheckIn.edition_id == held.edition.id,
                EditionCheckIn.held_at == held.starts_at,
            )
        )
        or 0
    )


def of_members(
    session: Session, edition_id: UUID, member_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[datetime]]:
    """When members checked in at an edition, the first session first."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    rows = session.execute(
        select(EditionCheckIn.member_id, EditionCheckIn.at)
        .where(EditionCheckIn.edition_id == edition_id, EditionCheckIn.member_id.in_(member_ids))
        .order_by(EditionCheckIn.held_at)
    )
    for member_id, at in rows:
        found[member_id].append(at)
    return found
