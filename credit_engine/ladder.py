"""Where a member stands on the ladder of grades, and what is visibly missing for the next step.

This is a pointer for the member's first page, not the answer on a promotion: it reads only the
seniority, the credits since the last grade and the order of grades.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.facts import (
    MemberFacts,
    PracticeField,
    PracticePeriod,
    in_force,
    known,
    last_day,
)
from credit_engine.regulation import Regulation, RegulationVersion

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
    version = regulation.in_force_on(on)
    held = in_force(known(member.grades, known_at), on)
    order = () if version is None else version.grades.order.value or ()
    if version is None or held is None or held.grade not in order:
        return NextStep(current=None if held is None else held.grade, coming=None)
    place = order.index(held.grade)
    if place + 1 >= len(order):
        return NextStep(current=held.grade, coming=None, progress=100)
    coming = order[place + 1]
    needed = _months_needed(version, coming)
    done = _months_practised(known(member.practice, known_at), on)
    missing = None if needed is None or done is None else max(0, needed - done)
    return NextStep(
        current=held.grade,
        coming=coming,
        months_missing=missing,
        credits_missing=_credits_missing(
            version, member, coming, since=held.valid_from, on=on, known_at=known_at
        ),
        progress=0 if not needed or done is None else min(100, done * 100 // needed),
    )


def _months_needed(version: RegulationVersion, grade: str) -> int | None:
    rule = version.grades.min_years_of_practice.get(grade)
    return None if rule is None or rule.value is None else rule.value * 12


def _months_practised(periods: tuple[PracticePeriod, ...], on: date) -> int | None:
    """Whole months of practice by a day: the rarer of specialty and field; None when not known."""
    if not periods:
        return None
    return min(
        _days_covered([p for p in periods if p.field is field], on) * 12 // 365
        if any(p.field is field for p in periods)
        else 0
        for field in PracticeField
    )


def _days_covered(periods: list[PracticePeriod], on: date) -> int:
    """Days of the union of periods up to and without a day."""
    total, reached = 0, date.min
    for period in sorted(periods, key=lambda p: p.valid_from):
        start = max(period.valid_from, reached)
        end = min(on, period.valid_until or on)
        if end > start:
            total += (end - start).days
            reached = end
    return total


def _credits_missing(
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
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    earned = _NONE
    for activity in member.activities:
        day = last_day(activity)
        if day is not None and since <= day <= on:
            earned += sum((b.credits for b in known(activity.bookings, known_at)), _NONE)
    return max(_NONE, rule.value * years - earned)
