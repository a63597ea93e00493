"""The activities of a course as xAPI objects; ids are addresses under the public URL."""

from __future__ import annotations

from typing import Any

from tincan import Activity, ActivityDefinition

from courses.model import Course, Lesson, Question, Text
from courses.statements.interactions import interaction
from courses.statements.vocabulary import (
    COURSE_TYPE,
    LESSON_TYPE,
    PROFILE_TYPE,
    QUESTION_TYPE,
    TEST_TYPE,
)

TEST_NAME = Text((("ro", "Testul final: {title}"), ("en", "Final test: {title}")))


def course_iri(public_url: str, slug: str) -> str:
    """Id of a course, the same for all its versions."""
    return f"{public_url.rstrip('/')}/courses/{slug}"


def lesson_iri(public_url: str, slug: str, lesson_id: str) -> str:
    """Id of a lesson."""
    return f"{course_iri(public_url, slug)}/lessons/{lesson_id}"


def test_iri(public_url: str, slug: str) -> str:
    """Id of the final test."""
    return f"{course_iri(public_url, slug)}/test"


test_iri.__test__ = False  # type: ignore[attr-defined]  # pytest would collect the name


def question_iri(public_url: str, slug: str, question_id: str) -> str:
    """Id of a question of the bank."""
    return f"{test_iri(public_url, slug)}/questions/{question_id}"


def check_iri(public_url: str, slug: str, check_id: str) -> str:
    """Id of a self-check."""
    return f"{course_iri(public_url, slug)}/checks/{check_id}"


def course_activity(course: Course, public_url: str) -> Activity:
    """The course with its name and summary."""
    return _activity(
        course_iri(public_url, course.slug),
        type=COURSE_TYPE,
        name=course.title.as_map(),
        description=course.summary.as_map(),
    )


def lesson_activity(course: Course, lesson: Lesson, public_url: str) -> Activity:
    """A lesson with its title."""
    return _activity(
        lesson_iri(public_url, course.slug, lesson.id),
        type=LESSON_TYPE,
        name=lesson.title.as_map(),
    )


def test_activity(course: Course, public_url: str) -> Activity:
    """The final test of the course."""
    name = {
        language: TEST_NAME.to(language).format(title=title)
        for language, title in course.title.by_language
    }
    return _activity(test_iri(public_url, course.slug), type=TEST_TYPE, name=name)


test_activity.__test__ = False  # type: ignore[attr-defined]  # pytest would collect the name


def interaction_activity(question: Question, iri: str) -> Activity:
    """A question or self-check with what may be answered and what is right."""
    return _activity(
        iri, type=QUESTION_TYPE, description=question.text.as_map(), **interaction(question)
    )


def profile_activity(iri: str) -> Activity:
    """A profile or category by its id alone."""
    return _activity(iri, type=PROFILE_TYPE)


def bare_activity(iri: str) -> Activity:
    """An activity by its id alone."""
    return Activity(id=iri, object_type="Activity")


def _activity(iri: str, **definition: Any) -> Activity:
    return Activity(id=iri, object_type="Activity", definition=ActivityDefinition(**definition))
