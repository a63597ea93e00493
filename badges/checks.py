"""The checks that every way of securing a credential shares, and what a resolver may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from badges.errors import BadgeError
from badges.instants import read_instant, write_instant
from badges.issuers import find_method
from badges.report import Check, CheckKind, Outcome

# Errors that leave the question open: they do not show that the badge was changed.
_OPEN = frozenset({"context_unknown", "guard_missing", "node_split"})


class UnresolvedReason(StrEnum):
    """Why a resolver has no document to give."""

    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_JSON = "not_json"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A resolver's answer when it has no document: why."""

    reason: UnresolvedReason


Resolved = Mapping[str, Any] | Unresolved | None
ResolveIssuer = Callable[[str], Resolved]
ResolveStatus = Callable[[str], Resolved]
Result = tuple[Check, ...]


def check_structure(document: Mapping[str, Any]) -> Check:
    """Check that `document` is a badge of Open Badges 3.0 with what one must have."""
    types = as_list(document.get("type"))
    badge = {"OpenBadgeCredential", "AchievementCredential"} & {t for t in types if text_of(t)}
    contexts = as_list(document.get("@context"))
    if any(isinstance(c, str) and "openbadges/v2" in c for c in contexts):
        return undetermined(CheckKind.STRUCTURE, "structure_open_badges_2")
    if not badge or "VerifiableCredential" not in types:
        return invalid(CheckKind.STRUCTURE, "structure_not_badge")
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    present = {
        "id": text_of(document.get("id")),
        "issuer": issuer_id(document),
        "validFrom": text_of(document.get("validFrom")),
        "credentialSubject": subject,
        "credentialSubject.achievement": isinstance(achievement, Mapping),
    }
    missing = [name for name, value in present.items() if not value]
    if missing:
        return invalid(CheckKind.STRUCTURE, "structure_missing", names=", ".join(missing))
    return passed(CheckKind.STRUCTURE, "structure_ok")


def method_of(
    document: Mapping[str, Any], method_id: str, resolve_issuer: ResolveIssuer
) -> Mapping[str, Any] | Check:
    """Return the verification method `method_id` of the document's issuer, else why not."""
    issuer = str(issuer_id(document))
    # Before anything is resolved: a key of someone else never speaks for this issuer.
    if method_id.partition("#")[0] != issuer:
        return invalid(CheckKind.ISSUER, "issuer_other_key", issuer=issuer, key=method_id)
    resolved = resolve_issuer(issuer)
    if not isinstance(resolved, Mapping):
        return undetermined(CheckKind.ISSUER, f"issuer_{unresolved(resolved).value}", issuer=issuer)
    if resolved.get("id") != issuer:
        return invalid(CheckKind.ISSUER, "issuer_other_document", issuer=issuer)
    method = find_method(resolved, method_id)
    if method is None or method.get("controller", issuer) != issuer:
        return invalid(CheckKind.ISSUER, "issuer_key_unknown", issuer=issuer, key=method_id)
    return method


def key_refusal(method: Mapping[str, Any], signed_at: datetime | None) -> Check | None:
    """Return why the key of `method` does not count for what was signed at `signed_at`, if so."""
    key = str(method.get("id"))
    if method.get("revoked") is not None:
        return invalid(CheckKind.PROOF, "key_revoked", key=key)
    if method.get("expires") is None:
        return None
    expires = read_instant(method["expires"])
    if expires is None or signed_at is None or signed_at > expires:
        return invalid(CheckKind.PROOF, "key_expired", key=key)
    return None


def check_validity(
    document: Mapping[str, Any], now: datetime, *, proof_ends: datetime | None
) -> Check:
    """Check the period of `document` at `now`; it ends with its proof, if that ends before."""
    kind = CheckKind.VALIDITY
    starts, ends = read_instant(document.get("validFrom")), None
    if "validUntil" in document:
        ends = read_instant(document["validUntil"])
        if ends is None:
            return invalid(kind, "validity_unreadable", name="validUntil")
    if starts is None:
        return invalid(kind, "validity_unreadable", name="validFrom")
    if proof_ends is not None and (ends is None or proof_ends < ends):
        ends = proof_ends
    if now < starts:
        return Check(
            kind, "validity_not_yet", Outcome.NOT_YET_VALID, {"since": write_instant(starts)}
        )
    if ends is None:
        return passed(kind, "validity_open", since=write_instant(starts))
    params = {"since": write_instant(starts), "until": write_instant(ends)}
    if now >= ends:
        return Check(kind, "validity_over", Outcome.EXPIRED, params)
    return passed(kind, "validity_ok", **params)


def issuer_id(document: Mapping[str, Any]) -> str | None:
    """The id of the issuer, which may stand alone or in a profile."""
    issuer = document.get("issuer")
    return text_of(issuer.get("id") if isinstance(issuer, Mapping) else issuer)


def text_of(value: object) -> str | None:
    """A text that is not empty, or None."""
    return value if isinstance(value, str) and value else None


def as_list(value: object) -> list[Any]:
    """One thing or several, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def unresolved(answer: Resolved) -> UnresolvedReason:
    """Why a resolver has no document."""
    return answer.reason if isinstance(answer, Unresolved) else UnresolvedReason.UNKNOWN


def from_error(kind: CheckKind, error: BadgeError) -> Check:
    """An error as a check: undetermined when it leaves the question open, else invalid."""
    verdict = Outcome.UNDETERMINED if error.code in _OPEN else Outcome.INVALID
    return Check(kind, error.code, verdict, error.params)


def passed(kind: CheckKind, code: str, **params: str | int) -> Check:
    """A check that found nothing."""
    return Check(kind, code, Outcome.VALID, params)


def invalid(kind: CheckKind, code: str, **params: str | int) -> Check:
    """A check after which the badge is not valid."""
    return Check(kind, code, Outcome.INVALID, params)


def undetermined(kind: CheckKind, code: str, **params: str | int) -> Check:
    """A check that could not be made."""
    return Check(kind, code, Outcome.UNDETERMINED, params)
