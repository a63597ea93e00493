"""Facts that are each well formed and contradict themselves or one another.

Facts that could not be read whole have holes (None), whatever their types say: what is in a hole is
already listed, the rest is looked at all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from credit_engine.facts import Activity, Fact, MemberFacts, Period, Session
from credit_engine.legal_time import legal_day
from credit_engine.problems import Problem
from credit_engine.results import Basis
from credit_engine.sentences import amount_text

DAY_MINUTES = 24 * 60
MOST_MINUTES = 366 * DAY_MINUTES
_MOST_UNITS = 10_000
_NEVER = datetime.max.replace(tzinfo=UTC)
_GROUPS = (
    "registrations", "statuses", "grades", "leaves", "practice", "imported_years", "dues",
)  # fmt: skip
_MINUTES = ("minutes_delivered", "minutes_present", "minutes_late", "workload_minutes")
Found = Iterator[tuple[str, str, dict[str, Any]]]


def check_facts(member: MemberFacts, *, name: str) -> tuple[Problem, ...]:
    """Every contradiction in the facts of a member; empty = they may be assessed."""
    return tuple(
        Problem(file=name, line=None, path=path, code=code, params=params)
        for path, code, params in member_problems(member)
    )


def member_problems(member: MemberFacts) -> Found:
    """What cannot be in the facts of a member: place, code, parameters."""
    for group in _GROUPS:
        yield from fact_problems(getattr(member, group), f"member.{group}")
    yield from _overlaps(
        member.statuses, "member.statuses", "statuses-overlap", lambda status: status.status
    )
    yield from _overlaps(
        member.grades, "member.grades", "grades-overlap", lambda grade: grade.grade
    )
    seen: set[str] = set()
    for number, activity in enumerate(member.activities, 1):
        path = f"member.activities[{number}]"
        if activity.id in seen and activity.superseded_at is None:
            yield path, "activity-duplicate", {"id": activity.id}
        if activity.id is not None and activity.superseded_at is None:
            seen.add(activity.id)
        yield from _activity(activity, path)


def too_early(member: MemberFacts) -> Found:
    """Activities before the entry in the register; a case may ask what becomes of them."""
    standing = (r.registered_on for r in member.registrations if r.superseded_at is None)
    registered = min((day for day in standing if day is not None), default=None)
    for number, activity in enumerate(member.activities, 1):
        first = _first_day(activity)
        if registered is not None and first is not None and first < registered:
            params = {
                "title": activity.title or activity.id or "?",
                "day": first.isoformat(),
                "registered_on": registered.isoformat(),
            }
            yield f"member.activities[{number}]", "activity-before-registration", params


def fact_problems(facts: Sequence[Fact], group: str) -> Found:
    """Instants without a zone, facts superseded too early, periods that run backwards."""
    for number, fact in enumerate(facts, 1):
        path = f"{group}[{number}]"
        instants = [at for at in (fact.recorded_at, fact.superseded_at) if at is not None]
        naive = [at for at in instants if at.tzinfo is None]
        for instant in naive:
            yield path, "instant-naive", {"value": instant.isoformat()}
        if not naive and len(instants) == 2 and instants[1] < instants[0]:
            yield path, "superseded-backwards", {}
        if isinstance(fact, Period) and _backwards(fact.valid_from, fact.valid_until):
            params = {"from": _shown(fact.valid_from), "until": _shown(fact.valid_until)}
            yield path, "period-backwards", params


def _backwards(begins: date | None, ends: date | None) -> bool:
    return begins is not None and ends is not None and ends < begins


def _shown(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _overlaps(
    periods: Sequence[Period], group: str, code: str, word: Callable[[Any], str | None]
) -> Found:
    """Each period that shares a day with an earlier one while both were known."""
    whole = [
        (number, period)
        for number, period in enumerate(periods, 1)
        if period.valid_from is not None and _aware(period) and word(period) is not None
    ]
    earlier: list[Period] = []
    for number, period in sorted(whole, key=lambda pair: pair[1].valid_from):
        day = period.valid_from
        earlier = [one for one in earlier if one.valid_until is None or one.valid_until > day]
        for one in earlier:
            if _known_together(one, period):
                words = {"first": word(one), "second": word(period)}
                yield f"{group}[{number}]", code, words | {"day": day.isoformat()}
                break
        earlier.append(period)


def _aware(fact: Fact) -> bool:
    instants = (fact.recorded_at, fact.superseded_at or _NEVER)
    return all(at is not None and at.tzinfo is not None for at in instants)


def _known_together(one: Fact, other: Fact) -> bool:
    first_superseded = min(one.superseded_at or _NEVER, other.superseded_at or _NEVER)
    return max(one.recorded_at, other.recorded_at) < first_superseded


def _first_day(activity: Activity) -> date | None:
    """The legal day of the first session, else of the completion; None = superseded, not known."""
    starts = (session.start for session in activity.sessions)
    days = [legal_day(start) for start in starts if start is not None and start.tzinfo is not None]
    return None if activity.superseded_at is not None else min(days, default=activity.completed_on)


def _activity(activity: Activity, path: str) -> Found:
    yield from fact_problems([activity], path.rpartition("[")[0])
    for group in ("provider_approvals", "programme_approvals", "bookings"):
        yield from fact_problems(getattr(activity, group), f"{path}.{group}")
    for number, session in enumerate(activity.sessions, 1):
        yield from _session(session, f"{path}.sessions[{number}]")
    yield from _minutes(activity, path)
    quantity = activity.quantity
    if quantity is not None and not 0 < quantity <= _MOST_UNITS:
        params = {"value": amount_text(quantity), "most": str(_MOST_UNITS)}
        yield f"{path}.quantity", "quantity-absurd", params
    if _backwards(activity.started_on, activity.completed_on):
        days = {"started": _shown(activity.started_on), "completed": _shown(activity.completed_on)}
        yield f"{path}.completed_on", "completed-before-started", days
    yield from _amounts(activity, path)


def _minutes(activity: Activity, path: str) -> Found:
    delivered = activity.minutes_delivered
    for field in _MINUTES:
        minutes = getattr(activity, field)
        if minutes is None:
            continue
        if not 0 <= minutes <= MOST_MINUTES:
            params = {"value": minutes, "field": field, "most": MOST_MINUTES}
            yield f"{path}.{field}", "minutes-absurd", params
        elif field in ("minutes_present", "minutes_late") and minutes > (delivered or minutes):
            params = {"value": minutes, "field": field, "most": delivered or 0}
            yield f"{path}.{field}", "minutes-over", params


def _amounts(activity: Activity, path: str) -> Found:
    credits = [booking.credits for booking in activity.bookings if booking.credits is not None]
    amounts: dict[str, Fraction | None] = {
        "credits_declared": activity.credits_declared,
        "bookings": sum(credits, Fraction(0)),
    }
    for number, approval in enumerate(activity.programme_approvals, 1):
        amounts[f"programme_approvals[{number}].credits"] = approval.credits
    for field, amount in amounts.items():
        if amount is not None and amount < 0:
            params = {"value": amount_text(amount), "field": field}
            yield f"{path}.{field}", "credits-negative", params
    known = [basis.value for basis in Basis]
    for number, booking in enumerate(activity.bookings, 1):
        if booking.basis is not None and booking.basis not in known:
            params = {"value": booking.basis, "allowed": ", ".join(known)}
            yield f"{path}.bookings[{number}].basis", "basis-unknown", params


def _session(session: Session, path: str) -> Found:
    if session.start is None or session.end is None:
        return
    for instant in (session.start, session.end):
        if instant.tzinfo is None:
            yield path, "instant-naive", {"value": instant.isoformat()}
            return
    params = {"start": session.start.isoformat(), "end": session.end.isoformat()}
    if session.end <= session.start:
        yield path, "session-backwards", params
    elif (session.end - session.start).total_seconds() > DAY_MINUTES * 60:
        yield path, "session-long", params
