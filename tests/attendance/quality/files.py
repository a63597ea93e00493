"""Sheets to bytes: every encoding, delimiter and workbook of the notes, spoiled as they are."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

from tests.attendance.quality.layouts import Sheet

_CEDILLA = str.maketrans("șțȘȚ", "\u015f\u0163\u015e\u0162")


def saved(rng: random.Random, sheets: Sequence[Sheet], how: str) -> tuple[bytes, str]:
    """The bytes of a file and its name."""
    if how == "xlsx":
        return _xlsx(sheets), "lista.xlsx"
    if how == "ods":
        return _ods(sheets), "lista.ods"
    if how == "teams":
        return _text(sheets[0], "\t").encode("utf-16"), "attendance.csv"
    delimiter = {"tabs": "\t", "sep": ";", "cp1250": ";", "iso-8859-2": ";"}.get(how, ",")
    text = _text(sheets[0], delimiter)
    if how in {"utf-8", "utf-8-sig", "utf-16"}:
        return text.encode(how), "lista.csv"
    if how == "nul":
        return text.replace("Romania", "Rom\0ania", 3).encode(), "lista.csv"
    if how == "tabs":
        return text.encode("utf-8"), "lista.txt"
    if how == "sep":
        return ("sep=;\r\n" + text).encode("utf-8"), "lista.csv"
    cedilla = text.translate(_CEDILLA) if rng.random() < 0.5 else text
    if how in {"cp1250", "iso-8859-2"}:
        return cedilla.encode(how, "replace"), "lista.csv"
    if how == "shown as cp1252":
        shown = cedilla.encode("cp1250", "replace").decode("cp1252", "replace")
        return shown.encode("utf-8"), "lista.csv"
    lines = text.split("\r\n")  # two files glued together
    half = len(lines) // 2
    ahead, after = "\r\n".join(lines[:half]), "\r\n".join(lines[half:])
    legacy = after.translate(_CEDILLA).encode("cp1250", "replace")
    return (ahead + "\r\n").encode() + legacy, "lista.csv"


def _text(sheet: Sheet, delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(sheet.lines)
    return out.getvalue()


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title or "Sheet1")
        for line in sheet.lines:
            page.append([_number(cell) for cell in line] or [""])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods(sheets: Sequence[Sheet]) -> bytes:
    """The least that an ODS file is: a mark of its type and the content."""
    tables = "".join(
        f'<table:table table:name="{sheet.title or "Sheet1"}">'
        + "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
                "</table:table-cell>"
                if cell
                else "<table:table-cell/>"
                for cell in line or [""]
            )
            + "</table:table-row>"
            for line in sheet.lines
        )
        + "</table:table>"
        for sheet in sheets
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}'
        ' office:version="1.2"><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def _number(cell: str) -> str | int:
    """A spreadsheet keeps digits as a number, unless that would lose a leading zero."""
    return int(cell) if cell.isdigit() and not cell.startswith("0") else cell
