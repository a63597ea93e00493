"""The member's feedback form: three minutes, nothing lost on error, nobody else's."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.extensions import db, transaction
from lms.models import AuditEntry, FeedbackSealed, Outbox, Statement
from lms.services import feedback
from tests.infra.cast import sign_in
from tests.services.audience import ASKED_AT, SCALES, add_edition, add_members, answer, invite

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def form(app, cast):
    """The address of a form that waits for the member."""
    with app.app_context(), transaction() as session:
        invited = invite(session, cast.edition_id, [cast.member.member_id])
    return f"/feedback/{invited[cast.member.member_id]}"


def text_of(response):
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def waiting(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(FeedbackSealed))


def test_member_finds_the_form_fills_it_and_is_thanked(app, client, cast, form):
    sign_in(client, cast.member)
    listed = client.get("/feedback")
    assert f'href="{form}"' in listed.get_data(as_text=True)
    assert "Intervenția în criză" in text_of(listed)

    page = client.get(form)
    assert page.status_code == 200
    words = text_of(page)
    assert "De ce nu poate afla nimeni ce ați răspuns" in words
    assert words.count("Fără date despre beneficiari") == 2
    assert page.get_data(as_text=True).count('type="radio"') == 25

    sent = client.post(form, data=answer(5, helped="exemplele"))
    assert (sent.status_code, sent.location) == (302, "/feedback/thanks")
    assert "Mulțumim" in text_of(client.get("/feedback/thanks"))
    assert waiting(app) == 1
    assert "Niciun formular de completat" in text_of(client.get("/feedback"))


def test_form_speaks_english(client, cast, form):
    sign_in(client, cast.member)
    client.get("/language/en")

    words = text_of(client.get(form))
    assert "Crisis intervention" in words
    assert "How was the content?" in words
    assert "Very good" in words
    assert "No data about beneficiaries" in words


def test_answering_says_nothing_to_audit_outbox_statements_or_logs(app, client, cast, form, capfd):
    def counts():
        with app.app_context():
            tables = (AuditEntry, Outbox, Statement)
            return [db.session.scalar(select(func.count()).select_from(t)) for t in tables]

    sign_in(client, cast.member)
    before = counts()
    client.post(form, data=answer(helped="cuvânt nemaipomenit"))

    assert waiting(app) == 1
    assert counts() == before
    spoken = "".join(capfd.readouterr())
    assert "nemaipomenit" not in spoken
    assert form.rsplit("/", 1)[1] not in spoken


def test_second_answer_is_refused_in_words(app, client, cast, form):
    sign_in(client, cast.member)
    client.post(form, data=answer())

    again = client.post(form, data=answer())
    assert again.status_code == 409
    assert "Ați completat deja acest formular" in text_of(again)
    assert "nu s-a păstrat" in text_of(again)
    assert waiting(app) == 1
    reopened = client.get(form)
    assert reopened.status_code == 200
    assert "Ați completat deja acest formular" in text_of(reopened)
    assert "nu s-a păstrat" not in text_of(reopened)


def test_answer_that_lost_a_race_is_refused_in_words(app, client, cast, form, monkeypatch):
    """Another tab answers between the look and the write."""
    seen = feedback.asked
    sign_in(client, cast.member)

    def look(session, invitation_id, member_id):
        found = seen(session, invitation_id, member_id)
        with transaction() as other:
            feedback.submit(
                other, invitation_id, member_id, answer(), settings=app.extensions["settings"]
            )
        return found

    monkeypatch.setattr(feedback, "asked", look)
    assert client.post(form, data=answer()).status_code == 409
    assert waiting(app) == 1


def test_what_was_typed_stays_on_the_page_when_something_is_missing(app, client, cast, form):
    sign_in(client, cast.member)
    sent = answer(helped="Discuțiile de caz", change=SCRIPT)
    del sent["trainer"]
    sent["usefulness"] = "9"

    refused = client.post(form, data=sent)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Formator: alegeți un răspuns." in text_of(refused)
    assert "Utilitate în practică: alegeți un răspuns." in text_of(refused)
    assert "Conținut: alegeți" not in text_of(refused)
    assert 'href="#trainer-0"' in page
    assert "Discuțiile de caz" in page
    assert len(re.findall(r"<input[^>]*\bchecked\b", page)) == 3
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page
    assert waiting(app) == 0


def test_empty_form_names_every_question(client, cast, form):
    sign_in(client, cast.member)

    refused = client.post(form, data={})
    assert refused.status_code == 422
    summary = refused.get_data(as_text=True).split("data-error-summary")[1].split("</ul>")[0]
    assert re.findall(r'href="#([a-z]+)-0"', summary) == list(SCALES)


def test_text_a_little_too_long_says_by_how_much(app, client, cast, form):
    sign_in(client, cast.member)

    refused = client.post(form, data=answer(change="ș" * 2001))
    assert refused.status_code == 422
    assert "Ce ar trebui schimbat: textul are 2.001 caractere și încap 2.000." in text_of(refused)
    assert "ș" * 2001 in refused.get_data(as_text=True)
    assert client.post(form, data=answer(change="ș\r\n" * 1000)).status_code == 302
    assert waiting(app) == 1


def test_ten_megabytes_are_refused_in_words_and_the_form_stays_open(app, client, cast, form):
    sign_in(client, cast.member)

    refused = client.post(form, data=answer(helped="a" * 10_000_000))
    assert refused.status_code == 413
    assert "Textul este mult prea lung" in text_of(refused)
    assert waiting(app) == 0
    assert client.get(form).status_code == 200


def test_nobody_else_sees_the_form(client, cast, form):
    for other in (cast.colleague, cast.stranger):
        sign_in(client, other)
        assert client.get(form).status_code == 404
        assert client.post(form, data=answer()).status_code == 404
    sign_in(client, cast.member)
    assert client.get(f"/feedback/{uuid4()}").status_code == 404
    assert client.get("/feedback/1").status_code == 404
    assert client.delete(form).status_code == 405


def test_thanks_leads_to_the_next_form(app, client, cast, form):
    with app.app_context(), transaction() as session:
        other = add_edition(session, cast.programme_id, number=2)
        invited = invite(session, other, [cast.member.member_id])
    sign_in(client, cast.member)
    client.post(form, data=answer())

    page = client.get("/feedback/thanks").get_data(as_text=True)
    assert f'href="/feedback/{invited[cast.member.member_id]}"' in page


def test_list_asks_the_database_as_often_for_many_forms_as_for_one(
    app, client, cast, form, count_queries
):
    sign_in(client, cast.member)
    with count_queries() as few:
        client.get("/feedback")
    with app.app_context(), transaction() as session:
        for number in range(2, 12):
            edition = add_edition(session, cast.programme_id, number=number)
            invite(session, edition, [cast.member.member_id])
        feedback.invite_for_edition(session, cast.edition_id, add_members(session, 3), now=ASKED_AT)
    with count_queries() as many:
        assert "11 formulare" in text_of(client.get("/feedback"))

    assert len(many) == len(few)
