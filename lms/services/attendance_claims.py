"""Attendance that a member says is theirs: evidence for the organiser's review, never a credit.

What was said is of the edition, not of a row: a corrected list, or one read again by other
columns, has other rows, and it stands beside those that fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, Text, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from lms.errors import N_, NotFound
from lms.models import (
    AttendanceClaim,
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    Edition,
    EditionRegistration,
    MemberEmail,
    Resolution,
)
from lms.services import audit, letters, notifications, provider_people
from lms.services.upserts import insert_into

_TOLD_AT_ONCE = 500
_SAID_SHOWN = 50  # of one edition


@dataclass(frozen=True, kw_only=True)
class Claimable:
    """An edition on whose list somebody may be the member; nothing of the row itself is shown."""

    edition: Edition
    is_claimed: bool


def _registered(member_id: UUID) -> Select[tuple[UUID]]:
    return select(EditionRegistration.edition_id).where(
        EditionRegistration.member_id == member_id,
        EditionRegistration.cancelled_at.is_(None),
        EditionRegistration.waiting_since.is_(None),
    )


def _claimed(member_id: UUID) -> Select[tuple[UUID]]:
    return select(AttendanceClaim.edition_id).where(AttendanceClaim.member_id == member_id)


def _emails(member_id: UUID | InstrumentedAttribute[UUID]) -> Select[tuple[str]]:
    return select(MemberEmail.email).where(
        MemberEmail.member_id == member_id,
        MemberEmail.verified_at.is_not(None),
        MemberEmail.removed_at.is_(None),
    )


def _is_candidate(member_id: UUID) -> ColumnElement[bool]:
    return cast(AttendanceRow.candidates, Text).contains(str(member_id))


def _unresolved() -> tuple[ColumnElement[bool], ...]:
    return (
        AttendanceRow.presence == "present",
        AttendanceRow.member_id.is_(None),
        AttendanceRow.resolution.in_((Resolution.OPEN, Resolution.SKIPPED)),
    )


def _recognised(member_id: UUID | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    other = aliased(AttendanceRow)
    return (
        select(other.id)
        .where(other.file_id == AttendanceRow.file_id, other.member_id == member_id)
        .exists()
    )


def _fitting(member_id: UUID) -> Select[tuple[AttendanceRow]]:
    """Undecided rows with a verified e-mail of the member, or with a name that fits where the
    member was registered or said before that they were there."""
    by_name = _is_candidate(member_id)
    return (
        select(AttendanceRow)
        .join(AttendanceFile, AttendanceFile.id == AttendanceRow.file_id)
        .where(
            AttendanceFile.state.in_((AttendanceState.REVIEW, AttendanceState.BOOKED)),
            *_unresolved(),
            or_(
                func.lower(AttendanceRow.email).in_(_emails(member_id)),
                by_name
                & or_(
                    AttendanceFile.edition_id.in_(_registered(member_id)),
                    AttendanceFile.edition_id.in_(_claimed(member_id)),
                ),
            ),
            ~_recognised(member_id),
        )
    )


def claimable(session: Session, member_id: UUID) -> list[Claimable]:
    """The editions for which a member was registered and on whose list they may be."""
    rows = session.scalars(
        _fitting(member_id)
        .where(AttendanceFile.edition_id.in_(_registered(member_id)))
        .options(
            joinedload(AttendanceRow.file)
            .joinedload(AttendanceFile.edition)
            .options(joinedload(Edition.programme), joinedload(Edition.provider))
        )
        .order_by(AttendanceRow.id)
        .limit(200)
    ).all()
    editions = {row.file.edition_id: row.file.edition for row in rows}
    claimed = set(session.scalars(_claimed(member_id))) if editions else set()
    return [
        Claimable(edition=edition, is_claimed=edition_id in claimed)
        for edition_id, edition in editions.items()
    ]


def _of_edition(member_id: UUID, edition_id: UUID) -> Select[tuple[AttendanceRow]]:
    return (
        _fitting(member_id)
        .where(AttendanceFile.edition_id == edition_id)
        .order_by(AttendanceRow.id)
    )


def _some(rows: Sequence[AttendanceRow]) -> Sequence[AttendanceRow]:
    if not rows:
        raise NotFound(
            N_("Nimic de revendicat la această ediție: organizatorul poate a hotărât între timp.")
        )
    return rows


def find(session: Session, member_id: UUID, edition_id: UUID) -> Claimable:
    """One edition whose list may name the member; NotFound otherwise."""
    _some(session.scalars(_of_edition(member_id, edition_id)).all())
    claimed = _claimed(member_id).where(AttendanceClaim.edition_id == edition_id)
    return Claimable(
        edition=session.get_one(Edition, edition_id),
        is_claimed=session.scalar(claimed) is not None,
    )


def claim(
    session: Session, member_id: UUID, edition_id: UUID, *, account_id: UUID, now: datetime
) -> None:
    """Put what the member says before the organiser, beside each row that may be theirs; once."""
    rows = _some(session.scalars(_of_edition(member_id, edition_id)).all())
    new = session.scalar(
        insert_into(session, AttendanceClaim)
        .values(id=uuid4(), edition_id=edition_id, member_id=member_id, claimed_at=now)
        .on_conflict_do_nothing()
        .returning(AttendanceClaim.id)
    )
    if new is None:
        return
    first = rows[0]
    edition = session.get_one(Edition, edition_id)
    provider_people.tell(
        session,
        edition.provider_id,
        "attendance_claimed",
        key=f"attendance_claimed:{first.file_id.hex}:{member_id.hex}",
        now=now,
        params={"title": {"ro": edition.programme.title, "en": edition.programme.title_en}},
        path=f"/provider/editions/{edition_id}/attendance/{first.file_id}?tab=all&row={first.id}",
    )
    audit.record(
        session,
        "attendance.claimed",
        f"attendance:{first.file_id}",
        account_id=account_id,
        now=now,
        details={"member": str(member_id), "rows": [str(row.id) for row in rows]},
    )
    session.flush()


def of_row(session: Session, row: AttendanceRow, *, edition_id: UUID) -> dict[UUID, datetime]:
    """Who says that they were there and may be this row, and since when they say so."""
    offered = {each["member"] for each in row.candidates}
    by_email = exists(_emails(AttendanceClaim.member_id).where(MemberEmail.email == _email(row)))
    found = session.execute(
        select(AttendanceClaim.member_id, AttendanceClaim.claimed_at, by_email)
        .where(AttendanceClaim.edition_id == edition_id)
        .order_by(AttendanceClaim.claimed_at, AttendanceClaim.id)
    )
    return {member_id: at for member_id, at, same in found if same or str(member_id) in offered}


def _email(row: AttendanceRow) -> str:
    return (row.email or "").lower()


def without_row(session: Session, file: AttendanceFile) -> dict[UUID, datetime]:
    """Who says that they were there and is on no row of a list, and since when they say so."""
    said = session.execute(
        select(AttendanceClaim.member_id, AttendanceClaim.claimed_at)
        .where(AttendanceClaim.edition_id == file.edition_id)
        .order_by(AttendanceClaim.claimed_at, AttendanceClaim.id)
        .limit(_SAID_SHOWN)
    ).all()
    return {
        member_id: at
        for member_id, at in said
        if not session.scalar(
            select(
                exists().where(
                    AttendanceRow.file_id == file.id,
                    AttendanceRow.presence == "present",
                    or_(
                        AttendanceRow.member_id == member_id,
                        func.lower(AttendanceRow.email).in_(_emails(member_id)),
                        _is_candidate(member_id),
                    ),
                )
            )
        )
    }


def invite(session: Session, file_id: UUID, *, write: letters.Writer, now: datetime) -> int:
    """After a list is booked: write once to members whose e-mail stands on an undecided row."""
    file = session.get_one(AttendanceFile, file_id)
    if file.state is not AttendanceState.BOOKED:
        return 0
    members = session.scalars(
        select(MemberEmail.member_id)
        .join(AttendanceRow, func.lower(AttendanceRow.email) == MemberEmail.email)
        .where(
            AttendanceRow.file_id == file_id,
            *_unresolved(),
            MemberEmail.verified_at.is_not(None),
            MemberEmail.removed_at.is_(None),
            ~_recognised(MemberEmail.member_id),
        )
        .distinct()
        .order_by(MemberEmail.member_id)
    ).all()
    programme = file.edition.programme
    title = {"ro": programme.title, "en": programme.title_en}
    path = f"/credits/claims/{file.edition_id}"
    told = 0
    for start in range(0, len(members), _TOLD_AT_ONCE):
        notices = {
            member_id: notifications.Notice(
                kind="attendance_claimable",
                key=f"attendance_claimable:{file.edition_id.hex}:{member_id.hex}",
                params={"title": title},
                path=path,
            )
            for member_id in members[start : start + _TOLD_AT_ONCE]
        }
        new = notifications.notify_members(session, notices, now=now)
        params = {member_id: {"title": title, "path": path} for member_id in new}
        letters.send_to_members(session, write, params, kind="attendance_claimable", now=now)
        told += len(new)
    return told
