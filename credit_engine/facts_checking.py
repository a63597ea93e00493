"""Facts that are each well formed and contradict themselves or one another."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from credit_engine.facts import Activity, Fact, MemberFacts, Period, Session
from credit_engine.problems import Problem
from credit_engine.results import Basis
from credit_engine.sentences import amount_text

_DAY_MINUTES = 24 * 60
_MOST_UNITS = 10_000
_MOST_MINUTES = 366 * _DAY_MINUTES
Found = Iterator[tuple[str, str, dict[str, Any]]]


def check_facts(member: MemberFacts, *, name: str) -> tuple[Problem, ...]:
    """Every contradiction in the facts of a member; empty = they may be assessed."""
    return tuple(
        Problem(file=name, line=None, path=path, code=code, params=params)
        for path, code, params in _member(member)
    )


def _member(member: MemberFacts) -> Found:
    groups: dict[str, tuple[Fact, ...]] = {
        "registrations": member.registrations,
        "statuses": member.statuses,
        "grades": member.grades,
        "leaves": member.leaves,
        "practice": member.practice,
        "imported_years": member.imported_years,
        "dues": member.dues,
    }
    for group, facts in groups.items():
        yield from fact_problems(facts, group)
    yield from _overlapping_statuses(member)
    seen: set[str] = set()
    for number, activity in enumerate(member.activities, 1):
        path = f"activities[{number}]"
        if activity.id in seen:
            yield path, "activity-duplicate", {"id": activity.id}
        seen.add(activity.id)
        yield from _activity(activity, path)


def fact_problems(facts: tuple[Fact, ...], group: str) -> Found:
    """Instants without a zone, facts superseded too early, periods that run backwards."""
    for number, fact in enumerate(facts, 1):
        path = f"{group}[{number}]"
        if fact.recorded_at.tzinfo is None:
            yield path, "instant-naive", {"value": fact.recorded_at.isoformat()}
        elif fact.superseded_at is not None and fact.superseded_at < fact.recorded_at:
            yield path, "superseded-backwards", {}
        if (
            isinstance(fact, Period)
            and fact.valid_until is not None
            and fact.valid_until < fact.valid_from
        ):
            params = {"from": fact.valid_from.isoformat(), "until": fact.valid_until.isoformat()}
            yield path, "period-backwards", params


def _overlapping_statuses(member: MemberFacts) -> Found:
    standing = [s for s in member.statuses if s.superseded_at is None]
    ordered = sorted(standing, key=lambda status: status.valid_from)
    for before, after in pairwise(ordered):
        if before.valid_until is None or before.valid_until > after.valid_from:
            params = {
                "first": before.status.value,
                "second": after.status.value,
                "day": after.valid_from.isoformat(),
            }
            yield "statuses", "statuses-overlap", params


def _activity(activity: Activity, path: str) -> Found:
    for group in ("provider_approvals", "programme_approvals", "bookings"):
        yield from fact_problems(getattr(activity, group), f"{path}.{group}")
    for number, session in enumerate(activity.sessions, 1):
        yield from _session(session, f"{path}.sessions[{number}]")
    for field in ("minutes_delivered", "minutes_present", "minutes_late", "workload_minutes"):
        minutes = getattr(activity, field)
        if minutes is not None and not 0 <= minutes <= _MOST_MINUTES:
            yield path, "minutes-absurd", {"value": minutes, "field": field}
    if activity.quantity is not None and not 0 < activity.quantity <= _MOST_UNITS:
        yield path, "quantity-absurd", {"value": amount_text(activity.quantity)}
    started, completed = activity.started_on, activity.completed_on
    if started is not None and completed is not None and completed < started:
        params = {"started": started.isoformat(), "completed": completed.isoformat()}
        yield path, "completed-before-started", params
    yield from _amounts(activity, path)


def _amounts(activity: Activity, path: str) -> Found:
    amounts: dict[str, Fraction | None] = {
        "credits_declared": activity.credits_declared,
        "bookings": sum((b.credits for b in activity.bookings), Fraction(0)),
    }
    for number, approval in enumerate(activity.programme_approvals, 1):
        amounts[f"programme_approvals[{number}].credits"] = approval.credits
    for field, amount in amounts.items():
        if amount is not None and amount < 0:
            yield path, "credits-negative", {"value": amount_text(amount), "field": field}
    for booking in activity.bookings:
        if booking.basis not in {basis.value for basis in Basis}:
            yield path, "basis-unknown", {"value": booking.basis}


def _session(session: Session, path: str) -> Found:
    params = {"start": session.start.isoformat(), "end": session.end.isoformat()}
    for instant in (session.start, session.end):
        if instant.tzinfo is None:
            yield path, "instant-naive", {"value": instant.isoformat()}
            return
    if session.end <= session.start:
        yield path, "session-backwards", params
    elif (session.end - session.start).total_seconds() > _DAY_MINUTES * 60:
        yield path, "session-long", params
