"""One flow, one function: completion, statement, credit, badge, feedback form, notification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from courses import statements as built
from courses.progress import CourseStatus
from lms.config import Settings
from lms.models import Award, Course, CreditEntry, Enrolment
from lms.services import awarding, crediting, facts, feedback, notifications
from lms.services.learning import Study, learner_of, state, study


@dataclass(frozen=True, kw_only=True)
class Completed:
    """What a completed course brought; entry and award are None when there is none."""

    completed_at: datetime
    entry: CreditEntry | None
    award: Award | None


def complete_course(
    session: Session, enrolment_id: UUID, *, settings: Settings, now: datetime
) -> Completed | None:
    """Everything that follows a completed course, each effect once; None when not complete."""
    enrolment = _locked(session, enrolment_id)
    found = study(session, enrolment, settings=settings)
    completed_at = found.progress.completed_at
    if found.progress.status is not CourseStatus.COMPLETED or completed_at is None:
        return None

    if enrolment.completed_at is None:
        enrolment.completed_at = completed_at
    enrolment.lessons_done = found.progress.lessons_total
    _state_completion(session, found, settings=settings, now=now)
    entry = _credit(session, enrolment, settings=settings, now=now)
    award = None
    if entry is not None:
        _notify_credit(session, entry, now=now)
        award = awarding.award_for_completion(session, enrolment, entry, settings=settings, now=now)
    if award is not None:
        _notify_award(session, award, now=now)
    feedback.invite_for_course(session, enrolment.member_id, enrolment.course_id, now=now)
    session.flush()
    return Completed(completed_at=enrolment.completed_at, entry=entry, award=award)


def credit_of(session: Session, enrolment: Enrolment) -> CreditEntry | None:
    """The last credit entry of a member for the course, reversed or not."""
    return session.scalars(
        select(CreditEntry)
        .where(
            CreditEntry.member_id == enrolment.member_id,
            CreditEntry.source == facts.course_source(enrolment.course_id),
            CreditEntry.reverses_id.is_(None),
        )
        .order_by(CreditEntry.revision.desc())
        .limit(1)
    ).first()


def award_of(session: Session, enrolment: Enrolment) -> Award | None:
    """The newest badge of a member for the course, revoked or not."""
    return awarding.award_of(session, member_id=enrolment.member_id, course_id=enrolment.course_id)


def _locked(session: Session, enrolment_id: UUID) -> Enrolment:
    session.execute(select(Enrolment.id).where(Enrolment.id == enrolment_id).with_for_update())
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .options(
            joinedload(Enrolment.version),
            joinedload(Enrolment.course).selectinload(Course.credit_decisions),
        )
        .execution_options(populate_existing=True)
    ).one()


def _state_completion(session: Session, found: Study, *, settings: Settings, now: datetime) -> None:
    enrolment = found.enrolment
    at = enrolment.completed_at
    assert at is not None
    learner = learner_of(session, enrolment, settings=settings, now=at)
    duration = at - enrolment.enrolled_at
    said = built.completed_course(found.course, learner, at=at, duration=duration)
    state(session, [said], now=now)


def _credit(
    session: Session, enrolment: Enrolment, *, settings: Settings, now: datetime
) -> CreditEntry | None:
    earlier = credit_of(session, enrolment)
    if earlier is not None:
        # A credit that was reversed stays reversed: repeating this work must not book it again.
        reversal = select(CreditEntry.id).where(CreditEntry.reverses_id == earlier.id)
        return None if session.scalar(reversal) else earlier
    assert enrolment.completed_at is not None
    _answer, entry = crediting.credit_completion(
        session,
        enrolment,
        completed_at=enrolment.completed_at,
        records_from=settings.records_from,
        now=now,
    )
    return entry


def _notify_credit(session: Session, entry: CreditEntry, *, now: datetime) -> None:
    notifications.notify_member(
        session,
        entry.member_id,
        "credit_booked",
        key=f"credit_booked:{entry.id}",
        now=now,
        params={"title": entry.title, "credits": entry.credits},
        path=f"/credits/{entry.id}",
    )


def _notify_award(session: Session, award: Award, *, now: datetime) -> None:
    notifications.notify_member(
        session,
        award.member_id,
        "badge_awarded",
        key=f"badge_awarded:{award.id}",
        now=now,
        params={"title": award.badge_class.name},
        path=f"/badges/{award.id}",
    )
