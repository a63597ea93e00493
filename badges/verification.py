"""Verification of an Open Badges 3.0 credential. Nothing is fetched: resolvers are passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badges.checks import (
    ResolveIssuer,
    ResolveStatus,
    Result,
    as_list,
    check_structure,
    check_validity,
    from_error,
    invalid,
    issuer_id,
    key_refusal,
    method_of,
    passed,
    text_of,
    undetermined,
    unresolved,
)
from badges.errors import BadgeError
from badges.fields import flatten
from badges.instants import read_instant
from badges.integrity import CRYPTOSUITE, check_proof_form, proof_holds
from badges.issuers import method_key
from badges.jwt_checks import check_jwt, expiry
from badges.report import Check, CheckKind, Outcome, VerificationReport, decide
from badges.status import StatusList, decode_status_list
from badges.vc_jwt import JwtCredential

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every check of one verification shares."""

    issuer: str
    resolve_issuer: ResolveIssuer
    resolve_status: ResolveStatus
    now: datetime


def verify_credential(
    secured: Mapping[str, Any] | JwtCredential,
    *,
    resolve_issuer: ResolveIssuer,
    resolve_status: ResolveStatus,
    now: datetime,
) -> VerificationReport:
    """Return what can be said at `now` (aware) of a document with a proof, or of a JWT.

    `resolve_issuer` gives the DID document of an issuer id, `resolve_status` the status list
    credential at an address; both answer None or Unresolved when they have none.
    """
    if now.tzinfo is None:
        raise BadgeError("instant_naive", value=now.isoformat())
    if isinstance(secured, JwtCredential):
        document, proof_ends = secured.document, expiry(secured)
        checks = check_jwt(secured, resolve_issuer)
    else:
        document, proof_ends = secured, _proof_ends(secured)
        checks = _authenticity(secured, resolve_issuer)
    if all(check.passed for check in checks):
        checks += (check_validity(document, now, proof_ends=proof_ends),)
        asked = _Asked(str(issuer_id(document)), resolve_issuer, resolve_status, now)
        checks += _status(document, asked)
    return VerificationReport(
        outcome=decide(checks),
        checks=checks,
        fields=flatten(document),
        issuer_id=issuer_id(document),
        credential_id=text_of(document.get("id")),
    )


def _proof_ends(document: Mapping[str, Any]) -> datetime | None:
    proofs = as_list(document.get("proof"))
    return (
        read_instant(proofs[0].get("expires"))
        if proofs and isinstance(proofs[0], Mapping)
        else None
    )


def _authenticity(document: Mapping[str, Any], resolve_issuer: ResolveIssuer) -> Result:
    structure = check_structure(document)
    if not structure.passed:
        return (structure,)
    return (structure, *_proven(document, resolve_issuer))


def _proven(document: Mapping[str, Any], resolve_issuer: ResolveIssuer) -> Result:
    """Checks form, issuer and proof of any secured credential (a badge or a status list)."""
    proof = _one_proof(document)
    if isinstance(proof, Check):
        return (proof,)
    try:
        check_proof_form(document, proof)
    except BadgeError as error:
        return (from_error(CheckKind.FORM, error),)
    form = passed(CheckKind.FORM, "form_ok")
    method = method_of(document, str(proof["verificationMethod"]), resolve_issuer)
    if isinstance(method, Check):
        return (form, method)
    issuer = passed(CheckKind.ISSUER, "issuer_ok", issuer=str(issuer_id(document)))
    return (form, issuer, _signature(document, proof, method))


def _one_proof(document: Mapping[str, Any]) -> Mapping[str, Any] | Check:
    proofs = as_list(document.get("proof"))
    if not proofs:
        return invalid(CheckKind.PROOF, "proof_none")
    if len(proofs) > 1:
        return undetermined(CheckKind.PROOF, "proof_several", found=len(proofs))
    proof = proofs[0]
    if not isinstance(proof, Mapping):
        return invalid(CheckKind.PROOF, "proof_malformed")
    kind = proof.get("type")
    suite = proof.get("cryptosuite") if kind == "DataIntegrityProof" else kind
    if isinstance(suite, str) and suite in _OTHER_SUITES:
        return undetermined(CheckKind.PROOF, "proof_suite", suite=suite)
    if kind != "DataIntegrityProof" or suite != CRYPTOSUITE:
        return invalid(CheckKind.PROOF, "proof_malformed")
    if proof.get("proofPurpose") != "assertionMethod":
        return invalid(CheckKind.PROOF, "proof_purpose")
    if not text_of(proof.get("verificationMethod")) or not _proof_dates_readable(proof):
        return invalid(CheckKind.PROOF, "proof_malformed")
    return proof


