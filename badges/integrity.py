"""Data Integrity proofs of the suite eddsa-rdfc-2022 (W3C vc-di-eddsa), made and checked."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from badges import rdf
from badges.errors import BadgeError
from badges.instants import write_instant
from badges.keys import decode_base58, encode_base58, load_private

CRYPTOSUITE = "eddsa-rdfc-2022"
_SIGNATURE_BYTES = 64

Canonicaliser = Callable[[Mapping[str, Any]], str]


def sign_credential(
    document: Mapping[str, Any],
    *,
    private_pem: bytes,
    verification_method: str,
    created: datetime,
    canonicalise: Canonicaliser = rdf.canonical,
) -> dict[str, Any]:
    """Return a copy of `document` with one proof (as an array) by `verification_method`.

    Signs nothing that a verifier would refuse: control characters, members that no context
    defines, over 256 kB. `canonicalise` may be a faster one that gives the same N-Quads.
    """
    if "proof" in document:
        raise BadgeError("proof_present")
    options = proof_options(verification_method, created)
    rdf.check_text(document)
    rdf.check_size(document)
    rdf.check_form(document, with_context(options, document))
    data = _hash_data(document, options, canonicalise)
    signature = load_private(private_pem).sign(data)
    signed = copy.deepcopy(dict(document))
    signed["proof"] = [{**options, "proofValue": encode_base58(signature)}]
    return signed


def proof_options(verification_method: str, created: datetime) -> dict[str, Any]:
    """Return the proof without its value."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": write_instant(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }


def with_context(options: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the proof options as a document of their own, in the vocabulary of `document`."""
    return {**options, "@context": document.get("@context")}


def check_proof_form(document: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
    """Raise BadgeError unless `proof` is made over the JSON of `document` exactly as it reads."""
    rdf.check_text(document)
    rdf.check_size(document)
    rdf.check_form(_unsecured(document), with_context(_options(proof), document))


def proof_holds(
    document: Mapping[str, Any], proof: Mapping[str, Any], key: Ed25519PublicKey
) -> bool:
    """Return whether `key` made `proof` over `document`, by full canonicalisation.

    Raises BadgeError when there is no canonical form to compare.
    """
    data = _hash_data(_unsecured(document), _options(proof), rdf.canonical)
    try:
        signature = decode_base58(str(proof.get("proofValue")))
    except BadgeError:
        return False
    # The encoding is unique, so that no second spelling of one signature passes.
    if len(signature) != _SIGNATURE_BYTES or encode_base58(signature) != proof.get("proofValue"):
        return False
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _hash_data(
    unsecured: Mapping[str, Any], options: Mapping[str, Any], canonicalise: Canonicaliser
) -> bytes:
    # vc-di-eddsa 3.2.4: the hash of the proof options comes first.
    config = canonicalise(with_context(options, unsecured))
    return (
        hashlib.sha256(config.encode()).digest()
        + hashlib.sha256(canonicalise(unsecured).encode()).digest()
    )


def _unsecured(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != "proof"}


def _options(proof: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in proof.items() if key != "proofValue"}
