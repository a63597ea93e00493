"""A higher grade from request to decision: the record, the grade as a fact, the contestation."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from sqlalchemy import func, select

from lms.errors import BadInput, Conflict, NotAllowed, NotFound
from lms.models import (
    AuditEntry,
    CaseFile,
    CaseState,
    Dues,
    MemberGrade,
    Notification,
    PracticePeriod,
    PromotionRequest,
)
from lms.services import (
    case_asking,
    case_decisions,
    case_documents,
    case_files,
    case_queries,
    members,
    promotion_sessions,
    promotions,
    start_page,
)
from lms.services.grade_changes import raise_grade
from lms.services.procedures import Verdict
from lms.services.promotion_sessions import Numbered
from tests.infra.cast import Cast
from tests.infra.documents import pdf_of
from tests.services.promotion_world import (
    APPROVED,
    LATER,
    NOW,
    REJECTED,
    SETTINGS,
    asked,
    build_world,
    decided,
    dues,
    grades,
    member_of,
    proposed,
    second_officers,
)

BEFORE = [("practicant", "2019-05-06", None, None)]
RAISED = [
    ("practicant", "2019-05-06", "2026-04-02", None),
    ("specialist", "2026-04-02", None, "BEX 45/02.04.2026"),
]


@pytest.fixture
def cast(session) -> Cast:
    return build_world(session)


def codes(record):
    return {finding.code: finding.outcome.value for finding in record.findings}


def told(session, person):
    return list(
        session.scalars(
            select(Notification.kind)
            .where(Notification.account_id == person.id)
            .order_by(Notification.created_at)
        )
    )


# --- the request ------------------------------------------------------------------------------


def test_file_assembles_itself_and_is_registered_at_once(session, cast):
    case = asked(session, cast)

    assert (case.number, case.state, case.commission) == ("1/2026", CaseState.SUBMITTED, "caap")
    assert case.receipt_file_id is not None
    record = promotions.stored_record(session, case)
    assert codes(record)["promotion-order"] == "met"
    assert codes(record)["seniority-specialty-met"] == "met"
    assert codes(record)["seniority-field-met"] == "met"
    assert codes(record)["dues-paid"] == "met"
    assert record.content["practice"][0]["from"] == "2019-05-06"
    assert [due["year"] for due in record.content["dues"]] == list(range(2019, 2027))
    request = session.get_one(PromotionRequest, case.id)
    assert (request.grade, request.held, request.sha256) == (
        "specialist",
        "practicant",
        record.sha256,
    )


def test_sure_to_fail_may_still_be_filed(session, cast):
    due = session.scalars(
        select(Dues).where(Dues.member_id == cast.member.member_id, Dues.year == 2025)
    ).one()
    due.superseded_at = NOW - timedelta(days=1)
    session.flush()
    session.add(dues(cast.member, 2025, None))
    case = asked(session, cast)
    record = promotions.stored_record(session, case)
    assert codes(record)["dues-owed"] == "not_met"
    assert record.outcome.value == "not_met"
    assert case.state is CaseState.SUBMITTED


def test_two_clicks_are_one_file(session, cast):
    assert asked(session, cast).id == asked(session, cast, now=LATER).id
    assert session.scalar(select(func.count(CaseFile.id))) == 1


def test_only_the_next_grade_can_be_asked_for(session, cast):
    from lms.models import Grade

    with pytest.raises(Conflict, match="alta acum"):
        promotions.ask(
            session,
            cast.member.member_id,
            Grade.PRINCIPAL,
            account_id=cast.member.id,
            settings=SETTINGS,
            now=NOW,
        )
    session.query(MemberGrade).filter_by(member_id=cast.member.member_id).update(
        {"superseded_at": NOW - timedelta(days=2)}
    )
    with pytest.raises(Conflict, match="nu este o treaptă"):
        asked(session, cast)


def test_withdrawn_request_makes_room_for_another(session, cast):
    case = asked(session, cast)
    case_files.withdraw(session, case, account_id=cast.member.id, now=NOW)
    again = asked(session, cast)
    assert (again.id == case.id, again.number) == (False, "2/2026")


# --- reproduced as of any day -----------------------------------------------------------------


def test_record_comes_out_the_same_to_the_byte_after_facts_change(session, cast):
    case = asked(session, cast)
    before = promotions.stored_record(session, case).text
    assert promotions.recomputed(session, case).text == before

    later = NOW + timedelta(hours=1)
    for period in session.scalars(select(PracticePeriod)):
        period.superseded_at = later
    late = dues(cast.member, 2018, None)
    late.recorded_at = later
    session.add(late)
    raise_grade(
        session,
        cast.member.member_id,
        session.get_one(PromotionRequest, case.id).grade,
        on=NOW.date(),
        act="BEX 9/02.04.2026",
        now=later,
    )
    session.expire_all()

    assert promotions.recomputed(session, case).text == before
    now = promotions.record_as_of(session, case, LATER.date(), records_from=None, now=LATER)
    assert codes(now)["seniority-specialty-unknown"] == "undetermined"
    past = promotions.record_as_of(session, case, date(2026, 4, 1), records_from=None, now=LATER)
    again = promotions.record_as_of(
        session, case, date(2026, 4, 1), records_from=None, now=LATER + timedelta(days=9)
    )
    assert past.text == again.text
    assert codes(past)["seniority-specialty-met"] == "met"
    assert json.loads(past.text)["assessment"]["on"] == "2026-04-01"


@pytest.mark.parametrize(
    ("day", "says"),
    [(date(2026, 4, 3), "în viitor"), (date(2001, 1, 1), "nu ținea încă evidența")],
)
def test_day_that_cannot_be_shown_is_told_why(session, cast, day, says):
    case = asked(session, cast)
    with pytest.raises(BadInput, match=says):
        promotions.record_as_of(session, case, day, records_from=None, now=NOW)


# --- the decision -----------------------------------------------------------------------------


def test_approval_raises_the_grade_from_its_date_once(session, cast):
    case = proposed(session, cast, asked(session, cast))
    for _ in range(2):  # the same POST twice
        decided(session, cast, case)
    session.expire_all()

    assert grades(session, cast.member) == RAISED
    every = session.scalars(
        select(MemberGrade).where(MemberGrade.member_id == cast.member.member_id)
    ).all()
    assert len(every) == 3  # the old row is superseded, not edited
    (old,) = [row for row in every if row.superseded_at is not None]
    assert (old.valid_until, old.superseded_at) == (None, NOW)
    assert told(session, cast.member) == ["promotion_decided"]
    found = members.read_member(session, cast.member.member_key, on=NOW.date())
    assert found.grade == "specialist"
    page = start_page.start_page(session, cast.member.member_id, records_from=None, on=NOW.date())
    assert (page.ladder.current, page.ladder.coming) == ("specialist", "principal")
    assert session.get_one(PromotionRequest, case.id).closed_at == NOW


@pytest.mark.parametrize("outcome", ["rejected", "postponed", "grade_maintained"])
def test_other_outcomes_change_nothing_and_end_the_file(session, cast, outcome):
    verdict = Verdict(outcome=outcome, reasons="Lipsesc dovezi.")
    case = proposed(session, cast, asked(session, cast), verdict)
    decided(session, cast, case, verdict)
    assert grades(session, cast.member) == BEFORE
    assert case.state is CaseState.DECIDED
    assert asked(session, cast).id != case.id  # one may ask again


def test_killed_before_the_commit_nothing_is_lost_and_nothing_doubled(open_session):
    setup = open_session()
    cast = build_world(setup)
    case_id = proposed(setup, cast, asked(setup, cast)).id
    setup.commit()

    killed = open_session()
    decided(killed, cast, killed.get_one(CaseFile, case_id))
    killed.rollback()  # the process ends here: all of it or nothing
    killed.close()

    again = open_session()
    case = again.get_one(CaseFile, case_id)
    assert (case.state, case.decision) == (CaseState.PROPOSED, None)
    assert grades(again, cast.member) == BEFORE
    assert told(again, cast.member) == []
    for _ in range(2):
        decided(again, cast, case)
        again.commit()
    assert grades(again, cast.member) == RAISED
    assert told(again, cast.member) == ["promotion_decided"]


def test_who_proposed_does_not_decide(session, cast):
    case = proposed(session, cast, asked(session, cast))
    with pytest.raises(NotAllowed):
        case_decisions.decide(
            session,
            case.id,
            APPROVED,
            number="9",
            decided_on=NOW.date(),
            account_id=cast.caap.id,
            settings=SETTINGS,
            now=NOW,
        )


def test_grade_recorded_meanwhile_is_not_given_twice(session, cast):
    case = proposed(session, cast, asked(session, cast))
    raise_grade(
        session,
        cast.member.member_id,
        session.get_one(PromotionRequest, case.id).grade,
        on=date(2026, 4, 1),
        act="BEX 3/01.04.2026",
        now=NOW,
    )
    with pytest.raises(BadInput, match="deja această treaptă"):
        decided(session, cast, case)
    with pytest.raises(BadInput, match="de mai târziu"):
        raise_grade(
            session,
            cast.member.member_id,
            session.get_one(PromotionRequest, case.id).grade,
            on=date(2026, 3, 1),
            act="BEX 4/01.03.2026",
            now=NOW,
        )


def test_files_of_grades_are_the_attestation_commissions(session, cast):
    case = asked(session, cast)
    for person, sees in ((cast.caap, True), (cast.bex, True), (cast.cfpc, False)):
        if sees:
            case_decisions.case_for_officer(session, case.id, account_id=person.id, on=NOW.date())
        else:
            with pytest.raises(NotFound):
                case_decisions.case_for_officer(
                    session, case.id, account_id=person.id, on=NOW.date()
                )


# --- one session of BEX -----------------------------------------------------------------------


def rows_of(*cases, first=45):
    return [Numbered(case_id=c.id, number=str(first + i)) for i, c in enumerate(cases)]


def hold(session, cast, rows):
    return promotion_sessions.decide_as_proposed(
        session,
        rows,
        decided_on=NOW.date(),
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=NOW,
    )


def test_a_session_records_each_decision_as_proposed(session, cast):
    first = proposed(session, cast, asked(session, cast))
    second = proposed(session, cast, asked(session, cast, cast.stranger), REJECTED)
    assert hold(session, cast, rows_of(first, second)) == 2
    assert grades(session, cast.member) == RAISED
    assert grades(session, cast.stranger) == BEFORE
    assert second.decision is not None
    assert (second.decision.number, second.decision.reasons) == ("46", REJECTED.reasons)


def test_a_session_with_a_mistake_names_the_file(session, cast):
    first = proposed(session, cast, asked(session, cast))
    second = proposed(session, cast, asked(session, cast, cast.stranger))
    twice = [Numbered(case_id=case.id, number="45") for case in (first, second)]
    with pytest.raises(BadInput, match="deja înregistrată") as caught:
        hold(session, cast, twice)
    assert caught.value.field in {str(first.id), str(second.id)}
    with pytest.raises(BadInput, match="cel puțin un dosar"):
        hold(session, cast, [])


# --- contesting -------------------------------------------------------------------------------


def contest(session, cast, case, text="Creditele din 2024 nu au fost numărate."):
    return promotions.contest(
        session,
        case.id,
        text,
        member_id=cast.member.member_id,
        account_id=cast.member.id,
        settings=SETTINGS,
        now=NOW,
    )


@pytest.fixture
def rejected(session, cast):
    return decided(session, cast, proposed(session, cast, asked(session, cast), REJECTED), REJECTED)


UPHELD = Verdict(outcome="upheld", reasons="Creditele sunt în evidență.")


def test_upheld_contestation_raises_the_grade_by_other_officers(session, cast, rejected):
    review = contest(session, cast, rejected)
    assert contest(session, cast, rejected).id == review.id
    assert (review.number, review.commission) == ("2/2026", "caap")
    caap, bex = second_officers(session, cast)
    with pytest.raises(NotAllowed, match="hotărârea contestată"):
        case_decisions.propose(session, review.id, UPHELD, account_id=cast.caap.id, now=NOW)
    case_decisions.propose(session, review.id, UPHELD, account_id=caap, now=NOW)
    acting: dict[str, Any] = {
        "number": "50",
        "decided_on": NOW.date(),
        "settings": SETTINGS,
        "now": NOW,
    }
    with pytest.raises(NotAllowed, match="hotărârea contestată"):
        case_decisions.decide(session, review.id, UPHELD, account_id=cast.bex.id, **acting)
    case_decisions.decide(session, review.id, UPHELD, account_id=bex, **acting)

    assert grades(session, cast.member)[-1] == (
        "specialist",
        "2026-04-02",
        None,
        "BEX 50/02.04.2026",
    )
    assert rejected.decision is not None
    assert rejected.decision.outcome == "rejected"  # what was decided stays
    assert not promotions.may_contest(session, rejected)


def test_what_cannot_be_contested(session, cast):
    case = proposed(session, cast, asked(session, cast))
    with pytest.raises(Conflict):
        contest(session, cast, case)
    decided(session, cast, case)
    with pytest.raises(Conflict):
        contest(session, cast, case)


def test_contestation_says_why_and_can_be_taken_back(session, cast, rejected):
    with pytest.raises(BadInput, match="de ce hotărârea"):
        contest(session, cast, rejected, "  ")
    session.rollback()


def test_stranger_cannot_contest(session, cast, rejected):
    with pytest.raises(NotFound):
        promotions.contest(
            session,
            rejected.id,
            "A mea.",
            member_id=cast.stranger.member_id,
            account_id=cast.stranger.id,
            settings=SETTINGS,
            now=NOW,
        )


# --- the branch files for a member ------------------------------------------------------------


def for_member(session, cast, how="La telefon, azi."):
    from lms.models import Grade

    return promotions.file_for_member(
        session,
        member_of(session, cast.member),
        Grade.SPECIALIST,
        how,
        branch_id=cast.branch_id,
        account_id=cast.branch.id,
        settings=SETTINGS,
        now=NOW,
    )


def test_branch_files_logged_and_the_member_can_withdraw(session, cast):
    case = for_member(session, cast)
    assert for_member(session, cast).id == case.id
    logged = session.scalars(
        select(AuditEntry).where(AuditEntry.action == promotions.FILED_BY_BRANCH)
    ).all()
    assert [entry.account_id for entry in logged] == [cast.branch.id]
    assert told(session, cast.member) == ["promotion_filed"]
    shown = case_queries.member_case(session, cast.member.member_id, case.id)
    assert [(e.code, e.text) for e in shown.events][-1] == ("filed_by_branch", "La telefon, azi.")
    own = case_files.own_case(session, cast.member.member_id, case.id)
    case_files.withdraw(session, own, account_id=cast.member.id, now=NOW)
    assert case.state is CaseState.WITHDRAWN


def test_branch_says_how_it_was_asked_and_does_not_file_over_the_members_own(session, cast):
    with pytest.raises(BadInput, match="când și cum"):
        for_member(session, cast, " ")
    asked(session, cast)
    with pytest.raises(Conflict, match="deja un dosar"):
        for_member(session, cast)


def test_branch_finds_only_its_own_members(session, cast):
    branches = {cast.branch_id}
    assert promotions.branch_member(session, cast.member.member_key, branch_ids=branches)
    assert promotions.branch_member(session, cast.stranger.member_key, branch_ids=branches) is None


# --- a document is asked for ------------------------------------------------------------------


def test_document_is_asked_for_once_and_answered(session, cast):
    case = asked(session, cast)
    until = NOW.date() + timedelta(days=14)
    for _ in range(2):
        case_asking.ask_document(
            session, case.id, "Copia contractului.", until=until, account_id=cast.caap.id, now=NOW
        )
    found = case_asking.asked_of(session, case)
    assert found is not None
    assert (found.text, found.until, found.answered) == ("Copia contractului.", until, False)
    assert told(session, cast.member) == ["document_asked"]
    case_documents.add_document(
        session,
        case,
        pdf_of("contract"),
        filename="contract.pdf",
        account_id=cast.member.id,
        settings=SETTINGS,
        now=LATER,
    )
    answered = case_asking.asked_of(session, case)
    assert answered is not None
    assert answered.answered


@pytest.mark.parametrize(
    ("text", "days", "says"),
    [("", 5, "de ce document"), ("Act", 0, "viitoare"), ("Act", 400, "180 de zile")],
)
def test_document_asked_for_badly_is_refused(session, cast, text, days, says):
    case = asked(session, cast)
    with pytest.raises(BadInput, match=says):
        case_asking.ask_document(
            session,
            case.id,
            text,
            until=NOW.date() + timedelta(days=days),
            account_id=cast.caap.id,
            now=NOW,
        )


def test_receipt_names_the_branch_and_the_fingerprint(session, cast):
    case = for_member(session, cast)
    _stored, pdf = case_documents.read_receipt(session, case, settings=SETTINGS)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert "Sucursala Cluj, la cererea membrului" in text
    assert "Obținerea treptei superioare" in text
    assert session.get_one(PromotionRequest, case.id).sha256[:20] in text.replace("\n", "")
