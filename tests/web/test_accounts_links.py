"""Activation and new passwords by mail: one link, once, and no word about who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.extensions import db, transaction
from lms.models import (
    Account,
    AuditEntry,
    Mail,
    Member,
    MemberEmail,
    OneTimeLink,
    Role,
    WebSession,
)
from lms.services import access_links, accounts
from tests.infra.cast import PASSWORD, sign_in, sign_out

NEW_PASSWORD = "altă parolă destul de lungă"


def mails(app):
    with app.app_context():
        return db.session.scalars(select(Mail).order_by(Mail.created_at)).all()


def link_in(mail):
    [path] = re.findall(r"http://localhost:8000(/\S+/[\w-]{20,})", mail.body)
    return path


def page(answer):
    text = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return answer.status_code, re.sub(r"\s+", " ", text)


@pytest.fixture
def later(monkeypatch):
    def move(**by):
        moved = clock.now() + timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: moved)

    return move


def ask_activation(client, code):
    return client.post("/activate", data={"rnasr_code": code})


def test_member_activates_the_account_from_the_registered_email(app, client, cast):
    someone = cast.not_activated
    ask_activation(client, f" {someone.rnasr_code} ")
    [mail] = mails(app)
    assert mail.recipient == someone.email
    path = link_in(mail)

    assert someone.name in page(client.get(path))[1]
    answer = client.post(path, data={"password": NEW_PASSWORD})

    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/account").status_code == 200
    with app.app_context():
        member = db.session.get_one(Member, someone.member_id)
        account = db.session.get_one(Account, member.account_id)
        assert [grant.role for grant in account.roles] == [Role.MEMBER]
        assert account.email == someone.email
        assert db.session.scalar(
            select(MemberEmail.verified_at).where(MemberEmail.member_id == member.id)
        )
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "account.activated")
        ).one()
        assert (entry.subject, entry.account_id) == (f"member:{member.id}", account.id)
        assert accounts.verify_password(db.session(), email=someone.email, password=NEW_PASSWORD)


def test_activation_link_works_once(app, client, cast):
    ask_activation(client, cast.not_activated.rnasr_code)
    path = link_in(mails(app)[0])
    client.post(path, data={"password": NEW_PASSWORD})
    sign_out(client)

    assert client.get(path).status_code == 410
    status, said = page(client.post(path, data={"password": "o a treia parolă lungă"}))
    assert status == 422
    assert "nu mai este valabilă" in said
    with app.app_context():
        assert not accounts.verify_password(
            db.session(), email=cast.not_activated.email, password="o a treia parolă lungă"
        )


def test_opening_an_activation_link_changes_nothing(app, client, cast):
    ask_activation(client, cast.not_activated.rnasr_code)
    path = link_in(mails(app)[0])
    for _ in range(3):  # mail scanners follow links
        assert client.get(path).status_code == 200
    with app.app_context():
        assert db.session.scalar(select(OneTimeLink.used_at)) is None


def test_answer_says_nothing_about_the_code(app, client, cast):
    known = page(ask_activation(client, cast.not_activated.rnasr_code))
    active = page(ask_activation(client, cast.member.rnasr_code))
    unknown = page(ask_activation(client, "AS-99999"))

    assert known == active == unknown
    assert known[0] == 200
    assert [mail.kind for mail in mails(app)] == ["activate", "already_active"]


def test_letter_to_a_member_who_has_an_account_holds_no_secret_link(app, client, cast):
    ask_activation(client, cast.member.rnasr_code)

    [mail] = mails(app)
    assert mail.recipient == cast.member.email
    assert "/activate/" not in mail.body
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OneTimeLink)) == 0


def test_requests_for_activation_are_limited_for_known_and_unknown_codes(app, client, cast):
    for code in (cast.not_activated.rnasr_code, "AS-99999"):
        for _ in range(access_links.REQUESTS_PER_VALUE):
            assert ask_activation(client, code).status_code == 200
        assert ask_activation(client, code).status_code == 429
    assert len(mails(app)) == access_links.REQUESTS_PER_VALUE


def test_activation_joins_an_officers_account_with_the_same_email(app, client, cast):
    with app.app_context(), transaction() as session:
        session.get_one(Account, cast.cfpc.id).email = cast.not_activated.email
    ask_activation(client, cast.not_activated.rnasr_code)
    client.post(link_in(mails(app)[0]), data={"password": NEW_PASSWORD})

    with app.app_context():
        assert db.session.get_one(Member, cast.not_activated.member_id).account_id == cast.cfpc.id
        roles = {grant.role for grant in db.session.get_one(Account, cast.cfpc.id).roles}
        assert roles == {Role.CFPC, Role.MEMBER}


def test_activation_never_takes_over_another_members_account(app, client, cast):
    with app.app_context(), transaction() as session:
        row = session.scalars(
            select(MemberEmail).where(MemberEmail.member_id == cast.not_activated.member_id)
        ).one()
        row.email = cast.member.email
    ask_activation(client, cast.not_activated.rnasr_code)
    [mail] = mails(app)
    status, said = page(client.post(link_in(mail), data={"password": NEW_PASSWORD}))

    assert status == 422
    assert "contul altei persoane" in said
    with app.app_context():
        assert db.session.get_one(Member, cast.not_activated.member_id).account_id is None
        assert accounts.verify_password(db.session(), email=cast.member.email, password=PASSWORD)


def test_short_password_is_refused_and_the_link_stays_good(app, client, cast):
    ask_activation(client, cast.not_activated.rnasr_code)
    path = link_in(mails(app)[0])

    status, said = page(client.post(path, data={"password": "scurtă"}))
    assert status == 422
    assert "mai puțin de 10 caractere" in said
    assert client.post(path, data={"password": NEW_PASSWORD}).status_code == 302


def test_letter_is_in_the_language_of_the_page(app, client, cast):
    client.get("/language/en")
    ask_activation(client, cast.not_activated.rnasr_code)
    assert mails(app)[0].subject == "Activate your Treapta account"


def ask_reset(client, email):
    return client.post("/password", data={"email": email})


def test_new_password_by_mail_ends_every_session(app, client, cast):
    sign_in(client, cast.member)
    ask_reset(client, cast.member.email)
    [mail] = mails(app)
    answer = app.test_client().post(link_in(mail), data={"password": NEW_PASSWORD})

    assert answer.location == "/login"
    assert client.get("/account").status_code == 302
    with app.app_context():
        open_rows = select(func.count()).select_from(WebSession)
        assert db.session.scalar(open_rows.where(WebSession.revoked_at.is_(None))) == 0
        assert accounts.verify_password(
            db.session(), email=cast.member.email, password=NEW_PASSWORD
        )
    assert [mail.kind for mail in mails(app)] == ["reset_password", "password_changed"]


def test_reset_link_works_once_and_spends_the_others(app, client, cast):
    ask_reset(client, cast.member.email)
    ask_reset(client, cast.member.email)
    first, second = (link_in(mail) for mail in mails(app))
    assert client.post(first, data={"password": NEW_PASSWORD}).status_code == 302

    for path in (first, second):
        assert client.get(path).status_code == 410
        assert client.post(path, data={"password": "o a treia parolă lungă"}).status_code == 422
    with app.app_context():
        assert accounts.verify_password(
            db.session(), email=cast.member.email, password=NEW_PASSWORD
        )


def test_reset_link_ends_after_an_hour(app, client, cast, later):
    ask_reset(client, cast.member.email)
    path = link_in(mails(app)[0])

    later(minutes=59)
    assert client.get(path).status_code == 200
    later(minutes=2)
    assert client.get(path).status_code == 410
    assert client.post(path, data={"password": NEW_PASSWORD}).status_code == 422


def test_link_of_another_purpose_does_not_set_a_password(app, client, cast):
    ask_activation(client, cast.not_activated.rnasr_code)
    token = link_in(mails(app)[0]).rsplit("/", 1)[1]

    assert client.get(f"/password/{token}").status_code == 410
    assert client.get(f"/email/{token}").status_code == 410


def test_reset_answers_the_same_for_unknown_emails_and_disabled_accounts(app, client, cast):
    with app.app_context(), transaction() as session:
        session.get_one(Account, cast.stranger.id).disabled_at = clock.now()

    known = page(ask_reset(client, cast.member.email))
    assert known == page(ask_reset(client, "nimeni@example.ro"))
    assert known == page(ask_reset(client, cast.stranger.email))
    assert [mail.recipient for mail in mails(app)] == [cast.member.email]


def test_reset_goes_to_another_proven_email_of_the_member(app, client, cast):
    with app.app_context(), transaction() as session:
        session.get_one(Account, cast.member.id).email = "alta@example.ro"
    ask_reset(client, cast.member.email)
    assert [mail.recipient for mail in mails(app)] == [cast.member.email]


def test_tokens_are_not_kept_in_the_database(app, client, cast):
    ask_reset(client, cast.member.email)
    token = link_in(mails(app)[0]).rsplit("/", 1)[1]
    with app.app_context():
        assert db.session.scalar(select(OneTimeLink.token_hash)) == accounts.hash_token(token)


def test_bad_email_is_refused(client):
    status, said = page(ask_reset(client, "nu e o adresă"))
    assert status == 422
    assert "Aceasta nu pare o adresă de e-mail" in said
