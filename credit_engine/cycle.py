"""The question of a cycle of several years: its total, its minimums, and the floor of each year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

from credit_engine.answering import combined, not_in_force
from credit_engine.facts import MemberFacts, known, registered_on
from credit_engine.families import CapPer, Cycle
from credit_engine.ground import ground, unknown_value
from credit_engine.minimums import minimums_of
from credit_engine.regulation import Regulation, RegulationVersion, Value
from credit_engine.results import BINDING, Assessment, Finding, Input, Outcome
from credit_engine.sentences import amount_text
from credit_engine.year import assess_year
from credit_engine.year_lines import YearSum, sum_of_years

_ALL_CAPS = frozenset(CapPer)


def assess_cycle(
    regulation: Regulation,
    member: MemberFacts,
    *,
    year: int,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The standing for the cycle that a year is in, by the version in force on its first day."""
    question = f"cycle:{year}"
    newest = regulation.in_force_on(date(year, 12, 31), known_at=known_at)
    span = None if newest is None or newest.cycle is None else newest.cycle.span(year)
    first_day = date(year if span is None else span[0], 1, 1)
    version = regulation.in_force_on(first_day, known_at=known_at)
    if version is None or version.cycle is None or span is None:
        return not_in_force(question, day=first_day, on=on, known_at=known_at)
    cycle = version.cycle
    required = cycle.min_credits.value
    sums = sum_of_years(
        regulation,
        version,
        member,
        span,
        on=on,
        known_at=known_at,
        per=_ALL_CAPS,
        required=required,
    )
    verdict = tuple(
        _verdict(regulation, version, cycle, member, sums, span=span, on=on, known_at=known_at)
    )
    outcome = Outcome.IN_PROGRESS if _is_open(verdict) else combined(verdict)
    deciding = [f for f in verdict if f.outcome is outcome]
    return Assessment(
        question=question,
        outcome=outcome,
        credits=sums.total,
        findings=(*sums.findings, *verdict),
        orientative=bool(deciding) and all(f.basis not in BINDING for f in deciding),
        regulation_id=version.id,
        on=on,
        known_at=known_at,
        possible=sums.possible,
    )


def _is_open(verdict: tuple[Finding, ...]) -> bool:
    """Still open, and nothing is lost already (a year below its floor stays so)."""
    outcomes = {finding.outcome for finding in verdict}
    return Outcome.IN_PROGRESS in outcomes and Outcome.NOT_MET not in outcomes


def _verdict(
    regulation: Regulation,
    version: RegulationVersion,
    cycle: Cycle,
    member: MemberFacts,
    sums: YearSum,
    *,
    span: tuple[int, int],
    on: date,
    known_at: datetime | None,
) -> Iterator[Finding]:
    rule, grace = cycle.min_credits, cycle.evidence_days
    if rule.value is None or (grace.regulated and grace.value is None):
        yield unknown_value(rule if rule.value is None else grace, on)
        return
    since = registered_on(member, known_at)
    if since is None:
        yield ground(version.applies_to, Outcome.UNDETERMINED, "registration-unknown", {})
        return
    until = date(span[1], 12, 31) + timedelta(days=grace.value or 0)
    params: dict[str, Input] = {
        "first": span[0],
        "last": span[1],
        "earned": amount_text(sums.total),
        "required": amount_text(rule.value),
        "until": until.isoformat(),
    }
    running = on <= until
    covered = _is_covered(member, span, since, known_at=known_at)
    yield _total(rule, sums, params, running=running, covered=covered)
    for finding in minimums_of(version, sums.shares, open_=sums.possible, on=on):
        yield _still_open(finding) if finding.outcome is not Outcome.MET and running else finding
    for each in range(max(span[0], since.year), span[1] + 1):
        if each <= on.year and version.annual_requirement.min_credits.regulated:
            yield _floor(regulation, version, member, each, on=on, known_at=known_at)


def _total(
    rule: Value[Fraction], sums: YearSum, params: dict[str, Input], *, running: bool, covered: bool
) -> Finding:
    required = rule.value or Fraction(0)
    missing = required - sums.total
    if missing <= 0:
        doubted = sums.doubted is None or sums.total - sums.doubted < required
        outcome = Outcome.UNDETERMINED if doubted else Outcome.MET
        return ground(rule, outcome, "cycle-for-officer" if doubted else "cycle-met", params)
    if running:
        return ground(rule, Outcome.IN_PROGRESS, "cycle-in-progress", params)
    if not covered:
        return ground(rule, Outcome.UNDETERMINED, "cycle-not-imported", params)
    if not rule.binds or sums.possible is None or sums.possible >= missing:
        return ground(rule, Outcome.UNDETERMINED, "cycle-for-officer", params)
    return ground(rule, Outcome.NOT_MET, "cycle-not-met", params)


def _still_open(finding: Finding) -> Finding:
    return Finding(
        rule=finding.rule,
        article=finding.article,
        source=finding.source,
        basis=finding.basis,
        outcome=Outcome.IN_PROGRESS,
        code="minimum-open",
        params=finding.params,
        inputs=finding.inputs,
    )


def _floor(
    regulation: Regulation,
    version: RegulationVersion,
    member: MemberFacts,
    year: int,
    *,
    on: date,
    known_at: datetime | None,
) -> Finding:
    """What the year by itself answers, as one finding."""
    answer = assess_year(regulation, member, year=year, on=on, known_at=known_at)
    outcome = Outcome.MET if answer.outcome is Outcome.EXEMPT else answer.outcome
    rule = version.annual_requirement.min_credits
    params: dict[str, Input] = {
        "year": year,
        "earned": amount_text(answer.credits or Fraction(0)),
        "least": amount_text(rule.value or Fraction(0)),
        "outcome": answer.outcome.value,
    }
    return ground(rule, outcome, "cycle-year", params)


def _is_covered(
    member: MemberFacts, span: tuple[int, int], since: date, *, known_at: datetime | None
) -> bool:
    """Whether every year of the cycle from the registration on is on record."""
    imported = {fact.year for fact in known(member.imported_years, known_at)}
    begins = member.platform_from
    return all(
        year in imported or (begins is not None and begins <= date(year, 1, 1))
        for year in range(max(span[0], since.year), span[1] + 1)
    )
