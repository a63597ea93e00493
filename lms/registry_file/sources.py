"""From bytes to sheets of text: type and size checked, personal numbers dropped."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

import openpyxl

from lms.attendance.cells import cell_text
from lms.attendance.cnp import mask_cnp
from lms.attendance.decode import comma_letters, decode
from lms.attendance.model import AttendanceRefused
from lms.attendance.model import Limits as AttendanceLimits
from lms.attendance.tables import split_text
from lms.attendance.unpack import unpacked
from lms.attendance.workbook import is_xlsx
from lms.registry_file.layout import field_of, is_instructions
from lms.registry_file.model import Limits, Problem, RegisterRefusedError, Severity, Table

_MEGABYTE = 1024 * 1024
_MAX_COLUMNS = 60
_TITLE_LINES = 20  # titles stand among the first rows, below a heading at most
_CNP_TITLE = re.compile(r"\bc\W?n\W?p\b|\bcod(?:ul)?\s+numeric\s+personal\b", re.I)
_TEXT_FORMULA = re.compile(r'^="([^"]*)"$')  # how a CSV keeps leading zeros: ="00123"
_CODES = {"damaged_workbook": "damaged"}


class Mark(StrEnum):
    """What a cell is, when it is not plain text."""

    NUMBER = "number"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet; `marks` says of some cells what they are."""

    number: int
    cells: tuple[str, ...]
    marks: Mapping[int, Mark]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The non-empty rows of a sheet, or of a CSV file named after its stem."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file holds before it is understood."""

    format: str
    sheets: tuple[RawSheet, ...]
    problems: tuple[Problem, ...] = field(default=())


