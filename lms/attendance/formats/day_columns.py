"""Lists with a column for each session: the Moodle attendance export, and lists made like it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lms.attendance.formats.handmade import name_of, presence_of, row_of
from lms.attendance.headers import Field, cell_at, columns_of, title_key
from lms.attendance.model import Presence, Problem
from lms.attendance.raw import FormatReader, RawReading, RawRow
from lms.attendance.tables import Line, Table
from lms.attendance.times import parse_stamp

_HEADER_WITHIN = 60
_UTC = ZoneInfo("UTC")
# "05 Mar 2026 10.00AM All students": the date and time at the start of a title.
_SESSION = re.compile(
    r"^(?:[^\W\d_]{2,12},?\s+)?("
    r"\d{1,2}(?:[./-]\d{1,2}[./-]|\s+[^\W\d_]{3,10}\.?,?\s+)\d{4}|\d{4}-\d{1,2}-\d{1,2})"
    r"(?:,?\s+(\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?))?(?=\s|$)"
)
_MARK = re.compile(r"^([^\W\d_]{1,12})\s*\((\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)\)$")
_CAME = frozenset(("p", "l", "i"))  # present, late; "î" (întârziat) in Romanian
_DID_NOT = frozenset(("a", "e", "m", "?"))  # absent, excused ("m": motivat), not taken


@dataclass(frozen=True, slots=True)
class _Header:
    place: int
    columns: dict[Field, int]
    days: dict[int, str]


def recognise_moodle(tables: Sequence[Table]) -> int:
    """88 where session columns hold marks like `P (2/2)` or titles with their hour."""
    return 88 if any(_is_moodle(table) for table in tables) else 0


def recognise_list(tables: Sequence[Table]) -> int:
    """50 for a header of names followed by dates."""
    return 50 if any(_header(table) for table in tables) else 0


def read_with(name_cells: Callable[[Line, dict[Field, int]], str]) -> Callable[..., RawReading]:
    """The reading of both, each session of each person a row of its own."""

    def read(tables: Sequence[Table]) -> RawReading:
        rows: list[RawRow] = []
        problems: list[Problem] = []
        titles: dict[str, str] = {}
        for table in tables:
            header = _header(table)
            if header is None:
                continue
            cells = table.lines[header.place].cells
            titles |= {field.value: cells[at] for field, at in header.columns.items()}
            for line in table.lines[header.place + 1 :]:
                if line.cells != cells and _says_somebody(line, header.columns):
                    name = name_cells(line, header.columns)
                    rows += _sessions_of(line, header, name, table, problems)
        return RawReading(tuple(rows), titles=titles, problems=tuple(problems))

    return read


def _says_somebody(line: Line, columns: dict[Field, int]) -> bool:
    """Whether a row is about a person: by name, or by e-mail or code alone; no footer is."""
    return row_of(line, columns, sheet="") is not None


def _header(table: Table) -> _Header | None:
    for place, line in enumerate(table.lines[:_HEADER_WITHIN]):
        columns = columns_of(line.cells)
        named = columns.keys() & {Field.FULL_NAME, Field.LAST_NAME, Field.USER_NAME}
        days = {at: day for at, cell in enumerate(line.cells) if (day := _day(cell))}
        if named and days:
            return _Header(place, columns, days)
    return None


def _day(title: str) -> str:
    found = _SESSION.match(title)
    if not found:
        return ""
    text = " ".join(part for part in (found[1], found[2]) if part)
    return text if parse_stamp(text, zone=_UTC) else ""


def _is_moodle(table: Table) -> bool:
    header = _header(table)
    if header is None:
        return False
    titles = {title_key(cell) for cell in table.lines[header.place].cells}
    if "taken sessions" in titles or title_key(table.lines[0].cells[0]) in {"course", "curs"}:
        return True
    return any(
        _MARK.match(cell_at(line.cells, {Field.PRESENT: at}, Field.PRESENT))
        for line in table.lines[header.place + 1 : header.place + 30]
        for at in header.days
    )


def _sessions_of(
    line: Line, header: _Header, name: str, table: Table, problems: list[Problem]
) -> list[RawRow]:
    rows = []
    for at, day in header.days.items():
        mark = line.cells[at] if at < len(line.cells) else ""
        presence = _presence(mark)
        if presence is None:
            title = table.lines[header.place].cells[at]
            problems.append(
                Problem(
                    "presence_unknown",
                    {"value": mark[:40]},
                    row=line.number,
                    column=title,
                    sheet=table.sheet,
                )
            )
        rows.append(
            RawRow(
                row=line.number,
                sheet=table.sheet,
                names=(name,) if name else (),
                email=cell_at(line.cells, header.columns, Field.EMAIL),
                code=cell_at(line.cells, header.columns, Field.CODE),
                presence=presence or Presence.ABSENT,
                day=day,
            )
        )
    return rows


def _presence(mark: str) -> Presence | None:
    found = _MARK.match(mark)
    word = title_key(found[1] if found else mark)
    if word in _DID_NOT or mark == "?":
        return Presence.ABSENT
    if found:
        earned = found[2].strip("0.,") != ""
        return Presence.PRESENT if word in _CAME or earned else Presence.ABSENT
    return Presence.PRESENT if word in _CAME else presence_of(mark)


def _moodle_name(line: Line, columns: dict[Field, int]) -> str:
    cells = line.cells
    parts = (cell_at(cells, columns, field) for field in (Field.LAST_NAME, Field.FIRST_NAME))
    return " ".join(filter(None, parts)) or name_of(line, columns)


MOODLE = FormatReader(
    name="moodle",
    label_ro="exportul de prezență din Moodle (text, XLSX, XLS sau ODS)",
    label_en="the attendance export of Moodle (text, XLSX, XLS or ODS)",
    recognise=recognise_moodle,
    read=read_with(_moodle_name),
)
LIST = FormatReader(
    name="handmade",
    label_ro="o listă proprie cu câte o coloană pentru fiecare zi",
    label_en="a list of your own with a column for each day",
    recognise=recognise_list,
    read=read_with(name_of),
)
