"""Least amounts of what is selected: in ethics, live, …"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from credit_engine.caps import Share
from credit_engine.ground import ground, refusal, unknown_value
from credit_engine.regulation import RegulationVersion
from credit_engine.results import Finding, Input, Outcome
from credit_engine.sentences import amount_text

NOTHING = Fraction(0)


def minimums_of(
    version: RegulationVersion, shares: Sequence[Share], *, open_: Fraction | None, on: date
) -> tuple[Finding, ...]:
    """One finding per minimum; `open_` is what officers may still add (None = not known)."""
    findings = []
    for minimum in version.minimums:
        rule = minimum.least
        if rule.value is None:
            findings.append(unknown_value(rule, on))
            continue
        taken = [(minimum.of.takes(share.activity), share.credits) for share in shares]
        sure = sum((credits for takes, credits in taken if takes), NOTHING)
        perhaps = sum((credits for takes, credits in taken if takes is None), NOTHING)
        params: dict[str, Input] = {
            "earned": amount_text(sure),
            "least": amount_text(rule.value),
            "of": [*minimum.of.categories, *(d.value for d in minimum.of.deliveries)],
        }
        outcome, code = Outcome.MET, "minimum-met"
        if sure < rule.value:
            reachable = open_ is None or sure + perhaps + open_ >= rule.value
            outcome = Outcome.UNDETERMINED if reachable else refusal(rule)
            code = "minimum-for-officer" if reachable else "minimum-short"
        findings.append(ground(rule, outcome, code, params))
    return tuple(findings)
