"""The credits of a member between two days, as a total: a year with a surplus offsets another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.facts import GradePeriod, MemberFacts, in_force, known, registered_on
from credit_engine.regulation import Regulation, RegulationVersion
from credit_engine.results import BINDING, Basis
from credit_engine.year_lines import YearSum, sum_of_year

_NONE = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Credits of the legal days [since, until]; `by_year` in order, years without any left out.

    `binding`: what rests on decisions and sources alone. `possible`: what officers or rules
    not set may still add; None = not known. `unrecorded`: years whose record is not whole.
    """

    earned: Fraction
    binding: Fraction
    possible: Fraction | None
    by_year: tuple[tuple[int, Fraction], ...]
    unrecorded: tuple[int, ...]


def grade_held(
    member: MemberFacts, *, on: date, known_at: datetime | None
) -> tuple[str, date] | None:
    """The grade held on a day and the day since which it is held; None = not known."""
    periods = known(member.grades, known_at)
    held = in_force(periods, on)
    if held is None:
        return None
    return held.grade, _since(held, [p for p in periods if p.valid_from <= held.valid_from])


def _since(held: GradePeriod, begun: list[GradePeriod]) -> date:
    since = held.valid_from
    for period in sorted(begun, key=lambda p: p.valid_from, reverse=True):
        if period.grade != held.grade:
            break
        since = period.valid_from
    return since


def credits_between(
    regulation: Regulation,
    member: MemberFacts,
    *,
    since: date,
    until: date,
    known_at: datetime | None,
) -> Collected:
    """What activities and grants to all brought from a day to another, both included."""
    earned = binding = _NONE
    possible: Fraction | None = _NONE
    by_year = []
    for year in range(since.year, until.year + 1):
        version = _version_of(regulation, year, known_at=known_at)
        if version is None:
            continue
        sums = sum_of_year(regulation, version, member, year, on=until, known_at=known_at)
        bases = _bases(sums)
        granted, firmly = _grants(
            version, member, year, since=since, until=until, known_at=known_at
        )
        lines = [line for line in sums.lines if line.last_day >= since]
        of_year = granted + sum((line.counted for line in lines), _NONE)
        firm = (line.counted for line in lines if bases.get(line.activity) in BINDING)
        binding += firmly + sum(firm, _NONE)
        earned += of_year
        if of_year:
            by_year.append((year, of_year))
        if lines:
            unknown = possible is None or sums.possible is None
            possible = None if unknown else possible + sums.possible  # type: ignore[operator]
    unrecorded = _unrecorded(member, since=since, until=until, known_at=known_at)
    return Collected(
        earned=earned,
        binding=binding,
        possible=possible,
        by_year=tuple(by_year),
        unrecorded=unrecorded,
    )


def _version_of(
    regulation: Regulation, year: int, *, known_at: datetime | None
) -> RegulationVersion | None:
    """The version of the year's first day, else of its last: norms may begin during a year."""
    return regulation.in_force_on(date(year, 1, 1), known_at=known_at) or regulation.in_force_on(
        date(year, 12, 31), known_at=known_at
    )


def _bases(sums: YearSum) -> dict[object, Basis]:
    """The basis on which each line was credited."""
    return {
        finding.inputs["activity"]: finding.basis
        for finding in sums.findings
        if finding.credits is not None and finding.credits > 0 and "activity" in finding.inputs
    }


def _grants(
    version: RegulationVersion,
    member: MemberFacts,
    year: int,
    *,
    since: date,
    until: date,
    known_at: datetime | None,
) -> tuple[Fraction, Fraction]:
    registered = registered_on(member, known_at)
    total = firm = _NONE
    for grant in version.annual_requirement.blanket_grants:
        by = grant.registered_by or date(year, 12, 31)
        credits = grant.credits.value
        entitled = registered is not None and registered <= by and since <= by <= until
        if grant.year == year and credits is not None and entitled:
            total += credits
            firm += credits if grant.credits.binds else _NONE
    return total, firm


def _unrecorded(
    member: MemberFacts, *, since: date, until: date, known_at: datetime | None
) -> tuple[int, ...]:
    """Years of which a part in the window is neither imported nor held by the platform."""
    imported = {fact.year for fact in known(member.imported_years, known_at)}
    held_from = member.platform_from or date.max
    return tuple(
        year
        for year in range(since.year, until.year + 1)
        if year not in imported and held_from > max(since, date(year, 1, 1))
    )
