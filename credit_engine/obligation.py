"""What a member owes for a year: nothing (exempt), the full requirement, or a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from credit_engine.facts import (
    MemberFacts,
    P,
    Period,
    PracticeField,
    Status,
    known,
    registered_on,
)
from credit_engine.ground import ground, unknown_value
from credit_engine.regulation import (
    AbsenceEffect,
    MonthRule,
    RegistrationYear,
    RegulationVersion,
)
from credit_engine.results import Finding, Input, Outcome
from credit_engine.sentences import amount_text

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Obligation:
    """`settled` when the answer is already exempt or undetermined; else `required` credits.

    `full` is what would be required without any reduction.
    """

    settled: Outcome | None
    required: Fraction | None
    full: Fraction | None
    findings: tuple[Finding, ...]


def obligation(
    version: RegulationVersion,
    member: MemberFacts,
    year: int,
    *,
    on: date,
    known_at: datetime | None,
) -> Obligation:
    """The requirement of a calendar year: exemptions first, then pro rata."""
    least = version.annual_requirement.min_credits
    since = registered_on(member, known_at)
    if since is None:
        unknown = ground(version.applies_to, Outcome.UNDETERMINED, "registration-unknown", {})
        return Obligation(Outcome.UNDETERMINED, None, least.value, (unknown,))
    exemption = _by_registration(version, since, year)
    if exemption is not None:
        return Obligation(Outcome.EXEMPT, Fraction(0), least.value, (exemption,))
    if not least.regulated:
        free = ground(least, Outcome.EXEMPT, "year-not-regulated", {"year": year})
        return Obligation(Outcome.EXEMPT, Fraction(0), Fraction(0), (free,))
    if least.value is None:
        unknown = unknown_value(least, date(year, 1, 1))
        return Obligation(Outcome.UNDETERMINED, None, None, (unknown,))
    params: dict[str, Input] = {"year": year, "required": amount_text(least.value)}
    full = ground(least, Outcome.MET, "year-requirement", params)
    statuses = _seen(known(member.statuses, known_at), on)
    leaves = _seen(known(member.leaves, known_at), on)
    if not statuses and not leaves and not member.practice:
        return Obligation(None, least.value, least.value, (full,))
    removed = _months((p for p in statuses if p.status is Status.REMOVED), year)
    if len(removed) == _YEAR:
        gone = ground(version.applies_to, Outcome.EXEMPT, "exempt-not-member", {"year": year})
        return Obligation(Outcome.EXEMPT, Fraction(0), least.value, (gone,))
    excluded = set(removed)
    if version.exemptions.suspended_months.value is AbsenceEffect.PRO_RATA:
        suspended = (p for p in statuses if p.status is Status.SUSPENDED)
        excluded |= _months(suspended, year, rule=_month_rule(version))
    if version.exemptions.parental_or_medical_leave.value is AbsenceEffect.PRO_RATA:
        excluded |= _months(leaves, year, rule=_month_rule(version))
    few = _too_few_months(version, member, year, excluded, on=on, known_at=known_at)
    if few is not None:
        return Obligation(Outcome.EXEMPT, Fraction(0), least.value, (few,))
    return _reduced(version, year, least.value, excluded, full)


def _reduced(
    version: RegulationVersion,
    year: int,
    full: Fraction,
    excluded: set[int],
    requirement: Finding,
) -> Obligation:
    rule = version.annual_requirement.pro_rata
    if not excluded:
        return Obligation(None, full, full, (requirement,))
    if rule.value is None:
        unknown = unknown_value(rule, date(year, 1, 1))
        return Obligation(Outcome.UNDETERMINED, None, full, (requirement, unknown))
    left = _YEAR - len(excluded)
    required = rule.value.rounding.apply(full * left / _YEAR)
    params: dict[str, Input] = {
        "months": len(excluded),
        "required": amount_text(required),
        "full": amount_text(full),
        "left": left,
    }
    inputs: dict[str, Input] = {"months": sorted(excluded)}
    part = ground(rule, Outcome.MET, "year-pro-rata", params, inputs=inputs)
    return Obligation(None, required, full, (requirement, part))


def _by_registration(version: RegulationVersion, since: date, year: int) -> Finding | None:
    params: dict[str, Input] = {"year": year, "registered_on": since.isoformat()}
    if since.year > year:
        return ground(version.applies_to, Outcome.EXEMPT, "exempt-not-yet-registered", params)
    rule = version.exemptions.registration_year
    if since.year == year and rule.value is RegistrationYear.EXEMPT:
        return ground(rule, Outcome.EXEMPT, "exempt-registration-year", params)
    return None


def _too_few_months(
    version: RegulationVersion,
    member: MemberFacts,
    year: int,
    excluded: set[int],
    *,
    on: date,
    known_at: datetime | None,
) -> Finding | None:
    rule = version.exemptions.min_months_practised
    if rule.value is None:
        return None
    practised = set(range(1, _YEAR + 1)) - excluded
    field = [
        period
        for period in _seen(known(member.practice, known_at), on)
        if period.field is PracticeField.FIELD
    ]
    if field:
        practised &= _months(field, year)
    if len(practised) >= rule.value:
        return None
    params: dict[str, Input] = {"months": len(practised), "least": rule.value, "year": year}
    return ground(rule, Outcome.EXEMPT, "exempt-few-months", params)


def _month_rule(version: RegulationVersion) -> MonthRule:
    rule = version.annual_requirement.pro_rata.value
    return MonthRule.STARTED if rule is None else rule.months


def _seen(periods: Iterable[P], on: date) -> list[P]:
    return [period for period in periods if period.valid_from <= on]


def _months(
    periods: Iterable[Period], year: int, *, rule: MonthRule = MonthRule.STARTED
) -> set[int]:
    """The months of a year that the periods touch (started) or fill (whole), 1-12."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    months: set[int] = set()
    for period in periods:
        start = max(period.valid_from, first)
        end = after if period.valid_until is None else min(period.valid_until, after)
        if start >= end:
            continue
        touched = range(start.month, (end - timedelta(days=1)).month + 1)
        if rule is MonthRule.STARTED:
            months.update(touched)
        else:
            months.update(m for m in touched if _filled(year, m, start, end))
    return months


def _filled(year: int, month: int, start: date, end: date) -> bool:
    following = date(year + month // _YEAR, month % _YEAR + 1, 1)
    return start <= date(year, month, 1) and end >= following
