"""Where a member stands on the ladder of grades, and what is visibly missing for the next step.

This is a pointer for the member's first page, not the answer on a promotion: it reads only the
seniority, the credits since the last grade and the order of grades.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.facts import MemberFacts, PracticeField
from credit_engine.promotion import full_years_since, practice_of
from credit_engine.regulation import Regulation, RegulationVersion
from credit_engine.since_grade import credits_between, grade_held

_NONE = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`coming` None: on the highest grade, or the grade is not known. None = cannot be said.

    `months_missing`: of practice (the rarer of specialty and field); `credits_missing`: of the
    total for the full years since the last grade; `progress`: 0 to 100 of the practice needed.
    """

    current: str | None
    coming: str | None
    months_missing: int | None = None
    credits_missing: Fraction | None = None
    progress: int = 0


def next_step(
    regulation: Regulation, member: MemberFacts, *, on: date, known_at: datetime | None
) -> NextStep:
    """The grade held on a day and the distance to the next one."""
    version = regulation.in_force_on(on, known_at=known_at)
    held = grade_held(member, on=on, known_at=known_at)
    order = () if version is None else version.grades.order.value or ()
    if version is None or held is None or held[0] not in order:
        return NextStep(current=None if held is None else held[0], coming=None)
    grade, since = held
    place = order.index(grade)
    if place + 1 >= len(order):
        return NextStep(current=grade, coming=None, progress=100)
    coming = order[place + 1]
    needed = _months_needed(version, coming)
    done = _months_practised(member, on=on, known_at=known_at)
    missing = None if needed is None or done is None else max(0, needed - done)
    return NextStep(
        current=grade,
        coming=coming,
        months_missing=missing,
        credits_missing=_credits_missing(
            regulation, version, member, coming, since=since, on=on, known_at=known_at
        ),
        progress=0 if not needed or done is None else min(100, done * 100 // needed),
    )


def _months_needed(version: RegulationVersion, grade: str) -> int | None:
    rule = version.grades.min_years_of_practice.get(grade)
    return None if rule is None or rule.value is None else rule.value * 12


def _months_practised(member: MemberFacts, *, on: date, known_at: datetime | None) -> int | None:
    """Whole months of practice by a day: the rarer of specialty and field; None when not known."""
    kinds = [practice_of(member, field, on=on, known_at=known_at) for field in PracticeField]
    if not any(kinds):
        return None
    return min(0 if k is None or k.duration is None else k.duration.months for k in kinds)


def _credits_missing(
    regulation: Regulation,
    version: RegulationVersion,
    member: MemberFacts,
    grade: str,
    *,
    since: date,
    on: date,
    known_at: datetime | None,
) -> Fraction | None:
    rule = version.grades.credits_per_full_year_since_last_grade.get(grade)
    if rule is None or rule.value is None:
        return None
    years = full_years_since(version, member, since, on=on, known_at=known_at)
    collected = credits_between(regulation, member, since=since, until=on, known_at=known_at)
    return max(_NONE, rule.value * years - collected.earned)
