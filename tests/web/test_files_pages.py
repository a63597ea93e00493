"""Dosarele mele: opening, writing, documents, submitting, following and withdrawing a file."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import CaseFile, CaseState, StoredFile
from lms.services import regulations
from tests.infra.cast import sign_in
from tests.infra.documents import pdf_of
from tests.services.objection_world import NOW, draft, submitted, world_of


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: NOW)


@pytest.fixture
def world(app, cast):
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=NOW)
            built = world_of(session, cast)
        db.session.remove()
    return built


@pytest.fixture
def member(client, cast):
    sign_in(client, cast.member)
    return client


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def made(app, world, make):
    with app.app_context():
        with transaction() as session:
            case = make(session, world)
        db.session.remove()
    return case.id


def upload(client, case_id, data, name="foaie.pdf"):
    # By hand: the test client leaves the temporary file of a large body open.
    quoted = name.replace('"', "%22").replace("\r\n", "%0D%0A")
    body = (
        f'--limit\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    return client.post(
        f"/files/{case_id}/documents",
        data=body + data + b"\r\n--limit--\r\n",
        content_type="multipart/form-data; boundary=limit",
    )


def the_case(app):
    with app.app_context():
        return db.session.scalars(select(CaseFile)).one()


def test_from_the_line_to_a_registered_file_without_script(app, member, world):
    receipt = member.get(f"/credits/{world.entry_id}").get_data(as_text=True)
    way = re.search(r'href="(/files/new/line/[^"]+)"', receipt)
    assert way is not None
    question = member.get(way[1])
    assert "Ce nu este în regulă?" in words(question)

    answer = member.post(way[1], data={"kind": "did_not_attend"})
    assert "Fără date despre beneficiari" in words(member.get(answer.location))
    answer = member.post(answer.location, data={"statement": "Eram în concediu."})
    case_id = answer.location.split("/")[2]
    assert upload(member, case_id, pdf_of("cerere")).status_code == 302
    last = words(member.get(f"/files/{case_id}/check"))
    for said in ("Eram în concediu.", "foaie.pdf", "30 de zile", "Valoare orientativă"):
        assert said in last
    answer = member.post(f"/files/{case_id}/submit")

    page = words(member.get(answer.location))
    number = the_case(app).number
    assert f"Numărul lui este {number}." in page
    for said in (f"Dosarul {number}", "Depus", "întâi răspunde furnizorul", "valoare"):
        assert said.casefold() in page.casefold()
    assert "Contestat" in words(member.get("/credits?year=2026"))
    assert number in words(member.get("/files"))


def test_receipt_and_documents_come_as_downloads(app, member, world):
    case_id = made(app, world, draft)
    upload(member, case_id, pdf_of("act"), name='a"ct\r\nX: 1.pdf')
    with app.app_context():
        document_id = db.session.scalars(select(CaseFile)).one().documents[0].id
    answer = member.get(f"/files/{case_id}/documents/{document_id}")
    assert answer.data == pdf_of("act")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "X" not in answer.headers

    assert member.get(f"/files/{case_id}/receipt.pdf").status_code == 404
    member.post(f"/files/{case_id}/submit")
    receipt = member.get(f"/files/{case_id}/receipt.pdf")
    assert receipt.data.startswith(b"%PDF-")
    assert "dovada-depunerii-1-" in receipt.headers["Content-Disposition"]


def test_anyone_can_check_a_receipt_and_learns_no_name(app, client, world):
    case_id = made(app, world, submitted)
    page = words(client.get(f"/files/receipts/{case_id}"))
    assert "1/2026" in page
    assert "A. M." in page
    for private in ("Ana", "Moraru", "Nu am fost", "Intervenția"):
        assert private not in page
    draft_id = client.get(f"/files/receipts/{world.entry_id}")
    assert draft_id.status_code == 404


def test_draft_has_no_receipt_to_check(app, client, world):
    case_id = made(app, world, draft)
    assert client.get(f"/files/receipts/{case_id}").status_code == 404


def test_strangers_find_nothing(app, client, cast, world):
    case_id = made(app, world, draft)
    sign_in(client, cast.colleague)
    for path in ("", "/check", "/statement", "/documents", "/receipt.pdf"):
        assert client.get(f"/files/{case_id}{path}").status_code == 404, path
    for path in ("/submit", "/withdraw", "/discard"):
        assert client.post(f"/files/{case_id}{path}").status_code == 404, path
    assert str(case_id) not in client.get("/files").get_data(as_text=True)
    assert client.get(f"/files/new/line/{world.entry_id}").status_code == 404


@pytest.mark.parametrize("path", ["submit", "withdraw", "discard"])
def test_nothing_is_done_by_a_link(app, member, world, path):
    case_id = made(app, world, draft)
    assert member.get(f"/files/{case_id}/{path}").status_code == 405


def test_what_was_typed_is_kept_when_it_is_refused(app, member, world):
    case_id = made(app, world, draft)
    answer = member.post(
        f"/files/{case_id}/statement", data={"statement": "Beneficiar <b>1960101123456</b>"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "cod numeric personal" in page
    assert "Beneficiar &lt;b&gt;1960101123456&lt;/b&gt;" in page
    assert the_case(app).statement == "Nu am fost acolo."


def test_text_with_html_is_shown_as_text(app, member, world):
    case_id = made(app, world, draft)
    member.post(f"/files/{case_id}/statement", data={"statement": "<script>alert(1)</script>"})
    member.post(f"/files/{case_id}/submit")
    page = member.get(f"/files/{case_id}").get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_browser_saves_by_itself_while_one_writes(app, member, world):
    case_id = made(app, world, draft)
    address = f"/files/{case_id}/statement"
    saved = member.post(address, data={"statement": "Pe jumă"}, headers={"X-Autosave": "1"})
    assert (saved.status_code, the_case(app).statement) == (204, "Pe jumă")
    emptied = member.post(address, data={"statement": ""}, headers={"X-Autosave": "1"})
    assert (emptied.status_code, the_case(app).statement) == (204, "")
    assert member.post(f"/files/{case_id}/submit").status_code == 422


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "gol.pdf", "gol"),
        (b"PK\x03\x04", "arhiva.pdf", "PDF, JPG sau PNG"),
        (b"<svg onload=alert(1)>", "poza.png", "PDF, JPG sau PNG"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "mare.pdf", "peste 10 MB"),
        (pdf_of("CNP 1960101123456"), "cnp.pdf", "cod numeric personal"),
    ],
    ids=["empty", "zip", "svg", "large", "cnp"],
)
def test_document_that_cannot_be_kept_is_told_at_its_field(app, member, world, data, name, says):
    case_id = made(app, world, draft)
    answer = upload(member, case_id, data, name)
    assert answer.status_code == 422
    assert says in words(answer)
    with app.app_context():
        assert db.session.scalars(select(StoredFile)).all() == []


def test_hundred_megabytes_are_refused_before_they_are_read(app, member, world):
    case_id = made(app, world, draft)
    answer = upload(member, case_id, b"%PDF-" + bytes(100 * 1024 * 1024))
    assert answer.status_code == 413
    assert the_case(app).state is CaseState.DRAFT


def test_no_file_chosen(app, member, world):
    case_id = made(app, world, draft)
    answer = member.post(f"/files/{case_id}/documents", data={})
    assert (answer.status_code, "Alegeți un fișier." in words(answer)) == (422, True)


def test_missing_from_a_list_is_opened_by_choosing_the_edition(app, client, cast, world):
    sign_in(client, cast.stranger)
    found = client.get("/files/new/missing?q=interventia+CRIZA")
    assert "Intervenția în criză: 14 martie 2026, Asociația Punte" in words(found)
    assert "nu se potrivește" in words(client.get("/files/new/missing?q=<i>"))
    none = client.post("/files/new/missing", data={})
    assert (none.status_code, "Alegeți ediția" in words(none)) == (422, True)
    wrong = client.post("/files/new/missing", data={"edition": "'; DROP TABLE"})
    assert wrong.status_code == 422
    answer = client.post("/files/new/missing", data={"edition": str(cast.edition_id)})
    assert answer.status_code == 302
    assert "Lipsesc de pe listă" in words(client.get(answer.location))


def test_kind_must_fit_the_line(app, member, world):
    address = f"/files/new/line/{world.entry_id}"
    for data in ({}, {"kind": "missing_from_list"}, {"kind": "x"}):
        answer = member.post(address, data=data)
        assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalars(select(CaseFile)).all() == []


def test_withdrawing_says_so_and_frees_the_line(app, member, world):
    case_id = made(app, world, submitted)
    page = words(member.get(f"/files/{case_id}"))
    assert "Retrageți dosarul" in page
    for _ in range(2):
        answer = member.post(f"/files/{case_id}/withdraw")
        assert answer.status_code == 302
    page = words(member.get(f"/files/{case_id}"))
    assert "Retras" in page
    assert "Contestat" not in words(member.get("/credits?year=2026"))


def test_empty_list_teaches_the_first_step(member, world):
    page = member.get("/files").get_data(as_text=True)
    assert "Niciun dosar, deocamdată" in page
    assert 'href="/files/new"' in page


@pytest.mark.parametrize("query", ["?state=x", "?page=999999", "?sort=member", "?page=-1"])
def test_odd_addresses_show_the_list(app, member, world, query):
    made(app, world, submitted)
    assert member.get(f"/files{query}").status_code == 200


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_list_can_be_taken_along(app, member, world, format_):
    made(app, world, submitted)
    answer = member.get(f"/files?format={format_}")
    assert answer.headers["Content-Disposition"].endswith(f'dosarele-mele.{format_}"')
    if format_ == "csv":
        assert "1/2026" in answer.get_data(as_text=True)


def test_pages_are_in_english_too(app, member, world):
    case_id = made(app, world, submitted)
    member.get("/language/en")
    page = words(member.get(f"/files/{case_id}"))
    assert "File 1/2026" in page
    assert "Crisis intervention" in page
    assert "Istoricul" not in page
