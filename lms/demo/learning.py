"""Invented learners of the College's courses: some on the way, some with credits and a badge."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from courses.responses import right_response
from lms.config import Settings
from lms.models import Enrolment, Member
from lms.services import attempts, badge_pages, completion, learning, publishing

# Its credits are fixed by an invented decision; those of the others come from the norms.
COURSE = "cercetarea-in-asistenta-sociala"


@dataclass(frozen=True)
class Learners:
    """How many learners of a course finished it, and how many are on the way."""

    course: str
    finished: int
    on_the_way: int


LEARNERS = (
    Learners(COURSE, finished=14, on_the_way=8),
    Learners("codul-deontologic", finished=4, on_the_way=5),
)


def fix_course_credits(session: Session, *, today: date, now: datetime) -> None:
    """The invented decision that fixes the credits of the course."""
    decided_on = date(today.year - 1, 1, 14)
    publishing.fix_credits(
        session,
        COURSE,
        credits=5000,
        decision_number="7",
        decided_on=decided_on,
        valid_from=decided_on,
        now=now,
    )


def add_learners(
    session: Session,
    rng: random.Random,
    *,
    members: Sequence[Member],
    settings: Settings,
    now: datetime,
) -> None:
    """Learners who took the courses in the last year through the very services of the player."""
    rest = list(members)
    for learners in LEARNERS:
        wanted = learners.finished + learners.on_the_way
        _learn(session, rng, learners, members=rest[:wanted], settings=settings, now=now)
        del rest[:wanted]


def _learn(
    session: Session,
    rng: random.Random,
    learners: Learners,
    *,
    members: Sequence[Member],
    settings: Settings,
    now: datetime,
) -> None:
    for number, member in enumerate(members):
        begun = now - timedelta(days=rng.randint(20, 300), hours=rng.randint(0, 9))
        enrolment = learning.enrol(
            session, member.id, learners.course, settings=settings, now=begun
        )
        course = publishing.load_version(session, enrolment.version, settings=settings)
        finishes = number < learners.finished
        lessons = course.lessons if finishes else course.lessons[: rng.randint(1, 6)]
        at = begun
        for lesson in lessons:
            at += timedelta(minutes=lesson.minutes + rng.randint(2, 200))
            learning.finish_lesson(session, enrolment, lesson.id, settings=settings, now=at)
        if finishes:
            _pass_test(session, rng, enrolment, settings=settings, at=at)
            if number % 3 == 0:
                _publish_badge(session, enrolment, now=now)


def _pass_test(
    session: Session,
    rng: random.Random,
    enrolment: Enrolment,
    *,
    settings: Settings,
    at: datetime,
) -> None:
    attempt = attempts.begin_attempt(
        session, enrolment, settings=settings, now=at + timedelta(minutes=5)
    )
    paper = attempts.paper_of(session, attempt, settings=settings)
    answers = {question.id: list(right_response(question)) for question in paper.questions}
    for missed in rng.sample(list(answers), 2):
        answers[missed] = []
    done = at + timedelta(minutes=30)
    attempts.submit_attempt(session, attempt.id, answers, settings=settings, now=done)
    completion.complete_course(
        session, enrolment.id, settings=settings, now=done + timedelta(seconds=2)
    )


def _publish_badge(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    award = completion.award_of(session, enrolment)
    if award is not None:
        badge_pages.publish(session, award, now=now)
