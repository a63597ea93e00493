"""Thirty days after booking, the names of people who are no members are erased."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.models import AttendanceFile, AttendanceRow, Member, Resolution, StoredFile
from lms.services import audit, stored_files

_TITLES = ("Cod RNASR", "Rânduri", "Minute")


def erase_next(session: Session, *, settings: Settings, now: datetime) -> bool:
    """Erase what is due of one list; False when nothing was due.

    The rows keep their minutes and outcome; the stored copy gives way to one that has the
    members' rows only, and the problems, which quote cells, go too.
    """
    file_id = session.scalar(
        select(AttendanceRow.file_id)
        .where(
            AttendanceRow.erase_on <= legal_day(now),
            AttendanceRow.member_id.is_(None),
            or_(
                AttendanceRow.name.is_not(None),
                AttendanceRow.email.is_not(None),
                AttendanceRow.rnasr_code.is_not(None),
            ),
        )
        .limit(1)
    )
    if file_id is None:
        return False
    file = session.scalars(
        select(AttendanceFile).where(AttendanceFile.id == file_id).with_for_update()
    ).one()
    due = (
        AttendanceRow.file_id == file.id,
        AttendanceRow.member_id.is_(None),
        AttendanceRow.erase_on <= legal_day(now),
    )
    session.execute(
        update(AttendanceRow)
        .where(*due)
        .values(
            name=None,
            email=None,
            rnasr_code=None,
            other_names=[],
            candidates=[],
            reason={"code": "erased", "params": {}},
        )
    )
    session.execute(
        update(AttendanceRow)
        .where(*due, AttendanceRow.resolution == Resolution.OPEN)
        .values(resolution=Resolution.SKIPPED)
    )
    file.problems = []
    _keep_members_only(session, file, settings=settings, now=now)
    audit.record(session, "attendance.erased", f"attendance:{file.id}", account_id=None, now=now)
    return True


def _keep_members_only(
    session: Session, file: AttendanceFile, *, settings: Settings, now: datetime
) -> None:
    old_id = file.stored_file_id
    stored = stored_files.store(
        session,
        _copy_of(_member_rows(session, file.id)),
        filename="lista.csv",
        media_type="text/csv",
        settings=settings,
        now=now,
    )
    file.stored_file_id = stored.id
    session.flush()
    session.execute(delete(StoredFile).where(StoredFile.id == old_id))


def _member_rows(session: Session, file_id: UUID) -> Sequence[tuple[str, str, int]]:
    rows = session.execute(
        select(Member.rnasr_code, AttendanceRow.source_rows, AttendanceRow.minutes)
        .join(Member, Member.id == AttendanceRow.member_id)
        .where(AttendanceRow.file_id == file_id)
        .order_by(AttendanceRow.ordinal)
    )
    return [(code, " ".join(map(str, lines)), minutes) for code, lines, minutes in rows]


def _copy_of(rows: Sequence[tuple[str, str, int]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_TITLES)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")
