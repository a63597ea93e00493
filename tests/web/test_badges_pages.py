"""The page of a badge: nobody's before consent, everybody's after, gone when withdrawn."""

from __future__ import annotations

import io
import json
import re

import PIL.Image
import pytest
from sqlalchemy import select

import badges
from lms.extensions import db, transaction
from lms.models import Award, CreditEntry, PublicationConsent
from lms.services import awarding, crediting
from lms.web.badges.showing import linkedin_url
from tests.infra.cast import sign_in, sign_out
from tests.services.awarded import AWARDED, award


@pytest.fixture
def given(app, cast):
    """The member's badge, not published: its id and its public id."""
    with app.app_context():
        with transaction() as session:
            made = award(session, cast.member.member_id, app.extensions["settings"]).award
            found = (made.id, made.public_id)
        db.session.remove()
    return found


def words(response):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def publish(client, cast, given):
    sign_in(client, cast.member)
    answer = client.post(f"/badges/{given[0]}/publish", data={"consent": "y"})
    assert answer.status_code == 302
    sign_out(client)


def public_urls(given):
    return [f"/b/{given[1]}{ending}" for ending in ("", ".png", ".json", "/share.png")]


def revoke(app, given):
    settings = app.extensions["settings"]
    with app.app_context():
        with transaction() as session:
            entry = session.get_one(CreditEntry, session.get_one(Award, given[0]).credit_entry_id)
            crediting.reverse_entries(
                session, [entry], reason="x", batch=None, records_from=None, now=AWARDED
            )
            awarding.follow_reversals(
                session, [entry.id], reason="x", settings=settings, now=AWARDED
            )
        db.session.remove()


def test_without_badges_the_page_says_how_to_get_one(client, cast):
    sign_in(client, cast.colleague)
    page = client.get("/badges")

    assert "Aici vor sta insignele dumneavoastră" in words(page)
    assert 'href="/courses"' in page.get_data(as_text=True)


def test_before_publication_every_public_address_is_404(client, cast, given):
    for signed_in in (None, cast.stranger, cast.member):
        if signed_in:
            sign_in(client, signed_in)
        for url in public_urls(given):
            answer = client.get(url)
            assert answer.status_code == 404, url
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert "Ana Moraru" not in answer.get_data(as_text=True) or signed_in is cast.member


def test_the_preview_is_what_the_public_then_sees(client, cast, given):
    sign_in(client, cast.member)
    preview = words(client.get(f"/badges/{given[0]}"))
    publish(client, cast, given)
    public = words(client.get(f"/b/{given[1]}"))

    start, end = "Insignă digitală ", "Verificați dumneavoastră"
    shown = public[public.index(start) : public.index(end)]
    for part in re.split(
        r"Semnătura și starea[^.]*\.|Verificați insigna|Adăugați pe LinkedIn", shown
    ):
        assert part.strip() in preview


def test_publishing_needs_the_consent_ticked(client, app, cast, given):
    sign_in(client, cast.member)
    answer = client.post(f"/badges/{given[0]}/publish", data={})

    assert answer.status_code == 422
    assert "Bifați că sunteți de acord" in words(answer)
    assert client.get(f"/b/{given[1]}").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(PublicationConsent)).all() == []


def test_consent_is_kept_with_its_date_and_may_be_withdrawn(client, app, cast, given):
    publish(client, cast, given)
    page = client.get(f"/b/{given[1]}")
    assert page.status_code == 200
    assert "X-Robots-Tag" not in page.headers

    sign_in(client, cast.member)
    assert client.post(f"/badges/{given[0]}/withdraw").status_code == 302
    sign_out(client)
    for url in public_urls(given):
        answer = client.get(url)
        assert answer.status_code == 410, url
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Ana Moraru" not in words(answer)
    with app.app_context():
        consent = db.session.scalars(select(PublicationConsent)).one()
        assert consent.withdrawn_at is not None
        assert consent.given_at <= consent.withdrawn_at
        assert consent.text_version

    publish(client, cast, given)
    assert client.get(f"/b/{given[1]}").status_code == 200
    with app.app_context():
        assert len(db.session.scalars(select(PublicationConsent)).all()) == 2


def test_publishing_twice_is_one_consent(client, app, cast, given):
    publish(client, cast, given)
    publish(client, cast, given)

    with app.app_context():
        assert len(db.session.scalars(select(PublicationConsent)).all()) == 1


