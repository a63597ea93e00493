"""The College's own courses: no problem, no advice, and a test that does not give itself away."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from courses.advice import advise_course
from courses.folder import check_course, load_course, read_course_folder
from courses.model import LANGUAGES, Course, Question, QuestionKind

CONTENT = Path(__file__).parents[2] / "courses" / "content"
FOLDERS = sorted(path.parent for path in CONTENT.glob("*/course.yaml"))


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda path: path.name)
def files(request: pytest.FixtureRequest) -> dict[str, bytes]:
    return dict(read_course_folder(request.param))


@pytest.fixture(scope="module")
def course(files: dict[str, bytes]) -> Course:
    return load_course(files)


def test_a_course_of_the_college_has_no_problem_and_needs_no_advice(
    files: dict[str, bytes],
) -> None:
    found = (*check_course(files), *advise_course(files))
    assert not found, "\n".join(piece.sentence("en") for piece in found)


def test_it_is_of_the_promised_size(course: Course) -> None:
    assert 6 <= len(course.lessons) <= 10
    assert 4 * 60 <= course.workload_minutes <= 8 * 60
    test_minutes = course.test.time_limit_minutes or 0
    assert sum(lesson.minutes for lesson in course.lessons) + test_minutes == (
        course.workload_minutes
    )
    assert len(course.questions) >= 40
    asked = Counter(question.outcome for question in course.questions)
    assert {outcome.id for outcome in course.outcomes} == set(asked)
    assert min(asked.values()) >= 5
    assert {check.lesson for check in course.checks} == {lesson.id for lesson in course.lessons}


def test_each_lesson_is_illustrated_and_names_its_sources(course: Course) -> None:
    for lesson in course.lessons:
        for language in LANGUAGES:
            text = lesson.markdown[language]
            assert "](media/" in text, (lesson.id, language)
            assert "[^1]:" in text, (lesson.id, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_answer_is_seldom_the_right_one(course: Course, language: str) -> None:
    """Whoever always takes the longest answer does no better than by chance."""
    asked = [q for q in course.questions if q.kind is QuestionKind.SINGLE]
    guessed = [question for question in asked if _longest_is_right(question, language)]
    assert len(guessed) * 3 <= len(asked), [question.id for question in guessed]


def _longest_is_right(question: Question, language: str) -> bool:
    longest = max(question.answers, key=lambda answer: len(answer.text.to(language)))
    return longest.correct
