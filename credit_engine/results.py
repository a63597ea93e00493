"""Answers: an outcome, an amount, and the findings that explain and add up to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from credit_engine.sentences import amount_text, sentence_of

Input = str | int | list[Any] | None


class Outcome(StrEnum):
    """The six answers; for an activity: met = credited, not_met = refused."""

    MET = "met"
    NOT_MET = "not_met"
    IN_PROGRESS = "in_progress"
    EXEMPT = "exempt"
    NOT_IN_FORCE = "not_in_force"
    UNDETERMINED = "undetermined"


class Basis(StrEnum):
    """What a value rests on; only the first three bind (`binds`)."""

    SEED = "seed"
    SOURCED = "sourced"
    ADOPTED = "adopted"
    ASSUMED = "assumed"
    DEFAULT = "default"


BINDING = frozenset({Basis.SEED, Basis.SOURCED, Basis.ADOPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says: rule id (path of the value), its ground, what was read, what follows.

    `credits` is what the rule adds (or takes, negative); None when it moves no credit.
    """

    rule: str
    article: str | None
    source: str | None
    basis: Basis
    outcome: Outcome
    code: str
    params: Mapping[str, Input]
    inputs: Mapping[str, Input]
    credits: Fraction | None = None

    def sentence(self, lang: str) -> str:
        """The finding in words; lang is "ro" or "en"."""
        return sentence_of(self.code, self.params, lang)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, amounts as decimal text; `finding_from_dict` reads it back."""
        return {
            "rule": self.rule,
            "article": self.article,
            "source": self.source,
            "basis": self.basis.value,
            "outcome": self.outcome.value,
            "code": self.code,
            "params": dict(self.params),
            "inputs": dict(self.inputs),
            "credits": None if self.credits is None else amount_text(self.credits),
        }


def finding_from_dict(document: Mapping[str, Any]) -> Finding:
    """A finding stored with `as_dict`, so that it can be shown in either language."""
    amount = document["credits"]
    return Finding(
        rule=document["rule"],
        article=document["article"],
        source=document["source"],
        basis=Basis(document["basis"]),
        outcome=Outcome(document["outcome"]),
        code=document["code"],
        params=document["params"],
        inputs=document["inputs"],
        credits=None if amount is None else Fraction(amount),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """One activity in a year: what it brought and what counted, in credits.

    `state`: counted, overlapped, reversed, pending (an officer decides) or refused.
    """

    activity: str
    title: str
    last_day: date
    gross: Fraction
    counted: Fraction
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearStanding:
    """The figures of a year, in credits; `required` None = not known.

    `days_left`: days from `on` to the evidence date, 0 once it has passed.
    `possible`: what may still be added by an officer or an unknown rule; None = not known.
    """

    year: int
    required: Fraction | None
    earned: Fraction
    missing: Fraction | None
    surplus: Fraction
    possible: Fraction | None
    evidence_until: date | None
    days_left: int | None
    lines: tuple[YearLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """An answer; the findings' credits add up to `credits` (None counts as nothing).

    `orientative`: without the values not set by the College the answer would be another.
    `basis` (activities): the basis of the rule that fixed the amount.
    `possible` (activities): the credits if an officer says yes; None = not known.
    """

    question: str
    outcome: Outcome
    credits: Fraction | None
    findings: tuple[Finding, ...]
    orientative: bool
    regulation_id: str | None
    on: date
    known_at: datetime | None
    standing: YearStanding | None = None
    basis: Basis | None = None
    possible: Fraction | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-able; the document that `schema assessment` describes."""
        return {
            "schema": "treapta-assessment/1",
            "question": self.question,
            "outcome": self.outcome.value,
            "credits": None if self.credits is None else amount_text(self.credits),
            "orientative": self.orientative,
            "basis": None if self.basis is None else self.basis.value,
            "possible": None if self.possible is None else amount_text(self.possible),
            "regulation": self.regulation_id,
            "on": self.on.isoformat(),
            "known_at": None if self.known_at is None else self.known_at.isoformat(),
            "standing": None if self.standing is None else _standing_dict(self.standing),
            "findings": [finding.as_dict() for finding in self.findings],
        }


def _standing_dict(standing: YearStanding) -> dict[str, Any]:
    def text(amount: Fraction | None) -> str | None:
        return None if amount is None else amount_text(amount)

    until = standing.evidence_until
    return {
        "year": standing.year,
        "required": text(standing.required),
        "earned": text(standing.earned),
        "missing": text(standing.missing),
        "surplus": text(standing.surplus),
        "possible": text(standing.possible),
        "evidence_until": None if until is None else until.isoformat(),
        "days_left": standing.days_left,
        "lines": [
            {
                "activity": line.activity,
                "title": line.title,
                "last_day": line.last_day.isoformat(),
                "gross": text(line.gross),
                "counted": text(line.counted),
                "state": line.state,
            }
            for line in standing.lines
        ],
    }


def to_thousandths(amount: Fraction) -> int:
    """Credits to the ledger's integer thousandths; refuses an amount finer than that.

    >>> to_thousandths(Fraction("6.5"))
    6500
    """
    thousandths = amount * 1000
    if thousandths.denominator != 1:
        raise ValueError(
            f"{amount_text(amount)} credits cannot be kept in thousandths of a credit; "
            "round the amount by a rule of the regulation first."
        )
    return thousandths.numerator


def from_thousandths(thousandths: int) -> Fraction:
    """The ledger's integer thousandths back to credits."""
    return Fraction(thousandths, 1000)
