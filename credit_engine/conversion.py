"""How much an activity brings: fixed by decision, from declared workload, or as imported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from credit_engine.eligibility import activity_days, delivered_minutes
from credit_engine.facts import Activity, Approval, in_force, known
from credit_engine.families import Conversion, Measured
from credit_engine.ground import ground, unknown_value
from credit_engine.regulation import RegulationVersion, Rounding, Value
from credit_engine.results import Basis, Finding, Input, Outcome
from credit_engine.sentences import amount_text


class Amount(NamedTuple):
    """Credits (None = not known), and the finding that explains them: `explained()`.

    `rule`, `basis` and `outcome` are those of the finding; its words cost more than the rest.
    """

    credits: Fraction | None
    rule: str
    basis: Basis
    outcome: Outcome
    explained: Callable[[], Finding]


def amount_of(credits: Fraction | None, finding: Finding) -> Amount:
    """An amount whose finding is at hand."""
    return Amount(credits, finding.rule, finding.basis, finding.outcome, lambda: finding)


def programme_amount(
    version: RegulationVersion, activity: Activity, *, day: date, known_at: datetime | None
) -> Amount:
    """The credits of a programme, as fixed by the approval in force on its last day."""
    rule = version.programmes.credits
    approval = in_force(known(activity.programme_approvals, known_at), day)
    if approval is None or approval.credits is None:
        if version.conversion is not None:
            return converted_amount(version.conversion, activity, day=day)
        params: dict[str, Input] = {"title": activity.title}
        finding = ground(rule, Outcome.UNDETERMINED, "credits-not-fixed", params)
        return amount_of(None, finding)
    return fixed_amount(rule, approval, approval.credits, code="programme-credits-fixed")


def course_amount(
    version: RegulationVersion, activity: Activity, *, day: date, known_at: datetime | None
) -> Amount:
    """The credits of a College course: by decision, else from its declared workload."""
    approval = in_force(known(activity.programme_approvals, known_at), day)
    if approval is not None and approval.credits is not None:
        rule = version.programmes.credits
        return fixed_amount(rule, approval, approval.credits, code="course-credits-fixed")
    if version.conversion is not None:
        return converted_amount(version.conversion, activity, day=day)
    rules = version.college_courses
    per, rounding = rules.minutes_per_credit, rules.rounding
    if per.value is None or rounding.value is None:
        return amount_of(None, unknown_value(per if per.value is None else rounding, day))
    if activity.workload_minutes is None:
        params: dict[str, Input] = {"title": activity.title}
        return amount_of(None, ground(per, Outcome.UNDETERMINED, "workload-unknown", params))
    credits = rounding.value.apply(Fraction(activity.workload_minutes, per.value))
    explained = partial(_from_workload, per, rounding.value, activity.workload_minutes, credits)
    return Amount(credits, per.key, per.basis, Outcome.MET, explained)


def _from_workload(per: Value[int], rounding: Rounding, minutes: int, credits: Fraction) -> Finding:
    params: dict[str, Input] = {
        "credits": amount_text(credits),
        "minutes": minutes,
        "per": per.value,
        "step": amount_text(rounding.step),
    }
    inputs: dict[str, Input] = {"workload_minutes": minutes}
    code = f"credits-from-workload-{rounding.mode.value.replace('_', '-')}"
    return ground(per, Outcome.MET, code, params, inputs=inputs, credits=credits)


def converted_amount(rules: Conversion, activity: Activity, *, day: date) -> Amount:
    """Credits for the minutes or days of an activity, where no decision fixes them."""
    of, units, each, rounding = rules.of, rules.units, rules.credits, rules.rounding
    for value in (of, units, each, rounding):
        if value.value is None:
            return amount_of(None, unknown_value(value, day))
    if of.value is None or not units.value or each.value is None or rounding.value is None:
        return amount_of(None, unknown_value(units, day))
    counted = _measured(of.value, activity)
    if counted is None:
        params: dict[str, Input] = {"title": activity.title}
        return amount_of(None, ground(of, Outcome.UNDETERMINED, "conversion-unknown", params))
    credits = rounding.value.apply(counted * each.value / units.value)
    params = {
        "title": activity.title,
        "credits": amount_text(credits),
        "counted": counted,
        "units": units.value,
        "each": amount_text(each.value),
        "step": amount_text(rounding.value.step),
    }
    kind = "days" if of.value is Measured.DAYS else "minutes"
    inputs: dict[str, Input] = {of.value.value: counted}
    finding = ground(
        units, Outcome.MET, f"credits-from-{kind}", params, inputs=inputs, credits=credits
    )
    return amount_of(credits, finding)


def _measured(of: Measured, activity: Activity) -> int | None:
    if of is Measured.DECLARED_WORKLOAD:
        return activity.workload_minutes
    if of is Measured.DAYS:
        return len(activity_days(activity)) or None
    delivered = delivered_minutes(activity)
    if of is Measured.MINUTES_DELIVERED or delivered is None:
        return delivered
    present = activity.minutes_present
    return None if present is None else min(present, delivered)


def opening_amount(version: RegulationVersion, activity: Activity, *, day: date) -> Amount:
    """Credits of the past, exactly as imported, with the document they come from."""
    rule = version.annual_requirement.min_credits
    credits = activity.credits_declared
    if credits is None or activity.document is None:
        params: dict[str, Input] = {"title": activity.title}
        return amount_of(None, ground(rule, Outcome.UNDETERMINED, "opening-incomplete", params))
    params = {
        "credits": amount_text(credits),
        "document": activity.document,
        "day": day.isoformat(),
    }
    finding = Finding(
        rule="opening",
        article=None,
        source=activity.document,
        basis=Basis.SOURCED,
        outcome=Outcome.MET,
        code="opening-credits",
        params=params,
        inputs={"activity": activity.id},
        credits=credits,
    )
    return amount_of(credits, finding)


def fixed_amount(rule: Value[Any], approval: Approval, credits: Fraction, *, code: str) -> Amount:
    """Credits that a body fixed: the decision itself is the ground."""
    explained = partial(_fixed, rule, approval, credits, code)
    return Amount(credits, rule.key, Basis.ADOPTED, Outcome.MET, explained)


def _fixed(rule: Value[Any], approval: Approval, credits: Fraction, code: str) -> Finding:
    decision, on = approval.decision, approval.decision.decided_on
    params: dict[str, Input] = {
        "credits": amount_text(credits),
        "body": decision.body,
        "number": decision.number,
        "decided_on": on.isoformat(),
    }
    return Finding(
        rule=rule.key,
        article=rule.article,
        source=f"{decision.body} {decision.number}/{on.day:02}.{on.month:02}.{on.year}",
        basis=Basis.ADOPTED,  # the amount itself is what the body decided
        outcome=Outcome.MET,
        code=code,
        params=params,
        inputs={"valid_from": approval.valid_from.isoformat()},
        credits=credits,
    )
