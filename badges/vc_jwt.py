"""Open Badges 3.0 as a compact JWS (OB 3.0, 8.2; "VC-JWT"): made with ES256, read and checked."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from badges import rdf
from badges.errors import BadgeError, BadgeFileError
from badges.instants import read_instant
from badges.issuers import method_key
from badges.json_text import BOM, parse_object
from badges.keys import load_p256, p256_jwk

ALGORITHM = "ES256"
REGISTERED = frozenset({"iss", "sub", "aud", "jti", "nbf", "exp", "iat"})
_READ = frozenset({"ES256", "RS256", "EdDSA"})
_LEAST_RSA_BITS = 2048
_PART = re.compile(rb"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class JwtCredential:
    """A compact JWS taken apart, nothing of it checked: `document` is the credential in it."""

    token: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    document: Mapping[str, Any]

    @property
    def algorithm(self) -> str:
        """The name of the algorithm in the header."""
        return str(self.header.get("alg"))


def sign_jwt(
    document: Mapping[str, Any], *, private_pem: bytes, verification_method: str, created: datetime
) -> str:
    """Return an unsigned credential as a compact JWS by a P-256 key named `verification_method`."""
    if "proof" in document:
        raise BadgeError("proof_present")
    rdf.check_text(document)
    rdf.check_size(document)
    rdf.check_vocabulary(document)
    key = load_p256(private_pem)
    claims: dict[str, Any] = {
        **document,
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": _seconds(document["validFrom"]),
        "iat": int(created.timestamp()),
    }
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    # Both: some verifiers look the key up by its name, others want it at hand (OB 3.0, 8.2.4.1).
    header = {"typ": "JWT", "kid": verification_method, "jwk": p256_jwk(key.public_key())}
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers=header)


def looks_like_jwt(data: bytes) -> bool:
    """Return whether `data` is three parts of which the first is a JSON object in base64url."""
    text = data.removeprefix(BOM).strip()
    return text.startswith(b"eyJ") and text.count(b".") == 2


def read_jwt(data: bytes) -> JwtCredential:
    """Return the parts of a compact JWS; raise BadgeFileError when it cannot be read."""
    text = data.removeprefix(BOM).strip()
    parts = text.split(b".")
    if len(parts) != 3 or not all(map(_PART.fullmatch, parts[:2])):
        raise BadgeFileError("jwt_unreadable")
    header, claims = (parse_object(_decoded(part)) for part in parts[:2])
    # Verifiable Credentials 1.1 put the credential into a claim of its own.
    inner = claims.get("vc")
    if "type" not in claims and isinstance(inner, Mapping):
        document = dict(inner)
    else:
        document = {name: value for name, value in claims.items() if name not in REGISTERED}
    return JwtCredential(text.decode("ascii", "replace"), header, claims, document)


def is_read(algorithm: str) -> bool:
    """Return whether signatures of `algorithm` are checked here."""
    return algorithm in _READ


def wrong_claim(given: JwtCredential) -> str | None:
    """Return the registered claim that says otherwise than the credential; None when none does."""
    document = given.document
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    same = {
        "iss": issuer.get("id") if isinstance(issuer, Mapping) else issuer,
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
    }
    for name, value in same.items():
        if name in given.claims and given.claims[name] != value:
            return name
    for name, member in (("nbf", "validFrom"), ("exp", "validUntil")):
        if name not in given.claims:
            continue
        at = given.claims[name]
        if not isinstance(at, int) or isinstance(at, bool):
            return name
        if member in document and at != _whole_seconds(document[member]):
            return name
    return None


def signature_holds(given: JwtCredential, method: Mapping[str, Any]) -> bool:
    """Return whether the key of `method` signed it; BadgeError when that key cannot have.

    The algorithm must be that of the key: a header never chooses how a key is used.
    """
    key = _public_key(method)
    fits = {"ES256": EllipticCurvePublicKey, "RS256": RSAPublicKey, "EdDSA": Ed25519PublicKey}
    if not isinstance(key, fits[given.algorithm]):
        raise BadgeError("jwt_key_kind", algorithm=given.algorithm)
    signed, _, signature = given.token.rpartition(".")
    if not _PART.fullmatch(signature.encode()):
        return False
    algorithm = jwt.get_algorithm_by_name(given.algorithm)
    try:
        return bool(algorithm.verify(signed.encode(), key, _decoded(signature.encode())))
    except BadgeFileError:
        return False


def _public_key(method: Mapping[str, Any]) -> Any:
    jwk = method.get("publicKeyJwk")
    if not isinstance(jwk, Mapping) or jwk.get("kty") not in {"EC", "RSA"}:
        return method_key(method)
    try:
        key = jwt.PyJWK.from_dict(dict(jwk)).key
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise BadgeError("key_unusable") from error
    usual_curve = isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
    long = isinstance(key, RSAPublicKey) and key.key_size >= _LEAST_RSA_BITS
    if not usual_curve and not long:
        raise BadgeError("key_unusable")
    return key


def _decoded(part: bytes) -> bytes:
    try:
        return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadgeFileError("jwt_unreadable") from error


def _seconds(written: str) -> int:
    at = _whole_seconds(written)
    assert at is not None
    return at


def _whole_seconds(written: object) -> int | None:
    at = read_instant(written)
    return None if at is None else int(at.timestamp())
