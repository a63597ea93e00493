"""The final test: drawn once, kept as it comes, closed by the clock, marked once."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from sqlalchemy import select

from courses.problems import AnswersRefused
from lms.errors import Conflict, NotFound
from lms.models import Attempt, AttemptState, Outbox, Statement
from lms.services import attempts
from lms.services.attempts import Sent
from tests.infra.cast import build_cast
from tests.services.classroom import (
    enrol,
    later,
    pass_test,
    publish_small,
    read_everything,
    right_answers,
    settings_on,
)


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


@pytest.fixture
def people(session):
    return build_cast(session)


@pytest.fixture
def enrolment(session, settings, people):
    publish_small(session, settings)
    enrolled = enrol(session, people.member.member_id, settings)
    read_everything(session, enrolled, settings)
    return enrolled


def said_of(session, enrolment):
    rows = session.scalars(
        select(Statement).where(Statement.registration == enrolment.registration)
    )
    return Counter(row.verb.rsplit("/", 1)[1] for row in rows)


def begin(session, enrolment, settings, minutes=30):
    return attempts.begin_attempt(session, enrolment, settings=settings, now=later(minutes))


def fail_attempt(session, enrolment, settings, minutes):
    attempt = begin(session, enrolment, settings, minutes)
    attempts.submit_attempt(session, attempt.id, {}, settings=settings, now=later(minutes + 1))
    return attempt


def test_the_test_waits_for_the_lessons(session, settings, people):
    publish_small(session, settings)
    fresh = enrol(session, people.colleague.member_id, settings)
    with pytest.raises(Conflict):
        begin(session, fresh, settings)
    assert session.scalars(select(Attempt)).all() == []


def test_beginning_twice_gives_the_same_open_attempt(session, settings, enrolment):
    first = begin(session, enrolment, settings)
    again = begin(session, enrolment, settings, minutes=31)

    assert first.id == again.id
    assert attempts.paper_of(session, first, settings=settings).questions == (
        attempts.paper_of(session, again, settings=settings).questions
    )


def test_passing_states_each_answer_and_the_mark(session, settings, enrolment):
    attempt = pass_test(session, enrolment, settings)

    assert attempt.state is AttemptState.SUBMITTED
    assert (attempt.score_raw, attempt.score_max, attempt.passed) == (4, 4, True)
    said = said_of(session, enrolment)
    assert (said["answered"], said["passed"], said["failed"]) == (4, 1, 0)


def test_sent_twice_it_is_marked_once(session, settings, enrolment):
    attempt = begin(session, enrolment, settings)
    answers = right_answers(session, attempt, settings)
    first = attempts.submit_attempt(session, attempt.id, answers, settings=settings, now=later(35))
    second = attempts.submit_attempt(session, attempt.id, {}, settings=settings, now=later(36))

    assert (first, second) == (Sent.MARKED, Sent.BEFORE)
    assert attempt.score_raw == 4
    assert attempt.submitted_at == later(35)
    assert said_of(session, enrolment)["passed"] == 1


def test_answers_after_the_clock_are_refused_and_those_before_are_marked(
    session, settings, enrolment
):
    attempt = begin(session, enrolment, settings)
    answers = right_answers(session, attempt, settings)
    kept = dict(list(answers.items())[:3])
    assert (
        attempts.keep_answers(session, attempt.id, kept, settings=settings, now=later(74))
        is Sent.KEPT
    )

    late = attempts.submit_attempt(session, attempt.id, answers, settings=settings, now=later(75))

    assert late is Sent.TOO_LATE
    assert attempt.state is AttemptState.EXPIRED
    assert (attempt.score_raw, attempt.passed) == (3, True)  # 75 % of 4, pass mark 70 %
    assert attempt.submitted_at == attempt.closes_at
    assert (
        attempts.keep_answers(session, attempt.id, answers, settings=settings, now=later(80))
        is Sent.TOO_LATE
    )
    assert attempt.score_raw == 3


def test_the_clock_closes_an_attempt_by_itself(session, settings, enrolment):
    attempt = begin(session, enrolment, settings)
    work = session.scalars(select(Outbox).where(Outbox.task == "attempt.close")).one()
    assert work.run_after == attempt.closes_at
    attempts.close_attempt(session, attempt.id, settings=settings, now=later(74))
    assert attempt.state is AttemptState.OPEN
    for minutes in (75, 76):
        attempts.close_attempt(session, attempt.id, settings=settings, now=later(minutes))

    assert (attempt.state, attempt.score_raw) == (AttemptState.EXPIRED, 0)
    assert said_of(session, enrolment)["failed"] == 1


def test_attempts_run_out(session, settings, enrolment):
    for number in range(3):
        fail_attempt(session, enrolment, settings, 30 + 2 * number)
    with pytest.raises(Conflict, match="3"):
        begin(session, enrolment, settings, minutes=60)
    assert len(session.scalars(select(Attempt)).all()) == 3


def test_a_forgotten_attempt_counts_and_the_next_one_begins(session, settings, enrolment):
    forgotten = begin(session, enrolment, settings)
    following = begin(session, enrolment, settings, minutes=200)

    assert forgotten.state is AttemptState.EXPIRED
    assert (following.number, following.state) == (2, AttemptState.OPEN)


def test_who_passed_needs_no_other_attempt(session, settings, enrolment):
    pass_test(session, enrolment, settings)
    with pytest.raises(Conflict):
        begin(session, enrolment, settings, minutes=60)


def test_answers_to_what_was_not_asked_are_refused_whole(session, settings, enrolment):
    attempt = begin(session, enrolment, settings)
    right = right_answers(session, attempt, settings)
    for wrong in ({"q99": ["a"]}, {next(iter(right)): ["z"]}):
        with pytest.raises(AnswersRefused):
            attempts.submit_attempt(
                session, attempt.id, {**right, **wrong}, settings=settings, now=later(31)
            )
    assert (attempt.state, attempt.answers) == (AttemptState.OPEN, {})


def test_somebody_elses_attempt_is_not_found(session, settings, enrolment, people):
    attempt = begin(session, enrolment, settings)
    other = enrol(session, people.colleague.member_id, settings)
    with pytest.raises(NotFound):
        attempts.find_attempt(session, other, attempt.id)
    with pytest.raises(NotFound):
        attempts.find_attempt(session, enrolment, uuid4())


def test_right_answers_stay_hidden_while_they_would_help(session, settings, enrolment):
    first = fail_attempt(session, enrolment, settings, 30)
    hidden = attempts.marked_attempt(session, first, settings=settings)
    pass_test(session, enrolment, settings, now=later(40))
    shown = attempts.marked_attempt(session, first, settings=settings)

    assert (hidden.may_show_answers, shown.may_show_answers) == (False, True)
    assert hidden.marks.raw == 0
