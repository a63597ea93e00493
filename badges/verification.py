"""Verification of an Open Badges 3.0 credential. Nothing is fetched: resolvers are passed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from badges.errors import BadgeError
from badges.fields import flatten
from badges.instants import read_instant, write_instant
from badges.integrity import CRYPTOSUITE, check_proof_form, proof_holds
from badges.issuers import find_method, method_key
from badges.report import Check, CheckKind, Outcome, VerificationReport, decide
from badges.status import StatusList, decode_status_list

# Proofs that exist and that this library does not check: honest answer, undetermined.
_OTHER_SUITES = frozenset(
    {
        "ecdsa-rdfc-2019",
        "ecdsa-jcs-2019",
        "ecdsa-sd-2023",
        "eddsa-jcs-2022",
        "bbs-2023",
        "Ed25519Signature2018",
        "Ed25519Signature2020",
        "JsonWebSignature2020",
    }
)
# Errors that leave the question open: they do not show that the badge was changed.
_OPEN = frozenset({"context_unknown", "guard_missing", "node_split"})


class UnresolvedReason(StrEnum):
    """Why a resolver has no document to give."""

    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_JSON = "not_json"


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A resolver's answer when it has no document: why."""

    reason: UnresolvedReason


Resolved = Mapping[str, Any] | Unresolved | None
ResolveIssuer = Callable[[str], Resolved]
ResolveStatus = Callable[[str], Resolved]
_Result = tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every check of one verification shares."""

    issuer: str
    resolve_issuer: ResolveIssuer
    resolve_status: ResolveStatus
    now: datetime


def verify_credential(
    document: Mapping[str, Any],
    *,
    resolve_issuer: ResolveIssuer,
    resolve_status: ResolveStatus,
    now: datetime,
) -> VerificationReport:
    """Return what can be said of `document` at `now` (aware).

    `resolve_issuer` gives the DID document of an issuer id, `resolve_status` the status list
    credential at an address; both answer None or Unresolved when they have none.
    """
    if now.tzinfo is None:
        raise BadgeError("instant_naive", value=now.isoformat())
    checks = _authenticity(document, resolve_issuer)
    if all(check.passed for check in checks):
        checks += (_validity(document, now),)
        asked = _Asked(str(_issuer_id(document)), resolve_issuer, resolve_status, now)
        checks += _status(document, asked)
    return VerificationReport(
        outcome=decide(checks),
        checks=checks,
        fields=flatten(document),
        issuer_id=_issuer_id(document),
        credential_id=_text(document.get("id")),
    )


def _authenticity(document: Mapping[str, Any], resolve_issuer: ResolveIssuer) -> _Result:
    structure = _structure(document)
    if not structure.passed:
        return (structure,)
    return (structure, *_proven(document, resolve_issuer))


def _structure(document: Mapping[str, Any]) -> Check:
    types = _as_list(document.get("type"))
    badge = {"OpenBadgeCredential", "AchievementCredential"} & {t for t in types if _text(t)}
    contexts = _as_list(document.get("@context"))
    if any(isinstance(c, str) and "openbadges/v2" in c for c in contexts):
        return _undetermined(CheckKind.STRUCTURE, "structure_open_badges_2")
    if not badge or "VerifiableCredential" not in types:
        return _invalid(CheckKind.STRUCTURE, "structure_not_badge")
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    present = {
        "id": _text(document.get("id")),
        "issuer": _issuer_id(document),
        "validFrom": _text(document.get("validFrom")),
        "credentialSubject": subject,
        "credentialSubject.achievement": isinstance(achievement, Mapping),
    }
    missing = [name for name, value in present.items() if not value]
    if missing:
        return _invalid(CheckKind.STRUCTURE, "structure_missing", names=", ".join(missing))
    return _passed(CheckKind.STRUCTURE, "structure_ok")


def _proven(document: Mapping[str, Any], resolve_issuer: ResolveIssuer) -> _Result:
    """Checks form, issuer and proof of any secured credential (a badge or a status list)."""
    proof = _one_proof(document)
    if isinstance(proof, Check):
        return (proof,)
    try:
        check_proof_form(document, proof)
    except BadgeError as error:
        return (_from_error(CheckKind.FORM, error),)
    form = _passed(CheckKind.FORM, "form_ok")
    method = _issuer_method(document, proof, resolve_issuer)
    if isinstance(method, Check):
        return (form, method)
    issuer = _passed(CheckKind.ISSUER, "issuer_ok", issuer=str(_issuer_id(document)))
    return (form, issuer, _signature(document, proof, method))


def _one_proof(document: Mapping[str, Any]) -> Mapping[str, Any] | Check:
    proofs = _as_list(document.get("proof"))
    if not proofs:
        return _invalid(CheckKind.PROOF, "proof_none")
    if len(proofs) > 1:
        return _undetermined(CheckKind.PROOF, "proof_several", found=len(proofs))
    proof = proofs[0]
    if not isinstance(proof, Mapping):
        return _invalid(CheckKind.PROOF, "proof_malformed")
    kind = proof.get("type")
    suite = proof.get("cryptosuite") if kind == "DataIntegrityProof" else kind
    if isinstance(suite, str) and suite in _OTHER_SUITES:
        return _undetermined(CheckKind.PROOF, "proof_suite", suite=suite)
    if kind != "DataIntegrityProof" or suite != CRYPTOSUITE:
        return _invalid(CheckKind.PROOF, "proof_malformed")
    if proof.get("proofPurpose") != "assertionMethod":
        return _invalid(CheckKind.PROOF, "proof_purpose")
    if not _text(proof.get("verificationMethod")) or not _proof_dates_readable(proof):
        return _invalid(CheckKind.PROOF, "proof_malformed")
    return proof


def _issuer_method(
    document: Mapping[str, Any], proof: Mapping[str, Any], resolve_issuer: ResolveIssuer
) -> Mapping[str, Any] | Check:
    issuer = str(_issuer_id(document))
    method_id = str(proof["verificationMethod"])
    # Before anything is resolved: a key of someone else never speaks for this issuer.
    if method_id.partition("#")[0] != issuer:
        return _invalid(CheckKind.ISSUER, "issuer_other_key", issuer=issuer, key=method_id)
    resolved = resolve_issuer(issuer)
    if not isinstance(resolved, Mapping):
        return _undetermined(
            CheckKind.ISSUER, f"issuer_{_unresolved(resolved).value}", issuer=issuer
        )
    if resolved.get("id") != issuer:
        return _invalid(CheckKind.ISSUER, "issuer_other_document", issuer=issuer)
    method = find_method(resolved, method_id)
    if method is None or method.get("controller", issuer) != issuer:
        return _invalid(CheckKind.ISSUER, "issuer_key_unknown", issuer=issuer, key=method_id)
    return method


def _signature(
    document: Mapping[str, Any], proof: Mapping[str, Any], method: Mapping[str, Any]
) -> Check:
    if method.get("revoked") is not None:
        return _invalid(CheckKind.PROOF, "key_revoked", key=str(method.get("id")))
    if method.get("expires") is not None:
        expires, created = read_instant(method["expires"]), read_instant(proof.get("created"))
        if expires is None or created is None or created > expires:
            return _invalid(CheckKind.PROOF, "key_expired", key=str(method.get("id")))
    try:
        holds = proof_holds(document, proof, method_key(method))
    except BadgeError as error:
        return _from_error(CheckKind.PROOF, error)
    if not holds:
        return _invalid(CheckKind.PROOF, "proof_wrong")
    return _passed(CheckKind.PROOF, "proof_ok", key=str(proof["verificationMethod"]))


def _validity(document: Mapping[str, Any], now: datetime) -> Check:
    kind = CheckKind.VALIDITY
    starts, ends = read_instant(document.get("validFrom")), None
    if "validUntil" in document:
        ends = read_instant(document["validUntil"])
        if ends is None:
            return _invalid(kind, "validity_unreadable", name="validUntil")
    if starts is None:
        return _invalid(kind, "validity_unreadable", name="validFrom")
    proof = _as_list(document.get("proof"))[0]
    proof_ends = read_instant(proof.get("expires"))
    if proof_ends is not None and (ends is None or proof_ends < ends):
        ends = proof_ends
    if now < starts:
        return Check(
            kind, "validity_not_yet", Outcome.NOT_YET_VALID, {"since": write_instant(starts)}
        )
    if ends is None:
        return _passed(kind, "validity_open", since=write_instant(starts))
    params = {"since": write_instant(starts), "until": write_instant(ends)}
    if now >= ends:
        return Check(kind, "validity_over", Outcome.EXPIRED, params)
    return _passed(kind, "validity_ok", **params)


def _status(document: Mapping[str, Any], asked: _Asked) -> _Result:
    entries = _as_list(document.get("credentialStatus"))
    if not entries:
        return (_passed(CheckKind.STATUS, "status_none"),)
    if len(entries) > 8:
        return (_invalid(CheckKind.STATUS, "status_many", found=len(entries)),)
    return tuple(_status_entry(entry, asked) for entry in entries)


def _status_entry(entry: object, asked: _Asked) -> Check:
    kind = CheckKind.STATUS
    if not isinstance(entry, Mapping) or entry.get("type") != "BitstringStatusListEntry":
        return _undetermined(kind, "status_type")
    purpose = str(entry.get("statusPurpose"))
    if purpose not in {"revocation", "suspension"}:
        return _undetermined(kind, "status_purpose", purpose=purpose)
    url, place = _text(entry.get("statusListCredential")), str(entry.get("statusListIndex"))
    single_bit = str(entry.get("statusSize", 1)) == "1"
    if not url or not single_bit or not (place.isascii() and place.isdigit() and len(place) < 12):
        return _undetermined(kind, "status_entry", purpose=purpose)
    found = _trusted_list(url, purpose, asked)
    if isinstance(found, Check):
        return found
    params: dict[str, str | int] = {"url": url, "index": int(place)}
    if int(place) >= found.entries:
        return _undetermined(kind, "status_outside", **params)
    if not found.is_set(int(place)):
        return _passed(kind, f"status_{purpose}_clear", **params)
    verdict = Outcome.REVOKED if purpose == "revocation" else Outcome.SUSPENDED
    return Check(kind, f"status_{purpose}_set", verdict, params)


def _trusted_list(url: str, purpose: str, asked: _Asked) -> StatusList | Check:
    """Return the list at `url` if the badge's issuer signed it for `purpose`, else why not."""
    kind = CheckKind.STATUS
    resolved = asked.resolve_status(url)
    if not isinstance(resolved, Mapping):
        return _undetermined(kind, f"status_{_unresolved(resolved).value}", url=url)
    subject = resolved.get("credentialSubject")
    fits = (
        "BitstringStatusListCredential" in _as_list(resolved.get("type"))
        and isinstance(subject, Mapping)
        and subject.get("type") == "BitstringStatusList"
        and purpose in _as_list(subject.get("statusPurpose"))
        and resolved.get("id") == url
    )
    if not fits or not isinstance(subject, Mapping):
        return _undetermined(kind, "status_other_list", url=url, purpose=purpose)
    if _issuer_id(resolved) != asked.issuer:
        return _undetermined(kind, "status_other_issuer", url=url)
    if not all(check.passed for check in _proven(resolved, asked.resolve_issuer)):
        return _undetermined(kind, "status_forged", url=url)
    if not _validity(resolved, asked.now).passed:
        return _undetermined(kind, "status_stale", url=url)
    try:
        return decode_status_list(str(subject.get("encodedList")))
    except BadgeError:
        return _undetermined(kind, "status_unreadable_list", url=url)


def _proof_dates_readable(proof: Mapping[str, Any]) -> bool:
    return all(
        read_instant(proof[name]) is not None for name in ("created", "expires") if name in proof
    )


def _issuer_id(document: Mapping[str, Any]) -> str | None:
    issuer = document.get("issuer")
    return _text(issuer.get("id") if isinstance(issuer, Mapping) else issuer)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _unresolved(answer: Resolved) -> UnresolvedReason:
    return answer.reason if isinstance(answer, Unresolved) else UnresolvedReason.UNKNOWN


def _from_error(kind: CheckKind, error: BadgeError) -> Check:
    verdict = Outcome.UNDETERMINED if error.code in _OPEN else Outcome.INVALID
    return Check(kind, error.code, verdict, error.params)


def _passed(kind: CheckKind, code: str, **params: str | int) -> Check:
    return Check(kind, code, Outcome.VALID, params)


def _invalid(kind: CheckKind, code: str, **params: str | int) -> Check:
    return Check(kind, code, Outcome.INVALID, params)


def _undetermined(kind: CheckKind, code: str, **params: str | int) -> Check:
    return Check(kind, code, Outcome.UNDETERMINED, params)
