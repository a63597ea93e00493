"""What a learner did, as tincan Statements whose ids are made of what they state.

Built twice from the same facts, a statement has the same id and the same content, so a repeated
task stores nothing new. In cmi5's terms a native course is one assignable unit: its category
stands on launched, initialized and completed of the course, which cmi5 defines; what happens to
lessons, questions and the test inside is stated freely and without the category, as cmi5 asks.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from tincan import Activity, Agent, AgentAccount, Context, Result, Score, Statement, Verb

from courses.assessment import Marks
from courses.marking import MarkedQuestion
from courses.model import Course, lesson_by_id
from courses.statements import activities as made
from courses.statements.interactions import response_of
from courses.statements.vocabulary import (
    ANSWERED,
    CMI5_CATEGORY,
    COMPLETED,
    EXPERIENCED,
    FAILED,
    INITIALIZED,
    LAUNCH_MODE_EXTENSION,
    LAUNCH_URL_EXTENSION,
    LAUNCHED,
    MASTERY_EXTENSION,
    MOVE_ON_CATEGORY,
    MOVE_ON_EXTENSION,
    PASSED,
    REGISTERED,
    SESSION_EXTENSION,
    VerbTerm,
)

# Namespace of our statement ids: uuid5(NAMESPACE_URL, "https://treapta/statements"), for ever.
STATEMENTS = uuid.UUID("619f0f72-9f64-5ab9-922b-e07f535e8373")
PLATFORM = "Treapta"


@dataclass(frozen=True)
class Learner:
    """Who learns, in which enrolment and language; uuids as text, `session` of the player."""

    public_url: str
    member: str
    registration: str
    language: str
    session: str | None = None


def registered(course: Course, learner: Learner, *, at: datetime) -> Statement:
    """The member enrolled in the course; before any session."""
    target = made.course_activity(course, learner.public_url)
    return _statement(REGISTERED, target, course, learner, at, extensions={})


def launched(course: Course, learner: Learner, *, launch_url: str, at: datetime) -> Statement:
    """The platform opened the player at `launch_url` for the member; once a session."""
    return _statement(
        LAUNCHED,
        made.course_activity(course, learner.public_url),
        course,
        learner,
        at,
        once_per=_session(learner),
        categories=(CMI5_CATEGORY,),
        extensions={
            **_in_session(learner),
            LAUNCH_MODE_EXTENSION: "Normal",
            LAUNCH_URL_EXTENSION: launch_url,
            MOVE_ON_EXTENSION: "Completed",
        },
    )


def initialized(course: Course, learner: Learner, *, at: datetime) -> Statement:
    """The player is ready for the member; once a session."""
    return _statement(
        INITIALIZED,
        made.course_activity(course, learner.public_url),
        course,
        learner,
        at,
        once_per=_session(learner),
        categories=(CMI5_CATEGORY,),
    )


def experienced_lesson(
    course: Course, learner: Learner, *, lesson_id: str, at: datetime
) -> Statement:
    """The member opened a lesson; once a session. KeyError for an unknown lesson."""
    return _statement(
        EXPERIENCED,
        made.lesson_activity(course, lesson_by_id(course, lesson_id), learner.public_url),
        course,
        learner,
        at,
        once_per=_session(learner),
    )


def completed_lesson(
    course: Course, learner: Learner, *, lesson_id: str, at: datetime, duration: timedelta
) -> Statement:
    """The member finished a lesson; once an enrolment. A negative duration counts as none."""
    return _statement(
        COMPLETED,
        made.lesson_activity(course, lesson_by_id(course, lesson_id), learner.public_url),
        course,
        learner,
        at,
        result=Result(completion=True, duration=_seconds(duration)),
    )


def answered_check(
    course: Course, learner: Learner, marked: MarkedQuestion, *, response: str, at: datetime
) -> Statement:
    """The member answered a self-check; `response` names this answer among repeated ones."""
    check = marked.question
    iri = made.check_iri(learner.public_url, course.slug, check.id)
    parent = made.lesson_iri(learner.public_url, course.slug, check.lesson)
    return _answered(course, learner, marked, iri=iri, parent=parent, once_per=response, at=at)


def answered_question(
    course: Course, learner: Learner, marked: MarkedQuestion, *, attempt: str, at: datetime
) -> Statement:
    """The member answered a question of the test; `attempt` is the attempt's uuid."""
    iri = made.question_iri(learner.public_url, course.slug, marked.question.id)
    parent = made.test_iri(learner.public_url, course.slug)
    return _answered(course, learner, marked, iri=iri, parent=parent, once_per=attempt, at=at)


