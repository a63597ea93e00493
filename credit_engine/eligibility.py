"""Whether an activity may bring credit at all: organiser, approvals, member, attendance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from credit_engine.facts import (
    Activity,
    ActivityKind,
    Approval,
    MemberFacts,
    Organiser,
    Status,
    StatusPeriod,
    in_force,
    known,
    registered_on,
)
from credit_engine.ground import ground, refusal, unknown_value
from credit_engine.legal_time import last_legal_day, legal_day
from credit_engine.regulation import RegulationVersion, Value
from credit_engine.results import Finding, Input, Outcome

T = TypeVar("T")
# How the rules for programmes and courses are read: of a version, an activity and its days.
Reading = Callable[[RegulationVersion, Activity, tuple[date, ...]], tuple[Finding, ...]]
_MINUTE = timedelta(minutes=1)


def activity_days(activity: Activity) -> tuple[date, ...]:
    """The legal days that the sessions touch, in order; a course: its completion."""
    if not activity.sessions:
        return () if activity.completed_on is None else (activity.completed_on,)
    days = {legal_day(session.start) for session in activity.sessions}
    days |= {last_legal_day(session.end) for session in activity.sessions}
    return tuple(sorted(days))


def standing(member: MemberFacts, known_at: datetime | None) -> Reading:
    """All that is asked of a programme, or of a course (of which only the member is asked).

    The days that it is asked about are those of the activity, at least one.
    """

    def read(
        version: RegulationVersion, activity: Activity, days: tuple[date, ...]
    ) -> tuple[Finding, ...]:
        of_member = member_standing(version, member, days=days, known_at=known_at)
        if activity.kind is not ActivityKind.PROGRAMME:
            return of_member
        return (
            *organiser_standing(version, activity, days=days, known_at=known_at),
            *of_member,
            attendance(version, activity, day=days[-1]),
        )

    return read


def objections(member: MemberFacts, known_at: datetime | None) -> Reading:
    """What `standing` says where something stands against an activity; else nothing at all.

    A year asks for twelve activities and keeps one line of each: most bring no objection, and
    saying in words that every rule is met takes longer than looking at the rules.
    """
    since, statuses = registered_on(member, known_at), known(member.statuses, known_at)

    def read(
        version: RegulationVersion, activity: Activity, days: tuple[date, ...]
    ) -> tuple[Finding, ...]:
        met = since is not None and _first_not_active(statuses, since, days) is None
        if met and activity.kind is ActivityKind.PROGRAMME:
            met = _is_organised(version, activity, days, known_at) and _is_attended(
                version, activity
            )
        return () if met else standing(member, known_at)(version, activity, days)

    return read


def _is_listed(rule: Value[tuple[T, ...]], word: T) -> bool:
    return not rule.regulated or word in (rule.value or ())


def _is_organised(
    version: RegulationVersion,
    activity: Activity,
    days: tuple[date, ...],
    known_at: datetime | None,
) -> bool:
    """Whether `organiser_standing` finds every rule met."""
    rules, organiser = version.programmes, activity.organiser
    if not _is_listed(rules.organisers, organiser):
        return False
    if activity.form is not None and not _is_listed(rules.kinds, activity.form):
        return False
    if organiser is Organiser.APPROVED_PROVIDER:
        approvals = known(activity.provider_approvals, known_at)
        if _first_not_approved(approvals, days) is not None:
            return False
    if organiser not in (rules.approval.value or ()):
        return True
    return _first_not_approved(known(activity.programme_approvals, known_at), days) is None


def _is_attended(version: RegulationVersion, activity: Activity) -> bool:
    """Whether `attendance` finds the rule met, with no minute forgiven."""
    least = version.programmes.attendance_min_percent
    delivered, present = delivered_minutes(activity), activity.minutes_present
    if not delivered or present is None or min(present, delivered) == 0:
        return False
    if not least.regulated:
        return True
    return least.value is not None and _is_enough(present, delivered, least.value)


def _is_enough(present: int, delivered: int, percent: int) -> bool:
    return present * 100 >= percent * delivered


def _first_not_approved(approvals: tuple[Approval, ...], days: tuple[date, ...]) -> date | None:
    for day in days:
        if in_force(approvals, day) is None:
            return day
    return None


def _first_not_active(
    statuses: tuple[StatusPeriod, ...], since: date, days: tuple[date, ...]
) -> date | None:
    for day in days:
        period = in_force(statuses, day)
        if day < since or period is None or period.status is not Status.ACTIVE:
            return day
    return None


def organiser_standing(
    version: RegulationVersion,
    activity: Activity,
    *,
    days: tuple[date, ...],
    known_at: datetime | None,
) -> tuple[Finding, ...]:
    """The organiser is one that the norms name; its approvals are in force on every day."""
    rules = version.programmes
    params: dict[str, Input] = {"organiser": activity.organiser.value}
    if not _is_listed(rules.organisers, activity.organiser):
        return (ground(rules.organisers, refusal(rules.organisers), "organiser-refused", params),)
    findings = []
    if activity.organiser is Organiser.APPROVED_PROVIDER:
        approvals = known(activity.provider_approvals, known_at)
        findings.append(_approval(rules.organisers, approvals, days, subject="provider"))
    else:
        findings.append(ground(rules.organisers, Outcome.MET, "organiser-allowed", params))
    if activity.organiser in (rules.approval.value or ()):
        approvals = known(activity.programme_approvals, known_at)
        findings.append(_approval(rules.approval, approvals, days, subject="programme"))
    if activity.form is not None and not _is_listed(rules.kinds, activity.form):
        form: dict[str, Input] = {"form": activity.form.value}
        findings.append(ground(rules.kinds, refusal(rules.kinds), "form-not-listed", form))
    return tuple(findings)


def _approval(
    rule: Value[tuple[Organiser, ...]],
    approvals: tuple[Approval, ...],
    days: tuple[date, ...],
    *,
    subject: str,
) -> Finding:
    outside, approval = _first_not_approved(approvals, days), in_force(approvals, days[-1])
    if outside is not None or approval is None:
        return _not_approved(rule, approvals, outside or days[-1], days, subject=subject)
    decision = approval.decision
    params: dict[str, Input] = {
        "number": decision.number,
        "decided_on": decision.decided_on.isoformat(),
    }
    return ground(rule, Outcome.MET, f"{subject}-approved", params)


def _not_approved(
    rule: Value[tuple[Organiser, ...]],
    approvals: tuple[Approval, ...],
    outside: date,
    days: tuple[date, ...],
    *,
    subject: str,
) -> Finding:
    params: dict[str, Input] = {"day": outside.isoformat()}
    ended = [a.valid_until for a in approvals if a.valid_until and a.valid_until <= outside]
    begins = [a.valid_from for a in approvals if a.valid_from > outside]
    code = "none"
    if ended:
        code, params["limit"] = "ended", max(ended).isoformat()
    elif begins:
        code, params["limit"] = "not-begun", min(begins).isoformat()
    inputs: dict[str, Input] = {"days": [day.isoformat() for day in days]}
    return ground(rule, refusal(rule), f"{subject}-approval-{code}", params, inputs=inputs)


def member_standing(
    version: RegulationVersion,
    member: MemberFacts,
    *,
    days: tuple[date, ...],
    known_at: datetime | None,
) -> tuple[Finding, ...]:
    """The member is registered and active on every one of these days (at least one)."""
    rule = version.applies_to
    since = registered_on(member, known_at)
    if since is None:
        return (ground(rule, Outcome.UNDETERMINED, "registration-unknown", {}),)
    statuses = known(member.statuses, known_at)
    stopped = _first_not_active(statuses, since, days)
    if stopped is not None:
        return (_not_active(rule, stopped, since, in_force(statuses, stopped)),)
    written: list[Any] = [day.isoformat() for day in days]
    params: dict[str, Input] = {"day": written[-1]}
    inputs: dict[str, Input] = {"days": written}
    return (ground(rule, Outcome.MET, "member-active", params, inputs=inputs),)


def _not_active(rule: Value[str], day: date, since: date, period: StatusPeriod | None) -> Finding:
    params: dict[str, Input] = {"day": day.isoformat()}
    if day < since:
        params["registered_on"] = since.isoformat()
        return ground(rule, refusal(rule), "member-not-registered", params)
    if period is None:
        return ground(rule, Outcome.UNDETERMINED, "status-unknown", params)
    params["status"] = period.status.value
    return ground(rule, refusal(rule), "member-not-active", params)


def delivered_minutes(activity: Activity) -> int | None:
    """Minutes actually delivered: as filed, else the length of the sessions; None = unknown."""
    if activity.minutes_delivered is not None:
        return activity.minutes_delivered
    if not activity.sessions:
        return None
    return sum([s.end - s.start for s in activity.sessions], timedelta()) // _MINUTE


def attendance(version: RegulationVersion, activity: Activity, *, day: date) -> Finding:
    """Minutes present of the minutes delivered, summed over the edition, against the norms."""
    rules = version.programmes
    least, review = rules.attendance_min_percent, rules.attendance_review_from_percent
    delivered, present = delivered_minutes(activity), activity.minutes_present
    if not delivered or present is None:
        return ground(least, Outcome.UNDETERMINED, "attendance-unknown", {})
    present = min(present, delivered)
    if present == 0:
        params: dict[str, Input] = {"delivered": delivered}
        return ground(rules.approval, refusal(rules.approval), "not-present", params)
    if not least.regulated:
        params = {"present": present, "delivered": delivered}
        return ground(least, Outcome.MET, "attendance-not-regulated", params)
    if least.value is None:
        return unknown_value(least, day)
    params = {
        "present": present,
        "delivered": delivered,
        "percent": present * 100 // delivered,
        "least": least.value,
    }
    inputs: dict[str, Input] = {
        "minutes_present": activity.minutes_present,
        "minutes_delivered": delivered,
        "minutes_late": activity.minutes_late,
    }
    if _is_enough(present, delivered, least.value):
        return ground(least, Outcome.MET, "attendance-met", params, inputs=inputs)
    tolerance = rules.late_arrival_tolerance_minutes
    forgiven = min(activity.minutes_late, tolerance.value or 0, delivered - present)
    if _is_enough(present + forgiven, delivered, least.value):
        params |= {"late": activity.minutes_late, "tolerance": forgiven}
        return ground(tolerance, Outcome.MET, "attendance-met-late", params, inputs=inputs)
    in_review = review.value is not None and _is_enough(present + forgiven, delivered, review.value)
    if in_review or not least.binds:
        code = "attendance-review" if in_review else "attendance-below"
        rule = review if in_review else least
        return ground(rule, Outcome.UNDETERMINED, code, params, inputs=inputs)
    return ground(least, Outcome.NOT_MET, "attendance-refused", params, inputs=inputs)
