"""Reading an uploaded list and matching its people against the register; keeps nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms import attendance
from lms.attendance.cnp import mask_cnp
from lms.config import Settings
from lms.models import Branch, Edition, EditionRegistration, Member, MemberEmail


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """A file as read and matched, before anything of it is kept."""

    reading: attendance.Reading
    matches: Sequence[attendance.Match]
    copy: bytes
    filename: str
    problems: Sequence[dict[str, Any]]
    mapping: attendance.ColumnMapping | None = None


def read_upload(
    session: Session,
    edition: Edition,
    *,
    data: bytes,
    filename: str,
    settings: Settings,
    date_order: attendance.DateOrder | None = None,
    mapping: attendance.ColumnMapping | None = None,
) -> ReadFile:
    """Read and match a file, keeping nothing; raises attendance.AttendanceRefused.

    The slow part: called before the transaction that keeps the result.
    """
    name = clean_filename(filename)
    limits, programme = limits_of(settings), edition.programme
    reading = attendance.read_attendance(
        data,
        filename=name,
        sessions=sessions_of(edition),
        date_order=date_order,
        mapping=mapping,
        limits=limits,
        titles=[title for title in (programme.title, programme.title_en) if title],
    )
    matches = attendance.match_people(
        reading.people,
        members=attendance.build_index(member_candidates(session)),
        registrants=_registrants(session, edition.id),
    )
    return ReadFile(
        reading=reading,
        matches=[_never_sure_of_hosts(match) for match in matches],
        copy=attendance.scrubbed_copy(data, filename=name, limits=limits),
        filename=name,
        problems=[_problem(problem) for problem in reading.problems],
        mapping=mapping,
    )


def limits_of(settings: Settings) -> attendance.Limits:
    """How large a file may be."""
    return replace(attendance.DEFAULT_LIMITS, max_bytes=settings.max_upload_mb * 1024 * 1024)


def columns_json(mapping: attendance.ColumnMapping) -> dict[str, Any]:
    """A mapping as it is kept."""
    columns = {field.value: at for field, at in mapping.columns.items()}
    return {"columns": columns, "header_row": mapping.header_row}


def mapping_of(kept: Mapping[str, Any]) -> attendance.ColumnMapping:
    """A mapping that was kept."""
    known = {field.value: field for field in attendance.MAPPABLE}
    columns = {known[name]: at for name, at in kept["columns"].items()}
    return attendance.ColumnMapping(columns, kept["header_row"])


def clean_filename(filename: str) -> str:
    """The last part of a name, bounded, without control characters or personal numbers."""
    name = PurePath(filename.replace("\\", "/")).name
    printable = "".join(letter for letter in name if letter.isprintable())
    return mask_cnp(printable)[-150:] or "lista"


def sessions_of(edition: Edition) -> tuple[attendance.Session, ...]:
    """The sessions of an edition as the attendance library reads them."""
    return tuple(
        attendance.Session(held.starts_at, held.ends_at, held.topic or "")
        for held in edition.sessions
    )


def member_candidates(session: Session) -> list[attendance.MemberCandidate]:
    """Every member with verified e-mails, as the matcher sees them; two queries."""
    emails: dict[UUID, list[str]] = defaultdict(list)
    for member_id, email in session.execute(
        select(MemberEmail.member_id, MemberEmail.email).where(
            MemberEmail.verified_at.is_not(None), MemberEmail.removed_at.is_(None)
        )
    ):
        emails[member_id].append(email)
    rows = session.execute(
        select(Member.id, Member.rnasr_code, Member.last_name, Member.first_name, Branch.name)
        .outerjoin(Branch, Branch.id == Member.branch_id)
        .where(Member.withdrawn_at.is_(None))
    )
    return [
        attendance.MemberCandidate(
            str(member_id), code, last, first, tuple(emails[member_id]), branch=branch or ""
        )
        for member_id, code, last, first, branch in rows
    ]


def _registrants(session: Session, edition_id: UUID) -> set[str]:
    return {
        str(member_id)
        for member_id in session.scalars(
            select(EditionRegistration.member_id).where(
                EditionRegistration.edition_id == edition_id,
                EditionRegistration.cancelled_at.is_(None),
                EditionRegistration.waiting_since.is_(None),
            )
        )
    }


def _never_sure_of_hosts(match: attendance.Match) -> attendance.Match:
    """Who ran the meeting did not attend it: an officer decides."""
    hosting = match.person.role in (attendance.Role.HOST, attendance.Role.PANELIST)
    if hosting and match.decision is attendance.Decision.SURE:
        return replace(match, decision=attendance.Decision.REVIEW, reason="host_or_panelist")
    return match


def _problem(problem: attendance.Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "params": dict(problem.params),
        "severity": problem.severity.value,
        "row": problem.row,
        "column": problem.column,
        "sheet": problem.sheet,
    }
