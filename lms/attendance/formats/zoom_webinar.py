"""Zoom webinar attendee report: several sections in one file, one row per rejoin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.attendance.headers import Field, cell_at, columns_of, field_of, known_titles, title_key
from lms.attendance.model import Presence, Role
from lms.attendance.names import display_and_original
from lms.attendance.raw import FormatReader, RawReading, RawRow, RawSession
from lms.attendance.tables import Line, Table

_SECTIONS: Mapping[str, Role] = {
    "host details": Role.HOST,
    "panelist details": Role.PANELIST,
    "panelists details": Role.PANELIST,
    "attendee details": Role.ATTENDEE,
    "attendees details": Role.ATTENDEE,
    "other attended": Role.PHONE,
}
# "Other Attended" may come without a header row of its own.
_PHONE_COLUMNS = {Field.USER_NAME: 0, Field.JOINED: 1, Field.LEFT: 2, Field.MINUTES: 3}
# The rows about the webinar stand above the people.
_ABOUT_WITHIN = 60
_NO = frozenset(("no", "nu", "n", "false", "nein", "non"))
_YES = frozenset(("yes", "da", "y", "true", "ja", "oui"))


@dataclass(frozen=True, slots=True)
class _Webinar:
    session: RawSession | None
    generated: str
    topic: str


def recognise(tables: Sequence[Table]) -> int:
    """100 for the section titles with their header, 90 for a bare attendee section."""
    lines = [line for table in tables for line in table.lines]
    titled = any(_section(line) is not None for line in lines[:2000])
    headed = any(_is_people_header(line.cells) for line in lines[:2000])
    report = bool(lines) and title_key(lines[0].cells[0]) == "attendee report"
    if titled and (headed or report):
        return 100
    bare = {Field.ATTENDED, Field.JOINED}
    return 90 if headed and any(bare <= columns_of(x.cells).keys() for x in lines[:50]) else 0


def read(tables: Sequence[Table]) -> RawReading:
    """The people of every section; absent registrants are kept, as absent."""
    rows: list[RawRow] = []
    titles: dict[str, str] = {}
    for table in tables:
        role = Role.ATTENDEE
        columns: dict[Field, int] | None = None
        for line in table.lines:
            section = _section(line)
            if section is not None:
                role, columns = section, None
            elif _is_people_header(line.cells):
                columns = columns_of(line.cells)
                titles |= {f.value: line.cells[i] for f, i in columns.items()}
            elif columns is not None:
                rows.append(_row(line, columns, role=role, sheet=table.sheet))
            elif role is Role.PHONE:
                rows.append(_row(line, _PHONE_COLUMNS, role=role, sheet=table.sheet))
    about = _about([line for table in tables for line in table.lines[:_ABOUT_WITHIN]])
    return RawReading(
        rows=tuple(rows),
        sessions=(about.session,) if about.session else (),
        generated=about.generated,
        topic=about.topic,
        titles=titles,
    )


def _section(line: Line) -> Role | None:
    filled = [cell for cell in line.cells if cell]
    return _SECTIONS.get(title_key(line.cells[0])) if len(filled) == 1 else None


def _is_people_header(cells: Sequence[str]) -> bool:
    if field_of(cells[0]) is None:
        return False
    columns = columns_of(cells)
    named = Field.USER_NAME in columns or Field.LAST_NAME in columns
    timed = Field.JOINED in columns or Field.MINUTES in columns
    return named and timed and known_titles(cells) >= 3


def _row(line: Line, columns: Mapping[Field, int], *, role: Role, sheet: str) -> RawRow:
    cells = line.cells
    last_name = cell_at(cells, columns, Field.LAST_NAME)
    first_name = cell_at(cells, columns, Field.FIRST_NAME)
    registered_name = f"{last_name} {first_name}".strip()
    names = (registered_name, *display_and_original(cell_at(cells, columns, Field.USER_NAME)))
    attended = cell_at(cells, columns, Field.ATTENDED).casefold()
    joined = cell_at(cells, columns, Field.JOINED)
    duration = cell_at(cells, columns, Field.MINUTES)
    absent = attended in _NO or (attended not in _YES and not joined and not duration)
    return RawRow(
        row=line.number,
        sheet=sheet,
        names=tuple(dict.fromkeys(filter(None, names))),
        email=cell_at(cells, columns, Field.EMAIL),
        code=cell_at(cells, columns, Field.CODE),
        joined=joined,
        left=cell_at(cells, columns, Field.LEFT),
        duration=duration,
        registered=cell_at(cells, columns, Field.REGISTERED),
        role=role,
        presence=Presence.ABSENT if absent else Presence.PRESENT,
    )


def _about(lines: Sequence[Line]) -> _Webinar:
    """The report's own time and the webinar it is about, from the rows above the sections."""
    generated, topic = "", ""
    session = None
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        keys = [title_key(cell) for cell in line.cells]
        if keys[0].startswith("report generated"):
            generated = next((cell for cell in line.cells[1:] if cell), "")
        if after is None or session or "topic" not in keys:
            continue
        values = dict(zip(keys, after.cells, strict=False))
        topic = values.get("topic", "")
        starts = values.get("actual start time") or values.get("start time") or ""
        minutes = values.get("actual duration minutes") or values.get("duration minutes") or ""
        if starts:
            session = RawSession(after.number, starts=starts, minutes=minutes, topic=topic)
    return _Webinar(session, generated, topic)


READER = FormatReader(
    name="zoom_webinar",
    label_ro="raportul de participanți al unui webinar Zoom (Attendee Report, CSV)",
    label_en="the attendee report of a Zoom webinar (CSV)",
    recognise=recognise,
    read=read,
)
