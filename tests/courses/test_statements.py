"""What we state is valid xAPI, says what happened, and has the same id when stated again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from courses.assessment import draw_attempt, mark_attempt, mark_check
from courses.statements import (
    Learner,
    answered_check,
    answered_question,
    completed_course,
    completed_lesson,
    experienced_lesson,
    initialized,
    launched,
    marked_test,
    registered,
    statement_json,
    statements_equal,
    validate_statement,
)
from tests.courses.sample import (
    ATTEMPT,
    LEARNER,
    MEMBER,
    NOON,
    PUBLIC_URL,
    REGISTRATION,
    sample_course,
)

COURSE = sample_course()
PAPER = draw_attempt(COURSE, "s")
PASSED = mark_attempt(PAPER, {q.id: q.right_answer_ids for q in PAPER.questions})
FAILED = mark_attempt(PAPER, {})
CHECK = mark_check(COURSE, "c1", ["b"])
MINUTES = timedelta(minutes=20)
Build = Callable[[Learner, datetime], Any]
STATED: dict[str, Build] = {
    "registered": lambda who, at: registered(COURSE, who, at=at),
    "launched": lambda who, at: launched(
        COURSE, who, launch_url=f"{PUBLIC_URL}/courses/etica", at=at
    ),
    "initialized": lambda who, at: initialized(COURSE, who, at=at),
    "experienced": lambda who, at: experienced_lesson(COURSE, who, lesson_id="intai", at=at),
    "lesson completed": lambda who, at: completed_lesson(
        COURSE, who, lesson_id="intai", at=at, duration=MINUTES
    ),
    "check answered": lambda who, at: answered_check(COURSE, who, CHECK, response="1", at=at),
    "question answered": lambda who, at: answered_question(
        COURSE, who, PASSED.questions[0], attempt=ATTEMPT, at=at
    ),
    "passed": lambda who, at: marked_test(
        COURSE, who, PASSED, attempt=ATTEMPT, at=at, duration=MINUTES
    ),
    "failed": lambda who, at: marked_test(
        COURSE, who, FAILED, attempt=ATTEMPT, at=at, duration=MINUTES
    ),
    "completed": lambda who, at: completed_course(COURSE, who, at=at, duration=MINUTES),
}
every_statement = pytest.mark.parametrize("build", STATED.values(), ids=STATED.keys())


def stated(name: str) -> dict[str, Any]:
    return statement_json(STATED[name](LEARNER, NOON))


@every_statement
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_each_statement_is_valid(build: Build, version: str) -> None:
    assert validate_statement(statement_json(build(LEARNER, NOON)), version=version) == ()


@every_statement
def test_each_statement_says_who_where_and_in_which_language(build: Build) -> None:
    said = statement_json(build(LEARNER, NOON))
    assert said["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": PUBLIC_URL, "name": MEMBER},
    }
    context = said["context"]
    assert (context["registration"], context["language"]) == (REGISTRATION, "ro")
    assert (context["revision"], context["platform"]) == ("1.2.0", "Treapta")
    grouping = [activity["id"] for activity in context["contextActivities"]["grouping"]]
    assert grouping == [f"{PUBLIC_URL}/courses/etica"]
    assert said["timestamp"] == "2026-03-02T10:00:00+00:00"
    assert set(said["verb"]["display"]) == {"ro", "en"}


@every_statement
def test_stated_again_it_is_the_same_statement(build: Build) -> None:
    one, again = build(LEARNER, NOON), build(LEARNER, NOON)
    assert statement_json(one) == statement_json(again)
    elsewhere = NOON.astimezone(timezone(timedelta(hours=2)))
    assert statements_equal(statement_json(one), statement_json(build(LEARNER, elsewhere)))
    assert one.id == build(LEARNER, NOON + MINUTES).id


@every_statement
def test_another_enrolment_states_something_else(build: Build) -> None:
    other = replace(LEARNER, registration="1c3f4c5e-8a7b-4f6d-9a01-2b3c4d5e6f71")
    assert build(LEARNER, NOON).id != build(other, NOON).id


def test_ids_differ_between_statements_and_stay_for_ever() -> None:
    ids = {name: stated(name)["id"] for name in STATED}
    assert len(set(ids.values())) == len(ids)
    # Written out: a change would double every completion that is stated again.
    assert ids["completed"] == "586c528e-b915-58c8-a199-823aae27ebc2"


@every_statement
def test_a_naive_instant_is_refused(build: Build) -> None:
    with pytest.raises(ValueError, match="has no offset"):
        build(LEARNER, NOON.replace(tzinfo=None))


def test_what_may_happen_again_is_told_apart() -> None:
    later = replace(LEARNER, session="9e8d7c6b-5a49-4838-a726-150403020108")
    assert initialized(COURSE, LEARNER, at=NOON).id != initialized(COURSE, later, at=NOON).id
    lesson = {"lesson_id": "intai", "at": NOON}
    first = experienced_lesson(COURSE, LEARNER, **lesson)  # type: ignore[arg-type]
    assert first.id != experienced_lesson(COURSE, later, **lesson).id  # type: ignore[arg-type]
    one = answered_check(COURSE, LEARNER, CHECK, response="1", at=NOON)
    assert one.id != answered_check(COURSE, LEARNER, CHECK, response="2", at=NOON).id
    done = {"lesson_id": "intai", "at": NOON, "duration": MINUTES}
    assert (
        completed_lesson(COURSE, LEARNER, **done).id  # type: ignore[arg-type]
        == completed_lesson(COURSE, later, **done).id  # type: ignore[arg-type]
    )


def test_cmi5_category_stands_where_cmi5_defines_the_statement() -> None:
    def categories(name: str) -> list[str]:
        activities = stated(name)["context"]["contextActivities"].get("category", [])
        return [activity["id"].rpartition("/")[2] for activity in activities]

    assert {name: categories(name) for name in STATED if categories(name)} == {
        "launched": ["cmi5"],
        "initialized": ["cmi5"],
        "completed": ["cmi5", "moveon"],
    }
    session = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
    assert stated("launched")["context"]["extensions"][session] == REGISTRATION
    assert "extensions" not in stated("registered")["context"]


def test_a_passed_test_carries_its_score() -> None:
    said = stated("passed")
    assert said["verb"]["id"] == "http://adlnet.gov/expapi/verbs/passed"
    assert said["object"]["id"] == f"{PUBLIC_URL}/courses/etica/test"
    assert said["result"] == {
        "score": {"raw": 4, "min": 0, "max": 4, "scaled": 1},
        "success": True,
        "duration": "PT20M00S",
    }
    mastery = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
    assert said["context"]["extensions"][mastery] == 0.7
    parents = said["context"]["contextActivities"]["parent"]
    assert [parent["id"] for parent in parents] == [f"{PUBLIC_URL}/courses/etica"]
    assert stated("failed")["verb"]["id"] == "http://adlnet.gov/expapi/verbs/failed"
    assert stated("failed")["result"]["success"] is False


def test_completions_say_completion_and_how_long() -> None:
    assert stated("lesson completed")["result"] == {"completion": True, "duration": "PT20M00S"}
    assert stated("completed")["result"] == {"completion": True, "duration": "PT20M00S"}
    back = completed_lesson(
        COURSE, LEARNER, lesson_id="intai", at=NOON, duration=timedelta(hours=-1)
    )
    assert statement_json(back)["result"]["duration"] == "PT00S"


def test_an_answered_check_describes_the_question_and_the_answer() -> None:
    said = stated("check answered")
    definition = said["object"]["definition"]
    assert definition["interactionType"] == "choice"
    assert definition["correctResponsesPattern"] == ["b"]
    assert definition["description"]["en"] == "Question c1?"
    assert definition["choices"][0] == {
        "id": "a",
        "description": {"ro": "Răspunsul a", "en": "Answer a"},
    }
    assert said["result"] == {"success": True, "response": "b"}
    parents = said["context"]["contextActivities"]["parent"]
    assert [parent["id"] for parent in parents] == [f"{PUBLIC_URL}/courses/etica/lessons/intai"]


def test_several_answers_are_joined_as_xapi_says() -> None:
    question = COURSE.questions[1]
    marks = mark_attempt(replace(PAPER, questions=(question,)), {question.id: ["c", "a"]})
    said = statement_json(
        answered_question(COURSE, LEARNER, marks.questions[0], attempt=ATTEMPT, at=NOON)
    )
    assert said["object"]["id"] == f"{PUBLIC_URL}/courses/etica/test/questions/q2"
    assert said["object"]["definition"]["correctResponsesPattern"] == ["a[,]c"]
    assert said["result"] == {"success": True, "response": "a[,]c"}


def test_true_and_false_are_stated_as_such_when_named_so() -> None:
    question = COURSE.questions[2]
    answers = tuple(
        replace(answer, id=answer_id)
        for answer, answer_id in zip(question.answers, ("true", "false"), strict=True)
    )
    named = replace(question, answers=answers)
    marks = mark_attempt(replace(PAPER, questions=(named,)), {named.id: ["false"]})
    said = statement_json(
        answered_question(COURSE, LEARNER, marks.questions[0], attempt=ATTEMPT, at=NOON)
    )
    assert said["object"]["definition"]["interactionType"] == "true-false"
    assert said["object"]["definition"]["correctResponsesPattern"] == ["true"]
    assert said["result"] == {"success": False, "response": "false"}
    assert validate_statement(said) == ()


def test_tincan_and_we_import_without_a_warning() -> None:
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import tincan, courses.statements, courses.lessons"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_the_library_brings_no_part_of_the_application_along() -> None:
    code = (
        "import sys, courses.folder, courses.lessons, courses.progress; "
        "print(sorted({'flask','sqlalchemy','celery','lms','badges','credit_engine'}"
        " & {name.split('.')[0] for name in sys.modules}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert found.stdout.strip() == "[]"
