"""What a verification found: one word, the checks behind it, and every field for comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from badges.catalogue import sentence
from badges.fields import Field


class Outcome(StrEnum):
    """The one-word answer."""

    VALID = "valid"
    INVALID = "invalid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNDETERMINED = "undetermined"


class CheckKind(StrEnum):
    """What was looked at."""

    STRUCTURE = "structure"
    FORM = "form"
    ISSUER = "issuer"
    PROOF = "proof"
    VALIDITY = "validity"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `verdict` is the outcome that it alone leads to (valid: it passed)."""

    kind: CheckKind
    code: str
    verdict: Outcome
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether this check found nothing against the badge."""
        return self.verdict is Outcome.VALID

    def sentence(self, lang: str) -> str:
        """Return what was found, as one sentence in `lang` (ro or en)."""
        return sentence(self.code, self.params, lang)

    def label(self, lang: str) -> str:
        """Return the name of what was looked at, in `lang`."""
        return sentence(f"check_{self.kind.value}", {}, lang)


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The result of one verification. `deciding` is the check that the outcome rests on."""

    outcome: Outcome
    checks: tuple[Check, ...]
    fields: tuple[Field, ...]
    issuer_id: str | None
    credential_id: str | None

    @property
    def deciding(self) -> Check | None:
        """The first check that led to the outcome; None for a valid badge."""
        if self.outcome is Outcome.VALID:
            return None
        return next(check for check in self.checks if check.verdict is self.outcome)

    def word(self, lang: str) -> str:
        """Return the outcome as one word, or a short phrase, in `lang`."""
        return sentence(f"word_{self.outcome.value}", {}, lang)

    def sentence(self, lang: str) -> str:
        """Return the outcome with its reason, as sentences in `lang`."""
        answer = sentence(f"outcome_{self.outcome.value}", {}, lang)
        return answer if self.deciding is None else f"{answer} {self.deciding.sentence(lang)}"

    def as_dict(self, lang: str) -> dict[str, Any]:
        """Return the report as JSON-able data, with its sentences in `lang`."""
        return {
            "outcome": self.outcome.value,
            "sentence": self.sentence(lang),
            "issuer": self.issuer_id,
            "credential": self.credential_id,
            "checks": [
                {
                    "kind": check.kind.value,
                    "code": check.code,
                    "passed": check.passed,
                    "params": dict(check.params),
                    "sentence": check.sentence(lang),
                }
                for check in self.checks
            ],
            "fields": [
                {"path": item.path, "label": item.label(lang), "value": item.value}
                for item in self.fields
            ],
        }


# Which verdict wins when checks disagree: a forgery before anything, then what the issuer took
# back, then the calendar, then a status list that could not be read. (When the making itself
# could not be checked, no later check runs, so undetermined stands alone.)
_ORDER = (
    Outcome.INVALID,
    Outcome.REVOKED,
    Outcome.SUSPENDED,
    Outcome.EXPIRED,
    Outcome.NOT_YET_VALID,
    Outcome.UNDETERMINED,
)


def decide(checks: tuple[Check, ...]) -> Outcome:
    """Return the outcome of `checks`: valid only when all six kinds were looked at and passed."""
    for outcome in _ORDER:
        if any(check.verdict is outcome for check in checks):
            return outcome
    if {check.kind for check in checks} != set(CheckKind):
        raise AssertionError("a kind of check was skipped without a verdict")
    return Outcome.VALID
