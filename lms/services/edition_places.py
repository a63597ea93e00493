"""Places at an edition: members register, wait in order, give a place back; each thing once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.clock import legal_day
from lms.errors import N_, Conflict, NotFound
from lms.models import Edition, EditionRegistration, EditionState
from lms.services import audit, letters, notifications


class Place(StrEnum):
    """What a member has at an edition."""

    NONE = "none"
    WAITING = "waiting"
    TAKEN = "taken"


def find_edition(session: Session, edition_id: UUID) -> Edition:
    """An edition with its sessions, programme and organiser; NotFound."""
    edition = session.scalar(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(
            joinedload(Edition.programme),
            joinedload(Edition.provider),
            joinedload(Edition.cancellation),
            selectinload(Edition.sessions),
        )
    )
    if edition is None:
        raise NotFound(N_("Această ediție nu există. Căutați-o în calendarul edițiilor."))
    return edition


def most_places(edition: Edition) -> int | None:
    """How many places there are: of the edition, else what its programme declares; None: no end."""
    return edition.programme.max_participants if edition.capacity is None else edition.capacity


def taken_places(session: Session, edition_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many places are taken, by edition; those who wait take none."""
    rows = session.execute(
        select(EditionRegistration.edition_id, func.count())
        .where(
            EditionRegistration.edition_id.in_(edition_ids),
            EditionRegistration.cancelled_at.is_(None),
            EditionRegistration.waiting_since.is_(None),
        )
        .group_by(EditionRegistration.edition_id)
    )
    return {row[0]: row[1] for row in rows}


def place_of(session: Session, edition_id: UUID, member_id: UUID) -> tuple[Place, int]:
    """What a member has at an edition, and (from 1) their turn in the waiting list, else 0."""
    row = _registration(session, edition_id, member_id)
    if row is None or row.cancelled_at is not None:
        return Place.NONE, 0
    if row.waiting_since is None:
        return Place.TAKEN, 0
    return Place.WAITING, turns(session, edition_id)[member_id]


def turns(session: Session, edition_id: UUID) -> dict[UUID, int]:
    """The turns in the waiting list of an edition, from 1, by member."""
    queue = _waiting(session, edition_id)
    return {row.member_id: turn for turn, row in enumerate(queue, start=1)}


def may_register(edition: Edition, *, now: datetime) -> bool:
    """Whether the edition still takes registrations."""
    until = edition.register_until
    return _is_ahead(edition, now=now) and (until is None or legal_day(now) <= until)


def may_cancel(edition: Edition, *, now: datetime) -> bool:
    """Whether a place can still be given back; a place in the waiting list always can."""
    until = edition.cancel_until
    return _is_ahead(edition, now=now) and (until is None or legal_day(now) <= until)


def _is_ahead(edition: Edition, *, now: datetime) -> bool:
    sessions = edition.sessions
    return (
        edition.state is EditionState.PLANNED
        and bool(sessions)
        and min(held.starts_at for held in sessions) > now
    )


def register(
    session: Session,
    edition_id: UUID,
    *,
    member_id: UUID,
    account_id: UUID,
    write: letters.Writer,
    now: datetime,
) -> Place:
    """Give the member a place, or one in the waiting list; asking again changes nothing."""
    edition = locked(session, edition_id)
    row = _registration(session, edition_id, member_id)
    if row is not None and row.cancelled_at is None:
        return Place.TAKEN if row.waiting_since is None else Place.WAITING
    if not may_register(edition, now=now):
        raise Conflict(N_("Înscrierile la această ediție s-au încheiat. Căutați altă ediție."))
    # Whoever waits comes first, even where a place is free for a moment.
    is_full = _free(session, edition) <= 0 or bool(_waiting(session, edition_id))
    if row is None:
        row = EditionRegistration(id=uuid4(), edition_id=edition_id, member_id=member_id)
        session.add(row)
    row.registered_at, row.cancelled_at, row.promoted_at = now, None, None
    row.waiting_since = now if is_full else None
    session.flush()
    place = Place.WAITING if is_full else Place.TAKEN
    tell(session, edition, [row], f"edition_{place.value}", write=write, now=now)
    audit.record(
        session, f"edition.{place.value}", f"edition:{edition_id}", account_id=account_id, now=now
    )
    return place


