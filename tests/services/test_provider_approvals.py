"""Approval of a provider: the file, the register of persons asked live, the decision, its end."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.clock import legal_day
from lms.errors import BadInput, Conflict, NotAllowed, NotFound
from lms.models import (
    ApprovalRequest,
    AuditEntry,
    CaseDocument,
    CaseKind,
    CaseState,
    CheckedWhen,
    Mail,
    Modality,
    Notification,
    OrganiserKind,
    PrincipalCheck,
    Provider,
    ProviderApproval,
    ProviderDuty,
    RoleGrant,
    StoredFile,
)
from lms.services import (
    case_decisions,
    case_documents,
    case_files,
    case_questions,
    provider_approvals,
    provider_register,
    provider_renewals,
    scheduling,
)
from lms.services.letters import Letter
from lms.services.listing import Wanted
from lms.services.procedures import Verdict
from lms.services.provider_register import RegisterFilter
from lms.services.scheduling import NewEdition, NewSession
from tests.infra.cast import build_cast
from tests.services.objection_world import NOW, SETTINGS
from tests.services.provider_world import act_for, enter, fill, provider_of, submitted, verify
from tests.web.test_hostile_pages import pdf_text

ON = legal_day(NOW)
UNTIL = date(2030, 4, 2)
APPROVE = Verdict(outcome="approved", reasons="Dosar complet.", valid_until=UNTIL)


@pytest.fixture
def cast(session):
    return build_cast(session)


@pytest.fixture
def case(session, cast):
    return submitted(session, cast, settings=SETTINGS, now=NOW, name="Asociația #panic()")


def proposed(session, cast, case, verdict=APPROVE):
    officer = {"account_id": cast.cfpc.id, "now": NOW}
    case_decisions.take_into_analysis(session, case.id, **officer)
    return case_decisions.propose(session, case.id, verdict, **officer)


def decide(session, cast, case, verdict=APPROVE, number="77", on=ON):
    return case_decisions.decide(
        session,
        case.id,
        verdict,
        number=number,
        decided_on=on,
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=NOW,
    )


def listed(session, on):
    page = provider_register.list_register(session, RegisterFilter(on=on), Wanted(page=None))
    return {line.provider.id for line in page.rows}


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_draft_says_what_is_missing_with_its_source_and_is_not_submitted_without(session, cast):
    entry = enter(session, now=NOW)
    manager = session.scalars(
        select(RoleGrant.account_id).where(RoleGrant.provider_id == entry.provider_id)
    ).one()
    case = provider_approvals.start(session, provider_of(entry), account_id=manager, now=NOW)
    again = provider_approvals.start(session, provider_of(entry), account_id=manager, now=NOW)
    assert (again.id, case.kind, case.number) == (case.id, CaseKind.PROVIDER_APPROVAL, None)
    found = provider_approvals.completeness(session, case, on=ON)
    assert (found.done, len(found.asked)) == (0, 6)
    assert all(each.source and each.basis.value == "sourced" for each in found.missing)
    with pytest.raises(Conflict, match="nu este complet: mai lipsesc 6"):
        provider_approvals.submit(session, case, account_id=manager, settings=SETTINGS, now=NOW)
    fill(session, case, cast, account_id=manager, settings=SETTINGS, now=NOW)
    assert provider_approvals.completeness(session, case, on=ON).done == 6
    with pytest.raises(Conflict, match="nu a verificat încă"):
        provider_approvals.submit(session, case, account_id=manager, settings=SETTINGS, now=NOW)
    verify(session, entry, by=cast.cfpc.id, now=NOW)
    case = provider_approvals.submit(session, case, account_id=manager, settings=SETTINGS, now=NOW)
    assert (case.state, case.number) == (CaseState.SUBMITTED, "1/2026")


def test_a_submitted_file_has_a_receipt_an_opis_and_what_was_found_that_day(session, cast, case):
    request = session.get_one(ApprovalRequest, case.id)
    stored, data = provider_approvals.read_opis(session, case, settings=SETTINGS)
    assert stored.filename == "opis-1-2026.pdf"
    _stored, receipt = case_documents.read_receipt(session, case, settings=SETTINGS)
    for paper in (data, receipt):
        assert "Asociația #panic()" in pdf_text(paper)  # a name is data, never markup
    hashes = set(session.scalars(select(StoredFile.sha256).join(CaseDocument)))
    said = "".join(pdf_text(data).split())
    assert len(hashes) == 5
    assert all(each in said for each in hashes)
    assert request.submitted["outcome"] == "met"
    told = session.scalars(
        select(Notification.account_id).where(Notification.kind == "named_principal")
    ).all()
    assert set(told) == {cast.member.id, cast.colleague.id}
    files = count(session, StoredFile)
    provider_approvals.submit(session, case, account_id=case.opened_by, settings=SETTINGS, now=NOW)
    assert count(session, StoredFile) == files


def test_a_principal_is_named_by_code_and_name_together_and_counts_while_the_register_says_so(
    session, cast
):
    entry = enter(session, now=NOW)
    who = {"account_id": cast.provider.id, "now": NOW}
    case = provider_approvals.start(session, provider_of(entry), **who)
    for code, name in ((cast.member.rnasr_code, "Alt Nume"), ("AS-404", cast.member.name)):
        with pytest.raises(BadInput, match="nu se potrivesc"):
            provider_approvals.name_principal(session, case, rnasr_code=code, name=name, **who)
    named = provider_approvals.name_principal(
        session, case, rnasr_code=cast.colleague.rnasr_code, name="TUTEA bogdan", **who
    )
    check = session.scalars(
        select(PrincipalCheck).where(PrincipalCheck.principal_id == named.id)
    ).one()
    assert (check.occasion, check.counts, check.grade) == (CheckedWhen.NAMED, False, "practicant")
    few = next(
        each
        for each in provider_approvals.completeness(session, case, on=ON).missing
        if each.code == "provider-principals-few"
    )
    assert few.params["found"] == 0


def test_the_decision_enters_the_register_in_its_own_transaction_and_once(session, cast, case):
    provider = session.get_one(Provider, case.provider_id)
    assert provider.id not in listed(session, ON)
    proposed(session, cast, case)
    first = decide(session, cast, case)
    assert decide(session, cast, case).id == first.id
    [approval] = session.scalars(
        select(ProviderApproval).where(ProviderApproval.provider_id == provider.id)
    )
    assert (approval.valid_from, approval.valid_until, approval.decision_number) == (
        ON,
        UNTIL,
        "77",
    )
    assert provider.kind is OrganiserKind.APPROVED_PROVIDER
    assert provider.id in listed(session, ON)
    assert provider.id not in listed(session, ON - timedelta(days=1))
    assert provider.id not in listed(session, UNTIL)
    subject = f"provider:{provider.id}"
    actions = select(AuditEntry.action).where(AuditEntry.subject == subject)
    assert "provider.approved" in session.scalars(actions).all()
    occasions = Counter(session.scalars(select(PrincipalCheck.occasion)))
    named = occasions[CheckedWhen.NAMED]
    assert named >= 2
    assert occasions == dict.fromkeys(CheckedWhen, named)  # at each step once


def test_the_decision_says_until_when_and_who_worked_for_the_entity_decides_nothing(
    session, cast, case
):
    without = Verdict(outcome="approved", reasons="Da.")
    with pytest.raises(BadInput, match="scrieți până când"):
        proposed(session, cast, case, without)
    past = Verdict(outcome="approved", reasons="Da.", valid_until=ON)
    with pytest.raises(BadInput, match="înainte de a începe"):
        proposed(session, cast, case, past)
    act_for(session, case.provider_id, cast.bex.id, now=NOW, valid_until=date(2025, 2, 1))
    proposed(session, cast, case)
    with pytest.raises(NotAllowed, match="al dumneavoastră"):
        decide(session, cast, case)


def test_a_rejection_changes_nothing_and_another_file_may_follow(session, cast, case):
    proposed(session, cast, case)
    decide(session, cast, case, Verdict(outcome="rejected", reasons="Fără dotare."))
    assert case.provider_id not in listed(session, ON)
    following = provider_approvals.start(
        session, case.provider_id, account_id=case.opened_by, now=NOW
    )
    assert following.id != case.id
    with pytest.raises(NotFound):
        provider_approvals.own_case(session, case.id, provider_ids={cast.provider_id})


def test_a_renewal_follows_the_approval_in_force_without_a_gap(session, cast):
    who = {"account_id": cast.provider.id, "now": NOW}
    case = provider_approvals.start(session, cast.provider_id, **who)
    assert case.kind is CaseKind.PROVIDER_RENEWAL
    fill(session, case, cast, settings=SETTINGS, **who)
    provider_approvals.submit(session, case, settings=SETTINGS, **who)
    proposed(session, cast, case)
    decide(session, cast, case)
    approvals = session.scalars(
        select(ProviderApproval)
        .where(ProviderApproval.provider_id == cast.provider_id)
        .order_by(ProviderApproval.valid_from)
    ).all()
    assert [(each.valid_from, each.valid_until) for each in approvals] == [
        (date(2025, 1, 15), date(2028, 1, 15)),
        (date(2028, 1, 15), UNTIL),
    ]


def test_questions_are_asked_and_answered_once_inside_the_file(session, cast, case):
    asked = {"until": ON + timedelta(days=10), "account_id": cast.cfpc.id, "now": NOW, "path": "/"}
    first = case_questions.ask_provider(session, case.id, "Ce sală aveți?", **asked)
    assert case_questions.ask_provider(session, case.id, "Ce sală aveți?", **asked).id == first.id
    [row] = case_questions.questions_of(session, case, on=ON + timedelta(days=11))
    assert row.state is case_questions.QuestionState.OVERDUE
    answer = {"account_id": case.opened_by, "now": NOW}
    for _ in range(2):
        case_questions.answer_commission(session, case, first.id, "Sala primăriei.", **answer)
    with pytest.raises(Conflict):
        case_questions.answer_commission(session, case, first.id, "Alta.", **answer)
    own = case_questions.ask_commission(session, case, "Când este ședința?", **answer)
    with pytest.raises(NotFound):
        case_questions.answer_commission(session, case, own.id, "Marți.", **answer)
    case_questions.answer_provider(
        session, case.id, own.id, "Marți.", account_id=cast.cfpc.id, now=NOW, path="/"
    )
    states = [row.state for row in case_questions.questions_of(session, case, on=ON)]
    assert states == [case_questions.QuestionState.ANSWERED] * 2
    kinds = session.scalars(
        select(Notification.kind).where(Notification.account_id == case.opened_by)
    ).all()
    assert sorted(kinds) == ["case_answer", "case_question", "entry_verified"]
    with pytest.raises(BadInput, match="viitoare"):
        case_questions.ask_provider(session, case.id, "Da?", **asked | {"until": ON})


def test_a_file_taken_back_frees_the_way_and_a_draft_leaves_nothing(session, cast, case):
    case_files.withdraw(session, case, account_id=case.opened_by, now=NOW)
    draft = provider_approvals.start(session, case.provider_id, account_id=case.opened_by, now=NOW)
    fill(session, draft, cast, account_id=case.opened_by, settings=SETTINGS, now=NOW)
    files = count(session, StoredFile)
    case_files.discard_draft(session, draft)
    assert provider_approvals.open_case(session, case.provider_id) is None
    assert count(session, StoredFile) == files - 5


def write(kind, language, params):
    return Letter(subject=kind, body=str(params["until"]))


def test_renewal_is_reminded_and_the_end_told_once_each(session, cast):
    clerk = act_for(session, cast.provider_id, cast.supervisor.id, now=NOW)
    clerk.duty = ProviderDuty.CLERK
    told = []
    for when in ((2027, 9, 16), (2027, 9, 17), (2027, 12, 1), (2028, 1, 15)):
        now = datetime(*when, 9, tzinfo=UTC)
        told.append(provider_renewals.remind(session, write=write, now=now))
    assert told == [0, 4, 0, 4]  # three people of one provider, one of the other
    subjects = session.scalars(select(Mail.subject).order_by(Mail.created_at)).all()
    assert subjects == ["renewal_due"] * 4 + ["approval_ended"] * 4


def test_after_a_renewal_nobody_is_reminded_of_its_far_end(session, cast):
    provider = session.get_one(Provider, cast.provider_id)
    [before] = [each for each in provider.approvals if each.superseded_at is None]
    assert before.valid_until == date(2028, 1, 15)
    session.add(
        ProviderApproval(
            id=uuid4(),
            provider_id=provider.id,
            decision_number="91",
            decided_on=date(2027, 12, 1),
            valid_from=before.valid_until,
            valid_until=date(2032, 1, 15),
            recorded_at=NOW,
        )
    )
    session.flush()
    session.expire(provider)
    provider_renewals.remind(session, write=write, now=datetime(2028, 2, 1, 9, tzinfo=UTC))
    told = session.scalars(
        select(Notification.params).where(Notification.kind.in_(("renewal_due", "approval_ended")))
    ).all()
    assert provider.name not in {params["name"] for params in told}


def test_lapse_stops_new_editions_and_no_earlier_one(session, cast):
    def edition(day):
        start = datetime(2028, 1, day, 8, tzinfo=UTC)
        wanted = NewEdition(
            programme_id=cast.programme_id,
            provider_id=cast.provider_id,
            modality=Modality.ONLINE,
            county=None,
            place=None,
            sessions=[NewSession(starts_at=start, ends_at=start + timedelta(hours=2))],
        )
        return scheduling.create_edition(
            session,
            wanted,
            provider_ids={cast.provider_id},
            account_id=cast.provider.id,
            now=NOW.replace(year=2028, month=2),
        )

    with pytest.raises(
        BadInput, match=r"avizul a fost valabil până la 15\.01\.2028\. Cereți reavizarea"
    ):
        edition(15)
    assert edition(14).number == 2
