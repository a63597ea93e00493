"""What the engine says of a request for credits: what an officer begins with, never a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine import facts as engine
from credit_engine.activity import assess_activity
from credit_engine.recognition import FiledDocument, RecognitionFacts, assess_recognition
from credit_engine.recognition import last_day_to_file as last_day_by_norms
from credit_engine.regulation import RegulationVersion
from credit_engine.results import Assessment
from lms.clock import legal_day
from lms.models import ActivityRequest, CaseDocument, CaseFile, RecognitionRequest
from lms.services import facts, request_checks
from lms.services.regulations import norms
from lms.services.request_checks import Request


def source_of(case_id: UUID, row: Request) -> str:
    """The ledger's name of what a request is about."""
    if isinstance(row, RecognitionRequest):
        return facts.recognition_source(case_id)
    return facts.other_source(case_id)


def recognition_facts(
    row: RecognitionRequest, *, filed_on: date | None, documents: Sequence[CaseDocument] = ()
) -> RecognitionFacts:
    """A training as the engine reads it."""
    return RecognitionFacts(
        id=str(row.case_id),
        title=row.title,
        provider=row.provider,
        country=row.country,
        ended_on=row.ends_on,
        certificate_issued_on=row.certificate_on,
        minutes=row.minutes,
        filed_on=filed_on,
        documents=tuple(
            FiledDocument(recorded_at=document.added_at, kind=document.kind.value)
            for document in documents
            if document.kind is not None
        ),
    )


def last_day_to_file(version: RegulationVersion, row: RecognitionRequest) -> date | None:
    """The last day by the norms on which recognition can be asked; None = not known."""
    return last_day_by_norms(version, recognition_facts(row, filed_on=None))


def assess_request(
    session: Session, case: CaseFile, *, records_from: date | None, now: datetime
) -> Assessment | None:
    """What the norms give for a request, and why; None while its last day is not written."""
    row = request_checks.request_of(session, case)
    if row.ends_on is None or case.member_id is None:
        return None
    members = facts.member_facts(session, [case.member_id], records_from=records_from)
    member, regulation, on = members[case.member_id], norms(session), legal_day(now)
    documents = session.scalars(
        select(CaseDocument)
        .where(CaseDocument.case_id == case.id)
        .order_by(CaseDocument.added_at, CaseDocument.id)
    ).all()
    if isinstance(row, RecognitionRequest):
        filed_on = None if case.submitted_at is None else legal_day(case.submitted_at)
        request = recognition_facts(row, filed_on=filed_on, documents=documents)
        return assess_recognition(regulation, member, request, on=on, known_at=None)
    activity = _activity(row, documents, recorded_at=now)
    return assess_activity(regulation, member, activity, on=on, known_at=None)


def _activity(
    row: ActivityRequest, documents: Sequence[CaseDocument], *, recorded_at: datetime
) -> engine.Activity:
    return engine.Activity(
        recorded_at=recorded_at,
        id=facts.other_source(row.case_id),
        kind=engine.ActivityKind.OTHER,
        source=facts.work_source(row),
        title=row.title,
        item=row.item,
        quantity=None if row.quantity is None else facts.credits_fraction(row.quantity),
        started_on=row.starts_on,
        completed_on=row.ends_on,
        document=documents[0].title if documents else None,
    )
