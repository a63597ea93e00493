"""Issuers as did:web: the identifier, its document, and the key that a proof names in it."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from badges.errors import BadgeError
from badges.instants import write_instant
from badges.keys import load_multibase

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"
JWK_CONTEXT = "https://w3id.org/security/jwk/v1"
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of an issuer: its fragment (`key-1`), Multikey value or JWK, and when it stopped.

    `expires`: later proofs with it are refused, earlier ones hold (a rotation).
    `revoked`: every proof with it is refused (a key that was stolen).
    """

    fragment: str
    public_multibase: str | None = None
    expires: datetime | None = None
    revoked: datetime | None = None
    public_jwk: Mapping[str, str] | None = None


def did_web(public_url: str, slug: str) -> str:
    """Return the did:web of issuer `slug` served under `public_url` (…:issuers:slug)."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or not host:
        raise BadgeError("did_url", url=public_url)
    if _is_ip(host):
        raise BadgeError("did_ip", url=public_url)
    if not _SLUG.fullmatch(slug):
        raise BadgeError("did_slug", slug=slug)
    port = "" if parts.port is None else f"%3A{parts.port}"
    path = [quote(part) for part in parts.path.split("/") if part]
    return ":".join(["did:web", host + port, *path, "issuers", slug])


def did_web_url(did: str) -> str:
    """Return the https address of a did:web document; raise BadgeError for IP addresses."""
    method, _, rest = did.partition("did:web:")
    pieces = rest.split(":")
    host, _, port = unquote(pieces[0]).partition(":")
    plain = all(re.fullmatch(r"[A-Za-z0-9._%-]+", piece) for piece in pieces)
    usual_host = re.fullmatch(r"[A-Za-z0-9.-]+", host) and (not port or port.isdecimal())
    if method or not plain or not usual_host:
        raise BadgeError("did_not_web", did=did)
    if _is_ip(host):
        raise BadgeError("did_ip", url=did)
    netloc = f"{host}:{port}" if port else host
    folder = "/".join(pieces[1:]) or ".well-known"
    return f"https://{netloc}/{folder}/did.json"


def did_document(did: str, keys: Sequence[IssuerKey], *, url: str | None = None) -> dict[str, Any]:
    """Return the did.json of an issuer: every key that ever signed (Multikey or JsonWebKey)."""
    if not keys:
        raise BadgeError("did_no_key", did=did)
    contexts = [DID_CONTEXT, MULTIKEY_CONTEXT]
    if any(key.public_jwk is not None for key in keys):
        contexts.append(JWK_CONTEXT)
    document: dict[str, Any] = {"@context": contexts, "id": did}
    if url is not None:
        document["alsoKnownAs"] = [url]
    document["verificationMethod"] = [_method(did, key) for key in keys]
    document["assertionMethod"] = [f"{did}#{key.fragment}" for key in keys]
    return document


def did_key_document(did: str) -> dict[str, Any]:
    """Return the document of a did:key with an Ed25519 key: it stands in the identifier itself."""
    method, found, value = did.partition("did:key:")
    if method or not found:
        raise BadgeError("did_not_key", did=did)
    load_multibase(value)
    return {
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{value}",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": value,
            }
        ],
        "assertionMethod": [f"{did}#{value}"],
    }


def find_method(document: Mapping[str, Any], method_id: str) -> Mapping[str, Any] | None:
    """Return the verification method `method_id` that may assert claims, or None."""
    asserting = document.get("assertionMethod")
    for entry in asserting if isinstance(asserting, list) else []:
        if isinstance(entry, Mapping) and entry.get("id") == method_id:
            return entry
    if not isinstance(asserting, list) or method_id not in asserting:
        return None
    methods = document.get("verificationMethod")
    for entry in methods if isinstance(methods, list) else []:
        if isinstance(entry, Mapping) and entry.get("id") == method_id:
            return entry
    return None


def method_key(method: Mapping[str, Any]) -> Ed25519PublicKey:
    """Return the Ed25519 key of a verification method (Multikey or JsonWebKey), or raise."""
    multibase = method.get("publicKeyMultibase")
    if isinstance(multibase, str):
        return load_multibase(multibase)
    jwk = method.get("publicKeyJwk")
    usable = isinstance(jwk, Mapping) and jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519"
    if not usable or not isinstance(jwk, Mapping):
        raise BadgeError("key_not_ed25519")
    text = str(jwk.get("x"))
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError as error:
        raise BadgeError("key_not_ed25519") from error


def _method(did: str, key: IssuerKey) -> dict[str, Any]:
    method: dict[str, Any] = {"id": f"{did}#{key.fragment}", "controller": did}
    if key.public_jwk is None:
        method |= {"type": "Multikey", "publicKeyMultibase": key.public_multibase}
    else:
        method |= {"type": "JsonWebKey", "publicKeyJwk": dict(key.public_jwk)}
    if key.expires is not None:
        method["expires"] = write_instant(key.expires)
    if key.revoked is not None:
        method["revoked"] = write_instant(key.revoked)
    return method


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        # A name of digits and dots only is an address to some resolvers (127.1, 2130706433).
        return bool(re.fullmatch(r"[0-9.]+|0[xX][0-9a-fA-F.xX]+", host))
    return True
