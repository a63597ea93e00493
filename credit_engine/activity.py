"""The credits of one source: a course completed, an edition attended, an opening entry.

A value that does not bind (default, assumed) may credit; where it would refuse, an officer
decides: the outcome is `undetermined`. Facts of the register and decisions do refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from credit_engine.answering import combined
from credit_engine.conversion import Amount, course_amount, opening_amount, programme_amount
from credit_engine.eligibility import (
    activity_days,
    objections,
    standing,
)
from credit_engine.facts import Activity, ActivityKind, MemberFacts, known, last_day
from credit_engine.other_activity import other_activity_amount
from credit_engine.recognition import recognised_amount
from credit_engine.regulation import Regulation, RegulationVersion
from credit_engine.repetition import repetition
from credit_engine.results import BINDING, Assessment, Basis, Finding, Input, Outcome
from credit_engine.values import total_of

NOTHING = Fraction(0)
_TOLERANCE = "attendance-met-late"


class Reading(Protocol):
    """How the rules for programmes and courses are read: `standing` or `objections`."""

    def __call__(
        self,
        version: RegulationVersion,
        member: MemberFacts,
        activity: Activity,
        *,
        days: tuple[date, ...],
        known_at: datetime | None,
    ) -> tuple[Finding, ...]: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of one activity; `Assessment` explains the fields of the same name."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    version: RegulationVersion | None
    credits: Fraction | None = None
    possible: Fraction | None = None
    basis: Basis | None = None
    orientative: bool = False


def assess_activity(
    regulation: Regulation,
    member: MemberFacts,
    activity: Activity,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The gross credits of one activity: met = credited, not_met = refused (0 credits)."""
    day = last_day(activity)
    judged = judged_activity(
        regulation, member, activity, day=day, on=on, known_at=known_at, read=standing
    )
    return Assessment(
        question=f"activity:{activity.id}",
        outcome=judged.outcome,
        credits=judged.credits,
        findings=judged.findings,
        orientative=judged.orientative,
        regulation_id=None if judged.version is None else judged.version.id,
        on=on,
        known_at=known_at,
        basis=judged.basis,
        possible=judged.possible,
    )


def judged_activity(
    regulation: Regulation,
    member: MemberFacts,
    activity: Activity,
    *,
    day: date | None,
    on: date,
    known_at: datetime | None,
    read: Reading,
) -> Judged:
    """What `assess_activity` answers with; `day` is the last day of the activity.

    `read` is `standing` for every finding, `objections` where those that are met are not kept.
    """
    judged = _first_time(regulation, member, activity, day=day, on=on, known_at=known_at, read=read)
    if day is None or judged.version is None or judged.outcome is Outcome.NOT_MET:
        return judged

    def is_credited(earlier: Activity, ended: date) -> bool:
        bookings = known(earlier.bookings, known_at)
        if bookings:
            return total_of([b.credits for b in bookings]) > 0
        first = _first_time(
            regulation, member, earlier, day=ended, on=on, known_at=known_at, read=objections
        )
        return first.outcome is Outcome.MET

    again = repetition(
        judged.version, member, activity, day=day, known_at=known_at, is_credited=is_credited
    )
    return judged if again is None else _with_repetition(judged, again)


def _with_repetition(judged: Judged, again: Finding) -> Judged:
    kept = tuple(replace(f, credits=None) if f.credits else f for f in judged.findings)
    findings = (*kept, again)
    refused = again.outcome is Outcome.NOT_MET
    return replace(
        judged,
        outcome=again.outcome,
        credits=NOTHING if refused else None,
        possible=NOTHING if refused else judged.possible,
        findings=findings,
        orientative=_orientative(again.outcome, findings, None),
    )


def _first_time(
    regulation: Regulation,
    member: MemberFacts,
    activity: Activity,
    *,
    day: date | None,
    on: date,
    known_at: datetime | None,
    read: Reading,
) -> Judged:
    """The answer as if nothing had been taken before; `day` is the last of the activity."""
    if day is None or day > on:
        params: Mapping[str, Input] = {} if day is None else {"day": day.isoformat()}
        code = "activity-open" if day is None else "activity-ahead"
        open_ = _plain(Outcome.IN_PROGRESS, code, params)
        return Judged(Outcome.IN_PROGRESS, (open_,), None)
    version = regulation.in_force_on(day, known_at=known_at)
    if version is None:
        params = {"day": day.isoformat()}
        missing = _plain(Outcome.NOT_IN_FORCE, "norms-not-in-force", params)
        return Judged(Outcome.NOT_IN_FORCE, (missing,), None)
    findings, amount = _said(version, member, activity, day=day, known_at=known_at, read=read)
    return _judged(version, (*findings, amount.finding), amount)


def _said(
    version: RegulationVersion,
    member: MemberFacts,
    activity: Activity,
    *,
    day: date,
    known_at: datetime | None,
    read: Reading,
) -> tuple[tuple[Finding, ...], Amount]:
    """What the rules for its kind say of an activity, and how much it would bring."""
    kind = activity.kind
    if kind in (ActivityKind.PROGRAMME, ActivityKind.COURSE):
        days = activity_days(activity)
        findings = read(version, member, activity, days=days, known_at=known_at)
        amount_of = programme_amount if kind is ActivityKind.PROGRAMME else course_amount
        return findings, amount_of(version, activity, day=day, known_at=known_at)
    if kind is ActivityKind.OPENING:
        return (), opening_amount(version, activity, day=day)
    # What its member files evidence for: only a decision gives credits.
    if kind is ActivityKind.OTHER:
        return other_activity_amount(version, member, activity, day=day, known_at=known_at)
    return recognised_amount(version, activity, day=day, known_at=known_at)


def _judged(version: RegulationVersion, findings: tuple[Finding, ...], amount: Amount) -> Judged:
    outcome = combined(findings)
    credits, possible = amount.credits, amount.credits
    if outcome is not Outcome.MET:
        findings = tuple(replace(f, credits=None) if f.credits else f for f in findings)
        credits = None
    if outcome is Outcome.NOT_MET:
        credits = possible = NOTHING
    return Judged(
        outcome,
        findings,
        version,
        credits,
        possible,
        amount.finding.basis,
        _orientative(outcome, findings, amount),
    )


def _orientative(outcome: Outcome, findings: tuple[Finding, ...], amount: Amount | None) -> bool:
    """Whether the answer would be another without the values that the College has not set."""
    if outcome is Outcome.MET:
        if amount is not None and amount.finding.basis not in BINDING:
            return True
        forgiven = [f for f in findings if f.code == _TOLERANCE and f.basis not in BINDING]
        return bool(forgiven)
    if outcome is Outcome.UNDETERMINED:
        return all(f.basis not in BINDING for f in findings if f.outcome is Outcome.UNDETERMINED)
    return False


def _plain(outcome: Outcome, code: str, params: Mapping[str, Input]) -> Finding:
    """A finding that rests on a date alone, before any version is looked at."""
    return Finding(
        rule="effective_from",
        article=None,
        source=None,
        basis=Basis.SOURCED,
        outcome=outcome,
        code=code,
        params=params,
        inputs=params,
    )
