"""Names that try to be markup, and what every answer carries: no page runs what people wrote."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlsplit

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.infra.cast import Cast, sign_in, sign_out
from tests.roles import ROLES
from tests.test_roles import MATRICES

# Markup of HTML, attributes, Typst, Jinja and formats; a sign that turns the text around.
PROBE = '"\'><script>alert(1)</script>#panic("typst") $x$ ] \\ {{7*7}} %(x)s \u202eabc'
WITHOUT_NAMES = {"operations", "xapi"}
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data"}


class Reader(HTMLParser):
    """What a browser would find in a page that our policy forbids or that people put there."""

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce
        self.found: list[str] = []
        self.forms: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given:
            data = given.get("type") in {"application/json", "application/ld+json"}
            if not data and given.get("nonce") != self.nonce:
                self.found.append("script without nonce")
        if tag == "style" or "style" in given:
            self.found.append(f"inline style in {tag}")
        self.found += [f"{name} in {tag}" for name in given if name.startswith("on")]
        for name in URL_ATTRIBUTES & given.keys():
            if urlsplit(given[name].strip()).scheme in {"javascript", "vbscript", "data"}:
                self.found.append(f"{name}={given[name][:40]}")
        if tag == "form":
            self.forms.append({"method": given.get("method", "get").lower(), "token": False})
        if given.get("name") == "csrf_token" and self.forms:
            self.forms[-1]["token"] = True


@pytest.fixture
def hostile(app: Flask, cast: Cast) -> Cast:
    """The cast, everything that has a name bearing one that tries to break out."""
    from sqlalchemy import update

    from lms.extensions import db, transaction
    from lms.models import Account, Branch, Edition, EditionSession, Member, Programme, Provider

    with app.app_context():
        with transaction() as session:
            for table, columns in {
                Account: ("display_name",),
                Branch: ("name",),
                Provider: ("name",),
                Programme: ("title", "title_en", "summary", "summary_en"),
                Edition: ("place",),
                EditionSession: ("topic",),
                Member: ("first_name", "last_name"),
            }.items():
                session.execute(update(table).values(dict.fromkeys(columns, PROBE)))
        db.session.remove()
    return cast


FILES = ("provider_approvals.", "programme_files.")


def complaints_about(response: Any, *, page: str) -> list[str]:
    """What is wrong with an answer: its headers, and what its page would do."""
    headers = response.headers
    wrong = [
        f"{page}: no {name}"
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")
        if name not in headers
    ]
    policy = headers.get("Content-Security-Policy", "")
    if "script-src" in policy and "unsafe" in policy.partition("script-src")[2].partition(";")[0]:
        wrong.append(f"{page}: {policy}")
    if "\n" in headers.get("Content-Disposition", ""):
        wrong.append(f"{page}: Content-Disposition over lines")
    # Those were uploaded; the tests of files look into the receipt and the opis of their file.
    endpoint = page.partition(" ")[0]
    uploaded = endpoint.endswith((".document", "documents.download"))
    made_here = not uploaded and not endpoint.startswith(FILES)
    if (
        response.mimetype == "application/pdf"
        and made_here
        and "#panic" not in pdf_text(response.data)
    ):
        wrong.append(f"{page}: the PDF does not say the name as it is")
    if response.mimetype != "text/html":
        return wrong
    body = response.get_data(as_text=True)
    if "<script>alert" in body:
        at = body.index("<script>alert")
        wrong.append(f"{page}: markup of a name is markup of the page: {body[at - 90 : at + 20]}")
    if "49 %(x)s" in body:
        wrong.append(f"{page}: a name was computed")
    nonce = re.search(r"'nonce-([^']+)'", policy)
    reader = Reader(nonce[1] if nonce else "")
    reader.feed(body)
    wrong += [f"{page}: {found}" for found in reader.found]
    wrong += [
        f"{page}: a form without its token"
        for form in reader.forms
        if form["method"] == "post" and not form["token"]
    ]
    return wrong


def pdf_text(data: bytes) -> str:
    """The text of a PDF, without the breaks of its lines."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(page.extract_text() for page in pages)


@pytest.mark.parametrize("area", sorted(MATRICES))
def test_no_page_runs_what_people_wrote(
    area: str, app: Flask, client: FlaskClient, hostile: Cast
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True  # so that forms carry their tokens; only GET is asked
    wrong: list[str] = []
    escaped = area in WITHOUT_NAMES
    for row in MATRICES[area]:
        if row.method != "GET":
            continue
        answers = row.answers()
        for who in [who for who in (*ROLES, *answers) if answers.get(who) == 200][:2]:
            with app.app_context():
                url = row.url(hostile)
            sign_out(client) if who == "anonymous" else sign_in(client, getattr(hostile, who))
            for address in (url, f"{url}{'&' if '?' in url else '?'}q={quote(PROBE)}"):
                response = client.get(address)
                wrong += complaints_about(response, page=f"{row.endpoint} as {who}")
                escaped |= b"&lt;script&gt;alert(1)" in response.data
                if response.status_code == 200 and who != "anonymous":
                    kept = response.headers.get("Cache-Control", "")
                    if "no-store" not in kept and not kept.startswith(("private", "public")):
                        wrong.append(f"{row.endpoint} as {who}: Cache-Control {kept!r}")
                response.close()

    assert escaped, "no page of the area shows a name; the test would find nothing"
    assert not wrong, "\n" + "\n".join(dict.fromkeys(wrong))
