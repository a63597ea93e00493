"""The sweeper: what should have followed and did not is entered as work again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from lms.clock import legal_day
from lms.models import (
    Attempt,
    AttemptState,
    Award,
    CourseVersion,
    CreditEntry,
    Enrolment,
)
from lms.services import facts, outbox, signal_checks

GRACE = timedelta(seconds=30)  # work just entered is not lost
LOOKS_BACK = timedelta(days=60)
_CHUNK = 500


def sweep(session: Session, *, now: datetime) -> int:
    """Enter lost work again, at most once a day each; returns how much was entered."""
    day = legal_day(now).isoformat()
    entered = 0
    for enrolment_id in sorted(
        {
            *_passed_not_completed(session, now=now),
            *_completed_without_effects(session, now=now),
        }
    ):
        entered += outbox.enqueue(
            session,
            "course.complete",
            {"enrolment": str(enrolment_id)},
            key=f"course.complete:{enrolment_id}:swept:{day}",
            now=now,
        )
    for attempt_id in _closed_not_marked(session, now=now):
        entered += outbox.enqueue(
            session,
            "attempt.close",
            {"attempt": str(attempt_id)},
            key=f"attempt.close:{attempt_id}:swept:{day}",
            now=now,
        )
    for file_id in signal_checks.unchecked(session, now=now):
        entered += outbox.enqueue(
            session,
            signal_checks.TASK,
            {"file": str(file_id)},
            key=f"{signal_checks.TASK}:{file_id}:swept:{day}",
            now=now,
        )
    return entered


def _passed_not_completed(session: Session, *, now: datetime) -> Iterable[UUID]:
    """Test passed and every lesson done, but not completed."""
    return session.scalars(
        select(Enrolment.id)
        .join(Attempt, Attempt.enrolment_id == Enrolment.id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(
            Enrolment.completed_at.is_(None),
            Attempt.passed.is_(True),
            Attempt.submitted_at < now - GRACE,
            Enrolment.lessons_done >= CourseVersion.lesson_count,
        )
        .distinct()
    ).all()


def _completed_without_effects(session: Session, *, now: datetime) -> Iterable[UUID]:
    """Completed lately and never credited, or credited (and not reversed) without a badge."""
    completed = session.execute(
        select(Enrolment.id, Enrolment.member_id, Enrolment.course_id).where(
            Enrolment.completed_at.between(now - LOOKS_BACK, now - GRACE)
        )
    ).all()
    for start in range(0, len(completed), _CHUNK):
        chunk = completed[start : start + _CHUNK]
        lacking = _lacking_a_badge(
            session,
            members={row.member_id for row in chunk},
            sources={facts.course_source(row.course_id) for row in chunk},
        )
        for row in chunk:
            if lacking.get((row.member_id, facts.course_source(row.course_id)), True):
                yield row.id


def _lacking_a_badge(
    session: Session, *, members: set[UUID], sources: set[str]
) -> dict[tuple[UUID, str], bool]:
    """Of every member and course ever credited: whether the last credit is live and unbadged."""
    reversal = aliased(CreditEntry)
    rows = session.execute(
        select(
            CreditEntry.member_id,
            CreditEntry.source,
            select(reversal.id).where(reversal.reverses_id == CreditEntry.id).exists(),
            select(Award.id).where(Award.credit_entry_id == CreditEntry.id).exists(),
        )
        .where(
            CreditEntry.member_id.in_(members),
            CreditEntry.source.in_(sources),
            CreditEntry.reverses_id.is_(None),
        )
        .order_by(CreditEntry.revision)
    )
    return {
        (member_id, source): not reversed_ and not badged
        for member_id, source, reversed_, badged in rows
    }


def _closed_not_marked(session: Session, *, now: datetime) -> Iterable[UUID]:
    """Attempts that the clock closed and nobody marked."""
    return session.scalars(
        select(Attempt.id).where(
            Attempt.state == AttemptState.OPEN, Attempt.closes_at < now - GRACE
        )
    ).all()
