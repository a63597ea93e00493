"""Recognition and other activities: drafts, duplicates, decision, credits once, later decisions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.errors import BadInput, Conflict, NotAllowed
from lms.models import CaseState, Notification, Role, YearStanding
from lms.services import (
    case_decisions,
    case_documents,
    case_files,
    credit_requests,
    crediting,
    facts,
    ledger,
    member_documents,
    request_answers,
    request_booking,
    request_checks,
    reviews,
)
from tests.infra.cast import Cast, build_cast
from tests.infra.documents import pdf_of
from tests.services.objection_world import NOW, SETTINGS, entries, member_id
from tests.services.request_world import (
    ARTICLE,
    REJECTED,
    TRAINING,
    activity,
    another_officer,
    decide,
    kept,
    propose,
    submit,
    training,
    upheld,
    work_of,
)

LATER = NOW + timedelta(days=20)


@pytest.fixture
def cast(session) -> Cast:
    return build_cast(session)


def decided(session, cast, case, credits):
    submit(session, case)
    propose(session, case, cast, upheld(credits))
    return decide(session, case, cast, upheld(credits))


def book(session, decision, *, now=NOW):
    return request_booking.book_decided(session, decision.id, settings=SETTINGS, now=now)


# --- from the decision to the ledger ------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "kind", "counts_on"),
    [(training, "recognition", date(2026, 2, 12)), (activity, "other", date(2026, 3, 1))],
    ids=["recognition", "other"],
)
def test_the_decision_is_booked_once_and_counts_in_its_year(session, cast, draft, kind, counts_on):
    case = draft(session, cast.member)
    decision = decided(session, cast, case, 6500)
    assert entries(session, cast.member) == []
    [work] = work_of(session)
    assert work.payload == {"decision": str(decision.id)}

    book(session, decision)
    book(session, decision, now=LATER)

    [entry] = entries(session, cast.member)
    assert (entry.source, entry.credits, entry.counts_on) == (f"{kind}:{case.id}", 6500, counts_on)
    assert (entry.basis, entry.batch) == ("adopted", f"decision:{decision.id}")
    findings = json.loads(entry.findings)["findings"]
    assert [f["credits"] for f in findings if f["credits"]] == ["6.5"]
    assert findings[-1]["params"]["number"] == decision.number
    assert len(findings) > 1  # what the norms said, before the decision
    key = member_id(cast.member)
    assert session.get_one(YearStanding, (key, 2026)).earned == 6500
    answers = crediting.year_answers(session, [key], [2026], records_from=None, on=NOW.date())
    standing = answers[key, 2026].standing
    assert standing is not None
    assert standing.earned == facts.credits_fraction(6500)
    told = session.scalars(select(Notification).order_by(Notification.kind)).all()
    assert [row.kind for row in told] == ["credit_booked", f"{case.kind.value}_decided"]
    assert list(ledger.check(session)) == []


def test_a_rejected_request_books_nothing(session, cast):
    case = submit(session, training(session, cast.member))
    propose(session, case, cast, REJECTED)
    decision = decide(session, case, cast, REJECTED)
    assert work_of(session) == []
    assert book(session, decision) is None
    assert entries(session, cast.member) == []


@pytest.mark.parametrize("credits", [None, 0, 60_001])
def test_credits_of_a_proposal_are_checked(session, cast, credits):
    case = submit(session, training(session, cast.member))
    with pytest.raises(BadInput) as refused:
        propose(session, case, cast, upheld(credits))
    assert refused.value.field == "credits"


# --- a later decision ----------------------------------------------------------------------------


def test_a_later_decision_reverses_the_line_and_books_its_own(session, cast):
    case = training(session, cast.member)
    first = decided(session, cast, case, 6000)
    book(session, first)
    contested = reviews.contest(
        session,
        case.id,
        "Certificatul arată 18 ore.",
        member_id=member_id(cast.member),
        account_id=cast.member.id,
        now=LATER,
    )
    submit(session, contested, now=LATER)
    with pytest.raises(NotAllowed, match="Ați lucrat la hotărârea contestată"):
        propose(session, contested, cast, upheld(9000), now=LATER)
    cfpc, bex = (another_officer(session, role) for role in (Role.CFPC, Role.BEX))
    propose(session, contested, cast, upheld(9000), account_id=cfpc, now=LATER)
    with pytest.raises(NotAllowed, match="Ați lucrat la hotărârea contestată"):
        decide(session, contested, cast, upheld(9000), now=LATER)
    second = decide(session, contested, cast, upheld(9000), account_id=bex, now=LATER)
    for _ in range(2):
        book(session, second, now=LATER)
        book(session, first, now=LATER)  # work done again late changes nothing

    assert [entry.credits for entry in entries(session, cast.member)] == [6000, -6000, 9000]
    old, reversal, new = entries(session, cast.member)
    assert (reversal.reverses_id, reversal.reason) == (old.id, "decision_reviewed")
    assert (new.source, new.revision) == (old.source, 2)
    assert ledger.balance(session, member_id(cast.member)) == 9000
    assert session.get_one(YearStanding, (member_id(cast.member), 2026)).earned == 9000
    assert list(ledger.check(session)) == []


def test_the_commission_may_propose_that_credits_are_taken_back(session, cast):
    case = training(session, cast.member)
    book(session, decided(session, cast, case, 6000))
    review = reviews.propose_change(
        session,
        case.id,
        upheld(0),
        account_id=cast.cfpc.id,
        settings=SETTINGS,
        now=LATER,
    )
    assert (review.state, review.number) == (CaseState.PROPOSED, "2/2026")
    with pytest.raises(NotAllowed):
        case_decisions.decide(
            session,
            review.id,
            upheld(0),
            number="9",
            decided_on=LATER.date(),
            account_id=cast.cfpc.id,
            settings=SETTINGS,
            now=LATER,
        )
    second = decide(session, review, cast, upheld(0), now=LATER)
    book(session, second, now=LATER)
    book(session, second, now=LATER)
    assert [entry.credits for entry in entries(session, cast.member)] == [6000, -6000]
    assert session.get_one(YearStanding, (member_id(cast.member), 2026)).earned == 0
    kinds = set(session.scalars(select(Notification.kind)))
    assert {"review_opened", "credit_reversed", "review_decided"} <= kinds


def test_a_late_booking_does_not_outlive_the_later_decision(session, cast):
    case = training(session, cast.member)
    first = decided(session, cast, case, 6000)  # its work has not run yet
    review = reviews.propose_change(
        session, case.id, upheld(2000), account_id=cast.cfpc.id, settings=SETTINGS, now=LATER
    )
    second = decide(session, review, cast, upheld(2000), now=LATER)
    book(session, second, now=LATER)
    assert book(session, first, now=LATER) is None
    assert [entry.credits for entry in entries(session, cast.member)] == [2000]


def test_one_open_review_and_only_of_a_decision(session, cast):
    case = submit(session, training(session, cast.member))
    asking = {"member_id": member_id(cast.member), "account_id": cast.member.id, "now": NOW}
    with pytest.raises(Conflict, match="nu are încă o hotărâre"):
        reviews.contest(session, case.id, "De ce?", **asking)
    propose(session, case, cast, REJECTED)
    decide(session, case, cast, REJECTED)
    first = reviews.contest(session, case.id, "De ce?", **asking)
    again = reviews.contest(session, case.id, "De ce nu?", **asking)
    assert (again.id, again.statement) == (first.id, "De ce nu?")
    with pytest.raises(Conflict, match="deja contestată"):
        reviews.propose_change(
            session, case.id, upheld(1000), account_id=cast.cfpc.id, settings=SETTINGS, now=NOW
        )
    case_files.discard_draft(session, first)
    assert reviews.open_review_of(session, case.id) is None


def test_a_change_that_changes_nothing_is_refused(session, cast):
    case = training(session, cast.member)
    book(session, decided(session, cast, case, 6000))
    with pytest.raises(BadInput, match="creditele de acum"):
        reviews.propose_change(
            session, case.id, upheld(6000), account_id=cast.cfpc.id, settings=SETTINGS, now=NOW
        )


# --- what is written -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"provider": ""}, "provider"),
        ({"title": " "}, "title"),
        ({"country": None}, "country"),
        ({"certificate_number": ""}, "certificate_number"),
        ({"certificate_on": None}, "certificate_on"),
        ({"certificate_on": date(2026, 2, 11)}, "certificate_on"),
        ({"minutes": None}, "hours"),
        ({"minutes": 0}, "hours"),
        ({"minutes": 3000 * 60 + 1}, "hours"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": date(1989, 12, 31)}, "starts_on"),
        ({"starts_on": date(2026, 2, 13)}, "ends_on"),
        ({"ends_on": None}, "ends_on"),
    ],
)
def test_a_training_is_submitted_whole(session, cast, changes, field):
    case = training(session, cast.member, replace(TRAINING, **changes))
    assert [problem.field for problem in request_checks.problems_of(session, case)] == [field]
    with pytest.raises(BadInput):
        submit(session, case)
    assert (case.state, case.number) == (CaseState.DRAFT, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"quantity": None}, "quantity"),
        ({"quantity": 0}, "quantity"),
        ({"ends_on": date(2012, 3, 1), "starts_on": date(2012, 3, 1)}, "ends_on"),
    ],
)
def test_an_activity_is_submitted_whole(session, cast, changes, field):
    case = activity(session, cast.member, replace(ARTICLE, **changes))
    assert [problem.field for problem in request_checks.problems_of(session, case)] == [field]


@pytest.mark.parametrize(
    ("details", "says"),
    [
        (replace(TRAINING, title="Curs 1960101123456"), "cod numeric personal"),
        (replace(TRAINING, provider="x" * 201), "cel mult 200"),
        (replace(TRAINING, ends_on=NOW.date() + timedelta(days=1)), "în viitor"),
    ],
)
def test_what_cannot_be_kept_is_refused_when_written(session, cast, details, says):
    with pytest.raises(BadInput, match=says):
        training(session, cast.member, details)


def test_only_what_the_norms_list_can_be_asked(session, cast):
    with pytest.raises(BadInput):
        activity(session, cast.member, item="gardening")


def test_the_same_certificate_is_seen_whatever_its_spelling(session, cast):
    first = submit(session, training(session, cast.member))
    again = training(
        session,
        cast.member,
        replace(TRAINING, provider="UNIVERSITAT  WIEN", certificate_number="ws 2026-114"),
    )
    assert request_checks.duplicate_of(session, again) is first
    with pytest.raises(BadInput, match="1/2026"):
        submit(session, again)
    other = training(session, cast.colleague)
    assert request_checks.duplicate_of(session, other) is None

    propose(session, first, cast, REJECTED)
    decide(session, first, cast, REJECTED)
    assert request_checks.duplicate_of(session, again) is None


def test_one_article_is_one_work_but_a_board_is_one_for_its_days(session, cast):
    submit(session, activity(session, cast.member))
    moved = replace(ARTICLE, title="Altfel scris", ends_on=date(2026, 3, 20))
    assert request_checks.duplicate_of(session, activity(session, cast.member, moved)) is not None
    board = replace(ARTICLE, mark="", title="Consiliul FONPC", starts_on=date(2025, 1, 1))
    board = replace(board, ends_on=date(2025, 12, 31))
    submit(session, activity(session, cast.member, board, item="board_membership"))
    this_year = replace(board, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    case = activity(session, cast.member, this_year, item="board_membership")
    assert request_checks.problems_of(session, case) == []


def test_the_last_day_is_the_first_of_the_two_terms(session, cast):
    from lms.services.regulations import norms

    version = norms(session).in_force_on(date(2026, 2, 12))
    assert version is not None
    row = credit_requests.recognition_of(session, training(session, cast.member))
    assert request_answers.last_day_to_file(version, row) == date(2026, 2, 20) + timedelta(days=90)
    row.certificate_on = date(2027, 3, 1)
    assert request_answers.last_day_to_file(version, row) == date(2027, 3, 31)


# --- documents -----------------------------------------------------------------------------------


def test_a_document_is_kept_once_and_used_in_many_files(session, cast):
    document = kept(session, cast.member, title="Certificat Viena")
    assert kept(session, cast.member).id == document.id
    cases = [training(session, cast.member), activity(session, cast.member)]
    for case in cases:
        for _ in range(2):
            member_documents.put_in(
                session, case, [document.id], account_id=cast.member.id, now=NOW
            )
    submit(session, cases[0])
    [row] = case_documents_of(session, cases[0])
    assert row.title == "Certificat Viena"

    case_files.discard_draft(session, cases[1])
    member_documents.forget(
        session, member_documents.own_document(session, member_id(cast.member), document.id)
    )
    _stored, data = case_documents.read_document(session, cases[0], row.id, settings=SETTINGS)
    assert data == pdf_of("certificat")


def case_documents_of(session, case):
    from lms.services.case_queries import documents_of

    return documents_of(session, case)


def test_a_forgotten_document_is_deleted_for_good(session, cast):
    from lms.models import StoredFile

    document = kept(session, cast.member)
    stored_id = document.stored_file_id
    member_documents.forget(session, document)
    session.expire_all()
    assert session.get(StoredFile, stored_id) is None


def test_nobody_puts_another_member_s_document_in_a_file(session, cast):
    foreign = kept(session, cast.colleague)
    case = training(session, cast.member)
    added = member_documents.put_in(session, case, [foreign.id], account_id=cast.member.id, now=NOW)
    assert (added, case_documents_of(session, case)) == (0, [])


def test_a_certificate_in_two_members_files_is_told_to_the_officer(session, cast):
    for person in (cast.colleague, cast.member):
        case = training(session, person)
        document = kept(session, person, title=f"al meu, {person.name}")
        member_documents.put_in(session, case, [document.id], account_id=person.id, now=NOW)
        submit(session, case)
    assert request_checks.used_by_others(session, case) == [f"al meu, {cast.member.name}"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": "CNP 1960101123456"}, "cod numeric personal"),
        ({"title": "x" * 101}, "cel mult 100"),
        ({"issued_on": NOW.date() + timedelta(days=1)}, "nu poate fi aceasta"),
        ({"data": b"MZ"}, "PDF, JPG sau PNG"),
    ],
)
def test_a_document_that_cannot_be_kept_is_refused(session, cast, changes, says):
    from lms.models import DocumentKind

    whole = {
        "filename": "a.pdf",
        "kind": DocumentKind.OTHER,
        "title": "",
        "issued_on": None,
        "settings": SETTINGS,
        "now": NOW,
    } | changes
    data = whole.pop("data", pdf_of("a"))
    with pytest.raises(BadInput, match=says):
        member_documents.keep(session, member_id(cast.member), data, **whole)


# --- what the engine says ------------------------------------------------------------------------


def assessed(session, case):
    return request_answers.assess_request(session, case, records_from=None, now=NOW)


def test_recognition_is_proposed_by_hours_and_refused_by_no_default(session, cast):
    case = training(session, cast.member)
    document = kept(session, cast.member)
    member_documents.put_in(session, case, [document.id], account_id=cast.member.id, now=NOW)
    submit(session, case)
    answer = assessed(session, case)
    codes = {finding.code for finding in answer.findings}
    assert {"recognition-term-in-time", "recognition-certificate", "recognition-abroad"} <= codes
    assert (answer.outcome.value, answer.possible) == ("undetermined", 18)
    member_documents.forget(session, document)
    assert "recognition-certificate" in {f.code for f in assessed(session, case).findings}

    late = training(
        session,
        cast.member,
        replace(
            TRAINING,
            certificate_on=date(2025, 3, 1),
            ends_on=date(2025, 2, 12),
            starts_on=date(2025, 2, 12),
            certificate_number="2",
        ),
    )
    submit(session, late)
    answer = assessed(session, late)
    assert answer.outcome.value == "undetermined"
    assert "recognition-term-late-for-officer" in {f.code for f in answer.findings}


def test_a_second_article_sees_what_the_first_used_of_the_cap(session, cast):
    first = activity(session, cast.member, replace(ARTICLE, quantity=2000))
    book(session, decided(session, cast, first, 6000))
    second = activity(
        session, cast.member, replace(ARTICLE, mark="altul", ends_on=date(2026, 3, 9))
    )
    finding = next(f for f in assessed(session, second).findings if f.code.startswith("other-cap"))
    assert finding.params["spent"] == "6"


def test_a_number_that_looks_like_a_personal_one_is_refused_with_what_to_do(session, cast):
    case = training(session, cast.member)

    def write(number):
        details = replace(TRAINING, certificate_number=number)
        credit_requests.write_recognition(session, case, details, on=NOW.date())

    with pytest.raises(BadInput, match="scrieți numai ultimele 8 cifre") as refused:
        write("1960101123456")
    assert refused.value.field == "certificate_number"
    write("01123456")
    write("9786062840006")  # thirteen digits that are no birthday
    with pytest.raises(BadInput, match="scrieți numai ultimele 8 cifre"):
        activity(session, cast.member, replace(ARTICLE, mark="nr. 1960101123456"))
