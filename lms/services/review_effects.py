"""A decision is looked at again: the kind of file whose decision stands in place of an earlier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    ActivityRequest,
    CaseFile,
    CaseKind,
    CreditEntry,
    Decision,
    DecisionReview,
    RecognitionRequest,
    ReviewAsked,
    Role,
)
from lms.services import facts, ledger
from lms.services.procedures import Procedure, Verdict
from lms.services.request_effects import REJECTED, UPHELD, check_credits, enter_booking, no_term


def credited_now(session: Session, reviewed: CaseFile) -> CreditEntry | None:
    """The line that stands for a request, if there is one."""
    assert reviewed.member_id is not None
    source = (
        facts.recognition_source(reviewed.id)
        if reviewed.kind is CaseKind.RECOGNITION
        else facts.other_source(reviewed.id)
    )
    return ledger.live_entry(session, member_id=reviewed.member_id, source=source)


def reviewed_file(session: Session, case: CaseFile) -> CaseFile:
    """The file whose decision is looked at again."""
    return session.get_one(CaseFile, session.get_one(DecisionReview, case.id).reviewed_id)


def _subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    titles: dict[UUID, Mapping[str, str]] = {}
    for table in (RecognitionRequest, ActivityRequest):
        rows = session.execute(
            select(DecisionReview.case_id, table.title)
            .join(table, table.case_id == DecisionReview.reviewed_id)
            .where(DecisionReview.case_id.in_(case_ids))
        )
        titles |= {row.case_id: {"ro": row.title, "en": row.title} for row in rows}
    return titles


def _check_submission(session: Session, case: CaseFile) -> None:
    if not case.statement.strip():
        raise BadInput(N_("Scrieți de ce hotărârea trebuie schimbată."), field="statement")
    if reviewed_file(session, case).decision is None:
        raise Conflict(N_("Dosarul nu are încă o hotărâre de contestat."))


def _check_verdict(session: Session, case: CaseFile, verdict: Verdict) -> None:
    if verdict.outcome != UPHELD:
        if verdict.credits is not None:
            raise BadInput(N_("La această soluție nu se scriu credite."), field="credits")
        return
    check_credits(verdict.credits, least=0)
    live = credited_now(session, reviewed_file(session, case))
    if verdict.credits == (0 if live is None else live.credits):
        raise BadInput(
            N_("Acestea sunt creditele de acum. Dacă sunt corecte, hotărârea se menține."),
            field="credits",
        )


def _excluded(session: Session, case: CaseFile) -> frozenset[UUID]:
    """Who worked on a decision that its member contests: others look at it again."""
    review = session.get_one(DecisionReview, case.id)
    if review.asked is not ReviewAsked.BY_MEMBER:
        return frozenset()
    reviewed = session.get_one(CaseFile, review.reviewed_id)
    officers = {proposal.proposed_by for proposal in reviewed.proposals}
    if reviewed.decision is not None:
        officers.add(reviewed.decision.recorded_by)
    return frozenset(officers)


def _carry_out(
    session: Session, _case: CaseFile, decision: Decision, _settings: Settings, now: datetime
) -> None:
    if decision.outcome == UPHELD:
        enter_booking(session, decision, now)


def _close(session: Session, case: CaseFile, now: datetime) -> None:
    session.get_one(DecisionReview, case.id).closed_at = now
    session.flush()


def _discard(session: Session, case: CaseFile) -> None:
    session.execute(delete(DecisionReview).where(DecisionReview.case_id == case.id))


REVIEW = Procedure(
    kind=CaseKind.REVIEW,
    title={"ro": "Reexaminarea unei hotărâri", "en": "Review of a decision"},
    commission=Role.CFPC,
    outcomes=(UPHELD, REJECTED),
    days_to_answer=no_term,
    subjects=_subjects,
    check_submission=_check_submission,
    check_verdict=_check_verdict,
    carry_out=_carry_out,
    close=_close,
    discard=_discard,
    excluded=_excluded,
)
