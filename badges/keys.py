"""Ed25519 and P-256 keys: made, written as PEM, and as the Multikey or JWK that others read."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from badges.errors import BadgeError
from badges.facts import HashedEmail

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TEN_DIGITS = 58**10
# Multicodec ed25519-pub, 0xed as a varint (Controlled Identifiers 1.0, 2.2.2).
_ED25519_PREFIX = b"\xed\x01"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One Ed25519 key: private and public PEM, and the public part as multibase `z6Mk...`."""

    private_pem: bytes
    public_pem: bytes
    public_multibase: str

    def __repr__(self) -> str:
        # The private part must not reach a log through a traceback.
        return f"KeyPair(public_multibase={self.public_multibase!r})"


def generate_ed25519() -> KeyPair:
    """Return a new key pair from the system's source of randomness."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    return KeyPair(
        private_pem=private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public_pem=public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public_multibase=_multibase(public),
    )


@dataclass(frozen=True, slots=True)
class P256Pair:
    """One P-256 key: private and public PEM, and the public part as a JWK."""

    private_pem: bytes
    public_pem: bytes
    public_jwk: Mapping[str, str]

    def __repr__(self) -> str:
        # The private part must not reach a log through a traceback.
        return f"P256Pair(public_jwk={self.public_jwk!r})"


def generate_p256() -> P256Pair:
    """Return a new key pair of the curve P-256, for ES256."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key()
    return P256Pair(
        private_pem=private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        public_pem=public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        public_jwk=p256_jwk(public),
    )


def p256_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return the public JWK of a P-256 key."""
    point = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": _coordinate(point.x),
        "y": _coordinate(point.y),
        "alg": "ES256",
    }


def public_jwk(pem: bytes) -> dict[str, str]:
    """Return the JWK of a P-256 key given as public PEM."""
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise BadgeError("key_unreadable") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadgeError("key_not_p256")
    return p256_jwk(key)


def load_p256(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the private key in `pem`; raise BadgeError when it is not a P-256 key."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise BadgeError("key_unreadable") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadgeError("key_not_p256")
    return key


def public_multibase(pem: bytes) -> str:
    """Return the Multikey form of an Ed25519 key given as public or private PEM."""
    if b"PRIVATE KEY" in pem:
        return _multibase(load_private(pem).public_key())
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise BadgeError("key_unreadable") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadgeError("key_not_ed25519")
    return _multibase(key)


def load_private(pem: bytes) -> Ed25519PrivateKey:
    """Return the private key in `pem`; raise BadgeError when it is not an Ed25519 key."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise BadgeError("key_unreadable") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadgeError("key_not_ed25519")
    return key


def load_multibase(value: str) -> Ed25519PublicKey:
    """Return the public key of a Multikey value; raise BadgeError when it holds no Ed25519 key."""
    data = decode_base58(value)
    if len(data) != 34 or not data.startswith(_ED25519_PREFIX):
        raise BadgeError("key_not_ed25519")
    return Ed25519PublicKey.from_public_bytes(data[2:])


def hash_email(email: str, *, salt: str | None = None) -> HashedEmail:
    """Return the hashed form of an address, with a 16-byte salt of its own unless one is given."""
    own = secrets.token_hex(_SALT_BYTES) if salt is None else salt
    digest = hashlib.sha256((email.strip().lower() + own).encode()).hexdigest()
    return HashedEmail(digest=digest, salt=own)


def encode_base58(data: bytes) -> str:
    """Return `data` as multibase base58btc (prefix z)."""
    number = int.from_bytes(data, "big")
    digits = ""
    while number:
        # Ten digits at a time: dividing a long number is what costs.
        number, rest = divmod(number, _TEN_DIGITS)
        for _ in range(10):
            rest, digit = divmod(rest, 58)
            digits = _ALPHABET[digit] + digits
    digits = digits.lstrip("1")
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + digits


def decode_base58(value: str) -> bytes:
    """Return the bytes of a multibase base58btc value; at most 200 characters are read."""
    if not value.startswith("z") or len(value) > 200:
        raise BadgeError("multibase_unreadable")
    number = 0
    for letter in value[1:]:
        place = _ALPHABET.find(letter)
        if place < 0:
            raise BadgeError("multibase_unreadable")
        number = number * 58 + place
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    zeros = len(value[1:]) - len(value[1:].lstrip("1"))
    return b"\0" * zeros + body


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode("ascii")


def _multibase(key: Ed25519PublicKey) -> str:
    return encode_base58(
        _ED25519_PREFIX + key.public_bytes(Encoding.Raw, PublicFormat.Raw),
    )
