"""A reported mistake goes first to the provider, then by itself to the commission."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.errors import BadInput, Conflict, NotAllowed, NotFound
from lms.models import (
    AttendanceFile,
    CaseState,
    Notification,
    ObjectionKind,
    ProviderReply,
    Reply,
    RoleGrant,
)
from lms.services import (
    attendance_plan,
    case_decisions,
    case_files,
    case_queries,
    objections,
    provider_turns,
)
from tests.services.objection_world import (
    NOW,
    REJECTED,
    SETTINGS,
    build_world,
    decided,
    draft,
    missing_draft,
    proposed,
)


@pytest.fixture
def world(session):
    return build_world(session)


def sent(session, world, kind=ObjectionKind.DID_NOT_ATTEND):
    return provider_turns.submit(session, draft(session, world, kind), settings=SETTINGS, now=NOW)


def replies(session, world, case, said=Reply.DISPUTES, reasons="Raportul arată 355 min.", by=None):
    who = by or world.cast.provider
    return provider_turns.reply(
        session,
        case.id,
        said,
        reasons,
        provider_ids={world.cast.provider_id},
        account_id=who.id,
        now=NOW + timedelta(days=1),
    )


def states(case) -> str:
    """The state as it is now: the type checker would hold on to what was asserted before."""
    return str(case.state)


def codes(session, case):
    return [event.code for event in case_queries.view_of(session, case).events]


def test_the_provider_has_the_file_until_the_day_of_the_norms(session, world):
    case = sent(session, world)
    turn = provider_turns.turn_of(session, case.id)
    assert turn is not None
    assert (case.state, case.number) == (CaseState.WITH_PROVIDER, "1/2026")
    assert turn.due_on == date(2026, 4, 7)  # five days, clocks.provider_answers_objection_days
    told = session.scalars(
        select(Notification.account_id).where(Notification.kind == "objection_to_answer")
    ).all()
    assert set(told) == {world.cast.provider.id, world.cast.provider_colleague.id}
    assert provider_turns.submit(session, case, settings=SETTINGS, now=NOW) is case
    assert session.scalar(select(func.count(ProviderReply.case_id))) == 1


@pytest.mark.parametrize("said", [Reply.CONFIRMS, Reply.DISPUTES])
def test_an_answer_passes_the_file_on_and_changes_no_credit(session, world, said):
    case = sent(session, world)
    for _again in range(2):
        replies(session, world, case, said)
    assert case.state is CaseState.SUBMITTED
    assert codes(session, case)[-1] == "provider_answered"
    assert codes(session, case).count("provider_answered") == 1
    assert objections.contested_lines(session, [world.entry_id]) == {world.entry_id}
    proposed(session, case, world.cast, REJECTED)
    decided(session, case, world.cast, REJECTED)
    assert states(case) == CaseState.DECIDED


def test_the_commission_waits_for_the_provider(session, world):
    case = sent(session, world)
    with pytest.raises(Conflict, match="la furnizor"):
        case_decisions.propose(session, case.id, REJECTED, account_id=world.cast.cfpc.id, now=NOW)
    with pytest.raises(Conflict, match="la furnizor"):
        case_decisions.take_into_analysis(session, case.id, account_id=world.cast.cfpc.id, now=NOW)


def test_silence_passes_the_file_on_by_itself_after_the_day_and_once(session, world):
    case = sent(session, world)
    turn = provider_turns.turn_of(session, case.id)
    assert turn is not None
    on_the_day = NOW.replace(day=turn.due_on.day)
    provider_turns.pass_on_overdue(session, now=on_the_day)
    assert states(case) == CaseState.WITH_PROVIDER
    for _again in range(2):
        provider_turns.pass_on_overdue(session, now=on_the_day + timedelta(days=1))
    assert case.state is CaseState.SUBMITTED
    assert turn.reply is Reply.SILENT
    assert codes(session, case).count("provider_silent") == 1
    with pytest.raises(Conflict, match="trecut deja"):
        replies(session, world, case)


def test_a_withdrawn_file_is_not_passed_on(session, world):
    case = sent(session, world)
    case_files.withdraw(session, case, account_id=world.cast.member.id, now=NOW)
    provider_turns.pass_on_overdue(session, now=NOW + timedelta(days=30))
    assert case.state is CaseState.WITHDRAWN


def test_nobody_to_answer_means_straight_to_the_commission(session, world):
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.provider_id.is_not(None))):
        grant.valid_until = NOW.date()
    assert sent(session, world).state is CaseState.SUBMITTED


def test_missing_from_the_list_goes_to_the_provider_too(session, world):
    case = provider_turns.submit(
        session, missing_draft(session, world.cast), settings=SETTINGS, now=NOW
    )
    assert case.state is CaseState.WITH_PROVIDER


def test_a_strangers_provider_finds_nothing(session, world):
    case = sent(session, world)
    with pytest.raises(NotFound):
        provider_turns.read_turn(session, case.id, provider_ids={world.cast.stranger_provider_id})


def test_reasons_are_asked_and_nobody_answers_their_own(session, world):
    case = sent(session, world)
    with pytest.raises(BadInput, match="Scrieți ce arată"):
        replies(session, world, case, reasons="  ")
    with pytest.raises(BadInput, match="CNP"):
        replies(session, world, case, reasons="CNP 1960101123456")
    with pytest.raises(NotAllowed):
        replies(session, world, case, by=world.cast.member)
    assert case.state is CaseState.WITH_PROVIDER


def test_a_contested_line_is_outside_what_a_list_may_change(session, world):
    cast = world.cast
    before = session.scalars(attendance_plan.live_of_lists(cast.edition_id)).all()
    assert {entry.member_id for entry in before} == {
        cast.member.member_id,
        cast.colleague.member_id,
    }
    case = sent(session, world)
    frozen = session.scalars(attendance_plan.live_of_lists(cast.edition_id)).all()
    assert {entry.member_id for entry in frozen} == {cast.colleague.member_id}
    assert attendance_plan.contested_of(session, cast.edition_id) == 1
    case_files.withdraw(session, case, account_id=cast.member.id, now=NOW)
    assert attendance_plan.contested_of(session, cast.edition_id) == 0
    assert session.scalar(select(func.count(AttendanceFile.id))) == 0


def test_the_providers_list_takes_few_statements(session, world, count_queries):
    sent(session, world)
    provider_turns.submit(session, missing_draft(session, world.cast), settings=SETTINGS, now=NOW)
    session.expire_all()
    from lms.services.listing import Wanted

    with count_queries() as statements:
        page = provider_turns.list_turns(
            session, Wanted(sort="due_on"), show="", provider_ids={world.cast.provider_id}
        )
        assert [turn.case.number for turn in page.rows]
    assert len(page.rows) == 2
    assert len(statements) <= 6
