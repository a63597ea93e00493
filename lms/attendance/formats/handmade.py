"""Lists made by hand, CSV or XLSX: a header row somewhere near the top, one row per person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lms.attendance.headers import Field, cell_at, columns_of, is_header, title_key
from lms.attendance.model import Presence, Problem
from lms.attendance.names import plain
from lms.attendance.raw import FormatReader, RawReading, RawRow
from lms.attendance.tables import Line, Table

_HEADER_WITHIN = 60
_NUMBERING = re.compile(r"^\d{1,4}\s*(?:[.)]\s*|\s-\s+)")
_FOOTER = re.compile(
    r"^(?:intocmit|total|semnatura|verificat|aprobat|responsabil|organizator|nota\b|data\b)"
)
_HERE = frozenset(("x", "da", "1", "p", "✓", "✔", "√", "prezent", "prezenta", "yes", "y", "true"))
_AWAY = frozenset(("", "-", "nu", "0", "a", "n", "no", "absent", "absenta", "false"))


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
        for line in table.lines[min(headers) :]:
            if _is_people_header(line.cells):
                columns = _columns(line.cells)
                titles |= {f.value: line.cells[i] for f, i in columns.items()}
                continue
            row = _row(line, columns, sheet=table.sheet)
            if row is None:
                continue
            mark = cell_at(line.cells, columns, Field.PRESENT)
            presence = _presence(mark) if Field.PRESENT in columns else Presence.PRESENT
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
    return bool(columns.keys() & {Field.FULL_NAME, Field.LAST_NAME, Field.USER_NAME})


def _columns(cells: Sequence[str]) -> dict[Field, int]:
    return columns_of(cells)


def _row(line: Line, columns: Mapping[Field, int], *, sheet: str) -> RawRow | None:
    def cell(field: Field) -> str:
        return cell_at(line.cells, columns, field)

    last = _NUMBERING.sub("", cell(Field.LAST_NAME))
    parts = (last, cell(Field.FIRST_NAME))
    whole = cell(Field.FULL_NAME) or cell(Field.USER_NAME) or " ".join(filter(None, parts))
    name = " ".join(_NUMBERING.sub("", whole).replace(",", " ").split())
    first = next((c for c in line.cells if c), "")
    if _FOOTER.match(plain(first)) or _FOOTER.match(plain(name)):
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
        duration=f"{hours} ore" if hours else cell(Field.MINUTES),
    )


def _presence(mark: str) -> Presence | None:
    key = mark.strip().casefold()
    if key in _HERE or title_key(mark) in _HERE:
        return Presence.PRESENT
    return Presence.ABSENT if key in _AWAY else None


READER = FormatReader(
    name="handmade",
    label_ro="o listă proprie (CSV sau XLSX) cu titluri de coloană ca Nume, Prenume, E-mail, Cod "
    "RNASR",
    label_en="a list of your own (CSV or XLSX) with column titles like Nume, Prenume, E-mail, Cod "
    "RNASR",
    recognise=recognise,
    read=read,
)
