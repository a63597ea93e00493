"""Attendance files of an edition: read, matched against the members, and kept without CNP."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms import attendance
from lms.attendance.index import code_key, email_key
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, NotFound
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    Edition,
    EditionState,
    Programme,
    Resolution,
    StoredFile,
)
from lms.services import audit, providing, stored_files
from lms.services.attendance_reading import ReadFile, columns_json, mapping_of, read_upload

HIDDEN = N_("Această listă nu există sau nu este a furnizorului dumneavoastră.")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT_AFTER_BOOKING = timedelta(days=30)  # names of people on a list who are no members
_ORDERED = {"date_order_ambiguous", "dates_in_two_orders", "no_row_in_sessions"}


def find_fileable(session: Session, edition_id: UUID, *, provider_ids: Collection[UUID]) -> Edition:
    """An edition whose attendance a person may file, with its sessions; else NotFound."""
    edition = providing.find_edition(session, edition_id, provider_ids=provider_ids)
    if edition.provider_id not in provider_ids:
        raise NotFound(HIDDEN)
    return edition


def find_file(
    session: Session, edition_id: UUID, file_id: UUID, *, provider_ids: Collection[UUID]
) -> AttendanceFile:
    """A file of an edition that a person files, with the edition's sessions; else NotFound."""
    file = session.scalar(
        select(AttendanceFile)
        .join(Edition)
        .where(
            AttendanceFile.id == file_id,
            AttendanceFile.edition_id == edition_id,
            Edition.provider_id.in_(provider_ids),
        )
        .options(
            joinedload(AttendanceFile.edition).options(
                joinedload(Edition.programme).selectinload(Programme.approvals),
                selectinload(Edition.sessions),
            )
        )
    )
    if file is None:
        raise NotFound(HIDDEN)
    return file


