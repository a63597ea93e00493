"""What an attendance file says, as data: sessions, people, problems, matches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lms.attendance.catalogue import sentence_of

Params = Mapping[str, str | int]


class DateOrder(StrEnum):
    """How a date written with slashes is read, e.g. 05/12/2026."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Presence(StrEnum):
    """Whether the file says that the person came."""

    PRESENT = "present"
    ABSENT = "absent"


class Role(StrEnum):
    """In which part of the report the person stood."""

    ATTENDEE = "attendee"
    PANELIST = "panelist"
    HOST = "host"
    PHONE = "phone"


class Severity(StrEnum):
    """ASK must be answered before anything is booked; WARNING is only shown."""

    WARNING = "warning"
    ASK = "ask"


class Rung(StrEnum):
    """The step of the ladder on which a member was found."""

    CODE = "code"
    EMAIL = "email"
    REGISTRANT = "registrant"
    NAME = "name"
    NONE = "none"


class Decision(StrEnum):
    """SURE may be booked on confirmation; REVIEW needs an officer's eye; UNMATCHED found nobody."""

    SURE = "sure"
    REVIEW = "review"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open stretch of time; both ends aware, in UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of an edition, half-open, in UTC; topic only when the file names it."""

    starts_at: datetime
    ends_at: datetime
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the file that the person who uploaded it must know."""

    code: str
    params: Params = field(default_factory=dict)
    severity: Severity = Severity.WARNING
    row: int | None = None
    column: str = ""
    sheet: str = ""

    def sentence(self, lang: str) -> str:
        """The whole sentence in "ro" or "en", beginning with the place."""
        return sentence_of(
            self.code,
            self.params,
            lang=lang,
            row=self.row,
            column=self.column,
            sheet=self.sheet,
        )


class AttendanceRefused(Exception):
    """The file as a whole cannot be used; nothing of it was read."""

    def __init__(
        self, code: str, params: Params | None = None, *, row: int | None = None, sheet: str = ""
    ) -> None:
        self.code = code
        self.params: Params = dict(params or {})
        self.row = row
        self.sheet = sheet
        super().__init__(self.sentence("en"))

    def sentence(self, lang: str) -> str:
        """The refusal in "ro" or "en": what, where, what to do."""
        return sentence_of(self.code, self.params, lang=lang, row=self.row, sheet=self.sheet)


@dataclass(frozen=True, slots=True)
class FilePerson:
    """One person of the file, all rows merged.

    `key` is stable for the same file ("p1", "p2", … in order of appearance). `minutes` is the
    union of the intervals, clipped to the sessions when sessions were given; where the file has
    only durations it is their sum. `other_names` are further names the same person showed.
    """

    key: str
    source_rows: tuple[int, ...]
    name: str
    email: str = ""
    rnasr_code: str = ""
    other_names: tuple[str, ...] = ()
    role: Role = Role.ATTENDEE
    presence: Presence = Presence.PRESENT
    intervals: tuple[Interval, ...] = ()
    duration_minutes: int | None = None
    minutes: int = 0
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read; `sessions` are the given ones, else those the file names."""

    format: str
    encoding: str
    sha256: str
    sessions: tuple[Session, ...]
    people: tuple[FilePerson, ...]
    problems: tuple[Problem, ...]
    date_order: DateOrder | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one file; beyond them it is refused before it is read."""

    max_bytes: int = 20 * 1024 * 1024
    max_rows: int = 200_000
    max_unpacked_bytes: int = 100 * 1024 * 1024
    max_zip_entries: int = 2_000
    max_cells: int = 4_000_000  # rows times columns of one sheet, empty cells included


@dataclass(frozen=True, slots=True)
class MemberCandidate:
    """A member as the matcher sees one; `emails` are verified ones only; `id` is opaque."""

    id: str
    rnasr_code: str
    last_name: str
    first_name: str
    emails: tuple[str, ...] = ()
    branch: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member that a person of the file may be; score from 0 to 1."""

    member: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """What the ladder says of one person.

    `member` is set when the decision is SURE, and in REVIEW when one candidate stands clearly on
    top; it is None between namesakes. Only SURE may be booked without an officer's choice.
    """

    person: FilePerson
    member: str | None
    rung: Rung
    score: float
    decision: Decision
    candidates: tuple[Candidate, ...]
    reason: str
    params: Params = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """Why, in "ro" or "en"."""
        return sentence_of(self.reason, self.params, lang=lang)


@dataclass(frozen=True, slots=True)
class MemberAttendance:
    """All that the file says of one member: what may be booked as one entry."""

    member: str
    people: tuple[FilePerson, ...]
    intervals: tuple[Interval, ...]
    minutes: int
