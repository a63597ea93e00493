"""Treaptă superioară: where a member stands, the request, the file as of any day, contesting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from credit_engine.ladder import NextStep, next_step
from lms.clock import LEGAL_ZONE, legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import (
    Branch,
    CaseEvent,
    CaseFile,
    CaseKind,
    CaseState,
    DecisionReview,
    Grade,
    Member,
    PromotionRequest,
    ReviewAsked,
)
from lms.services import audit, case_files, facts, ledger, notifications
from lms.services.promotion_effects import APPROVED, request_of
from lms.services.promotion_record import PromotionRecord, read_record, record_of
from lms.services.regulations import norms

FILED_BY_BRANCH = "promotion.filed_by_branch"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a member stands: the ladder, what a file would hold now, the open file, the past.

    `record` None: no grade can be asked for (the highest one is held, or none is known).
    """

    member: Member
    ladder: NextStep
    record: PromotionRecord | None
    open_case: CaseFile | None
    past: Sequence[tuple[CaseFile, PromotionRequest]]


def standing_of(
    session: Session, member_id: UUID, *, records_from: date | None, now: datetime
) -> Standing:
    """Where a member stands now."""
    ladder = _ladder(session, member_id, records_from=records_from, on=legal_day(now))
    record = None
    if ladder.coming is not None:
        record = record_of(
            session,
            member_id,
            Grade(ladder.coming),
            records_from=records_from,
            on=legal_day(now),
            known_at=now,
        )
    cases = cases_of(session, member_id)
    return Standing(
        member=session.get_one(Member, member_id),
        ladder=ladder,
        record=record,
        open_case=next((case for case, request in cases if request.closed_at is None), None),
        past=[row for row in cases if row[1].closed_at is not None],
    )


def _ladder(session: Session, member_id: UUID, *, records_from: date | None, on: date) -> NextStep:
    known = facts.member_facts(session, [member_id], records_from=records_from)[member_id]
    return next_step(norms(session), known, on=on, known_at=None)


def cases_of(session: Session, member_id: UUID) -> list[tuple[CaseFile, PromotionRequest]]:
    """A member's files for grades, the latest first."""
    rows = session.execute(
        select(CaseFile, PromotionRequest)
        .join(PromotionRequest, PromotionRequest.case_id == CaseFile.id)
        .where(PromotionRequest.member_id == member_id)
        .options(joinedload(CaseFile.decision))
        .order_by(CaseFile.opened_at.desc())
    )
    return [(case, request) for case, request in rows]


def ask(
    session: Session,
    member_id: UUID,
    grade: Grade,
    *,
    account_id: UUID,
    settings: Settings,
    now: datetime,
    branch_id: UUID | None = None,
) -> CaseFile:
    """Register a member's file for the next grade, assembled now; the open one if there is one."""
    ledger.lock_chains(session, [member_id])  # two clicks open one file
    there = session.scalar(
        select(CaseFile)
        .join(PromotionRequest, PromotionRequest.case_id == CaseFile.id)
        .where(PromotionRequest.member_id == member_id, PromotionRequest.closed_at.is_(None))
    )
    if there is not None:
        return there
    on = legal_day(now)
    ladder = _ladder(session, member_id, records_from=settings.records_from, on=on)
    if ladder.coming is None:
        raise Conflict(N_("În registru nu este o treaptă de la care să se poată cere următoarea."))
    if ladder.coming != grade.value:
        raise Conflict(N_("Treapta următoare este alta acum. Reîncărcați pagina."))
    record = record_of(
        session, member_id, grade, records_from=settings.records_from, on=on, known_at=now
    )
    case = case_files.open_draft(
        session, CaseKind.PROMOTION, member_id=member_id, account_id=account_id, now=now
    )
    session.add(
        PromotionRequest(
            case_id=case.id,
            member_id=member_id,
            grade=grade,
            held=None if ladder.current is None else Grade(ladder.current),
            asked_on=on,
            known_at=now,
            outcome=record.outcome.value,
            document=record.text,
            sha256=record.sha256,
            branch_id=branch_id,
        )
    )
    session.flush()
    return case_files.submit(session, case, settings=settings, now=now)


def branch_member(session: Session, key: UUID, *, branch_ids: Collection[UUID]) -> Member | None:
    """A member of one of these branches by the opaque key, or None."""
    return session.scalar(
        select(Member).where(
            Member.key == key, Member.branch_id.in_(branch_ids), Member.withdrawn_at.is_(None)
        )
    )


