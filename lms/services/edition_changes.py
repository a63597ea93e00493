"""A planned edition is changed or cancelled by its organiser; who registered is told once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.clock import LEGAL_ZONE
from lms.counties import COUNTIES
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    AttendanceFile,
    Edition,
    EditionCancellation,
    EditionCheckIn,
    EditionRegistration,
    EditionSession,
    EditionState,
    Programme,
)
from lms.services import attendance_files, audit, edition_places, letters, scheduling
from lms.services.scheduling import NewEdition, NewSession


def is_open(session: Session, edition: Edition) -> bool:
    """Whether the edition is planned and has no attendance list, so it may be cancelled."""
    has_list = session.scalar(select(exists().where(AttendanceFile.edition_id == edition.id)))
    return edition.state is EditionState.PLANNED and not has_list


def may_change(session: Session, edition: Edition, *, now: datetime) -> bool:
    """Whether the edition may still be changed: open, not begun and nobody checked in."""
    return (
        is_open(session, edition)
        and all(held.starts_at > now for held in edition.sessions)
        and not session.scalar(select(exists().where(EditionCheckIn.edition_id == edition.id)))
    )


def _open(session: Session, edition_id: UUID, *, provider_ids: Collection[UUID]) -> Edition:
    edition_places.locked(session, edition_id)
    edition = attendance_files.find_fileable(session, edition_id, provider_ids=provider_ids)
    session.refresh(edition)
    if not is_open(session, edition):
        raise Conflict(
            N_(
                "Ediția este anulată, s-a ținut sau are o listă de prezență, deci nu se mai "
                "schimbă. Deschideți pagina ei ca să vedeți ce urmează."
            )
        )
    return edition


def cancel_edition(
    session: Session,
    edition_id: UUID,
    *,
    reason: str,
    provider_ids: Collection[UUID],
    account_id: UUID,
    write: letters.Writer,
    now: datetime,
) -> int:
    """Cancel a planned edition; how many were told. NotFound, Conflict, BadInput (no reason)."""
    edition = _open(session, edition_id, provider_ids=provider_ids)
    reason = " ".join(reason.replace("\x00", " ").split())
    if not reason:
        raise BadInput(
            N_("Scrieți de ce se anulează ediția; cei înscriși citesc motivul."), field="reason"
        )
    if len(reason) > 500:
        raise BadInput(N_("Motivul are mai mult de 500 de caractere; scurtați-l."), field="reason")
    edition.state = EditionState.CANCELLED
    edition.revision += 1
    edition.cancellation = EditionCancellation(
        id=uuid4(), at=now, account_id=account_id, reason=reason
    )
    session.flush()
    told = edition_places.tell(
        session,
        edition,
        _registered(session, edition_id),
        "edition_cancelled",
        write=write,
        now=now,
        params={"reason": reason},
    )
    audit.record(
        session,
        "edition.cancelled",
        f"edition:{edition_id}",
        account_id=account_id,
        now=now,
        details={"told": told},
    )
    return told


def _registered(session: Session, edition_id: UUID) -> Sequence[EditionRegistration]:
    return session.scalars(
        select(EditionRegistration).where(
            EditionRegistration.edition_id == edition_id,
            EditionRegistration.cancelled_at.is_(None),
        )
    ).all()


def change_edition(
    session: Session,
    edition_id: UUID,
    wanted: NewEdition,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    write: letters.Writer,
    now: datetime,
) -> int:
    """Change a planned edition by the checks of a new one; how many were told what changed."""
    edition = _open(session, edition_id, provider_ids=provider_ids)
    if not may_change(session, edition, now=now):
        raise Conflict(N_("Ediția a început, deci nu se mai schimbă. O puteți încă anula."))
    sessions = sorted(wanted.sessions, key=lambda held: held.starts_at)
    _check(session, edition, wanted, sessions, now=now)
    before, old_values = _shown(edition), _values(edition)
    days = scheduling.days_of(sessions)
    edition.modality, edition.county, edition.place = wanted.modality, wanted.county, wanted.place
    edition.starts_on, edition.ends_on = days[0], days[-1]
    for name, value in asdict(wanted.terms).items():
        setattr(edition, name, value)
    _set_sessions(session, edition, sessions)
    session.refresh(edition)
    if _values(edition) == old_values:
        return 0
    edition.revision += 1
    after = _shown(edition)
    changes = [
        # Whoever waits must not read the link: the page shows it to those with a place.
        {"what": what, "old": "", "new": ""}
        if what == "link"
        else {"what": what, "old": before[what], "new": after[what]}
        for what in before
        if before[what] != after[what]
    ]
    told = 0
    if changes:
        told = edition_places.tell(
            session,
            edition,
            _registered(session, edition_id),
            "edition_changed",
            write=write,
            now=now,
            params={"changes": changes},
            mark=f":{now.timestamp():.6f}",
        )
    edition_places.promote(session, edition, write=write, now=now)
    audit.record(
        session,
        "edition.changed",
        f"edition:{edition_id}",
        account_id=account_id,
        now=now,
        details={"changed": [each["what"] for each in changes], "told": told},
    )
    return told


def _check(
    session: Session,
    edition: Edition,
    wanted: NewEdition,
    sessions: Sequence[NewSession],
    *,
    now: datetime,
) -> None:
    scheduling.check_sessions(sessions)
    if sessions[0].starts_at <= now:
        raise BadInput(
            N_("Prima sesiune ar fi în trecut. Scrieți o zi care urmează."), field="day_1"
        )
    days = scheduling.days_of(sessions)
    scheduling.check_terms(wanted.terms, edition.programme, first=days[0])
    taken = edition_places.taken_places(session, [edition.id]).get(edition.id, 0)
    if wanted.terms.capacity is not None and wanted.terms.capacity < taken:
        raise BadInput(
            N_("%(taken)d membri au deja un loc. Scrieți cel puțin atâtea locuri."),
            field="capacity",
            taken=taken,
        )
    scheduling.refuse_gap("provider", scheduling.provider_gap(edition.provider, days))
    scheduling.refuse_gap("programme", scheduling.approval_gap(edition.programme.approvals, days))
    session.execute(
        select(Programme.id).where(Programme.id == edition.programme_id).with_for_update()
    )
    scheduling.refuse_twin(session, wanted, sessions, besides=edition.id)


def _set_sessions(session: Session, edition: Edition, wanted: Sequence[NewSession]) -> None:
    """Sessions in order keep their ids, so that they keep their places in people's calendars."""
    kept = list(edition.sessions)
    for row, held in zip(kept, wanted, strict=False):
        row.starts_at, row.ends_at, row.topic = held.starts_at, held.ends_at, held.topic
    for row in kept[len(wanted) :]:
        session.delete(row)
    session.add_all(
        EditionSession(
            id=uuid4(),
            edition_id=edition.id,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            topic=held.topic,
        )
        for held in wanted[len(kept) :]
    )
    session.flush()


def _values(edition: Edition) -> tuple[object, ...]:
    return (
        edition.modality,
        edition.county,
        edition.place,
        edition.link,
        edition.capacity,
        edition.price,
        edition.register_until,
        edition.cancel_until,
        tuple((held.starts_at, held.ends_at, held.topic) for held in edition.sessions),
    )


def _shown(edition: Edition) -> dict[str, str]:
    """What those registered must know of, in words that both languages share."""
    place = [edition.place, COUNTIES.get(edition.county or "")]
    return {
        "sessions": "; ".join(_when(held) for held in edition.sessions),
        "place": ", ".join(filter(None, place)) or "online",
        "link": edition.link or "",
    }


def _when(held: EditionSession) -> str:
    starts, ends = held.starts_at.astimezone(LEGAL_ZONE), held.ends_at.astimezone(LEGAL_ZONE)
    return f"{starts:%d.%m.%Y %H:%M}–{ends:%H:%M}"
