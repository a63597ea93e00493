"""One cell to one value; a cell that cannot be read adds a problem and gives None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from lms.attendance.cnp import MASK
from lms.attendance.headers import title_key
from lms.registry_file.layout import Field, county_code
from lms.registry_file.model import Place, Problem, Severity
from lms.registry_file.sources import Mark

FIRST_YEAR = 1990
MOST_CREDITS = 200  # of one activity; beyond it a decimal point was lost
_EARLIEST, _LATEST = date(1950, 1, 1), date(2100, 12, 31)
_LIMITS: Mapping[Field, int] = {
    Field.CODE: 60,
    Field.LAST_NAME: 120,
    Field.FIRST_NAME: 120,
    Field.DECISION: 300,
    Field.TITLE: 300,
    Field.SOURCE: 300,
}
_ROMANIAN_DAY = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s+[\d:]+)?$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?$")
_SERIAL_DAY = re.compile(r"^[2-6]\d{4}$")
_EXCEL_EPOCH = date(1899, 12, 30)
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d+$")
_NAME = re.compile(r"^[^\W\d_](?:[^\W\d_]|[ .'’\-])*$")
_EMAIL = re.compile(r"^[^@\s<>(),;:\"\[\]]{1,64}@(?:[\w-]+\.)+[\w-]{2,24}$")
_CREDITS = re.compile(r"^[+-]?\d{1,9}(?:[.,]\d{1,18})?$")
_NOTHING = frozenset({"-", "--", "—", "–"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its cells by column; `titles` are the columns as the file writes them."""

    place: Place
    cells: Mapping[Field, str]
    marks: Mapping[Field, Mark]
    titles: Mapping[Field, str]


@dataclass(frozen=True, slots=True)
class Reader:
    """What the reading of a sheet collects: problems, and the day on which it is read."""

    problems: list[Problem]
    today: date

    def problem(
        self,
        row: Row,
        column: Field,
        code: str,
        *,
        value: str | None = None,
        severity: Severity = Severity.ERROR,
        **params: str | int,
    ) -> None:
        """Note a problem of a cell."""
        self.problems.append(
            Problem(
                code=code,
                severity=severity,
                sheet=row.place.sheet,
                row=row.place.row,
                column=row.titles.get(column, column.value),
                value=(row.cells.get(column, "") if value is None else value)[:80],
                params=params,
            )
        )


def text(reader: Reader, row: Row, column: Field, *, required: bool = False) -> str | None:
    """The text of a cell; None when it is empty or no plain text."""
    cell = " ".join(row.cells.get(column, "").split())
    mark = row.marks.get(column)
    if mark in (Mark.FORMULA, Mark.ERROR):
        reader.problem(row, column, "formula" if mark is Mark.FORMULA else "cell_error")
        return None
    if not cell or cell in _NOTHING:
        if required:
            reader.problem(row, column, "missing")
        return None
    limit = _LIMITS.get(column, 400)
    if len(cell) > limit:
        reader.problem(row, column, "too_long", limit=limit)
        return None
    return cell


def code(reader: Reader, row: Row) -> str | None:
    """The RNASR code as it is written: an opaque text."""
    found = text(reader, row, Field.CODE, required=True)
    if found is None:
        return None
    if MASK in found:
        reader.problem(row, Field.CODE, "code_is_cnp")
        return None
    number = row.marks.get(Field.CODE) is Mark.NUMBER
    if _SCIENTIFIC.match(found):
        reader.problem(row, Field.CODE, "code_scientific")
        return None
    if number and len(found.lstrip("-")) > 15:
        reader.problem(row, Field.CODE, "code_too_precise")
        return None
    return found


def name(reader: Reader, row: Row, column: Field) -> str | None:
    """A family or given name: letters, spaces, hyphens, dots, apostrophes."""
    found = text(reader, row, column, required=True)
    if found is not None and not _NAME.match(found):
        reader.problem(row, column, "name_letters")
        return None
    return found