def marked_test(
    course: Course,
    learner: Learner,
    marks: Marks,
    *,
    attempt: str,
    at: datetime,
    duration: timedelta,
) -> Statement:
    """The member passed or failed the test; once an attempt."""
    return _statement(
        PASSED if marks.passed else FAILED,
        made.test_activity(course, learner.public_url),
        course,
        learner,
        at,
        once_per=attempt,
        result=Result(
            success=marks.passed,
            duration=_seconds(duration),
            score=_score(marks.raw, marks.maximum),
        ),
        extensions={**_in_session(learner), MASTERY_EXTENSION: marks.pass_percent / 100},
    )


def completed_course(
    course: Course, learner: Learner, *, at: datetime, duration: timedelta
) -> Statement:
    """The member completed the course; once an enrolment; `duration` is the time it took."""
    return _statement(
        COMPLETED,
        made.course_activity(course, learner.public_url),
        course,
        learner,
        at,
        result=Result(completion=True, duration=_seconds(duration)),
        categories=(CMI5_CATEGORY, MOVE_ON_CATEGORY),
    )


def statement_json(statement: Statement) -> dict[str, Any]:
    """The statement as JSON data, ready for the store and for `validate_statement`."""
    data: dict[str, Any] = json.loads(statement.to_json())
    return data


def _answered(
    course: Course,
    learner: Learner,
    marked: MarkedQuestion,
    *,
    iri: str,
    parent: str,
    once_per: str,
    at: datetime,
) -> Statement:
    # Only where a part was earned does a score say more than success.
    partly = {"score": _score(marked.earned, 1)} if 0 < marked.earned < 1 else {}
    return _statement(
        ANSWERED,
        made.interaction_activity(marked.question, iri),
        course,
        learner,
        at,
        once_per=once_per,
        parents=(parent,),
        result=Result(
            success=marked.right, response=response_of(marked.question, marked.chosen), **partly
        ),
    )


def _score(raw: Fraction, maximum: int) -> Score:
    return Score(
        raw=_number(raw), min=0, max=maximum, scaled=_number(raw / maximum) if maximum else 0
    )


def _number(value: Fraction) -> int | float:
    # Cut, never rounded up: a pass mark is in hundredths, so what misses it goes on missing it.
    return value.numerator if value.denominator == 1 else int(value * 10**6) / 10**6


def _session(learner: Learner) -> str:
    return learner.session or learner.registration


def _in_session(learner: Learner) -> dict[str, str]:
    return {SESSION_EXTENSION: _session(learner)}


def _seconds(duration: timedelta) -> timedelta:
    # A clock that was set back gives a negative duration, which xAPI cannot say.
    return timedelta(seconds=max(0, int(duration.total_seconds())))


def _statement(
    term: VerbTerm,
    target: Activity,
    course: Course,
    learner: Learner,
    at: datetime,
    *,
    once_per: str = "",
    result: Result | None = None,
    parents: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
    extensions: dict[str, Any] | None = None,
) -> Statement:
    if at.tzinfo is None:
        raise ValueError(f"A statement needs an aware instant; {at.isoformat()} has no offset.")
    course_id = made.course_iri(learner.public_url, course.slug)
    states = [term.iri, target.id, learner.public_url, learner.registration, once_per]
    related: dict[str, list[Activity]] = {
        "grouping": [made.course_activity(course, learner.public_url)]
    }
    if target.id != course_id:
        related["parent"] = [made.bare_activity(iri) for iri in parents or (course_id,)]
    if categories:
        related["category"] = [made.profile_activity(iri) for iri in categories]
    return Statement(
        id=uuid.uuid5(STATEMENTS, json.dumps(states)),
        actor=Agent(
            object_type="Agent",
            account=AgentAccount(home_page=learner.public_url, name=learner.member),
        ),
        verb=Verb(id=term.iri, display={"ro": term.ro, "en": term.en}),
        object=target,
        result=result,
        timestamp=at.astimezone(UTC),
        version="1.0.3",
        context=Context(
            registration=learner.registration,
            language=learner.language,
            platform=PLATFORM,
            revision=course.version,
            context_activities=related,
            extensions=(_in_session(learner) if extensions is None else extensions) or None,
        ),
    )
