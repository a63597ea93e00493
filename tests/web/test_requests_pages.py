"""Asking for credits: recognition and other activities, contesting, the desk of the commission."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from lms import tasks
from lms.extensions import db, transaction
from lms.models import Account, CaseFile, CaseState, CreditEntry, MemberDocument, Outbox, Role
from lms.services import case_documents, member_documents, reviews
from tests.infra.cast import sign_in
from tests.infra.documents import pdf_of, picture
from tests.services.objection_world import NOW, SETTINGS
from tests.services.request_world import (
    REJECTED,
    activity,
    another_officer,
    decide,
    kept,
    propose,
    submit,
    training,
    upheld,
)

TRAINING = {
    "title": "Terapia sistemică a familiei",
    "provider": "Universität Wien",
    "country": "AT",
    "starts_on": "2026-02-10",
    "ends_on": "12.02.2026",
    "hours": "18",
    "certificate_number": "WS-2026/114",
    "certificate_on": "2026-02-20",
    "statement": "Lucrez cu familii.",
}
ARTICLE = {
    "title": "Lucrul cu familiile din rural",
    "place": "Revista de asistență socială",
    "mark": "ISSN 1583-0608",
    "quantity": "1",
    "starts_on": "2026-01-05",
    "ends_on": "2026-03-01",
}


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: NOW)


@pytest.fixture
def member(client, cast):
    sign_in(client, cast.member)
    return client


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def made(app, make):
    """What `make(session)` makes, committed; its id."""
    with app.app_context():
        with transaction() as session:
            found = make(session).id
        db.session.remove()
    return found


def made_id(app, make):
    """What `make(session)` returns, committed."""
    with app.app_context():
        with transaction() as session:
            found = make(session)
        db.session.remove()
    return found


def the_account(app, account_id):
    with app.app_context():
        return db.session.get_one(Account, account_id)


def the_case(app, case_id=None):
    with app.app_context():
        if case_id is not None:
            return db.session.get_one(CaseFile, case_id)
        return db.session.scalars(select(CaseFile)).one()


def do_the_work(app):
    """The outbox's bookings, as the worker does them."""
    with app.app_context():
        ids = db.session.scalars(
            select(Outbox.id).where(Outbox.task == "request.book", Outbox.done_at.is_(None))
        ).all()
        for work_id in ids:
            tasks.run_work(work_id, settings=app.extensions["settings"])


def lines(app):
    with app.app_context():
        found = db.session.scalars(select(CreditEntry).order_by(CreditEntry.position)).all()
        return [entry.credits for entry in found]


def decided_training(cast, credits=6000):
    def make(session):
        case = submit(session, training(session, cast.member))
        verdict = REJECTED if credits is None else upheld(credits)
        propose(session, case, cast, verdict)
        decide(session, case, cast, verdict, number="41")
        return case

    return make


# --- asking ------------------------------------------------------------------------------------


def test_from_the_first_page_to_a_registered_request_without_script(app, member):
    assert 'href="/files/new/recognition"' in member.get("/files/new").get_data(as_text=True)
    norms = words(member.get("/files/new/recognition"))
    for said in ("90 de zile", "Valoare orientativă, nestabilită de Colegiu", "Strategia"):
        assert said in norms
    answer = member.post("/files/new/recognition")
    page = member.get(answer.location)
    assert "Fără date despre beneficiari" in words(page)
    answer = member.post(answer.location, data=TRAINING)
    assert answer.status_code == 302
    case_id = answer.location.split("/")[2]
    sent = {"file": (io.BytesIO(pdf_of("certificat")), "cert.pdf"), "kind": "certificate"}
    kept_one = member.post(f"/files/{case_id}/evidence/new", data=sent)
    assert kept_one.status_code == 302
    check = words(member.get(f"/files/{case_id}/request"))
    for said in ("Universität Wien, Austria", "18 h", "12 februarie 2026", " cert "):
        assert said in check
    answer = member.post(f"/files/{case_id}/request")
    page = words(member.get(answer.location))
    assert "Numărul lui este 1/2026." in page
    assert "Recunoașterea unei formări" in words(member.get("/files"))
    assert "1/2026" in words(member.get("/documents"))


def test_other_activity_shows_what_each_brings_before_one_chooses(app, member):
    page = words(member.get("/files/new/activity"))
    for said in (
        "3 credite pentru fiecare lucrare (orientativ)",
        "nestabilit încă",
        "cel puțin 5 studenți",
    ):
        assert said in page
    assert member.post("/files/new/activity", data={}).status_code == 422
    assert member.post("/files/new/activity", data={"item": "x"}).status_code == 422
    answer = member.post("/files/new/activity", data={"item": "article"})
    page = words(member.get(answer.location))
    assert "Câte lucrări" in page
    assert "Cel mult, într-un an" in page
    answer = member.post(answer.location, data=ARTICLE)
    case_id = answer.location.split("/")[2]
    check = words(member.get(f"/files/{case_id}/request"))
    assert "Comisia vă va cere dovada" in check
    assert member.post(f"/files/{case_id}/request").status_code == 302


