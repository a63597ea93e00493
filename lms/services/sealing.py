"""Encryption at rest with keys derived from the master key (AES-256-GCM, random nonce)."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class CannotOpen(Exception):
    """The sealed bytes were damaged, or the master key is another one."""


def seal(plain: bytes, key: bytes, *, purpose: str) -> bytes:
    """Nonce and ciphertext; `purpose` is bound to them and must be given again to open."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())


def unseal(sealed: bytes, key: bytes, *, purpose: str) -> bytes:
    """The plain bytes, or CannotOpen."""
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], purpose.encode())
    except InvalidTag as error:
        raise CannotOpen(
            f"Sealed data ({purpose}) cannot be opened: it is damaged, or the master key is not "
            "the one it was sealed with."
        ) from error