def file_for_member(
    session: Session,
    member: Member,
    grade: Grade,
    how: str,
    *,
    branch_id: UUID,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> CaseFile:
    """A branch files for a member of its own who asked; logged, and the member can withdraw it.

    `how` says how the member asked; it stays in the file's history.
    """
    how = case_files.clean_text(how, field="how")
    if not how:
        raise BadInput(N_("Scrieți când și cum v-a cerut membrul acest lucru."), field="how")
    case = ask(
        session,
        member.id,
        grade,
        account_id=account_id,
        settings=settings,
        now=now,
        branch_id=branch_id,
    )
    if session.get_one(PromotionRequest, case.id).branch_id is None:
        raise Conflict(N_("Membrul a depus deja un dosar pentru treapta superioară."))
    noted = select(CaseEvent.id).where(
        CaseEvent.case_id == case.id, CaseEvent.code == "filed_by_branch"
    )
    if session.scalar(noted) is not None:
        return case  # sent twice
    case_files.add_event(session, case, "filed_by_branch", account_id=account_id, now=now, text=how)
    audit.record(
        session,
        FILED_BY_BRANCH,
        f"case:{case.id}",
        account_id=account_id,
        now=now,
        details={"branch": str(branch_id), "member": str(member.id)},
    )
    notifications.notify_member(
        session,
        member.id,
        "promotion_filed",
        key=f"promotion_filed:{case.id}",
        now=now,
        params={"number": case.number, "branch": session.get_one(Branch, branch_id).name},
        path=f"/files/{case.id}",
    )
    return case


# --- the file as of a day ---------------------------------------------------------------------


def require_promotion(case: CaseFile) -> CaseFile:
    """A file about a grade; NotFound for another kind."""
    if case.kind not in (CaseKind.PROMOTION, CaseKind.PROMOTION_REVIEW):
        raise NotFound(N_("Acest dosar nu este despre o treaptă."))
    return case


def stored_record(session: Session, case: CaseFile) -> PromotionRecord:
    """The record as it was stored when the file was registered."""
    return read_record(request_of(session, case).document)


def recomputed(session: Session, case: CaseFile) -> PromotionRecord:
    """The stored record computed anew for its own day and instant: the same bytes, or a mistake."""
    request = request_of(session, case)
    text = read_record(request.document).content["records_from"]
    return record_of(
        session,
        request.member_id,
        request.grade,
        records_from=None if text is None else date.fromisoformat(text),
        on=request.asked_on,
        known_at=request.known_at,
    )


def record_as_of(
    session: Session, case: CaseFile, day: date, *, records_from: date | None, now: datetime
) -> PromotionRecord:
    """The file as it would have looked at the end of a past day, or now for today."""
    today = legal_day(now)
    if day > today:
        raise BadInput(N_("Ziua este în viitor. Alegeți o zi trecută."), field="day")
    request = request_of(session, case)
    end = datetime.combine(day + timedelta(days=1), time(0), tzinfo=LEGAL_ZONE)
    try:
        return record_of(
            session,
            request.member_id,
            request.grade,
            records_from=records_from,
            on=day,
            known_at=now if day == today else end - timedelta(microseconds=1),
        )
    except LookupError:
        raise BadInput(
            N_("În acea zi platforma nu ținea încă evidența. Alegeți o zi mai nouă."), field="day"
        ) from None


# --- contesting -------------------------------------------------------------------------------


def contestation_of(session: Session, case_id: UUID) -> CaseFile | None:
    """The file that contests a decision, open or decided; one taken back does not count."""
    return session.scalar(
        select(CaseFile)
        .join(DecisionReview, DecisionReview.case_id == CaseFile.id)
        .where(DecisionReview.reviewed_id == case_id, CaseFile.state != CaseState.WITHDRAWN)
    )


def may_contest(session: Session, case: CaseFile) -> bool:
    """Whether a decision on a grade can be contested: it gave none, and nobody contested it."""
    decision = case.decision
    if case.kind is not CaseKind.PROMOTION or decision is None or decision.outcome == APPROVED:
        return False
    return contestation_of(session, case.id) is None


def contest(
    session: Session,
    case_id: UUID,
    text: str,
    *,
    member_id: UUID,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> CaseFile:
    """Register the member's contestation of a decision; a second one gives back the first."""
    case = case_files.own_case(session, member_id, case_id)
    there = contestation_of(session, case_id)
    if there is not None:
        return there
    if not may_contest(session, case):
        raise Conflict(N_("Dosarul nu are o hotărâre de contestat."))
    review = case_files.open_draft(
        session, CaseKind.PROMOTION_REVIEW, member_id=member_id, account_id=account_id, now=now
    )
    session.add(DecisionReview(case_id=review.id, reviewed_id=case.id, asked=ReviewAsked.BY_MEMBER))
    session.flush()
    case_files.write_statement(session, review, text)
    return case_files.submit(session, review, settings=settings, now=now)
