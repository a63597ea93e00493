"""The end of a programme's approval: told ahead and when it comes, once, in one letter."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.models import Mail, Notification, Programme, ProgrammeApproval
from lms.services import programme_renewals, provider_people
from lms.services.letters import Letter
from tests.infra.cast import build_cast
from tests.services.objection_world import NOW, SETTINGS
from tests.services.programme_world import submitted
from tests.services.test_programme_files import ON, UNTIL, decided


@pytest.fixture
def cast(session):
    return build_cast(session)


@pytest.fixture
def case(session, cast):
    return submitted(session, cast, settings=SETTINGS, now=NOW)


def told_of(kind, language, params):
    lines = [f"{title} {until}" for title, until in params["programmes"]]
    return Letter(subject=kind, body="\n".join(lines))


def remind(session, day):
    now = datetime.combine(day, time(9), tzinfo=UTC)
    return programme_renewals.remind(session, write=told_of, now=now)


def test_the_end_of_programmes_is_told_ahead_and_when_it_comes_in_one_letter(session, cast, case):
    decided(session, cast, case)
    own = session.get_one(Programme, cast.programme_id)
    for approval in own.approvals:
        approval.valid_until = UNTIL
    session.flush()
    clerks = len(provider_people.accounts_of(session, cast.provider_id, on=UNTIL))
    assert clerks > 0
    days = [UNTIL - timedelta(61), UNTIL - timedelta(60), UNTIL - timedelta(1), UNTIL]
    assert [remind(session, day) for day in days] == [0, clerks, 0, clerks]
    letters = session.scalars(
        select(Mail).where(Mail.subject.startswith("programme_")).order_by(Mail.created_at)
    ).all()
    assert [each.subject for each in letters] == [
        *["programme_renewal_due"] * clerks,
        *["programme_approval_ended"] * clerks,
    ]
    for each in letters:
        assert sorted(each.body.splitlines()) == sorted(
            f"{title} {UNTIL}" for title in (own.title, "Lucrul cu doliul")
        )
    kinds = session.scalars(select(Notification.kind)).all()
    assert kinds.count("programme_renewal_due") == 2 * clerks
    assert kinds.count("programme_approval_ended") == 2 * clerks


def test_a_programme_renewed_already_is_not_reminded(session, cast, case):
    decided(session, cast, case)
    programme = session.scalars(
        select(Programme).where(Programme.title == "Lucrul cu doliul")
    ).one()
    [approval] = programme.approvals
    session.add(
        ProgrammeApproval(
            id=uuid4(),
            programme_id=programme.id,
            credits=6500,
            decision_number="78",
            decided_on=ON,
            valid_from=approval.valid_until,
            valid_until=UNTIL.replace(year=UNTIL.year + 3),
            recorded_at=NOW,
        )
    )
    session.flush()
    session.expire(programme)
    for day in (UNTIL - timedelta(50), UNTIL):
        remind(session, day)
    kinds = ("programme_renewal_due", "programme_approval_ended")
    said = session.scalars(select(Notification.params).where(Notification.kind.in_(kinds))).all()
    assert "Lucrul cu doliul" not in {params["title"]["ro"] for params in said}