def test_all_problems_are_told_at_once_and_the_draft_is_kept(app, member, cast):
    case_id = made(app, lambda session: training(session, cast.member))
    wrong = TRAINING | {"title": "", "hours": "mult", "starts_on": "azi", "certificate_number": ""}
    answer = member.post(f"/files/{case_id}/details", data=wrong)
    page = words(answer)
    assert answer.status_code == 422
    for said in (
        "Scrieți titlul formării",
        "Scrieți un număr, de exemplu 18",
        "Scrieți ziua cu zi, lună și an",
        "Scrieți numărul certificatului",
    ):
        assert said in page
    assert 'value="mult"' in answer.get_data(as_text=True)
    assert the_case(app).statement == "Lucrez cu familii."
    assert member.post(f"/files/{case_id}/request").status_code == 422
    assert the_case(app).state is CaseState.DRAFT


def test_the_browser_saves_by_itself_while_one_writes(app, member, cast):
    case_id = made(app, lambda session: training(session, cast.member))
    half = {"title": "Doar atât", "hours": "1", "country": "<b>"}
    saved = member.post(f"/files/{case_id}/details", data=half, headers={"X-Autosave": "1"})
    assert saved.status_code == 204
    page = member.get(f"/files/{case_id}/details").get_data(as_text=True)
    assert 'value="Doar atât"' in page


def test_an_undecided_request_is_pending_in_its_year_and_does_not_count(app, member, cast):
    made(app, lambda session: training(session, cast.member))  # a draft asks for nothing yet
    assert "Cereri fără hotărâre încă" not in words(member.get("/credits?year=2026"))
    case_id = made(app, lambda session: submit(session, activity(session, cast.member)))
    page = member.get("/credits?year=2026").get_data(as_text=True)
    pending = page[page.index('id="requested"') :]
    assert ARTICLE["title"] in pending
    assert f'href="/files/{case_id}"' in pending
    assert TRAINING["title"] not in page
    assert "0 din 10 credite în 2026" in page
    assert "Cereri fără hotărâre încă" not in words(member.get("/credits?year=2025"))
    sign_in(member, cast.colleague)
    assert ARTICLE["title"] not in words(member.get("/credits?year=2026"))


def test_a_contestation_is_pending_until_its_decision(app, member, cast):
    case = made_id(app, decided_training(cast, credits=None))
    assert "Cereri fără hotărâre încă" not in words(member.get("/credits?year=2026"))
    made(app, lambda session: contested(session, cast, case.id))
    pending = words(member.get("/credits?year=2026"))
    assert "Cereri fără hotărâre încă" in pending
    assert TRAINING["title"] in pending
    assert "Reexaminarea unei hotărâri" in pending


def contested(session, cast, case_id):
    who = {"member_id": cast.member.member_id, "account_id": cast.member.id}
    return submit(session, reviews.contest(session, case_id, "Este din domeniu.", **who, now=NOW))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": "Curs 1960101123456"}, "cod numeric personal"),
        ({"ends_on": "2026-12-31"}, "în viitor"),
        ({"provider": "x" * 300}, "cel mult 200"),
        ({"statement": "x" * 6001}, "prea lung"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field(app, member, cast, changes, says):
    case_id = made(app, lambda session: training(session, cast.member))
    answer = member.post(f"/files/{case_id}/details", data=TRAINING | changes)
    assert (answer.status_code, says in words(answer)) == (422, True)


def test_the_same_certificate_is_told_before_it_is_submitted(app, member, cast):
    made(app, lambda session: submit(session, training(session, cast.member)))
    case_id = made(app, lambda session: training(session, cast.member))
    answer = member.post(f"/files/{case_id}/details", data=TRAINING)
    assert answer.status_code == 422
    assert "pentru același certificat, în dosarul 1/2026" in words(answer)


def test_documents_kept_before_are_chosen_from_a_list(app, member, cast):
    document_id = made(app, lambda session: kept(session, cast.member, title="Diploma mea"))
    foreign = made(app, lambda session: kept(session, cast.colleague, title="Străin"))
    case_id = made(app, lambda session: training(session, cast.member))
    page = words(member.get(f"/files/{case_id}/evidence"))
    assert "Diploma mea" in page
    assert "Străin" not in page
    for chosen in ([], [str(foreign)], ["x"]):
        answer = member.post(f"/files/{case_id}/evidence", data={"documents": chosen})
        assert answer.status_code == 422
    answer = member.post(f"/files/{case_id}/evidence", data={"documents": [str(document_id)]})
    assert answer.status_code == 302
    page = member.get(f"/files/{case_id}/evidence").get_data(as_text=True)
    found = re.search(rf"/files/{case_id}/documents/([0-9a-f-]+)/remove", page)
    assert found is not None
    assert member.post(found[0]).status_code == 302
    assert "Diploma mea" in words(member.get("/documents"))


@pytest.mark.parametrize("data", [b"", b"MZ", pdf_of("CNP 1960101123456")])
def test_a_document_that_cannot_be_kept_stays_out(app, member, cast, data):
    case_id = made(app, lambda session: training(session, cast.member))
    sent = {"file": (io.BytesIO(data), "x.pdf"), "kind": "certificate"}
    assert member.post(f"/files/{case_id}/evidence/new", data=sent).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(MemberDocument)).all() == []


