"""The organiser's results of feedback, and its public reply: published, replaced, withdrawn."""

from __future__ import annotations

import re
from html import unescape
from random import Random

import pytest
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import FeedbackReply, ProgrammeOrganiser
from lms.services import feedback
from tests.infra.cast import sign_in
from tests.services.audience import ASKED_AT, add_edition, answer, everyone_answers

REPLY = "Am scurtat pauzele și trimitem materialele cu o zi înainte.\nMulțumim."


def text_of(response):
    main = response.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.fixture
def hear(app):
    def hear(edition_id, count):
        settings = app.extensions["settings"]
        with app.app_context(), transaction() as session:
            everyone_answers(session, edition_id, [answer(4, helped="Ritmul")] * count, settings)
            feedback.shuffle(session, settings, rng=Random(1))

    return hear


@pytest.fixture
def url(client, cast):
    sign_in(client, cast.provider)
    return f"/provider/feedback/{cast.edition_id}"


def rows(app):
    with app.app_context():
        found = db.session.scalars(select(FeedbackReply).order_by(FeedbackReply.published_at))
        return [(row.text, row.ended_at is None) for row in found]


def test_under_five_answers_nothing_is_shown_and_no_reply_is_taken(app, client, cast, hear, url):
    hear(cast.edition_id, 4)

    assert "Sunt necesare cel puțin cinci răspunsuri" in text_of(client.get(url))
    listed = text_of(client.get("/provider/feedback"))
    assert "sub cinci" in listed
    assert "nu încă" in listed
    assert client.post(f"{url}/reply", data={"text": REPLY}).status_code == 409
    assert rows(app) == []


def test_a_reply_is_published_replaced_and_withdrawn(app, client, cast, hear, url):
    hear(cast.edition_id, 5)
    assert "Ritmul" in text_of(client.get(url))

    for _ in range(2):
        assert client.post(f"{url}/reply", data={"text": REPLY}).status_code == 303
    published = REPLY.replace("\r", "")
    assert rows(app) == [(published, True)]
    assert "Am scurtat pauzele" in text_of(client.get(url))

    changed = "<b>Formatorul</b> are acum un asistent. CNP 1960101123456 nu rămâne."
    assert client.post(f"{url}/reply", data={"text": changed}).status_code == 303
    sign_in(client, cast.cfpc)
    seen = client.get(f"/commission/feedback/{cast.edition_id}")
    assert "Ați spus, am schimbat" in text_of(seen)
    assert "<b>Formatorul</b> are acum" in text_of(seen)
    assert b"<b>Formatorul" not in seen.data
    assert rows(app)[0] == (published, False)

    sign_in(client, cast.provider)
    for _ in range(2):
        assert client.post(f"{url}/reply/withdraw").status_code == 303
    assert [is_public for _, is_public in rows(app)] == [False, False]
    assert "are acum un asistent" not in text_of(client.get(url)).split("Răspundeți în public")[0]


def test_a_personal_number_in_a_reply_is_masked(app, client, cast, hear, url):
    hear(cast.edition_id, 5)
    client.post(f"{url}/reply", data={"text": "Persoana cu CNP 1960101410019 a cerut altceva."})
    assert "1960101410019" not in rows(app)[0][0]


@pytest.mark.parametrize(("text", "word"), [("prea scurt", "cel puțin"), ("x" * 3001, "3001")])
def test_a_bad_length_says_why_and_keeps_the_text(app, client, cast, hear, url, text, word):
    hear(cast.edition_id, 5)
    page = client.post(f"{url}/reply", data={"text": text})
    assert page.status_code == 422
    assert word in text_of(page)
    assert text in page.get_data(as_text=True)
    assert rows(app) == []


def test_a_partner_reads_and_the_one_who_files_replies(app, client, cast, hear):
    with app.app_context(), transaction() as session:
        partner = cast.stranger_provider_id
        session.add(ProgrammeOrganiser(programme_id=cast.programme_id, provider_id=partner))
    hear(cast.edition_id, 5)
    sign_in(client, cast.stranger_provider)
    page = client.get(f"/provider/feedback/{cast.edition_id}")
    assert "care depune lista de prezență" in text_of(page)
    sent = client.post(f"/provider/feedback/{cast.edition_id}/reply", data={"text": REPLY})
    assert sent.status_code == 409


def test_members_who_were_asked_read_the_reply(app, client, cast, hear, url):
    with app.app_context(), transaction() as session:
        feedback.invite_for_edition(session, cast.edition_id, [cast.member.member_id], now=ASKED_AT)
    hear(cast.edition_id, 5)
    client.post(f"{url}/reply", data={"text": REPLY})

    sign_in(client, cast.member)
    assert "Am scurtat pauzele" in text_of(client.get("/feedback"))
    sign_in(client, cast.stranger)
    assert "Am scurtat pauzele" not in text_of(client.get("/feedback"))


def test_the_list_takes_the_same_queries_for_one_edition_and_for_many(
    app, client, cast, hear, url, count_queries
):
    hear(cast.edition_id, 5)
    client.get("/provider/feedback")
    with count_queries() as one:
        client.get("/provider/feedback")
    with app.app_context(), transaction() as session:
        more = [add_edition(session, cast.programme_id, number=n) for n in range(2, 8)]
    for edition_id in more:
        hear(edition_id, 1)
    with count_queries() as many:
        page = client.get("/provider/feedback")
    assert "7 ediții" in text_of(page)
    assert len(many) == len(one)
