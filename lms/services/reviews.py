"""Asking that a decision on credits be looked at again: by the member, or by the commission."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, Conflict, NotAllowed
from lms.models import (
    CaseFile,
    CaseKind,
    CaseState,
    Decision,
    DecisionReview,
    ReviewAsked,
    Role,
)
from lms.services import case_decisions, case_files, notifications, review_effects
from lms.services.credit_requests import KINDS
from lms.services.procedures import Verdict


def open_review_of(session: Session, reviewed_id: UUID) -> CaseFile | None:
    """The open file (or draft) that asks for another decision, if there is one."""
    return session.scalar(
        select(CaseFile)
        .join(DecisionReview, DecisionReview.case_id == CaseFile.id)
        .where(DecisionReview.reviewed_id == reviewed_id, DecisionReview.closed_at.is_(None))
    )


def reviewed_by(session: Session, case: CaseFile) -> CaseFile:
    """The file whose decision a review looks at again."""
    return review_effects.reviewed_file(session, case)


def decisions_since(session: Session, reviewed_id: UUID) -> list[tuple[CaseFile, Decision]]:
    """The later decisions about a decided file, oldest first."""
    rows = session.execute(
        select(CaseFile, Decision)
        .join(DecisionReview, DecisionReview.case_id == CaseFile.id)
        .join(Decision, Decision.case_id == CaseFile.id)
        .where(DecisionReview.reviewed_id == reviewed_id)
        .order_by(Decision.recorded_at)
    )
    return [(case, decision) for case, decision in rows]


def contest(
    session: Session,
    reviewed_id: UUID,
    text: str,
    *,
    member_id: UUID,
    account_id: UUID,
    now: datetime,
) -> CaseFile:
    """The member's draft of a contestation: a new one, or the open draft with the new text."""
    reviewed = case_files.own_case(session, member_id, reviewed_id)
    _require_decided(reviewed)
    case = open_review_of(session, reviewed_id)
    if case is None:
        case = _open(
            session, reviewed, ReviewAsked.BY_MEMBER, account_id=account_id, text=text, now=now
        )
    elif case.state is CaseState.DRAFT:
        case_files.write_statement(session, case, text)
    return case


def propose_change(
    session: Session,
    reviewed_id: UUID,
    verdict: Verdict,
    *,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> CaseFile:
    """The commission proposes by itself that a decision be changed: a file with its proposal."""
    reviewed, held = case_decisions.case_for_officer(
        session, reviewed_id, account_id=account_id, on=legal_day(now)
    )
    if Role(reviewed.commission) not in held:
        raise NotAllowed(N_("Propunerea o face comisia căreia i s-a repartizat dosarul."))
    reason = case_decisions.why_not_act(session, reviewed, account_id=account_id)
    if reason is not None:
        raise NotAllowed(reason)
    case_files.lock_case(session, reviewed_id)
    _require_decided(reviewed)
    there = open_review_of(session, reviewed_id)
    if there is not None:
        raise Conflict(N_("Hotărârea este deja contestată sau se reexaminează."))
    case = _open(
        session,
        reviewed,
        ReviewAsked.BY_COMMISSION,
        account_id=account_id,
        text=verdict.reasons,
        now=now,
    )
    case_decisions.check_verdict(session, case, verdict)
    case_files.submit(session, case, settings=settings, now=now)
    case_decisions.record_proposal(session, case, verdict, account_id=account_id, now=now)
    assert reviewed.member_id is not None
    notifications.notify_member(
        session,
        reviewed.member_id,
        "review_opened",
        key=f"review_opened:{case.id}",
        now=now,
        params={"number": reviewed.number, "review": case.number},
        path=f"/files/{case.id}",
    )
    return case


def _open(
    session: Session,
    reviewed: CaseFile,
    asked: ReviewAsked,
    *,
    account_id: UUID,
    text: str,
    now: datetime,
) -> CaseFile:
    assert reviewed.member_id is not None
    case = case_files.open_draft(
        session,
        CaseKind.REVIEW,
        member_id=reviewed.member_id,
        account_id=account_id,
        now=now,
    )
    session.add(DecisionReview(case_id=case.id, reviewed_id=reviewed.id, asked=asked))
    case_files.write_statement(session, case, text)
    session.flush()
    return case


def _require_decided(reviewed: CaseFile) -> None:
    if reviewed.kind not in KINDS or reviewed.state is not CaseState.DECIDED:
        raise Conflict(N_("Dosarul nu are încă o hotărâre de contestat."))
