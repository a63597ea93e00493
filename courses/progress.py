"""How far a learner is in a course, decided from statements alone.

The order of the statements and how often each comes changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from courses.model import Course
from courses.statements import course_iri, instant_of, lesson_iri, test_iri
from courses.statements.vocabulary import COMPLETED, EXPERIENCED, FAILED, PASSED, VOIDED_IRI

LEGAL_TIME = ZoneInfo("Europe/Bucharest")


class CourseStatus(StrEnum):
    """Where a learner stands in a course."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


class StepKind(StrEnum):
    """What comes next."""

    LESSON = "lesson"
    TEST = "test"
    NOTHING = "nothing"


@dataclass(frozen=True)
class NextStep:
    """Where to resume; `lesson_id` only when the step is a lesson."""

    kind: StepKind
    lesson_id: str | None


@dataclass(frozen=True)
class Progress:
    """Progress in one enrolment; `completed_at` is the instant of the last thing needed.

    `completed_on` is its legal day. `attempts` counts marked attempts; `best_scaled` is the best
    score from 0 to 1, None before the first attempt.
    """

    status: CourseStatus
    completed_at: datetime | None
    completed_on: date | None
    lessons_done: tuple[str, ...]
    lessons_total: int
    test_passed: bool
    attempts: int
    best_scaled: Fraction | None
    next_step: NextStep


def completion(
    course: Course,
    statements: Iterable[Mapping[str, Any]],
    *,
    public_url: str,
    registration: str,
) -> Progress:
    """Progress of one enrolment; valid statements of others and voided ones are left out.

    Complete when every lesson is completed and the test passed with the course's pass mark.
    """
    own = _counted(statements, registration)
    lessons = {lesson_iri(public_url, course.slug, le.id): le.id for le in course.lessons}
    test = test_iri(public_url, course.slug)
    done = _earliest(s for s in own if _says(s, COMPLETED.iri, lessons) and not _denied(s))
    marked = [s for s in own if _says(s, PASSED.iri, (test,)) or _says(s, FAILED.iri, (test,))]
    passes = [_instant(s) for s in marked if _passes(s, course.test.pass_percent)]
    complete = len(done) == len(lessons) and bool(passes)
    completed_at = max([*done.values(), min(passes)]) if complete else None
    seen = _latest(s for s in own if _says(s, EXPERIENCED.iri, lessons))
    started = bool(done or marked or seen) or any(
        _object_id(s).startswith(course_iri(public_url, course.slug) + "/") for s in own
    )
    return Progress(
        status=(
            CourseStatus.COMPLETED
            if complete
            else CourseStatus.IN_PROGRESS
            if started
            else CourseStatus.NOT_STARTED
        ),
        completed_at=completed_at,
        completed_on=completed_at.astimezone(LEGAL_TIME).date() if completed_at else None,
        lessons_done=tuple(le for iri, le in lessons.items() if iri in done),
        lessons_total=len(lessons),
        test_passed=bool(passes),
        attempts=len(marked),
        best_scaled=max((_scaled(s) for s in marked), default=None),
        next_step=_next_step(lessons, done, seen, passed=passes),
    )


def _counted(statements: Iterable[Mapping[str, Any]], registration: str) -> list[Mapping[str, Any]]:
    by_id: dict[str, Mapping[str, Any]] = {}
    voided: set[str] = set()
    for statement in statements:
        if statement["verb"]["id"] == VOIDED_IRI:
            voided.add(str(statement["object"].get("id", "")).lower())
        elif str(statement.get("context", {}).get("registration", "")).lower() == (
            registration.lower()
        ):
            by_id[str(statement["id"]).lower()] = statement
    return [statement for key, statement in by_id.items() if key not in voided]


def _next_step(
    lessons: Mapping[str, str],
    done: Mapping[str, datetime],
    seen: Mapping[str, datetime],
    *,
    passed: list[datetime],
) -> NextStep:
    open_lessons = [iri for iri in lessons if iri not in done]
    if not open_lessons:
        return NextStep(StepKind.NOTHING if passed else StepKind.TEST, None)
    # The lesson left last, if it is not finished; else the first open one after it.
    order = list(lessons)
    last = max(
        {**seen, **done}.items(), key=lambda item: (item[1], order.index(item[0])), default=None
    )
    start = order.index(last[0]) if last else 0
    after = [iri for iri in open_lessons if order.index(iri) >= start]
    return NextStep(StepKind.LESSON, lessons[(after or open_lessons)[0]])


def _says(statement: Mapping[str, Any], verb: str, objects: Iterable[str]) -> bool:
    return statement["verb"]["id"] == verb and _object_id(statement) in objects


def _object_id(statement: Mapping[str, Any]) -> str:
    return str(statement["object"].get("id", ""))


def _denied(statement: Mapping[str, Any]) -> bool:
    return statement.get("result", {}).get("completion") is False


def _passes(statement: Mapping[str, Any], pass_percent: int) -> bool:
    succeeded = statement.get("result", {}).get("success") is True
    return (
        statement["verb"]["id"] == PASSED.iri
        and succeeded
        and _scaled(statement) * 100 >= pass_percent
    )


def _scaled(statement: Mapping[str, Any]) -> Fraction:
    """Exact from raw and max where given; a rounded 0.666667 is not two thirds."""
    score = statement.get("result", {}).get("score", {})
    if score.get("max", 0) > 0 and "raw" in score and score.get("min", 0) == 0:
        return Fraction(str(score["raw"])) / Fraction(str(score["max"]))
    return Fraction(str(score.get("scaled", 0)))


def _instant(statement: Mapping[str, Any]) -> datetime:
    return instant_of(statement["timestamp"])


def _earliest(statements: Iterable[Mapping[str, Any]]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for statement in statements:
        iri, at = _object_id(statement), _instant(statement)
        found[iri] = min(found.get(iri, at), at)
    return found


def _latest(statements: Iterable[Mapping[str, Any]]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for statement in statements:
        iri, at = _object_id(statement), _instant(statement)
        found[iri] = max(found.get(iri, at), at)
    return found
