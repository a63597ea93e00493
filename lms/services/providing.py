"""What the organisers of programmes see and enter: their editions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, extract, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.clock import legal_day
from lms.errors import N_, NotFound
from lms.models import (
    Account,
    AttendanceFile,
    AttendanceState,
    Edition,
    EditionState,
    Programme,
    ProgrammeApproval,
    ProgrammeOrganiser,
    Provider,
)
from lms.services.listing import Order, Page, Wanted, contains, fetch_page
from lms.services.scheduling import ApprovalGap, approval_gap, approval_on, days_of, provider_gap


class Standing(StrEnum):
    """Where an edition stands for the organiser that files its attendance."""

    PLANNED = "planned"
    AWAITED = "awaited"
    REVIEW = "review"
    BOOKING = "booking"
    BOOKED = "booked"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class EditionFilter:
    """Which editions are asked for; empty means all."""

    programme_id: UUID | None = None
    standing: Standing | None = None
    year: int | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class EditionLine:
    """An edition for a list."""

    edition: Edition
    standing: Standing
    may_file: bool


@dataclass(frozen=True, kw_only=True)
class EditionPage:
    """Everything that the page of an edition shows."""

    edition: Edition
    organisers: Sequence[Provider]
    approval: ProgrammeApproval | None
    gap: ApprovalGap | None
    provider_gap: ApprovalGap | None
    files: Sequence[AttendanceFile]
    standing: Standing
    may_file: bool
    has_ended: bool
    cancelled_by: str | None


def standing_of(
    edition: Edition, states: Collection[AttendanceState], *, has_ended: bool
) -> Standing:
    """Where an edition stands, from the states of its attendance files."""
    if edition.state is EditionState.CANCELLED:
        return Standing.CANCELLED
    if {AttendanceState.BOOKING, AttendanceState.UNDOING} & set(states):
        return Standing.BOOKING
    if AttendanceState.BOOKED in states:
        return Standing.BOOKED
    if {AttendanceState.REVIEW, AttendanceState.UNDONE} & set(states):
        return Standing.REVIEW
    return Standing.AWAITED if has_ended else Standing.PLANNED


def _standing_sql(on: date) -> ColumnElement[str]:
    def has(*states: AttendanceState) -> ColumnElement[bool]:
        return exists().where(
            AttendanceFile.edition_id == Edition.id, AttendanceFile.state.in_(states)
        )

    return case(
        (Edition.state == EditionState.CANCELLED, Standing.CANCELLED.value),
        (has(AttendanceState.BOOKING, AttendanceState.UNDOING), Standing.BOOKING.value),
        (has(AttendanceState.BOOKED), Standing.BOOKED.value),
        (has(AttendanceState.REVIEW, AttendanceState.UNDONE), Standing.REVIEW.value),
        (Edition.ends_on >= on, Standing.PLANNED.value),
        else_=Standing.AWAITED.value,
    )


def of_organisers(provider_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Editions that one of these organisers holds or sees; the query joins Programme."""
    partner = exists().where(
        ProgrammeOrganiser.programme_id == Edition.programme_id,
        ProgrammeOrganiser.provider_id.in_(provider_ids),
    )
    return or_(
        Edition.provider_id.in_(provider_ids), Programme.provider_id.in_(provider_ids), partner
    )


def _editions(provider_ids: Collection[UUID]) -> Select[tuple[Edition]]:
    return (
        select(Edition)
        .join(Programme, Programme.id == Edition.programme_id)
        .where(of_organisers(provider_ids))
    )


def list_editions(
    session: Session,
    wanted: Wanted,
    asked: EditionFilter,
    *,
    provider_ids: Collection[UUID],
    on: date,
) -> Page[EditionLine]:
    """The editions of a person's organisers, filtered, sorted and paged."""
    query = _editions(provider_ids).options(
        joinedload(Edition.programme), joinedload(Edition.provider)
    )
    if asked.programme_id is not None:
        query = query.where(Edition.programme_id == asked.programme_id)
    if asked.standing is not None:
        query = query.where(_standing_sql(on) == asked.standing.value)
    if asked.year is not None:
        query = query.where(extract("year", Edition.starts_on) == asked.year)
    if asked.text:
        query = query.where(
            or_(
                contains(Programme.title, asked.text),
                contains(Programme.title_en, asked.text),
                contains(Edition.place, asked.text),
            )
        )
    orders: dict[str, Order] = {
        "starts_on": Edition.starts_on,
        "title": Programme.title,
        "standing": _standing_sql(on),
    }
    page = fetch_page(session, query, wanted, orders=orders, tie=Edition.id)
    states = _file_states(session, [edition.id for edition in page.rows])
    lines = [
        EditionLine(
            edition=edition,
            standing=standing_of(edition, states[edition.id], has_ended=edition.ends_on < on),
            may_file=edition.provider_id in provider_ids,
        )
        for edition in page.rows
    ]
    return Page(rows=lines, total=page.total, number=page.number, pages=page.pages)


