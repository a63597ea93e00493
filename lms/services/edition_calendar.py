"""The calendar of editions still to come, and the editions of a member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from lms.models import (
    Edition,
    EditionRegistration,
    EditionState,
    Modality,
    Programme,
    ProgrammeApproval,
    Provider,
)
from lms.services.edition_places import Place, most_places, taken_places
from lms.services.listing import Order, Page, Wanted, contains, fetch_page
from lms.services.scheduling import approval_on


@dataclass(frozen=True, kw_only=True)
class CalendarFilter:
    """Which editions are asked for; empty means all. `member_id`: only theirs, past ones too."""

    text: str = ""
    county: str = ""
    modality: str = ""
    member_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CalendarLine:
    """An edition of the calendar; `left` None: places without end."""

    edition: Edition
    approval: ProgrammeApproval | None
    left: int | None
    place: Place


def list_calendar(
    session: Session,
    asked: CalendarFilter,
    wanted: Wanted,
    *,
    reader_id: UUID | None,
    on: date,
) -> Page[CalendarLine]:
    """The editions asked for, with what the reader (a member, or nobody) has at each."""
    query = (
        select(Edition)
        .join(Programme, Programme.id == Edition.programme_id)
        .join(Provider, Provider.id == Edition.provider_id)
        .options(
            joinedload(Edition.programme).selectinload(Programme.approvals),
            joinedload(Edition.provider),
            joinedload(Edition.cancellation),
        )
    )
    if asked.member_id is None:
        query = query.where(Edition.state == EditionState.PLANNED, Edition.starts_on >= on)
    else:
        mine = select(EditionRegistration.edition_id).where(
            EditionRegistration.member_id == asked.member_id,
            EditionRegistration.cancelled_at.is_(None),
        )
        query = query.where(Edition.id.in_(mine))
    if asked.text:
        query = query.where(
            or_(
                *(
                    contains(column, asked.text)
                    for column in (
                        Programme.title,
                        Programme.title_en,
                        Provider.name,
                        Edition.place,
                    )
                )
            )
        )
    if asked.county:
        query = query.where(Edition.county == asked.county)
    if asked.modality:
        query = query.where(Edition.modality == Modality(asked.modality))
    orders: dict[str, Order] = {
        "starts_on": Edition.starts_on,
        "title": Programme.title,
        "provider": Provider.name,
    }
    page = fetch_page(session, query, wanted, orders=orders, tie=Edition.id)
    ids = [edition.id for edition in page.rows]
    taken = taken_places(session, ids)
    places = {} if reader_id is None else _places(session, reader_id, ids)
    rows = []
    for edition in page.rows:
        most = most_places(edition)
        rows.append(
            CalendarLine(
                edition=edition,
                approval=approval_on(edition.programme.approvals, edition.ends_on),
                left=None if most is None else max(0, most - taken.get(edition.id, 0)),
                place=places.get(edition.id, Place.NONE),
            )
        )
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def _places(session: Session, member_id: UUID, edition_ids: list[UUID]) -> dict[UUID, Place]:
    rows = session.execute(
        select(EditionRegistration.edition_id, EditionRegistration.waiting_since).where(
            EditionRegistration.member_id == member_id,
            EditionRegistration.edition_id.in_(edition_ids),
            EditionRegistration.cancelled_at.is_(None),
        )
    )
    return {row[0]: Place.TAKEN if row[1] is None else Place.WAITING for row in rows}
