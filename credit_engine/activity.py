"""The credits of one source: a course completed, an edition attended, an opening entry.

A value that does not bind (default, assumed) may credit; where it would refuse, an officer
decides: the outcome is `undetermined`. Facts of the register and decisions do refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

from credit_engine.conversion import Amount, course_amount, opening_amount, programme_amount
from credit_engine.eligibility import attendance, member_standing, organiser_standing
from credit_engine.facts import Activity, ActivityKind, MemberFacts, known, last_day
from credit_engine.other_activity import other_activity_amount
from credit_engine.recognition import recognised_amount
from credit_engine.regulation import Regulation, RegulationVersion
from credit_engine.repetition import repetition
from credit_engine.results import BINDING, Assessment, Basis, Finding, Input, Outcome

NOTHING = Fraction(0)
_TOLERANCE = "attendance-met-late"


def assess_activity(
    regulation: Regulation,
    member: MemberFacts,
    activity: Activity,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The gross credits of one activity: met = credited, not_met = refused (0 credits)."""
    answer = _first_answer(regulation, member, activity, on=on, known_at=known_at)
    if answer.outcome not in (Outcome.MET, Outcome.UNDETERMINED):
        return answer
    day = last_day(activity)
    version = None if day is None else regulation.in_force_on(day, known_at=known_at)
    if version is None:
        return answer

    def is_credited(earlier: Activity) -> bool:
        bookings = known(earlier.bookings, known_at)
        if bookings:
            return sum((b.credits for b in bookings), NOTHING) > 0
        first = _first_answer(regulation, member, earlier, on=on, known_at=known_at)
        return first.outcome is Outcome.MET

    again = repetition(version, member, activity, known_at=known_at, is_credited=is_credited)
    return answer if again is None else _with_repetition(answer, again)


def _with_repetition(answer: Assessment, again: Finding) -> Assessment:
    kept = tuple(replace(f, credits=None) if f.credits else f for f in answer.findings)
    findings = (*kept, again)
    refused = again.outcome is Outcome.NOT_MET
    return replace(
        answer,
        outcome=again.outcome,
        credits=NOTHING if refused else None,
        possible=NOTHING if refused else answer.possible,
        findings=findings,
        orientative=_orientative(again.outcome, findings, None),
    )


def _first_answer(
    regulation: Regulation,
    member: MemberFacts,
    activity: Activity,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The answer as if nothing had been taken before."""

    def answer(
        outcome: Outcome,
        findings: tuple[Finding, ...],
        version: RegulationVersion | None,
        amount: Amount | None = None,
    ) -> Assessment:
        return _answer(
            activity, outcome, findings, version=version, amount=amount, on=on, known_at=known_at
        )

    day = last_day(activity)
    if day is None or day > on:
        params: Mapping[str, Input] = {} if day is None else {"day": day.isoformat()}
        code = "activity-open" if day is None else "activity-ahead"
        return answer(Outcome.IN_PROGRESS, (_plain(Outcome.IN_PROGRESS, code, params),), None)
    version = regulation.in_force_on(day, known_at=known_at)
    if version is None:
        params = {"day": day.isoformat()}
        missing = _plain(Outcome.NOT_IN_FORCE, "norms-not-in-force", params)
        return answer(Outcome.NOT_IN_FORCE, (missing,), None)
    if activity.kind in (ActivityKind.RECOGNITION, ActivityKind.OTHER):
        findings, amount = _on_file(version, member, activity, day=day, known_at=known_at)
        outcome = _combined((*findings, amount.finding))
        return answer(outcome, (*findings, amount.finding), version, amount)
    if activity.kind is ActivityKind.OPENING:
        amount = opening_amount(version, activity, day=day)
        return answer(amount.finding.outcome, (amount.finding,), version, amount)
    if activity.kind is ActivityKind.COURSE:
        findings = member_standing(version, member, activity, known_at=known_at)
        amount = course_amount(version, activity, day=day, known_at=known_at)
    else:
        findings = (
            *organiser_standing(version, activity, known_at=known_at),
            *member_standing(version, member, activity, known_at=known_at),
            attendance(version, activity),
        )
        amount = programme_amount(version, activity, day=day, known_at=known_at)
    outcome = _combined((*findings, amount.finding))
    return answer(outcome, (*findings, amount.finding), version, amount)


def _on_file(
    version: RegulationVersion,
    member: MemberFacts,
    activity: Activity,
    *,
    day: date,
    known_at: datetime | None,
) -> tuple[tuple[Finding, ...], Amount]:
    """What its member files evidence for: only a decision gives credits."""
    if activity.kind is ActivityKind.OTHER:
        return other_activity_amount(version, member, activity, day=day, known_at=known_at)
    return recognised_amount(version, activity, day=day, known_at=known_at)


def _combined(findings: tuple[Finding, ...]) -> Outcome:
    outcomes = {finding.outcome for finding in findings}
    for outcome in (Outcome.NOT_MET, Outcome.UNDETERMINED):
        if outcome in outcomes:
            return outcome
    return Outcome.MET


def _answer(
    activity: Activity,
    outcome: Outcome,
    findings: tuple[Finding, ...],
    *,
    version: RegulationVersion | None,
    amount: Amount | None,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    met = outcome is Outcome.MET
    if not met:
        findings = tuple(replace(f, credits=None) if f.credits else f for f in findings)
    credits = amount.credits if met and amount is not None else None
    possible = None if amount is None else amount.credits
    if outcome is Outcome.NOT_MET:
        credits = possible = NOTHING
    return Assessment(
        question=f"activity:{activity.id}",
        outcome=outcome,
        credits=credits,
        findings=findings,
        orientative=_orientative(outcome, findings, amount),
        regulation_id=None if version is None else version.id,
        on=on,
        known_at=known_at,
        basis=None if amount is None else amount.finding.basis,
        possible=possible,
    )


def _orientative(outcome: Outcome, findings: tuple[Finding, ...], amount: Amount | None) -> bool:
    """Whether the answer would be another without the values that the College has not set."""
    if outcome is Outcome.MET:
        by_tolerance = any(f.code == _TOLERANCE and f.basis not in BINDING for f in findings)
        return by_tolerance or (amount is not None and amount.finding.basis not in BINDING)
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
