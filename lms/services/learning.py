"""Learning a course: enrolment, lessons read, self-checks answered, the place where one stopped.

Statements decide everything (`courses.progress`); columns of the enrolment only serve lists.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from tincan import Statement

from courses import statements as built
from courses.assessment import mark_check
from courses.marking import MarkedQuestion
from courses.model import Course as CourseDefinition
from courses.model import check_by_id, lesson_by_id
from courses.problems import AnswersRefused
from courses.progress import CourseStatus, Progress, StepKind, completion
from courses.statements.interactions import given_in
from courses.statements.vocabulary import ANSWERED, EXPERIENCED
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, NotFound
from lms.models import Account, Enrolment, Member
from lms.services import outbox, publishing
from lms.services.statements import platform_statements, state_once
from lms.services.upserts import insert_into

ANCHOR = re.compile(r"[\w-]{1,200}")


class NotEnrolled(NotFound):
    """The member is not enrolled in the course, which may exist."""


@dataclass(frozen=True, kw_only=True)
class Study:
    """An enrolment with its course, what was stated of it and how far it is."""

    enrolment: Enrolment
    course: CourseDefinition
    statements: Sequence[dict[str, Any]]
    progress: Progress

    @property
    def is_ready_for_test(self) -> bool:
        """Whether every lesson is done."""
        return len(self.progress.lessons_done) == self.progress.lessons_total


def enrol(
    session: Session,
    member_id: UUID,
    slug: str,
    *,
    settings: Settings,
    now: datetime,
) -> Enrolment:
    """Enrol a member in the newest version of a course, once; it stays pinned to that version."""
    version = publishing.newest_version(session, slug)
    if version is None:
        raise NotFound(N_("Acest curs nu există sau nu mai primește înscrieri."))
    session.execute(
        insert_into(session, Enrolment)
        .values(
            id=uuid4(),
            registration=uuid4(),
            member_id=member_id,
            course_id=version.course_id,
            course_version_id=version.id,
            enrolled_at=now,
            lessons_done=0,
        )
        .on_conflict_do_nothing(index_elements=["member_id", "course_id"])
    )
    enrolment = find_enrolment(session, member_id, slug)
    course = publishing.load_version(session, enrolment.version, settings=settings)
    learner = learner_of(session, enrolment, settings=settings, now=now)
    state(session, [built.registered(course, learner, at=enrolment.enrolled_at)], now=now)
    return enrolment


def find_enrolment(session: Session, member_id: UUID, slug: str) -> Enrolment:
    """A member's enrolment in a course; NotEnrolled when there is none."""
    enrolment = session.scalar(
        select(Enrolment)
        .join(Enrolment.course)
        .where(Enrolment.member_id == member_id, Enrolment.course.has(slug=slug))
        .options(joinedload(Enrolment.course), joinedload(Enrolment.version))
    )
    if enrolment is None:
        raise NotEnrolled(N_("Nu v-ați înscris încă la acest curs."))
    return enrolment


def study(session: Session, enrolment: Enrolment, *, settings: Settings) -> Study:
    """Everything that a page of the player needs to know of an enrolment."""
    course = publishing.load_version(session, enrolment.version, settings=settings)
    found = platform_statements(session, enrolment.registration, public_url=settings.public_url)
    progress = completion(
        course, found, public_url=settings.public_url, registration=str(enrolment.registration)
    )
    return Study(enrolment=enrolment, course=course, statements=found, progress=progress)


def learner_of(
    session: Session, enrolment: Enrolment, *, settings: Settings, now: datetime
) -> built.Learner:
    """Who learns, as statements say it; a session of the player is one legal day."""
    key, language = session.execute(
        select(Member.key, Account.language)
        .outerjoin(Account, Account.id == Member.account_id)
        .where(Member.id == enrolment.member_id)
    ).one()
    day = legal_day(now).isoformat()
    return built.Learner(
        public_url=settings.public_url,
        member=str(key),
        registration=str(enrolment.registration),
        language=language or "ro",
        session=str(uuid5(NAMESPACE_URL, f"{enrolment.registration}/{day}")),
    )


def state(session: Session, said: Sequence[Statement], *, now: datetime) -> set[UUID]:
    """State what was built, once each."""
    return state_once(session, [built.statement_json(one) for one in said], now=now)


