"""Bitstring status lists: size, order of bits, encoding, and lists that are not what they say."""

from __future__ import annotations

import base64
import gzip
import zlib

import pytest

import badges
from badges import MIN_ENTRIES, StatusPurpose
from tests.badges.world import AWARDED, DID, REVOKED_AT


def unpack(encoded):
    text = encoded[1:]
    return gzip.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def pack(data):
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, mtime=0)).decode().rstrip("=")


def test_the_first_place_is_the_leftmost_bit():
    bits = unpack(badges.make_status_list([0, 9]).encode())
    assert bits[:2] == bytes([0b1000_0000, 0b0100_0000])
    assert not any(bits[2:])
    assert len(bits) == 16_384


def test_places_survive_encoding_and_only_those_are_set():
    wanted = {0, 7, 8, 70_001, MIN_ENTRIES - 1}
    encoded = badges.make_status_list(wanted).encode()
    assert encoded.startswith("u")
    assert "=" not in encoded
    read = badges.decode_status_list(encoded)
    assert {index for index in range(read.entries) if read.is_set(index)} == wanted
    assert read.encode() == encoded


@pytest.mark.parametrize("index", [-1, MIN_ENTRIES])
def test_a_place_outside_is_refused(index):
    with pytest.raises(badges.BadgeError, match="not in the status list"):
        badges.make_status_list([index])
    with pytest.raises(badges.BadgeError):
        badges.make_status_list([]).is_set(index)


@pytest.mark.parametrize("entries", [0, 131_064, 131_073, 10**12])
def test_a_list_too_small_to_hide_in_or_not_in_whole_bytes_is_refused(entries):
    with pytest.raises(badges.BadgeError, match="131072"):
        badges.make_status_list([], entries=entries)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "H4sI",
        "u",
        "u!!!!",
        "uăâ",
        pack(b"\0" * 16_384)[:-20],
        pack(b"\0" * 100),
        pack(b"\0" * 60_000_000),
        "u" + base64.urlsafe_b64encode(zlib.compress(b"\0" * 16_384)).decode(),
    ],
)
def test_lists_that_cannot_be_read_are_refused_and_never_inflated_without_end(encoded):
    with pytest.raises(badges.BadgeError) as caught:
        badges.decode_status_list(encoded)
    assert caught.value.code in {"status_unreadable", "status_size"}


def test_the_credential_of_a_list(key):
    document = badges.build_status_list_credential(
        badges.make_status_list([5]),
        url=REVOKED_AT,
        issuer_did=DID,
        purpose=StatusPurpose.REVOCATION,
        valid_from=AWARDED,
    )
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["id"] == REVOKED_AT
    assert document["credentialSubject"]["statusPurpose"] == "revocation"
    assert document["credentialSubject"]["type"] == "BitstringStatusList"
    assert badges.decode_status_list(document["credentialSubject"]["encodedList"]).is_set(5)
