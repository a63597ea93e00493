"""The sweeper: what should have followed and did not is entered as work again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.models import (
    Attempt,
    AttemptState,
    Award,
    BadgeClass,
    CourseVersion,
    CreditEntry,
    Enrolment,
)
from lms.services import facts, outbox

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
    """Completed lately, without a credit, or credited without the badge of the course."""
    completed = session.execute(
        select(Enrolment.id, Enrolment.member_id, Enrolment.course_id).where(
            Enrolment.completed_at.between(now - LOOKS_BACK, now - GRACE)
        )
    ).all()
    badged = set(
        session.scalars(
            select(BadgeClass.course_id).where(
                BadgeClass.course_id.is_not(None), BadgeClass.retired_at.is_(None)
            )
        )
    )
    for start in range(0, len(completed), _CHUNK):
        chunk = completed[start : start + _CHUNK]
        members = {row.member_id for row in chunk}
        sources = {facts.course_source(row.course_id) for row in chunk}
        reversed_ids = select(CreditEntry.reverses_id).where(CreditEntry.reverses_id.is_not(None))
        booked = {
            (row.member_id, row.source): row.live
            for row in session.execute(
                select(
                    CreditEntry.member_id,
                    CreditEntry.source,
                    CreditEntry.id.not_in(reversed_ids).label("live"),
                )
                .where(
                    CreditEntry.member_id.in_(members),
                    CreditEntry.source.in_(sources),
                    CreditEntry.reverses_id.is_(None),
                )
                .order_by(CreditEntry.revision)
            )
        }
        awarded = {
            (row.member_id, row.source)
            for row in session.execute(
                select(Award.member_id, Award.source).where(
                    Award.member_id.in_(members), Award.source.in_(sources)
                )
            )
        }
        for row in chunk:
            where = (row.member_id, facts.course_source(row.course_id))
            unawarded = booked.get(where) and row.course_id in badged and where not in awarded
            if where not in booked or unawarded:
                yield row.id


def _closed_not_marked(session: Session, *, now: datetime) -> Iterable[UUID]:
    """Attempts that the clock closed and nobody marked."""
    return session.scalars(
        select(Attempt.id).where(
            Attempt.state == AttemptState.OPEN, Attempt.closes_at < now - GRACE
        )
    ).all()