def lock_file(
    session: Session, edition_id: UUID, file_id: UUID, *, provider_ids: Collection[UUID]
) -> AttendanceFile:
    """The same under a row lock, as it is at this moment."""
    find_file(session, edition_id, file_id, provider_ids=provider_ids)
    return session.scalars(
        select(AttendanceFile)
        .where(AttendanceFile.id == file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def refuse_unfileable(edition: Edition, *, now: datetime) -> None:
    """BadInput while an edition can have no attendance."""
    if edition.state is EditionState.CANCELLED:
        raise BadInput(N_("Ediția este anulată, așa că nu are listă de prezență."), field="file")
    if not edition.sessions:
        raise BadInput(
            N_("Ediția nu are nicio sesiune cu zi și oră, așa că prezența nu se poate socoti."),
            field="file",
        )
    if not providing.has_ended(edition, now=now):
        raise BadInput(
            N_(
                "Ediția nu s-a încheiat încă. Încărcați lista după ultima sesiune, ca să îi "
                "cuprindă pe toți."
            ),
            field="file",
        )


def existing_file(session: Session, edition_id: UUID, sha256: str) -> AttendanceFile | None:
    """The file of these very bytes that an edition already has."""
    return session.scalar(
        select(AttendanceFile).where(
            AttendanceFile.edition_id == edition_id, AttendanceFile.sha256 == sha256
        )
    )


def save_upload(
    session: Session,
    edition: Edition,
    read: ReadFile,
    *,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> tuple[AttendanceFile, bool]:
    """Keep a file that was read; the same bytes again give the file that is there, and False.

    Nothing is booked. A list that a corrected one replaced may be reviewed again.
    """
    lock_edition(session, edition.id)
    old = existing_file(session, edition.id, read.reading.sha256)
    if old is not None:
        if old.state is AttendanceState.REPLACED:
            old.state, old.replaced_by = AttendanceState.REVIEW, None
            for row in old.rows:
                row.outcome = None
            session.flush()
        return old, False
    media_type = _XLSX if read.copy.startswith(b"PK") else "text/csv"
    stored = stored_files.store(
        session,
        read.copy,
        filename=read.filename,
        media_type=media_type,
        settings=settings,
        now=now,
    )
    file = AttendanceFile(
        id=uuid4(),
        edition_id=edition.id,
        filename=read.filename,
        sha256=read.reading.sha256,
        stored_file_id=stored.id,
        format=read.reading.format,
        encoding=read.reading.encoding,
        read_sessions=[
            [held.starts_at.isoformat(), held.ends_at.isoformat()] for held in read.reading.sessions
        ],
        problems=list(read.problems),
        columns=columns_json(read.mapping) if read.mapping else None,
        state=AttendanceState.REVIEW,
        uploaded_by=account_id,
        uploaded_at=now,
    )
    session.add(file)
    session.flush()
    _keep_rows(session, file, read.matches, carried=_said_before(session, edition.id), now=now)
    if edition.state is EditionState.PLANNED:
        edition.state = EditionState.HELD
    audit.record(
        session,
        "attendance.uploaded",
        f"attendance:{file.id}",
        account_id=account_id,
        now=now,
        details={"edition": str(edition.id), "people": len(read.matches)},
    )
    return file, True


def erasure_day(booked_at: datetime) -> date:
    """From this day on, the names of people who are no members are erased."""
    return legal_day(booked_at + KEPT_AFTER_BOOKING)


def lock_edition(session: Session, edition_id: UUID) -> None:
    """One at a time for what concerns an edition's attendance."""
    session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())


def may_choose_date_order(file: AttendanceFile) -> bool:
    """Whether the file asks how its dates are written."""
    return file.date_order is not None or any(
        problem["code"] in _ORDERED for problem in file.problems
    )


def read_stored(
    session: Session,
    file: AttendanceFile,
    *,
    date_order: attendance.DateOrder,
    settings: Settings,
) -> ReadFile:
    """Read the kept copy of a file again, its dates in the order that an officer chose."""
    if file.state is not AttendanceState.REVIEW:
        raise BadInput(N_("Lista a fost deja confirmată; ordinea datelor nu se mai schimbă."))
    data = stored_files.read(session.get_one(StoredFile, file.stored_file_id), settings=settings)
    return read_upload(
        session,
        file.edition,
        data=data,
        filename=file.filename,
        settings=settings,
        date_order=date_order,
        mapping=mapping_of(file.columns) if file.columns else None,
    )


def save_again(
    session: Session,
    file: AttendanceFile,
    read: ReadFile,
    *,
    date_order: attendance.DateOrder,
    now: datetime,
) -> None:
    """Replace the rows of a file under review (locked) with a new reading; decisions stay."""
    if file.state is not AttendanceState.REVIEW:
        raise BadInput(N_("Lista a fost deja confirmată; ordinea datelor nu se mai schimbă."))
    carried = _decisions_of(file.rows)
    session.execute(delete(AttendanceRow).where(AttendanceRow.file_id == file.id))
    session.expire(file, ["rows"])
    file.date_order = date_order.value
    # The order is answered now, whatever the file itself fails to prove.
    file.problems = [
        problem
        for problem in read.problems
        if problem["code"] not in {"date_order_ambiguous", "dates_in_two_orders"}
    ]
    _keep_rows(session, file, read.matches, carried=carried, now=now)


Identity = tuple[str, str, str]


def _identity(name: str, email: str, code: str) -> Identity:
    return name.casefold(), email_key(email), code_key(code)


def _decisions_of(rows: Sequence[AttendanceRow]) -> dict[Identity, AttendanceRow]:
    return {
        _identity(row.name or "", row.email or "", row.rnasr_code or ""): row
        for row in rows
        if row.resolution in (Resolution.ACCEPTED, Resolution.NOT_MEMBER)
        and (row.name or row.email or row.rnasr_code)
    }


def _said_before(session: Session, edition_id: UUID) -> Mapping[Identity, AttendanceRow]:
    """What officers said of the people of the list that counts now: a correction keeps it."""
    return _decisions_of(
        session.scalars(
            select(AttendanceRow)
            .join(AttendanceFile)
            .where(
                AttendanceFile.edition_id == edition_id,
                AttendanceFile.state == AttendanceState.BOOKED,
            )
        ).all()
    )


def _keep_rows(
    session: Session,
    file: AttendanceFile,
    matches: Sequence[attendance.Match],
    *,
    carried: Mapping[Identity, AttendanceRow],
    now: datetime,
) -> None:
    for ordinal, match in enumerate(matches, 1):
        person = match.person
        row = _row(match, ordinal)
        row.file_id = file.id
        before = carried.get(_identity(person.name, person.email, person.rnasr_code))
        if before is not None and person.presence is attendance.Presence.PRESENT:
            row.resolution = before.resolution
            row.member_id = before.member_id
            row.resolved_by, row.resolved_at = before.resolved_by, now
        session.add(row)
    session.flush()


def _row(match: attendance.Match, ordinal: int) -> AttendanceRow:
    person = match.person
    sure = (
        match.decision is attendance.Decision.SURE
        and person.presence is attendance.Presence.PRESENT
    )
    return AttendanceRow(
        id=uuid4(),
        ordinal=ordinal,
        source_rows=list(person.source_rows),
        sheet=person.sheet,
        role=person.role.value,
        presence=person.presence.value,
        name=person.name,
        other_names=_telling_names(person),
        email=person.email[:254],
        rnasr_code=person.rnasr_code[:60],
        minutes=person.minutes,
        duration_minutes=person.duration_minutes,
        intervals=[[i.starts_at.isoformat(), i.ends_at.isoformat()] for i in person.intervals],
        member_id=UUID(match.member) if sure and match.member else None,
        rung=match.rung.value,
        score=round(match.score * 1000),
        decision=match.decision.value,
        candidates=[
            {
                "member": candidate.member,
                "score": round(candidate.score * 1000),
                "suggested": candidate.member == match.member,
            }
            for candidate in match.candidates
        ],
        reason={"code": match.reason, "params": dict(match.params)},
        resolution=Resolution.OPEN,
        outcome=None,
        erase_on=None,
    )


def _telling_names(person: attendance.FilePerson) -> list[str]:
    """Further names that are not the same words in another order."""

    def words(name: str) -> tuple[str, ...]:
        return tuple(sorted(name.casefold().split()))

    return [name for name in person.other_names if words(name) != words(person.name)]
