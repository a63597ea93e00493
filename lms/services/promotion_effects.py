"""A higher grade as a kind of file, and the contestation of its decision: CAAP proposes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    Branch,
    CaseFile,
    CaseKind,
    Decision,
    DecisionReview,
    Grade,
    PromotionRequest,
    Role,
)
from lms.services.grade_changes import raise_grade
from lms.services.procedures import Procedure, Verdict
from lms.services.request_effects import REJECTED, UPHELD, no_term

APPROVED, POSTPONED, MAINTAINED = "approved", "postponed", "grade_maintained"
GRADES = {
    Grade.DEBUTANT: {"ro": "treapta debutant", "en": "the grade of beginner"},
    Grade.PRACTICANT: {"ro": "treapta practicant", "en": "the grade of practitioner"},
    Grade.SPECIALIST: {"ro": "treapta specialist", "en": "the grade of specialist"},
    Grade.PRINCIPAL: {"ro": "treapta principal", "en": "the grade of principal"},
}


def request_of(session: Session, case: CaseFile) -> PromotionRequest:
    """What a promotion, or the contestation of its decision, is about."""
    case_id = case.id if case.kind is CaseKind.PROMOTION else contested(session, case).id
    return session.get_one(PromotionRequest, case_id)


def contested(session: Session, case: CaseFile) -> CaseFile:
    """The file whose decision is contested."""
    return session.get_one(CaseFile, session.get_one(DecisionReview, case.id).reviewed_id)


def act_of(decision: Decision) -> str:
    """A decision as the register names the act of a grade."""
    return f"{decision.body} {decision.number}/{decision.decided_on:%d.%m.%Y}"


def _titles(rows: Collection[tuple[UUID, Grade]]) -> dict[UUID, Mapping[str, str]]:
    return {case_id: {lang: _first_upper(text) for lang, text in GRADES[grade].items()}
            for case_id, grade in rows}  # fmt: skip


def _first_upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    rows = session.execute(
        select(PromotionRequest.case_id, PromotionRequest.grade).where(
            PromotionRequest.case_id.in_(case_ids)
        )
    )
    return _titles([(row.case_id, row.grade) for row in rows])


def _review_subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    rows = session.execute(
        select(DecisionReview.case_id, PromotionRequest.grade)
        .join(PromotionRequest, PromotionRequest.case_id == DecisionReview.reviewed_id)
        .where(DecisionReview.case_id.in_(case_ids))
    )
    return _titles([(row.case_id, row.grade) for row in rows])


def _receipt_rows(session: Session, case: CaseFile) -> list[list[str]]:
    """Who filed, when it was a branch, and the hash of the record as it stood."""
    request = session.get_one(PromotionRequest, case.id)
    rows = [["Amprenta dosarului", request.sha256]]
    if request.branch_id is not None:
        branch = session.get_one(Branch, request.branch_id)
        rows.insert(0, ["Prin", f"{branch.name}, la cererea membrului"])
    return rows


def _check_submission(session: Session, case: CaseFile) -> None:
    if session.get(PromotionRequest, case.id) is None:
        raise Conflict(N_("Dosarul nu spune ce treaptă se cere."))


def _check_review(session: Session, case: CaseFile) -> None:
    if not case.statement.strip():
        raise BadInput(N_("Scrieți de ce hotărârea trebuie schimbată."), field="statement")
    decision = contested(session, case).decision
    if decision is None or decision.outcome == APPROVED:
        raise Conflict(N_("Dosarul nu are o hotărâre de contestat."))


def _check_verdict(_session: Session, _case: CaseFile, verdict: Verdict) -> None:
    if verdict.credits is not None:
        raise BadInput(N_("La această soluție nu se scriu credite."), field="credits")


def _carry_out(
    session: Session, case: CaseFile, decision: Decision, _settings: Settings, now: datetime
) -> None:
    if decision.outcome not in (APPROVED, UPHELD):
        return
    assert case.member_id is not None
    raise_grade(
        session,
        case.member_id,
        request_of(session, case).grade,
        on=decision.decided_on,
        act=act_of(decision),
        now=now,
    )


def _close(session: Session, case: CaseFile, now: datetime) -> None:
    session.get_one(PromotionRequest, case.id).closed_at = now
    session.flush()


def _close_review(session: Session, case: CaseFile, now: datetime) -> None:
    session.get_one(DecisionReview, case.id).closed_at = now
    session.flush()


def _discard(session: Session, case: CaseFile) -> None:
    session.execute(delete(PromotionRequest).where(PromotionRequest.case_id == case.id))


def _discard_review(session: Session, case: CaseFile) -> None:
    session.execute(delete(DecisionReview).where(DecisionReview.case_id == case.id))


def _worked_on_it(session: Session, case: CaseFile) -> Collection[UUID]:
    """Who proposed or recorded the decision that is contested."""
    earlier = contested(session, case)
    officers = {proposal.proposed_by for proposal in earlier.proposals}
    if earlier.decision is not None:
        officers.add(earlier.decision.recorded_by)
    return officers


PROMOTION = Procedure(
    kind=CaseKind.PROMOTION,
    title={"ro": "Obținerea treptei superioare", "en": "Request for a higher grade"},
    commission=Role.CAAP,
    outcomes=(APPROVED, REJECTED, POSTPONED, MAINTAINED),
    days_to_answer=no_term,
    subjects=_subjects,
    check_submission=_check_submission,
    check_verdict=_check_verdict,
    carry_out=_carry_out,
    close=_close,
    discard=_discard,
    receipt_rows=_receipt_rows,
)
PROMOTION_REVIEW = Procedure(
    kind=CaseKind.PROMOTION_REVIEW,
    title={
        "ro": "Contestație la hotărârea despre treaptă",
        "en": "Contestation of a decision on a grade",
    },
    commission=Role.CAAP,
    outcomes=(UPHELD, REJECTED),
    days_to_answer=no_term,
    subjects=_review_subjects,
    check_submission=_check_review,
    check_verdict=_check_verdict,
    carry_out=_carry_out,
    close=_close_review,
    discard=_discard_review,
    excluded=_worked_on_it,
)