def test_the_public_page_says_who_what_and_how(client, cast, given):
    publish(client, cast, given)
    page = client.get(f"/b/{given[1]}")
    text = words(page)

    for expected in (
        "Ana Moraru",
        "Valabilă astăzi",
        "Identitate neverificată la evaluare",
        "Ce poate face",
        "Colegiul Național al Asistenților Sociali din România",
        "Verificați insigna",
    ):
        assert expected in text
    assert cast.member.rnasr_code not in text
    assert cast.member.email not in text


def test_the_page_can_be_shared_with_a_picture(client, cast, given):
    publish(client, cast, given)
    html = client.get(f"/b/{given[1]}").get_data(as_text=True)
    found = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)"', html))

    assert found["og:url"] == f"http://localhost:8000/b/{given[1]}"
    assert found["og:image"] == f"http://localhost:8000/b/{given[1]}/share.png?lang=ro"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "627")
    assert "Ana Moraru" in found["og:title"]
    picture = client.get(f"/b/{given[1]}/share.png")
    assert picture.content_type == "image/png"
    assert PIL.Image.open(io.BytesIO(picture.data)).size == (1200, 627)
    english = client.get(f"/b/{given[1]}", headers={"Accept-Language": "en"}).text
    assert f"/b/{given[1]}/share.png?lang=en" in english
    # By the address alone, for caches keep one copy for everybody.
    said = {"Accept-Language": "en"}
    assert client.get(f"/b/{given[1]}/share.png", headers=said).data == picture.data
    drawn = client.get(f"/b/{given[1]}/share.png?lang=en").data
    assert drawn != picture.data
    assert PIL.Image.open(io.BytesIO(drawn)).size == (1200, 627)


def test_linkedin_gets_every_field_it_asks_for(app, client, cast, given):
    publish(client, cast, given)
    html = client.get(f"/b/{given[1]}").get_data(as_text=True)

    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&amp;name=" in html
    for name in ("organizationName", "issueYear=2026", "issueMonth=3", "certUrl", "certId"):
        assert name in html
    assert f"certUrl=http%3A%2F%2Flocalhost%3A8000%2Fb%2F{given[1]}" in html
    assert "expirationYear" not in html  # it has no end
    with app.test_request_context():
        row = db.session.get_one(Award, given[0])
        with db.session.no_autoflush:
            row.valid_until = AWARDED
            assert "expirationYear=2026&expirationMonth=3" in linkedin_url(row, "https://x")
        db.session.rollback()


def test_the_files_are_the_signed_document(client, app, cast, given):
    publish(client, cast, given)
    as_json = client.get(f"/b/{given[1]}.json")
    baked = client.get(f"/b/{given[1]}.png")

    assert as_json.content_type == "application/vc+ld+json"
    assert as_json.headers["Access-Control-Allow-Origin"] == "*"
    document = json.loads(as_json.data)
    assert badges.read_badge_file(baked.data, filename="x.png").document == document
    assert document["id"] == f"http://localhost:8000/b/{given[1]}"
    assert document["image"]["id"] == f"http://localhost:8000/b/{given[1]}.png"


def test_the_drawing_and_the_jwt_say_what_the_document_says(client, app, cast, given):
    publish(client, cast, given)
    document = json.loads(client.get(f"/b/{given[1]}.json").data)
    svg = client.get(f"/b/{given[1]}.svg")
    jwt = client.get(f"/b/{given[1]}.jwt")

    assert svg.content_type == "image/svg+xml"
    assert badges.read_badge_file(svg.data, filename="x").document == document
    assert jwt.content_type.split(";")[0] == "text/plain"
    assert jwt.headers["Access-Control-Allow-Origin"] == "*"
    given_jwt = badges.read_badge_file(jwt.data, filename="x").jwt
    assert given_jwt is not None
    assert given_jwt.document == {name: v for name, v in document.items() if name != "proof"}
    did = json.loads(client.get("/issuers/cnasr/did.json").data)
    assert [method["type"] for method in did["verificationMethod"]] == ["Multikey", "JsonWebKey"]
    sign_in(client, cast.member)
    for suffix, kind in (("svg", "image/svg+xml"), ("jwt", "text/plain")):
        own = client.get(f"/badges/{given[0]}/badge.{suffix}")
        assert own.content_type.split(";")[0] == kind
        assert "attachment" in own.headers["Content-Disposition"]
    for carrier in (svg.data, jwt.data):
        assert outcome(client, carrier) == "Valabilă"
    revoke(app, given)
    for carrier in (svg.data, jwt.data):
        assert outcome(client, carrier) == "Revocată"


