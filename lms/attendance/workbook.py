"""What a file really is, and an XLSX workbook to tables, within bounds."""

from __future__ import annotations

import io
import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl

from lms.attendance.decode import comma_letters
from lms.attendance.model import AttendanceRefused, Limits
from lms.attendance.tables import Line, Table

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MEGABYTE = 1024 * 1024
_MAX_COLUMNS = 200
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
    (b"{\\rtf", "un document RTF", "an RTF document"),
)


def is_workbook(data: bytes, *, filename: str, limits: Limits) -> bool:
    """True for an XLSX that may be opened, False for text; anything else is refused."""
    start = data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    for magic, romanian, english in _MAGIC:
        if data.startswith(magic) or (magic.startswith(b"<") and start.startswith(magic)):
            raise _wrong_type(filename, romanian, english)
    if data.startswith(_OLE):
        raise _ole_refusal(data, filename)
    if not data.startswith(_ZIP):
        return False
    _check_zip(data, filename, limits)
    return True


def read_workbook(
    data: bytes, *, filename: str, limits: Limits, sheet: int | None
) -> tuple[Table, ...]:
    """The visible sheets as tables (only sheet number `sheet`, from 1, when given)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about styles and validations it drops
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                return _sheets(book, limits, sheet)
            finally:
                book.close()
        except AttendanceRefused:
            raise
        except Exception as error:  # a hostile workbook may raise anything from the XML reader
            raise AttendanceRefused("damaged_workbook", {"filename": filename}) from error


def _sheets(book: Any, limits: Limits, sheet: int | None) -> tuple[Table, ...]:
    sheets = list(book.worksheets)
    if sheet is not None:
        if not 1 <= sheet <= len(sheets):
            raise AttendanceRefused("unknown_sheet", {"sheet_number": sheet, "count": len(sheets)})
        sheets = [sheets[sheet - 1]]
    else:
        sheets = [each for each in sheets if each.sheet_state == "visible"] or sheets
    tables = []
    budget = limits.max_rows
    for each in sheets:
        lines = _sheet_lines(each, budget, limits)
        budget -= len(lines)
        tables.append(Table(each.title, tuple(lines)))
    return tuple(tables)


def _sheet_lines(sheet: Any, budget: int, limits: Limits) -> list[Line]:
    sheet.reset_dimensions()  # exporters declare a wrong extent, which would cut rows off
    lines: list[Line] = []
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=_MAX_COLUMNS), 1):
        if any(value is not None and value != "" for value in row):
            if len(lines) >= budget:
                raise AttendanceRefused("too_many_rows", {"limit": limits.max_rows})
            cells = tuple([comma_letters(cell_text(value)) for value in row])
            lines.append(Line(number, _trimmed(cells)))
    return lines


def cell_text(value: object) -> str:
    """A cell as the text a person would type: dates in ISO order, whole numbers without point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "da" if value else "nu"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value).replace("\0", "").strip()


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _check_zip(data: bytes, filename: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise AttendanceRefused("damaged_workbook", {"filename": filename}) from error
    names = {entry.filename for entry in entries}
    # zipfile never hands out more than the size an entry declares, so declared sizes are a bound.
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.max_unpacked_bytes or len(entries) > limits.max_zip_entries:
        raise AttendanceRefused(
            "zip_bomb",
            {
                "filename": filename,
                "unpacked_mb": -(-unpacked // _MEGABYTE),
                "limit_mb": limits.max_unpacked_bytes // _MEGABYTE,
            },
        )
    if any(name.endswith("vbaProject.bin") for name in names):
        raise AttendanceRefused("macros", {"filename": filename})
    if any(entry.flag_bits & 1 for entry in entries):
        raise AttendanceRefused("password_protected", {"filename": filename})
    if "xl/workbook.bin" in names:
        raise _other_workbook(filename, "un registru XLSB", "an XLSB workbook")
    if "mimetype" in names and "content.xml" in names:
        raise _other_workbook(filename, "un document OpenDocument", "an OpenDocument file")
    if "word/document.xml" in names:
        raise _wrong_type(filename, "un document Word", "a Word document")
    if "xl/workbook.xml" not in names:
        raise _wrong_type(filename, "o arhivă ZIP", "a ZIP archive")


def _ole_refusal(data: bytes, filename: str) -> AttendanceRefused:
    if _ENCRYPTED in data:
        return AttendanceRefused("password_protected", {"filename": filename})
    if "WordDocument".encode("utf-16-le") in data:
        return _wrong_type(filename, "un document Word vechi", "an old Word document")
    return _other_workbook(filename, "un registru XLS vechi", "an old XLS workbook")


def _wrong_type(filename: str, romanian: str, english: str) -> AttendanceRefused:
    return AttendanceRefused(
        "wrong_type", {"filename": filename, "kind_ro": romanian, "kind_en": english}
    )


def _other_workbook(filename: str, romanian: str, english: str) -> AttendanceRefused:
    return AttendanceRefused(
        "old_workbook", {"filename": filename, "kind_ro": romanian, "kind_en": english}
    )
