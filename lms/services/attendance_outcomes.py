"""What booking says of a person, in codes that an organiser may see.

An organiser never learns why a member cannot be credited: everything that the register says of
a member is the one code `cannot_now`.
"""

from __future__ import annotations

from typing import Any

from credit_engine.results import Assessment, Finding, Outcome, to_thousandths

Written = dict[str, Any]

CREDITED = "credited"
KEPT = "kept"  # had the same credits for this edition already
CANNOT_NOW = "cannot_now"
OFFICER = "officer"
OFFICER_MINUTES = "officer_minutes"
TOO_SHORT = "too_short"
NOT_PRESENT = "not_present"
REMOVED = "removed"  # by a corrected list

_MINUTES = {
    "attendance-review": OFFICER_MINUTES,
    "attendance-below": OFFICER_MINUTES,
    "attendance-unknown": OFFICER_MINUTES,
    "attendance-refused": TOO_SHORT,
    "not-present": NOT_PRESENT,
}
_OF_THE_REGISTER = {
    "member-not-active",
    "member-not-registered",
    "status-unknown",
    "registration-unknown",
}
# The same for everyone at the edition; the engine's own sentences say nothing of a member.
_OF_THE_EDITION = (
    "provider-approval-",
    "programme-approval-",
    "norms-not-in-force",
    "organiser-refused",
    "credits-not-fixed",
    "activity-ahead",
    "activity-open",
)


def is_of_the_edition(code: str) -> bool:
    """Whether a code is an engine's finding about the edition, to be said in the engine's words."""
    return code.startswith(_OF_THE_EDITION)


def credited(thousandths: int, *, code: str = CREDITED) -> Written:
    """The outcome of a member who has the credits."""
    return {"code": code, "params": {"credits": thousandths}}


def not_now() -> Written:
    """The outcome of a member who cannot be credited; an organiser never learns why."""
    return {"code": CANNOT_NOW, "params": {}}


def not_credited(answer: Assessment) -> Written:
    """The outcome of a member who gets nothing now: the first ground that an organiser may see.

    What is true of the edition comes first, then the minutes, and only then the register.
    """
    against = [finding for finding in answer.findings if finding.outcome is not Outcome.MET]
    for finding in against:
        if is_of_the_edition(finding.code):
            return {"code": finding.code, "params": dict(finding.params)}
    for finding in against:
        if finding.code in _MINUTES:
            return {"code": _MINUTES[finding.code], "params": _minutes(finding)}
    if any(finding.code in _OF_THE_REGISTER for finding in against):
        return not_now()
    return {"code": OFFICER, "params": {}}


def _minutes(finding: Finding) -> dict[str, Any]:
    names = ("present", "delivered", "percent", "least")
    return {name: finding.params[name] for name in names if name in finding.params}


def needs_officer(answer: Assessment) -> bool:
    """Whether an officer of the College decides about this member."""
    return answer.outcome is Outcome.UNDETERMINED


def credits_of(answer: Assessment) -> int:
    """The credits of an assessment in thousandths; nothing is 0."""
    return to_thousandths(answer.credits) if answer.credits else 0