def outcome(client, data):
    sent = {"file": (io.BytesIO(data), "insigna")}
    page = client.post("/verify", data=sent, content_type="multipart/form-data")
    return re.findall(r'verdict__word">([^<]+)<', page.get_data(as_text=True))[0]


def test_the_holder_has_copies_before_and_without_publishing(client, cast, given):
    sign_in(client, cast.member)

    png = client.get(f"/badges/{given[0]}/badge.png")
    assert badges.read_badge_file(png.data, filename="x.png").document
    assert "attachment" in png.headers["Content-Disposition"]
    assert client.get(f"/badges/{given[0]}/badge.json").content_type == "application/vc+ld+json"
    pdf = client.get(f"/badges/{given[0]}/certificate.pdf")
    assert pdf.content_type == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/badge.png"),
        ("GET", "/badge.json"),
        ("GET", "/certificate.pdf"),
        ("POST", "/publish"),
        ("POST", "/withdraw"),
    ],
)
def test_another_members_badge_is_not_there(client, app, cast, given, method, path):
    sign_in(client, cast.colleague)
    answer = client.open(f"/badges/{given[0]}{path}", method=method, data={"consent": "y"})

    assert answer.status_code == 404
    assert "Ana Moraru" not in words(answer)
    with app.app_context():
        assert db.session.get_one(Award, given[0]).published_at is None


def test_a_revoked_badge_says_so_and_is_not_published_any_more(client, app, cast, given):
    publish(client, cast, given)
    revoke(app, given)
    text = words(client.get(f"/b/{given[1]}"))

    assert "Revocată" in text
    assert "Valabilă astăzi" not in text
    assert "LinkedIn" not in text
    sign_in(client, cast.member)
    mine = words(client.get(f"/badges/{given[0]}"))
    assert "Insigna a fost revocată" in mine
    assert client.get(f"/badges/{given[0]}/certificate.pdf").status_code == 409
    client.post(f"/badges/{given[0]}/withdraw")
    assert client.post(f"/badges/{given[0]}/publish", data={"consent": "y"}).status_code == 409


def test_the_issuer_and_its_lists_are_there_for_other_verifiers(client, cast, given):
    document = json.loads(client.get("/issuers/cnasr/did.json").data)
    listed = client.get("/status/1")

    assert document["id"] == "did:web:localhost%3A8000:issuers:cnasr"
    assert listed.content_type == "application/vc+ld+json"
    assert json.loads(listed.data)["id"] == "http://localhost:8000/status/1"
    assert client.get("/status/9").status_code == 404
    assert client.get("/issuers/altul/did.json").status_code == 404
    assert client.get("/classes/alta").status_code == 404
    assert document["id"] in words(client.get("/issuers/cnasr"))


def test_third_party_can_verify_with_what_is_published(client, cast, given):
    """No database: only what the addresses in the badge serve."""
    publish(client, cast, given)
    document = json.loads(client.get(f"/b/{given[1]}.json").data)
    asked = []

    def resolve_status(url):
        asked.append(url)
        return json.loads(client.get(url.removeprefix("http://localhost:8000")).data)

    def resolve_issuer(did):
        asked.append(did)
        path = badges.did_web_url(did).removeprefix("https://localhost:8000")
        return json.loads(client.get(path).data)

    from lms import clock

    report = badges.verify_credential(
        document, resolve_issuer=resolve_issuer, resolve_status=resolve_status, now=clock.now()
    )
    assert report.outcome is badges.Outcome.VALID, report.sentence("en")
    assert "http://localhost:8000/status/1" in asked


@pytest.mark.parametrize("path", ["/b/x", "/b/" + "x" * 500, "/b/..%2F..%2Fetc", "/badges/7"])
def test_addresses_that_name_nothing_are_404(client, cast, path):
    sign_in(client, cast.member)
    assert client.get(path).status_code == 404


def test_reading_changes_nothing_and_wrong_methods_are_refused(client, cast, given):
    sign_in(client, cast.member)

    assert client.get(f"/badges/{given[0]}/publish").status_code == 405
    assert client.post(f"/badges/{given[0]}").status_code == 405
    assert client.post(f"/b/{given[1]}").status_code == 405


def test_the_page_speaks_english(client, cast, given):
    publish(client, cast, given)
    text = words(client.get(f"/b/{given[1]}", headers={"Accept-Language": "en"}))

    assert "Valid today" in text
    assert "Identity not verified at the assessment" in text
    assert "Verify the badge" in text
