"""What a register file says, as data: records per member, and every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from lms.registry_file.catalogue import refusal_sentence, sentence_of

Params = Mapping[str, str | int]


class Kind(StrEnum):
    """A sheet of the register file."""

    MEMBERS = "membri"
    GRADES = "trepte"
    STATUSES = "statute"
    PRACTICE = "practica"
    DUES = "cotizatii"
    CREDITS = "credite"
    COVERED = "ani_acoperiti"


class Severity(StrEnum):
    """An ERROR keeps its row out; a NOTICE is only said."""

    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a sheet (or of a CSV file of an archive), as a spreadsheet counts it."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong: where, which value, and in words what to do (`sentence`)."""

    code: str
    severity: Severity = Severity.ERROR
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    params: Params = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """What, where, which value, what to do; "ro" or "en"."""
        return sentence_of(
            self.code,
            {**self.params, "value": self.value},
            lang=lang,
            sheet=self.sheet,
            row=self.row,
            column=self.column,
        )

    def as_dict(self) -> dict[str, Any]:
        """The problem as JSON-able data."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "params": dict(self.params),
        }


def problem_from_dict(data: Mapping[str, Any]) -> Problem:
    """A problem from what `as_dict` gave."""
    return Problem(
        code=str(data["code"]),
        severity=Severity(data["severity"]),
        sheet=str(data["sheet"]),
        row=data["row"],
        column=str(data["column"]),
        value=str(data["value"]),
        params=dict(data["params"]),
    )


class RegisterRefusedError(Exception):
    """The file as a whole cannot be used; nothing of it was kept."""

    def __init__(self, code: str, params: Params | None = None) -> None:
        self.code = code
        self.params: Params = dict(params or {})
        super().__init__(self.sentence("en"))

    def sentence(self, lang: str) -> str:
        """The refusal in "ro" or "en": what is wrong and what to do."""
        return refusal_sentence(self.code, self.params, lang=lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The row of a member; an empty county, branch or list of e-mails says nothing."""

    last_name: str
    first_name: str
    registered_on: date
    emails: tuple[str, ...] = ()
    county: str | None = None  # code: "CJ"
    branch: str | None = None  # slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A grade, a status or a kind of practice, true on [valid_from, valid_until)."""

    value: str
    valid_from: date
    valid_until: date | None = None
    decision: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCredit:
    """Credits of the past, in thousandths, with the document they come from."""

    counts_on: date
    credits: int
    title: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the file says of one member; None: it says nothing of that kind."""

    code: str
    places: tuple[Place, ...]
    identity: Identity | None = None
    grades: tuple[Period, ...] | None = None
    statuses: tuple[Period, ...] | None = None
    practice: tuple[Period, ...] | None = None
    dues: Mapping[int, date | None] = field(default_factory=dict)
    credits: tuple[PastCredit, ...] = ()
    covered: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet as text without personal numbers, for the copy that is kept."""

    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # (row number, cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """A file that was read: what it says, all problems, and what they keep out."""

    filename: str
    format: str  # xlsx | zip | csv
    sha256: str
    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    rows: Mapping[str, int]  # data rows per kind
    bad_rows: frozenset[Place]  # rows with an error of their own
    left_out: frozenset[Place]  # those, and the rows that cannot be used without them
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of one file; beyond them it is refused before it is read."""

    max_bytes: int = 20 * 1024 * 1024
    max_rows: int = 500_000
    max_unpacked_bytes: int = 200 * 1024 * 1024
    max_zip_entries: int = 200
