"""Accounts and dated roles: given and ended by administrators, never so that none is left."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms import clock
from lms.extensions import db, transaction
from lms.models import Account, AuditEntry, Role, RoleGrant
from lms.services import accounts
from tests.infra.cast import PASSWORD, sign_in


@pytest.fixture
def administrator(client, cast):
    sign_in(client, cast.administrator)
    return client


def roles_of(app, person, *, on=None):
    with app.app_context():
        account = db.session.get_one(Account, person.id)
        held = accounts.roles_in_force(account, on=on or clock.today())
        return {(grant.role, grant.provider_id or grant.branch_id) for grant in held}


def names_in(answer):
    assert answer.status_code == 200
    return re.findall(r'<a href="/admin/accounts/[0-9a-f-]{36}">([^<]+)</a>', answer.text)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("q=punte", ["Dan Punte", "Elena Punte"]),
        ("q=FLORIN.ALTA@", ["Florin Alta"]),
        ("role=cfpc", ["Gabriela Comisia"]),
        ("role=provider&q=alta", ["Florin Alta"]),
        ("role=member&sort=name&order=desc", ["Carmen Știrbu", "Bogdan Țuțea", "Ana Moraru"]),
        ("disabled=yes", []),
        ("q=_", []),
    ],
)
def test_accounts_are_searched(administrator, query, seen):
    assert names_in(administrator.get(f"/admin/accounts?{query}")) == seen


def test_account_list_asks_the_same_number_of_questions_for_any_length(
    administrator, count_queries
):
    with count_queries() as few:
        administrator.get("/admin/accounts?q=punte")
    with count_queries() as many:
        assert len(names_in(administrator.get("/admin/accounts"))) == 12
    assert len(many) == len(few)


def test_account_export_says_the_roles_of_today(administrator):
    text = administrator.get("/admin/accounts?q=gabriela&format=csv").text
    assert "Comisia de Formare Profesională (CFPC)" in text


def give(client, person, **form):
    data = {"valid_from": clock.today().isoformat()} | form
    return client.post(f"/admin/accounts/{person.id}/roles", data=data)


def test_role_is_given_within_its_scope(app, administrator, cast):
    assert give(administrator, cast.colleague, role="branch", branch_id=cast.branch_id)

    assert roles_of(app, cast.colleague) == {
        (Role.MEMBER, None),
        (Role.BRANCH, cast.branch_id),
    }
    with app.app_context():
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "role.granted")
        ).one()
        assert entry.account_id == cast.administrator.id
        assert entry.details["role"] == "branch"


def test_role_from_tomorrow_does_not_hold_today(app, administrator, cast):
    tomorrow = clock.today() + timedelta(days=1)
    give(administrator, cast.bex, role="caap", valid_from=tomorrow.isoformat())

    assert (Role.CAAP, None) not in roles_of(app, cast.bex)
    assert (Role.CAAP, None) in roles_of(app, cast.bex, on=tomorrow)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"role": "provider"}, "Alegeți furnizorul"),
        ({"role": "branch"}, "Alegeți sucursala"),
        ({"role": "bex", "valid_from": ""}, "Alegeți ziua din care"),
        ({"role": ""}, "Alegeți rolul"),
        ({"role": "bex", "valid_until": "2020-01-01"}, "s-ar încheia înainte"),
        ({"role": "king"}, "Mai este ceva de corectat"),
        ({"role": "member"}, "Mai este ceva de corectat"),
        ({"role": "provider", "provider_id": str(uuid4())}, "Mai este ceva de corectat"),
    ],
)
def test_role_that_cannot_be_given_is_explained(app, administrator, cast, form, sentence):
    answer = give(administrator, cast.supervisor, **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert roles_of(app, cast.supervisor) == {(Role.SUPERVISOR, None)}


def grant_of(app, person):
    with app.app_context():
        return db.session.scalar(select(RoleGrant.id).where(RoleGrant.account_id == person.id))


def test_role_ends_today_and_its_pages_close(app, administrator, cast):
    path = f"/admin/accounts/{cast.caap.id}/roles/{grant_of(app, cast.caap)}/end"
    assert administrator.post(path).status_code == 302
    assert roles_of(app, cast.caap) == set()
    assert roles_of(app, cast.caap, on=date(2026, 1, 1)) == {(Role.CAAP, None)}
    assert administrator.post(path).status_code in {400, 409}


def test_role_of_another_account_is_not_found(app, administrator, cast):
    path = f"/admin/accounts/{cast.bex.id}/roles/{grant_of(app, cast.caap)}/end"
    assert administrator.post(path).status_code == 404
    assert roles_of(app, cast.caap) == {(Role.CAAP, None)}


def test_closed_account_loses_its_sessions_and_can_be_opened_again(app, administrator, cast):
    victim = app.test_client()
    sign_in(victim, cast.member)
    administrator.post(f"/admin/accounts/{cast.member.id}/disable")
    assert victim.get("/account").status_code == 302
    assert "Ana Moraru" in names_in(administrator.get("/admin/accounts?disabled=yes"))

    administrator.post(f"/admin/accounts/{cast.member.id}/enable")
    assert victim.get("/account").status_code == 302
    data = {"email": cast.member.email, "password": PASSWORD}
    assert victim.post("/login", data=data).status_code == 302


def test_last_administrator_stays(app, administrator, cast):
    end = f"/admin/accounts/{cast.administrator.id}/roles/{grant_of(app, cast.administrator)}/end"
    for path in (f"/admin/accounts/{cast.administrator.id}/disable", end):
        answer = administrator.post(path)
        assert answer.status_code in {400, 409}
        assert "singurul administrator" in answer.text

    give(administrator, cast.bex, role="administrator")
    assert administrator.post(end).status_code == 302
    assert roles_of(app, cast.administrator) == set()


def test_closed_administrator_does_not_count(app, administrator, cast):
    with app.app_context(), transaction() as session:
        other = session.get_one(Account, cast.bex.id)
        accounts.grant_role(
            session, other, Role.ADMINISTRATOR, valid_from=clock.today(), now=clock.now()
        )
        other.disabled_at = clock.now()

    answer = administrator.post(f"/admin/accounts/{cast.administrator.id}/disable")
    assert "singurul administrator" in answer.text


def test_unknown_account_is_not_found(administrator):
    assert administrator.get(f"/admin/accounts/{uuid4()}").status_code == 404
    assert administrator.post(f"/admin/accounts/{uuid4()}/disable").status_code == 404
