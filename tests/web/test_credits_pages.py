"""Creditele mele and the receipt: what the member reads is what the ledger holds."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.extensions import db, transaction
from lms.services import crediting, ledger
from tests.infra.cast import Cast, sign_in
from tests.infra.credit import BOOKED_AT, book_edition


@pytest.fixture
def entry_id(app: Flask, cast: Cast) -> Any:
    with app.app_context():
        with transaction() as session:
            found = book_edition(session, cast).id
        db.session.remove()
    return found


def test_the_year_shows_what_was_earned_and_what_is_missing(
    client: FlaskClient, cast: Cast, entry_id: Any
) -> None:
    sign_in(client, cast.member)
    page = client.get("/credits?year=2026").text
    assert "Intervenția în criză" in page
    assert "6 din 10" in page
    assert "14 martie 2026" in page


def test_in_english(client: FlaskClient, cast: Cast, entry_id: Any) -> None:
    sign_in(client, cast.member)
    client.get("/language/en")
    page = client.get("/credits?year=2026").text
    assert "Crisis intervention" in page
    assert "14 March 2026" in page


def test_a_year_without_lines_says_what_to_do(client: FlaskClient, cast: Cast) -> None:
    with client.application.app_context():
        with transaction() as session:
            from lms.services import regulations

            regulations.ensure_bundled(session, now=BOOKED_AT)
        db.session.remove()
    sign_in(client, cast.member)
    page = client.get("/credits?year=2026").text
    assert "Niciun credit în 2026" in page
    assert 'href="/courses"' in page


@pytest.mark.parametrize("year", ["abc", "-5", "99999", ""])
def test_a_year_that_is_none_means_this_year(
    client: FlaskClient, cast: Cast, entry_id: Any, year: str
) -> None:
    sign_in(client, cast.member)
    assert client.get(f"/credits?year={year}").status_code == 200


def test_export_has_the_lines(client: FlaskClient, cast: Cast, entry_id: Any) -> None:
    sign_in(client, cast.member)
    answer = client.get("/credits?year=2026&format=csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[1][:4] == ["2026-03-14", "Intervenția în criză", "Program de formare", "6"]
    assert client.get("/credits?year=2026&format=xlsx").data[:2] == b"PK"


def test_the_receipt_gives_rule_article_basis_and_inputs(
    client: FlaskClient, cast: Cast, entry_id: Any
) -> None:
    sign_in(client, cast.member)
    page = client.get(f"/credits/{entry_id}").text
    assert "decizia nr. 31 din 1 februarie 2025" in page  # the decision that fixed the credits
    assert "360 din 360 de minute" in page
    assert "art. 1 (2)" in page
    assert "+6" in page
    assert ">None<" not in page


def test_a_colleague_does_not_find_it(client: FlaskClient, cast: Cast, entry_id: Any) -> None:
    sign_in(client, cast.colleague)
    assert client.get(f"/credits/{entry_id}").status_code == 404
    assert client.get(f"/credits/{uuid4()}").status_code == 404


def test_a_reversed_line_says_so_and_the_total_is_nothing(
    client: FlaskClient, cast: Cast, entry_id: Any
) -> None:
    with client.application.app_context():
        with transaction() as session:
            from lms.models import CreditEntry

            entry = session.get_one(CreditEntry, entry_id)
            crediting.reverse_entries(
                session,
                [entry],
                reason="attendance_undone",
                batch=None,
                records_from=None,
                now=BOOKED_AT,
            )
            assert ledger.balance(session, entry.member_id) == 0
        db.session.remove()
    sign_in(client, cast.member)
    assert "a fost stornată" in client.get(f"/credits/{entry_id}").text
    listing = client.get("/credits?year=2026").text
    assert "Stornat" in listing
    assert "0 din 10" in listing


def test_norms_say_what_is_not_known(client: FlaskClient, app: Flask, cast: Cast) -> None:
    with app.app_context():
        with transaction() as session:
            from lms.services import regulations

            regulations.ensure_bundled(session, now=BOOKED_AT)
        db.session.remove()
    page = client.get("/norms").text
    assert "nestabilit încă" in page  # carry-over is not known
    assert "nestabilită de Colegiu" in page  # a default is not shown as the law
    assert "nu era în vigoare nicio versiune" in client.get("/norms?on=2010-01-01").text
    assert client.get("/norms?on=poimâine").status_code == 200


def test_wrong_method(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.member)
    assert client.post("/credits").status_code == 405
