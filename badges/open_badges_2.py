"""The same award as Open Badges 2.0: documents at addresses, an RS256 signature, baked pictures.

Everything is said as the signed credential of 3.0 says it; nothing is looked up again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import jwt
import openbadges_bakery
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from badges.errors import BadgeError
from badges.facts import AchievementFacts, AlignmentFacts, IssuerFacts
from badges.png import bare_png

CONTEXT = "https://w3id.org/openbadges/v2"
_BITS = 2048
_RESERVED = 2  # the reference validator misreads a revocation list with exactly one entry
_SVG_BAKE = re.compile(
    rb"<openbadges:assertion\b[^>]*?(?:/>|>.*?</openbadges:assertion\s*>)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class IssuerAddresses:
    """Where the documents of an issuer stand; `keys` are the addresses of its RSA keys."""

    profile: str
    revocations: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RsaPair:
    """An RSA key as PEM, private and public."""

    private_pem: bytes
    public_pem: bytes

    def __repr__(self) -> str:
        # The private part must not reach a log through a traceback.
        return "RsaPair(…)"


def generate_rsa() -> RsaPair:
    """Return a new RSA key of 2048 bits."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    return RsaPair(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def build_profile_v2(
    facts: IssuerFacts, addresses: IssuerAddresses, *, email: str
) -> dict[str, Any]:
    """Return the Issuer profile; 2.0 requires an e-mail address."""
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": addresses.profile,
        "name": facts.name,
        "url": facts.url,
        "email": facts.email or email,
        "revocationList": addresses.revocations,
    }
    if facts.description is not None:
        document["description"] = facts.description
    if addresses.keys:
        document["publicKey"] = list(addresses.keys)
    return document


def build_key_v2(address: str, *, owner: str, public_pem: str) -> dict[str, Any]:
    """Return the CryptographicKey document of one RSA key."""
    return {
        "@context": CONTEXT,
        "type": "CryptographicKey",
        "id": address,
        "owner": owner,
        "publicKeyPem": public_pem,
    }


def build_badge_class_v2(address: str, facts: AchievementFacts, *, issuer: str) -> dict[str, Any]:
    """Return the BadgeClass; 2.0 requires a picture."""
    assert facts.image is not None
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": address,
        "name": facts.name,
        "description": facts.description,
        "image": facts.image.url,
        "criteria": {"id": facts.criteria_url, "narrative": facts.criteria_narrative},
        "issuer": issuer,
    }
    if facts.language is not None:
        document["@language"] = facts.language
    if facts.version is not None:
        document["version"] = facts.version
    if facts.tags:
        document["tags"] = list(facts.tags)
    if facts.alignments:
        document["alignment"] = [_alignment(one) for one in facts.alignments]
    return document


def build_assertion_v2(
    credential: Mapping[str, Any], *, address: str, badge: str, key: str | None = None
) -> dict[str, Any]:
    """Return the Assertion of a 3.0 credential: hosted at `address`, or to be signed with `key`."""
    subject = credential["credentialSubject"]
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": address,
        "recipient": _recipient(subject),
        "badge": badge,
        "issuedOn": credential["awardedDate"],
        "verification": {"type": "HostedBadge"}
        if key is None
        else {"type": "SignedBadge", "creator": key},
    }
    if credential.get("validUntil"):
        document["expires"] = credential["validUntil"]
    evidence = [
        {
            "type": "Evidence",
            **{name: one[name] for name in ("id", "name", "narrative", "genre") if name in one},
        }
        for one in credential.get("evidence", [])
    ]
    if evidence:
        document["evidence"] = evidence
    return document


def revoked_assertion_v2(address: str, *, reason: str) -> dict[str, Any]:
    """Return what stands at the address of a hosted assertion that was revoked."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": address,
        "revoked": True,
        "revocationReason": reason,
    }


def build_revocation_list_v2(
    address: str, *, issuer: str, revoked: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return the RevocationList: (id, reason) of each, and reserved entries that nobody holds."""
    reserved = [
        (f"urn:uuid:{uuid5(NAMESPACE_URL, f'{address}#reserved-{number}')}", "reserved")
        for number in range(1, _RESERVED + 1)
    ]
    return {
        "@context": CONTEXT,
        "type": "RevocationList",
        "id": address,
        "issuer": issuer,
        "revokedAssertions": [
            {"id": one, "revocationReason": reason} for one, reason in [*reserved, *revoked]
        ],
    }


def sign_assertion_v2(assertion: Mapping[str, Any], *, private_pem: bytes) -> str:
    """Return the assertion as a compact JWS (RS256, the only one the reference validator takes)."""
    return jwt.encode(dict(assertion), _rsa(private_pem), algorithm="RS256")


def bake_v2(picture: bytes, text: str) -> bytes:
    """Return a PNG or SVG with `text` (a JWS, or the JSON) as its only Open Badges 2.0 bake."""
    # The bakery adds a second assertion to a picture that has one.
    bare = _SVG_BAKE.sub(b"", picture) if picture.lstrip()[:1] == b"<" else bare_png(picture)
    return bytes(openbadges_bakery.bake(io.BytesIO(bare), text, io.BytesIO()).getvalue())


@lru_cache(maxsize=16)
def _rsa(pem: bytes) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadgeError("key_unreadable")
    return key


def _recipient(subject: Mapping[str, Any]) -> dict[str, Any]:
    for one in subject.get("identifier", []):
        if one.get("identityType") == "emailAddress" and one.get("hashed"):
            return {
                "type": "email",
                "hashed": True,
                "identity": one["identityHash"],
                "salt": one["salt"],
            }
    return {"type": "id", "hashed": False, "identity": subject["id"]}


def _alignment(one: AlignmentFacts) -> dict[str, str]:
    found = {
        "targetName": one.name,
        "targetUrl": one.url,
        "targetFramework": one.framework,
        "targetCode": one.code,
        "targetDescription": one.description,
    }
    return {name: value for name, value in found.items() if value is not None}
