"""Links for others: one badge, yes or no, the portfolio; how often opened, and nothing of whom."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

import badges
from lms import clock
from lms.extensions import db, transaction
from lms.models import Award, CreditEntry, ProofLink
from lms.services import awarding, badge_archive, badge_pages, crediting, proof_links
from tests.infra.cast import sign_in, sign_out
from tests.services.awarded import AWARDED, award

UNKNOWN = "Nu se poate stabili încă"


@pytest.fixture
def given(app, cast):
    """The member's badge, not published."""
    with app.app_context():
        with transaction() as session:
            made = award(session, cast.member.member_id, app.extensions["settings"]).award
            found = (made.id, made.public_id)
        db.session.remove()
    return found


@pytest.fixture
def link(app, client, cast, given):
    """Gives a link as the member would; answers with its address, signed out."""

    def give(shows, status=303, **more):
        sign_in(client, cast.member)
        link_id = uuid4()
        data = {"id": str(link_id), "label": "DGASPC", "shows": shows} | more
        assert client.post("/credits/links", data=data).status_code == status
        sign_out(client)
        return f"/p/{proof_links.token_of(link_id, app.extensions['settings'])}"

    return give


def change(app, what):
    with app.app_context():
        with transaction() as session:
            what(session)
        db.session.remove()


def words(response):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def views(app):
    with app.app_context():
        found = db.session().scalars(select(ProofLink.views)).all()
        db.session.remove()
    return found


def test_a_badge_that_is_not_published_is_seen_by_its_link_alone(
    app, client, cast, given, link, monkeypatch
):
    address = link(f"badge:{given[0]}", days="7")
    assert client.get(f"/b/{given[1]}").status_code == 404
    page = client.get(address)
    assert page.status_code == 200
    assert "Ana Moraru" in words(page)
    assert "Valabilă astăzi" in words(page)
    assert "DGASPC" not in words(page)
    assert given[1] not in page.get_data(as_text=True)  # nor the address that may open one day
    assert "noindex" in page.headers["X-Robots-Tag"]
    client.get(address)
    sign_in(client, cast.member)
    client.get(address)  # the holder looks too
    assert views(app) == [2]
    assert "deschis de 2 ori" in words(client.get("/credits/links"))
    sign_out(client)
    week = clock.now() + timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: week)
    assert client.get(address).status_code == 410
    assert views(app) == [2]


def test_what_is_kept_of_an_opening_is_a_number(app, client, link):
    address = link("standing")
    client.get(address, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    with app.app_context():
        columns = set(ProofLink.__table__.columns.keys())
        db.session.remove()
    assert columns == {
        "id", "member_id", "token_hash", "label", "created_at", "expires_at", "revoked_at",
        "kind", "award_id", "year", "at_least", "views",
    }  # fmt: skip


@pytest.mark.parametrize(("at_least", "said"), [("1", "Da"), ("2", "Nu încă")])
def test_yes_or_no_shows_no_course(client, link, at_least, said):
    year = clock.today().year
    page = client.get(link(f"enough:{year}", at_least=at_least))
    text = page.get_data(as_text=True)
    assert re.findall(r'verdict__word">([^<]+)<', text) in ([said], [UNKNOWN])
    assert ('verdict__word">Da<' in text) is (said == "Da")
    assert "Ana Moraru" in text
    assert "Etica" not in text
    assert "AS-10001" not in text


def test_a_year_without_records_is_never_a_no(client, link, cast, given):
    sign_in(client, cast.member)
    offered = re.findall(r'value="enough:(\d+)"', client.get("/credits/links").text)
    for year in offered:
        page = client.get(link(f"enough:{year}", at_least="100"))
        assert 'verdict__word">Nu<' not in page.get_data(as_text=True)


def test_what_cannot_be_shown_is_refused(app, link):
    answer = {"shows": f"enough:{clock.today().year}"}
    for data in (
        {"shows": "enough:1999"},
        {"shows": "altceva"},
        {"shows": "badge:nu"},
        {"shows": f"badge:{uuid4()}"},
        {"shows": "standing", "days": "5000"},
        {"shows": "standing", "days": "x"},
        answer | {"at_least": "0"},
        answer | {"at_least": "101"},
        answer | {"at_least": "x"},
        answer | {"at_least": ""},
    ):
        link(**data, status=422)
    assert views(app) == []


def test_a_badge_of_somebody_else_cannot_be_shown(app, client, cast, given):
    sign_in(client, cast.colleague)
    data = {"id": str(uuid4()), "shows": f"badge:{given[0]}"}
    assert client.post("/credits/links", data=data).status_code == 422


def test_the_portfolio_has_the_published_badges_that_stand(app, client, given, link):
    settings = app.extensions["settings"]
    address = link("portfolio")
    place = f'href="/b/{given[1]}"'
    assert place not in client.get(address).text
    change(app, lambda s: badge_pages.publish(s, s.get_one(Award, given[0]), now=AWARDED))
    assert place in client.get(address).text
    change(app, lambda s: badge_pages.withdraw(s, s.get_one(Award, given[0]), now=AWARDED))
    assert place not in client.get(address).text
    change(app, lambda s: badge_pages.publish(s, s.get_one(Award, given[0]), now=AWARDED))

    def revoke(session):
        entry = session.get_one(CreditEntry, session.get_one(Award, given[0]).credit_entry_id)
        crediting.reverse_entries(
            session, [entry], reason="x", batch=None, records_from=None, now=AWARDED
        )
        awarding.follow_reversals(session, [entry.id], reason="x", settings=settings, now=AWARDED)

    change(app, revoke)
    assert place not in client.get(address).text


def test_all_badges_are_one_archive_that_still_verifies(client, cast, given, monkeypatch):
    sign_in(client, cast.member)
    answer = client.get("/badges/all.zip")
    assert answer.content_type == "application/zip"
    assert answer.is_streamed
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert found.testzip() is None
        listed = json.loads(found.read("insigne.json"))
        assert [one["published"] for one in listed] == [False]
        folder = listed[0]["folder"]
        picture = found.read(f"{folder}/insigna.png")
        document = found.read(f"{folder}/insigna.json")
    assert badges.read_badge_file(picture, filename="x").document == json.loads(document)
    monkeypatch.setattr(badge_archive, "MOST", 0)
    with zipfile.ZipFile(io.BytesIO(client.get("/badges/all.zip").data)) as found:
        assert found.namelist() == ["insigne.json"]
    sign_in(client, cast.colleague)
    with zipfile.ZipFile(io.BytesIO(client.get("/badges/all.zip").data)) as found:
        assert json.loads(found.read("insigne.json")) == []


def test_the_standing_of_the_day_is_shown_only_while_the_holder_lets_it(app, client, cast, given):
    with app.app_context():
        credential = db.session().get_one(Award, given[0]).credential
        db.session.remove()

    def verified(text=credential):
        return words(client.post("/verify", data={"reference": text}))

    assert "Titularul, astăzi" not in verified()
    sign_in(client, cast.member)
    client.post(f"/badges/{given[0]}/standing")
    sign_out(client)
    assert "Membru activ al Colegiului" in verified()
    assert "Titularul, astăzi" not in verified(credential.replace("Ana Moraru", "Ana Muraru"))
    sign_in(client, cast.member)
    client.post(f"/badges/{given[0]}/standing/hide")
    sign_out(client)
    assert "Titularul, astăzi" not in verified()
