"""What the records say about an objection: the checklist on the commission's desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    CaseFile,
    CreditEntry,
    Edition,
    EditionRegistration,
    MemberStatus,
    ProgrammeApproval,
    ProviderApproval,
    Status,
)
from lms.services import ledger
from lms.services.objections import ObjectionView


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing the records say: `holds` None where they say nothing; params are for the words."""

    code: str
    holds: bool | None
    params: Mapping[str, object] = field(default_factory=dict)


def checks_of(session: Session, case: CaseFile, view: ObjectionView) -> list[Check]:
    """The checklist of an objection, in reading order."""
    assert case.member_id is not None
    checks = []
    if view.entry is not None:
        checks.append(_still_counts(session, view.entry))
    if view.edition is None:
        return checks
    edition = view.edition
    checks += [
        Check(code="edition_ended", holds=True, params={"day": edition.ends_on}),
        _approved("provider_approved", edition.provider.approvals, edition.ends_on),
        _approved("programme_approved", edition.programme.approvals, edition.ends_on),
        _active(session, case.member_id, edition.ends_on),
        _registered(session, case.member_id, edition.id),
    ]
    return checks + _lists(session, case.member_id, edition)


def credits_by_approval(edition: Edition) -> int | None:
    """The credits of the programme by the approval in force on the last day, in thousandths."""
    approval = _in_force(edition.programme.approvals, edition.ends_on)
    return approval.credits if isinstance(approval, ProgrammeApproval) else None


def _still_counts(session: Session, entry: CreditEntry) -> Check:
    live = ledger.live_entry(session, member_id=entry.member_id, source=entry.source)
    return Check(code="line_counts", holds=live is not None and live.id == entry.id)


def _in_force(
    approvals: Iterable[ProviderApproval | ProgrammeApproval], day: date
) -> ProviderApproval | ProgrammeApproval | None:
    for approval in approvals:
        current = approval.superseded_at is None and approval.valid_from <= day
        if current and (approval.valid_until is None or day < approval.valid_until):
            return approval
    return None


def _approved(
    code: str, approvals: Iterable[ProviderApproval | ProgrammeApproval], day: date
) -> Check:
    approval = _in_force(approvals, day)
    if approval is None:
        return Check(code=code, holds=False, params={"day": day})
    params: dict[str, object] = {
        "number": approval.decision_number,
        "decided_on": approval.decided_on,
    }
    if isinstance(approval, ProgrammeApproval):
        params["credits"] = approval.credits
    return Check(code=code, holds=True, params=params)


def _active(session: Session, member_id: UUID, day: date) -> Check:
    rows = session.scalars(
        select(MemberStatus).where(
            MemberStatus.member_id == member_id,
            MemberStatus.superseded_at.is_(None),
            MemberStatus.valid_from <= day,
        )
    )
    held = [row.status for row in rows if row.valid_until is None or day < row.valid_until]
    barred = {Status.SUSPENDED, Status.REMOVED}
    return Check(code="member_active", holds=bool(held) and not barred & set(held))


def _registered(session: Session, member_id: UUID, edition_id: UUID) -> Check:
    row = session.scalar(
        select(EditionRegistration).where(
            EditionRegistration.edition_id == edition_id,
            EditionRegistration.member_id == member_id,
            EditionRegistration.cancelled_at.is_(None),
            EditionRegistration.waiting_since.is_(None),
        )
    )
    if row is None:
        return Check(code="registered", holds=None)
    return Check(code="registered", holds=True, params={"at": row.registered_at})


def _lists(session: Session, member_id: UUID, edition: Edition) -> list[Check]:
    past = [AttendanceState.UNDONE, AttendanceState.REPLACED]
    filed = session.scalar(
        select(AttendanceFile)
        .where(AttendanceFile.edition_id == edition.id, AttendanceFile.state.not_in(past))
        .order_by(AttendanceFile.uploaded_at.desc())
        .limit(1)
    )
    if filed is None:
        return [Check(code="list_filed", holds=False)]
    row = session.scalar(
        select(AttendanceRow)
        .where(AttendanceRow.file_id == filed.id, AttendanceRow.member_id == member_id)
        .limit(1)
    )
    found = [Check(code="list_filed", holds=True, params={"at": filed.uploaded_at})]
    if row is None:
        return [*found, Check(code="on_list", holds=False)]
    params: dict[str, object] = {"minutes": row.minutes, "rung": row.rung}
    return [*found, Check(code="on_list", holds=True, params=params)]
