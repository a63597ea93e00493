"""Bitstring Status List 1.0: lists of bits, and the credential that publishes one."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badges.errors import BadgeError
from badges.facts import StatusPurpose
from badges.instants import write_instant
from badges.rdf import CREDENTIALS_V2

# Bitstring Status List 1.0, 4.1: 16 kB uncompressed at least, so that one bit hides among many.
MIN_ENTRIES = 131_072
_MAX_ENTRIES = 8 * 1024 * 1024 * 5


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list of bits; bit `index` counts from the left, most significant bit first."""

    bits: bytes

    @property
    def entries(self) -> int:
        """How many badges the list has room for."""
        return len(self.bits) * 8

    def is_set(self, index: int) -> bool:
        """Return the bit at `index`; raise BadgeError when it is outside the list."""
        _check_index(index, self.entries)
        return bool(self.bits[index // 8] >> (7 - index % 8) & 1)

    def encode(self) -> str:
        """Return the list as `encodedList`: GZIP, base64url without padding, multibase u."""
        packed = gzip.compress(self.bits, mtime=0)
        return "u" + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def make_status_list(set_indices: Iterable[int], *, entries: int = MIN_ENTRIES) -> StatusList:
    """Return a list of `entries` bits (at least 131,072, in whole bytes) with those indices set."""
    if entries < MIN_ENTRIES or entries % 8 or entries > _MAX_ENTRIES:
        raise BadgeError("status_size", entries=entries, least=MIN_ENTRIES)
    bits = bytearray(entries // 8)
    for index in set_indices:
        _check_index(index, entries)
        bits[index // 8] |= 0x80 >> (index % 8)
    return StatusList(bytes(bits))


def decode_status_list(encoded: str) -> StatusList:
    """Return the list in an `encodedList`; at most 5 MiB are inflated, whatever it claims."""
    if not encoded.startswith("u"):
        raise BadgeError("status_unreadable")
    text = encoded[1:].rstrip("=")
    inflater = zlib.decompressobj(wbits=31)
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        bits = inflater.decompress(packed, _MAX_ENTRIES // 8 + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise BadgeError("status_unreadable") from error
    if not inflater.eof or len(bits) * 8 > _MAX_ENTRIES:
        raise BadgeError("status_unreadable")
    if len(bits) * 8 < MIN_ENTRIES:
        raise BadgeError("status_size", entries=len(bits) * 8, least=MIN_ENTRIES)
    return StatusList(bits)


def build_status_list_credential(
    status_list: StatusList,
    *,
    url: str,
    issuer_did: str,
    purpose: StatusPurpose,
    valid_from: datetime,
    valid_until: datetime | None = None,
) -> dict[str, Any]:
    """Return the unsigned BitstringStatusListCredential served at `url` (see sign_credential)."""
    document: dict[str, Any] = {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did,
        "validFrom": write_instant(valid_from),
    }
    if valid_until is not None:
        document["validUntil"] = write_instant(valid_until)
    document["credentialSubject"] = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose.value,
        "encodedList": status_list.encode(),
    }
    return document


def _check_index(index: int, entries: int) -> None:
    if not 0 <= index < entries:
        raise BadgeError("status_index", index=index, entries=entries)
