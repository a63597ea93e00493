"""Completion: statement, credit, badge, notification, each once; the sweeper repairs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from lms.models import (
    Attempt,
    Award,
    CreditEntry,
    FeedbackInvitation,
    MemberStatus,
    Notification,
    Outbox,
    Statement,
    Status,
)
from lms.services import completion, crediting, publishing
from lms.services.sweep import sweep
from tests.infra.cast import build_cast
from tests.services.classroom import (
    NOON,
    SLUG,
    enrol,
    later,
    pass_test,
    publish_small,
    read_everything,
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


def complete(session, enrolment, settings, minutes=40):
    return completion.complete_course(session, enrolment.id, settings=settings, now=later(minutes))


def rows(session, table):
    return session.scalars(select(table)).all()


def said(session, enrolment, verb, *, on):
    wanted = select(Statement).where(
        Statement.registration == enrolment.registration, Statement.verb.endswith(verb)
    )
    return [row for row in session.scalars(wanted) if row.activity.endswith(on)]


def test_a_course_not_complete_brings_nothing(session, settings, enrolment):
    assert complete(session, enrolment, settings) is None
    assert enrolment.completed_at is None
    assert rows(session, CreditEntry) == rows(session, Award) == rows(session, Notification) == []


def test_everything_follows_once_however_often_it_is_done(session, settings, enrolment):
    pass_test(session, enrolment, settings)
    first = complete(session, enrolment, settings)
    again = complete(session, enrolment, settings, minutes=60)

    assert first.entry.id == again.entry.id
    assert first.award.id == again.award.id
    assert first.completed_at == again.completed_at == later(35)
    [entry] = rows(session, CreditEntry)
    assert (entry.credits, entry.counts_on, entry.basis) == (1500, NOON.date(), "default")
    assert first.award.credit_entry_id == entry.id
    assert len(rows(session, Award)) == 1
    assert len(said(session, enrolment, "/completed", on=f"/courses/{SLUG}")) == 1
    [invitation] = rows(session, FeedbackInvitation)
    assert sorted((n.kind, n.path) for n in rows(session, Notification)) == [
        ("badge_awarded", f"/badges/{first.award.id}"),
        ("credit_booked", f"/credits/{entry.id}"),
        ("feedback_invited", f"/feedback/{invitation.id}"),
    ]


def test_credits_fixed_by_decision_are_booked(session, settings, enrolment):
    publishing.fix_credits(
        session,
        SLUG,
        credits=4000,
        decision_number="7",
        decided_on=date(2026, 1, 10),
        valid_from=date(2026, 1, 10),
        now=NOON - timedelta(days=20),
    )
    session.expire_all()
    pass_test(session, enrolment, settings)

    assert complete(session, enrolment, settings).entry.credits == 4000


def test_a_reversed_credit_is_not_booked_again(session, settings, enrolment):
    pass_test(session, enrolment, settings)
    done = complete(session, enrolment, settings)
    crediting.reverse_entries(
        session, [done.entry], reason="wrong", batch=None, records_from=None, now=later(50)
    )
    again = complete(session, enrolment, settings, minutes=60)

    assert (again.entry, again.award) == (None, None)
    assert sorted(entry.credits for entry in rows(session, CreditEntry)) == [-1500, 1500]
    assert sweep(session, now=later(90)) == 0


def test_a_removed_member_completes_without_credit_and_without_badge(
    session, settings, enrolment, people
):
    status = session.scalars(
        select(MemberStatus).where(MemberStatus.member_id == people.member.member_id)
    ).one()
    status.status = Status.REMOVED
    session.flush()
    pass_test(session, enrolment, settings)
    done = complete(session, enrolment, settings)

    assert (done.entry, done.award) == (None, None)
    assert enrolment.completed_at == later(35)
    assert rows(session, CreditEntry) == []


@pytest.fixture
def lost(session, settings, enrolment):
    """A passed test whose work was lost."""
    pass_test(session, enrolment, settings)
    session.execute(delete(Outbox))
    return enrolment


def swept(session):
    return [row.key.split(":")[0] for row in rows(session, Outbox)]


def test_passed_but_not_completed_is_entered_again_once_a_day(session, settings, lost):
    assert sweep(session, now=later(35)) == 0  # it may still be on its way
    assert sweep(session, now=later(40)) == 1
    assert sweep(session, now=later(41)) == 0
    assert swept(session) == ["course.complete"]
    assert sweep(session, now=later(24 * 60 + 40)) == 1


def test_completed_but_not_credited_is_entered_again(session, settings, lost):
    lost.completed_at = later(35)
    session.flush()
    assert sweep(session, now=later(40)) == 1


def test_credited_but_not_awarded_is_entered_again(session, settings, lost):
    complete(session, lost, settings)
    assert sweep(session, now=later(45)) == 0
    session.execute(delete(Award))
    assert sweep(session, now=later(45)) == 1


def test_an_attempt_that_nobody_closed_is_entered_again(session, settings, enrolment, people):
    from lms.services import attempts

    attempts.begin_attempt(session, enrolment, settings=settings, now=later(30))
    session.execute(delete(Outbox))
    assert sweep(session, now=later(74)) == 0
    assert sweep(session, now=later(77)) == 1
    assert swept(session) == ["attempt.close"]
    assert len(rows(session, Attempt)) == 1
