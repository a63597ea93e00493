"""The desk of a file: documents read in the page, beside what they prove; the queue around it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from lms import clock
from lms.extensions import db, transaction
from lms.models import AuditEntry, CaseFile
from lms.services import case_documents, case_queries
from tests.infra.cast import sign_in
from tests.infra.documents import pdf_of
from tests.services.objection_world import SETTINGS
from tests.services.provider_world import submitted
from tests.services.request_world import submit, training
from tests.web.test_requests_pages import made


def text_of(response):
    main = response.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


@pytest.fixture
def filed(app, cast):
    with app.app_context(), transaction() as session:
        case = submitted(session, cast, settings=app.extensions["settings"], now=clock.now())
        return case.id


@pytest.fixture
def documents(app, filed):
    with app.app_context():
        rows = case_queries.documents_of(db.session(), db.session.get_one(CaseFile, filed))
        db.session.remove()
    return rows


@pytest.fixture
def desk(client, cast, filed):
    sign_in(client, cast.cfpc)
    return f"/commission/files/{filed}"


def test_each_criterion_leads_to_the_document_that_proves_it(client, desk, documents):
    page = client.get(desk).text
    checks = page.split('id="checks"')[1].split("</section>")[0]
    for row in documents:
        [line] = [each for each in checks.split("<li") if str(row.id) in each]
        assert f'href="{desk}?document={row.id}#viewer"' in line
        assert "checklist__done" in line
    assert "data-pdf" not in page


def test_a_document_is_read_in_the_page_with_its_neighbours(client, desk, documents):
    first, second, last = documents[0], documents[1], documents[-1]
    page = client.get(f"{desk}?document={second.id}").text
    assert f'data-pdf="{desk}/documents/{second.id}"' in page
    assert f'<h3 id="viewer-title" tabindex="-1">{second.title}</h3>' in page
    [before] = re.findall(r'href="([^"]+)#viewer"[^>]*data-key="k"', page)
    [after] = re.findall(r'href="([^"]+)#viewer"[^>]*data-key="j"', page)
    assert before.endswith(str(first.id))
    assert after.endswith(str(documents[2].id))
    assert page.split('id="documents-section"')[1].count('aria-current="true"') == 1
    assert 'data-key="k"' not in client.get(f"{desk}?document={first.id}").text
    assert 'data-key="j"' not in client.get(f"{desk}?document={last.id}").text


@pytest.mark.parametrize("asked", ["", "rău", "00000000-0000-4000-8000-000000000000", "<script>"])
def test_a_document_that_is_not_of_the_file_opens_nothing(client, desk, asked):
    answer = client.get(f"{desk}?document={asked}")
    assert answer.status_code == 200
    assert "data-pdf" not in answer.text
    assert "<script>" not in answer.text.split("<main")[1].split("</main>")[0]


def test_the_only_document_is_open_at_once(app, client, cast):
    def make(session):
        case = training(session, cast.member)
        who = {"account_id": cast.member.id, "settings": SETTINGS, "now": clock.now()}
        case_documents.add_document(session, case, pdf_of("a"), filename="a.pdf", **who)
        return submit(session, case)

    case_id = made(app, make)
    sign_in(client, cast.cfpc)
    assert "data-pdf" in client.get(f"/commission/files/{case_id}").text


def test_reading_is_noted_and_the_bytes_stay_a_download(app, client, desk, documents):
    answer = client.get(f"{desk}/documents/{documents[0].id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with app.app_context():
        actions = [row.action for row in db.session.query(AuditEntry).all()]
        db.session.remove()
    assert actions.count(case_queries.READ_DOCUMENT) == 1


def test_the_file_says_its_place_and_leads_to_its_neighbours(app, client, cast, filed, desk):
    def make(session):
        return submit(session, training(session, cast.member))

    other = made(app, make)
    with app.app_context(), transaction() as session:
        session.get_one(CaseFile, other).due_on = clock.today() + timedelta(days=3)
        session.get_one(CaseFile, filed).due_on = None
    first = client.get(f"/commission/files/{other}").text
    assert "Dosarul 1 din 2 care vă așteaptă" in text_of(client.get(f"/commission/files/{other}"))
    assert re.search(rf'rel="next"[^>]*data-key="n"[^>]*href="{desk}"', first)
    assert 'rel="prev"' not in first
    # Without a term a file comes last.
    assert "Dosarul 2 din 2 care vă așteaptă" in text_of(client.get(desk))
    listed = client.get("/commission").text
    assert listed.index(str(other)) < listed.index(str(filed))

    sign_in(client, cast.bex)
    page = text_of(client.get(desk))
    assert "care vă așteaptă" not in page
    assert "Niciun dosar nu vă mai așteaptă: înapoi la listă" in page


def test_after_a_proposal_the_next_file_is_one_press_away(app, client, cast, filed, desk):
    def make(session):
        return submit(session, training(session, cast.member))

    other = made(app, make)
    client.post(f"/commission/files/{other}/take")
    sent = {"outcome": "rejected", "reasons": "Nu se poate verifica.", "credits": ""}
    page = client.post(f"/commission/files/{other}/proposal", data=sent, follow_redirects=True)
    bar = page.text.split("desk__decision")[1]
    assert f'href="{desk}"' in bar
    assert "Dosarul următor" in bar
    assert "Vă mai așteaptă 1 dosar" in text_of(page)


def test_the_queue_says_for_how_many_days_a_file_has_waited(app, client, cast, filed, desk):
    with app.app_context(), transaction() as session:
        session.get_one(CaseFile, filed).submitted_at = clock.now() - timedelta(days=12)
    rows = client.get("/commission").text.split("<tr>")
    [row] = [each for each in rows if str(filed) in each]
    assert re.search(r'data-label="De câte zile"[^>]*>\s*12\s*<', row)
    assert ",12," in client.get("/commission?format=csv").get_data(as_text=True)


def test_of_files_without_a_term_the_earlier_comes_first(app, client, cast, filed, desk):
    def make(person):
        return lambda session: submit(session, training(session, person))

    later = [made(app, make(person)) for person in (cast.member, cast.colleague, cast.stranger)]
    everyone = [filed, *later]
    with app.app_context(), transaction() as session:
        for case_id in everyone:
            session.get_one(CaseFile, case_id).due_on = None
    page = client.get("/commission").text
    places = [page.index(str(case_id)) for case_id in everyone]
    assert places == sorted(places)
    for place, case_id in enumerate(everyone, 1):
        text = text_of(client.get(f"/commission/files/{case_id}"))
        assert f"Dosarul {place} din 4 care vă așteaptă" in text
