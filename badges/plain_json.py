"""Data Integrity proofs of the suite eddsa-jcs-2022 (W3C vc-di-eddsa 3.3), over plain JSON.

For signed documents that are no credentials and need no vocabulary: JSON in its one canonical
form (RFC 8785) without fractions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature

from badges.errors import BadgeError
from badges.instants import read_instant, write_instant
from badges.issuers import find_method, method_key
from badges.keys import decode_base58, encode_base58, load_private

CRYPTOSUITE = "eddsa-jcs-2022"
_LARGEST = 2**53 - 1  # beyond it readers of JSON disagree about whole numbers
_SIGNATURE_BYTES = 64


def canonical_text(value: Any) -> str:
    """Return the RFC 8785 form of JSON made of objects, arrays, texts, booleans, whole numbers."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: str(name).encode("utf-16-be", "surrogatepass"))
        return {name: _ordered(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, float) or (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST
    ):
        raise BadgeError("json_fraction", value=str(value))
    return value


def sign_json(
    document: Mapping[str, Any], *, private_pem: bytes, verification_method: str, created: datetime
) -> dict[str, Any]:
    """Return a copy of `document` with a `proof` by `verification_method`."""
    if "proof" in document:
        raise BadgeError("proof_present")
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": write_instant(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    signature = load_private(private_pem).sign(_hash_data(document, options))
    return {**document, "proof": {**options, "proofValue": encode_base58(signature)}}


def refusal_of_json(document: Mapping[str, Any], issuer: Mapping[str, Any]) -> str | None:
    """Return why the proof of `document` does not hold against an issuer's did.json, or None.

    One of: proof_missing, key_unknown, key_revoked, key_expired, signature_wrong.
    """
    proof = document.get("proof")
    if not isinstance(proof, Mapping) or proof.get("cryptosuite") != CRYPTOSUITE:
        return "proof_missing"
    if proof.get("type") != "DataIntegrityProof" or proof.get("proofPurpose") != "assertionMethod":
        return "proof_missing"
    method = find_method(issuer, str(proof.get("verificationMethod")))
    if method is None:
        return "key_unknown"
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if not _holds(unsecured, options, str(proof.get("proofValue")), method):
        return "signature_wrong"
    return _refused_by_time(method, read_instant(proof.get("created")))


def _refused_by_time(method: Mapping[str, Any], created: datetime | None) -> str | None:
    if "revoked" in method:
        return "key_revoked"
    if "expires" not in method:
        return None
    end = read_instant(method["expires"])
    return None if end is not None and created is not None and created <= end else "key_expired"


def _holds(
    unsecured: Mapping[str, Any],
    options: Mapping[str, Any],
    value: str,
    method: Mapping[str, Any],
) -> bool:
    try:
        signature = decode_base58(value)
        # The encoding is unique, so that no second spelling of one signature passes.
        if len(signature) != _SIGNATURE_BYTES or encode_base58(signature) != value:
            return False
        method_key(method).verify(signature, _hash_data(unsecured, options))
    except (BadgeError, InvalidSignature, UnicodeEncodeError):
        return False
    return True


def _hash_data(unsecured: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    # vc-di-eddsa 3.3.4: the hash of the proof options comes first.
    pieces: Sequence[Mapping[str, Any]] = (options, unsecured)
    return b"".join(hashlib.sha256(canonical_text(piece).encode()).digest() for piece in pieces)
