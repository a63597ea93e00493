"""Who is registered for an edition, as its organiser sees them: code and name, never an e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import EditionRegistration, Member
from lms.services import edition_places
from lms.services.edition_places import Place
from lms.services.listing import Page, Wanted, fetch_page


@dataclass(frozen=True, kw_only=True)
class Registered:
    """A member registered for an edition."""

    rnasr_code: str
    name: str
    registered_at: datetime
    waiting_since: datetime | None = None
    turn: int | None = None  # in the waiting list, from 1


def list_registered(
    session: Session, edition_id: UUID, wanted: Wanted, *, place: Place | None = None
) -> Page[Registered]:
    """Those with a place, then those who wait in their order; with `place` only ones or others."""
    query = (
        select(EditionRegistration)
        .join(Member, Member.id == EditionRegistration.member_id)
        .where(
            EditionRegistration.edition_id == edition_id,
            EditionRegistration.cancelled_at.is_(None),
        )
        .order_by(EditionRegistration.waiting_since.is_not(None), EditionRegistration.waiting_since)
    )
    if place is Place.TAKEN:
        query = query.where(EditionRegistration.waiting_since.is_(None))
    elif place is Place.WAITING:
        query = query.where(EditionRegistration.waiting_since.is_not(None))
    page = fetch_page(
        session,
        query,
        wanted,
        orders={
            "registered_at": EditionRegistration.registered_at,
            "name": Member.last_name,
            "rnasr_code": Member.rnasr_code,
        },
        tie=EditionRegistration.id,
    )
    members = {
        member.id: member
        for member in session.scalars(
            select(Member).where(Member.id.in_([row.member_id for row in page.rows]))
        )
    }
    turns = edition_places.turns(session, edition_id)
    rows = [
        Registered(
            rnasr_code=members[row.member_id].rnasr_code,
            name=f"{members[row.member_id].last_name} {members[row.member_id].first_name}",
            registered_at=row.registered_at,
            waiting_since=row.waiting_since,
            turn=turns.get(row.member_id),
        )
        for row in page.rows
    ]
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)
