"""Lists: what the address asks for, links that keep it, and the same rows as CSV or XLSX.

A route describes its columns once and reads

    wanted = listing.read_wanted(COLUMNS, sort="created_at", descending=True)
    page = service.list_things(db.session(), wanted, …)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="things")
    return render_template("…", **listing.frame(page, COLUMNS, wanted))

and the template shows `columns`, `page`, `page_url`, `csv_url`, `xlsx_url` with macros/table.html.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from lms.clock import LEGAL_ZONE
from lms.services.listing import Page, Wanted, harmless_cell

FORMATS = ("csv", "xlsx")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_IN_XLSX = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its label (lazy text), what it says of a row in an export, and how it behaves."""

    key: str
    label: Any
    value: Callable[[Any], object]
    sortable: bool = False
    numeric: bool = False


def read_wanted(columns: Sequence[Column], *, sort: str, descending: bool = False) -> Wanted:
    """Page and order from ?page=, ?sort=, ?order=; anything else means the default given."""
    sortable = {column.key for column in columns if column.sortable}
    asked = request.args.get("sort", "")
    if asked in sortable:
        sort, descending = asked, request.args.get("order") == "desc"
    number = request.args.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 7 else 1
    return Wanted(page=None if export_format() else max(1, page), sort=sort, descending=descending)


def export_format() -> str | None:
    """ "csv" or "xlsx" when the address asks for a file (?format=)."""
    asked = request.args.get("format")
    return asked if asked in FORMATS else None


def frame(page: Page[Any], columns: Sequence[Column], wanted: Wanted) -> dict[str, Any]:
    """What a template needs to show a list: page, columns, rows and the links around them."""
    return {
        "page": page,
        "rows": page.rows,
        "columns": [_heading(column, wanted) for column in columns],
        "page_url": lambda number: address(page=number),
        "csv_url": address(format="csv", page=None),
        "xlsx_url": address(format="xlsx", page=None),
        "filtered": any(
            value for key, value in request.args.items() if key not in {"page", "sort", "order"}
        ),
        "list_url": request.path,
    }


def address(**changes: object) -> str:
    """The present address with some of its parameters changed; None takes one away."""
    arguments: dict[str, object] = dict(request.args.items()) | changes
    kept = {key: value for key, value in arguments.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _heading(column: Column, wanted: Wanted) -> dict[str, Any]:
    current = column.sortable and wanted.sort == column.key
    following = "desc" if current and not wanted.descending else "asc"
    return {
        "key": column.key,
        "label": column.label,
        "numeric": column.numeric,
        "sort": ("descending" if wanted.descending else "ascending") if current else None,
        "sort_url": (
            address(sort=column.key, order=following, page=None) if column.sortable else None
        ),
    }


def export(rows: Sequence[Any], columns: Sequence[Column], *, filename: str) -> Response:
    """The rows as a file in the format that the address asks for."""
    table = [[column.value(row) for column in columns] for row in rows]
    headings = [str(column.label) for column in columns]
    if export_format() == "xlsx":
        body, kind, ending = write_xlsx(headings, table), _XLSX, "xlsx"
    else:
        body, kind, ending = write_csv(headings, table), "text/csv; charset=utf-8", "csv"
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.{ending}"'
    return response


def cell_text(value: object) -> str:
    """A value as a file says it: instants in Bucharest, days as 2026-03-14, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def write_csv(headings: Sequence[str], table: Sequence[Sequence[object]]) -> bytes:
    """UTF-8 with a byte order mark; text that a spreadsheet would compute gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    for row in table:
        writer.writerow([_harmless(value) for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = cell_text(value)
    return harmless_cell(text)


def write_xlsx(headings: Sequence[str], table: Sequence[Sequence[object]]) -> bytes:
    """One sheet; whole numbers as numbers, everything else as text that is never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Treapta")
    for row in (headings, *table):
        cells = []
        for value in row:
            if isinstance(value, int) and not isinstance(value, bool):
                cells.append(WriteOnlyCell(sheet, value=value))
                continue
            cell = WriteOnlyCell(sheet)
            cell.value = cell_text(value).translate(_NOT_IN_XLSX)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
