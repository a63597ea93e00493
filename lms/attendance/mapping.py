"""Columns named by a person, for a layout that is not recognised; and what to show to ask them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from lms.attendance.formats import known_layouts
from lms.attendance.formats.handmade import presence_of, row_of
from lms.attendance.headers import Field, cell_at, columns_of, title_key
from lms.attendance.model import AttendanceRefused, Presence, Problem
from lms.attendance.raw import RawReading, RawRow
from lms.attendance.tables import Line, Table

# What a column may be said to be, in the order in which to offer it.
MAPPABLE = (
    Field.FULL_NAME,
    Field.LAST_NAME,
    Field.FIRST_NAME,
    Field.EMAIL,
    Field.CODE,
    Field.JOINED,
    Field.LEFT,
    Field.MINUTES,
    Field.HOURS,
    Field.PRESENT,
)
_WHO = frozenset((Field.FULL_NAME, Field.LAST_NAME, Field.EMAIL, Field.CODE))
_SHOWN_ROWS = 30
_SHOWN_COLUMNS = 60
_SAMPLE = 30
_NONE: Mapping[Field, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What columns are, counted from 0; people stand below row `header_row` (0: from the top)."""

    columns: Mapping[Field, int]
    header_row: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """The top of a file whose layout is unknown, without personal numbers.

    `signature` stays the same for files with the same titles, to remember a mapping by; `guess` is
    what titles and contents suggest, perhaps nothing.
    """

    tables: tuple[Table, ...]
    encoding: str
    signature: str
    guess: ColumnMapping = field(default_factory=lambda: ColumnMapping(_NONE))


class UnknownLayout(AttendanceRefused):
    """No layout is recognised: `preview` shows the table, so that its columns can be named."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        super().__init__("unknown_layout", known_layouts())


def preview_of(tables: Sequence[Table], *, encoding: str) -> Preview:
    """The first rows of each sheet, with the columns as far as they can be guessed."""
    shown = tuple(
        Table(
            table.sheet,
            tuple(Line(x.number, x.cells[:_SHOWN_COLUMNS]) for x in table.lines[:_SHOWN_ROWS]),
        )
        for table in tables
    )
    lines = next((table.lines for table in tables if table.lines), ())
    header = _likely_header(lines)
    titles = header.cells if header else ()
    row = header.number if header else 0
    body = [line for line in lines if line.number > row][:_SAMPLE]
    return Preview(shown, encoding, signature_of(titles), ColumnMapping(_guess(titles, body), row))


def signature_of(titles: Sequence[str]) -> str:
    """A short fixed text for a row of titles, the same whatever their case, marks and spaces."""
    keys = "\n".join(map(title_key, titles)).rstrip()
    return hashlib.sha256(keys.encode()).hexdigest()[:32]


def read_mapped(tables: Sequence[Table], mapping: ColumnMapping) -> RawReading:
    """The people of every sheet by the columns that a person named."""
    columns = dict(mapping.columns)
    _check(tables, columns)
    rows: list[RawRow] = []
    problems: list[Problem] = []
    titles: dict[str, str] = {}
    for table in tables:
        header = next((x.cells for x in table.lines if x.number == mapping.header_row), ())
        titles |= {f.value: header[at] for f, at in columns.items() if at < len(header)}
        for line in table.lines:
            row = row_of(line, columns, sheet=table.sheet)
            if line.number <= mapping.header_row or row is None or line.cells == header:
                continue
            rows.append(_marked(row, line, columns, titles, problems))
    return RawReading(tuple(rows), titles=titles, problems=tuple(problems))


def _marked(
    row: RawRow,
    line: Line,
    columns: Mapping[Field, int],
    titles: Mapping[str, str],
    problems: list[Problem],
) -> RawRow:
    """The row with the presence that its mark says; an unknown mark is a problem."""
    if Field.PRESENT not in columns:
        return row
    mark = cell_at(line.cells, columns, Field.PRESENT)
    presence = presence_of(mark)
    if presence is None:
        column = titles.get(Field.PRESENT.value, "")
        params = {"value": mark[:40]}
        problems.append(
            Problem("presence_unknown", params, row=line.number, column=column, sheet=row.sheet)
        )
    return replace(row, presence=presence or Presence.ABSENT)


def _check(tables: Sequence[Table], columns: Mapping[Field, int]) -> None:
    width = max((len(line.cells) for table in tables for line in table.lines), default=0)
    if not columns.keys() & _WHO:
        raise AttendanceRefused("mapping_without_people")
    for at in columns.values():
        if not 0 <= at < width:
            raise AttendanceRefused("mapping_beyond_table", {"column": at + 1, "count": width})
    if len(set(columns.values())) < len(columns):
        raise AttendanceRefused("mapping_repeats_column")


def _likely_header(lines: Sequence[Line]) -> Line | None:
    """The first row of two words or more, none with a digit or an address."""
    for line in lines[:_SAMPLE]:
        filled = [cell for cell in line.cells if cell]
        words = [c for c in filled if "@" not in c and not any(ch.isdecimal() for ch in c)]
        if len(filled) >= 2 and len(words) == len(filled):
            return line
    return None


def _guess(titles: Sequence[str], body: Sequence[Line]) -> dict[Field, int]:
    guess = {f: at for f, at in columns_of(titles).items() if f in MAPPABLE}
    named = columns_of(titles).get(Field.USER_NAME)
    if named is not None:
        guess.setdefault(Field.FULL_NAME, named)
    width = max((len(line.cells) for line in body), default=0)
    for at in range(width):
        cells = [line.cells[at] for line in body if at < len(line.cells) and line.cells[at]]
        if cells and all("@" in cell for cell in cells) and at not in guess.values():
            guess.setdefault(Field.EMAIL, at)
    return guess
