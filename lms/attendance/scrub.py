"""The copy of a file that may be stored: the same rows, without personal numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence

from lms.attendance.load import DEFAULT_LIMITS, load
from lms.attendance.model import Limits
from lms.attendance.tables import Table

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_FORBIDDEN_IN_XML = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n\r")


def scrubbed_copy(data: bytes, *, filename: str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """CSV (UTF-8, same rows) for text, XLSX (values as text) for a workbook; deterministic.

    Cells under a CNP title are empty, CNP-like digit runs read `[CNP]`. Raises AttendanceRefused.
    """
    loaded = load(data, filename=filename, limits=limits)
    if loaded.delimiter:
        return _text_copy(loaded.tables[0], loaded.delimiter)
    return _workbook_copy(loaded.tables)


def _text_copy(table: Table, delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    at = 1
    for line in table.lines:
        for _ in range(line.number - at):  # empty rows stay, so that row numbers stay
            out.write("\r\n")
        writer.writerow(line.cells)
        at = line.number + 1 + sum(len(cell.splitlines()) - 1 for cell in line.cells if cell)
    return out.getvalue().encode("utf-8-sig", "replace")


def _workbook_copy(tables: Sequence[Table]) -> bytes:
    import openpyxl  # slow to load, and only a workbook needs it
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.sheet)
        at = 1
        for line in table.lines:
            for _ in range(line.number - at):
                sheet.append([])
            cells = []
            for text in line.cells:
                cell = WriteOnlyCell(sheet, value=text.translate(_FORBIDDEN_IN_XML)[:32_767])
                cell.data_type = "s"  # else a text that begins with = would become a formula
                cells.append(cell)
            sheet.append(cells)
            at = line.number + 1
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _without_clock(data: bytes) -> bytes:
    """The same workbook with fixed times inside, so that equal content has an equal hash."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _EMPTY_PROPERTIES
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_EPOCH)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)
    return out.getvalue()


_EMPTY_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
