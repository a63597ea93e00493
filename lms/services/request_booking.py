"""From a decision on a request to the ledger: booked once, and reversed by a later decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.results import Assessment, Basis, Outcome
from lms.clock import legal_day
from lms.config import Settings
from lms.models import CaseFile, CaseKind, CreditEntry, Decision, DecisionReview
from lms.services import crediting, decided_credits, ledger, notifications
from lms.services.request_answers import assess_request, source_of
from lms.services.request_checks import Request, request_of
from lms.services.request_effects import UPHELD

REASON = "decision_reviewed"


def book_decided(
    session: Session, decision_id: UUID, *, settings: Settings, now: datetime
) -> CreditEntry | None:
    """Book what a decision gave, and reverse what it takes back; a second time does nothing."""
    decision = session.get_one(Decision, decision_id)
    case = session.get_one(CaseFile, decision.case_id)
    asked = _asked(session, case)
    if decision.outcome != UPHELD or asked.member_id is None:
        return None
    ledger.lock_chains(session, [asked.member_id])
    if _is_done(session, decision) or (asked is case and _was_reviewed(session, case)):
        return None
    row = request_of(session, asked)
    source = source_of(asked.id, row)
    live = ledger.live_entry(session, member_id=asked.member_id, source=source)
    if live is not None:
        _reverse(session, live, decision, settings=settings, now=now)
    if not decision.credits:
        return None
    entry = _book(session, asked, case, row, decision, settings=settings, now=now)
    _notify(session, entry, "credit_booked", now=now)
    return entry


def _asked(session: Session, case: CaseFile) -> CaseFile:
    """The file in which the credits were asked for."""
    if case.kind is not CaseKind.REVIEW:
        return case
    review = session.get_one(DecisionReview, case.id)
    return session.get_one(CaseFile, review.reviewed_id)


def _is_done(session: Session, decision: Decision) -> bool:
    # A line that was reversed later stays so: repeating this work must not book it again.
    booked = select(CreditEntry.id).where(CreditEntry.batch == _batch(decision)).limit(1)
    return session.scalar(booked) is not None


def _was_reviewed(session: Session, case: CaseFile) -> bool:
    """Whether a later decision stands, booked before this one was."""
    later = (
        select(Decision.id)
        .join(DecisionReview, DecisionReview.case_id == Decision.case_id)
        .where(DecisionReview.reviewed_id == case.id, Decision.outcome == UPHELD)
        .limit(1)
    )
    return session.scalar(later) is not None


def _batch(decision: Decision) -> str:
    return f"decision:{decision.id}"


def _reverse(
    session: Session, live: CreditEntry, decision: Decision, *, settings: Settings, now: datetime
) -> None:
    [reversal] = crediting.reverse_entries(
        session,
        [live],
        reason=REASON,
        batch=_batch(decision),
        records_from=settings.records_from,
        now=now,
    )
    _notify(session, reversal, "credit_reversed", now=now)


def _book(
    session: Session,
    asked: CaseFile,
    case: CaseFile,
    row: Request,
    decision: Decision,
    *,
    settings: Settings,
    now: datetime,
) -> CreditEntry:
    assert asked.member_id is not None
    assert decision.credits is not None
    assert row.ends_on is not None
    answer = assess_request(session, asked, records_from=settings.records_from, now=now)
    assert answer is not None
    assert answer.regulation_id is not None
    source = source_of(asked.id, row)
    booking = ledger.Booking(
        member_id=asked.member_id,
        source=source,
        credits=decision.credits,
        counts_on=row.ends_on,
        regulation_id=answer.regulation_id,
        basis=Basis.ADOPTED.value,
        title={"ro": row.title, "en": row.title},
        findings=crediting.findings_text(_decided(answer, case, decision, now=now)),
        batch=_batch(decision),
    )
    entry = ledger.book(session, [booking], now=now)[asked.member_id, source]
    crediting.refresh_standings(
        session, [asked.member_id], [row.ends_on.year], settings.records_from, now
    )
    return entry


def _decided(
    answer: Assessment, case: CaseFile, decision: Decision, *, now: datetime
) -> Assessment:
    """What the norms said, and then the decision: it alone gives the credits."""
    finding = decided_credits.finding_of(case, decision)
    before = tuple(replace(found, credits=None) for found in answer.findings)
    return replace(
        answer,
        outcome=Outcome.MET,
        credits=finding.credits,
        findings=(*before, finding),
        orientative=False,
        on=legal_day(now),
        basis=Basis.ADOPTED,
        possible=None,
    )


def _notify(session: Session, entry: CreditEntry, kind: str, *, now: datetime) -> None:
    notifications.notify_member(
        session,
        entry.member_id,
        kind,
        key=f"{kind}:{entry.id}",
        now=now,
        params={"title": entry.title, "credits": entry.credits},
        path=f"/credits/{entry.id}",
    )
