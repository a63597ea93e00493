"""Microsoft Teams attendance reports from 2020 on, in any language of the interface.

Known words name the columns (`teams_words`); the others are found by what stands under them:
two columns of times, a duration beside them, addresses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from lms.attendance.durations import parse_duration
from lms.attendance.formats.events import Event, stays
from lms.attendance.formats.teams_words import JOINS, LEAVES, field_of_title
from lms.attendance.headers import Field, cell_at, title_key
from lms.attendance.model import DateOrder, Problem, Role
from lms.attendance.raw import Extent, FormatReader, RawReading, RawRow, RawSession
from lms.attendance.tables import Line, Table
from lms.attendance.times import parse_stamp

_SECTION = re.compile(r"^([1-9])\.\s*[^\W\d_]")
_DATE_ONLY = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\.?,?$")
_TIME_ONLY = re.compile(r"^\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?\s?m\.?)?$", re.I)
# What Teams adds to the names of people from elsewhere; "(DGASPC Cluj)" stays.
_OUTSIDER = re.compile(
    r"\s*\((?:guest|external|unverified|invitat|extern|neverificat|gast|invité|externe|non vérifié"
    r"|invitado|externo|ospite|esterno|nicht verifiziert)\)$",
    re.I,
)
_HEADER_WITHIN = 60
_SAMPLE = 25
_UTC = ZoneInfo("UTC")
_LIVE = (
    frozenset(("fullname", "full name")),
    frozenset(("utceventtimestamp", "utc event timestamp")),
)
_Columns = dict[Field, int]


@dataclass(frozen=True, slots=True)
class _Block:
    """A header row with the rows under it, up to the next section."""

    section: int
    header: Line
    columns: Mapping[Field, int]
    lines: tuple[Line, ...]


def recognise(tables: Sequence[Table]) -> int:
    """95 with numbered sections, 90 by the words of a report, 35 by its structure alone."""
    best = 0
    for table in tables:
        if _log_columns(table.lines) or _live_columns(table.lines):
            best = max(best, 90)
        for block in _blocks(table.lines):
            known = sum(field_of_title(cell) is not None for cell in block.header.cells)
            words = known >= 4 and bool({Field.UPN, Field.ROLE} & block.columns.keys())
            best = max(best, 95 if block.section else 90 if words else 35)
    return best


def read(tables: Sequence[Table]) -> RawReading:
    """Activities give the stays; a participant without one keeps first, last and duration."""
    rows: list[RawRow] = []
    problems: list[Problem] = []
    sessions: list[RawSession] = []
    titles: dict[str, str] = {}
    for table in tables:
        events = _live_events(table) or _log_events(table)
        if events:
            found, noted = stays(events, moment=_moment)
            rows, problems = rows + found, problems + noted
            continue
        blocks = _blocks(table.lines)
        for block in blocks:
            titles |= {
                f.value: cell_at(block.header.cells, {f: i}, f) for f, i in block.columns.items()
            }
        rows += _people(blocks, table.sheet)
        if blocks:
            sessions += _summary(table.lines, before=blocks[0].header.number)
    topic = next((session.topic for session in sessions if session.topic), "")
    return RawReading(
        tuple(rows),
        sessions=tuple(s for s in sessions if s.starts),
        topic=topic,
        titles=titles,
        problems=tuple(problems),
    )


# --- reports with people in rows (since 2021)


def _blocks(lines: Sequence[Line]) -> list[_Block]:
    sections = _sections(lines)
    found = []
    for number, part in sections:
        for at, line in enumerate(part[:_HEADER_WITHIN]):
            columns = _columns(line, [_whole_stamps(each) for each in part[at + 1 :][:_SAMPLE]])
            if columns:
                body = [_whole_stamps(each) for each in part[at + 1 :]]
                kept = tuple(each for each in body if each.cells != line.cells)
                found.append(_Block(number, line, columns, kept))
                break
    return found


def _sections(lines: Sequence[Line]) -> list[tuple[int, Sequence[Line]]]:
    """The parts under the numbered lines; all of it as section 0 where there are none."""
    marks = [(at, found) for at, line in enumerate(lines) if (found := _section(line))]
    if not marks:
        return [(0, lines)]
    ends = [at for at, _ in marks[1:]] + [len(lines)]
    before = [(0, lines[: marks[0][0]])] if marks[0][0] else []
    return before + [
        (number, lines[at + 1 : end]) for (at, number), end in zip(marks, ends, strict=True)
    ]


def _section(line: Line) -> int:
    filled = [cell for cell in line.cells if cell]
    found = _SECTION.match(filled[0]) if len(filled) == 1 and line.cells[0] else None
    return int(found[1]) if found else 0


def _whole_stamps(line: Line) -> Line:
    """A line whose dates and times were split into two cells, with them put together."""
    cells: list[str] = []
    for cell in line.cells:
        if cells and cell[:1].isdigit() and _TIME_ONLY.match(cell) and _DATE_ONLY.match(cells[-1]):
            cells[-1] = f"{cells[-1].rstrip(',')} {cell}"
        else:
            cells.append(cell)
    return line if len(cells) == len(line.cells) else Line(line.number, tuple(cells))


def _columns(header: Line, body: Sequence[Line]) -> _Columns:
    """The columns of people and their times, {} when this is no header of theirs."""
    filled = [cell for cell in header.cells if cell]
    if len(filled) < 4 or any(_is_stamp(cell) for cell in filled):
        return {}
    split = any(len(line.cells) != len(header.cells) for line in body)
    titles = filled if split and len(filled) < len(header.cells) else header.cells
    known: _Columns = {}
    for at, cell in enumerate(titles):
        field = field_of_title(cell)
        if field and field not in known:
            known[field] = at
    times = _columns_where(body, _is_stamp)
    if not times:
        return {}
    columns = known if {Field.JOINED, Field.LEFT} <= known.keys() else {}
    if set(times[:2]) != {columns.get(Field.JOINED), columns.get(Field.LEFT)}:
        if len(times) < 2 or times[1] != times[0] + 1:
            return {}
        columns = {f: at for f, at in known.items() if f in {Field.EMAIL, Field.UPN, Field.ROLE}}
        columns |= {Field.JOINED: times[0], Field.LEFT: times[1]}
    columns = {Field.USER_NAME: 0} | columns
    if columns[Field.USER_NAME] in times:
        return {}
    return _with_found(columns, body)


def _with_found(columns: _Columns, body: Sequence[Line]) -> _Columns:
    """The columns, with a duration and addresses that are known by what they hold."""
    after = columns[Field.LEFT] + 1
    if Field.MINUTES not in columns:
        if after not in _columns_where(body, _is_duration):
            return {}
        columns[Field.MINUTES] = after
    addresses = [
        at
        for at in _columns_where(body, lambda cell: "@" in cell)
        if at != columns[Field.USER_NAME]
    ]
    if addresses and Field.EMAIL not in columns:
        columns[Field.EMAIL] = addresses[0]
    if len(addresses) > 1 and Field.UPN not in columns:
        columns[Field.UPN] = addresses[1]
    if Field.ROLE not in columns and Field.EMAIL in columns:
        last = max(columns.values()) + 1
        columns[Field.ROLE] = last
    return columns


def _columns_where(body: Sequence[Line], holds: Callable[[str], bool]) -> list[int]:
    """The columns of whose filled cells most hold it."""
    width = max((len(line.cells) for line in body), default=0)
    found = []
    for at in range(width):
        filled = [line.cells[at] for line in body if at < len(line.cells) and line.cells[at]]
        if filled and sum(map(holds, filled)) * 5 >= len(filled) * 4:
            found.append(at)
    return found


def _people(blocks: Sequence[_Block], sheet: str) -> list[RawRow]:
    """Stays from the activities; of a participant who has some, the row only adds addresses."""
    once = Counter(
        _key(line, block) for block in blocks if block.section == 2 for line in block.lines
    )
    stays_of = [block for block in blocks if block.section >= 3]
    summed = [block for block in blocks if block.section < 3]
    addresses: dict[str, str] = {}
    for block in summed:
        for key, of_name in groupby(
            sorted((_key(line, block), _email(line, block)) for line in block.lines),
            key=lambda pair: pair[0],
        ):
            found = {email for _, email in of_name}
            if len(found) == 1:
                addresses[key] = found.pop()
    rows = []
    seen: set[str] = set()
    for block in stays_of:
        for line in block.lines:
            row = _row(line, block, sheet)
            key = _key(line, block)
            one = key if once[key] == 1 else ""
            row = replace(row, email=row.email or addresses.get(key, ""), who=one)
            rows.append(row)
            seen |= {row.email.casefold(), key} - {""}
    extent = Extent.FIRST_TO_LAST
    for block in summed:
        for line in block.lines:
            key = _key(line, block)
            row = replace(_row(line, block, sheet), who=key if once[key] == 1 else "")
            if {row.email.casefold(), key} & seen:
                row = replace(row, joined="", left="", duration="")
            elif block.section == 0:
                extent = Extent.STAY
            rows.append(replace(row, extent=extent))
    return sorted(rows, key=lambda row: row.row)


def _row(line: Line, block: _Block, sheet: str) -> RawRow:
    columns = block.columns
    role = title_key(cell_at(line.cells, columns, Field.ROLE))
    name = _OUTSIDER.sub("", cell_at(line.cells, columns, Field.USER_NAME))
    return RawRow(
        row=line.number,
        sheet=sheet,
        names=(name,) if name else (),
        email=_email(line, block),
        joined=cell_at(line.cells, columns, Field.JOINED),
        left=cell_at(line.cells, columns, Field.LEFT),
        duration=cell_at(line.cells, columns, Field.MINUTES),
        # Teams makes everybody a presenter unless told otherwise: only who organised ran it.
        role=Role.HOST if "organi" in role else Role.ATTENDEE,
    )


def _key(line: Line, block: _Block) -> str:
    return title_key(cell_at(line.cells, block.columns, Field.USER_NAME))


def _email(line: Line, block: _Block) -> str:
    for field in (Field.EMAIL, Field.UPN):
        cell = cell_at(line.cells, block.columns, field)
        if "@" in cell and "#EXT#" not in cell:
            return cell
    return ""


def _summary(lines: Sequence[Line], *, before: int) -> list[RawSession]:
    """The meeting from the lines above the people: its title, then its first two times."""
    title, row = "", 0
    times: list[str] = []
    for line in lines:
        if line.number >= before or len(times) == 2:
            break
        whole = _whole_stamps(line)
        if len(whole.cells) < 2 or not whole.cells[1]:
            continue
        value = whole.cells[1]
        if _is_stamp(value):
            times.append(value)
            row = row or line.number
        elif not title and not times and not value.isdecimal() and not _is_duration(value):
            title = value
    if not title and not times:
        return []
    starts, ends = [*times, "", ""][:2]
    return [RawSession(row or 1, starts=starts, ends=ends, topic=title)]


# --- logs: the list of 2020 and live events


def _log_columns(lines: Sequence[Line]) -> bool:
    """Name, action, time: three columns and few different actions."""
    if not lines or len(lines) < 2 or len(lines[0].cells) != 3:
        return False
    body = [_whole_stamps(line).cells for line in lines[1:]]
    timed = [cells for cells in body if len(cells) == 3 and _is_stamp(cells[2])]
    actions = {title_key(cells[1]) for cells in timed}
    return len(timed) * 5 >= len(body) * 4 and 1 <= len(actions) <= 4 and bool(_joining(timed))


def _joining(body: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """The actions that are joinings: by the dictionary, else those with which people begin."""
    actions = {title_key(cells[1]) for cells in body}
    known = actions & JOINS
    if known and actions <= JOINS | LEAVES:
        return frozenset(known)
    first: dict[str, tuple[str, ...]] = {}
    for cells in sorted(body, key=lambda cells: _moment(cells[2])):
        first.setdefault(cells[0], cells)
    begin = frozenset(title_key(cells[1]) for cells in first.values())
    return begin if begin < actions else frozenset()


def _log_events(table: Table) -> list[Event]:
    if not _log_columns(table.lines):
        return []
    body = [_whole_stamps(line) for line in table.lines[1:]]
    joining = _joining([line.cells for line in body if len(line.cells) == 3])
    return [
        Event(
            line.cells[0],
            title_key(line.cells[1]) in joining,
            RawRow(
                line.number,
                sheet=table.sheet,
                names=(line.cells[0],),
                joined=line.cells[2],
                who=title_key(line.cells[0]),
            ),
        )
        for line in body
        if len(line.cells) == 3 and _is_stamp(line.cells[2])
    ]


def _live_columns(lines: Sequence[Line]) -> Mapping[str, int]:
    titles = {title_key(cell): at for at, cell in enumerate(lines[0].cells)} if lines else {}
    names = [titles.get(word) for words in _LIVE for word in words if word in titles]
    return titles if len(names) >= 2 and "action" in titles else {}


def _live_events(table: Table) -> list[Event]:
    titles = _live_columns(table.lines)
    if not titles:
        return []
    events = []
    for line in table.lines[1:]:
        cells = {
            title.replace(" ", ""): cell for title, cell in zip(titles, line.cells, strict=False)
        }
        name, who = cells.get("fullname", ""), cells.get("participantid", "")
        at = cells.get("utceventtimestamp", "")
        action = title_key(cells.get("action", ""))
        if not (at and (name or who)):
            continue
        role = {"producer": Role.HOST, "presenter": Role.PANELIST}
        row = RawRow(
            line.number,
            sheet=table.sheet,
            names=(name,) if name and "@" not in name else (),
            email=next((each for each in (name, who) if "@" in each), ""),
            joined=at if at.endswith("Z") else f"{at} Z",
            role=role.get(title_key(cells.get("role", "")), Role.ATTENDEE),
        )
        session = cells.get("sessionid", "")
        events.append(Event(f"{name} {who} {session}", action not in LEAVES, row))
    return events


@lru_cache(maxsize=65_536)
def _moment(text: str) -> float:
    """A number on which times of one file sort, whatever the order of day and month."""
    stamp = parse_stamp(text, zone=_UTC)
    at = stamp.under(DateOrder.DAY_FIRST) if stamp else None
    return at.timestamp() if at else 0.0


@lru_cache(maxsize=65_536)
def _is_stamp(cell: str) -> bool:
    return ":" in cell and len(cell) > 10 and parse_stamp(cell, zone=_UTC) is not None


def _is_duration(cell: str) -> bool:
    return any(ch.isalpha() for ch in cell) and parse_duration(cell) is not None


READER = FormatReader(
    name="teams",
    label_ro="raportul de prezență Microsoft Teams (orice an, orice limbă)",
    label_en="the attendance report of Microsoft Teams (any year, any language)",
    recognise=recognise,
    read=read,
)
