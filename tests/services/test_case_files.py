"""The file (dosar): numbers, receipt, states, who may do what."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta

import pypdf
import pytest
from sqlalchemy import select

from lms.errors import BadInput, Conflict, NotAllowed, NotFound
from lms.models import (
    AuditEntry,
    CaseDocument,
    CaseFile,
    CaseState,
    Notification,
    Objection,
    ObjectionKind,
    Proposal,
    RegistrationCounter,
    RoleGrant,
    StoredFile,
)
from lms.services import case_decisions, case_documents, case_files, case_queries, my_credits
from lms.services.procedures import Verdict
from tests.infra.documents import pdf_of, picture
from tests.services.objection_world import (
    NOW,
    REJECTED,
    SETTINGS,
    World,
    build_world,
    decided,
    draft,
    entries,
    member_id,
    missing_draft,
    proposed,
    submitted,
    upheld,
)

TODAY = NOW.date()
CNP = "1960101123456"  # made up; its control digit is right


@pytest.fixture
def world(session) -> World:
    return build_world(session)


def own(world: World):
    return {"account_id": world.cast.member.id, "settings": SETTINGS, "now": NOW}


def decide(session, world, case, *, account=None, verdict=REJECTED, number="45", on=TODAY):
    return case_decisions.decide(
        session,
        case.id,
        verdict,
        number=number,
        decided_on=on,
        account_id=(account or world.cast.bex).id,
        settings=SETTINGS,
        now=NOW,
    )


# --- submission -------------------------------------------------------------------------------


def test_submission_gives_number_due_day_and_receipt(session, world):
    case = draft(session, world)
    case_documents.add_document(session, case, pdf_of("foaie"), filename="foaie.pdf", **own(world))
    case_files.submit(session, case, settings=SETTINGS, now=NOW)

    assert (case.number, case.state) == ("1/2026", CaseState.SUBMITTED)
    assert case.due_on == date(2026, 5, 2)
    stored, pdf = case_documents.read_receipt(session, case, settings=SETTINGS)
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert stored.filename == "dovada-depunerii-1-2026.pdf"
    for said in (
        "1/2026",
        "2 aprilie 2026, ora 12:30",
        "Semnalarea unei greșeli la credite",
        "Ana Moraru, cod RNASR AS-10001",
        "foaie.pdf",
        f"verificabil la http://localhost:8000/files/receipts/{case.id}",
        "Comisia răspunde până la 2 mai 2026 (valoare orientativă, nestabilită de Colegiu)",
    ):
        assert said in text, text
    assert "semnat" not in text


def test_number_belongs_to_the_year_in_bucharest(session, world):
    case = draft(session, world)
    new_year = NOW.replace(year=2026, month=12, day=31, hour=22, minute=30)
    case_files.submit(session, case, settings=SETTINGS, now=new_year)
    assert case.number == "1/2027"


def test_submitting_twice_gives_one_number(session, world):
    case = draft(session, world)
    for _ in range(2):
        case_files.submit(session, case, settings=SETTINGS, now=NOW)
    assert session.get_one(RegistrationCounter, 2026).last == 1
    assert [event.code for event in case_queries.view_of(session, case).events] == [
        "opened",
        "submitted",
    ]


def test_numbers_are_gap_free_when_many_submit_and_some_fail(open_session):
    setup = open_session()
    world = build_world(setup)
    cases = [draft(setup, world), missing_draft(setup, world.cast)]
    setup.commit()
    numbers, errors = [], []

    def take_numbers(fails: bool) -> None:
        from lms import extensions

        token = extensions._writing.set(True)
        try:
            for _ in range(5):
                one = open_session()
                number = case_files.next_number(one, 2026)
                if fails:
                    one.rollback()
                else:
                    one.commit()
                    numbers.append(number)
                one.close()
        except Exception as error:
            errors.append(error)
        finally:
            extensions._writing.reset(token)

    threads = [threading.Thread(target=take_numbers, args=(fails,)) for fails in (0, 1, 0, 0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert errors == []
    assert sorted(numbers) == list(range(1, 16))
    last = open_session()
    for number, case in enumerate(cases, start=16):
        again = last.get_one(CaseFile, case.id)
        case_files.submit(last, again, settings=SETTINGS, now=NOW)
        assert again.number == f"{number}/2026"


def test_empty_statement_cannot_be_submitted(session, world):
    case = draft(session, world)
    case_files.write_statement(session, case, "  \n ")
    with pytest.raises(BadInput, match="ce s-a întâmplat"):
        case_files.submit(session, case, settings=SETTINGS, now=NOW)
    assert case.number is None


@pytest.mark.parametrize(
    ("text", "says"),
    [(f"Beneficiarul {CNP} știe.", "CNP"), ("x" * 6001, "6001")],
)
def test_statement_refuses_personal_numbers_and_novels(session, world, text, says):
    case = draft(session, world)
    with pytest.raises(BadInput, match=says) as refused:
        case_files.write_statement(session, case, text)
    assert refused.value.field == "statement"
    assert case.statement == "Nu am fost acolo."


def test_draft_contests_nothing_and_can_be_thrown_away(session, world):
    case = draft(session, world)
    document = case_documents.add_document(
        session, case, picture(), filename="foto.png", **own(world)
    )
    line = my_credits.explanation(session, member_id(world.cast.member), world.entry_id)
    assert line.objection is None

    stored_id = document.stored_file_id
    case_files.discard_draft(session, case)
    for table, key in ((CaseFile, case.id), (Objection, case.id), (StoredFile, stored_id)):
        assert session.get(table, key) is None
    assert session.scalars(select(CaseDocument)).all() == []


def test_submitted_file_contests_its_line_and_no_other(session, world):
    case = submitted(session, world)
    line = my_credits.explanation(session, member_id(world.cast.member), world.entry_id)
    assert line.objection is case
    with pytest.raises(Conflict):
        case_files.discard_draft(session, case)
    with pytest.raises(Conflict):
        case_files.write_statement(session, case, "altceva")


# --- withdrawal -------------------------------------------------------------------------------


def test_withdrawal_frees_the_line_and_a_new_file_may_follow(session, world):
    case = submitted(session, world)
    for _ in range(2):
        case_files.withdraw(session, case, account_id=world.cast.member.id, now=NOW)
    assert case.state is CaseState.WITHDRAWN
    line = my_credits.explanation(session, member_id(world.cast.member), world.entry_id)
    assert line.objection is None
    with pytest.raises(Conflict, match="retras"):
        case_decisions.take_into_analysis(session, case.id, account_id=world.cast.cfpc.id, now=NOW)

    again = submitted(session, world)
    assert (again.id == case.id, again.number) == (False, "2/2026")


def test_after_the_proposal_nothing_is_withdrawn(session, world):
    case = proposed(session, submitted(session, world), world.cast, REJECTED)
    with pytest.raises(Conflict, match="propunerea"):
        case_files.withdraw(session, case, account_id=world.cast.member.id, now=NOW)


def test_somebody_elses_file_is_not_found(session, world):
    case = submitted(session, world)
    for read in (case_files.own_case, case_queries.member_case):
        with pytest.raises(NotFound):
            read(session, member_id(world.cast.colleague), case.id)


# --- documents --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "gol"),
        (b"MZ\x90\x00 program", "PDF, JPG sau PNG"),
        (b"PK\x03\x04 redenumit", "PDF, JPG sau PNG"),
        (picture("GIF"), "PDF, JPG sau PNG"),
        (b"%PDF-1.4 nimic", "deteriorat"),
        (picture()[:40], "deteriorată"),
        (pdf_of("pagina", f"CNP {CNP}"), "la pagina 2"),
        (b"%PDF-" + b"x" * case_documents.MOST_BYTES, "peste 10 MB"),
    ],
    ids=["empty", "program", "zip", "gif", "broken-pdf", "broken-png", "cnp", "large"],
)
def test_document_that_cannot_be_kept_is_told_why(session, world, data, says):
    case = draft(session, world)
    with pytest.raises(BadInput, match=says) as refused:
        case_documents.add_document(session, case, data, filename="dovada.pdf", **own(world))
    assert refused.value.field == "file"
    assert session.scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\acte\\foaie.PDF", "foaie.pdf"),
        ('<script>alert("x").pdf', "scriptalert(x).pdf"),
        (f"{CNP}.pdf", "[CNP].pdf"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil 1.pdf"),
        ("", "document.pdf"),
        ("x" * 400 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_title_of_a_document_is_harmless(name, title):
    assert case_documents.clean_title(name, ending=".pdf") == title


def test_the_same_document_is_kept_once_and_eleven_are_too_many(session, world):
    case = draft(session, world)
    first = case_documents.add_document(session, case, pdf_of("0"), filename="a", **own(world))
    again = case_documents.add_document(session, case, pdf_of("0"), filename="b", **own(world))
    assert first is again
    for number in range(1, 10):
        case_documents.add_document(session, case, pdf_of(str(number)), filename="c", **own(world))
    with pytest.raises(BadInput, match="cel mult 10"):
        case_documents.add_document(session, case, pdf_of("x"), filename="d", **own(world))


def test_documents_leave_a_draft_only_and_enter_until_the_proposal(session, world):
    case = draft(session, world)
    document = case_documents.add_document(
        session, case, pdf_of("a"), filename="a.pdf", **own(world)
    )
    case_documents.remove_document(session, case, document.id)
    assert session.scalars(select(StoredFile)).all() == []

    kept = case_documents.add_document(session, case, pdf_of("b"), filename="b.pdf", **own(world))
    case_files.submit(session, case, settings=SETTINGS, now=NOW)
    case_documents.add_document(session, case, pdf_of("c"), filename="c.pdf", **own(world))
    with pytest.raises(Conflict):
        case_documents.remove_document(session, case, kept.id)
    proposed(session, case, world.cast, REJECTED)
    with pytest.raises(Conflict):
        case_documents.add_document(session, case, pdf_of("d"), filename="d.pdf", **own(world))
    assert case_documents.read_document(session, case, kept.id, settings=SETTINGS)[1] == pdf_of("b")


def test_document_of_another_file_is_not_found(session, world):
    case, other = draft(session, world), missing_draft(session, world.cast)
    document = case_documents.add_document(
        session, other, pdf_of("a"), filename="a.pdf", **own(world)
    )
    with pytest.raises(NotFound):
        case_documents.read_document(session, case, document.id, settings=SETTINGS)
    case_documents.remove_document(session, case, document.id)
    assert session.get(CaseDocument, document.id) is not None


# --- proposal and decision --------------------------------------------------------------------


def test_commission_takes_then_proposes_once(session, world):
    case = submitted(session, world)
    for _ in range(2):
        case_decisions.take_into_analysis(session, case.id, account_id=world.cast.cfpc.id, now=NOW)
    first, again = (
        case_decisions.propose(session, case.id, REJECTED, account_id=world.cast.cfpc.id, now=NOW)
        for _ in range(2)
    )
    assert first is again
    with pytest.raises(Conflict):
        case_decisions.propose(session, case.id, upheld(), account_id=world.cast.cfpc.id, now=NOW)
    assert [event.code for event in case_queries.view_of(session, case).events] == [
        "opened",
        "submitted",
        "taken",
        "proposed",
    ]


@pytest.mark.parametrize("who", ["caap", "provider", "administrator", "member", "stranger"])
def test_other_roles_do_not_even_find_the_file(session, world, who):
    case = submitted(session, world)
    account_id = getattr(world.cast, who).id
    with pytest.raises(NotFound):
        case_decisions.propose(session, case.id, REJECTED, account_id=account_id, now=NOW)
    with pytest.raises(NotFound):
        decide(session, world, case, account=getattr(world.cast, who))


def test_bex_does_not_propose_and_the_commission_does_not_decide(session, world):
    case = submitted(session, world)
    with pytest.raises(NotAllowed, match="comisia"):
        case_decisions.propose(session, case.id, REJECTED, account_id=world.cast.bex.id, now=NOW)
    proposed(session, case, world.cast, REJECTED)
    with pytest.raises(NotAllowed, match="BEX"):
        decide(session, world, case, account=world.cast.cfpc)


def grant(session, account_id, role, **dates):
    given = {"valid_from": date(2025, 1, 1), "valid_until": None} | dates
    session.add(RoleGrant(account_id=account_id, role=role, recorded_at=NOW, **given))
    session.flush()
    session.expire_all()


def test_who_proposed_does_not_decide_even_with_both_roles(session, world):
    grant(session, world.cast.cfpc.id, "bex")
    case = proposed(session, submitted(session, world), world.cast, upheld())
    with pytest.raises(NotAllowed, match="Ați făcut propunerea"):
        decide(session, world, case, account=world.cast.cfpc, verdict=upheld())
    assert case.state is CaseState.PROPOSED
    assert len(entries(session, world.cast.member)) == 1


def test_officer_does_not_resolve_their_own_file(session, world):
    grant(session, world.cast.member.id, "cfpc")
    grant(session, world.cast.member.id, "bex")
    case = submitted(session, world)
    with pytest.raises(NotAllowed, match="al dumneavoastră"):
        case_decisions.propose(session, case.id, upheld(), account_id=world.cast.member.id, now=NOW)
    proposed(session, case, world.cast, REJECTED)
    with pytest.raises(NotAllowed, match="al dumneavoastră"):
        decide(session, world, case, account=world.cast.member)


@pytest.mark.parametrize(
    "dates",
    [{"valid_until": NOW.date()}, {"valid_from": NOW.date() + timedelta(days=1)}],
    ids=["ended", "not-begun"],
)
def test_role_that_is_not_in_force_gives_nothing(session, world, dates):
    case = proposed(session, submitted(session, world), world.cast, REJECTED)
    grant(session, world.cast.supervisor.id, "bex", **dates)
    with pytest.raises(NotFound):
        decide(session, world, case, account=world.cast.supervisor)


def test_draft_is_nobodys_but_the_members(session, world):
    case = draft(session, world)
    with pytest.raises(NotFound):
        case_decisions.take_into_analysis(session, case.id, account_id=world.cast.cfpc.id, now=NOW)


def test_decision_needs_a_proposal(session, world):
    with pytest.raises(Conflict):
        decide(session, world, submitted(session, world))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "  "}, "number"),
        ({"number": "9" * 41}, "number"),
        ({"on": NOW.date() + timedelta(days=1)}, "decided_on"),
        ({"on": NOW.date() - timedelta(days=1)}, "decided_on"),
    ],
)
def test_number_and_day_of_the_act_are_checked(session, world, change, field):
    case = proposed(session, submitted(session, world), world.cast, REJECTED)
    with pytest.raises(BadInput) as refused:
        decide(session, world, case, **change)
    assert refused.value.field == field
    assert (case.state, case.decision) == (CaseState.PROPOSED, None)


def test_number_of_an_act_is_used_once_a_day(session, world):
    first = proposed(session, submitted(session, world), world.cast, REJECTED)
    decided(session, first, world.cast, REJECTED, number="45")
    case = missing_draft(session, world.cast)
    case_files.submit(session, case, settings=SETTINGS, now=NOW)
    proposed(session, case, world.cast, REJECTED)
    with pytest.raises(BadInput, match=r"nr\. 45"):
        decide(session, world, case, number="45 ")
    decide(session, world, case, number="46")


def test_decision_tells_the_member_once_and_stays(session, world):
    case = proposed(session, submitted(session, world), world.cast, REJECTED)
    assert decide(session, world, case) is decide(session, world, case)
    for other in ({"number": "46"}, {"verdict": upheld()}):
        with pytest.raises(Conflict, match="deja o hotărâre"):
            decide(session, world, case, **other)
    (notice,) = session.scalars(select(Notification)).all()
    assert (notice.kind, notice.account_id) == ("objection_decided", world.cast.member.id)
    assert (notice.params["number"], notice.path) == ("1/2026", f"/files/{case.id}")


@pytest.mark.parametrize("act", ["propose", "decide"])
@pytest.mark.parametrize("text", ["", "  ", f"vezi {CNP}"])
def test_reasons_are_asked_for_and_hold_no_personal_number(session, world, act, text):
    case = submitted(session, world)
    verdict = Verdict(outcome="rejected", reasons=text)
    if act == "propose":
        with pytest.raises(BadInput) as refused:
            proposed(session, case, world.cast, verdict)
    else:
        proposed(session, case, world.cast, REJECTED)
        with pytest.raises(BadInput) as refused:
            decide(session, world, case, verdict=verdict)
    assert refused.value.field == "reasons"


def test_views_of_officers_are_noted_with_their_role(session, world):
    from lms.models import Role

    case = submitted(session, world)
    for who, role in ((world.cast.cfpc, Role.CFPC), (world.cast.bex, Role.BEX)):
        case_queries.record_view(session, case, roles={role}, account_id=who.id, now=NOW)
    seen = case_queries.views_of(session, case)
    assert {(view.who, view.role) for view in seen} == {
        ("Gabriela Comisia", "cfpc"),
        ("Ioana Birou", "bex"),
    }
    details = session.scalars(
        select(AuditEntry.details).where(AuditEntry.action == "case.viewed")
    ).all()
    assert not any("Comisia" in str(detail) for detail in details)


def test_audit_and_history_hold_no_free_text(session, world):
    case = proposed(session, submitted(session, world), world.cast, REJECTED)
    decided(session, case, world.cast, REJECTED)
    log = str([(row.action, row.details) for row in session.scalars(select(AuditEntry))])
    assert "Raportul" not in log
    assert "Nu am fost" not in log
    assert len(session.scalars(select(Proposal)).all()) == 1


def test_kinds_are_offered_by_what_the_line_is(session, world):
    from lms.models import CreditEntry
    from lms.services.objections import kinds_for

    entry = session.get_one(CreditEntry, world.entry_id)
    assert kinds_for(entry) == (ObjectionKind.DID_NOT_ATTEND, ObjectionKind.WRONG_CREDIT)
    course = CreditEntry(source="course:1")
    assert kinds_for(course) == (ObjectionKind.WRONG_CREDIT,)
