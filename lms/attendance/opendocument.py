"""An OpenDocument spreadsheet to rows of text, repeated rows and cells within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_REPEATS = 1000  # of a cell or a row that says something; empty ones cost nothing
_DURATION = re.compile(r"^PT(\d+)H(\d+)M(\d+)")
SheetRows = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class OdsSheet:
    """A sheet: its rows with their numbers, and the row and column (from 0) of each formula."""

    name: str
    rows: SheetRows
    shown: bool
    formulas: list[tuple[int, int]]


def read_sheets(content: bytes, *, max_columns: int) -> list[OdsSheet]:
    """The sheets of a document, their empty rows left out."""
    root = fromstring(content)
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style
        if properties.get(f"{_TABLE}display") == "false"
    }
    found = []
    for table in root.iter(f"{_TABLE}table"):
        formulas: list[tuple[int, int]] = []
        found.append(
            OdsSheet(
                name=table.get(f"{_TABLE}name", ""),
                rows=list(_rows(table, max_columns, formulas)),
                shown=table.get(f"{_TABLE}style-name") not in hidden,
                formulas=formulas,
            )
        )
    return found


def _rows(
    table: Element, max_columns: int, formulas: list[tuple[int, int]]
) -> Iterator[tuple[int, list[str]]]:
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        repeats = _count(row, "number-rows-repeated")
        cells, computed = _cells(row, max_columns)
        formulas += [(number, at) for at in computed]
        if any(cells):
            for offset in range(min(repeats, _MOST_REPEATS)):
                yield number + offset, cells
        number += repeats


def _cells(row: Element, max_columns: int) -> tuple[list[str], list[int]]:
    """The cells of a row, and the places of those that a formula computed."""
    cells: list[str] = []
    computed: list[int] = []
    for cell in row:
        if not cell.tag.endswith(("}table-cell", "}covered-table-cell")):
            continue
        room = max_columns - len(cells)
        if room and cell.get(f"{_TABLE}formula"):
            computed.append(len(cells))
        cells += [_value(cell)] * min(_count(cell, "number-columns-repeated"), room)
    while cells and not cells[-1]:
        cells.pop()
    return cells, computed


def _count(element: Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1


def _value(cell: Element) -> str:
    """A cell as a person would type it: dates in ISO order, the rest as shown or as stored."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").replace("T", " ")
    if kind == "time":
        found = _DURATION.match(cell.get(f"{_OFFICE}time-value", ""))
        return f"{int(found[1])}:{found[2]}:{found[3]}" if found else ""
    if kind in {"float", "percentage", "currency"}:
        return cell.get(f"{_OFFICE}value", "").removesuffix(".0")
    if kind == "boolean":
        return "da" if cell.get(f"{_OFFICE}boolean-value") == "true" else "nu"
    paragraphs = ["".join(part.itertext()) for part in cell.iter(f"{_TEXT}p")]
    return "\n".join(paragraphs).strip()
