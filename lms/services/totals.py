"""Credits of the whole profession, summed: by year, county, grade and kind of source.

Two statements, whatever the number of rows: sums of the ledger, and counts of annual standings.
The grade of credits is that held on the last day of the activity; members are counted by that
held at the end of the year.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.counties import COUNTIES
from lms.models import CreditEntry, Grade, Member, MemberGrade, YearStanding
from lms.services.listing import Page, Wanted

ENOUGH = 10_000  # thousandths: the ten credits that people count by


def folded(name: str) -> str:
    """A name as it is put in order: without diacritics, in small letters."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


class By(StrEnum):
    """What totals can be told apart by."""

    YEAR = "year"
    COUNTY = "county"
    GRADE = "grade"
    KIND = "kind"


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Of which credits; "" or None: of all. `county` and `grade` may be "none": of none."""

    year: int | None = None
    county: str = ""
    grade: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Total:
    """One line: what it is about, the ledger's sums, and members counted by annual standings.

    `earning` and `enough` count a member once for each year; None where they make no sense.
    """

    keys: tuple[Any, ...]
    entries: int
    credits: int  # thousandths, reversals taken off
    earning: int | None
    enough: int | None


NONE = "none"
Keys = tuple[Any, ...]


def totals(session: Session, dimensions: Sequence[By], filters: Filters) -> list[Total]:
    """Every line for one or two dimensions, in the order of their keys."""
    sums = _sums(session, dimensions, filters)
    of_kinds = By.KIND in dimensions or filters.kind
    counts = {} if of_kinds else _counts(session, dimensions, filters)
    lines = [
        Total(
            keys=keys,
            entries=sums.get(keys, (0, 0))[0],
            credits=sums.get(keys, (0, 0))[1],
            earning=None if of_kinds else counts.get(keys, (0, 0))[0],
            enough=None if of_kinds else counts.get(keys, (0, 0))[1],
        )
        for keys in sums.keys() | {keys for keys, found in counts.items() if any(found)}
    ]
    return sorted(lines, key=_order_of)


_PLACES: Mapping[Any, Any] = {
    **{code: folded(name) for code, name in COUNTIES.items()},
    **{grade: place for place, grade in enumerate(Grade)},
}


def _order_of(line: Total) -> tuple[tuple[bool, Any], ...]:
    """Years and grades rising, counties by name, what has none last."""
    return tuple((key is None, _PLACES.get(key, key or 0)) for key in line.keys)


def in_order(keys: Iterable[Any]) -> list[Any]:
    """Keys of one dimension in their order."""
    return sorted(keys, key=lambda key: (key is None, _PLACES.get(key, key or 0)))


def sorted_page(lines: Sequence[Total], wanted: Wanted) -> Page[Total]:
    """The page asked for of lines that are all known."""
    orders: Mapping[str, Callable[[Total], Any]] = {
        "credits": lambda line: line.credits,
        "entries": lambda line: line.entries,
        "earning": lambda line: line.earning or 0,
        "enough": lambda line: line.enough or 0,
    }
    order = orders.get(wanted.sort, _order_of)
    ordered = sorted(lines, key=order, reverse=wanted.descending)
    if wanted.page is None:
        return Page(rows=ordered, total=len(ordered), number=1, pages=1)
    pages = max(1, -(-len(ordered) // wanted.size))
    number = min(max(1, wanted.page), pages)
    begin = (number - 1) * wanted.size
    return Page(
        rows=ordered[begin : begin + wanted.size], total=len(ordered), number=number, pages=pages
    )


def years(session: Session) -> list[int]:
    """The years that have a standing or a credit, newest first; asks the small table only."""
    found = session.scalars(select(YearStanding.year).distinct()).all()
    return sorted(found, reverse=True)


def _sums(
    session: Session, dimensions: Sequence[By], filters: Filters
) -> dict[Keys, tuple[int, int]]:
    kind = _kind_of(session)
    query = select(func.count().label("entries"), func.sum(CreditEntry.credits).label("credits"))
    if filters.year is not None:
        query = query.where(
            CreditEntry.counts_on.between(date(filters.year, 1, 1), date(filters.year, 12, 31))
        )
    if filters.kind:
        query = query.where(kind == filters.kind)
    query = _of_members(query, CreditEntry, dimensions, filters, day=CreditEntry.counts_on)
    columns: dict[By, Any] = {
        By.YEAR: cast(extract("year", CreditEntry.counts_on), Integer),
        By.COUNTY: Member.county,
        By.GRADE: MemberGrade.grade,
        By.KIND: kind,
    }
    return {
        _keys(row, dimensions): (int(row.entries), int(row.credits))
        for row in _by(session, query, dimensions, columns)
    }


def _kind_of(session: Session) -> ColumnElement[str]:
    if session.get_bind().dialect.name == "postgresql":
        return func.split_part(CreditEntry.source, ":", 1)
    return func.substr(CreditEntry.source, 1, func.instr(CreditEntry.source, ":") - 1)


def _counts(
    session: Session, dimensions: Sequence[By], filters: Filters
) -> dict[Keys, tuple[int, int]]:
    query = select(
        func.sum(case((YearStanding.earned > 0, 1), else_=0)).label("earning"),
        func.sum(case((YearStanding.earned >= ENOUGH, 1), else_=0)).label("enough"),
    )
    if filters.year is not None:
        query = query.where(YearStanding.year == filters.year)
    last_day = _last_day(session, YearStanding.year)
    query = _of_members(query, YearStanding, dimensions, filters, day=last_day)
    columns = {
        By.YEAR: YearStanding.year,
        By.COUNTY: Member.county,
        By.GRADE: MemberGrade.grade,
    }
    return {
        _keys(row, dimensions): (int(row.earning), int(row.enough))
        for row in _by(session, query, dimensions, columns)
    }


def _by(
    session: Session, query: Select[Any], dimensions: Sequence[By], columns: Mapping[By, Any]
) -> Sequence[Row[Any]]:
    keys = [columns[by] for by in dimensions]
    labelled = [column.label(by.value) for by, column in zip(dimensions, keys, strict=True)]
    return session.execute(query.add_columns(*labelled).group_by(*keys)).all()


def _keys(row: Row[Any], dimensions: Sequence[By]) -> Keys:
    return tuple(getattr(row, by.value) for by in dimensions)


def _of_members(
    query: Select[Any],
    table: type[CreditEntry] | type[YearStanding],
    dimensions: Sequence[By],
    filters: Filters,
    *,
    day: ColumnElement[date] | InstrumentedAttribute[date],
) -> Select[Any]:
    """Joins what the dimensions and filters ask for, and nothing else; grades as held on `day`."""
    query = query.select_from(table)
    if By.COUNTY in dimensions or filters.county:
        query = query.join(Member, Member.id == table.member_id)
    if By.GRADE in dimensions or filters.grade:
        held = and_(
            MemberGrade.member_id == table.member_id,
            MemberGrade.superseded_at.is_(None),
            MemberGrade.valid_from <= day,
            or_(MemberGrade.valid_until.is_(None), MemberGrade.valid_until > day),
        )
        query = query.outerjoin(MemberGrade, held)
    if filters.county:
        wanted = None if filters.county == NONE else filters.county
        query = query.where(Member.county.is_not_distinct_from(wanted))
    if filters.grade == NONE:
        query = query.where(MemberGrade.grade.is_(None))
    elif filters.grade:
        query = query.where(MemberGrade.grade == Grade(filters.grade))
    return query


def _last_day(session: Session, year: InstrumentedAttribute[int]) -> ColumnElement[date]:
    if session.get_bind().dialect.name == "postgresql":
        return func.make_date(year, 12, 31, type_=Date())
    return type_coerce(func.printf("%d-12-31", year), Date())
