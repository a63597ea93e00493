"""The Commission's feedback pages: counts, results from five answers up, files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape
from random import Random

import openpyxl
import pytest

from lms.extensions import transaction
from lms.services import feedback
from tests.infra.cast import sign_in
from tests.services.audience import ASKED_AT, add_edition, add_members, answer, everyone_answers
from tests.services.classroom import publish_small

FORMULA = '=HYPERLINK("http://rau.example")'
SCRIPT = "<img src=x onerror=alert(1)>"


def text_of(response):
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", response.get_data(as_text=True), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def hear(app):
    """`hear(edition_id, answers)` lets as many new members answer and opens what may be."""

    def hear(edition_id, answers):
        settings = app.extensions["settings"]
        with app.app_context(), transaction() as session:
            everyone_answers(session, edition_id, answers, settings)
            feedback.shuffle(session, settings, rng=Random(1))

    return hear


@pytest.fixture
def commission(client, cast):
    sign_in(client, cast.cfpc)
    return client


def page_of(cast):
    return f"/commission/feedback/{cast.edition_id}"


def rows_of(response):
    return list(csv.reader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))


def test_nothing_is_shown_under_five_answers(commission, cast, hear):
    hear(cast.edition_id, [answer(1, helped="ceva foarte precis")] * 4)

    page = commission.get(page_of(cast))
    assert page.status_code == 200
    assert "Sunt necesare cel puțin cinci răspunsuri" in text_of(page)
    main = page.get_data(as_text=True).split("<main")[1].split("</main>")[0]
    assert "ceva foarte precis" not in main
    assert "<table" not in main
    for kind in ("csv", "xlsx"):
        for path in (f"{page_of(cast)}?format={kind}", f"{page_of(cast)}?format={kind}&list=texts"):
            assert b"precis" not in commission.get(path).data
    assert len(rows_of(commission.get(f"{page_of(cast)}?format=csv"))) == 1


def test_results_show_means_counts_rate_and_words(commission, cast, hear):
    points = [2, 4, 5, 5, 5, 4, 4]
    hear(
        cast.edition_id,
        [answer(4, content=point, helped=f"ajutor {place}") for place, point in enumerate(points)],
    )

    page = commission.get(page_of(cast))
    words = text_of(page)
    assert "5 răspunsuri" in words
    assert "7 din 7 (100 %)" in words
    assert "numai din cinci în cinci" in words
    assert len(re.findall(r"ajutor \d", words)) == 5
    cells = re.findall(r'data-value="([^"]*)"', page.get_data(as_text=True))
    assert len(cells) == 25
    assert cells[5:] == ["0", "0", "0", "5", "0"] * 4
    assert sum(int(cell) for cell in cells[:5]) == 5
    assert "echarts" in page.get_data(as_text=True)


def test_figures_are_written_as_each_language_does(commission, cast, hear):
    hear(cast.edition_id, [answer(4)] * 4 + [answer(5)])

    assert "4,20" in text_of(commission.get(page_of(cast)))
    commission.get("/language/en")
    english = text_of(commission.get(page_of(cast)))
    assert "4.20" in english
    assert "The mean is 4.20 for every question." in english
    assert "Usefulness in practice" in english


def test_best_and_weakest_question_are_named(commission, cast, hear):
    hear(cast.edition_id, [answer(3, trainer=5, accessibility=1)] * 5)

    words = text_of(commission.get(page_of(cast)))
    assert (
        "Cel mai bine: formator (media 5,00). Cel mai slab: accesibilitate (media 1,00)." in words
    )


def test_scripts_and_formulas_in_texts_do_nothing(commission, cast, hear):
    hear(cast.edition_id, [answer(helped=SCRIPT, change=FORMULA)] * 5)

    page = commission.get(page_of(cast)).get_data(as_text=True)
    assert SCRIPT not in page
    assert "&lt;img src=x" in page
    texts = rows_of(commission.get(f"{page_of(cast)}?format=csv&list=texts"))
    assert [row[1] for row in texts[1:]] == [SCRIPT] * 5 + [f"'{FORMULA}"] * 5
    book = commission.get(f"{page_of(cast)}?format=xlsx&list=texts").data
    sheet = openpyxl.load_workbook(io.BytesIO(book))["Treapta"]
    cells = [row[1] for row in sheet.iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}


def test_results_file_says_what_the_page_says(commission, cast, hear):
    hear(cast.edition_id, [answer(4, organisation=3)] * 5)

    sent = commission.get(f"{page_of(cast)}?format=csv")
    table = rows_of(sent)
    assert 'filename="feedback-interventia-in-criza-1.csv"' in sent.headers["Content-Disposition"]
    assert table[0][1:3] == ["Media (1–5)", "1 (cel mai slab)"]
    assert [row[1:] for row in table[1:4]] == [
        ["4,00", "0", "0", "0", "5", "0"],
        ["4,00", "0", "0", "0", "5", "0"],
        ["3,00", "0", "0", "5", "0", "0"],
    ]


def test_list_filters_sorts_and_exports(app, commission, cast, hear):
    with app.app_context(), transaction() as session:
        other = add_edition(session, cast.programme_id, number=2, on=date(2025, 4, 5))
    hear(cast.edition_id, [answer()] * 6)
    hear(other, [answer()] * 2)

    words = text_of(commission.get("/commission/feedback"))
    assert "2 ediții" in words
    assert "5 răspunsuri" in words
    assert "nu încă" in words
    assert "1 ediție" in text_of(commission.get("/commission/feedback?year=2025"))
    nothing = commission.get("/commission/feedback?q=nimic")
    assert "Nicio ediție nu se potrivește filtrelor." in text_of(nothing)
    for nonsense in ("year=x", "provider=x", "sort=x", "page=99", "year=²"):
        assert "ediți" in text_of(commission.get(f"/commission/feedback?{nonsense}"))
    table = rows_of(commission.get("/commission/feedback?format=csv&sort=answered&order=asc"))
    assert [row[1:] for row in table[1:]] == [
        ["2", "2025-04-05", "Asociația Punte", "2", "2", ""],
        ["1", "2026-03-14", "Asociația Punte", "6", "6", "5"],
    ]


def test_empty_list_says_what_fills_it(commission):
    assert "Încă nu am întrebat pe nimeni" in text_of(commission.get("/commission/feedback"))


def test_programme_page_pools_its_editions(app, commission, cast, hear):
    with app.app_context(), transaction() as session:
        other = add_edition(session, cast.programme_id, number=2, on=date(2025, 4, 5))
    hear(cast.edition_id, [answer(5)] * 5)
    hear(other, [answer(1)] * 5)
    path = f"/commission/feedback/programmes/{cast.programme_id}"

    assert path in commission.get(page_of(cast)).get_data(as_text=True)
    whole = text_of(commission.get(path))
    assert "10 răspunsuri" in whole
    assert "3,00" in whole
    assert "1,00" in text_of(commission.get(f"{path}?year=2025"))


def test_courses_of_the_college_are_listed_with_their_results(app, commission, cast):
    settings = app.extensions["settings"]
    with app.app_context(), transaction() as session:
        course_id = publish_small(session, settings).course_id
        for member_id in add_members(session, 5):
            feedback.invite_for_course(session, member_id, course_id, now=ASKED_AT)
            (form,) = feedback.open_forms(session, member_id)
            feedback.submit(session, form.id, member_id, answer(2), settings=settings)
        feedback.shuffle(session, settings, rng=Random(1))

    path = f"/commission/feedback/courses/{course_id}"
    assert path in commission.get("/commission/feedback").get_data(as_text=True)
    assert "2,00" in text_of(commission.get(path))


@pytest.mark.parametrize("who", ["member", "provider", "caap", "bex", "administrator"])
def test_others_may_not(client, cast, who):
    sign_in(client, getattr(cast, who))
    for path in ("/commission/feedback", page_of(cast)):
        assert client.get(path).status_code == 403
        assert client.get(f"{path}?format=csv").status_code == 403


def test_unknown_things_are_not_found(commission, cast):
    for path in (cast.member.id, f"programmes/{cast.member.id}", f"courses/{cast.member.id}"):
        assert commission.get(f"/commission/feedback/{path}").status_code == 404
    assert commission.post(page_of(cast)).status_code == 405


def test_pages_ask_the_database_as_often_for_many_as_for_few(
    app, commission, cast, hear, count_queries
):
    hear(cast.edition_id, [answer()] * 5)
    with count_queries() as few:
        commission.get("/commission/feedback")
        commission.get(page_of(cast))
    with app.app_context(), transaction() as session:
        others = [add_edition(session, cast.programme_id, number=n) for n in range(2, 12)]
    for other in others:
        hear(other, [answer()] * 2)
    hear(cast.edition_id, [answer()] * 15)
    with count_queries() as many:
        commission.get("/commission/feedback")
        commission.get(page_of(cast))

    assert len(many) == len(few)