def test_pages_of_objections_do_not_open_a_request(app, member, cast):
    case_id = made(app, lambda session: training(session, cast.member))
    for path in ("statement", "check"):
        assert member.get(f"/files/{case_id}/{path}").status_code == 409
    assert member.post(f"/files/{case_id}/documents", data={}).status_code == 409
    assert member.get(f"/files/{case_id}/documents").location.endswith("/evidence")
    assert member.get(f"/files/{case_id}").location.endswith("/details")


def test_strangers_find_nothing(app, client, cast):
    case_id = made(app, lambda session: training(session, cast.member))
    decided = made(app, decided_training(cast))
    sign_in(client, cast.colleague)
    for path in ("details", "evidence", "request", "contest"):
        assert client.get(f"/files/{case_id}/{path}").status_code == 404, path
        assert client.post(f"/files/{decided}/{path}").status_code == 404, path


def test_pages_are_in_english_too(app, member, cast):
    case_id = made(app, lambda session: training(session, cast.member))
    member.get("/language/en")
    pages = [words(member.get(f"/files/{case_id}/{path}")) for path in ("details", "request")]
    assert "What the norms say" in pages[0]
    assert "Universität Wien, Austria" in pages[1]
    for page in pages:
        assert "Ce spun" not in page
        assert "Certificatul" not in page


# --- the commission and the decision --------------------------------------------------------------


def test_from_proposal_to_decision_to_credits_and_their_receipt(app, client, cast):
    def make(session):
        case = training(session, cast.member)
        document = kept(session, cast.member)
        member_documents.put_in(session, case, [document.id], account_id=cast.member.id, now=NOW)
        return submit(session, case)

    case_id = made(app, make)
    sign_in(client, cast.cfpc)
    desk = words(client.get(f"/commission/files/{case_id}"))
    for said in ("Universität Wien", "certificat", "Membrul nu are alt dosar", "90 de zile"):
        assert said in desk
    assert "depusă până la 21 mai 2026" in desk
    proposal = {"outcome": "upheld", "credits": "6,5", "reasons": "Este din domeniu."}
    assert client.post(f"/commission/files/{case_id}/proposal", data=proposal).status_code == 302
    sign_in(client, cast.bex)
    act = proposal | {"number": "41", "decided_on": NOW.date().isoformat()}
    assert client.post(f"/commission/files/{case_id}/decision", data=act).status_code == 302
    assert lines(app) == []
    do_the_work(app)
    do_the_work(app)
    assert lines(app) == [6500]

    sign_in(client, cast.member)
    credits = client.get("/credits?year=2026").get_data(as_text=True)
    assert "Formare recunoscută" in credits
    way = re.search(r'href="(/credits/[0-9a-f-]{36})"', credits)
    assert way is not None
    receipt = words(client.get(way[1]))
    assert "prin hotărârea nr. 41" in receipt
    assert "+6,5" in receipt
    page = words(client.get(f"/files/{case_id}"))
    assert "S-au stabilit 6,5 credite" in page
    assert "Contestați hotărârea" in page


def test_pictures_are_drawn_anew_beside_the_file_and_papers_are_not(app, client, cast):
    def make(session):
        case = training(session, cast.member)
        who = {"account_id": cast.member.id, "settings": SETTINGS, "now": NOW}
        secret = picture("JPEG") + b"secret"
        case_documents.add_document(session, case, secret, filename="poza.jpg", **who)
        case_documents.add_document(session, case, pdf_of("a"), filename="a.pdf", **who)
        return submit(session, case)

    case_id = made(app, make)
    sign_in(client, cast.cfpc)
    desk = client.get(f"/commission/files/{case_id}").text
    way = rf'href="(/commission/files/{case_id}\?document=[0-9a-f-]+)#viewer"[^>]*>%s</a>'
    [to_picture], [to_paper] = re.findall(way % "poza.jpg", desk), re.findall(way % "a.pdf", desk)
    desk = client.get(to_picture).text
    paper = re.search(r'data-pdf="([^"]+)"', client.get(to_paper).text)
    [shown] = re.findall(r'<img class="documents__picture" src="([^"]+)" alt="[^"]+poza', desk)
    answer = client.get(shown)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.data.startswith(b"\xff\xd8")
    assert b"secret" not in answer.data
    assert paper is not None
    assert client.get(f"{paper[1]}/picture").status_code == 404


