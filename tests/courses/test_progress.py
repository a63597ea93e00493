"""Completion follows from statements alone, in any order and number."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from courses.assessment import draw_attempt, mark_attempt
from courses.progress import CourseStatus, NextStep, Progress, StepKind, completion
from courses.statements import (
    completed_course,
    completed_lesson,
    experienced_lesson,
    initialized,
    marked_test,
    registered,
    statement_json,
)
from tests.courses.sample import ATTEMPT, LEARNER, NOON, PUBLIC_URL, REGISTRATION, sample_course

COURSE = sample_course()
MINUTE = timedelta(minutes=1)


def lesson_done(lesson_id: str, at: datetime) -> dict[str, Any]:
    return statement_json(
        completed_lesson(COURSE, LEARNER, lesson_id=lesson_id, at=at, duration=MINUTE)
    )


def lesson_seen(lesson_id: str, at: datetime) -> dict[str, Any]:
    return statement_json(experienced_lesson(COURSE, LEARNER, lesson_id=lesson_id, at=at))


def attempt_marked(at: datetime, *, wrong: int = 0, attempt: str = ATTEMPT) -> dict[str, Any]:
    paper = draw_attempt(COURSE, attempt)
    answers = {q.id: q.right_answer_ids for q in paper.questions[wrong:]}
    marks = mark_attempt(paper, answers)
    made = marked_test(COURSE, LEARNER, marks, attempt=attempt, at=at, duration=MINUTE)
    return statement_json(made)


def progress(*statements: dict[str, Any]) -> Progress:
    return completion(COURSE, statements, public_url=PUBLIC_URL, registration=REGISTRATION)


def whole_story() -> list[dict[str, Any]]:
    return [
        statement_json(registered(COURSE, LEARNER, at=NOON)),
        statement_json(initialized(COURSE, LEARNER, at=NOON)),
        lesson_seen("intai", NOON),
        lesson_done("intai", NOON + 10 * MINUTE),
        lesson_seen("apoi", NOON + 10 * MINUTE),
        lesson_done("apoi", NOON + 30 * MINUTE),
        attempt_marked(NOON + 40 * MINUTE, wrong=2, attempt="9e8d7c6b-5a49-4838-a726-150403020101"),
        attempt_marked(NOON + 60 * MINUTE, wrong=1),
    ]


def test_enrolled_only_is_not_started() -> None:
    found = progress(statement_json(registered(COURSE, LEARNER, at=NOON)))
    assert found == Progress(
        status=CourseStatus.NOT_STARTED,
        completed_at=None,
        completed_on=None,
        lessons_done=(),
        lessons_total=2,
        test_passed=False,
        attempts=0,
        best_scaled=None,
        next_step=NextStep(StepKind.LESSON, "intai"),
    )


def test_all_lessons_and_a_passed_test_complete_the_course() -> None:
    found = progress(*whole_story())
    assert found.status is CourseStatus.COMPLETED
    assert found.completed_at == NOON + 60 * MINUTE
    assert found.completed_on == date(2026, 3, 2)
    assert found.lessons_done == ("intai", "apoi")
    assert (found.attempts, found.best_scaled) == (2, Fraction(3, 4))
    assert found.next_step == NextStep(StepKind.NOTHING, None)


@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_order_and_repetition_change_nothing(dice: random.Random, times: int) -> None:
    story = whole_story() * times
    dice.shuffle(story)
    assert progress(*story) == progress(*whole_story())


def test_each_missing_piece_leaves_the_course_open() -> None:
    story = whole_story()
    for index in (3, 5, 7):
        found = progress(*story[:index], *story[index + 1 :])
        assert found.status is CourseStatus.IN_PROGRESS
        assert found.completed_at is None


def test_the_statement_that_the_course_is_complete_decides_nothing() -> None:
    said = statement_json(completed_course(COURSE, LEARNER, at=NOON, duration=MINUTE))
    assert progress(said).status is CourseStatus.NOT_STARTED


def test_a_pass_below_the_courses_mark_is_no_pass() -> None:
    forged = attempt_marked(NOON, wrong=2)
    forged["verb"]["id"] = "http://adlnet.gov/expapi/verbs/passed"
    forged["result"]["success"] = True
    assert not progress(forged).test_passed
    unsaid = attempt_marked(NOON)
    unsaid["result"]["success"] = False
    assert not progress(unsaid).test_passed


def test_statements_of_another_enrolment_and_voided_ones_do_not_count() -> None:
    story = whole_story()
    for statement in story:
        statement["context"]["registration"] = "00000000-0000-4000-8000-000000000000"
    assert progress(*story).status is CourseStatus.NOT_STARTED
    voiding = {
        "id": "11111111-1111-4111-8111-111111111111",
        "actor": story[0]["actor"],
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": whole_story()[-1]["id"].upper()},
        "timestamp": "2026-03-02T10:00:00Z",
    }
    found = progress(voiding, *whole_story())
    assert (found.status, found.test_passed) == (CourseStatus.IN_PROGRESS, False)
    assert found.attempts == 1


def test_the_earliest_statement_gives_the_day_in_bucharest() -> None:
    late = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    found = progress(
        lesson_done("intai", NOON),
        lesson_done("apoi", NOON),
        attempt_marked(late + MINUTE, attempt="9e8d7c6b-5a49-4838-a726-150403020109"),
        attempt_marked(late),
    )
    assert found.completed_at == late
    assert found.completed_on == date(2027, 1, 1)


def test_resuming_goes_to_the_lesson_left_last_then_on_then_back_to_gaps() -> None:
    def next_lesson(*statements: dict[str, Any]) -> str | None:
        return progress(*statements).next_step.lesson_id

    assert next_lesson(lesson_seen("apoi", NOON)) == "apoi"
    assert next_lesson(lesson_seen("intai", NOON), lesson_done("intai", NOON + MINUTE)) == "apoi"
    assert next_lesson(lesson_seen("apoi", NOON), lesson_done("apoi", NOON + MINUTE)) == "intai"
    both = (lesson_done("intai", NOON), lesson_done("apoi", NOON))
    assert progress(*both).next_step == NextStep(StepKind.TEST, None)
    assert progress(*both, attempt_marked(NOON, wrong=4)).next_step.kind is StepKind.TEST
