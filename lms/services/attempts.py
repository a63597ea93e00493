"""The final test: an attempt is drawn, its answers are kept as they come, and it is marked once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses import statements as built
from courses.assessment import AttemptPaper, Marks, draw_attempt, mark_attempt
from courses.model import Course as CourseDefinition
from courses.model import QuestionKind
from courses.problems import Problem
from courses.responses import continued, decided_further, tidied, unfinished
from lms.config import Settings
from lms.errors import N_, Conflict, NotFound
from lms.models import Attempt, AttemptState, Enrolment
from lms.services import outbox, publishing
from lms.services.learning import Study, follow_progress, learner_of, state, study

Answers = Mapping[str, Sequence[str]]


class Sent(StrEnum):
    """What became of answers that were sent."""

    KEPT = "kept"
    MARKED = "marked"
    TOO_LATE = "too_late"  # the attempt had closed; what was kept before it closed was marked
    BEFORE = "before"  # it was marked before: a second click, another tab


@dataclass(frozen=True, kw_only=True)
class TestDesk:
    """What the first page of the test says: may it begin, and how earlier attempts went."""

    __test__ = False  # pytest would collect the name

    found: Study
    attempts: Sequence[Attempt]
    open_attempt: Attempt | None
    attempts_left: int

    @property
    def may_begin(self) -> bool:
        """Whether a new attempt may be drawn."""
        return (
            self.found.is_ready_for_test
            and self.open_attempt is None
            and self.attempts_left > 0
            and not self.found.progress.test_passed
        )


@dataclass(frozen=True, kw_only=True)
class MarkedAttempt:
    """A closed attempt and its marks."""

    attempt: Attempt
    course: CourseDefinition
    marks: Marks
    may_show_answers: bool  # no attempt is left that they would help


def test_desk(
    session: Session, enrolment: Enrolment, *, settings: Settings, now: datetime
) -> TestDesk:
    """Where a member stands with the test of an enrolment; only reads."""
    found = study(session, enrolment, settings=settings)
    attempts = _attempts_of(session, enrolment.id)
    running = [a for a in attempts if a.state is AttemptState.OPEN and not has_closed(a, now=now)]
    return TestDesk(
        found=found,
        attempts=attempts,
        open_attempt=running[-1] if running else None,
        attempts_left=max(0, found.course.test.attempts - len(attempts)),
    )


test_desk.__test__ = False  # type: ignore[attr-defined]


def has_closed(attempt: Attempt, *, now: datetime) -> bool:
    """Whether the time of an attempt is over."""
    return attempt.closes_at is not None and now >= attempt.closes_at


def begin_attempt(
    session: Session, enrolment: Enrolment, *, settings: Settings, now: datetime
) -> Attempt:
    """Draw an attempt, or give back the one that is open; Conflict when none may begin."""
    # Two tabs begin one attempt: the second waits here and finds it.
    session.execute(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update())
    for attempt in _attempts_of(session, enrolment.id):
        if attempt.state is AttemptState.OPEN and has_closed(attempt, now=now):
            close_attempt(session, attempt.id, settings=settings, now=now)
    desk = test_desk(session, enrolment, settings=settings, now=now)
    if desk.open_attempt is not None:
        return desk.open_attempt
    if desk.found.progress.test_passed:
        raise Conflict(N_("Ați promovat deja testul; nu mai este nevoie de altă încercare."))
    if not desk.found.is_ready_for_test:
        raise Conflict(N_("Testul se deschide după ce parcurgeți toate lecțiile."))
    if not desk.attempts_left:
        raise Conflict(
            N_("Ați folosit toate cele %(count)d încercări la acest test."),
            count=desk.found.course.test.attempts,
        )
    return _draw(session, enrolment, desk, now=now)


def _draw(session: Session, enrolment: Enrolment, desk: TestDesk, *, now: datetime) -> Attempt:
    limit = desk.found.course.test.time_limit_minutes
    attempt = Attempt(
        id=uuid4(),
        enrolment_id=enrolment.id,
        number=len(desk.attempts) + 1,
        seed=secrets.token_hex(16),  # nobody can work the questions out beforehand
        answers={},
        state=AttemptState.OPEN,
        started_at=now,
        closes_at=None if limit is None else now + timedelta(minutes=limit),
        submitted_at=None,
        score_raw=None,
        score_max=None,
        passed=None,
    )
    session.add(attempt)
    if attempt.closes_at is not None:
        outbox.enqueue(
            session,
            "attempt.close",
            {"attempt": str(attempt.id)},
            key=f"attempt.close:{attempt.id}",
            now=now,
            run_after=attempt.closes_at,
        )
    session.flush()
    return attempt


def find_attempt(session: Session, enrolment: Enrolment, attempt_id: UUID) -> Attempt:
    """An attempt of this enrolment; NotFound for anybody else's."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.enrolment_id != enrolment.id:
        raise NotFound(N_("Această încercare nu există între ale dumneavoastră."))
    return attempt


def paper_of(session: Session, attempt: Attempt, *, settings: Settings) -> AttemptPaper:
    """The questions of an attempt, as drawn."""
    course = publishing.load_version(session, attempt.enrolment.version, settings=settings)
    return draw_attempt(course, attempt.seed)


