"""Quality of programmes for the Commission: what waits, figures, charts, files, what is said."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape

import openpyxl
import pytest
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import Provider, QualitySignal, QualityStep, SignalState
from lms.services import quality_signals
from tests.infra.cast import sign_in
from tests.services.audience import ASKED_AT
from tests.services.test_quality import editions, elsewhere, score

NOW = ASKED_AT + timedelta(days=120)
FORMULA = '=HYPERLINK("http://rau.example")'


def words(response):
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def bad(app, cast):
    """A provider that became worse: its signal."""
    with app.app_context():
        with transaction() as session:
            editions(session, cast, 4.4, 4.6, 4.4, 4.4, 4.0, 2.8)
            score(session, elsewhere(session, cast, 30), 4.6)
            quality_signals.watch(session, now=NOW)
        found = db.session.scalars(select(QualitySignal.id)).one()
        db.session.remove()
    return found


@pytest.fixture
def commission(client, cast):
    sign_in(client, cast.cfpc)
    return client


def test_before_five_answers_the_page_says_what_comes(commission, cast):
    page = words(commission.get("/commission/quality"))
    assert "Încă nu sunt cinci răspunsuri la nicio ediție" in page
    chart = words(commission.get(f"/commission/quality/providers/{cast.provider_id}"))
    assert "Încă nicio ediție cu cinci răspunsuri" in chart


def test_what_waits_is_said_first_and_leads_to_its_editions(commission, cast, bad):
    page = commission.get("/commission/quality")
    text = words(page)
    assert "ultimele 2 ediții au media 3,40 din 5, față de 4,45 la cele 4 dinainte" in text
    assert text.index("De văzut acum") < text.index("Media după numărul de răspunsuri")
    assert "Semnal deschis" in text
    assert f"/commission/quality/signals/{bad}" in page.get_data(as_text=True)

    one = commission.get(f"/commission/quality/signals/{bad}")
    assert "3,6" in words(one) or "ori cât abaterea" in words(one)
    assert one.get_data(as_text=True).count("/commission/feedback/") >= 2

    chart = commission.get(f"/commission/quality/providers/{cast.provider_id}")
    cells = re.findall(r'data-value="([^"]*)">([^<]*)<', chart.get_data(as_text=True))
    assert ("2.8", "2,8") in cells
    assert len(cells) == 6 * 4 + 6 * 3
    assert words(chart).count("Sub limite") == 1
    # Nobody was silent: the mean is what it is.
    assert "2,80 – 2,80" in words(chart)


def test_in_english_too(commission, cast, bad):
    commission.get("/language/en")
    text = words(commission.get("/commission/quality"))
    assert "the last 2 editions have a mean of 3.40 out of 5, against 4.45 in the 4 before" in text
    assert "Open signal" in text


def test_filters_and_order(commission, cast, bad):
    assert "Nimic nu se potrivește" in words(commission.get("/commission/quality?year=2020"))
    programmes = words(commission.get("/commission/quality?unit=programme&q=criz"))
    assert "Intervenția în criză" in programmes
    for address in ("?unit=rău", "?year=x&page=999", "?sort=mean&order=desc", "?q=%25_"):
        assert commission.get(f"/commission/quality{address}").status_code == 200
    table = words(commission.get("/commission/quality?sort=mean&order=desc"))
    rows = table[table.index("Ultima ediție") :]
    with commission.application.app_context():
        stranger = db.session.get_one(Provider, cast.stranger_provider_id).name
    assert rows.index(stranger) < rows.index("Asociația")


def test_files_hold_the_list_and_no_formula(app, commission, cast, bad):
    with app.app_context(), transaction() as session:
        session.get_one(Provider, cast.provider_id).name = FORMULA
    answer = commission.get("/commission/quality?format=csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert rows[1][0] == "'" + FORMULA
    assert rows[1][1:4] == ["Semnal deschis", "4,10", rows[1][3]]
    chart = f"/commission/quality/providers/{cast.provider_id}?format=xlsx"
    book = openpyxl.load_workbook(io.BytesIO(commission.get(chart).data))
    sheet = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(sheet) == 7
    assert sheet[6][3] == "2,80"
    assert "<script" not in commission.get("/commission/quality").get_data(as_text=True).split(
        "<main"
    )[1].replace("<script src", "")


def test_a_signal_is_noted_and_closed_only_with_a_reason(app, commission, cast, bad):
    address = f"/commission/quality/signals/{bad}"
    refused = commission.post(address, data={"state": "closed", "note": " "})
    assert refused.status_code == 422
    assert "Scrieți de ce închideți semnalul." in words(refused)
    assert commission.post(address, data={"state": "new"}).status_code == 422
    assert commission.post(address, data={}).status_code == 422

    noted = {"state": "seen", "note": "<script>alert(1)</script> se cer explicații"}
    assert commission.post(address, data=noted).status_code == 303
    page = commission.get(address).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page

    closed = {"state": "closed", "note": "Formator nou."}
    assert commission.post(address, data=closed).status_code == 303
    assert "Niciun semnal deschis" in words(commission.get("/commission/quality"))
    with app.app_context():
        steps = db.session.scalars(select(QualityStep).order_by(QualityStep.at)).all()
        assert [step.state for step in steps] == [SignalState.SEEN, SignalState.CLOSED]
        db.session.remove()


def test_pages_ask_as_often_for_many_as_for_few(app, commission, cast, bad, count_queries):
    addresses = (
        "/commission/quality",
        "/commission/quality?unit=programme",
        f"/commission/quality/providers/{cast.provider_id}",
        f"/commission/quality/signals/{bad}",
    )
    few = []
    for address in addresses:
        commission.get(address)
        with count_queries() as sent:
            commission.get(address)
        few.append(len(sent))
    with app.app_context(), transaction() as session:
        editions(session, cast, *[4.4] * 12, first=16)
        for number in range(6):
            score(session, elsewhere(session, cast, 40 + number), 4.0)
    for address, count in zip(addresses, few, strict=True):
        with count_queries() as sent:
            commission.get(address)
        assert len(sent) == count, address
