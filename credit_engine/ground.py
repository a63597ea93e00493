"""Findings from the value they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from credit_engine.regulation import Value
from credit_engine.results import Finding, Input, Outcome

_NO_INPUTS: Mapping[str, Input] = {}


def ground(
    value: Value[Any],
    outcome: Outcome,
    code: str,
    params: Mapping[str, Input],
    *,
    inputs: Mapping[str, Input] = _NO_INPUTS,
    credits: Fraction | None = None,
) -> Finding:
    """A finding whose rule, article, source and basis are those of a value."""
    return Finding(
        rule=value.key,
        article=value.article,
        source=value.source,
        basis=value.basis,
        outcome=outcome,
        code=code,
        params=params,
        inputs=inputs,
        credits=credits,
    )


def unknown_value(value: Value[Any], day: date) -> Finding:
    """The finding of a rule that reads null: undetermined, naming the value and the day."""
    params: Mapping[str, Input] = {"rule": value.key, "day": day.isoformat()}
    return ground(value, Outcome.UNDETERMINED, "value-unknown", params)


def refusal(value: Value[Any]) -> Outcome:
    """What a value may do where it is not satisfied: refuse only when it binds."""
    return Outcome.NOT_MET if value.binds else Outcome.UNDETERMINED
