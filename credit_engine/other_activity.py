"""Other activities of a member (boards, lectures, books): what they may bring, never by themselves.

The norms list an activity, a number of credits for each unit, a cap for it and perhaps one for
all of them in a year. The engine says how much is certain within the caps and how much is left to
the decision; only the decision gives credits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.conversion import Amount, amount_of
from credit_engine.decided import decided_amount
from credit_engine.facts import Activity, ActivityKind, MemberFacts, known, last_day
from credit_engine.ground import ground, refusal, unknown_value
from credit_engine.regulation import OtherActivity, Per, RegulationVersion, Value
from credit_engine.results import Finding, Input, Outcome
from credit_engine.sentences import amount_text

_NONE = Fraction(0)
_ONE = Fraction(1)
FIRST_DELIVERY_ONLY = "first_delivery_only"


def other_activity_amount(
    version: RegulationVersion,
    member: MemberFacts,
    activity: Activity,
    *,
    day: date,
    known_at: datetime | None,
) -> tuple[tuple[Finding, ...], Amount]:
    """Conditions and caps, and the amount: what a decision fixed, else at most what may be given.

    `day` is the last day of the activity: it names the year whose caps are looked at.
    """
    params: dict[str, Input] = {"title": activity.title}
    item = version.other_activities.items.get(activity.item or "")
    # the same commissions look at what the list does not name
    rule: Value[bool] = version.recognition.allowed if item is None else item.listed
    decided = decided_amount(rule, activity, known_at=known_at)
    if decided is not None:
        return (), decided
    needs = ground(rule, Outcome.UNDETERMINED, "needs-commission", params)
    if item is None or not item.listed.value:
        return _not_listed(version, activity, item, needs)
    earlier = list(_earlier(member, activity, day, known_at=known_at))
    conditions = (*_conditions(item, activity, earlier), *_evidence(item, activity))
    units = _units(item, activity)
    not_set = next((v for v in (item.credits, item.per) if v.value is None), None)
    if not_set is not None:
        return (needs, *conditions), amount_of(None, unknown_value(not_set, day))
    if units is None:
        unknown = ground(item.per, Outcome.UNDETERMINED, "other-quantity-unknown", params)
        return (needs, *conditions), amount_of(None, unknown)
    once = _once(item, activity, earlier)
    used = _used(version, member, activity, day, known_at=known_at)
    amount, limits = _within_caps(version, item, units, used)
    return (needs, *conditions, *once, *limits), amount


def _not_listed(
    version: RegulationVersion, activity: Activity, item: OtherActivity | None, needs: Finding
) -> tuple[tuple[Finding, ...], Amount]:
    """Refused only when the norms say that it is not on the list: they may not be known whole."""
    if activity.item is None:
        return (), amount_of(None, needs)
    params: dict[str, Input] = {"title": activity.title}
    if item is not None and item.listed.value is False:
        outcome = refusal(item.listed)
        return (), amount_of(None, ground(item.listed, outcome, "other-not-listed", params))
    rule = version.other_activities.cap_per_year if item is None else item.listed
    return (needs,), amount_of(None, ground(rule, Outcome.UNDETERMINED, "other-not-listed", params))


def _units(item: OtherActivity, activity: Activity) -> Fraction | None:
    """How many units: one year and one degree need no count."""
    if item.per.value is Per.ONCE:
        return _ONE
    if activity.quantity is None and item.per.value is Per.YEAR:
        return _ONE
    return activity.quantity


def _conditions(
    item: OtherActivity, activity: Activity, earlier: list[Activity]
) -> Iterator[Finding]:
    """What the norms ask for; what facts do not show is left to the officer."""
    for condition in item.conditions:
        if condition.value is None:
            continue
        params: dict[str, Input] = {"condition": condition.value}
        if condition.value != FIRST_DELIVERY_ONLY:
            yield ground(condition, Outcome.UNDETERMINED, "other-condition", params)
            continue
        first = next((a for a in earlier if a.source == activity.source), None)
        if first is None:
            yield ground(condition, Outcome.MET, "other-first-delivery", params)
            continue
        day = last_day(first)
        params = {"title": activity.title, "day": "" if day is None else day.isoformat()}
        inputs: dict[str, Input] = {"earlier": first.id}
        code = "other-delivered-before"
        yield ground(condition, refusal(condition), code, params, inputs=inputs)


def _evidence(item: OtherActivity, activity: Activity) -> tuple[Finding, ...]:
    rule = item.evidence
    if activity.document is not None:
        params: dict[str, Input] = {"document": activity.document}
        return (ground(rule, Outcome.MET, "other-evidence", params),)
    if rule.value is None:
        return (ground(rule, Outcome.UNDETERMINED, "other-evidence-missing", {}),)
    params = {"evidence": rule.value}
    return (ground(rule, refusal(rule), "other-evidence-named-missing", params),)


def _once(item: OtherActivity, activity: Activity, earlier: list[Activity]) -> tuple[Finding, ...]:
    if item.per.value is not Per.ONCE or not earlier:
        return ()
    day = last_day(earlier[0])
    params: dict[str, Input] = {
        "title": activity.title,
        "day": "" if day is None else day.isoformat(),
    }
    return (ground(item.per, refusal(item.per), "other-only-once", params),)


def _earlier(
    member: MemberFacts, activity: Activity, day: date, *, known_at: datetime | None
) -> Iterator[Activity]:
    """Others of the same item that ended before this one, in order, without reversed ones."""
    found = []
    for other in known(member.activities, known_at):
        entries = known(other.bookings, known_at)
        if entries and sum((entry.credits for entry in entries), _NONE) <= 0:
            continue
        ended = last_day(other)
        same = other.kind is ActivityKind.OTHER and other.item == activity.item
        if same and ended is not None and (ended, other.id) < (day, activity.id):
            found.append((ended, other.id, other))
    yield from (other for _, _, other in sorted(found, key=lambda row: row[:2]))


@dataclass(frozen=True, slots=True)
class _Used:
    """Credits of earlier activities of the same year: of the same item, and of all items."""

    item: Fraction
    all: Fraction


def _used(
    version: RegulationVersion,
    member: MemberFacts,
    activity: Activity,
    day: date,
    *,
    known_at: datetime | None,
) -> _Used:
    of_item = of_all = _NONE
    for other in known(member.activities, known_at):
        ended = last_day(other)
        if other.kind is not ActivityKind.OTHER or ended is None or ended.year != day.year:
            continue
        if (ended, other.id) >= (day, activity.id):
            continue
        credits = _gross(version, other, known_at=known_at)
        of_all += credits
        of_item += credits if other.item == activity.item else _NONE
    return _Used(of_item, of_all)


def _gross(version: RegulationVersion, other: Activity, *, known_at: datetime | None) -> Fraction:
    """What an activity brought, or asks for while nothing is decided."""
    bookings = known(other.bookings, known_at)
    if bookings:
        return sum((booking.credits for booking in bookings), _NONE)
    item = version.other_activities.items.get(other.item or "")
    if item is None:
        return _NONE
    decided = decided_amount(item.listed, other, known_at=known_at)
    if decided is not None:
        return decided.credits or _NONE
    return (_units(item, other) or _NONE) * (item.credits.value or _NONE)


def _within_caps(
    version: RegulationVersion, item: OtherActivity, units: Fraction, used: _Used
) -> tuple[Amount, tuple[Finding, ...]]:
    """The amount asked for, lowered by caps that bind, and what each cap says of it."""
    assert item.credits.value is not None
    each, asked = item.credits.value, units * item.credits.value
    certain = possible = asked
    notes = []
    caps = (
        (item.cap, used.item, "item"),
        (version.other_activities.cap_per_year, used.all, "year"),
    )
    for cap, spent, of in caps:
        if cap.value is None and not cap.regulated:
            continue
        if cap.value is None:
            notes.append(ground(cap, Outcome.UNDETERMINED, f"other-cap-{of}-not-set", {}))
            continue
        within = max(min(asked, cap.value - spent), _NONE)
        certain = min(certain, within)
        possible = min(possible, within) if cap.binds else possible
        if within == asked:
            continue
        params: dict[str, Input] = {
            "cap": amount_text(cap.value),
            "asked": amount_text(asked),
            "within": amount_text(within),
            "rest": amount_text(asked - within),
            "spent": amount_text(spent),
        }
        code = f"other-cap-{of}" if cap.binds else f"other-cap-{of}-for-officer"
        outcome = Outcome.MET if cap.binds else Outcome.UNDETERMINED
        notes.append(ground(cap, outcome, code, params))
    params = {
        "units": amount_text(units),
        "each": amount_text(each),
        "asked": amount_text(asked),
        "certain": amount_text(certain),
    }
    inputs: dict[str, Input] = dict(params)
    found = ground(
        item.credits, Outcome.MET, "other-amount", params, inputs=inputs, credits=possible
    )
    return amount_of(possible, found), tuple(notes)
