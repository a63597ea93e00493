"""Treaptă superioară in the browser: from one click to the decision; lists, records, the branch."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import AuditEntry, CaseFile, CaseState
from lms.services import members
from tests.infra.cast import sign_in
from tests.services.promotion_world import (
    APPROVED,
    NOW,
    REJECTED,
    TODAY,
    asked,
    decided,
    furnish,
    grades,
    proposed,
    second_officers,
)

DECISION = {
    "outcome": "approved",
    "reasons": "Așa a hotărât BEX.",
    "number": "45",
    "decided_on": TODAY.isoformat(),
}


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: NOW)


@pytest.fixture
def world(app, cast):
    with app.app_context():
        with transaction() as session:
            furnish(session, cast)
        db.session.remove()
    return cast


def made(app, make):
    with app.app_context():
        with transaction() as session:
            case = make(session)
        db.session.remove()
    return case.id


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def only_case(app):
    with app.app_context():
        return db.session.scalars(select(CaseFile.id)).one()


def test_from_the_click_to_the_changed_grade_without_script(app, client, world):
    sign_in(client, world.member)
    page = words(client.get("/promotion"))
    for said in (
        "Cereți treapta specialist",
        "Vechime în specialitate: 6 ani",
        "Practică în domeniu",
        "Cotizația este plătită",
        "Valoare orientativă",
    ):
        assert said in page, said
    for _ in range(2):
        answer = client.post("/promotion", data={"grade": "specialist"})
        assert answer.status_code == 302
    case_id = only_case(app)
    page = words(client.get(f"/files/{case_id}"))
    assert "Dosarul 1/2026" in page
    assert "Comisia de atestare" in page
    assert "Condițiile, cum arătau la depunere" in page
    assert client.get(f"/files/{case_id}/receipt.pdf").data.startswith(b"%PDF")
    assert "Ați cerut treapta următoare prin dosarul 1/2026" in words(client.get("/promotion"))

    sign_in(client, world.caap)
    assert "1/2026" in words(client.get("/commission/promotions"))
    desk = words(client.get(f"/commission/files/{case_id}"))
    assert "Recalculat acum pentru aceeași zi: identic." in desk
    assert "identic" in words(client.get(f"/commission/promotions/{case_id}/record"))
    client.post(f"/commission/files/{case_id}/take")
    until = (TODAY + timedelta(days=10)).isoformat()
    asking = {"text": "Copia contractului.", "until": until}
    assert client.post(f"/commission/files/{case_id}/ask", data=asking).status_code == 302
    desk = words(client.get(f"/commission/files/{case_id}"))
    for said in ("Document cerut", "Se menține treapta", "Se amână", "Trimiteți propunerea"):
        assert said in desk, said
    sent = {"outcome": "approved", "reasons": "Îndeplinește condițiile."}
    assert client.post(f"/commission/files/{case_id}/proposal", data=sent).status_code == 302

    sign_in(client, world.bex)
    desk = words(client.get(f"/commission/files/{case_id}"))
    assert "treapta specialist este trecută în registru din ziua hotărârii" in desk
    for _ in range(2):
        answer = client.post(f"/commission/files/{case_id}/decision", data=DECISION)
        assert answer.status_code == 302

    sign_in(client, world.member)
    page = words(client.get(f"/files/{case_id}"))
    for said in (
        "Hotărârea BEX nr. 45 din 2 aprilie 2026: aprobat",
        "Treapta nouă este în registru din 2 aprilie 2026.",
        "Document cerut, până la 12 aprilie 2026",
        "Horia Comisia (Comisia de atestare)",
    ):
        assert said in page, said
    home = words(client.get("/"))
    assert "Treapta cerută în dosarul 1/2026 a fost aprobată." in home
    assert "Comisia vă cere un document în dosarul 1/2026, până la 12 aprilie 2026." in home
    assert "treapta principal" in home
    sign_in(client, world.caap)
    found = words(client.get(f"/registry/members/{world.member.member_key}"))
    assert "BEX 45/02.04.2026" in found


def test_member_sees_what_was_asked_for_and_where_to_send_it(app, client, world):
    case_id = made(app, lambda session: asked(session, world))
    sign_in(client, world.caap)
    until = (TODAY + timedelta(days=10)).isoformat()
    client.post(f"/commission/files/{case_id}/ask", data={"text": "Contractul.", "until": until})
    sign_in(client, world.member)
    page = words(client.get(f"/files/{case_id}"))
    assert "Comisia vă cere un document, până la 12 aprilie 2026" in page
    assert "nu se pierde" in page
    assert client.get(f"/files/{case_id}/documents", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"text": "", "until": "2026-04-20"}, "de ce document"),
        ({"text": "Act", "until": ""}, "cu zi, lună și an"),
        ({"text": "Act", "until": "2026-04-01"}, "viitoare"),
        ({"text": "CNP 1960101123456", "until": "2026-04-20"}, "cod numeric personal"),
    ],
)
def test_document_asked_for_badly(app, client, world, data, says):
    case_id = made(app, lambda session: asked(session, world))
    sign_in(client, world.caap)
    answer = client.post(f"/commission/files/{case_id}/ask", data=data)
    assert answer.status_code == 422
    assert "Mai este ceva de corectat" in words(answer)
    assert says in words(answer)


def test_record_as_of_a_day_is_the_same_bytes_each_time(app, client, world):
    case_id = made(app, lambda session: asked(session, world))
    sign_in(client, world.member)
    stored = client.get(f"/promotion/{case_id}/record.json")
    assert json.loads(stored.data)["schema"] == "treapta-promotion-file/1"
    past = f"/promotion/{case_id}/record.json?day=2026-03-01"
    assert client.get(past).data == client.get(past).data != stored.data
    page = words(client.get(f"/promotion/{case_id}/record?day=2026-03-01"))
    assert "La 1 martie 2026" in page
    for day, says in (("2026-04-03", "în viitor"), ("ieri", "cu zi, lună și an"),
                      ("1999-01-01", "nu ținea încă evidența")):  # fmt: skip
        answer = client.get(f"/promotion/{case_id}/record?day={day}")
        assert answer.status_code == 422
        assert says in words(answer)
        assert client.get(f"/promotion/{case_id}/record.json?day={day}").status_code == 400


def test_officer_who_opens_a_record_is_noted(app, client, world):
    case_id = made(app, lambda session: asked(session, world))
    sign_in(client, world.bex)
    client.get(f"/commission/promotions/{case_id}/record.json")
    sign_in(client, world.member)
    assert "Ioana Birou (Biroul Executiv)" in words(client.get(f"/files/{case_id}"))


def test_member_contests_and_other_officers_decide(app, client, world):
    case_id = made(
        app,
        lambda session: decided(
            session, world, proposed(session, world, asked(session, world), REJECTED), REJECTED
        ),
    )
    sign_in(client, world.member)
    assert "Contestați hotărârea" in words(client.get(f"/files/{case_id}"))
    url = f"/promotion/{case_id}/contest"
    answer = client.post(url, data={"statement": ""})
    assert answer.status_code == 422
    assert "Scrieți de ce hotărârea" in words(answer)
    assert client.post(url, data={"statement": "Creditele există."}).status_code == 302
    assert client.get(url).status_code == 302
    assert "contestația 2/2026" in words(client.get(f"/files/{case_id}"))
    with app.app_context():
        review_id = db.session.scalars(select(CaseFile.id).where(CaseFile.id != case_id)).one()
    sign_in(client, world.caap)
    page = words(client.get(f"/commission/files/{review_id}"))
    assert "Ați lucrat la hotărârea contestată." in page
    assert "nr. 45 din 2 aprilie 2026: respins" in page


@pytest.fixture
def two_waiting(app, world):
    def make(session):
        second_officers(session, world)
        proposed(session, world, asked(session, world, world.stranger), REJECTED)
        return proposed(session, world, asked(session, world), APPROVED)

    return made(app, make)


def test_a_session_of_bex_over_several_files(app, client, world, two_waiting):
    sign_in(client, world.bex)
    page = words(client.get("/commission/promotions/session"))
    assert "1/2026" in page
    assert "2/2026" in page
    with app.app_context():
        ids = [str(found) for found in db.session.scalars(select(CaseFile.id))]
    form = {"decided_on": TODAY.isoformat()} | {f"number-{key}": "45" for key in ids}
    answer = client.post("/commission/promotions/session", data=form)
    assert answer.status_code == 422
    assert "este deja înregistrată la alt dosar" in words(answer)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    with app.app_context():
        states = set(db.session.scalars(select(CaseFile.state)))
        assert states == {CaseState.PROPOSED}
    form |= {f"number-{key}": str(45 + place) for place, key in enumerate(ids)}
    answer = client.post("/commission/promotions/session", data=form, follow_redirects=True)
    assert "Au fost înregistrate 2 hotărâri." in words(answer)
    with app.app_context():
        assert grades(db.session(), world.member)[-1][0] == "specialist"
        assert grades(db.session(), world.stranger)[-1][0] == "practicant"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"decided_on": ""}, "cu zi, lună și an"),
        ({"decided_on": "2026-04-02"}, "cel puțin un dosar"),
        ({"decided_on": "2026-04-02", "number-x": "4"}, "nu mai așteaptă"),
        ({"decided_on": "2026-04-02", "number-CASE": "4" * 41}, "cel mult 40"),
        ({"decided_on": "2027-04-02", "number-CASE": "4"}, "în viitor"),
    ],
)
def test_a_session_badly_filled_in(client, world, two_waiting, form, says):
    sign_in(client, world.bex)
    form = {key.replace("CASE", str(two_waiting)): value for key, value in form.items()}
    answer = client.post("/commission/promotions/session", data=form)
    assert answer.status_code == 422
    assert says in words(answer)


def test_monthly_list_filters_and_exports(app, client, world, two_waiting):
    sign_in(client, world.caap)
    url = "/commission/promotions"
    assert "2 dosare" in words(client.get(url))
    for query, count in (
        ("grade=specialist", "2 dosare"),
        ("grade=principal", "Niciun dosar aici"),
        ("state=proposed&q=moraru", "1 dosar"),
        ("month=2026-03", "Niciun dosar aici"),
        ("month=all&answer=not_met", "Niciun dosar aici"),
        ("month=nimic&grade=x&answer=y&state=z&sort=w&page=x", "2 dosare"),
    ):
        assert count in words(client.get(f"{url}?{query}")), query
    for order in ("number", "member", "county", "grade", "answer", "submitted_at", "state"):
        assert client.get(f"{url}?sort={order}&order=desc").status_code == 200
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{url}?sort=member&format=xlsx").data)
    ).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["2/2026", "Ana Moraru"]


def test_lists_take_the_same_number_of_queries_however_long(app, client, world, count_queries):
    for person, url, other in (
        (world.caap, "/commission/promotions", world.stranger),
        (world.bex, "/commission/promotions/session", world.colleague),
    ):
        sign_in(client, person)
        made(app, lambda session: proposed(session, world, asked(session, world)))
        client.get(url)
        with count_queries() as one:
            client.get(url)
        made(app, lambda s, who=other: proposed(s, world, asked(s, world, who)))
        with count_queries() as more:
            client.get(url)
        assert len(more) == len(one)
        end_all(app, world)


def end_all(app, world):
    """End the open files, so that the next list begins with one."""
    with app.app_context():
        with transaction() as session:
            open_cases = session.scalars(
                select(CaseFile).where(CaseFile.state == CaseState.PROPOSED)
            ).all()
            for case in open_cases:
                decided(session, world, case, REJECTED, number=str(case.number))
        db.session.remove()


def test_branch_finds_its_member_and_files(app, client, world):
    sign_in(client, world.branch)
    page = words(client.get("/branch/promotions?q=moraru"))
    assert "Ana Moraru" in page
    assert "Niciun membru" in words(client.get("/branch/promotions?q=stirbu"))
    url = f"/branch/promotions/{world.member.member_key}"
    assert "Depuneți: treapta specialist" in words(client.get(url))
    assert client.get(f"/branch/promotions/{world.stranger.member_key}").status_code == 404
    stranger = client.post(
        f"/branch/promotions/{world.stranger.member_key}",
        data={"grade": "specialist", "how": "La telefon."},
    )
    assert stranger.status_code == 404
    answer = client.post(url, data={"grade": "specialist", "how": ""})
    assert answer.status_code == 422
    assert "Scrieți când și cum" in words(answer)
    assert client.post(url, data={"grade": "x", "how": "La telefon."}).status_code == 422
    for _ in range(2):
        sent = client.post(url, data={"grade": "specialist", "how": "La telefon."})
        assert sent.status_code == 302
    assert "1/2026" in words(client.get("/branch/promotions"))
    with app.app_context():
        logged = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.account_id == world.branch.id)
        ).all()
        assert {"promotion.filed_by_branch", members.VIEWED} <= set(logged)

    sign_in(client, world.member)
    home = words(client.get("/"))
    assert "Sucursala Cluj a depus pentru dumneavoastră dosarul 1/2026." in home
    case_id = only_case(app)
    page = words(client.get(f"/files/{case_id}"))
    assert "Sucursala Cluj, la cererea membrului" in page
    assert "La telefon." in page
    assert client.post(f"/files/{case_id}/withdraw").status_code == 302


def test_colleague_without_practice_is_told_what_is_not_known(client, world):
    sign_in(client, world.colleague)
    page = words(client.get("/promotion"))
    assert "nu este trecută în evidență" in page
    assert "Puteți cere și acum." in page
    answer = client.post("/promotion", data={"grade": "rege"}, follow_redirects=True)
    assert "Treapta aceasta nu există." in words(answer)
    answer = client.post("/promotion", data={"grade": "principal"}, follow_redirects=True)
    assert "Treapta următoare este alta acum." in words(answer)


def test_pages_in_english(app, client, world):
    case_id = made(app, lambda session: asked(session, world))
    sign_in(client, world.member)
    with client.session_transaction() as browser:
        browser["language"] = "en"
    assert "Higher grade" in words(client.get("/promotion"))
    page = words(client.get(f"/files/{case_id}"))
    assert "The conditions as they stood when the file was submitted" in page
    assert "Seniority" in page or "seniority" in page
    assert "Withdraw" in page
    assert "How it looked on" in words(client.get(f"/promotion/{case_id}/record"))
    sign_in(client, world.bex)
    with client.session_transaction() as browser:
        browser["language"] = "en"
    assert "Session of BEX" in words(client.get("/commission/promotions"))
    assert "No proposal is waiting" in words(client.get("/commission/promotions/session"))
