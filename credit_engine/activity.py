"""The credits of one source: a course completed, an edition attended, an opening entry.

A value that does not bind (default, assumed) may credit; where it would refuse, an officer
decides: the outcome is `undetermined`. Facts of the register and decisions do refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from credit_engine.answering import combined
from credit_engine.conversion import Amount, course_amount, opening_amount, programme_amount
from credit_engine.eligibility import Reading, activity_days, objections, standing
from credit_engine.facts import Activity, ActivityKind, MemberFacts, known, last_day
from credit_engine.other_activity import other_activity_amount
from credit_engine.recognition import recognised_amount
from credit_engine.regulation import Regulation, RegulationVersion
from credit_engine.repetition import repetition
from credit_engine.results import BINDING, Assessment, Basis, Finding, Input, Outcome
from credit_engine.values import total_of

NOTHING = Fraction(0)
_TOLERANCE = "attendance-met-late"


class Judged(NamedTuple):
    """What the rules say of one activity; `Assessment` explains the fields of the same name.

    `said`: what stands beside the amount; `again`: what a repetition changed.
    """

    outcome: Outcome
    said: tuple[Finding, ...]
    version: RegulationVersion | None
    amount: Amount | None = None
    credits: Fraction | None = None
    possible: Fraction | None = None
    orientative: bool = False
    again: Finding | None = None

    def findings(self) -> tuple[Finding, ...]:
        """All that was found, in words; where nothing is credited no finding moves credits."""
        found = self.said if self.amount is None else (*self.said, self.amount.explained())
        if self.outcome is not Outcome.MET:
            found = tuple(replace(f, credits=None) if f.credits else f for f in found)
        return found if self.again is None else (*found, self.again)


def assess_activity(
    regulation: Regulation,
    member: MemberFacts,
    activity: Activity,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The gross credits of one activity: met = credited, not_met = refused (0 credits)."""
    judged = judged_activity(
        regulation,
        member,
        activity,
        day=last_day(activity),
        on=on,
        known_at=known_at,
        read=standing(member, known_at),
    )
    return Assessment(
        question=f"activity:{activity.id}",
        outcome=judged.outcome,
        credits=judged.credits,
        findings=judged.findings(),
        orientative=judged.orientative,
        regulation_id=None if judged.version is None else judged.version.id,
        on=on,
        known_at=known_at,
        basis=None if judged.amount is None else judged.amount.basis,
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
    if day is None or judged.amount is None or judged.version is None:
        return judged
    if judged.outcome is Outcome.NOT_MET:
        return judged

    def is_credited(earlier: Activity, ended: date) -> bool:
        bookings = known(earlier.bookings, known_at)
        if bookings:
            return total_of([b.credits for b in bookings]) > 0
        first = _first_time(
            regulation,
            member,
            earlier,
            day=ended,
            on=on,
            known_at=known_at,
            read=objections(member, known_at),
        )
        return first.outcome is Outcome.MET

    again = repetition(
        judged.version, member, activity, day=day, known_at=known_at, is_credited=is_credited
    )
    return judged if again is None else _with_repetition(judged, judged.amount, again)


def _with_repetition(judged: Judged, amount: Amount, again: Finding) -> Judged:
    refused = again.outcome is Outcome.NOT_MET
    return judged._replace(
        outcome=again.outcome,
        credits=NOTHING if refused else None,
        possible=NOTHING if refused else judged.possible,
        orientative=_orientative(again.outcome, judged.said, amount, again),
        again=again,
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
    return _judged(version, findings, amount)


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
        findings = read(version, activity, days)
        amount_of = programme_amount if kind is ActivityKind.PROGRAMME else course_amount
        return findings, amount_of(version, activity, day=day, known_at=known_at)
    if kind is ActivityKind.OPENING:
        return (), opening_amount(version, activity, day=day)
    # What its member files evidence for: only a decision gives credits.
    if kind is ActivityKind.OTHER:
        return other_activity_amount(version, member, activity, day=day, known_at=known_at)
    return recognised_amount(version, activity, day=day, known_at=known_at)


def _judged(version: RegulationVersion, said: tuple[Finding, ...], amount: Amount) -> Judged:
    outcome = _outcome(said, amount)
    credits, possible = amount.credits, amount.credits
    if outcome is not Outcome.MET:
        credits = None
    if outcome is Outcome.NOT_MET:
        credits = possible = NOTHING
    orientative = _orientative(outcome, said, amount)
    return Judged(outcome, said, version, amount, credits, possible, orientative)


def _outcome(said: tuple[Finding, ...], amount: Amount) -> Outcome:
    """As `combined`, over what was said and the amount."""
    outcomes = {amount.outcome, combined(said)} if said else {amount.outcome}
    if Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    return Outcome.UNDETERMINED if Outcome.UNDETERMINED in outcomes else Outcome.MET


def _orientative(
    outcome: Outcome, said: tuple[Finding, ...], amount: Amount, again: Finding | None = None
) -> bool:
    """Whether the answer would be another without the values that the College has not set."""
    if outcome is Outcome.MET:
        forgiven = (f for f in said if f.code == _TOLERANCE and f.basis not in BINDING)
        return amount.basis not in BINDING or any(forgiven)
    if outcome is not Outcome.UNDETERMINED:
        return False
    found: list[Finding | Amount] = [*said, amount]
    if again is not None:
        found.append(again)
    return all(f.basis not in BINDING for f in found if f.outcome is Outcome.UNDETERMINED)


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
