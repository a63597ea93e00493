"""An entity comes in by mail, is verified by CFPC, and keeps its people; the public register."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from lms import clock
from lms.extensions import db, transaction
from lms.models import (
    Account,
    AuditEntry,
    Mail,
    OrganiserKind,
    Provider,
    ProviderDuty,
    ProviderEntry,
    ProviderInvitation,
    RoleGrant,
)
from lms.services import provider_entry
from tests.infra.cast import sign_in, sign_out
from tests.services.provider_world import FISCAL_CODE, PASSWORD, add_approval, enter

ENTITY = {
    "name": "Asociația Început Bun",
    "fiscal_code": f"RO {FISCAL_CODE}",
    "legal_form": "association",
    "county": "CJ",
    "contact_name": "Mara Început",
    "email": "Mara@inceput.example",
    "phone": "",
}


def text_of(response):
    main = response.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def link(app):
    with app.app_context():
        mail = db.session.scalars(select(Mail).order_by(Mail.created_at.desc()).limit(1)).one()
        return re.findall(r"http://localhost:8000(/providers/join/[\w-]{20,})", mail.body)[0]


def test_an_entity_enters_by_its_link_and_holds_nothing_before_it_is_verified(app, client, cast):
    assert "Verificați e-mailul" in text_of(client.post("/providers/join", data=ENTITY))
    with app.app_context():
        assert db.session.scalar(select(Provider.id).where(Provider.name == ENTITY["name"])) is None
    path = link(app)
    assert client.post(path, data={"password": "scurtă"}).status_code == 422
    answer = client.post(path, data={"password": PASSWORD})
    assert answer.status_code == 303
    page = text_of(client.get(answer.location))
    assert "De verificat" in page
    assert "nu puteți ține ediții" in page
    assert client.get(path).status_code == 410
    with app.app_context():
        entry = db.session.scalars(select(ProviderEntry)).one()
        provider = db.session.get_one(Provider, entry.provider_id)
        assert (entry.fiscal_code, provider.kind) == (FISCAL_CODE, OrganiserKind.OTHER_ENTITY)
        assert provider_entry.unverified(db.session(), [provider.id]) == {provider.id}
        entry_id, provider_id = entry.id, provider.id

    sign_in(client, cast.cfpc)
    assert ENTITY["name"] in text_of(client.get("/commission/entries"))
    where = f"/commission/entries/{entry_id}"
    assert client.post(where, data={"state": "verified", "reason": " "}).status_code == 422
    checked = {"state": "verified", "reason": "Corespunde cu registrul ANAF."}
    assert client.post(where, data=checked).status_code == 303
    assert client.post(where, data=checked).status_code == 303  # sent twice is done once
    assert ENTITY["name"] not in text_of(client.get("/commission/entries"))
    with app.app_context():
        assert not provider_entry.unverified(db.session(), [provider_id])
        subject = f"provider:{provider_id}"
        found = select(AuditEntry.action).where(AuditEntry.subject == subject)
        assert sorted(db.session.scalars(found)) == [
            "provider.entered",
            "provider.joined",
            "provider.verified",
        ]


def test_links_to_one_address_are_few(client, cast):
    codes = [client.post("/providers/join", data=ENTITY).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_what_is_wrong_with_an_entry_is_said_at_its_field(app, client, cast):
    wrong = client.post("/providers/join", data=ENTITY | {"fiscal_code": "1590083"})
    assert wrong.status_code == 422
    assert "cifra de control" in text_of(wrong)
    cnp = client.post("/providers/join", data=ENTITY | {"fiscal_code": "1960101123456"})
    assert "între 2 și 10 cifre" in text_of(cnp)
    with app.app_context(), transaction() as session:
        enter(session, now=clock.now()).fiscal_code = FISCAL_CODE
    known = client.post("/providers/join", data=ENTITY)
    assert "este deja înscrisă" in text_of(known)


def test_a_manager_invites_and_removes_and_a_clerk_does_neither(app, client, cast):
    sign_in(client, cast.provider)
    where = f"/provider/organisations/{cast.provider_id}"
    asked = {"name": "Ada Clerc", "email": "ada@punte.example", "duty": "clerk"}
    assert client.post(f"{where}/staff", data=asked).status_code == 303
    assert "Ada Clerc" in text_of(client.get(where))
    path = link(app)
    sign_out(client)
    assert client.post(path, data={"password": PASSWORD}).status_code == 303
    assert client.get("/provider").status_code == 200
    assert "Invitați un coleg" not in text_of(client.get(where))
    assert client.post(f"{where}/staff", data=asked).status_code == 403
    with app.app_context():
        ada = db.session.scalars(select(Account).where(Account.email == asked["email"])).one()
        [grant] = ada.roles
        assert grant.duty is ProviderDuty.CLERK
        leaving = grant.id

    sign_in(client, cast.provider)
    assert client.post(f"{where}/staff/{leaving}/remove").status_code == 303
    sign_in(client, ada)
    assert client.get("/provider").status_code == 403


def test_the_last_manager_stays_and_a_withdrawn_link_opens_nothing(app, client, cast):
    sign_in(client, cast.stranger_provider)
    where = f"/provider/organisations/{cast.stranger_provider_id}"
    with app.app_context():
        own = db.session.scalars(
            select(RoleGrant.id).where(RoleGrant.account_id == cast.stranger_provider.id)
        ).one()
    answer = client.post(f"{where}/staff/{own}/remove", follow_redirects=True)
    assert "singurul administrator" in answer.get_data(as_text=True)
    asked = {"name": "Ion", "email": cast.member.email, "duty": "manager"}
    client.post(f"{where}/staff", data=asked)
    path = link(app)
    with app.app_context():
        invitation = db.session.scalars(select(ProviderInvitation.id)).one()
    assert "Aveți deja un cont" in text_of(client.get(path))
    assert client.post(f"{where}/invitations/{invitation}").status_code == 303
    assert client.post(path).status_code == 410


def test_a_link_gives_an_account_that_there_is_the_role_and_no_new_password(app, client, cast):
    sign_in(client, cast.provider)
    where = f"/provider/organisations/{cast.provider_id}"
    asked = {"name": "Ana", "email": cast.member.email, "duty": "manager"}
    client.post(f"{where}/staff", data=asked)
    sign_out(client)
    with app.app_context():
        before = db.session.get_one(Account, cast.member.id).password_hash
    answer = client.post(link(app), data={"password": PASSWORD})
    assert answer.location == f"/login?next={where}"
    with app.app_context():
        assert db.session.get_one(Account, cast.member.id).password_hash == before
    sign_in(client, cast.member)
    assert client.get(where).status_code == 200


@pytest.fixture
def register(app, cast):
    with app.app_context(), transaction() as session:
        found = enter(session, now=clock.now(), name="Știința Țării").provider_id
        add_approval(session, found, date(2019, 3, 1), date(2023, 3, 1), now=clock.now())
        return found


def names(client, **asked):
    rows = client.get("/registers/providers.json", query_string=asked).get_json()["providers"]
    return [row["name"] for row in rows]


def test_the_register_answers_for_any_day_and_forgives_diacritics(app, client, register):
    assert "Știința Țării" not in names(client)
    assert names(client, on="2023-02-28", q="stiinta tarii") == ["Știința Țării"]
    assert names(client, on="2023-03-01", q="stiinta") == []
    assert names(client, state="all", q="STIINTA", county="CJ") == ["Știința Țării"]
    assert names(client, state="all", q="stiinta", county="IS") == []
    with app.app_context(), transaction() as session:
        add_approval(session, register, date(2024, 1, 1), None, now=clock.now())
    assert "Știința Țării" in names(client)
    slug = client.get("/registers/providers.json?q=stiinta").get_json()["providers"][0]["id"]
    one = client.get(f"{slug.removeprefix('http://localhost:8000')}.json?on=2022-01-01").get_json()
    assert (one["state"], len(one["approvals"])) == ("approved", 2)
    page = client.get("/registers/providers?q=stiinta")
    assert "contact" not in page.get_data(as_text=True)  # no person, no e-mail
    exported = client.get("/registers/providers?state=all&format=csv").get_data(as_text=True)
    assert "Știința Țării" in exported


def test_the_register_and_the_list_of_entries_ask_as_often_for_many(
    app, client, cast, register, count_queries
):
    sign_in(client, cast.cfpc)
    pages = ("/registers/providers?state=all", "/commission/entries")

    def sent():
        with count_queries() as asked:
            for page in pages:
                assert client.get(page).status_code == 200
        return len(asked)

    few = sent()
    with app.app_context(), transaction() as session:
        for number in range(4):
            found = enter(session, now=clock.now(), name=f"Asociația {number}").provider_id
            add_approval(session, found, date(2025, 1, 1), None, now=clock.now())
    assert sent() == few