def _file_states(
    session: Session, edition_ids: Sequence[UUID]
) -> Mapping[UUID, list[AttendanceState]]:
    states: dict[UUID, list[AttendanceState]] = defaultdict(list)
    rows = session.execute(
        select(AttendanceFile.edition_id, AttendanceFile.state).where(
            AttendanceFile.edition_id.in_(edition_ids)
        )
    )
    for edition_id, state in rows:
        states[edition_id].append(state)
    return states


def filter_choices(
    session: Session, *, provider_ids: Collection[UUID]
) -> tuple[Sequence[Programme], Sequence[int]]:
    """The programmes and the years that a person's editions have."""
    rows = session.execute(
        _editions(provider_ids).with_only_columns(Edition.programme_id, Edition.starts_on)
    ).all()
    programmes = session.scalars(
        select(Programme)
        .where(Programme.id.in_({row[0] for row in rows}))
        .order_by(Programme.title)
    ).all()
    return programmes, sorted({row[1].year for row in rows}, reverse=True)


def find_edition(session: Session, edition_id: UUID, *, provider_ids: Collection[UUID]) -> Edition:
    """An edition that one of these organisers holds or sees, else NotFound."""
    edition = session.scalar(
        _editions(provider_ids)
        .where(Edition.id == edition_id)
        .options(
            joinedload(Edition.programme).selectinload(Programme.approvals),
            joinedload(Edition.provider).selectinload(Provider.approvals),
            joinedload(Edition.cancellation),
            selectinload(Edition.sessions),
        )
    )
    if edition is None:
        raise NotFound(N_("Această ediție nu există sau nu este a furnizorului dumneavoastră."))
    return edition


def edition_page(
    session: Session, edition_id: UUID, *, provider_ids: Collection[UUID], now: datetime
) -> EditionPage:
    """The page of an edition; NotFound for a stranger's."""
    edition = find_edition(session, edition_id, provider_ids=provider_ids)
    organisers = session.scalars(
        select(Provider)
        .outerjoin(
            ProgrammeOrganiser,
            (ProgrammeOrganiser.provider_id == Provider.id)
            & (ProgrammeOrganiser.programme_id == edition.programme_id),
        )
        .where(
            or_(
                ProgrammeOrganiser.id.is_not(None),
                Provider.id.in_([edition.provider_id, edition.programme.provider_id]),
            )
        )
        .order_by(Provider.name)
    ).unique()
    files = session.scalars(
        select(AttendanceFile)
        .where(AttendanceFile.edition_id == edition.id)
        .order_by(AttendanceFile.uploaded_at.desc())
    ).all()
    days = days_of(edition.sessions) or (edition.starts_on, edition.ends_on)
    approvals = edition.programme.approvals
    return EditionPage(
        edition=edition,
        organisers=list(organisers),
        approval=approval_on(approvals, days[-1]),
        gap=approval_gap(approvals, days),
        provider_gap=provider_gap(edition.provider, days),
        files=files,
        standing=standing_of(
            edition, [file.state for file in files], has_ended=has_ended(edition, now=now)
        ),
        may_file=edition.provider_id in provider_ids,
        has_ended=has_ended(edition, now=now),
        cancelled_by=session.get_one(Account, edition.cancellation.account_id).display_name
        if edition.cancellation
        else None,
    )


def has_ended(edition: Edition, *, now: datetime) -> bool:
    """Whether the last session is over."""
    if edition.sessions:
        return max(held.ends_at for held in edition.sessions) <= now
    return edition.ends_on < legal_day(now)
