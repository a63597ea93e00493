"""Whether the same course or programme has brought credit before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from credit_engine.facts import (
    Activity,
    ActivityKind,
    MemberFacts,
    ProgrammeForm,
    in_force,
    known,
    last_day,
)
from credit_engine.ground import ground, refusal, unknown_value
from credit_engine.regulation import RegulationVersion, RepeatRule, Value
from credit_engine.results import Finding, Input

_REPEATABLE = (ActivityKind.COURSE, ActivityKind.PROGRAMME)


def repetition(
    version: RegulationVersion,
    member: MemberFacts,
    activity: Activity,
    *,
    day: date,
    known_at: datetime | None,
    is_credited: Callable[[Activity, date], bool],
) -> Finding | None:
    """What the norms say of a second time; None when this is the first that brings credit.

    `day` is the last day of the activity; `is_credited` is asked with that of an earlier one.
    """
    if activity.kind not in _REPEATABLE:
        return None
    rule = _rule(version, activity)
    if rule.value is RepeatRule.CREDITED_AGAIN or not rule.regulated:
        return None
    for before, earlier in _earlier(member, activity, day, known_at=known_at):
        same_approval = _same_approval(activity, earlier, day, before, known_at=known_at)
        while_approved = rule.value is RepeatRule.NO_SECOND_CREDIT_WHILE_APPROVED
        if (while_approved and not same_approval) or not is_credited(earlier, before):
            continue
        if rule.value is None:
            return unknown_value(rule, day)
        params: dict[str, Input] = {"title": activity.title, "day": before.isoformat()}
        code = f"repeated-{activity.kind.value}"
        inputs: dict[str, Input] = {"earlier": earlier.id}
        return ground(rule, refusal(rule), code, params, inputs=inputs)
    return None


def _rule(version: RegulationVersion, activity: Activity) -> Value[Any]:
    if activity.kind is ActivityKind.COURSE:
        return version.college_courses.repeat
    if activity.form is ProgrammeForm.ELEARNING_COURSE:
        return version.programmes.elearning_course_repeat
    return version.programmes.repeated_programme


def _earlier(
    member: MemberFacts, activity: Activity, day: date, *, known_at: datetime | None
) -> list[tuple[date, Activity]]:
    """Activities of the same source that ended before this one; ties by id."""
    found = []
    for other in member.activities:
        if other.source != activity.source or other.id == activity.id:
            continue
        if other.kind is not activity.kind or not known((other,), known_at):
            continue
        ended = last_day(other)
        if ended is not None and (ended, other.id) < (day, activity.id):
            found.append((ended, other))
    return sorted(found, key=lambda pair: (pair[0], pair[1].id))


def _same_approval(
    activity: Activity,
    earlier: Activity,
    day: date,
    before: date,
    *,
    known_at: datetime | None,
) -> bool:
    now = in_force(known(activity.programme_approvals, known_at), day)
    then = in_force(known(earlier.programme_approvals, known_at), before)
    return now is not None and then is not None and now.valid_from == then.valid_from
