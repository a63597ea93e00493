"""The member's first page: where they stand, the one next action, what is near, what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from credit_engine.ladder import NextStep, next_step
from credit_engine.regulation import Regulation
from credit_engine.year import assess_year
from lms.models import (
    Award,
    CourseVersion,
    Edition,
    EditionState,
    Enrolment,
    FeedbackInvitation,
    Member,
    Notification,
)
from lms.services import closed_years, facts, notifications
from lms.services.closed_years import SaidYear
from lms.services.regulations import norms


class NextAction(StrEnum):
    """What the one button of the page does."""

    CONTINUE_COURSE = "continue_course"
    GIVE_FEEDBACK = "give_feedback"
    SEE_BADGE = "see_badge"
    START_COURSE = "start_course"
    BROWSE = "browse"


@dataclass(frozen=True, kw_only=True)
class Action:
    """The next action and what it is about (an enrolment, an invitation, an award, a course)."""

    kind: NextAction
    subject: Any = None


@dataclass(frozen=True, kw_only=True)
class StartPage:
    """Everything on the page, in its order."""

    member: Member
    said: SaidYear
    last_year: SaidYear | None  # while evidence of it is still received
    ladder: NextStep
    action: Action
    near: Sequence[Edition]
    news: Sequence[Notification]


def start_page(
    session: Session, member_id: UUID, *, records_from: date | None, on: date
) -> StartPage:
    """The member's first page on a day."""
    member = session.scalars(
        select(Member).where(Member.id == member_id).options(joinedload(Member.branch))
    ).one()
    known = facts.member_facts(session, [member_id], records_from=records_from)[member_id]
    regulation = norms(session)
    news = notifications.latest(session, member.account_id, limit=4) if member.account_id else []
    years = [on.year, *_open_for_evidence(regulation, on=on)]
    said = closed_years.said_years(
        session,
        {
            (member_id, year): assess_year(regulation, known, year=year, on=on, known_at=None)
            for year in years
        },
    )
    return StartPage(
        member=member,
        said=said[member_id, on.year],
        last_year=said.get((member_id, on.year - 1)),
        ladder=next_step(regulation, known, on=on, known_at=None),
        action=_next_action(session, member_id),
        near=_near(session, member, on=on),
        news=news,
    )


def _open_for_evidence(regulation: Regulation, *, on: date) -> list[int]:
    """Last year, while its evidence is still received."""
    last = on.year - 1
    until = closed_years.dates_by(regulation.in_force_on(date(last, 1, 1)), last).evidence_until
    return [last] if until is not None and on <= until else []


def _next_action(session: Session, member_id: UUID) -> Action:
    """The first of: a course begun, a form asked for, a badge to see, a new course."""
    found = session.execute(_candidates(member_id)).first()
    if found is None:
        return Action(kind=NextAction.BROWSE)
    kind = _ORDER[found.place]
    return Action(kind=kind, subject=session.scalars(_SUBJECTS[kind](found.id)).one())


_ORDER = (
    NextAction.CONTINUE_COURSE,
    NextAction.GIVE_FEEDBACK,
    NextAction.SEE_BADGE,
    NextAction.START_COURSE,
)
_SUBJECTS: dict[NextAction, Callable[[UUID], Select[Any]]] = {
    NextAction.CONTINUE_COURSE: lambda key: (
        select(Enrolment)
        .where(Enrolment.id == key)
        .options(joinedload(Enrolment.course), joinedload(Enrolment.version))
    ),
    NextAction.GIVE_FEEDBACK: lambda key: (
        select(FeedbackInvitation)
        .where(FeedbackInvitation.id == key)
        .options(joinedload(FeedbackInvitation.edition).joinedload(Edition.programme))
    ),
    NextAction.SEE_BADGE: lambda key: (
        select(Award).where(Award.id == key).options(joinedload(Award.badge_class))
    ),
    NextAction.START_COURSE: lambda key: (
        select(CourseVersion)
        .where(CourseVersion.id == key)
        .options(joinedload(CourseVersion.course))
    ),
}


def _candidates(member_id: UUID) -> Select[Any]:
    """The place in `_ORDER` and the id of the first thing that there is to do; one statement."""
    taken = select(Enrolment.course_id).where(Enrolment.member_id == member_id)
    each = (
        select(Enrolment.id)
        .where(Enrolment.member_id == member_id, Enrolment.completed_at.is_(None))
        .order_by(Enrolment.lessons_done.desc(), Enrolment.enrolled_at.desc()),
        select(FeedbackInvitation.id)
        .where(FeedbackInvitation.member_id == member_id, FeedbackInvitation.used.is_(False))
        .order_by(FeedbackInvitation.invited_at.desc()),
        select(Award.id)
        .where(
            Award.member_id == member_id,
            Award.published_at.is_(None),
            Award.withdrawn_at.is_(None),
            Award.revoked_at.is_(None),
        )
        .order_by(Award.awarded_at.desc()),
        select(CourseVersion.id)
        .where(CourseVersion.course_id.not_in(taken), CourseVersion.withdrawn_at.is_(None))
        .order_by(CourseVersion.published_at.desc()),
    )
    rows = []
    for place, query in enumerate(each):
        first = query.limit(1).subquery()
        rows.append(select(literal(place).label("place"), first.c.id.label("id")))
    every = union_all(*rows).subquery()
    return select(every.c.place, every.c.id).order_by(every.c.place).limit(1)


def _near(session: Session, member: Member, *, on: date) -> Sequence[Edition]:
    """The next editions in the member's county or online."""
    return session.scalars(
        select(Edition)
        .where(
            Edition.state == EditionState.PLANNED,
            Edition.starts_on > on,
            or_(Edition.county == member.county, Edition.county.is_(None)),
        )
        .options(joinedload(Edition.programme), joinedload(Edition.provider))
        .order_by(Edition.starts_on, Edition.id)
        .limit(3)
    ).all()
