"""Values of a regulation that are each well formed and make no sense (together).

A regulation that could not be read whole has holes; what is in a hole is already listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from credit_engine.regulation import RegulationVersion, Rounding, Scope, Value
from credit_engine.sentences import amount_text

Contradiction = tuple[str, str, dict[str, Any]]
# By the words of a key: the least (above it, where it must be positive) and the most.
_YEAR = (re.compile(r"(first_year|blanket_grants\[\d+\]\.year)$"), Fraction(1900), Fraction(2199))
_MOST = (
    (re.compile(r"days(\.|$)"), Fraction(36_525)),
    (re.compile(r"months(_practised)?(\.|$)"), Fraction(1_200)),
    (re.compile(r"years(_of_practice)?(\.|$)"), Fraction(100)),
    (re.compile(r""), Fraction(1_000_000)),
)
_POSITIVE = re.compile(r"(minutes_per_credit|step|units|conversion\.credits|cycle\.years)$")
_ELSEWHERE = re.compile(r"(percent|\.month|\.day|parts|out_of|most\.credits)$")


def contradictions(version: RegulationVersion) -> list[Contradiction]:
    """Key of the value, code of the problem, its parameters; empty = all makes sense."""
    return [
        *_percents(version),
        *_days(version),
        *_amounts(version),
        *_unknown_grades(version),
        *_limits(version),
        *_scopes(version),
    ]


def _scopes(version: RegulationVersion) -> Iterator[Contradiction]:
    """Each rounding is applied once per what its rule adds up; another scope would not be heard."""
    conversion, annual = version.conversion, version.annual_requirement
    pro_rata, courses = annual.pro_rata.value, version.college_courses.rounding
    proposal = version.programmes.proposal.rounding
    found: list[tuple[Value[Any], Rounding | None, Scope]] = [
        (annual.pro_rata, None if pro_rata is None else pro_rata.rounding, Scope.REQUIREMENT),
        (proposal, proposal.value, Scope.PROGRAMME),
        (courses, courses.value, Scope.COURSE),
    ]
    if conversion is not None:
        found.append((conversion.rounding, conversion.rounding.value, Scope.SOURCE))
    for value, rounding, right in found:
        if rounding is not None and rounding.once_per is not right:
            params = {"value": rounding.once_per.value, "right": right.value}
            yield value.key, "scope-wrong", params


def _limits(version: RegulationVersion) -> list[Contradiction]:
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
    return found


def _percents(version: RegulationVersion) -> list[Contradiction]:
    rules = version.programmes
    least, review = rules.attendance_min_percent, rules.attendance_review_from_percent
    percents: tuple[Value[Any], ...] = (least, review, version.audit.sample_percent)
    found: list[Contradiction] = [
        (value.key, "percent-absurd", {"value": amount_text(Fraction(value.value))})
        for value in percents
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


def _amounts(version: RegulationVersion) -> Iterator[Contradiction]:
    for key, place, amount in _numbers(version, "", ""):
        year, first, last = _YEAR
        if _ELSEWHERE.search(place):
            continue
        least, most = next((Fraction(0), most) for words, most in _MOST if words.search(place))
        if year.search(place):
            least, most = first, last
        if amount < least or (not amount and _POSITIVE.search(place)):
            yield key, "amount-absurd", {"value": amount_text(amount)}
        elif amount > most:
            params = {"value": amount_text(amount), "most": amount_text(most)}
            yield key, "amount-huge", params


def _numbers(inside: Any, key: str, place: str) -> Iterator[tuple[str, str, Fraction]]:
    """Every number with the key of the value that it is in, and its own place."""
    if isinstance(inside, Value):
        yield from _numbers(inside.value, inside.key, inside.key)
    elif isinstance(inside, (int, Fraction)) and not isinstance(inside, bool):
        yield key or place, place, Fraction(inside)
    elif isinstance(inside, tuple):
        for number, item in enumerate(inside, 1):
            yield from _numbers(item, key, f"{place}[{number}]")
    elif isinstance(inside, Mapping):
        for name, item in inside.items():
            yield from _numbers(item, key, f"{place}.{name}")
    elif is_dataclass(inside):
        for field in fields(inside):
            name = f"{place}.{field.name}" if place else field.name
            yield from _numbers(getattr(inside, field.name), key, name)


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
