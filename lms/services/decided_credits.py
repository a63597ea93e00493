"""What a decision on a file says of credits: the finding that a booking by decision rests on."""

from __future__ import annotations

from credit_engine.results import Basis, Finding, Outcome
from credit_engine.sentences import amount_text
from lms.models import CaseFile, Decision
from lms.services import facts


def finding_of(case: CaseFile, decision: Decision) -> Finding:
    """The finding of a decision that gives credits: body, number, day and file."""
    assert decision.credits is not None
    credits = facts.credits_fraction(decision.credits)
    return Finding(
        rule="decision",
        article=None,
        source=f"{decision.body} {decision.number}/{decision.decided_on:%d.%m.%Y}",
        basis=Basis.ADOPTED,
        outcome=Outcome.MET,
        code="credits-by-decision-of-objection",
        params={
            "credits": amount_text(credits),
            "file": case.number,
            "body": decision.body,
            "number": decision.number,
            "decided_on": decision.decided_on.isoformat(),
        },
        inputs={"file": str(case.id), "decision": str(decision.id)},
        credits=credits,
    )
