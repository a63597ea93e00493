"""From minutes to the credits that are proposed for a programme, step by step.

A cap of the norms that the College has not set cuts nothing: what is above it is left to the
officer. `certain` is within every cap, `possible` only within those that bind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from credit_engine.ground import ground, unknown_value
from credit_engine.regulation import RegulationVersion, Rounding, Value
from credit_engine.results import Finding, Input, Outcome
from credit_engine.sentences import amount_text

_NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Converted:
    """Credits within every cap and within those that bind (None = not known), and the steps.

    The credits of the findings add up to `certain`.
    """

    certain: Fraction | None
    possible: Fraction | None
    findings: tuple[Finding, ...]


def converted(
    version: RegulationVersion, minutes_by_day: Mapping[date | None, int], *, on: date
) -> Converted:
    """Credits for minutes of training; a day of None is a total whose days are not known.

    The cap per day is looked at only where the days are known.
    """
    rules = version.programmes.proposal
    per, rounding = rules.minutes_per_credit, rules.rounding
    if per.value is None or rounding.value is None:
        unknown = unknown_value(per if per.value is None else rounding, on)
        return Converted(None, None, (unknown,))
    minutes = sum(minutes_by_day.values())
    raw = Fraction(minutes, per.value)
    params: dict[str, Input] = {
        "minutes": minutes,
        "per": per.value,
        "credits": amount_text(raw),
    }
    findings = [ground(per, Outcome.MET, "proposal-converted", params, credits=raw)]
    by_day = {day: Fraction(n, per.value) for day, n in minutes_by_day.items()}
    certain, possible = _per_day(rules.max_per_day, by_day, findings)
    certain, possible = _capped(rules.max_per_programme, certain, possible, findings)
    rounded = rounding.value.apply(certain)
    if rounded != certain:
        findings.append(_rounded(rounding, rounding.value, certain, rounded))
    return Converted(rounded, rounding.value.apply(possible), tuple(findings))


def _per_day(
    cap: Value[Fraction], by_day: Mapping[date | None, Fraction], findings: list[Finding]
) -> tuple[Fraction, Fraction]:
    total = sum(by_day.values(), _NONE)
    if cap.value is None:
        return total, total
    certain = _NONE
    over = []
    for day, credits in sorted(by_day.items(), key=lambda row: row[0] or date.min):
        kept = credits if day is None else min(credits, cap.value)
        certain += kept
        if day is not None and kept < credits:
            over.append(day.isoformat())
    if over:
        params: dict[str, Input] = {
            "cap": amount_text(cap.value),
            "days": len(over),
            "rest": amount_text(total - certain),
        }
        findings.append(_cut(cap, "proposal-over-day", params, certain - total, over))
    return certain, certain if cap.binds else total


def _capped(
    cap: Value[Fraction], certain: Fraction, possible: Fraction, findings: list[Finding]
) -> tuple[Fraction, Fraction]:
    if cap.value is None:
        return certain, possible
    if certain > cap.value:
        params: dict[str, Input] = {
            "cap": amount_text(cap.value),
            "rest": amount_text(certain - cap.value),
        }
        findings.append(_cut(cap, "proposal-over-programme", params, cap.value - certain, []))
    within = min(possible, cap.value) if cap.binds else possible
    return min(certain, cap.value), within


def _cut(
    cap: Value[Fraction], code: str, params: Mapping[str, Input], credits: Fraction, days: list[str]
) -> Finding:
    inputs: dict[str, Input] = {"days": list(days)}
    if cap.binds:
        return ground(cap, Outcome.MET, code, params, inputs=inputs, credits=credits)
    code += "-for-officer"
    return ground(cap, Outcome.UNDETERMINED, code, params, inputs=inputs, credits=credits)


def _rounded(
    rule: Value[Rounding], rounding: Rounding, before: Fraction, after: Fraction
) -> Finding:
    params: dict[str, Input] = {
        "before": amount_text(before),
        "credits": amount_text(after),
        "step": amount_text(rounding.step),
    }
    code = f"proposal-rounded-{rounding.mode.value.replace('_', '-')}"
    return ground(rule, Outcome.MET, code, params, credits=after - before)
