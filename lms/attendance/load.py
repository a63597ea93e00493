"""From bytes to clean tables: type and size checked, decoded, split, personal numbers dropped."""

from __future__ import annotations

from dataclasses import dataclass

from lms.attendance.cnp import without_cnp
from lms.attendance.decode import decode
from lms.attendance.headers import is_header, known_titles
from lms.attendance.model import AttendanceRefused, Limits, Problem
from lms.attendance.tables import Table, split_text
from lms.attendance.workbook import Kind, kind_of, read_workbook

DEFAULT_LIMITS = Limits()
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Loaded:
    """The tables of a file, without personal numbers; delimiter "" for a workbook."""

    tables: tuple[Table, ...]
    encoding: str
    delimiter: str
    problems: tuple[Problem, ...]


def load(data: bytes, *, filename: str, limits: Limits, sheet: int | None = None) -> Loaded:
    """The clean tables of a file; raises AttendanceRefused with the reason."""
    if len(data) > limits.max_bytes:
        raise AttendanceRefused("too_large", {"limit_mb": limits.max_bytes // _MEGABYTE})
    if not data.strip(b'\xef\xbb\xbf\xff\xfe\0 \t\r\n,;|"'):
        raise AttendanceRefused("empty_file")
    problems: tuple[Problem, ...] = ()
    kind = kind_of(data, filename=filename, limits=limits)
    if kind is not Kind.TEXT:
        book = read_workbook(data, kind=kind, filename=filename, limits=limits, sheet=sheet)
        tables, problems, encoding, delimiter = book.tables, book.problems, kind.value, ""
    else:
        decoded = decode(data)
        table, delimiter = split_text(
            decoded.text, max_rows=limits.max_rows, header_words=known_titles
        )
        tables, encoding, problems = (table,), decoded.encoding, decoded.problems
    if not any(table.lines for table in tables):
        raise AttendanceRefused("empty_file")
    cleaned = without_cnp(tables, is_header=is_header)
    if cleaned.dropped:
        problems = (*problems, Problem("cnp_dropped", {"count": cleaned.dropped}))
    return Loaded(cleaned.tables, encoding, delimiter, problems)
