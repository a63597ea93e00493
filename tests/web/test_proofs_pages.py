"""Statements of credits and links for an employer: issued once, verified by anyone, taken back."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

import badges
from lms import clock
from lms.extensions import db, transaction
from lms.models import CreditEntry, CreditStatement, ProofLink
from lms.services import crediting, issuers, proof_links
from tests.infra.cast import Cast, sign_in, sign_out
from tests.infra.credit import book_edition


@pytest.fixture
def entry_id(app: Flask, cast: Cast) -> Any:
    with app.app_context():
        with transaction() as session:
            found = book_edition(session, cast).id
        db.session.remove()
    return found


def only_statement(app: Flask) -> CreditStatement:
    with app.app_context():
        row = db.session().scalars(select(CreditStatement)).one()
        db.session.remove()
    return row


def test_a_statement_is_issued_once_signed_and_verified_signed_out(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any
) -> None:
    sign_in(client, cast.member)
    for _again in range(2):
        assert client.post("/credits/statements", data={"years": "2026"}).status_code == 303
    row = only_statement(app)  # the second time is the same statement
    pdf = client.get(f"/credits/statements/{row.id}.pdf").data
    with pikepdf.open(io.BytesIO(pdf)) as document:
        attached = document.attachments["adeverinta.json"].get_file().read_bytes()
        metadata = document.open_metadata()
        assert metadata.pdfa_status == "3B"
    said = json.loads(attached)
    assert said["number"] == row.number
    assert said["holder"]["code"] == "AS-10001"
    assert [(line["title"], line["credits"]) for line in said["years"][0]["lines"]] == [
        ("Intervenția în criză", "6")
    ]
    with app.app_context():
        issuer = issuers.issuer_by_slug(db.session(), issuers.COLLEGE)
        assert issuer is not None
        did = issuers.did_document(db.session(), issuer, settings=app.extensions["settings"])
        db.session.remove()
    assert badges.refusal_of_json(said, did) is None
    said["years"][0]["earned"] = "60"
    assert badges.refusal_of_json(said, did) == "signature_wrong"
    sign_out(client)
    answer = client.get(f"/verify/statements/{row.public_id}")
    assert said["id"].endswith(f"/verify/statements/{row.public_id}")
    page = answer.text
    assert "Valabilă" in page
    for shown in ("Ana Moraru", "AS-10001", row.number, "Intervenția în criză", "practicant"):
        assert shown in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_statement_says_that_the_record_changed_since(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any
) -> None:
    sign_in(client, cast.member)
    client.post("/credits/statements", data={"years": "2026"})
    row = only_statement(app)
    with app.app_context():
        with transaction() as session:
            crediting.reverse_entries(
                session,
                [session.get_one(CreditEntry, entry_id)],
                reason="attendance_undone",
                batch=None,
                records_from=None,
                now=clock.now(),
            )
        db.session.remove()
    page = client.get(f"/verify/statements/{row.public_id}").text
    assert "Depășită" in page
    assert "evidența s-a schimbat după emitere" in page
    assert "Intervenția în criză" in page  # as it was issued
    client.post("/credits/statements", data={"years": "2026"})
    with app.app_context():
        assert db.session().scalar(select(func.count(CreditStatement.id))) == 2
        db.session.remove()


@pytest.mark.parametrize("years", [[], ["1980"], ["nu"]])
def test_a_statement_of_years_that_are_not_offered_is_refused(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any, years: list[str]
) -> None:
    sign_in(client, cast.member)
    assert client.post("/credits/statements", data={"years": years}).status_code == 422
    with app.app_context():
        assert db.session().scalar(select(func.count(CreditStatement.id))) == 0
        db.session.remove()


@pytest.mark.parametrize("address", ["/verify/statements/nu-este", "/p/nu-este"])
def test_an_unknown_public_address_is_not_found(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_link_is_given_once_shows_only_the_standing_and_ends(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, cast.member)
    link_id = str(uuid4())
    for _again in range(2):
        data = {"id": link_id, "label": "DGASPC"}
        assert client.post("/credits/links", data=data).status_code == 303
    page = client.get("/credits/links").text
    assert page.count("data-copy=") == 1
    found = re.findall(r'href="http[^"]*(/p/[\w-]{43})"', page)
    assert len(found) == 1
    with app.app_context():
        row = db.session().scalars(select(ProofLink)).one()
        assert row.token_hash not in found[0]
        assert found[0].removeprefix("/p/") not in row.token_hash
        db.session.remove()
    sign_out(client)
    answer = client.get(found[0])
    assert "Ana Moraru" in answer.text
    assert "AS-10001" in answer.text
    assert "Intervenția în criză" not in answer.text  # no activities
    assert "DGASPC" not in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    later = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(found[0]).status_code == 410


def test_a_link_is_taken_back_by_its_member_alone(
    client: FlaskClient, app: Flask, cast: Cast
) -> None:
    sign_in(client, cast.member)
    link_id = uuid4()
    client.post("/credits/links", data={"id": str(link_id), "label": ""})
    address = f"/p/{proof_links.token_of(link_id, app.extensions['settings'])}"
    sign_in(client, cast.colleague)
    assert client.post(f"/credits/links/{link_id}/revoke").status_code == 404
    assert client.post("/credits/links", data={"id": str(link_id)}).status_code == 409
    assert client.get(address).status_code == 200
    sign_in(client, cast.member)
    for _again in range(2):
        assert client.post(f"/credits/links/{link_id}/revoke").status_code == 303
    assert client.get(address).status_code == 410
    assert "Retras" in client.get("/credits/links").text


@pytest.mark.parametrize(
    "data", [{"id": "nu"}, {"id": ""}, {"id": str(uuid4()), "label": "x" * 121}]
)
def test_a_bad_link_form_is_refused(
    client: FlaskClient, app: Flask, cast: Cast, data: dict[str, str]
) -> None:
    sign_in(client, cast.member)
    assert client.post("/credits/links", data=data).status_code == 422


def test_the_lists_take_few_statements(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any, count_queries: Any
) -> None:
    sign_in(client, cast.member)
    for _each in range(5):
        client.post("/credits/links", data={"id": str(uuid4())})
    client.post("/credits/statements", data={"years": "2026"})
    for address in ("/credits/links", "/credits/statements"):
        with count_queries() as sent:
            client.get(address)
        assert len(sent) <= 10, address


def test_search_engines_are_told_to_leave_the_pages_alone(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /p/" in text
    assert "Disallow: /verify/statements/" in text
