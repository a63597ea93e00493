"""From findings to an answer, for the questions that are put to a commission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from credit_engine.ground import unknown_value
from credit_engine.regulation import RegulationVersion, Value
from credit_engine.results import BINDING, Assessment, Basis, Finding, Input, Outcome


def not_known(value: Value[Any], day: date) -> tuple[Finding, ...]:
    """What a value that reads null says: undetermined; nothing where there is no such rule."""
    return (unknown_value(value, day),) if value.regulated else ()


def combined(findings: Iterable[Finding]) -> Outcome:
    """Refused by one is refused; left open by one is undetermined; else met."""
    outcomes = {finding.outcome for finding in findings}
    if Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    return Outcome.UNDETERMINED if Outcome.UNDETERMINED in outcomes else Outcome.MET


def answered(
    question: str,
    findings: tuple[Finding, ...],
    *,
    version: RegulationVersion,
    on: date,
    known_at: datetime | None,
    possible: Fraction | None = None,
) -> Assessment:
    """The answer that the findings give; its credits are theirs (None: no finding moves any).

    What is refused brings nothing: its findings keep their words and lose their credits.
    """
    outcome = combined(findings)
    if outcome is Outcome.NOT_MET:
        findings = tuple(replace(f, credits=None) if f.credits else f for f in findings)
        possible = None
    moved = [finding.credits for finding in findings if finding.credits is not None]
    return Assessment(
        question=question,
        outcome=outcome,
        credits=sum(moved, Fraction(0)) if moved else None,
        findings=findings,
        orientative=_is_orientative(outcome, findings),
        regulation_id=version.id,
        on=on,
        known_at=known_at,
        possible=possible,
    )


def _is_orientative(outcome: Outcome, findings: tuple[Finding, ...]) -> bool:
    """Whether a value that the College has not set decided the answer."""
    if outcome is Outcome.MET:
        return any(f.credits is not None and f.basis not in BINDING for f in findings)
    if outcome is Outcome.UNDETERMINED:
        return all(f.basis not in BINDING for f in findings if f.outcome is Outcome.UNDETERMINED)
    return False


def not_in_force(question: str, *, day: date, on: date, known_at: datetime | None) -> Assessment:
    """The answer where no version of the norms was in force on the day that counts."""
    params: dict[str, Input] = {"day": day.isoformat()}
    finding = Finding(
        rule="effective_from",
        article=None,
        source=None,
        basis=Basis.SOURCED,
        outcome=Outcome.NOT_IN_FORCE,
        code="norms-not-in-force",
        params=params,
        inputs=params,
    )
    return Assessment(
        question=question,
        outcome=Outcome.NOT_IN_FORCE,
        credits=None,
        findings=(finding,),
        orientative=False,
        regulation_id=None,
        on=on,
        known_at=known_at,
    )