def load(data: bytes, *, filename: str, limits: Limits) -> Loaded:
    """The sheets of a file; raises RegisterRefusedError with the reason."""
    if len(data) > limits.max_bytes:
        raise RegisterRefusedError(
            "too_large",
            {"size_mb": -(-len(data) // _MEGABYTE), "limit_mb": limits.max_bytes // _MEGABYTE},
        )
    if not data.strip(b'\xef\xbb\xbf\xff\xfe\0 \t\r\n,;|"'):
        raise RegisterRefusedError("empty_file")
    try:
        loaded = _load(data, filename, limits)
    except AttendanceRefused as refusal:
        raise _as_register_refusal(refusal, filename) from refusal
    if not any(sheet.lines for sheet in loaded.sheets):
        raise RegisterRefusedError("empty_file")
    return _without_personal_numbers(loaded)


def _load(data: bytes, filename: str, limits: Limits) -> Loaded:
    if data.startswith(b"PK\x03\x04") and (entries := _csv_entries(data, filename, limits)):
        return _load_archive(data, entries, filename, limits)
    bounds = AttendanceLimits(
        max_bytes=limits.max_bytes,
        max_rows=limits.max_rows,
        max_unpacked_bytes=limits.max_unpacked_bytes,
        max_zip_entries=2_000,
    )
    if is_xlsx(data, filename=filename, limits=bounds):
        return Loaded(format="xlsx", sheets=tuple(_workbook_sheets(data, filename, limits)))
    sheet, problems = _text_sheet(data, filename, limits.max_rows)
    return Loaded(format="csv", sheets=(sheet,), problems=problems)


def _as_register_refusal(refusal: AttendanceRefused, filename: str) -> RegisterRefusedError:
    known = {
        "wrong_type",
        "old_workbook",
        "macros",
        "password_protected",
        "zip_bomb",
        "too_many_rows",
        "unreadable_encoding",
        "unclosed_quote",
        "damaged",
    }
    code = _CODES.get(refusal.code, refusal.code)
    params = {**refusal.params, "filename": filename, "row": refusal.row or 1}
    if code not in known:
        return RegisterRefusedError("cannot_be_read", {"filename": filename})
    return RegisterRefusedError(code, params)


def _csv_entries(data: bytes, filename: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """The CSV files of an archive that is no workbook; empty when it holds none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RegisterRefusedError("damaged", {"filename": filename}) from error
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" in names or "mimetype" in names:
        return []
    size = sum(entry.file_size for entry in entries)
    if size > limits.max_unpacked_bytes or len(entries) > limits.max_zip_entries:
        sizes = {
            "unpacked_mb": -(-size // _MEGABYTE),
            "limit_mb": limits.max_unpacked_bytes // _MEGABYTE,
        }
        raise RegisterRefusedError("zip_bomb", {"filename": filename, **sizes})
    if any(entry.flag_bits & 1 for entry in entries):
        raise RegisterRefusedError("password_protected", {"filename": filename})
    return [
        entry
        for entry in entries
        if entry.filename.lower().endswith((".csv", ".txt"))
        and not entry.filename.startswith("__MACOSX/")
    ]


def _load_archive(
    data: bytes, entries: Sequence[zipfile.ZipInfo], filename: str, limits: Limits
) -> Loaded:
    sheets: list[RawSheet] = []
    problems: list[Problem] = []
    budget = limits.max_rows
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in entries:
            try:
                content = unpacked(archive, entry)
            except Exception as error:  # a hostile archive may raise anything, zlib.error too
                raise RegisterRefusedError("damaged", {"filename": filename}) from error
            if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
                params = {
                    "filename": entry.filename,
                    "kind_ro": "o arhivă sau un registru de calcul",
                    "kind_en": "an archive or a workbook",
                }
                raise RegisterRefusedError("wrong_type", params)
            sheet, found = _text_sheet(content, entry.filename, budget)
            budget -= len(sheet.lines)
            sheets.append(sheet)
            problems += found
    return Loaded(format="zip", sheets=tuple(sheets), problems=tuple(problems))


def _text_sheet(data: bytes, filename: str, max_rows: int) -> tuple[RawSheet, tuple[Problem, ...]]:
    name = PurePosixPath(filename.replace("\\", "/")).stem
    try:
        decoded = decode(data)
        table, _ = split_text(decoded.text, max_rows=max_rows, header_words=_known_titles)
    except AttendanceRefused as refusal:
        raise _as_register_refusal(refusal, filename) from refusal
    lines = []
    for line in table.lines:
        cells, marks = _text_cells(line.cells)
        lines.append(Line(line.number, cells, marks))
    problems = tuple(
        Problem(code=found.code, severity=Severity.NOTICE, sheet=name, params=dict(found.params))
        for found in decoded.problems
        if found.code == "mixed_encodings"
    )
    return RawSheet(name, tuple(lines)), problems


def _known_titles(cells: Sequence[str]) -> int:
    return sum(field_of(cell) is not None for cell in cells if len(cell) <= 80)


def _text_cells(cells: Sequence[str]) -> tuple[tuple[str, ...], dict[int, Mark]]:
    marks: dict[int, Mark] = {}
    texts = []
    for index, cell in enumerate(cells[:_MAX_COLUMNS]):
        kept = _TEXT_FORMULA.match(cell)
        if kept:
            texts.append(kept.group(1).strip())
            continue
        if cell.startswith(("=", "@", "+")):
            marks[index] = Mark.FORMULA
        elif cell.startswith("#") and cell.endswith(("!", "?", "/A")):
            marks[index] = Mark.ERROR
        texts.append(cell)
    return tuple(texts), marks


def _workbook_sheets(data: bytes, filename: str, limits: Limits) -> Iterator[RawSheet]:
    budget = limits.max_rows
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about styles and validations it drops
        try:
            # Formulas as they are written, so that they can be refused and never trusted.
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            try:
                sheets = [each for each in book.worksheets if each.sheet_state == "visible"]
                for each in sheets or list(book.worksheets):
                    lines = tuple(_workbook_lines(each, budget, limits))
                    budget -= len(lines)
                    yield RawSheet(str(each.title), lines)
            finally:
                book.close()
        except RegisterRefusedError:
            raise
        except Exception as error:  # a hostile workbook may raise anything from the XML reader
            raise RegisterRefusedError("damaged", {"filename": filename}) from error


def _workbook_lines(sheet: Any, budget: int, limits: Limits) -> Iterator[Line]:
    sheet.reset_dimensions()  # exporters declare a wrong extent, which would cut rows off
    count = 0
    rows: Iterable[tuple[Any, ...]] = sheet.iter_rows(values_only=True, max_col=_MAX_COLUMNS)
    for number, row in enumerate(rows, 1):
        if all(value is None or value == "" for value in row):
            continue
        count += 1
        if count > budget:
            raise RegisterRefusedError("too_many_rows", {"limit": limits.max_rows})
        cells, marks = _workbook_cells(row)
        yield Line(number, cells, marks)


def _workbook_cells(row: Sequence[Any]) -> tuple[tuple[str, ...], dict[int, Mark]]:
    marks: dict[int, Mark] = {}
    texts = []
    for index, value in enumerate(row):
        if value is None:
            texts.append("")
            continue
        if isinstance(value, str):
            cells, found = _text_cells([comma_letters(cell_text(value))])
            if found:
                marks[index] = found[0]
            texts.append(cells[0])
            continue
        if isinstance(value, bool):
            texts.append(cell_text(value))
        elif isinstance(value, int | float):
            marks[index] = Mark.NUMBER
            texts.append(_number_text(value))
        elif isinstance(value, datetime | date):
            texts.append(value.strftime("%Y-%m-%d"))
        else:  # an array formula or a data table
            marks[index] = Mark.FORMULA
            texts.append(str(getattr(value, "text", "") or "={…}"))
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts), marks


def _number_text(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return repr(value)


def _without_personal_numbers(loaded: Loaded) -> Loaded:
    problems = list(loaded.problems)
    sheets = []
    for sheet in loaded.sheets:
        if is_instructions(sheet.name):  # they speak of the personal number, and are not read
            continue
        columns = _personal_columns(sheet)
        dropped = 0
        lines = []
        for line in sheet.lines:
            cells = tuple(
                [
                    "" if index in columns else mask_cnp(cell) if len(cell) >= 13 else cell
                    for index, cell in enumerate(line.cells)
                ]
            )
            if cells != line.cells:
                dropped += sum(
                    old != new and not _CNP_TITLE.search(old)
                    for old, new in zip(line.cells, cells, strict=True)
                )
                line = Line(line.number, cells, line.marks)  # noqa: PLW2901
            lines.append(line)
        sheets.append(RawSheet(sheet.name, tuple(lines)))
        if dropped:
            problems.append(
                Problem(
                    code="cnp_dropped",
                    severity=Severity.NOTICE,
                    sheet=sheet.name,
                    params={"count": dropped},
                )
            )
    return Loaded(format=loaded.format, sheets=tuple(sheets), problems=tuple(problems))


def _personal_columns(sheet: RawSheet) -> frozenset[int]:
    return frozenset(
        index
        for line in sheet.lines[:_TITLE_LINES]
        for index, cell in enumerate(line.cells)
        if len(cell) <= 80 and _CNP_TITLE.search(cell) and not any(ch.isdecimal() for ch in cell)
    )


def tables_of(loaded: Loaded) -> tuple[Table, ...]:
    """The sheets as they may be kept."""
    return tuple(
        Table(
            sheet=sheet.name,
            rows=tuple((line.number, line.cells) for line in sheet.lines),
        )
        for sheet in loaded.sheets
    )
