"""What a file really is, and a workbook (XLSX, XLS, ODS) to tables, within bounds."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from posixpath import join, normpath

import python_calamine
from defusedxml.ElementTree import fromstring

from lms.attendance.cells import cell_text, letters_of
from lms.attendance.cnp import mask_cnp
from lms.attendance.decode import comma_letters
from lms.attendance.model import AttendanceRefused, Limits, Problem
from lms.attendance.ole import CompoundFile, NotACompoundFile, look_into
from lms.attendance.opendocument import read_sheets
from lms.attendance.tables import Line, Table
from lms.attendance.unpack import unpacked

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MEGABYTE = 1024 * 1024
_MAX_COLUMNS = 200
_MANIFEST = "META-INF/manifest.xml"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "un document PDF", "a PDF document"),
    (b"MZ", "un program (executabil)", "a program (an executable)"),
    (b"\x7fELF", "un program (executabil)", "a program (an executable)"),
    (b"\x89PNG", "o imagine", "a picture"),
    (b"\xff\xd8\xff", "o imagine", "a picture"),
    (b"GIF8", "o imagine", "a picture"),
    (b"PK\x05\x06", "o arhivă ZIP goală", "an empty ZIP archive"),
    (b"Rar!", "o arhivă RAR", "a RAR archive"),
    (b"7z\xbc\xaf", "o arhivă 7z", "a 7z archive"),
    (b"\x1f\x8b", "o arhivă GZIP", "a GZIP archive"),
    (b"SQLite format 3", "o bază de date", "a database"),
    (b"<!doctype html", "o pagină web", "a web page"),
    (b"<html", "o pagină web", "a web page"),
    (b"<?xml", "un document XML", "an XML document"),
    (b"{\\rtf", "un document RTF", "an RTF document"),
)


# Every address of a cell or row, whatever the prefix and quotes of the element that bears it.
_ADDRESS = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,3})(\d{1,10})""")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_FORMULA = re.compile(
    rb"""<c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(<v>[^<]|<is>)?"""
)
_CELL_ERROR = re.compile(r"^#(?:REF|N/A|VALUE|NAME|DIV/0|NUM|NULL|GETTING_DATA)\b[!?]?$")
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NEEDED = re.compile(
    r"^(?:\[Content_Types\]\.xml|_rels/.*|xl/(?:[^/]*|_rels/.*|worksheets/[^/]*))$"
)