def _signature(
    document: Mapping[str, Any], proof: Mapping[str, Any], method: Mapping[str, Any]
) -> Check:
    refused = key_refusal(method, read_instant(proof.get("created")))
    if refused is not None:
        return refused
    try:
        holds = proof_holds(document, proof, method_key(method))
    except BadgeError as error:
        return from_error(CheckKind.PROOF, error)
    if not holds:
        return invalid(CheckKind.PROOF, "proof_wrong")
    return passed(CheckKind.PROOF, "proof_ok", key=str(proof["verificationMethod"]))


def _status(document: Mapping[str, Any], asked: _Asked) -> Result:
    entries = as_list(document.get("credentialStatus"))
    if not entries:
        return (passed(CheckKind.STATUS, "status_none"),)
    if len(entries) > 8:
        return (invalid(CheckKind.STATUS, "status_many", found=len(entries)),)
    return tuple(_status_entry(entry, asked) for entry in entries)


def _status_entry(entry: object, asked: _Asked) -> Check:
    kind = CheckKind.STATUS
    if not isinstance(entry, Mapping) or entry.get("type") != "BitstringStatusListEntry":
        return undetermined(kind, "status_type")
    purpose = str(entry.get("statusPurpose"))
    if purpose not in {"revocation", "suspension"}:
        return undetermined(kind, "status_purpose", purpose=purpose)
    url, place = text_of(entry.get("statusListCredential")), str(entry.get("statusListIndex"))
    single_bit = str(entry.get("statusSize", 1)) == "1"
    if not url or not single_bit or not (place.isascii() and place.isdigit() and len(place) < 12):
        return undetermined(kind, "status_entry", purpose=purpose)
    found = _trusted_list(url, purpose, asked)
    if isinstance(found, Check):
        return found
    params: dict[str, str | int] = {"url": url, "index": int(place)}
    if int(place) >= found.entries:
        return undetermined(kind, "status_outside", **params)
    if not found.is_set(int(place)):
        return passed(kind, f"status_{purpose}_clear", **params)
    verdict = Outcome.REVOKED if purpose == "revocation" else Outcome.SUSPENDED
    return Check(kind, f"status_{purpose}_set", verdict, params)


def _trusted_list(url: str, purpose: str, asked: _Asked) -> StatusList | Check:
    """Return the list at `url` if the badge's issuer signed it for `purpose`, else why not."""
    kind = CheckKind.STATUS
    resolved = asked.resolve_status(url)
    if not isinstance(resolved, Mapping):
        return undetermined(kind, f"status_{unresolved(resolved).value}", url=url)
    subject = resolved.get("credentialSubject")
    fits = (
        "BitstringStatusListCredential" in as_list(resolved.get("type"))
        and isinstance(subject, Mapping)
        and subject.get("type") == "BitstringStatusList"
        and purpose in as_list(subject.get("statusPurpose"))
        and resolved.get("id") == url
    )
    if not fits or not isinstance(subject, Mapping):
        return undetermined(kind, "status_other_list", url=url, purpose=purpose)
    if issuer_id(resolved) != asked.issuer:
        return undetermined(kind, "status_other_issuer", url=url)
    if not all(check.passed for check in _proven(resolved, asked.resolve_issuer)):
        return undetermined(kind, "status_forged", url=url)
    if not check_validity(resolved, asked.now, proof_ends=_proof_ends(resolved)).passed:
        return undetermined(kind, "status_stale", url=url)
    try:
        return decode_status_list(str(subject.get("encodedList")))
    except BadgeError:
        return undetermined(kind, "status_unreadable_list", url=url)


def _proof_dates_readable(proof: Mapping[str, Any]) -> bool:
    return all(
        read_instant(proof[name]) is not None for name in ("created", "expires") if name in proof
    )
