"""Registering the file of a review: number, receipt, days of notice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.models import CaseFile, CaseKind, ClosedStanding, YearReview
from lms.services import case_files
from lms.services.facts import credits_fraction
from lms.services.year_reviews import OUTCOME_WORDS, STATEMENT


def register(
    session: Session, review_id: UUID, *, opened_by: UUID, settings: Settings, now: datetime
) -> CaseFile | None:
    """Register the file of an open review, once; None when it has one or is closed."""
    review = session.scalar(
        select(YearReview)
        .where(YearReview.id == review_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None or review.case_id is not None or review.closed_at is not None:
        return None
    standing = session.get_one(ClosedStanding, review.standing_id)
    case = case_files.open_draft(
        session,
        CaseKind.YEAR_REVIEW,
        member_id=review.member_id,
        account_id=opened_by,
        now=now,
    )
    text = STATEMENT.format(
        year=review.year,
        outcome=OUTCOME_WORDS[standing.outcome],
        earned=f"{float(credits_fraction(review.found_earned)):g}".replace(".", ","),
        until=f"{review.notice_until:%d.%m.%Y}",
    )
    case_files.write_statement(session, case, text)
    review.case_id = case.id
    session.flush()
    case_files.submit(session, case, settings=settings, now=now)
    case.due_on = review.notice_until
    session.flush()
    return case
