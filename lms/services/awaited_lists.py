"""Editions of a member whose list has not come: when it is due, and a reminder of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from credit_engine.regulation import Regulation
from credit_engine.results import Basis
from lms.clock import legal_day
from lms.errors import N_, Conflict, NotFound
from lms.models import (
    AttendanceFile,
    AttendanceState,
    Edition,
    EditionRegistration,
    EditionSession,
    EditionState,
    ListReminder,
)
from lms.services import audit, facts, provider_people
from lms.services.objections import live_edition_sources
from lms.services.regulations import norms
from lms.services.upserts import insert_into

REMIND_EVERY = timedelta(days=3)
_COUNTED = (AttendanceState.BOOKING, AttendanceState.BOOKED)


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """An edition without its list: `due_on` (with its basis) by the norms of its last day."""

    edition: Edition
    due_on: date | None
    basis: Basis | None
    reminded_at: datetime | None
    may_remind: bool


def _editions(member_id: UUID, *, now: datetime) -> Select[tuple[Edition]]:
    on = legal_day(now)
    # Its last day is enough once the last session is over: the member looks on the way home.
    held = select(EditionSession.id).where(EditionSession.edition_id == Edition.id)
    is_over = and_(
        Edition.ends_on == on,
        held.exists(),
        ~held.where(EditionSession.ends_at > now).exists(),
    )
    counted = select(AttendanceFile.edition_id).where(AttendanceFile.state.in_(_COUNTED))
    return (
        select(Edition)
        .join(EditionRegistration, EditionRegistration.edition_id == Edition.id)
        .where(
            EditionRegistration.member_id == member_id,
            EditionRegistration.cancelled_at.is_(None),
            EditionRegistration.waiting_since.is_(None),
            Edition.state != EditionState.CANCELLED,
            or_(Edition.ends_on < on, is_over),
            Edition.id.not_in(counted),
        )
        .options(joinedload(Edition.programme), joinedload(Edition.provider))
    )


def awaited(session: Session, member_id: UUID, *, now: datetime) -> Sequence[Awaited]:
    """The ended editions for which a member was registered and whose list has not come."""
    editions = session.scalars(
        _editions(member_id, now=now).order_by(Edition.ends_on.desc()).limit(20)
    ).all()
    credited = set(session.scalars(live_edition_sources(member_id)))
    reminded = {
        row.edition_id: row.at
        for row in session.execute(
            select(ListReminder.edition_id, func.max(ListReminder.asked_at).label("at"))
            .where(ListReminder.edition_id.in_([edition.id for edition in editions]))
            .group_by(ListReminder.edition_id)
        )
    }
    regulation = norms(session)
    found = []
    for edition in editions:
        if facts.edition_source(edition.id) in credited:
            continue
        due_on, basis = list_due(regulation, edition)
        last = reminded.get(edition.id)
        found.append(
            Awaited(
                edition=edition,
                due_on=due_on,
                basis=basis,
                reminded_at=last,
                may_remind=last is None or now - last >= REMIND_EVERY,
            )
        )
    return found


def list_due(regulation: Regulation, edition: Edition) -> tuple[date | None, Basis | None]:
    """The day until which the list of an edition is sent, by the norms of its last day."""
    version = regulation.in_force_on(edition.ends_on)
    if version is None:
        return None, None
    days = version.programmes.completion_documents_due_days
    due_on = None if days.value is None else edition.ends_on + timedelta(days=days.value)
    return due_on, days.basis


def remind(
    session: Session, member_id: UUID, edition_id: UUID, *, account_id: UUID, now: datetime
) -> bool:
    """Tell the provider that its list is awaited; False when somebody did in the last days."""
    edition = session.scalar(_editions(member_id, now=now).where(Edition.id == edition_id))
    if edition is None:
        raise NotFound(N_("Lista acestei ediții nu este așteptată: poate a sosit între timp."))
    # The lock orders two members who remind at once.
    session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())
    last = session.scalar(
        select(func.max(ListReminder.asked_at)).where(ListReminder.edition_id == edition_id)
    )
    if last is not None and now - last < REMIND_EVERY:
        return False
    if not provider_people.accounts_of(session, edition.provider_id, on=legal_day(now)):
        raise Conflict(
            N_(
                "Furnizorul nu are cont în aplicație. Scrieți-i direct sau semnalați că lipsiți "
                "de pe listă."
            )
        )
    key = f"{edition_id.hex}:{legal_day(now).isoformat()}"
    entered = session.scalar(
        insert_into(session, ListReminder)
        .values(id=uuid4(), key=key, edition_id=edition_id, member_id=member_id, asked_at=now)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(ListReminder.id)
    )
    if entered is None:
        return False
    provider_people.tell(
        session,
        edition.provider_id,
        "list_reminder",
        key=f"list_reminder:{key}",
        now=now,
        params={
            "title": {"ro": edition.programme.title, "en": edition.programme.title_en},
            "ended": edition.ends_on.isoformat(),
        },
        path=f"/provider/editions/{edition_id}",
    )
    audit.record(
        session, "attendance.reminded", f"edition:{edition_id}", account_id=account_id, now=now
    )
    return True
