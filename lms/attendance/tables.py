"""Text to rows of cells: the delimiter, quotes, and the row number a person would look for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lms.attendance.model import AttendanceRefused

_DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r'^"?sep=(.)"?[\s,;]*$', re.I)
_SAMPLE_LINES = 80
_SAMPLE_LETTERS = 400_000
_MOST_COLUMNS = 500  # a report of Zoom with many questions has a hundred
_LONGEST_RECORD = 60


@dataclass(slots=True)  # many are made; frozen takes three times as long
class Line:
    """One row, cells stripped; `number` is the row as an editor or a spreadsheet counts it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The non-empty rows of one file or of one sheet (`sheet` is empty for text files)."""

    sheet: str
    lines: tuple[Line, ...]


def split_text(
    text: str, *, max_rows: int, header_words: Callable[[Sequence[str]], int]
) -> tuple[Table, str]:
    """The table of a text file and its delimiter; `header_words` counts known column titles."""
    skipped = 0
    first, _, rest = text.partition("\n")
    declared = _SEP_LINE.match(first.strip())
    if declared or first.strip().lower() == "sep=":
        text, skipped = rest, 1
    delimiter = declared.group(1) if declared else guess_delimiter(text, header_words=header_words)
    return Table("", tuple(_lines(text, delimiter, skipped, max_rows))), delimiter


def guess_delimiter(text: str, *, header_words: Callable[[Sequence[str]], int]) -> str:
    """The delimiter under which most known column titles appear, then most cells."""
    sample = "\n".join(text[:_SAMPLE_LETTERS].splitlines()[:_SAMPLE_LINES])

    def fitness(delimiter: str) -> tuple[int, int]:
        rows: list[list[str]] = []
        with suppress(csv.Error):  # a cell beyond any measure: said when the rows are read
            rows.extend(csv.reader(io.StringIO(sample), delimiter=delimiter))
        return max((header_words(row) for row in rows), default=0), sum(len(r) for r in rows)

    return max(_DELIMITERS, key=fitness)


def _lines(text: str, delimiter: str, skipped: int, max_rows: int) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = []
    start = 1
    try:
        for row in reader:
            if reader.line_num - start > _LONGEST_RECORD:
                raise AttendanceRefused("unclosed_quote", row=start + skipped)
            if start > max_rows:
                raise AttendanceRefused("too_many_rows", {"limit": max_rows})
            cells = tuple([cell.strip() for cell in row[:_MOST_COLUMNS]])
            if any(cells):
                lines.append(Line(start + skipped, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        if '"' not in text:
            longest: dict[str, str | int] = {"limit": csv.field_size_limit()}
            raise AttendanceRefused("cell_too_long", longest, row=start + skipped) from error
        raise AttendanceRefused("unclosed_quote", row=start + skipped) from error
    return lines
