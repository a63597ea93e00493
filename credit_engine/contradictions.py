"""Values of a regulation that are each well formed and make no sense (together)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from credit_engine.regulation import RegulationVersion, Value
from credit_engine.sentences import amount_text

Contradiction = tuple[str, str, dict[str, Any]]


def contradictions(version: RegulationVersion) -> list[Contradiction]:
    """Key of the value, code of the problem, its parameters; empty = all makes sense."""
    return [
        *_percents(version),
        *_days(version),
        *_amounts(version),
        *_unknown_grades(version),
        *_families(version),
    ]


def _families(version: RegulationVersion) -> list[Contradiction]:
    found: list[Contradiction] = []
    for cap in version.caps:
        limit = cap.most.value
        if limit is None:
            continue
        share = (limit.parts, limit.out_of, limit.share_of)
        if limit.credits is not None:
            right = limit.credits >= 0 and share == (None, None, None)
        else:
            right = None not in share and 0 <= (limit.parts or 0) < (limit.out_of or 0)
        if not right:
            found.append((cap.most.key, "limit-absurd", {}))
    positive: list[Value[Any]] = []
    if version.cycle is not None:
        positive += [version.cycle.years, version.cycle.first_year]
    if version.conversion is not None:
        positive += [version.conversion.units, version.conversion.credits]
    wrong = [value for value in positive if value.value is not None and value.value <= 0]
    wrong += [m.least for m in version.minimums if (m.least.value or 0) < 0]
    found += [
        (v.key, "amount-absurd", {"value": amount_text(Fraction(v.value or 0))}) for v in wrong
    ]
    return found


def _percents(version: RegulationVersion) -> list[Contradiction]:
    rules = version.programmes
    least, review = rules.attendance_min_percent, rules.attendance_review_from_percent
    found: list[Contradiction] = [
        (value.key, "percent-absurd", {"value": value.value})
        for value in (least, review)
        if value.value is not None and not 0 < value.value <= 100
    ]
    if least.value is not None and review.value is not None and review.value > least.value:
        params = {"review": review.value, "least": least.value}
        found.append((review.key, "review-above-min", params))
    return found


def _days(version: RegulationVersion) -> list[Contradiction]:
    found: list[Contradiction] = []
    for value in (version.annual_requirement.evidence_until, version.recognition.latest):
        if value.value is None:
            continue
        try:
            value.value.of(2025)
        except ValueError:
            day = f"{value.value.day}.{value.value.month}"
            found.append((value.key, "day-absurd", {"value": day}))
    return found


def _amounts(version: RegulationVersion) -> list[Contradiction]:
    annual, proposal = version.annual_requirement, version.programmes.proposal
    courses, exemptions = version.college_courses, version.exemptions
    positive: list[tuple[Value[Any], Fraction | int | None]] = [
        (proposal.minutes_per_credit, proposal.minutes_per_credit.value),
        (courses.minutes_per_credit, courses.minutes_per_credit.value),
    ]
    for rounding in (proposal.rounding, courses.rounding):
        positive.append((rounding, None if rounding.value is None else rounding.value.step))
    pro_rata = annual.pro_rata
    positive.append((pro_rata, None if pro_rata.value is None else pro_rata.value.rounding.step))
    not_negative: list[Value[Any]] = [
        annual.min_credits,
        annual.carry_over_max,
        exemptions.min_months_practised,
        version.programmes.late_arrival_tolerance_minutes,
        *(grant.credits for grant in annual.blanket_grants),
    ]
    wrong = [(value, amount) for value, amount in positive if amount is not None and amount <= 0]
    wrong += [(v, v.value) for v in not_negative if v.value is not None and v.value < 0]
    return [
        (value.key, "amount-absurd", {"value": amount_text(Fraction(amount or 0))})
        for value, amount in wrong
    ]


def _unknown_grades(version: RegulationVersion) -> list[Contradiction]:
    grades = version.grades
    order = grades.order.value or ()
    return [
        (f"grades.{table}", "grade-unknown", {"grade": grade, "known": ", ".join(order)})
        for table, named in (
            ("min_years_of_practice", tuple(grades.min_years_of_practice)),
            (
                "credits_per_full_year_since_last_grade",
                tuple(grades.credits_per_full_year_since_last_grade),
            ),
        )
        for grade in named
        if grade not in order
    ]
