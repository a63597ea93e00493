"""The question of a higher grade: order, seniority, credits since the last grade, dues.

One finding for each article. What is not on record is undetermined, never missing; a value that
the College has not set never refuses: an officer looks. Practice in the specialty and in the
field are both required and counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.answering import combined, not_in_force, not_known
from credit_engine.facts import (
    MemberFacts,
    Period,
    PracticeField,
    Status,
    in_force,
    known,
    registered_on,
)
from credit_engine.ground import ground, refusal, unknown_value
from credit_engine.regulation import (
    AbsenceEffect,
    DuesRule,
    Regulation,
    RegulationVersion,
    Value,
)
from credit_engine.results import BINDING, Assessment, Finding, Input, Outcome
from credit_engine.seniority import Duration, Span, complete_on, counted, spans_of, union
from credit_engine.sentences import amount_text
from credit_engine.since_grade import Collected, credits_between, grade_held

_NONE = Fraction(0)
_NOTHING_COUNTED = [0, 0, 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    regulation: Regulation
    version: RegulationVersion
    member: MemberFacts
    grade: str
    on: date
    known_at: datetime | None
    held: tuple[str, date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Practice of one kind: `spans` counted, `duration` by the day asked, `suspended` days."""

    spans: tuple[Span, ...]
    duration: Duration | None
    suspended: int


