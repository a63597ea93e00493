"""Courses are published once, refused whole, and read back as they were."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from courses.folder import load_course
from courses.problems import CourseError
from lms.errors import BadInput, Conflict, NotFound
from lms.models import CourseCredit, CourseVersion, StoredFile
from lms.services import publishing
from tests.courses.sample import course_files
from tests.services.classroom import NOON, SLUG, later, publish_small, settings_on


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


def decide(session, credits, day, number="12"):
    return publishing.fix_credits(
        session,
        SLUG,
        credits=credits,
        decision_number=number,
        decided_on=day,
        valid_from=day,
        now=NOON,
    )


def test_a_published_course_is_read_back_whole(session, settings):
    version = publish_small(session, settings)
    publishing._loaded.clear()
    loaded = publishing.load_version(session, version, settings=settings)

    assert loaded == load_course(course_files())
    assert (version.version, version.lesson_count, version.workload_minutes) == ("1.2.0", 2, 90)
    assert version.title == {"ro": "Etica", "en": "Ethics"}


def test_the_same_folder_again_is_the_same_version(session, settings):
    first = publish_small(session, settings)
    again = publishing.publish_course(session, course_files(), settings=settings, now=later(9))

    assert (again.version.id, again.is_new) == (first.id, False)
    assert len(session.scalars(select(StoredFile)).all()) == 1


def test_other_content_under_a_published_number_is_refused(session, settings):
    publish_small(session, settings)
    files = {**course_files(), "media/new.svg": course_files()["media/cover.svg"]}
    with pytest.raises(Conflict, match=r"1\.2\.0"):
        publishing.publish_course(session, files, settings=settings, now=NOON)
    assert len(session.scalars(select(CourseVersion)).all()) == 1


def test_a_faulty_folder_publishes_nothing(session, settings):
    files = course_files()
    del files["questions.yaml"]
    with pytest.raises(CourseError):
        publishing.publish_course(session, files, settings=settings, now=NOON)
    assert session.scalars(select(StoredFile)).all() == []


def test_a_later_decision_ends_the_one_before_and_keeps_it_readable(session, settings):
    publish_small(session, settings)
    decide(session, 5000, date(2026, 1, 1))
    decide(session, 6000, date(2026, 6, 1), "40")
    rows = session.scalars(
        select(CourseCredit)
        .where(CourseCredit.superseded_at.is_(None))
        .order_by(CourseCredit.valid_from)
    ).all()

    assert [(r.credits, r.valid_from, r.valid_until) for r in rows] == [
        (5000, date(2026, 1, 1), date(2026, 6, 1)),
        (6000, date(2026, 6, 1), None),
    ]
    assert len(session.scalars(select(CourseCredit)).all()) == 3


def test_decisions_that_cannot_be(session, settings):
    publish_small(session, settings)
    with pytest.raises(BadInput):
        decide(session, 0, date(2026, 1, 1))
    with pytest.raises(NotFound):
        publishing.fix_credits(
            session,
            "altul",
            credits=1,
            decision_number="1",
            decided_on=date(2026, 1, 1),
            valid_from=date(2026, 1, 1),
            now=NOON,
        )


def test_the_courses_that_come_with_the_product_can_be_published(session, settings):
    first = publishing.publish_bundled(session, settings=settings, now=NOON)
    again = publishing.publish_bundled(session, settings=settings, now=NOON)

    assert [version.id for version in first] == [version.id for version in again]
    assert {version.course.slug for version in first} == {
        "cercetarea-in-asistenta-sociala",
        "codul-deontologic",
    }
