"""Lists keep what the address asks for; exported text can never become a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from types import SimpleNamespace

import openpyxl
import pytest
from flask import Flask

from lms.services.listing import Page
from lms.web import listing

COLUMNS = [
    listing.Column(key="name", label="Nume", value=lambda row: row.name, sortable=True),
    listing.Column(key="count", label="Câte", value=lambda row: row.count, numeric=True),
]
DANGEROUS = ["=1+1", "+40721", "-2", "@SUM(A1)", "\tx", "\rx"]


@pytest.fixture
def at():
    return Flask(__name__).test_request_context


def test_csv_text_that_would_be_computed_gets_an_apostrophe():
    text = listing.write_csv(["A"], [[value] for value in DANGEROUS] + [["a=b"], [-5]]).decode()

    rows = [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    assert rows == ["A", *(f"'{value}" for value in DANGEROUS), "a=b", "-5"]


def test_xlsx_cells_are_text_and_never_formulas():
    written = listing.write_xlsx(["A"], [[value] for value in [*DANGEROUS, "a\x00b"]])

    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][1:5] == DANGEROUS[:4]
    assert cells[-1].value == "ab"


def test_instants_are_written_in_bucharest_and_days_as_days():
    assert listing.cell_text(datetime(2026, 7, 1, 21, 30, tzinfo=UTC)) == "2026-07-02 00:30"
    assert listing.cell_text(date(2026, 7, 1)) == "2026-07-01"
    assert listing.cell_text(None) == ""


def test_links_keep_filters_and_sorting_turns_round(at):
    with at("/things?q=ana&page=3&sort=name&order=asc"):
        wanted = listing.read_wanted(COLUMNS, sort="count", descending=True)
        shown = listing.frame(Page(rows=[], total=0, number=1, pages=1), COLUMNS, wanted)
        second = shown["page_url"](2)

    assert (wanted.page, wanted.sort, wanted.descending) == (3, "name", False)
    assert shown["columns"][0]["sort"] == "ascending"
    assert shown["columns"][0]["sort_url"] == "/things?q=ana&sort=name&order=desc"
    assert shown["columns"][1]["sort_url"] is None
    assert second == "/things?q=ana&page=2&sort=name&order=asc"
    assert shown["csv_url"] == "/things?q=ana&sort=name&order=asc&format=csv"


@pytest.mark.parametrize("query", ["sort=count&order=asc", "sort=password", "page=-1", "page=x"])
def test_nonsense_in_the_address_means_the_default(at, query):
    with at(f"/things?{query}"):
        wanted = listing.read_wanted(COLUMNS, sort="count", descending=True)

    assert (wanted.page, wanted.sort, wanted.descending) == (1, "count", True)


def test_export_asks_for_every_row_and_names_the_file(at):
    with at("/things?format=csv&page=7"):
        wanted = listing.read_wanted(COLUMNS, sort="name")
        answer = listing.export([SimpleNamespace(name="Ana", count=3)], COLUMNS, filename="things")

    assert wanted.page is None
    assert answer.headers["Content-Disposition"] == 'attachment; filename="things.csv"'
    assert answer.get_data().decode() == "\ufeffNume,Câte\r\nAna,3\r\n"
