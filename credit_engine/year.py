"""The annual question: did, does or will a member owe credits for a calendar year?

The version in force on the first day of the year decides the year (no retroactivity). A value
that does not bind never makes a year "not met": where dropping it could change a shortfall
into a full year, the answer is undetermined, for an officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.answering import not_in_force
from credit_engine.facts import MemberFacts, known, registered_on
from credit_engine.ground import ground, unknown_value
from credit_engine.minimums import minimums_of
from credit_engine.obligation import Obligation, obligation
from credit_engine.regulation import Regulation, RegulationVersion
from credit_engine.results import (
    BINDING,
    Assessment,
    Basis,
    Finding,
    Input,
    Outcome,
    YearStanding,
)
from credit_engine.sentences import amount_text
from credit_engine.year_lines import NOTHING, YearSum, sum_of_year


@dataclass(frozen=True, slots=True)
class _Extras:
    """Credits that no activity brings: grants and what is carried over."""

    total: Fraction = NOTHING
    binding: Fraction = NOTHING
    may_add: Fraction = NOTHING
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, and the sums that every later step reads."""

    version: RegulationVersion
    member: MemberFacts
    year: int
    on: date
    known_at: datetime | None
    owed: Obligation
    total: Fraction
    binding: Fraction
    possible: Fraction | None
    evidence_until: date | None
    doubted: Fraction | None
    minimums: tuple[Finding, ...]