class Kind(StrEnum):
    """What a file is, by its first bytes."""

    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class Book:
    """The shown sheets of a workbook, and what is to be said of its cells."""

    tables: tuple[Table, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    rows: Iterable[tuple[int, Sequence[object]]]
    shown: bool


def kind_of(data: bytes, *, filename: str, limits: Limits) -> Kind:
    """What the file is; raises AttendanceRefused for what is no list or may not be opened."""
    start = data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    for magic, romanian, english in _MAGIC:
        if data.startswith(magic) or (magic.startswith(b"<") and start.startswith(magic)):
            raise _wrong_type(filename, romanian, english)
    if data.startswith(_OLE):
        _check_old(data, filename, limits)
        return Kind.XLS
    return _check_zip(data, filename, limits) if data.startswith(_ZIP) else Kind.TEXT


def is_xlsx(data: bytes, *, filename: str, limits: Limits) -> bool:
    """For readers of XLSX and text alone: True for XLSX, False for text, the rest is refused."""
    kind = kind_of(data, filename=filename, limits=limits)
    if kind is Kind.XLS:
        raise _other_workbook(filename, "un registru XLS vechi", "an old XLS workbook")
    if kind is Kind.ODS:
        raise _other_workbook(filename, "un document OpenDocument", "an OpenDocument file")
    return kind is Kind.XLSX


def read_workbook(
    data: bytes, *, kind: Kind, filename: str, limits: Limits, sheet: int | None
) -> Book:
    """The shown sheets as tables (only sheet number `sheet`, from 1, when given)."""
    readers = {Kind.XLSX: _read_xlsx, Kind.XLS: _read_xls, Kind.ODS: _read_ods}
    try:
        sheets, problems = readers[kind](data, limits)
        return _tables(sheets, problems, limits, sheet)
    except AttendanceRefused:
        raise
    except BaseException as error:  # a hostile workbook may raise anything, even a Rust panic
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise AttendanceRefused("damaged_workbook", {"filename": filename}) from error
        raise


def _tables(
    sheets: Sequence[_Sheet], problems: list[Problem], limits: Limits, sheet: int | None
) -> Book:
    if sheet is not None:
        if not 1 <= sheet <= len(sheets):
            raise AttendanceRefused("unknown_sheet", {"sheet_number": sheet, "count": len(sheets)})
        kept = [sheets[sheet - 1]]
    else:
        kept = [each for each in sheets if each.shown] or list(sheets)
    tables = []
    budget = limits.max_rows
    for each in kept:
        lines: list[Line] = []
        for number, row in each.rows:
            cells = _row_cells(row, number, each.name, problems)
            if not cells:
                continue
            if len(lines) >= budget:
                raise AttendanceRefused("too_many_rows", {"limit": limits.max_rows})
            lines.append(Line(number, cells))
        budget -= len(lines)
        tables.append(Table(each.name, tuple(lines)))
    names = {table.sheet for table in tables}
    return Book(tuple(tables), tuple(p for p in problems if not p.sheet or p.sheet in names))


def _row_cells(
    row: Sequence[object], number: int, sheet: str, problems: list[Problem]
) -> tuple[str, ...]:
    cells = _trimmed([comma_letters(cell_text(value)) for value in row[:_MAX_COLUMNS]])
    for at, text in enumerate(cells):
        if text[:1] == "#" and _CELL_ERROR.match(text):
            params = {"value": text}
            problems.append(
                Problem("cell_error", params, row=number, column=letters_of(at), sheet=sheet)
            )
            cells = (*cells[:at], "", *cells[at + 1 :])
    return cells if any(cells) else ()


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return tuple(cells[:end])


def _read_xlsx(data: bytes, limits: Limits) -> tuple[list[_Sheet], list[Problem]]:
    parts = _parts(data)
    names = _sheet_names(parts)
    problems: list[Problem] = []
    for path, content in parts.items():
        if path.startswith("xl/worksheets/") and path.endswith(".xml"):
            _check_extent(content, names.get(path, ""), limits)
            problems += _formulas(content, names.get(path, ""))
    # The parts packed anew: sizes that an archive lies about never reach the next reader.
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in list(parts):
            archive.writestr(path, parts.pop(path))
    out.seek(0)
    return _calamine_sheets(out), problems


def _read_xls(data: bytes, limits: Limits) -> tuple[list[_Sheet], list[Problem]]:  # noqa: ARG001
    file = CompoundFile(data)
    inside = look_into(file.stream("Workbook") or file.stream("Book") or b"")
    first = inside.first_formula
    problems = _computed([(first[0] + 1, first[1])], "", inside.formulas) if first else []
    return _calamine_sheets(io.BytesIO(data)), problems


def _read_ods(data: bytes, limits: Limits) -> tuple[list[_Sheet], list[Problem]]:  # noqa: ARG001
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = unpacked(archive, archive.getinfo("content.xml"))
    found = read_sheets(content, max_columns=_MAX_COLUMNS)
    problems = [
        problem
        for sheet in found
        for problem in _computed(sheet.formulas, mask_cnp(sheet.name), len(sheet.formulas))
    ]
    return [_Sheet(mask_cnp(sheet.name), sheet.rows, sheet.shown) for sheet in found], problems


def _computed(cells: Sequence[tuple[int, int]], sheet: str, count: int) -> list[Problem]:
    """That cells hold formulas, the first of them by its row (from 1) and column (from 0)."""
    if not cells:
        return []
    row, column = cells[0]
    shown: dict[str, str | int] = {"cell": f"{letters_of(column)}{row}", "count": count}
    return [Problem("formula_value", shown, sheet=sheet)]


def _calamine_sheets(data: io.BytesIO) -> list[_Sheet]:
    book = python_calamine.load_workbook(data)
    return [
        _Sheet(
            mask_cnp(about.name),
            _numbered(book, about.name),
            about.visible == python_calamine.SheetVisibleEnum.Visible,
        )
        for about in book.sheets_metadata
        if about.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]


def _numbered(
    book: python_calamine.CalamineWorkbook, name: str
) -> Iterator[tuple[int, Sequence[object]]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is not None:
        yield from enumerate(sheet.to_python(skip_empty_area=False), 1)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            entry.filename: unpacked(archive, entry)
            for entry in archive.infolist()
            if _NEEDED.match(entry.filename)
        }


def _sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """The name of the sheet in each part."""
    targets = {
        each.get("Id"): normpath(join("xl", each.get("Target", ""))).lstrip("/")
        for each in fromstring(parts["xl/_rels/workbook.xml.rels"])
    }
    return {
        targets.get(each.get(_RELATIONS), ""): mask_cnp(each.get("name", ""))
        for each in fromstring(parts["xl/workbook.xml"]).iter()
        if each.tag.endswith("}sheet")
    }


def _check_extent(content: bytes, sheet: str, limits: Limits) -> None:
    """Refuse a sheet whose far-away cells would unfold to more cells than the limit."""
    if b"\0" in content[:64]:
        raise ValueError("a part in UTF-16 hides its addresses")
    addresses = _ADDRESS.findall(content)
    loose = len(_CELL.findall(content)) > sum(1 for letters, _ in addresses if letters)
    rows = max(map(int, {row for letters, row in addresses if letters or loose}), default=0)
    columns = max((_column_of(letters) for letters in {at for at, _ in addresses}), default=0)
    if loose:  # cells without address follow each other
        rows += len(_ROW.findall(content))
        columns += max((len(_CELL.findall(row)) for row in _ROW.split(content)), default=0)
    if rows * columns > limits.max_cells:
        far = {"rows": rows, "columns": columns, "limit": limits.max_cells}
        raise AttendanceRefused("sheet_too_wide", far, sheet=sheet)


def _column_of(letters: bytes) -> int:
    """The number of a column, from 1, by its letters."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column


def _formulas(content: bytes, sheet: str) -> list[Problem]:
    """Formulas are read by the value kept beside them; where there is none, that is said."""
    problems, computed, first = [], 0, ""
    for letters, digits, value in _FORMULA.findall(content):
        column, row = letters.decode(), int(digits)
        if value:
            computed += 1
            first = first or f"{column}{row}"
        else:
            problems.append(
                Problem("formula_without_value", {}, row=row, column=column, sheet=sheet)
            )
    if computed:
        problems.append(Problem("formula_value", {"cell": first, "count": computed}, sheet=sheet))
    return problems


def _check_zip(data: bytes, filename: str, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            _check_entries(entries, filename, limits)
            about = [entry for entry in entries if entry.filename == _MANIFEST]
            manifest = unpacked(archive, about[0]) if about else b""
    except AttendanceRefused:
        raise
    except Exception as error:  # zipfile and zlib raise whatever the bytes provoke
        raise AttendanceRefused("damaged_workbook", {"filename": filename}) from error
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        raise AttendanceRefused("macros", {"filename": filename})
    if any(entry.flag_bits & 1 for entry in entries) or b"encryption-data" in manifest:
        raise AttendanceRefused("password_protected", {"filename": filename})
    if "xl/workbook.bin" in names:
        raise _other_workbook(filename, "un registru XLSB", "an XLSB workbook")
    if "word/document.xml" in names:
        raise _wrong_type(filename, "un document Word", "a Word document")
    if "mimetype" in names and "content.xml" in names:
        return Kind.ODS
    if "xl/workbook.xml" not in names:
        raise _wrong_type(filename, "o arhivă ZIP", "a ZIP archive")
    return Kind.XLSX


def _check_entries(entries: Sequence[zipfile.ZipInfo], filename: str, limits: Limits) -> None:
    if len(entries) > limits.max_zip_entries:
        raise AttendanceRefused(
            "zip_of_many",
            {"filename": filename, "count": len(entries), "limit": limits.max_zip_entries},
        )
    size = sum(entry.file_size for entry in entries)  # never more is unpacked than declared
    if size > limits.max_unpacked_bytes:
        raise AttendanceRefused(
            "zip_bomb",
            {
                "filename": filename,
                "unpacked_mb": -(-size // _MEGABYTE),
                "limit_mb": limits.max_unpacked_bytes // _MEGABYTE,
            },
        )


def _check_old(data: bytes, filename: str, limits: Limits) -> None:
    """Refuse an old Office file that is no workbook, is encrypted, has macros or is too wide."""
    try:
        file = CompoundFile(data)
    except NotACompoundFile as error:
        if _ENCRYPTED in data:
            raise AttendanceRefused("password_protected", {"filename": filename}) from error
        raise AttendanceRefused("damaged_workbook", {"filename": filename}) from error
    if "EncryptedPackage" in file.entries:
        raise AttendanceRefused("password_protected", {"filename": filename})
    if "WordDocument" in file.entries:
        raise _wrong_type(filename, "un document Word vechi", "an old Word document")
    book = file.stream("Workbook") or file.stream("Book")
    if not book:
        raise AttendanceRefused("damaged_workbook", {"filename": filename})
    inside = look_into(book)
    if inside.encrypted:
        raise AttendanceRefused("password_protected", {"filename": filename})
    if {"_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros"} & set(file.entries):
        raise AttendanceRefused("macros", {"filename": filename})
    if inside.cells > limits.max_cells:
        far: dict[str, str | int] = {"rows": 65_536, "columns": 256, "limit": limits.max_cells}
        raise AttendanceRefused("sheet_too_wide", far)


def _wrong_type(filename: str, romanian: str, english: str) -> AttendanceRefused:
    return AttendanceRefused(
        "wrong_type", {"filename": filename, "kind_ro": romanian, "kind_en": english}
    )


def _other_workbook(filename: str, romanian: str, english: str) -> AttendanceRefused:
    return AttendanceRefused(
        "old_workbook", {"filename": filename, "kind_ro": romanian, "kind_en": english}
    )