def emails(reader: Reader, row: Row) -> tuple[str, ...]:
    """The addresses of a cell, lower case, each once."""
    found = text(reader, row, Field.EMAILS)
    addresses = [part.strip().lower() for part in re.split(r"[;,\s]+", found or "")]
    for address in addresses:
        if address and not _EMAIL.match(address):
            reader.problem(row, Field.EMAILS, "email_invalid", value=address)
    return tuple(dict.fromkeys(address for address in addresses if address))


def county(reader: Reader, row: Row) -> str | None:
    """The code of a county by its name or code."""
    found = text(reader, row, Field.COUNTY)
    if found is None:
        return None
    known = county_code(found)
    if known is None:
        reader.problem(row, Field.COUNTY, "county_unknown")
    return known


def branch(reader: Reader, row: Row, branches: Mapping[str, str]) -> str | None:
    """The slug of a branch by its name; an unknown one is only said."""
    found = text(reader, row, Field.BRANCH)
    if found is None:
        return None
    slug = branches.get(title_key(found))
    if slug is None:
        reader.problem(row, Field.BRANCH, "branch_unknown", severity=Severity.NOTICE)
    return slug


def choice(
    reader: Reader, row: Row, column: Field, *, words: Mapping[str, str], unknown: str
) -> str | None:
    """One of a fixed set of words."""
    found = text(reader, row, column, required=True)
    if found is None:
        return None
    value = words.get(title_key(found))
    if value is None:
        reader.problem(row, column, unknown)
    return value


def day(reader: Reader, row: Row, column: Field, *, required: bool = False) -> date | None:
    """A day that has come: dd.mm.yyyy, ISO or a date of the spreadsheet."""
    found = any_day(reader, row, column, required=required)
    if found is not None and found > reader.today:
        reader.problem(row, column, "date_future")
        return None
    return found


def any_day(reader: Reader, row: Row, column: Field, *, required: bool = False) -> date | None:
    """A day, also one to come."""
    cell = text(reader, row, column, required=required)
    if cell is None:
        return None
    found = parse_day(cell, is_number=row.marks.get(column) is Mark.NUMBER)
    if found is None:
        reader.problem(row, column, "date_unreadable")
    elif not _EARLIEST <= found <= _LATEST:
        reader.problem(row, column, "date_absurd")
        return None
    return found


def parse_day(cell: str, *, is_number: bool = False) -> date | None:
    """A day from text; None when it is none.

    >>> parse_day("5.3.2024"), parse_day("2024-03-05"), parse_day("31.02.2024")
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 5), None)
    """
    if is_number and _SERIAL_DAY.match(cell):
        return _EXCEL_EPOCH + timedelta(days=int(cell))
    if found := _ROMANIAN_DAY.match(cell):
        days, months, years = found.groups()
    elif found := _ISO_DAY.match(cell):
        years, months, days = found.groups()
    else:
        return None
    try:
        return date(int(years), int(months), int(days))
    except ValueError:
        return None


def year(reader: Reader, row: Row, *, last: int, required: bool = False) -> int | None:
    """A year of four digits up to `last`."""
    cell = text(reader, row, Field.YEAR, required=required)
    if cell is None:
        return None
    found = int(cell) if cell.isascii() and cell.isdigit() and len(cell) == 4 else 0
    if not FIRST_YEAR <= found <= last:
        reader.problem(row, Field.YEAR, "year_unreadable", first=FIRST_YEAR, last=last)
        return None
    return found


def credits_thousandths(reader: Reader, row: Row) -> int | None:
    """Credits with at most three decimals, comma or point, as thousandths."""
    cell = text(reader, row, Field.CREDITS, required=True)
    if cell is None:
        return None
    problem = None
    amount = Decimal(0)
    if not _CREDITS.match(cell):
        problem = "credits_unreadable"
    else:
        try:
            amount = Decimal(cell.replace(",", "."))
        except InvalidOperation:
            problem = "credits_unreadable"
    if problem is None:
        if amount <= 0:
            problem = "credits_not_positive"
        elif amount > MOST_CREDITS:
            problem = "credits_absurd"
        elif amount * 1000 % 1:
            problem = "credits_decimals"
    if problem is not None:
        reader.problem(row, Field.CREDITS, problem, limit=MOST_CREDITS)
        return None
    return int(amount * 1000)
