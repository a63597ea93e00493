"""The file of approval in the pages of its organiser, of the commission and of BEX."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from lms import clock
from lms.extensions import db, transaction
from lms.models import ApprovalRequest, CaseQuestion, CaseState, ProviderDuty, RoleGrant
from lms.services import provider_approvals
from tests.infra.cast import Person, sign_in
from tests.infra.documents import pdf_of
from tests.services.provider_world import make_principal, submitted

UNTIL = (clock.today().replace(day=1) + timedelta(days=1500)).isoformat()


def text_of(response):
    main = response.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def document(part):
    return {"part": part, "file": (io.BytesIO(pdf_of(f"Dovada {part}")), f"{part}.pdf")}


@pytest.fixture
def filed(app, cast):
    with app.app_context(), transaction() as session:
        case = submitted(session, cast, settings=app.extensions["settings"], now=clock.now())
        manager = case.opened_by
        return case.id, manager, case.number


def test_the_draft_is_filled_in_and_submitted_in_its_pages(app, client, cast):
    sign_in(client, cast.provider)
    start = f"/provider/organisations/{cast.provider_id}/approval"
    where = client.post(start).location.split("#")[0]
    page = text_of(client.get(where))
    assert "Reavizarea unui furnizor" in page
    assert "Mai lipsesc 6 cerințe" in page
    assert page.count("Cerut de:") == 6
    saved = client.post(
        where,
        data={"plan": "Supervizare", "fee_paid_on": clock.today().isoformat()},
        headers={"X-Autosave": "1"},
    )
    assert saved.status_code == 204  # the page says that it is kept; a redirect would not
    with app.app_context():
        parts = provider_approvals.parts_asked(db.session(), on=clock.today())
    for part in parts:
        assert client.post(f"{where}/documents", data=document(part)).status_code == 303
    cnp = client.post(
        f"{where}/documents",
        data={"part": parts[0], "file": (io.BytesIO(pdf_of("CNP 1960101123456")), "a.pdf")},
    )
    assert "cod numeric personal" in text_of(cnp)
    with app.app_context(), transaction() as session:
        make_principal(session, cast.member.member_id, now=clock.now())
    for someone in (cast.member, cast.colleague):
        sent = {"name": someone.name, "rnasr_code": someone.rnasr_code}
        assert client.post(f"{where}/principals", data=sent).status_code == 303
    page = text_of(client.get(where))
    assert "Mai lipsește 1 cerință" in page
    assert "Principal, activ în registru" in page
    assert "Nu îndeplinește condiția azi" in page
    assert "practicant" not in page  # what the register says is for officers
    with app.app_context(), transaction() as session:
        make_principal(session, cast.colleague.member_id, now=clock.now())
    answer = client.post(f"{where}/submit", follow_redirects=True)
    assert "Dosarul 1/" in text_of(answer)
    for paper in ("receipt", "opis"):
        assert client.get(f"{where}/{paper}").data.startswith(b"%PDF-")


def test_the_desk_shows_the_file_and_bex_decides(app, client, cast, filed):
    case_id, manager, _number = filed
    desk = f"/commission/files/{case_id}"
    sign_in(client, cast.cfpc)
    queue = text_of(client.get("/commission"))
    assert "Asociația Început" in queue
    assert "Avizarea unui furnizor" in queue
    page = text_of(client.get(desk))
    for words in ("6 din 6 cerințe", "principal, activ", "la depunere", "Zece ateliere."):
        assert words in page
    client.post(f"{desk}/take")
    short = client.post(f"{desk}/questions", data={"text": "Ce sală?", "until": "2020-01-01"})
    assert short.status_code == 422
    assert "Ce sală?" in text_of(short)  # what was typed is kept
    until = (clock.today() + timedelta(days=5)).isoformat()
    assert (
        client.post(f"{desk}/questions", data={"text": "Ce sală?", "until": until}).status_code
        == 303
    )

    sign_in(client, Person(id=manager, email="", name=""))
    assert "Comisia așteaptă răspunsul dumneavoastră" in text_of(client.get("/"))
    own = f"/provider/approvals/{case_id}"
    assert "Ce sală?" in text_of(client.get(own))
    with app.app_context():
        question = db.session.scalars(select(CaseQuestion.id)).one()
    client.post(f"{own}/questions/{question}", data={"answer": "Sala primăriei."})

    sign_in(client, cast.cfpc)
    assert "Sala primăriei." in text_of(client.get(desk))
    verdict = {"outcome": "approved", "reasons": "Complet.", "valid_until": ""}
    refused = client.post(f"{desk}/proposal", data=verdict)
    assert refused.status_code == 422
    assert "scrieți până când este valabil" in text_of(refused)
    assert client.post(f"{desk}/proposal", data=verdict | {"valid_until": UNTIL}).status_code == 302

    sign_in(client, cast.bex)
    assert UNTIL in client.get(desk).get_data(as_text=True)
    decision = verdict | {
        "valid_until": UNTIL,
        "number": "77",
        "decided_on": clock.today().isoformat(),
    }
    assert client.post(f"{desk}/decision", data=decision).status_code == 302
    assert client.post(f"{desk}/decision", data=decision).status_code == 302  # sent twice
    register = client.get("/registers/providers.json?q=inceput").get_json()["providers"]
    assert [row["approval"]["valid_until"] for row in register] == [UNTIL]
    sign_in(client, Person(id=manager, email="", name=""))
    assert "Sunteți în registrul public" in text_of(client.get(own))


def test_a_clerk_sees_that_there_is_a_file_and_opens_none(app, client, cast):
    with app.app_context(), transaction() as session:
        case = provider_approvals.start(
            session, cast.provider_id, account_id=cast.provider.id, now=clock.now()
        )
        grant = session.scalars(
            select(RoleGrant).where(RoleGrant.account_id == cast.provider_colleague.id)
        ).one()
        grant.duty = ProviderDuty.CLERK
        path = f"/provider/approvals/{case.id}"
    sign_in(client, cast.provider_colleague)
    own = f"/provider/organisations/{cast.provider_id}"
    assert "Reavizarea unui furnizor" in text_of(client.get(own))
    assert client.get(path).status_code == 404
    assert client.post(f"{own}/approval").status_code == 403


def test_the_pages_of_a_file_ask_as_often_with_many_people_in_it(
    app, client, cast, filed, count_queries
):
    case_id, manager, _number = filed
    sign_in(client, cast.cfpc)

    def sent():
        with count_queries() as asked:
            assert client.get(f"/commission/files/{case_id}").status_code == 200
        return len(asked)

    few = sent()
    with app.app_context(), transaction() as session:
        request = session.get_one(ApprovalRequest, case_id)
        request.case.state = CaseState.DRAFT
        provider_approvals.name_principal(
            session,
            request.case,
            rnasr_code=cast.stranger.rnasr_code,
            name=cast.stranger.name,
            account_id=manager,
            now=clock.now(),
        )
        request.case.state = CaseState.SUBMITTED
    assert sent() == few
