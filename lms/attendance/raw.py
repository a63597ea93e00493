"""What a format reader hands over: rows as written, before times are read and people merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.attendance.model import Presence, Problem, Role
from lms.attendance.tables import Table


class Extent(StrEnum):
    """What the two times of a row bound: one stay, or the first coming and the last going."""

    STAY = "stay"
    FIRST_TO_LAST = "first_to_last"


@dataclass(slots=True)  # many are made; frozen takes three times as long
class RawRow:
    """One row about a person; every time and duration still as text, "" when the file has none.

    `day` is the day (or the start) of the session that the row speaks of, where a column title, a
    sheet or a title row says it. `who` tells which rows without key and name are one device.
    """

    row: int
    sheet: str = ""
    names: tuple[str, ...] = ()
    email: str = ""
    code: str = ""
    joined: str = ""
    left: str = ""
    duration: str = ""
    registered: str = ""
    role: Role = Role.ATTENDEE
    presence: Presence = Presence.PRESENT
    extent: Extent = Extent.STAY
    day: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class RawSession:
    """A session as the file states it: an end or a number of minutes may be missing."""

    row: int
    starts: str
    ends: str = ""
    minutes: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class RawReading:
    """All that one layout yields; `titles` are the column titles used, for naming problems."""

    rows: tuple[RawRow, ...]
    sessions: tuple[RawSession, ...] = ()
    generated: str = ""
    topic: str = ""
    titles: Mapping[str, str] | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FormatReader:
    """One layout: how sure it is that these tables are its own (0 to 100), and how it reads them.

    A new format is one more module under `formats/` with such a value, listed in the registry.
    """

    name: str
    label_ro: str
    label_en: str
    recognise: Callable[[Sequence[Table]], int]
    read: Callable[[Sequence[Table]], RawReading]
