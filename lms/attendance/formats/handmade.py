"""Lists made by hand, CSV or XLSX: a header row somewhere near the top, one row per person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from lms.attendance.headers import Field, cell_at, columns_of, is_header, title_key
from lms.attendance.model import Presence, Problem
from lms.attendance.names import plain
from lms.attendance.raw import FormatReader, RawReading, RawRow
from lms.attendance.tables import Line, Table
from lms.attendance.times import parse_stamp

_HEADER_WITHIN = 60
_UTC = ZoneInfo("UTC")
_NUMBERING = re.compile(r"^\d{1,4}\s*(?:[.)]\s*|\s-\s+)")
_FOOTER = re.compile(
    r"^(?:intocmit|total|semnatura|verificat|aprobat|responsabil|organizator|nota\b|data\b)"
)
_NAMES = (Field.FULL_NAME, Field.USER_NAME, Field.LAST_NAME, Field.FIRST_NAME)
_NUMBER = re.compile(r"^-?\d+(?:[.,]\d+)?$")
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2} (?:ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie"
    r"|noiembrie|decembrie) \d{4})(?!\d)",
    re.I,
)
_HERE_WORDS = """x xx da 1 p + v ok ✓ ✔ √ ☑ ✅ prezent prezenta prezentat present yes y true ja oui
si vrai wahr online fizic semnat"""
_AWAY_WORDS = """- -- — – nu 0 a n no nein non absent absenta absente lipsa lipseste false faux
falsch ✗ ✘ ☐ neprezentat motivat nemotivat"""
_HERE = frozenset(_HERE_WORDS.split())
_AWAY = frozenset(_AWAY_WORDS.split())
_SAID_OF_THEM = {Field.PRESENT, Field.ATTENDED, Field.MINUTES, Field.HOURS, Field.JOINED}
_MEETING = {"meeting id", "topic", "webinar id"}


def recognise(tables: Sequence[Table]) -> int:
    """40 where a row of titles holds a name column (or an e-mail or code to stand for it)."""
    return 40 if any(_headers(table) for table in tables) else 0


def read(tables: Sequence[Table]) -> RawReading:
    """People of every sheet that has a header; title rows, repeated headers, footers skipped."""
    rows: list[RawRow] = []
    problems: list[Problem] = []
    titles: dict[str, str] = {}
    for table in tables:
        headers = _headers(table)
        if not headers:
            continue
        columns: dict[Field, int] = {}
        day = _day_of(table, before=min(headers))
        for line in table.lines[min(headers) :]:
            if _is_people_header(line.cells):
                columns = columns_of(line.cells)
                if Field.ATTENDED in columns:
                    columns.setdefault(Field.PRESENT, columns[Field.ATTENDED])
                titles |= {f.value: line.cells[i] for f, i in columns.items()}
                continue
            row = row_of(line, columns, sheet=table.sheet, day=day)
            if row is None:
                continue
            mark = cell_at(line.cells, columns, Field.PRESENT)
            presence = presence_of(mark) if Field.PRESENT in columns else Presence.PRESENT
            if presence is None:
                column = titles.get(Field.PRESENT.value, "")
                problems.append(
                    Problem("presence_unknown", {"value": mark}, row=line.number, column=column)
                )
            rows.append(replace(row, presence=presence or Presence.ABSENT))
    return RawReading(tuple(rows), titles=titles, problems=tuple(problems))


def _headers(table: Table) -> list[int]:
    return [
        place
        for place, line in enumerate(table.lines[:_HEADER_WITHIN])
        if _is_people_header(line.cells)
    ]


def _is_people_header(cells: Sequence[str]) -> bool:
    if not is_header(cells) and sum(map(bool, cells)) > 1:
        return False
    columns = columns_of(cells)
    if sum(map(bool, cells)) == 1:
        return Field.FULL_NAME in columns
    if columns.keys() & {Field.FULL_NAME, Field.LAST_NAME, Field.USER_NAME}:
        return True
    keyed = bool(columns.keys() & {Field.EMAIL, Field.CODE})  # a list without names
    return keyed and bool(columns.keys() & _SAID_OF_THEM) and not _MEETING & set(_keys(cells))


def _keys(cells: Sequence[str]) -> list[str]:
    return [title_key(cell) for cell in cells]


def _day_of(table: Table, *, before: int) -> str:
    """The one day that the name of the sheet, else the rows above the header, speak of."""
    for text in (table.sheet, *(cell for line in table.lines[:before] for cell in line.cells)):
        found = _DAY.search(text[:200])
        if found:
            return found[0]
    return ""


def name_of(line: Line, columns: Mapping[Field, int]) -> str:
    """The name in a row without numbering and comma; "" for a footer or a row without one."""
    first = next((c for c in line.cells if c), "")
    cells = [_NUMBERING.sub("", cell_at(line.cells, columns, field)) for field in _NAMES]
    surname = cells[2] or cells[1]  # "Name, Vorname": beside a given name it is the surname
    whole = cells[0] or " ".join(filter(None, (surname, cells[3])))
    name = " ".join(_NUMBERING.sub("", whole).replace(",", " ").split())
    footer = _FOOTER.match(plain(first)) or _FOOTER.match(plain(name))
    return "" if footer else name


def row_of(line: Line, columns: Mapping[Field, int], *, sheet: str, day: str = "") -> RawRow | None:
    """The person of a row under a header; None for a footer or a row without anybody."""

    def cell(field: Field) -> str:
        return cell_at(line.cells, columns, field)

    name = name_of(line, columns)
    if not name and _FOOTER.match(plain(next((c for c in line.cells if c), ""))):
        return None
    email, code = cell(Field.EMAIL), cell(Field.CODE)
    if not (name or email or code):
        return None
    hours = cell(Field.HOURS)
    return RawRow(
        row=line.number,
        sheet=sheet,
        names=(name,) if name else (),
        email=email,
        code=code,
        joined=cell(Field.JOINED),
        left=cell(Field.LEFT),
        duration=_hours(hours) if hours else cell(Field.MINUTES),
        day=_day_written(cell(Field.DAY)) or day,
    )


def _day_written(text: str) -> str:
    """The day that a cell says, without the midnight that a spreadsheet adds; "" for none."""
    day = text.removesuffix(" 00:00:00")
    return day if day and parse_stamp(day, zone=_UTC) else ""


def _hours(text: str) -> str:
    return f"{text} ore" if _NUMBER.match(text) else text


def presence_of(mark: str) -> Presence | None:
    """What a mark of presence says: X, DA, 1, P, ✓ and the like; None when it is unknown."""
    keys = {mark.strip().casefold(), title_key(mark)} - {""}
    if keys & _HERE:
        return Presence.PRESENT
    return Presence.ABSENT if keys & _AWAY or not keys else None


READER = FormatReader(
    name="handmade",
    label_ro="o listă proprie (CSV sau XLSX) cu titluri de coloană ca Nume, Prenume, E-mail, Cod "
    "RNASR",
    label_en="a list of your own (CSV or XLSX) with column titles like Nume, Prenume, E-mail, Cod "
    "RNASR",
    recognise=recognise,
    read=read,
)
