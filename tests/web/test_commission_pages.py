"""The commission's queue and desk: who sees what, and each step from taking to deciding."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event, select

from lms.extensions import db, transaction
from lms.models import Account, CaseState, CreditEntry, ObjectionKind, Role
from lms.models import CaseFile as Case
from lms.services import accounts, case_decisions, case_files, regulations
from tests.infra.cast import sign_in
from tests.services.objection_world import (
    NOW,
    REJECTED,
    SETTINGS,
    missing_draft,
    submitted,
    upheld,
    world_of,
)

DECISION = {
    "outcome": "upheld",
    "credits": "7,5",
    "reasons": "Așa a hotărât BEX.",
    "number": "45",
    "decided_on": NOW.date().isoformat(),
}


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: NOW)


@pytest.fixture
def world(app, cast):
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=NOW)
            built = world_of(session, cast)
        db.session.remove()
    return built


@pytest.fixture
def case_id(app, world):
    return made(app, lambda session: submitted(session, world, ObjectionKind.WRONG_CREDIT))


def made(app, make):
    with app.app_context():
        with transaction() as session:
            case = make(session)
        db.session.remove()
    return case.id


def propose(app, cast, case_id, verdict=REJECTED):
    with app.app_context():
        with transaction() as session:
            case_decisions.propose(session, case_id, verdict, account_id=cast.cfpc.id, now=NOW)
        db.session.remove()


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def state(app, case_id):
    with app.app_context():
        return db.session.get_one(Case, case_id).state


def amounts(app, person):
    with app.app_context():
        return list(
            db.session.scalars(
                select(CreditEntry.credits)
                .where(CreditEntry.member_id == person.member_id)
                .order_by(CreditEntry.position)
            )
        )


def test_from_the_queue_to_the_decision_without_script(app, client, cast, case_id):
    sign_in(client, cast.cfpc)
    assert "1/2026" in words(client.get("/commission"))
    desk = words(client.get(f"/commission/files/{case_id}"))
    for said in (
        "Ana Moraru, AS-10001",
        "Numărul de credite este greșit",
        "Program cu 6 credite, prin decizia nr. 31 din 1 februarie 2025.",
        "Furnizorul nu a depus încă lista de prezență.",
        "Linia contestată",
        "pragul este de 80 %",
        "Valoare orientativă",
        "Luați în analiză",
    ):
        assert said in desk, said
    assert "Trimiteți propunerea" not in desk
    client.post(f"/commission/files/{case_id}/take")
    desk = words(client.get(f"/commission/files/{case_id}"))
    assert "Trimiteți propunerea" in desk
    sent = {"outcome": "upheld", "credits": "7,5", "reasons": "Programul are 7,5."}
    for _ in range(2):
        answer = client.post(f"/commission/files/{case_id}/proposal", data=sent)
        assert answer.status_code == 302
    assert amounts(app, cast.member) == [6000]
    assert "1/2026" not in words(client.get("/commission"))

    sign_in(client, cast.bex)
    assert "1/2026" in words(client.get("/commission"))
    page = client.get(f"/commission/files/{case_id}").get_data(as_text=True)
    assert 'value="7,5"' in page
    assert "Programul are 7,5." in page
    for _ in range(2):
        answer = client.post(f"/commission/files/{case_id}/decision", data=DECISION)
        assert answer.status_code == 302
    assert amounts(app, cast.member) == [6000, -6000, 7500]
    assert "Dosarul este încheiat" in words(client.get(f"/commission/files/{case_id}"))

    sign_in(client, cast.member)
    page = words(client.get(f"/files/{case_id}"))
    for said in (
        "Admis",
        "Hotărârea BEX nr. 45 din 2 aprilie 2026: admis",
        "Așa a hotărât BEX.",
        "S-au stabilit 7,5 credite",
        "Gabriela Comisia (Comisia de formare profesională), 2 aprilie 2026, 12:30",
        "Ioana Birou (Biroul Executiv)",
    ):
        assert said in page, said
    assert page.count("Gabriela Comisia (Comisia de formare profesională)") == 1  # once a day
    assert "Dosarul 1/2026 s-a hotărât: admis." in words(client.get("/"))


def test_who_proposed_sees_why_somebody_else_decides(app, client, cast, case_id):
    with app.app_context():
        with transaction() as session:
            account = session.get_one(Account, cast.cfpc.id)
            accounts.grant_role(session, account, Role.BEX, valid_from=NOW.date(), now=NOW)
        db.session.remove()
    propose(app, cast, case_id, upheld(7500))
    sign_in(client, cast.cfpc)
    page = words(client.get(f"/commission/files/{case_id}"))
    assert "Ați făcut propunerea în acest dosar." in page
    assert "Înregistrați hotărârea" not in page
    assert client.post(f"/commission/files/{case_id}/decision", data=DECISION).status_code == 403
    assert (state(app, case_id), amounts(app, cast.member)) == (CaseState.PROPOSED, [6000])


def test_bex_waits_for_the_proposal(app, client, cast, case_id):
    sign_in(client, cast.bex)
    page = words(client.get(f"/commission/files/{case_id}"))
    assert "Așteaptă propunerea: Comisia de formare profesională." in page
    assert client.post(f"/commission/files/{case_id}/proposal", data={}).status_code == 403
    assert "1/2026" not in words(client.get("/commission"))
    assert "1/2026" in words(client.get("/commission?state=all"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"outcome": ""}, "Alegeți soluția."),
        ({"outcome": "maybe"}, "Not a valid choice"),
        ({"reasons": ""}, "Scrieți motivele"),
        ({"reasons": "CNP 1960101123456"}, "cod numeric personal"),
        ({"credits": ""}, "câte credite"),
        ({"credits": "șapte"}, "ca număr"),
        ({"credits": "-7"}, "ca număr"),
        ({"credits": "1e9"}, "ca număr"),
        ({"credits": "7,1234"}, "ca număr"),
        ({"credits": "999"}, "cel mult 60"),
        ({"number": ""}, "numărul hotărârii"),
        ({"number": "9" * 41}, "40 de semne"),
        ({"decided_on": ""}, "data hotărârii"),
        ({"decided_on": "31.02.2026"}, "Not a valid date"),
        ({"decided_on": "2999-01-01"}, "în viitor"),
        ({"decided_on": "2026-01-01"}, "înainte de depunerea"),
    ],
)
def test_decision_that_cannot_be_recorded_is_told_why(app, client, cast, case_id, change, says):
    propose(app, cast, case_id, upheld(7500))
    sign_in(client, cast.bex)
    answer = client.post(f"/commission/files/{case_id}/decision", data=DECISION | change)
    assert answer.status_code == 422
    assert "Mai este ceva de corectat" in words(answer)
    if "Not a valid" not in says:
        assert says in words(answer)
    assert amounts(app, cast.member) == [6000]
    assert state(app, case_id) is CaseState.PROPOSED


def test_somebody_faster_is_told_not_thrown(app, client, cast, case_id):
    propose(app, cast, case_id)
    sign_in(client, cast.cfpc)
    answer = client.post(
        f"/commission/files/{case_id}/proposal", data={"outcome": "rejected", "reasons": "alt"}
    )
    assert answer.status_code == 302
    assert "a trecut mai departe" in words(client.get(answer.location))


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "{{ 7*7 }}", "=cmd()"])
def test_reasons_are_text(app, client, cast, case_id, text):
    sign_in(client, cast.cfpc)
    client.post(
        f"/commission/files/{case_id}/proposal", data={"outcome": "rejected", "reasons": text}
    )
    page = client.get(f"/commission/files/{case_id}").get_data(as_text=True)
    assert "<img src=x" not in page
    assert ">49<" not in page


@pytest.mark.parametrize("act", ["take", "proposal", "decision"])
def test_nothing_is_done_by_a_link(client, cast, case_id, act):
    sign_in(client, cast.cfpc)
    assert client.get(f"/commission/files/{case_id}/{act}").status_code == 405


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=1/2026", True),
        ("?q=1", True),
        ("?q=1/2025", False),
        ("?q=moraru", True),
        ("?q=AS-10001", True),
        ("?q=%25", False),
        ("?kind=objection", True),
        ("?kind=x", True),
        ("?state=decided", False),
        ("?state=submitted&sort=member&order=desc", True),
        ("?q=9999999999999999999999", False),
    ],
)
def test_queue_is_filtered(client, cast, case_id, query, found):
    sign_in(client, cast.cfpc)
    answer = client.get(f"/commission{query}")
    assert answer.status_code == 200
    assert (f"/commission/files/{case_id}" in answer.get_data(as_text=True)) is found


def test_queue_of_the_other_commission_is_empty(client, cast, case_id):
    sign_in(client, cast.caap)
    assert "Niciun dosar nu vă așteaptă" in words(client.get("/commission"))
    assert client.get("/commission?state=all").get_data(as_text=True).count("1/2026") == 0


def test_queue_can_be_taken_along(client, cast, case_id):
    sign_in(client, cast.cfpc)
    text = client.get("/commission?format=csv").get_data(as_text=True)
    assert "1/2026,Ana Moraru,Intervenția în criză" in text
    assert client.get("/commission?format=xlsx").data[:2] == b"PK"


def count_queries(app, client, url):
    """How many statements a request sends."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(url).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.startswith("SELECT")])


def test_queue_asks_the_database_as_often_for_many_as_for_one(app, client, cast, case_id):
    sign_in(client, cast.cfpc)
    one = count_queries(app, client, "/commission")
    with app.app_context():
        with transaction() as session:
            for _ in range(6):
                case = missing_draft(session, cast)
                case_files.submit(session, case, settings=SETTINGS, now=NOW)
                from lms.models import Objection

                session.get_one(Objection, case.id).closed_at = NOW
        db.session.remove()
    many = count_queries(app, client, "/commission")
    assert many - one <= 1  # editions beside lines: one query for the kind, none for each file
    assert client.get("/commission").get_data(as_text=True).count("/commission/files/") == 7