def assess_promotion(
    regulation: Regulation,
    member: MemberFacts,
    *,
    grade: str,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """Whether a member may be given a grade on a day; `.credits` = those since the last grade.

    Findings name in `inputs` what was read; a seniority not reached names `earliest`, the first
    day on which it can be (None: no period is running).
    """
    version = regulation.in_force_on(on, known_at=known_at)
    if version is None:
        return not_in_force(f"promotion:{grade}", day=on, on=on, known_at=known_at)
    question = _Question(
        regulation=regulation,
        version=version,
        member=member,
        grade=grade,
        on=on,
        known_at=known_at,
        held=grade_held(member, on=on, known_at=known_at),
    )
    findings: tuple[Finding, ...] = (*_standing(question), *_order(question))
    if grade in (version.grades.order.value or ()):
        findings += (*_seniority(question), *_credits(question), *_dues(question))
    outcome = combined(findings)
    credits = [finding.credits for finding in findings if finding.credits is not None]
    return Assessment(
        question=f"promotion:{grade}",
        outcome=outcome,
        credits=sum(credits, _NONE) if credits else None,
        findings=findings,
        orientative=_orientative(outcome, findings),
        regulation_id=version.id,
        on=on,
        known_at=known_at,
    )


def earliest_promotion(answer: Assessment) -> date | None:
    """The first day on which every seniority of an answer can be met; None = it cannot be said."""
    days = [f.inputs["earliest"] for f in answer.findings if "earliest" in f.inputs]
    if not days or None in days:
        return None
    return max(date.fromisoformat(str(day)) for day in days)


def _orientative(outcome: Outcome, findings: tuple[Finding, ...]) -> bool:
    """Whether a value that the College has not set decided the answer."""
    if outcome is Outcome.MET:
        return any(f.basis not in BINDING or f.inputs.get("firm") == "no" for f in findings)
    if outcome is Outcome.UNDETERMINED:
        return all(f.basis not in BINDING for f in findings if f.outcome is Outcome.UNDETERMINED)
    return False


def _standing(q: _Question) -> tuple[Finding, ...]:
    """Only a member in the register can be given a grade; a suspended one asks an officer."""
    period = in_force(known(q.member.statuses, q.known_at), q.on)
    if period is None or period.status is Status.ACTIVE:
        return ()
    rule = q.version.applies_to
    params: dict[str, Input] = {"status": period.status.value, "day": q.on.isoformat()}
    outcome = refusal(rule) if period.status is Status.REMOVED else Outcome.UNDETERMINED
    return (ground(rule, outcome, "member-not-active", params),)


def _order(q: _Question) -> tuple[Finding, ...]:
    """Grades are obtained one after the other."""
    rule = q.version.grades.order
    if rule.value is None and rule.regulated:
        return (unknown_value(rule, q.on),)
    order = rule.value or ()
    params: dict[str, Input] = {"grade": q.grade, "day": q.on.isoformat()}
    if q.grade not in order:
        params["known"] = list(order)
        return (ground(rule, refusal(rule), "promotion-grade-unknown", params),)
    if q.held is None:
        return (ground(rule, Outcome.UNDETERMINED, "promotion-no-grade", params),)
    held, since = q.held
    params |= {"held": held, "since": since.isoformat()}
    if held not in order:
        return (ground(rule, Outcome.UNDETERMINED, "promotion-held-unknown", params),)
    place, asked = order.index(held), order.index(q.grade)
    inputs: dict[str, Input] = {"held": held, "since": since.isoformat()}
    if asked == place + 1:
        return (ground(rule, Outcome.MET, "promotion-order", params, inputs=inputs),)
    code = "promotion-held" if asked == place else "promotion-lower"
    if asked > place:
        code, params["next"] = "promotion-skips", order[place + 1]
    return (ground(rule, refusal(rule), code, params, inputs=inputs),)


def practice_of(
    member: MemberFacts, field: PracticeField, *, on: date, known_at: datetime | None
) -> Practice | None:
    """Practice of one kind by a day, days of suspension out; None = none is on record."""
    periods = [p for p in known(member.practice, known_at) if p.field is field]
    if not periods:
        return None
    away = [s for s in known(member.statuses, known_at) if s.status is not Status.ACTIVE]
    spans = union(spans_of(periods), without=spans_of(away))
    duration = counted(spans, on=on)
    whole = counted(union(spans_of(periods)), on=on)
    days = 0 if duration is None else duration.days
    return Practice(
        spans=spans, duration=duration, suspended=0 if whole is None else whole.days - days
    )


def _seniority(q: _Question) -> tuple[Finding, ...]:
    rule = q.version.grades.min_years_of_practice.get(q.grade)
    if rule is None:
        return ()
    if rule.value is None:
        return not_known(rule, q.on)
    found = []
    for field in PracticeField:
        practice = practice_of(q.member, field, on=q.on, known_at=q.known_at)
        params: dict[str, Input] = {"least": rule.value}
        code = f"seniority-{field.value}"
        if practice is None:
            found.append(ground(rule, Outcome.UNDETERMINED, f"{code}-unknown", params))
            continue
        length = practice.duration
        earliest = complete_on(practice.spans, years=rule.value)
        inputs: dict[str, Input] = {
            "first": None if length is None else length.first.isoformat(),
            "days": 0 if length is None else length.days,
            "suspended_days": practice.suspended,
            "earliest": None if earliest is None else earliest.isoformat(),
        }
        parts: list[int] = _NOTHING_COUNTED if length is None else length.parts
        params |= {"span": parts, "suspended": practice.suspended}
        if earliest is not None and earliest <= q.on:
            found.append(ground(rule, Outcome.MET, f"{code}-met", params, inputs=inputs))
            continue
        code += "-halted" if earliest is None else "-short"
        if earliest is not None:
            params["earliest"] = earliest.isoformat()
        found.append(ground(rule, refusal(rule), code, params, inputs=inputs))
    return tuple(found)


def full_years_since(
    version: RegulationVersion,
    member: MemberFacts,
    since: date,
    *,
    on: date,
    known_at: datetime | None,
) -> int:
    """Whole years from a day to another, without the absences that lower a year's requirement."""
    rules = version.exemptions
    away: list[Period] = []
    if rules.suspended_months.value is AbsenceEffect.PRO_RATA:
        statuses = known(member.statuses, known_at)
        away += [status for status in statuses if status.status is not Status.ACTIVE]
    if rules.parental_or_medical_leave.value is AbsenceEffect.PRO_RATA:
        away += known(member.leaves, known_at)
    spans = union([(since, on)], without=spans_of(away))
    return Duration(since, sum((end - start).days for start, end in spans)).years


def _credits(q: _Question) -> tuple[Finding, ...]:
    """The total since the last grade, against so many credits for each full year."""
    rule = q.version.grades.credits_per_full_year_since_last_grade.get(q.grade)
    if rule is None or q.held is None:
        return ()
    _, since = q.held
    collected = credits_between(
        q.regulation, q.member, since=since, until=q.on, known_at=q.known_at
    )
    params: dict[str, Input] = {
        "grade": q.grade,
        "since": since.isoformat(),
        "earned": amount_text(collected.earned),
    }
    inputs: dict[str, Input] = {
        "since": since.isoformat(),
        "by_year": [[year, amount_text(credits)] for year, credits in collected.by_year],
        "unrecorded": list(collected.unrecorded),
    }
    if rule.value is None:
        outcome, code = Outcome.UNDETERMINED, "promotion-credits-not-set"
    else:
        years = full_years_since(q.version, q.member, since, on=q.on, known_at=q.known_at)
        required = rule.value * years
        params |= {
            "years": years,
            "each": amount_text(rule.value),
            "required": amount_text(required),
            "missing": amount_text(max(required - collected.earned, _NONE)),
        }
        inputs["firm"] = "yes" if collected.binding >= required else "no"
        outcome, code = _against(rule, collected, required)
    if code == "promotion-credits-unrecorded":
        params["unrecorded"] = list(collected.unrecorded)
    found = ground(rule, outcome, code, params, inputs=inputs, credits=collected.earned)
    return (found,)


def _against(
    rule: Value[Fraction], collected: Collected, required: Fraction
) -> tuple[Outcome, str]:
    code = "promotion-credits"
    missing = required - collected.earned
    if missing <= 0:
        return Outcome.MET, f"{code}-met"
    if collected.unrecorded:
        return Outcome.UNDETERMINED, f"{code}-unrecorded"
    if collected.possible is None or collected.possible >= missing:
        return Outcome.UNDETERMINED, f"{code}-for-officer"
    if not rule.binds:
        return Outcome.UNDETERMINED, f"{code}-short-orientative"
    return Outcome.NOT_MET, f"{code}-short"


def _dues(q: _Question) -> tuple[Finding, ...]:
    """The dues of every year since the last grade (or the registration) are paid by the day."""
    rule = q.version.grades.dues_paid
    if rule.value is None:
        return not_known(rule, q.on)
    if rule.value is DuesRule.NOT_REQUIRED:
        return ()
    registered = registered_on(q.member, q.known_at)
    begins = [day for day in (registered, None if q.held is None else q.held[1]) if day is not None]
    years = range(max(begins, default=q.on).year, q.on.year + 1)
    dues = [due for due in known(q.member.dues, q.known_at) if due.year <= q.on.year]
    paid = {due.year for due in dues if due.paid_on is not None and due.paid_on <= q.on}
    owed = sorted({due.year for due in dues} - paid)
    unknown = sorted(set(years) - paid - set(owed))
    inputs: dict[str, Input] = {"paid": sorted(paid), "owed": owed, "unknown": unknown}
    if owed:
        return (ground(rule, refusal(rule), "dues-owed", {"years": owed}, inputs=inputs),)
    if unknown:
        params: dict[str, Input] = {"years": unknown}
        return (ground(rule, Outcome.UNDETERMINED, "dues-unknown", params, inputs=inputs),)
    params = {"years": sorted(paid)}
    return (ground(rule, Outcome.MET, "dues-paid", params, inputs=inputs),)
