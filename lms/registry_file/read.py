"""Bytes to records: every sheet read, every problem noted, what cannot be used left out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.registry_file import cells
from lms.registry_file.cells import Reader, Row
from lms.registry_file.checks import check_together
from lms.registry_file.layout import (
    GRADES,
    PRACTICE,
    STATUSES,
    Field,
)
from lms.registry_file.model import (
    Identity,
    Kind,
    Limits,
    PastCredit,
    Period,
    Place,
    Problem,
    Record,
    RegisterFile,
    RegisterRefusedError,
    Severity,
)
from lms.registry_file.rows import (
    WHOLE_GROUPS,
    CoveredFact,
    CreditFact,
    DuesFact,
    Fact,
    MemberFact,
    PeriodFact,
)
from lms.registry_file.sources import load, tables_of
from lms.registry_file.titles import titled_rows

DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Context:
    reader: Reader
    branches: Mapping[str, str]
    norms_from: date


def read_register(
    data: bytes,
    *,
    filename: str,
    today: date,
    branches: Mapping[str, str],
    norms_from: date = date.min,
    limits: Limits = DEFAULT_LIMITS,
) -> RegisterFile:
    """What a register file says, as seen on a day; raises RegisterRefusedError.

    `branches` gives the slug of each branch by its name, folded by `headers.title_key`;
    `norms_from` is the first day on which credits were regulated.
    """
    loaded = load(data, filename=filename, limits=limits)
    problems = list(loaded.problems)
    facts: list[Fact] = []
    lost: set[Place] = set()
    rows: Counter[str] = Counter()
    context = _Context(Reader(problems, today), branches, norms_from)
    known = 0
    for sheet in loaded.sheets:
        titled = titled_rows(sheet, problems)
        if titled is None:
            continue
        known += 1
        kind, readable, data_rows = titled
        rows[kind.value] += len(data_rows)
        if not readable:
            lost.update(row.place for row in data_rows)
            continue
        for row in data_rows:
            before = len(problems)
            fact = _READERS[kind](context, row)
            if fact is None or any(p.severity is Severity.ERROR for p in problems[before:]):
                lost.add(row.place)
            if fact is not None:
                facts.append(fact)
    if not known:
        raise RegisterRefusedError("nothing_known", {"sheets": ", ".join(Kind)})
    if not rows.total():
        raise RegisterRefusedError("no_rows")
    bad = lost | check_together(facts, problems)
    left_out = _left_out(facts, bad)
    return RegisterFile(
        filename=filename,
        format=loaded.format,
        sha256=hashlib.sha256(data).hexdigest(),
        records=tuple(_records(fact for fact in facts if fact.place not in left_out)),
        problems=tuple(sorted(problems, key=_order)),
        rows=dict(rows),
        bad_rows=frozenset(bad),
        left_out=frozenset(left_out),
        tables=tables_of(loaded),
    )


def _order(problem: Problem) -> tuple[bool, str, int]:
    return problem.severity is Severity.NOTICE, problem.sheet, problem.row or 0


def _read_member(context: _Context, row: Row) -> Fact | None:
    reader = context.reader
    code = cells.code(reader, row)
    last_name = cells.name(reader, row, Field.LAST_NAME)
    first_name = cells.name(reader, row, Field.FIRST_NAME)
    addresses = cells.emails(reader, row)
    county = cells.county(reader, row)
    branch = cells.branch(reader, row, context.branches)
    registered_on = cells.day(reader, row, Field.REGISTERED_ON, required=True)
    if code is None:
        return None
    identity = None
    if last_name and first_name and registered_on:
        identity = Identity(
            last_name=last_name,
            first_name=first_name,
            registered_on=registered_on,
            emails=addresses,
            county=county,
            branch=branch,
        )
    return MemberFact(row, code, Kind.MEMBERS, identity, addresses)


def _read_period(context: _Context, row: Row, kind: Kind) -> Fact | None:
    reader = context.reader
    code = cells.code(reader, row)
    if kind is Kind.GRADES:
        column, words, unknown = Field.GRADE, GRADES, "grade_unknown"
    elif kind is Kind.STATUSES:
        column, words, unknown = Field.STATUS, STATUSES, "status_unknown"
    else:
        column, words, unknown = Field.PRACTICE, PRACTICE, "practice_unknown"
    value = cells.choice(reader, row, column, words=words, unknown=unknown)
    valid_from = cells.day(reader, row, Field.VALID_FROM, required=True)
    last_day = cells.any_day(reader, row, Field.VALID_UNTIL)
    decision = cells.text(reader, row, Field.DECISION) if kind is Kind.GRADES else None
    if valid_from and last_day and last_day < valid_from:
        reader.problem(
            row, Field.VALID_UNTIL, "until_before_from", valid_from=f"{valid_from:%d.%m.%Y}"
        )
        return None
    if code is None:
        return None
    period = None
    if value and valid_from:
        until = last_day + timedelta(days=1) if last_day else None
        period = Period(value=value, valid_from=valid_from, valid_until=until, decision=decision)
    return PeriodFact(row, code, kind, period)


def _read_dues(context: _Context, row: Row) -> Fact | None:
    reader = context.reader
    code = cells.code(reader, row)
    year = cells.year(reader, row, last=reader.today.year + 1, required=True)
    paid_on = cells.day(reader, row, Field.PAID_ON)
    return DuesFact(row, code, Kind.DUES, year, paid_on) if code else None


def _read_credit(context: _Context, row: Row) -> Fact | None:
    reader = context.reader
    code = cells.code(reader, row)
    counts_on = _counts_on(reader, row)
    if counts_on is not None and counts_on < context.norms_from:
        reader.problem(row, Field.LAST_DAY, "no_norms", value=f"{counts_on:%d.%m.%Y}")
    amount = cells.credits_thousandths(reader, row)
    title = cells.text(reader, row, Field.TITLE, required=True)
    source = cells.text(reader, row, Field.SOURCE, required=True)
    if code is None:
        return None
    credit = None
    if counts_on and amount and title and source:
        credit = PastCredit(counts_on=counts_on, credits=amount, title=title, document=source)
    return CreditFact(row, code, Kind.CREDITS, credit)


def _counts_on(reader: Reader, row: Row) -> date | None:
    """The last day of the activity; for a year alone, its last day."""
    written = row.cells.get(Field.LAST_DAY, "").strip()
    only_year = None
    day = None
    if written.isdigit() and len(written) == 4:
        only_year = int(written)
        if not cells.FIRST_YEAR <= only_year <= reader.today.year:
            reader.problem(
                row,
                Field.LAST_DAY,
                "year_unreadable",
                first=cells.FIRST_YEAR,
                last=reader.today.year,
            )
            return None
    else:
        day = cells.day(reader, row, Field.LAST_DAY)
        if written and day is None and Field.LAST_DAY in row.titles:
            return None
    year = cells.year(reader, row, last=reader.today.year) or only_year
    if day is not None:
        if year is not None and year != day.year:
            reader.problem(row, Field.YEAR, "year_differs", value=str(year), day=f"{day:%d.%m.%Y}")
        return day
    if year is None:
        if not row.cells.get(Field.YEAR, "").strip():
            reader.problem(row, Field.LAST_DAY, "day_missing")
        return None
    if date(year, 12, 31) > reader.today:
        reader.problem(row, Field.YEAR, "year_running", value=str(year))
        return None
    return date(year, 12, 31)


def _read_covered(context: _Context, row: Row) -> Fact | None:
    reader = context.reader
    code = cells.code(reader, row)
    year = cells.year(reader, row, last=reader.today.year, required=True)
    source = cells.text(reader, row, Field.SOURCE, required=True)
    return CoveredFact(row, code, Kind.COVERED, year, source) if code else None


_READERS: Mapping[Kind, Callable[[_Context, Row], Fact | None]] = {
    Kind.MEMBERS: _read_member,
    Kind.GRADES: lambda context, row: _read_period(context, row, Kind.GRADES),
    Kind.STATUSES: lambda context, row: _read_period(context, row, Kind.STATUSES),
    Kind.PRACTICE: lambda context, row: _read_period(context, row, Kind.PRACTICE),
    Kind.DUES: _read_dues,
    Kind.CREDITS: _read_credit,
    Kind.COVERED: _read_covered,
}


def _left_out(facts: Sequence[Fact], bad: set[Place]) -> set[Place]:
    """Bad rows, and rows that mean something else without them."""
    out = set(bad)
    codes = {fact.code for fact in facts if fact.kind is Kind.MEMBERS and fact.place in bad}
    groups = {(fact.code, fact.kind) for fact in facts if fact.place in bad}
    for fact in facts:
        whole = fact.kind in WHOLE_GROUPS and (fact.code, fact.kind) in groups
        if fact.code in codes or whole:
            out.add(fact.place)
    return out


def _records(facts: Iterator[Fact]) -> Iterator[Record]:
    by_code: dict[str, list[Fact]] = {}
    for fact in facts:
        by_code.setdefault(fact.code, []).append(fact)
    for code, found in by_code.items():
        identity = next((f.identity for f in found if isinstance(f, MemberFact)), None)
        yield Record(
            code=code,
            places=tuple(fact.place for fact in found),
            identity=identity,
            grades=_periods(found, Kind.GRADES),
            statuses=_periods(found, Kind.STATUSES),
            practice=_periods(found, Kind.PRACTICE),
            dues={f.year: f.paid_on for f in found if isinstance(f, DuesFact) and f.year},
            credits=tuple(f.credit for f in found if isinstance(f, CreditFact) and f.credit),
            covered={
                f.year: f.source
                for f in found
                if isinstance(f, CoveredFact) and f.year and f.source
            },
        )


def _periods(facts: Sequence[Fact], kind: Kind) -> tuple[Period, ...] | None:
    periods = sorted(
        (f.period for f in facts if isinstance(f, PeriodFact) and f.kind is kind and f.period),
        key=lambda period: (period.valid_from, period.value),
    )
    if not periods:
        return None
    if kind is Kind.PRACTICE:
        return tuple(periods)
    return tuple(
        _cut(period, after) for period, after in zip(periods, [*periods[1:], None], strict=True)
    )


def _cut(period: Period, after: Period | None) -> Period:
    """A period whose last day is the first of the next one ends the day before."""
    if after is None or period.valid_until is None or period.valid_until <= after.valid_from:
        return period
    return Period(
        value=period.value,
        valid_from=period.valid_from,
        valid_until=after.valid_from,
        decision=period.decision,
    )
