"""The public roots, and the proof of a line from the page to the command that checks it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.cli import build
from lms.extensions import db, transaction
from lms.models import LedgerRoot
from lms.services import ledger_roots
from tests.infra.cast import Cast, sign_in
from tests.infra.credit import BOOKED_AT, book_edition


@pytest.fixture
def entry_id(app: Flask, cast: Cast) -> Any:
    with app.app_context():
        with transaction() as session:
            found = book_edition(session, cast).id
        db.session.remove()
    return found


def make_roots(app: Flask, days: int) -> None:
    with app.app_context():
        for day in range(days):
            with transaction() as session:
                ledger_roots.make_root(
                    session,
                    settings=app.extensions["settings"],
                    now=BOOKED_AT + timedelta(days=day),
                )
        db.session.remove()


def test_before_the_first_credit_the_page_says_when_a_root_comes(client: FlaskClient) -> None:
    page = client.get("/ledger/roots").text
    assert "Încă nu este nicio rădăcină" in page
    assert client.get("/ledger/roots/1.json").status_code == 404


def test_the_roots_are_listed_in_pages_with_few_statements(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any, count_queries: Any
) -> None:
    make_roots(app, 33)
    with count_queries() as sent:
        page = client.get("/ledger/roots").text
    assert len(sent) <= 4
    assert "20 aprilie 2026" in page  # the last of the 31 days of the page
    assert "20 martie 2026" not in page
    assert "33 de rădăcini" in page
    assert "20 martie 2026" in client.get("/ledger/roots?page=2").text
    assert client.get("/ledger/roots?page=abc").status_code == 200
    client.get("/language/en")
    assert "33 roots" in client.get("/ledger/roots").text


def test_the_file_of_a_root_is_the_signed_document_and_may_be_kept(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any
) -> None:
    make_roots(app, 1)
    answer = client.get("/ledger/roots/1.json")
    with app.app_context():
        assert answer.text == db.session.scalar(select(LedgerRoot.document))
        db.session.remove()
    assert "public" in answer.headers["Cache-Control"]
    assert str(cast.member.member_key) not in answer.text
    assert client.get("/ledger/roots/99999999999999.json").status_code == 404
    assert client.post("/ledger/roots").status_code == 405


def test_a_line_without_a_root_says_when_to_come_back(
    client: FlaskClient, cast: Cast, entry_id: Any
) -> None:
    sign_in(client, cast.member)
    assert f"/credits/{entry_id}/proof" in client.get(f"/credits/{entry_id}").text
    assert "Reveniți mâine" in client.get(f"/credits/{entry_id}/proof").text
    assert client.get(f"/credits/{entry_id}/proof.json").status_code == 404


def test_from_the_page_to_the_command_offline(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any, tmp_path: Path
) -> None:
    make_roots(app, 1)
    sign_in(client, cast.member)
    page = client.get(f"/credits/{entry_id}/proof").text
    assert "rădăcina nr. 1" in page
    answer = client.get(f"/credits/{entry_id}/proof.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    for personal in ("Moraru", cast.member.rnasr_code, cast.member.email):
        assert str(personal) not in answer.text
    proof, did, root = (tmp_path / name for name in ("proof.json", "did.json", "1.json"))
    proof.write_bytes(answer.data)
    did.write_bytes(client.get("/issuers/cnasr/did.json").data)
    root.write_bytes(client.get("/ledger/roots/1.json").data)

    def verify(*arguments: Any) -> Any:
        def no_application() -> Any:
            raise AssertionError("The command needs no application.")

        run = ["ledger", "verify", *map(str, arguments)]
        return CliRunner().invoke(build(no_application), run, obj={})

    done = verify(proof, "--issuer", did, "--root", root, "--lang", "ro")
    assert done.exit_code == 0, done.output
    assert "Dovada este bună" in done.output
    assert "\n?" not in done.output
    assert "credits: 6000" in done.output
    alone = verify(proof)
    assert alone.exit_code == 0
    assert alone.output.count("\n?") == 2

    forged = json.loads(proof.read_text())
    forged["entry"] = forged["entry"].replace('"credits":6000', '"credits":9000')
    proof.write_text(json.dumps(forged))
    wrong = verify(proof)
    assert wrong.exit_code == 1
    assert "does NOT hold" in wrong.output
    assert "- The member's chain:" in wrong.output

    for text in ("", "{", "[1]", '{"a":1,"a":2}', '{"a":1.5}', "{" * 5):
        proof.write_text(text)
        unreadable = verify(proof, "--lang", "ro")
        assert unreadable.exit_code == 2, text
        assert unreadable.output.strip().endswith("."), text


def test_somebody_elses_line_is_not_there(
    client: FlaskClient, app: Flask, cast: Cast, entry_id: Any
) -> None:
    make_roots(app, 1)
    sign_in(client, cast.colleague)
    for path in (f"/credits/{entry_id}/proof", f"/credits/{uuid4()}/proof.json"):
        assert client.get(path).status_code == 404
