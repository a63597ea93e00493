"""A rule that a regulation does not have asks for nothing; one that is not known leaves it open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from credit_engine import Outcome, assess_promotion, assess_provider, assess_recognition
from credit_engine.regulation import Value

from .builders import member
from .files import ASKED, NFPC, VERSION, codes, provider, request
from .test_promotion import THREE, ask, candidate


def without(section: str, *rules: str) -> Any:
    """The norms without some rules of a section."""
    part = getattr(VERSION, section)
    gone: dict[str, Value[Any]] = {
        rule: Value(
            key=f"{section}.{rule}",
            value=None,
            basis=getattr(part, rule).basis,
            source=None,
            article=None,
            regulated=False,
        )
        for rule in rules
    }
    version = replace(VERSION, **{section: replace(part, **gone)})
    return replace(NFPC, versions=(version,))


def test_dues_that_are_not_regulated_are_not_asked_for():
    answer = ask(candidate(*THREE, dues=()), regulation=without("grades", "dues_paid"))
    assert answer.outcome is Outcome.MET
    assert not [code for code in codes(answer) if code.startswith("dues")]


def test_without_grades_no_grade_is_given():
    answer = assess_promotion(
        without("grades", "order"), candidate(*THREE), grade="specialist", **ASKED
    )
    assert (answer.outcome, codes(answer)) == (Outcome.UNDETERMINED, ["promotion-grade-unknown"])


def test_a_provider_meets_what_is_regulated():
    free = without("providers", "fee_proof", "min_principal_social_workers", "validity_months")
    answer = assess_provider(free, provider(fees=(), principals=()), **ASKED)
    assert answer.outcome is Outcome.MET
    assert set(codes(answer)) == {"provider-criterion"}


def test_a_recognition_without_terms_is_never_late():
    free = without("recognition", "window_days", "latest")
    answer = assess_recognition(free, member(), request(filed_on=None), **ASKED)
    assert answer.outcome is Outcome.MET
    assert "value-unknown" not in codes(answer)
