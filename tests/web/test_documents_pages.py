"""Documentele mele: keep, find, describe, delete; what files hold stays in them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lms.extensions import db
from lms.models import DocumentKind, MemberDocument, StoredFile
from lms.services import member_documents
from tests.infra.cast import sign_in
from tests.infra.documents import pdf_of, picture
from tests.services.objection_world import NOW
from tests.services.request_world import kept, submit, training
from tests.web.test_requests_pages import made, words


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: NOW)


@pytest.fixture
def member(client, cast):
    sign_in(client, cast.member)
    return client


def send(client, data, name="diploma.pdf", **fields):
    # By hand: the test client leaves the temporary file of a large body open.
    parts = b"".join(
        f'--limit\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in ({"kind": "diploma"} | fields).items()
    )
    parts += (
        f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    return client.post(
        "/documents/new",
        data=parts + data + b"\r\n--limit--\r\n",
        content_type="multipart/form-data; boundary=limit",
    )


def test_a_document_is_kept_sealed_and_given_back_as_it_was(app, member):
    assert "Niciun document, deocamdată" in words(member.get("/documents"))
    assert "Fără date despre beneficiari" in words(member.get("/documents/new"))
    answer = send(member, pdf_of("diploma"), title="Diploma de master", issued_on="2020-07-01")
    assert answer.status_code == 302
    send(member, pdf_of("diploma"))
    with app.app_context():
        document = db.session.scalars(select(MemberDocument)).one()
        stored = db.session.get_one(StoredFile, document.stored_file_id)
        assert b"diploma" not in stored.sealed
    page = words(member.get(f"/documents/{document.id}"))
    assert "Diploma de master" in page
    back = member.get(f"/documents/{document.id}/file")
    assert back.data == pdf_of("diploma")
    assert back.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in back.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "fields", "says"),
    [
        (b"", {}, "gol"),
        (b"<svg/>", {}, "PDF, JPG sau PNG"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), {}, "peste 10 MB"),
        (pdf_of("CNP 1960101123456"), {}, "cod numeric personal"),
        (picture(), {"title": "x" * 101}, "cel mult 100"),
        (picture(), {"issued_on": "2027-01-01"}, "nu poate fi aceasta"),
        (picture(), {"issued_on": "ieri"}, "Scrieți ziua"),
        (picture(), {"kind": "x"}, ""),
    ],
)
def test_what_cannot_be_kept_is_told(app, member, data, fields, says):
    answer = send(member, data, **fields)
    assert (answer.status_code, says in words(answer)) == (422, True)
    with app.app_context():
        assert db.session.scalars(select(StoredFile)).all() == []


def test_the_description_can_be_changed(app, member, cast):
    document_id = made(app, lambda session: kept(session, cast.member))
    address = f"/documents/{document_id}"
    changed = {"title": "Acord de practică", "kind": "agreement", "issued_on": ""}
    assert member.post(address, data=changed).status_code == 302
    with app.app_context():
        row = db.session.get_one(MemberDocument, document_id)
        assert (row.title, row.kind, row.issued_on) == (
            "Acord de practică",
            DocumentKind.AGREEMENT,
            None,
        )
    wrong = member.post(address, data=changed | {"title": "CNP 1960101123456"})
    assert wrong.status_code == 422


def test_deleting_says_what_stays_and_files_keep_theirs(app, member, cast):
    def make(session):
        case = training(session, cast.member)
        document = kept(session, cast.member)
        member_documents.put_in(session, case, [document.id], account_id=cast.member.id, now=NOW)
        submit(session, case)
        return document

    document_id = made(app, make)
    assert "Rămâne în 1 dosar" in words(member.get(f"/documents/{document_id}"))
    assert member.post(f"/documents/{document_id}/delete").status_code == 302
    assert member.get(f"/documents/{document_id}").status_code == 404
    case_url = found(r'href="(/files/[0-9a-f-]{36})"', member.get("/files").text)
    inside = found(rf'href="({case_url}/documents/[^"]+)"', member.get(case_url).text)
    assert member.get(inside).data == pdf_of("certificat")


def found(pattern, text):
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


def test_strangers_find_nothing(app, client, cast):
    document_id = made(app, lambda session: kept(session, cast.member, title="Al Anei"))
    sign_in(client, cast.colleague)
    for path in ("", "/file"):
        assert client.get(f"/documents/{document_id}{path}").status_code == 404
    for path in ("", "/delete"):
        data = {"title": "x", "kind": "other"}
        assert client.post(f"/documents/{document_id}{path}", data=data).status_code == 404
    assert "Al Anei" not in words(client.get("/documents"))


def test_the_list_is_filtered_sorted_exported_in_a_fixed_number_of_questions(
    app, member, cast, count_queries
):
    def asked():
        with count_queries() as sent:
            assert member.get("/documents").status_code == 200
        return len(sent)

    made(app, lambda session: kept(session, cast.member, "a", title="=Acord"))
    few = asked()
    for name in "bcd":
        made(
            app,
            lambda session, name=name: kept(
                session, cast.member, name, title=f"Diploma {name}", kind=DocumentKind.DIPLOMA
            ),
        )
    assert asked() == few
    page = words(member.get("/documents?kind=diploma&q=diploma+b&sort=title&order=desc"))
    assert "Diploma b" in page
    assert "Diploma c" not in page
    assert "nu se potrivește" in words(member.get("/documents?q=zzz"))
    csv = member.get("/documents?format=csv").get_data(as_text=True)
    assert "'=Acord" in csv
    assert member.get("/documents?format=xlsx&kind=x&page=-3").status_code == 200