def open_lesson(
    session: Session,
    enrolment: Enrolment,
    lesson_id: str,
    *,
    anchor: str | None,
    settings: Settings,
    now: datetime,
) -> None:
    """Remember where the member is; the first time in a day, state that the lesson was opened."""
    course = publishing.load_version(session, enrolment.version, settings=settings)
    _known_lesson(course, lesson_id)
    learner = learner_of(session, enrolment, settings=settings, now=now)
    launch_url = f"{settings.public_url}/learn/{course.slug}"
    state(
        session,
        [
            built.launched(course, learner, launch_url=launch_url, at=now),
            built.initialized(course, learner, at=now),
            built.experienced_lesson(course, learner, lesson_id=lesson_id, at=now),
        ],
        now=now,
    )
    enrolment.lesson_id = lesson_id
    enrolment.lesson_anchor = anchor if anchor and ANCHOR.fullmatch(anchor) else None
    session.flush()


def finish_lesson(
    session: Session,
    enrolment: Enrolment,
    lesson_id: str,
    *,
    settings: Settings,
    now: datetime,
) -> Progress:
    """State that a lesson was read to its end, once; returns the progress after it."""
    open_lesson(
        session,
        enrolment,
        lesson_id,
        anchor=None,
        settings=settings,
        now=now,
    )
    found = study(session, enrolment, settings=settings)
    learner = learner_of(session, enrolment, settings=settings, now=now)
    duration = _time_in_lesson(found, lesson_id, learner, now=now)
    done = built.completed_lesson(
        found.course, learner, lesson_id=lesson_id, at=now, duration=duration
    )
    state(session, [done], now=now)
    progress = follow_progress(session, enrolment, settings=settings, now=now)
    if progress.next_step.kind is StepKind.LESSON:
        enrolment.lesson_id = progress.next_step.lesson_id
    session.flush()
    return progress


def _time_in_lesson(
    found: Study, lesson_id: str, learner: built.Learner, *, now: datetime
) -> timedelta:
    """Since the lesson was opened today; a page left open for hours is not time spent on it."""
    iri = built.lesson_iri(learner.public_url, found.course.slug, lesson_id)
    opened = [
        built.instant_of(said["timestamp"])
        for said in found.statements
        if said["verb"]["id"] == EXPERIENCED.iri and said["object"].get("id") == iri
    ]
    most = timedelta(minutes=3 * lesson_by_id(found.course, lesson_id).minutes)
    return min(now - max(opened), most) if opened else timedelta(0)


def follow_progress(
    session: Session, enrolment: Enrolment, *, settings: Settings, now: datetime
) -> Progress:
    """Note the progress for lists; when the course is complete, enter the work that follows."""
    progress = study(session, enrolment, settings=settings).progress
    enrolment.lessons_done = len(progress.lessons_done)
    if progress.status is CourseStatus.COMPLETED:
        outbox.enqueue(
            session,
            "course.complete",
            {"enrolment": str(enrolment.id)},
            key=f"course.complete:{enrolment.id}",
            now=now,
        )
    session.flush()
    return progress


def answer_check(
    session: Session,
    enrolment: Enrolment,
    check_id: str,
    chosen: Collection[str],
    *,
    settings: Settings,
    now: datetime,
) -> MarkedQuestion:
    """Mark an answer to a self-check and state it; AnswersRefused says what cannot be marked."""
    course = publishing.load_version(session, enrolment.version, settings=settings)
    marked = mark_check(course, check_id, chosen)
    learner = learner_of(session, enrolment, settings=settings, now=now)
    said = built.answered_check(course, learner, marked, response=now.isoformat(), at=now)
    state(session, [said], now=now)
    return marked


def last_answers(found: Study, *, public_url: str) -> dict[str, MarkedQuestion]:
    """The last answer to each self-check that was answered."""
    by_iri = {
        built.check_iri(public_url, found.course.slug, check.id): check.id
        for check in found.course.checks
    }
    answers: dict[str, MarkedQuestion] = {}
    for said in found.statements:  # in the order in which they were stored
        check_id = by_iri.get(said["object"].get("id", ""))
        if said["verb"]["id"] != ANSWERED.iri or check_id is None:
            continue
        check = check_by_id(found.course, check_id)
        try:
            given = given_in(check, str(said["result"]["response"]))
            answers[check_id] = mark_check(found.course, check_id, given)
        except AnswersRefused:
            continue
    return answers


def _known_lesson(course: CourseDefinition, lesson_id: str) -> None:
    try:
        lesson_by_id(course, lesson_id)
    except KeyError:
        raise NotFound(N_("Acest curs nu are lecția cerută.")) from None
