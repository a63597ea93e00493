"""The profile: a person's own name, language, password, e-mails and devices, nobody else's."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.extensions import db
from lms.models import Account, Mail, MemberEmail, WebSession
from tests.infra.cast import PASSWORD, sign_in

NEW_PASSWORD = "altă parolă destul de lungă"
OTHER = "ana.acasa@example.ro"


def emails_of(app, person):
    with app.app_context():
        rows = db.session.scalars(
            select(MemberEmail).where(
                MemberEmail.member_id == person.member_id, MemberEmail.removed_at.is_(None)
            )
        )
        return {row.email: row for row in rows}


def confirmation_path(app):
    with app.app_context():
        body = db.session.scalars(select(Mail.body).where(Mail.kind == "confirm_email")).all()[-1]
    [path] = re.findall(r"http://localhost:8000(/email/\S+)", body)
    return path


@pytest.fixture
def with_second_email(app, client, cast):
    sign_in(client, cast.member)
    client.post("/account/emails", data={"email": OTHER.upper()})
    assert client.post(confirmation_path(app)).status_code == 302
    return emails_of(app, cast.member)[OTHER]


def test_language_is_kept_with_the_account_by_the_form(app, client, cast):
    sign_in(client, cast.member)
    answer = client.post("/account", data={"display_name": "  Ana   M. ", "language": "en"})

    assert answer.status_code == 302
    assert "My account" in client.get("/account").get_data(as_text=True)
    with app.app_context():
        account = db.session.get_one(Account, cast.member.id)
        assert (account.display_name, account.language) == ("Ana M.", "en")


def test_unknown_language_and_empty_name_are_refused(app, client, cast):
    sign_in(client, cast.member)
    answer = client.post("/account", data={"display_name": " ", "language": "xx"})

    assert answer.status_code == 422
    assert "Scrieți numele cu care" in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Account, cast.member.id).display_name == cast.member.name


def test_email_joins_only_after_its_link_is_confirmed(app, client, cast):
    sign_in(client, cast.member)
    client.post("/account/emails", data={"email": OTHER})
    assert OTHER not in emails_of(app, cast.member)

    path = confirmation_path(app)
    assert OTHER in client.get(path).get_data(as_text=True)
    assert OTHER not in emails_of(app, cast.member)
    client.post(path)
    assert emails_of(app, cast.member)[OTHER].verified_at is not None
    assert client.post(path).status_code == 400


def test_an_email_that_is_mine_already_is_refused(client, cast):
    sign_in(client, cast.member)
    answer = client.post("/account/emails", data={"email": cast.member.email})
    assert answer.status_code == 422
    assert "este deja a dumneavoastră" in answer.get_data(as_text=True)


def test_email_is_removed_and_can_come_back(app, client, cast, with_second_email):
    assert client.post(f"/account/emails/{with_second_email.id}/remove").status_code == 302
    assert OTHER not in emails_of(app, cast.member)

    client.post("/account/emails", data={"email": OTHER})
    client.post(confirmation_path(app))
    assert OTHER in emails_of(app, cast.member)


def test_email_used_for_signing_in_is_not_removed(app, client, cast):
    sign_in(client, cast.member)
    own = emails_of(app, cast.member)[cast.member.email]

    assert client.post(f"/account/emails/{own.id}/remove").status_code == 400
    assert cast.member.email in emails_of(app, cast.member)


def test_signing_in_can_move_to_another_confirmed_email(app, client, cast, with_second_email):
    assert client.post(f"/account/emails/{with_second_email.id}/sign-in").status_code == 302

    entered = app.test_client().post("/login", data={"email": OTHER, "password": PASSWORD})
    assert entered.status_code == 302


@pytest.mark.parametrize("act", ["remove", "sign-in"])
def test_colleague_and_stranger_may_not_touch_the_email(app, client, cast, with_second_email, act):
    for other in (cast.colleague, cast.stranger, cast.administrator):
        sign_in(client, other)
        assert client.post(f"/account/emails/{with_second_email.id}/{act}").status_code == 404
        assert client.post(f"/account/emails/{uuid4()}/{act}").status_code == 404
    assert OTHER in emails_of(app, cast.member)


def test_new_password_needs_the_present_one(app, client, cast):
    sign_in(client, cast.member)
    answer = client.post(
        "/account/password", data={"present": "nu aceasta", "password": NEW_PASSWORD}
    )
    assert answer.status_code == 422
    assert "Parola actuală nu este aceasta" in answer.get_data(as_text=True)


def test_new_password_signs_the_other_devices_out_and_keeps_this_one(app, client, cast):
    elsewhere = app.test_client()
    sign_in(elsewhere, cast.member)
    sign_in(client, cast.member)

    answer = client.post("/account/password", data={"present": PASSWORD, "password": NEW_PASSWORD})
    assert answer.status_code == 302
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_one_device_or_all_others_are_signed_out(app, client, cast):
    phone, tablet = app.test_client(), app.test_client()
    for browser in (phone, tablet, client):
        sign_in(browser, cast.member)
    with app.app_context():
        first = db.session.scalars(
            select(WebSession.token_hash).order_by(WebSession.created_at)
        ).first()

    assert client.post("/account/sessions/close", data={"key": first}).status_code == 302
    assert phone.get("/account").status_code == 302
    assert tablet.get("/account").status_code == 200

    client.post("/account/sessions/close")
    assert tablet.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_a_strangers_device_cannot_be_signed_out(app, client, cast):
    victim = app.test_client()
    sign_in(victim, cast.member)
    with app.app_context():
        key = db.session.scalar(select(WebSession.token_hash))
    sign_in(client, cast.stranger)

    assert client.post("/account/sessions/close", data={"key": key}).status_code == 404
    assert victim.get("/account").status_code == 200


def test_officers_profile_has_no_member_emails(client, cast):
    sign_in(client, cast.caap)
    assert 'id="emails"' not in client.get("/account").get_data(as_text=True)
    assert client.post("/account/emails", data={"email": OTHER}).status_code == 404