def test_work_that_dies_books_once_when_it_is_done_again(app, cast, monkeypatch):
    made(app, decided_training(cast))

    def die(name):
        if name == "after-flush":
            raise OSError("the machine is gone")

    with monkeypatch.context() as patch:
        patch.setattr("lms.services.ledger.fault_point", die)
        do_the_work(app)
    assert lines(app) == []
    do_the_work(app)
    assert lines(app) == [6000]


def test_a_contestation_brings_another_decision(app, client, cast):
    reviewed = made(app, decided_training(cast))
    do_the_work(app)
    sign_in(client, cast.member)
    assert client.post(f"/files/{reviewed}/contest", data={}).status_code == 422
    answer = client.post(f"/files/{reviewed}/contest", data={"statement": "Sunt 18 ore."})
    case_id = answer.location.split("/")[2]
    assert "Continuați contestația" in words(client.get(f"/files/{reviewed}"))
    check = words(client.get(f"/files/{case_id}/request"))
    for said in ("Sunt 18 ore.", "nr. 41", "6 credite"):
        assert said in check
    assert client.post(f"/files/{case_id}/request").status_code == 302

    sign_in(client, cast.cfpc)
    refused = words(client.get(f"/commission/files/{case_id}"))
    for said in ("Contestație", "Ați lucrat la hotărârea contestată"):
        assert said in refused
    cfpc, bex = (
        the_account(app, made_id(app, lambda session, role=role: another_officer(session, role)))
        for role in (Role.CFPC, Role.BEX)
    )
    sign_in(client, cfpc)
    proposal = {"outcome": "upheld", "credits": "9", "reasons": "Sunt 18 ore."}
    assert client.post(f"/commission/files/{case_id}/proposal", data=proposal).status_code == 302
    sign_in(client, bex)
    act = proposal | {"number": "52", "decided_on": NOW.date().isoformat()}
    assert client.post(f"/commission/files/{case_id}/decision", data=act).status_code == 302
    do_the_work(app)
    assert lines(app) == [6000, -6000, 9000]
    sign_in(client, cast.member)
    page = words(client.get(f"/files/{reviewed}"))
    assert "nr. 52" in page


def test_the_commission_takes_back_what_was_wrong(app, client, cast):
    reviewed = made(app, decided_training(cast))
    do_the_work(app)
    sign_in(client, cast.cfpc)
    assert "Propuneți reexaminarea" in words(client.get(f"/commission/files/{reviewed}"))
    address = f"/commission/files/{reviewed}/review"
    assert "6 credite" in words(client.get(address))
    for wrong in ({}, {"credits": "x", "reasons": "y"}, {"credits": "6", "reasons": "y"}):
        assert client.post(address, data=wrong).status_code == 422
    answer = client.post(address, data={"credits": "0", "reasons": "Certificat fals."})
    assert answer.status_code == 302
    sign_in(client, cast.bex)
    act = {
        "outcome": "upheld",
        "credits": "0",
        "reasons": "Certificat fals.",
        "number": "53",
        "decided_on": NOW.date().isoformat(),
    }
    path = answer.location.removeprefix("http://localhost")
    assert client.post(f"{path}/decision", data=act).status_code == 302
    do_the_work(app)
    assert lines(app) == [6000, -6000]


def test_a_rejected_request_says_what_can_be_done(app, member, cast):
    case_id = made(app, decided_training(cast, credits=None))
    assert "Puteți contesta hotărârea" in words(member.get(f"/files/{case_id}"))


def test_the_queue_holds_the_new_kinds_in_a_fixed_number_of_questions(
    app, client, cast, count_queries
):
    sign_in(client, cast.cfpc)

    def asked():
        with count_queries() as sent:
            assert client.get("/commission?state=all").status_code == 200
        return len(sent)

    made(app, lambda session: submit(session, training(session, cast.member)))
    made(app, lambda session: submit(session, activity(session, cast.member)))
    few = asked()
    made(app, lambda session: submit(session, training(session, cast.colleague)))
    made(app, lambda session: submit(session, activity(session, cast.colleague)))
    assert asked() == few
    page = words(client.get("/commission?kind=other_activity"))
    assert "Lucrul cu familiile din rural" in page
    assert "Terapia sistemică" not in page
    assert client.get("/commission?format=xlsx&kind=recognition").status_code == 200
