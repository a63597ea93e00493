"""A small published course, and members who learn it; for tests of services and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from courses.responses import PAIR, right_response
from lms.config import Settings, load_settings
from lms.services import attempts, learning, publishing, regulations
from tests.courses.sample import course_files
from tests.infra.settings import settings_for

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from lms.models import Attempt, CourseVersion, Enrolment

SLUG = "etica"
LESSONS = ("intai", "apoi")
NOON = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def later(minutes: int) -> datetime:
    """Some minutes after NOON."""
    return NOON + timedelta(minutes=minutes)


def settings_on(database_url: str, folder: Path) -> Settings:
    """Settings of a test that has no application."""
    return load_settings({}, **settings_for(database_url=database_url, data_dir=folder))


def publish_small(
    session: Session,
    settings: Settings,
    *,
    now: datetime = NOON,
    files: Mapping[str, bytes] | None = None,
) -> CourseVersion:
    """The norms, and the small course published, or another of its slug."""
    regulations.ensure_bundled(session, now=now)
    published = files or course_files()
    return publishing.publish_course(session, published, settings=settings, now=now).version


def enrol(
    session: Session, member_id: UUID, settings: Settings, *, now: datetime = NOON
) -> Enrolment:
    """A member enrolled in the small course."""
    return learning.enrol(session, member_id, SLUG, settings=settings, now=now)


def read_everything(
    session: Session, enrolment: Enrolment, settings: Settings, *, now: datetime | None = None
) -> None:
    """Every lesson read to its end."""
    for number, lesson in enumerate(LESSONS, 1):
        at = now or later(10 * number)
        learning.finish_lesson(session, enrolment, lesson, settings=settings, now=at)


def right_answers(session: Session, attempt: Attempt, settings: Settings) -> dict[str, list[str]]:
    """The right answers of an attempt."""
    paper = attempts.paper_of(session, attempt, settings=settings)
    return {question.id: list(right_response(question)) for question in paper.questions}


def as_form(answers: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Answers of an attempt as the fields of its form."""
    fields: dict[str, list[str]] = {}
    for question, words in answers.items():
        for word in words:
            item, is_pair, value = word.partition(PAIR)
            name = f"q-{question}.{item}" if is_pair else f"q-{question}"
            fields.setdefault(name, []).append(value if is_pair else word)
    return fields


def pass_test(
    session: Session, enrolment: Enrolment, settings: Settings, *, now: datetime | None = None
) -> Attempt:
    """An attempt with every answer right."""
    begun = now or later(30)
    attempt = attempts.begin_attempt(session, enrolment, settings=settings, now=begun)
    answers = right_answers(session, attempt, settings)
    at = begun + timedelta(minutes=5)
    attempts.submit_attempt(session, attempt.id, answers, settings=settings, now=at)
    return attempt


def publish_in(app: Flask, files: Mapping[str, bytes] | None = None) -> None:
    """The small course, or another of its slug, in an application's database, from yesterday on."""
    from lms import clock
    from lms.extensions import db, transaction

    with app.app_context():
        with transaction() as session:
            settings = app.extensions["settings"]
            publish_small(session, settings, now=clock.now() - timedelta(days=1), files=files)
        db.session.remove()


def study_in(app: Flask, member_id: UUID, *, until: str) -> UUID:
    """A member of an application, until "enrolled", "read", "open" (attempt) or "passed".

    Returns the id of the enrolment, or of the attempt where there is one.
    """
    from lms import clock
    from lms.extensions import db, transaction

    settings, now = app.extensions["settings"], clock.now() - timedelta(minutes=10)
    with app.app_context():
        with transaction() as session:
            enrolment = enrol(session, member_id, settings, now=now)
            made = enrolment.id
            if until != "enrolled":
                read_everything(session, enrolment, settings, now=now)
            if until == "open":
                made = attempts.begin_attempt(session, enrolment, settings=settings, now=now).id
            if until == "passed":
                made = pass_test(session, enrolment, settings, now=now).id
        db.session.remove()
    return made