def cancel(
    session: Session,
    edition_id: UUID,
    *,
    member_id: UUID,
    account_id: UUID,
    write: letters.Writer,
    now: datetime,
) -> None:
    """Take back a registration; who waits longest gets the place, exactly once."""
    edition = locked(session, edition_id)
    row = _registration(session, edition_id, member_id)
    if row is None or row.cancelled_at is not None:
        return
    if row.waiting_since is None and not may_cancel(edition, now=now):
        raise Conflict(
            N_("Termenul de renunțare a trecut. Scrieți organizatorului dacă nu puteți veni.")
        )
    row.cancelled_at, row.waiting_since = now, None
    session.flush()
    audit.record(
        session, "edition.given_up", f"edition:{edition_id}", account_id=account_id, now=now
    )
    promote(session, edition, write=write, now=now)


def promote(session: Session, edition: Edition, *, write: letters.Writer, now: datetime) -> None:
    """The free places go to those who wait, in order; the caller holds the lock."""
    if not _is_ahead(edition, now=now):
        return
    promoted = _waiting(session, edition.id)[: max(0, _free(session, edition))]
    for row in promoted:
        row.waiting_since, row.promoted_at = None, now
    session.flush()
    tell(session, edition, promoted, "edition_promoted", write=write, now=now)


def _free(session: Session, edition: Edition) -> int:
    most = most_places(edition)
    if most is None:
        return 1_000_000
    return most - taken_places(session, [edition.id]).get(edition.id, 0)


def _waiting(session: Session, edition_id: UUID) -> Sequence[EditionRegistration]:
    return session.scalars(
        select(EditionRegistration)
        .where(
            EditionRegistration.edition_id == edition_id,
            EditionRegistration.cancelled_at.is_(None),
            EditionRegistration.waiting_since.is_not(None),
        )
        .order_by(EditionRegistration.waiting_since, EditionRegistration.id)
        .execution_options(populate_existing=True)
    ).all()


def _registration(
    session: Session, edition_id: UUID, member_id: UUID
) -> EditionRegistration | None:
    return session.scalar(
        select(EditionRegistration)
        .where(
            EditionRegistration.edition_id == edition_id,
            EditionRegistration.member_id == member_id,
        )
        .execution_options(populate_existing=True)
    )


def locked(session: Session, edition_id: UUID) -> Edition:
    """The edition; the lock orders everybody who registers or gives up, so each sees the other."""
    session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())
    return find_edition(session, edition_id)


def tell(
    session: Session,
    edition: Edition,
    rows: Sequence[EditionRegistration],
    kind: str,
    *,
    write: letters.Writer,
    now: datetime,
    params: Mapping[str, object] | None = None,
    mark: str = "",
) -> int:
    """Tell members, on the site and by e-mail; how many are told now.

    Once for each registration, or for each registration and `mark`; `params` is added to both.
    """
    title = {"ro": edition.programme.title, "en": edition.programme.title_en}
    path = f"/editions/{edition.id}"
    more = dict(params or {})
    notices = {
        row.member_id: notifications.Notice(
            kind=kind,
            key=f"{kind}:{row.id.hex}:{row.registered_at.timestamp():.6f}{mark}",
            params={"title": title, "day": edition.starts_on.isoformat(), **more},
            path=path,
        )
        for row in rows
    }
    told = notifications.notify_members(session, notices, now=now) if notices else {}
    about = {
        "title": title,
        "begins": min(held.starts_at for held in edition.sessions),
        "place": edition.place,
        "path": path,
        **more,
    }
    letters.send_to_members(session, write, dict.fromkeys(told, about), kind=kind, now=now)
    return len(told)


def remind(session: Session, *, write: letters.Writer, now: datetime) -> int:
    """Tell those with a place of an edition that begins today or tomorrow; once each, how many."""
    on = legal_day(now)
    editions = session.scalars(
        select(Edition)
        .where(
            Edition.state == EditionState.PLANNED,
            Edition.starts_on.between(on, on + timedelta(days=1)),
        )
        .options(joinedload(Edition.programme), selectinload(Edition.sessions))
        .order_by(Edition.id)
    ).all()
    told = 0
    for edition in editions:
        if not _is_ahead(edition, now=now):
            continue
        rows = session.scalars(
            select(EditionRegistration).where(
                EditionRegistration.edition_id == edition.id,
                EditionRegistration.cancelled_at.is_(None),
                EditionRegistration.waiting_since.is_(None),
            )
        ).all()
        told += tell(session, edition, rows, "edition_soon", write=write, now=now)
    return told
