"""Zoom meeting participants: per join, unique users, with a meeting block, admin export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from lms.attendance.headers import Field, cell_at, columns_of, field_of, title_key
from lms.attendance.model import Presence, Problem
from lms.attendance.names import display_and_original
from lms.attendance.raw import FormatReader, RawReading, RawRow, RawSession
from lms.attendance.tables import Line, Table

_HEADER_WITHIN = 40
_YES = frozenset(("yes", "da", "ja", "oui"))


def recognise(tables: Sequence[Table]) -> int:
    """80 where a header row names people, and their joins or their minutes."""
    return 80 if any(_header(table) is not None for table in tables) else 0


def read(tables: Sequence[Table]) -> RawReading:
    """One raw row per row; the meeting's own row gives the session where there is one."""
    rows: list[RawRow] = []
    sessions: list[RawSession] = []
    titles: dict[str, str] = {}
    for table in tables:
        found = _header(table)
        if found is None:
            continue
        place, columns = found
        header = table.lines[place]
        titles |= {f.value: header.cells[i] for f, i in columns.items()}
        sessions += _block_sessions(table.lines[:place])
        sessions += _export_sessions(table.lines[place:], before=columns[Field.USER_NAME])
        for line in table.lines[place + 1 :]:
            if line.cells != header.cells:
                rows.append(_row(line, columns, sheet=table.sheet))
    topic = next((session.topic for session in sessions if session.topic), "")
    return RawReading(
        tuple(rows),
        sessions=tuple(sessions),
        topic=topic,
        titles=titles,
        problems=_waiting_noted(rows),
    )


def _waiting_noted(rows: Sequence[RawRow]) -> tuple[Problem, ...]:
    """How many rows tell of the waiting room, where nobody attends anything yet."""
    waited = [row.row for row in rows if row.presence is Presence.ABSENT]
    return (Problem("waiting_room", {"count": len(waited)}, row=waited[0]),) if waited else ()


def _header(table: Table) -> tuple[int, dict[Field, int]] | None:
    for place, line in enumerate(table.lines[:_HEADER_WITHIN]):
        columns = _people_columns(line.cells)
        timed = Field.JOINED in columns or Field.MINUTES in columns
        named = Field.USER_NAME in columns and Field.FIRST_NAME not in columns
        if named and Field.EMAIL in columns and timed:
            return place, columns
    return None


def _people_columns(cells: Sequence[str]) -> dict[Field, int]:
    """Columns from the name on: in the admin export the meeting's own stand before it."""
    named = [i for i, cell in enumerate(cells) if field_of(cell) is Field.USER_NAME]
    if not named:
        return {}
    start = named[-1]  # the full export names the host of the meeting first
    columns = {field: at + start for field, at in columns_of(cells[start:]).items()}
    earlier = columns_of(cells[:start])
    if Field.EMAIL not in columns and "meeting id" not in map(title_key, cells[:start]):
        columns |= {f: i for f, i in earlier.items() if f not in columns}
    return columns


def _block_sessions(lines: Sequence[Line]) -> list[RawSession]:
    """The block above the people: a row of titles, a row of values."""
    for line, values in pairwise(lines):
        session = _session(line.cells, values)
        if session:
            return [session]
    return []


def _export_sessions(lines: Sequence[Line], *, before: int) -> list[RawSession]:
    """In the admin export each row repeats its meeting; one session per distinct meeting."""
    if before == 0:
        return []
    titles = lines[0].cells[:before]
    found = [_session(titles, Line(line.number, line.cells[:before])) for line in lines[1:]]
    distinct = {(s.starts, s.ends, s.minutes, s.topic): s for s in reversed(found) if s}
    return sorted(distinct.values(), key=lambda session: session.row)


def _session(titles: Sequence[str], values: Line) -> RawSession | None:
    by_title = dict(zip(map(title_key, titles), values.cells, strict=False))
    starts = by_title.get("start time", "")
    if not starts or not ({"meeting id", "topic"} & set(by_title)):
        return None
    return RawSession(
        values.number,
        starts=starts,
        ends=by_title.get("end time", ""),
        minutes=by_title.get("duration minutes", ""),
        topic=by_title.get("topic", ""),
    )


def _row(line: Line, columns: Mapping[Field, int], *, sheet: str) -> RawRow:
    waiting = cell_at(line.cells, columns, Field.WAITING).casefold()
    return RawRow(
        row=line.number,
        sheet=sheet,
        names=display_and_original(cell_at(line.cells, columns, Field.USER_NAME)),
        email=cell_at(line.cells, columns, Field.EMAIL),
        code=cell_at(line.cells, columns, Field.CODE),
        joined=cell_at(line.cells, columns, Field.JOINED),
        left=cell_at(line.cells, columns, Field.LEFT),
        duration=cell_at(line.cells, columns, Field.MINUTES),
        presence=Presence.ABSENT if waiting in _YES else Presence.PRESENT,
    )


READER = FormatReader(
    name="zoom_meeting",
    label_ro="lista de participanți a unei întâlniri Zoom (Participants, CSV)",
    label_en="the participants list of a Zoom meeting (CSV)",
    recognise=recognise,
    read=read,
)
