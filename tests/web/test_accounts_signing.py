"""Signing in and out: who gets in, who does not, and that nobody may guess for ever."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from lms.extensions import db, transaction
from lms.models import Account, LoginAttempt, WebSession
from lms.services import signing_in
from tests.infra.cast import PASSWORD, sign_in


def attempt(client, email, password, **more):
    return client.post("/login", data={"email": email, "password": password, **more})


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def test_right_password_opens_a_session_and_goes_on(app, client, cast):
    answer = attempt(client, f" {cast.member.email.upper()}", PASSWORD, next="/account?a=1")

    assert (answer.status_code, answer.location) == (302, "/account?a=1")
    assert client.get("/account").status_code == 200
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(WebSession)) == 1


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "evil",
        "",
    ],
)
def test_sign_in_never_leads_to_another_site(client, cast, onward):
    assert attempt(client, cast.member.email, PASSWORD, next=onward).location == "/"


def test_unknown_email_gets_the_answer_of_a_wrong_password(client, cast):
    wrong = attempt(client, cast.member.email, "nu aceasta este parola")
    unknown = attempt(client, "nimeni@example.ro", "nu aceasta este parola")

    assert wrong.status_code == unknown.status_code == 422
    assert words(wrong) == words(unknown)
    assert "nu se potrivesc" in words(wrong)


def test_disabled_account_is_refused_and_its_sessions_end(app, client, cast):
    sign_in(client, cast.member)
    assert client.get("/account").status_code == 200
    with app.app_context(), transaction() as session:
        account = session.get_one(Account, cast.member.id)
        account.disabled_at = account.created_at

    assert client.get("/account").location.startswith("/login?next=")
    assert attempt(client, cast.member.email, PASSWORD).status_code == 422


def test_too_many_tries_for_one_email_are_stopped_even_with_the_right_password(client, cast):
    for _ in range(signing_in.TRIES_PER_EMAIL):
        assert attempt(client, cast.member.email, "greșit greșit").status_code == 422

    stopped = attempt(client, cast.member.email, PASSWORD)
    assert stopped.status_code == 429
    assert "15 minute" in words(stopped)
    assert attempt(client, cast.colleague.email, PASSWORD).status_code == 302


def test_too_many_tries_from_one_address_are_stopped(client, cast, monkeypatch):
    monkeypatch.setattr(signing_in, "TRIES_PER_ADDRESS", 3)
    for number in range(3):
        attempt(client, f"nimeni{number}@example.ro", "greșit greșit")

    assert attempt(client, cast.member.email, PASSWORD).status_code == 429
    elsewhere = client.post(
        "/login",
        data={"email": cast.member.email, "password": PASSWORD},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert elsewhere.status_code == 302


def test_success_forgets_the_persons_failures_but_not_the_addresss(app, client, cast):
    attempt(client, cast.member.email, "greșit greșit")
    attempt(client, cast.member.email, PASSWORD)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LoginAttempt)) == 1


def test_counted_attempts_name_neither_address_nor_email(app, client, cast):
    attempt(client, cast.member.email, "greșit greșit")

    with app.app_context():
        keys = db.session.scalars(select(LoginAttempt.key)).all()
    assert len(keys) == 2
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)


def test_empty_form_says_what_is_missing(client):
    answer = attempt(client, "", "")

    assert answer.status_code == 422
    assert "Scrieți adresa de e-mail." in words(answer)
    assert "Scrieți parola." in words(answer)


def test_signing_out_revokes_the_session_in_the_database(app, client, cast):
    sign_in(client, cast.member)
    stolen = client.get_cookie("treapta").value

    assert client.post("/logout").location == "/"
    client.set_cookie("treapta", stolen)
    assert client.get("/account").status_code == 302
    with app.app_context():
        assert db.session.scalar(select(WebSession.revoked_at)) is not None


def test_signing_out_by_a_link_is_not_possible(client, cast):
    sign_in(client, cast.member)

    answer = client.get("/logout")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert client.get("/account").status_code == 200


def test_signing_in_drops_what_the_browser_carried_but_the_language(client, cast):
    with client.session_transaction() as browser:
        browser["planted"] = "x"
        browser["language"] = "en"
    attempt(client, cast.member.email, PASSWORD)

    with client.session_transaction() as browser:
        assert "planted" not in browser
        assert browser["language"] == "en"


def test_language_is_chosen_by_a_link_and_kept_in_the_browser_only(app, client, cast):
    sign_in(client, cast.member)

    answer = client.get("/language/en?next=/account")
    assert answer.location == "/account"
    assert '<html lang="en"' in client.get("/account").get_data(as_text=True)
    with app.app_context():
        assert db.session.get_one(Account, cast.member.id).language == "ro"


def test_unknown_language_is_not_found_and_next_stays_here(client):
    assert client.get("/language/xx").status_code == 404
    assert client.get("/language/ro?next=https://evil.example").location == "/"