def keep_answers(
    session: Session,
    attempt_id: UUID,
    answers: Answers,
    *,
    settings: Settings,
    now: datetime,
) -> Sent:
    """Keep answers of an open attempt; AnswersRefused for what was not asked.

    After the attempt closed nothing is taken in: what was kept in time is marked.
    """
    attempt = _locked(session, attempt_id)
    if attempt.state is not AttemptState.OPEN:
        return Sent.TOO_LATE if attempt.state is AttemptState.EXPIRED else Sent.BEFORE
    if has_closed(attempt, now=now):
        close_attempt(session, attempt_id, settings=settings, now=now)
        return Sent.TOO_LATE
    _keep(session, attempt, answers, settings=settings)
    return Sent.KEPT


def continue_case(
    session: Session, attempt_id: UUID, question_id: str, *, settings: Settings, now: datetime
) -> None:
    """Go on to what follows from the last decision of a case; what was decided stays so."""
    attempt = _locked(session, attempt_id)
    if attempt.state is not AttemptState.OPEN or has_closed(attempt, now=now):
        return
    for question in paper_of(session, attempt, settings=settings).questions:
        if question.id == question_id and question.kind is QuestionKind.CASE:
            further = list(continued(question, attempt.answers.get(question_id, ())))
            attempt.answers = {**attempt.answers, question_id: further}
    session.flush()


def submit_attempt(
    session: Session,
    attempt_id: UUID,
    answers: Answers,
    *,
    settings: Settings,
    now: datetime,
) -> Sent:
    """Keep the answers and mark the attempt, once; a second click changes nothing."""
    sent = keep_answers(session, attempt_id, answers, settings=settings, now=now)
    if sent is Sent.KEPT:
        attempt = session.get_one(Attempt, attempt_id)
        _mark(session, attempt, AttemptState.SUBMITTED, now, settings=settings)
        return Sent.MARKED
    return sent


def close_attempt(session: Session, attempt_id: UUID, *, settings: Settings, now: datetime) -> None:
    """Mark an open attempt whose time is over, with the answers kept by then."""
    attempt = _locked(session, attempt_id)
    if attempt.state is AttemptState.OPEN and has_closed(attempt, now=now):
        _mark(session, attempt, AttemptState.EXPIRED, now, settings=settings)


def marked_attempt(session: Session, attempt: Attempt, *, settings: Settings) -> MarkedAttempt:
    """The marks of a closed attempt, worked out again from its answers."""
    course = publishing.load_version(session, attempt.enrolment.version, settings=settings)
    attempts = _attempts_of(session, attempt.enrolment_id)
    return MarkedAttempt(
        attempt=attempt,
        course=course,
        marks=mark_attempt(draw_attempt(course, attempt.seed), attempt.answers),
        may_show_answers=any(one.passed for one in attempts)
        or len([one for one in attempts if one.state is not AttemptState.OPEN])
        >= course.test.attempts,
    )


def answers_with(attempt: Attempt, paper: AttemptPaper, answers: Answers) -> dict[str, list[str]]:
    """What the answers of an attempt would be with these: a case goes on from where it was."""
    kept = {
        question.id: decided_further(question, attempt.answers.get(question.id, ()), given)
        if question.kind is QuestionKind.CASE
        else tidied(question, given)
        for question in paper.questions
        for given in [answers.get(question.id, ())]
    }
    return {name: list(words) for name, words in kept.items() if words}


def unfinished_questions(paper: AttemptPaper, answers: Answers) -> list[tuple[int, Problem]]:
    """Numbers (from 1) of the questions whose answer is not whole, and what each lacks."""
    lacking = [
        (number, unfinished(question, answers.get(question.id, ())))
        for number, question in enumerate(paper.questions, 1)
    ]
    return [(number, problem) for number, problem in lacking if problem is not None]


def _attempts_of(session: Session, enrolment_id: UUID) -> Sequence[Attempt]:
    return session.scalars(
        select(Attempt).where(Attempt.enrolment_id == enrolment_id).order_by(Attempt.number)
    ).all()


def _locked(session: Session, attempt_id: UUID) -> Attempt:
    return session.scalars(
        select(Attempt)
        .where(Attempt.id == attempt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _keep(session: Session, attempt: Attempt, answers: Answers, *, settings: Settings) -> None:
    paper = paper_of(session, attempt, settings=settings)
    mark_attempt(paper, answers)  # raises AnswersRefused; the marks are made at the end
    attempt.answers = answers_with(attempt, paper, answers)
    session.flush()


def _mark(
    session: Session,
    attempt: Attempt,
    ended: AttemptState,
    now: datetime,
    *,
    settings: Settings,
) -> None:
    enrolment = attempt.enrolment
    course = publishing.load_version(session, enrolment.version, settings=settings)
    marks = mark_attempt(draw_attempt(course, attempt.seed), attempt.answers)
    at = now if ended is AttemptState.SUBMITTED or attempt.closes_at is None else attempt.closes_at
    attempt.state = ended
    attempt.submitted_at = at
    attempt.score_raw, attempt.score_max = marks.exact
    attempt.passed = marks.passed
    learner = learner_of(session, enrolment, settings=settings, now=at)
    name = str(attempt.id)
    said = [
        built.answered_question(course, learner, question, attempt=name, at=at)
        for question in marks.questions
        if question.chosen
    ]
    duration = at - attempt.started_at
    said.append(built.marked_test(course, learner, marks, attempt=name, at=at, duration=duration))
    state(session, said, now=now)
    session.flush()
    follow_progress(session, enrolment, settings=settings, now=now)
