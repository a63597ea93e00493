"""What the engine says of a request for credits: what an officer begins with, never a decision."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from credit_engine import facts as engine
from credit_engine.activity import assess_activity
from credit_engine.results import Assessment
from lms.clock import legal_day
from lms.models import CaseFile, RecognitionRequest
from lms.services import facts, request_checks
from lms.services.regulations import norms
from lms.services.request_checks import Request


def source_of(case_id: UUID, row: Request) -> str:
    """The ledger's name of what a request is about."""
    if isinstance(row, RecognitionRequest):
        return facts.recognition_source(case_id)
    return facts.other_source(case_id)


def activity_facts(row: Request, *, recorded_at: datetime) -> engine.Activity:
    """The activity of a request, as the engine reads it."""
    source = source_of(row.case_id, row)
    training = isinstance(row, RecognitionRequest)
    return engine.Activity(
        recorded_at=recorded_at,
        id=source,
        kind=engine.ActivityKind.RECOGNITION if training else engine.ActivityKind.OTHER,
        source=source,
        title=row.title,
        organiser=engine.Organiser.UNAPPROVED_PROVIDER,
        workload_minutes=row.minutes if isinstance(row, RecognitionRequest) else None,
        started_on=row.starts_on,
        completed_on=row.ends_on,
    )


def assess_request(
    session: Session, case: CaseFile, *, records_from: date | None, now: datetime
) -> Assessment | None:
    """What the norms give for a request, and why; None while its last day is not written."""
    row = request_checks.request_of(session, case)
    if row.ends_on is None or case.member_id is None:
        return None
    member = facts.member_facts(session, [case.member_id], records_from=records_from)
    activity = activity_facts(row, recorded_at=now)
    return assess_activity(
        norms(session), member[case.member_id], activity, on=legal_day(now), known_at=None
    )
