"""Whether an activity may bring credit at all: organiser, approvals, member, attendance."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from credit_engine.facts import (
    Activity,
    Approval,
    MemberFacts,
    Organiser,
    ProgrammeForm,
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


def activity_days(activity: Activity) -> tuple[date, ...]:
    """The legal days that the sessions touch, in order; a course: its completion."""
    if not activity.sessions:
        return () if activity.completed_on is None else (activity.completed_on,)
    days = {legal_day(session.start) for session in activity.sessions}
    days |= {last_legal_day(session.end) for session in activity.sessions}
    return tuple(sorted(days))


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
    if rules.organisers.regulated and activity.organiser not in (rules.organisers.value or ()):
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
    listed = rules.kinds.value or () if rules.kinds.regulated else tuple(ProgrammeForm)
    if activity.form is not None and activity.form not in listed:
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
    decisions = []
    for day in days:
        approval = in_force(approvals, day)
        if approval is None:
            return _not_approved(rule, approvals, day, days, subject=subject)
        decisions.append(approval.decision)
    params: dict[str, Input] = {
        "number": decisions[-1].number,
        "decided_on": decisions[-1].decided_on.isoformat(),
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
    for day in days:
        period = in_force(statuses, day)
        if day < since or period is None or period.status is not Status.ACTIVE:
            return (_not_active(rule, day, since, period),)
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
    held = sum((s.end - s.start for s in activity.sessions), timedelta())
    return held // timedelta(minutes=1)


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
    if present * 100 >= least.value * delivered:
        return ground(least, Outcome.MET, "attendance-met", params, inputs=inputs)
    tolerance = rules.late_arrival_tolerance_minutes
    forgiven = min(activity.minutes_late, tolerance.value or 0, delivered - present)
    if (present + forgiven) * 100 >= least.value * delivered:
        params |= {"late": activity.minutes_late, "tolerance": forgiven}
        return ground(tolerance, Outcome.MET, "attendance-met-late", params, inputs=inputs)
    in_review = review.value is not None and (present + forgiven) * 100 >= review.value * delivered
    if in_review or not least.binds:
        code = "attendance-review" if in_review else "attendance-below"
        rule = review if in_review else least
        return ground(rule, Outcome.UNDETERMINED, code, params, inputs=inputs)
    return ground(least, Outcome.NOT_MET, "attendance-refused", params, inputs=inputs)
