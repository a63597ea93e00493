"""Attendance in tests: members by the hundred, lists kept and confirmed, work done as a worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from lms.attendance import MemberCandidate
from tests.infra.cast import RECORDED_AT, Cast

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from lms.models import AttendanceFile

_FIRST = "Ana Ioana Maria Elena Mihai Radu Doina Vlad Irina Sorin Lucia Petru Oana Dan Alina"
_LAST = """Popa Rusu Marin Dobre Lazăr Oprea Șerban Țone Bălan Cojocaru Matei Neagu Stan Voicu
Zidaru Gherman Luca Moise Nedelcu Pavel"""
_SOUNDS = "ba ce di fo gu la me ni ro su ta ve zi po mu"
FIRST, LAST, _SYLLABLES = _FIRST.split(), _LAST.split(), _SOUNDS.split()
AFTER = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)  # the Monday after the cast's edition


def add_members(session: Session, count: int) -> list[MemberCandidate]:
    """Active members with distinct names, codes and one verified e-mail each."""
    from lms.models import Member, MemberEmail, MemberStatus, Status

    made = []
    for n in range(count):
        last = LAST[n % len(LAST)] + "-" + _invented(n)
        first = FIRST[n % len(FIRST)]
        member = Member(
            id=uuid4(),
            key=uuid4(),
            rnasr_code=f"ZM {n:05d}/B",
            last_name=last,
            first_name=first,
            folded_name=f"{first} {last}".casefold(),
            registered_on=date(2019, 5, 6),
            recorded_at=RECORDED_AT,
        )
        email = f"membru{n}@exemplu.test"
        session.add(member)
        session.flush()
        session.add_all(
            [
                MemberEmail(
                    id=uuid4(),
                    member_id=member.id,
                    email=email,
                    verified_at=RECORDED_AT,
                    recorded_at=RECORDED_AT,
                ),
                MemberStatus(
                    id=uuid4(),
                    member_id=member.id,
                    status=Status.ACTIVE,
                    valid_from=date(2019, 5, 6),
                    recorded_at=RECORDED_AT,
                ),
            ]
        )
        made.append(MemberCandidate(str(member.id), member.rnasr_code, last, first, (email,)))
    session.flush()
    return made


def _invented(number: int) -> str:
    word = ""
    for _ in range(4):
        number, rest = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[rest]
    return word.capitalize()


def csv_list(*lines: Sequence[str], header: str = "Nume,Prenume,E-mail,Cod RNASR,Minute") -> bytes:
    """A hand-made list with a row per line."""
    return "\r\n".join([header, *(",".join(line) for line in lines), ""]).encode("utf-8-sig")


def keep_list(
    session: Session,
    cast: Cast,
    data: bytes,
    *,
    app: Flask,
    filename: str = "lista.csv",
    now: datetime = AFTER,
) -> tuple[AttendanceFile, bool]:
    """Read and keep a list of the cast's edition, as the provider's officer does."""
    from lms.services import attendance_files, attendance_reading

    settings = app.extensions["settings"]
    edition = attendance_files.find_fileable(
        session, cast.edition_id, provider_ids={cast.provider_id}
    )
    read = attendance_reading.read_upload(
        session, edition, data=data, filename=filename, settings=settings
    )
    return attendance_files.save_upload(
        session, edition, read, account_id=cast.provider.id, settings=settings, now=now
    )


def confirm_list(session: Session, cast: Cast, file_id: UUID, *, app: Flask) -> bool:
    """Confirm a list as it stands."""
    from lms.services import attendance_booking, attendance_files, attendance_plan

    scope = {cast.provider_id}
    settings = app.extensions["settings"]
    file = attendance_files.find_file(session, cast.edition_id, file_id, provider_ids=scope)
    seen = attendance_plan.plan(session, file, records_from=None, now=AFTER).seen
    return attendance_booking.confirm(
        session,
        cast.edition_id,
        file_id,
        seen=seen,
        provider_ids=scope,
        account_id=cast.provider.id,
        settings=settings,
        now=AFTER,
    )


def book_list(app: Flask, cast: Cast, *lines: Sequence[str]) -> UUID:
    """Keep a list of the cast's edition, confirm it and do the work; the file's id."""
    from lms.extensions import db, transaction

    with app.app_context():
        with transaction() as session:
            file_id = keep_list(session, cast, csv_list(*lines), app=app)[0].id
        with transaction() as session:
            assert confirm_list(session, cast, file_id, app=app)
        db.session.remove()
    work_off(app)
    return file_id


def undo_list(session: Session, cast: Cast, file_id: UUID) -> bool:
    """Take a booked list back."""
    from lms.services import attendance_booking

    return attendance_booking.undo(
        session,
        cast.edition_id,
        file_id,
        provider_ids={cast.provider_id},
        account_id=cast.provider.id,
        now=AFTER,
    )


def work_off(app: Flask, prefix: str = "attendance.") -> None:
    """Do all undone outbox work of these tasks, as a worker would."""
    from sqlalchemy import select

    from lms.extensions import db
    from lms.models import Outbox
    from lms.tasks import run_work

    with app.app_context():
        waiting = db.session.scalars(
            select(Outbox.id).where(
                Outbox.task.startswith(prefix), Outbox.done_at.is_(None), Outbox.failed_at.is_(None)
            )
        ).all()
        db.session.remove()
        for work_id in waiting:
            run_work(work_id, settings=app.extensions["settings"])


def accept_list(session: Session, cast: Cast, *, minutes: int = 300) -> AttendanceFile:
    """A booked list with the cast's member on it, without anything in the ledger."""
    from flask import current_app

    from lms.models import AttendanceState

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    line = ("Moraru", "Ana", "", "AS-10001", str(minutes))
    file, _new = keep_list(session, cast, csv_list(line), app=app)
    file.state = AttendanceState.BOOKED
    for row in file.rows:
        row.member_id = cast.member.member_id
        row.outcome = {"code": "credited", "params": {}, "minutes": minutes, "late": False}
    session.flush()
    return file
