"""Attendance that a member says is theirs: evidence for the organiser's review, never a credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload

from lms.errors import N_, NotFound
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    Edition,
    EditionRegistration,
    MemberEmail,
    Resolution,
)
from lms.services import audit, letters, notifications, provider_people

_TOLD_AT_ONCE = 500


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
    member was registered."""
    emails = select(MemberEmail.email).where(
        MemberEmail.member_id == member_id,
        MemberEmail.verified_at.is_not(None),
        MemberEmail.removed_at.is_(None),
    )
    by_name = cast(AttendanceRow.candidates, Text).contains(str(member_id))
    return (
        select(AttendanceRow)
        .join(AttendanceFile, AttendanceFile.id == AttendanceRow.file_id)
        .where(
            AttendanceFile.state.in_((AttendanceState.REVIEW, AttendanceState.BOOKED)),
            *_unresolved(),
            or_(
                func.lower(AttendanceRow.email).in_(emails),
                by_name & AttendanceFile.edition_id.in_(_registered(member_id)),
            ),
            ~_recognised(member_id),
        )
    )


def _is_claim(candidate: dict[str, object], member_id: UUID) -> bool:
    return candidate["member"] == str(member_id) and "claimed" in candidate


def _claimable(edition: Edition, rows: Sequence[AttendanceRow], member_id: UUID) -> Claimable:
    claimed = all(any(_is_claim(each, member_id) for each in row.candidates) for row in rows)
    return Claimable(edition=edition, is_claimed=claimed)


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
    by_edition: dict[UUID, list[AttendanceRow]] = {}
    for row in rows:
        by_edition.setdefault(row.file.edition_id, []).append(row)
    return [_claimable(found[0].file.edition, found, member_id) for found in by_edition.values()]


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
    rows = _some(session.scalars(_of_edition(member_id, edition_id)).all())
    return _claimable(session.get_one(Edition, edition_id), rows, member_id)


def claim(
    session: Session, member_id: UUID, edition_id: UUID, *, account_id: UUID, now: datetime
) -> None:
    """Put what the member says before the organiser, on each row that may be theirs; once."""
    locked = session.scalars(
        _of_edition(member_id, edition_id)
        .with_for_update(of=AttendanceRow)
        .execution_options(populate_existing=True)
    ).all()
    rows = [
        row
        for row in _some(locked)
        if not any(_is_claim(each, member_id) for each in row.candidates)
    ]
    if not rows:
        return
    for row in rows:
        row.candidates = _with_claim(row.candidates, member_id, now=now)
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


def _with_claim(
    candidates: Sequence[dict[str, object]], member_id: UUID, *, now: datetime
) -> list[dict[str, object]]:
    """The candidates with the claim beside the member's; one found by e-mail only comes last."""
    said = {"claimed": now.isoformat()}
    mine = str(member_id)
    if any(each["member"] == mine for each in candidates):
        return [each | said if each["member"] == mine else each for each in candidates]
    return [*candidates, {"member": mine, "score": 0, "suggested": False} | said]


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
