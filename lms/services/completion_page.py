"""What a member sees after finishing: how far the work is, and everything that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.progress import CourseStatus
from credit_engine.results import Assessment
from lms.config import Settings
from lms.models import Award, CreditEntry, Enrolment, Outbox
from lms.services import completion, crediting
from lms.services.learning import Study, study


@dataclass(frozen=True, kw_only=True)
class CompletionPage:
    """A finished course; `assessment` says why when there is no credit."""

    found: Study
    entry: CreditEntry | None
    is_reversed: bool
    award: Award | None
    assessment: Assessment | None
    is_working: bool
    has_failed: bool

    @property
    def is_complete(self) -> bool:
        """Whether the statements say that the course is complete."""
        return self.found.progress.status is CourseStatus.COMPLETED

    @property
    def statements(self) -> Sequence[dict[str, Any]]:
        """What was stated, newest first."""
        return list(reversed(self.found.statements))


def completion_page(
    session: Session, enrolment: Enrolment, *, settings: Settings, now: datetime
) -> CompletionPage:
    """Where the completion of an enrolment stands; only reads."""
    found = study(session, enrolment, settings=settings)
    entry = completion.credit_of(session, enrolment)
    reversal = (
        None
        if entry is None
        else session.scalar(select(CreditEntry.id).where(CreditEntry.reverses_id == entry.id))
    )
    working, failed = _work(session, enrolment)
    completed_at = enrolment.completed_at
    assessment = None
    if entry is None and completed_at is not None:
        assessment = crediting.assess_completion(
            session,
            enrolment,
            completed_at=completed_at,
            records_from=settings.records_from,
            now=now,
        )
    return CompletionPage(
        found=found,
        entry=entry,
        is_reversed=reversal is not None,
        award=completion.award_of(session, enrolment),
        assessment=assessment,
        is_working=working,
        has_failed=failed,
    )


def _work(session: Session, enrolment: Enrolment) -> tuple[bool, bool]:
    """Whether the work that follows a completion is still to be done, or failed for good."""
    rows = session.scalars(
        select(Outbox).where(Outbox.key.startswith(f"course.complete:{enrolment.id}"))
    ).all()
    working = any(row.done_at is None and row.failed_at is None for row in rows)
    done = any(row.done_at is not None for row in rows)
    return working, not working and not done and any(row.failed_at is not None for row in rows)