def assess_year(
    regulation: Regulation,
    member: MemberFacts,
    *,
    year: int,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The standing of a member for a calendar year, as seen on a day; `.standing` has figures."""
    version = regulation.in_force_on(date(year, 1, 1), known_at=known_at)
    if version is None:
        return _not_in_force(regulation, year, on=on, known_at=known_at)
    owed = obligation(version, member, year, on=on, known_at=known_at)
    sums = sum_of_year(regulation, version, member, year, on=on, known_at=known_at)
    grants = _grants(version, member, year, known_at=known_at)
    carried = _carried(regulation, version, member, year, on=on, known_at=known_at)
    possible = None if sums.possible is None else sums.possible + carried.may_add
    rule = version.annual_requirement.evidence_until
    evidence = None if rule.value is None else rule.value.of(year)
    if not rule.regulated:
        evidence = date(year, 12, 31)
    minimums: tuple[Finding, ...] = ()
    if version.cycle is None:
        minimums = minimums_of(version, sums.shares, open_=sums.possible, on=on)
    question = _Question(
        version=version,
        member=member,
        year=year,
        on=on,
        known_at=known_at,
        owed=owed,
        total=sums.total + grants.total + carried.total,
        binding=sums.binding + grants.binding + carried.binding,
        possible=possible,
        evidence_until=evidence,
        doubted=sums.doubted,
        minimums=minimums,
    )
    outcome, orientative, verdict = _verdict(question)
    findings = (
        *owed.findings,
        *sums.findings,
        *grants.findings,
        *carried.findings,
        *(minimums if owed.settled is None else ()),
        *verdict,
    )
    return Assessment(
        question=f"year:{year}",
        outcome=outcome,
        credits=question.total,
        findings=findings,
        orientative=orientative,
        regulation_id=version.id,
        on=on,
        known_at=known_at,
        standing=_standing(question, sums),
    )


def _verdict(q: _Question) -> tuple[Outcome, bool, tuple[Finding, ...]]:
    """Outcome, orientative, and the findings that say why."""
    owed = q.owed
    if owed.settled is not None or owed.required is None:
        settled = owed.settled or Outcome.UNDETERMINED
        deciding = owed.findings[-1]
        return settled, deciding.basis not in BINDING, ()
    least = q.version.annual_requirement.min_credits
    params: dict[str, Input] = {
        "year": q.year,
        "earned": amount_text(q.total),
        "required": amount_text(owed.required),
    }
    if q.total >= owed.required:
        held = _held_back(q, params, owed.required)
        if held is not None:
            return held
        firm = least.binds and owed.full is not None and q.binding >= owed.full
        return Outcome.MET, not firm, (ground(least, Outcome.MET, "year-met", params),)
    params["missing"] = amount_text(owed.required - q.total)
    return _shortfall(q, params, owed.required - q.total)


def _held_back(
    q: _Question, params: dict[str, Input], required: Fraction
) -> tuple[Outcome, bool, tuple[Finding, ...]] | None:
    """Enough credits, yet a minimum is missing or a cap is for an officer to apply."""
    least = q.version.annual_requirement.min_credits
    if q.doubted is None or q.total - q.doubted < required:
        words: dict[str, Input] = params | {"missing": "0"}
        verdict = ground(least, Outcome.UNDETERMINED, "year-for-officer-cap", words)
        return Outcome.UNDETERMINED, True, (verdict,)
    outcomes = {finding.outcome for finding in q.minimums}
    if outcomes <= {Outcome.MET}:
        return None
    code, outcome = "year-minimum-missing", Outcome.UNDETERMINED
    if q.evidence_until is None or q.on <= q.evidence_until:
        code, outcome = "year-minimum-open", Outcome.IN_PROGRESS
    elif Outcome.UNDETERMINED not in outcomes and _coverage(q) == "whole":
        outcome = Outcome.NOT_MET
    return outcome, False, (ground(least, outcome, code, params),)


def _shortfall(
    q: _Question, params: dict[str, Input], missing: Fraction
) -> tuple[Outcome, bool, tuple[Finding, ...]]:
    annual = q.version.annual_requirement
    least, evidence = annual.min_credits, annual.evidence_until
    covered = _coverage(q)
    note: tuple[Finding, ...] = ()
    if covered != "whole":
        code = "year-not-imported" if covered == "none" else "year-partly-imported"
        note = (ground(least, Outcome.UNDETERMINED, code, {"year": q.year}),)
    running = q.on <= date(q.year, 12, 31)
    if note and (covered == "none" or not running):
        return Outcome.UNDETERMINED, False, note
    if q.evidence_until is None:
        if not running:
            return Outcome.UNDETERMINED, True, (unknown_value(evidence, q.on),)
        return Outcome.IN_PROGRESS, False, (
            ground(least, Outcome.IN_PROGRESS, "year-running", params), *note)  # fmt: skip
    if q.on <= q.evidence_until:
        params["until"] = q.evidence_until.isoformat()
        verdict = ground(evidence, Outcome.IN_PROGRESS, "year-in-progress", params)
        return Outcome.IN_PROGRESS, not running and not evidence.binds, (verdict, *note)
    if q.possible is None or q.possible >= missing:
        verdict = ground(least, Outcome.UNDETERMINED, "year-for-officer", params)
        return Outcome.UNDETERMINED, True, (verdict,)
    if not least.binds:
        verdict = ground(least, Outcome.UNDETERMINED, "year-not-met-orientative", params)
        return Outcome.UNDETERMINED, True, (verdict,)
    return Outcome.NOT_MET, False, (ground(least, Outcome.NOT_MET, "year-not-met", params),)


def _coverage(q: _Question) -> str:
    """How much of the year is on record: "whole", "part" or "none"."""
    if any(imported.year == q.year for imported in known(q.member.imported_years, q.known_at)):
        return "whole"
    since = q.member.platform_from
    if since is None or since > date(q.year, 12, 31):
        return "none"
    return "whole" if since <= date(q.year, 1, 1) else "part"


def _grants(
    version: RegulationVersion, member: MemberFacts, year: int, *, known_at: datetime | None
) -> _Extras:
    grants = [g for g in version.annual_requirement.blanket_grants if g.year == year]
    if not grants:
        return _Extras()
    since = registered_on(member, known_at)
    total = binding = NOTHING
    findings = []
    for grant in grants:
        by = grant.registered_by or date(year, 12, 31)
        credits = grant.credits.value
        if credits is None or since is None or since > by:
            continue
        total += credits
        binding += credits if grant.credits.binds else NOTHING
        params: dict[str, Input] = {"year": year, "credits": amount_text(credits)}
        findings.append(ground(grant.credits, Outcome.MET, "grant-to-all", params, credits=credits))
    return _Extras(total, binding, NOTHING, tuple(findings))


def _carried(
    regulation: Regulation,
    version: RegulationVersion,
    member: MemberFacts,
    year: int,
    *,
    on: date,
    known_at: datetime | None,
) -> _Extras:
    """The surplus of the year before: carried within the limit, or only shown when unknown."""
    rule = version.annual_requirement.carry_over_max
    before = year - 1
    earlier = regulation.in_force_on(date(before, 1, 1), known_at=known_at)
    nothing = rule.value == 0 and rule.binds  # an assumed 0 refuses nobody
    if nothing or earlier is None or not rule.regulated:
        return _Extras()
    sums = sum_of_year(regulation, earlier, member, before, on=on, known_at=known_at)
    grants = _grants(earlier, member, before, known_at=known_at)
    earned = sums.total + grants.total
    if not earned:
        return _Extras()
    owed = obligation(earlier, member, before, on=on, known_at=known_at)
    if owed.settled is not None or owed.required is None or earned <= owed.required:
        return _Extras()
    surplus = earned - owed.required
    params: dict[str, Input] = {"year": before, "surplus": amount_text(surplus)}
    if rule.value is None:
        shown = ground(rule, Outcome.UNDETERMINED, "carry-over-unknown", params)
        return _Extras(may_add=surplus, findings=(shown,))
    credits = min(surplus, rule.value)
    params |= {"credits": amount_text(credits), "most": amount_text(rule.value)}
    carried = ground(rule, Outcome.MET, "carry-over", params, credits=credits)
    binding = credits if rule.binds else NOTHING
    may_add = NOTHING if rule.binds else surplus - credits
    return _Extras(credits, binding, may_add, (carried,))


def _standing(q: _Question, sums: YearSum) -> YearStanding:
    required, until = q.owed.required, q.evidence_until
    short = None if required is None else max(required - q.total, NOTHING)
    return YearStanding(
        year=q.year,
        required=required,
        earned=q.total,
        missing=short,
        surplus=NOTHING if required is None else max(q.total - required, NOTHING),
        possible=q.possible,
        evidence_until=until,
        days_left=None if until is None else max((until - q.on).days, 0),
        lines=sums.lines,
    )


def _not_in_force(
    regulation: Regulation, year: int, *, on: date, known_at: datetime | None
) -> Assessment:
    recorded = regulation.recorded_by(known_at)
    if not recorded:
        return not_in_force(f"year:{year}", day=date(year, 1, 1), on=on, known_at=known_at)
    first = recorded[0]
    params: dict[str, Input] = {"year": year, "from": first.effective_from.isoformat()}
    finding = Finding(
        rule="effective_from",
        article=None,
        source=first.legal_basis,
        basis=Basis.SOURCED,
        outcome=Outcome.NOT_IN_FORCE,
        code="year-not-in-force",
        params=params,
        inputs={"year": year},
    )
    return Assessment(
        question=f"year:{year}",
        outcome=Outcome.NOT_IN_FORCE,
        credits=None,
        findings=(finding,),
        orientative=False,
        regulation_id=None,
        on=on,
        known_at=known_at,
    )
