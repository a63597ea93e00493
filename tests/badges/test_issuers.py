"""did:web identifiers, their documents, and keys in the forms that others read."""

from __future__ import annotations

import pytest
from openbadgeslib.ob3.did import multikey_from_pem, resolve_did

import badges
from badges.issuers import find_method, method_key
from badges.keys import decode_base58, encode_base58, load_multibase
from tests.badges.world import NOW


@pytest.mark.parametrize(
    ("url", "did", "address"),
    [
        (
            "http://localhost:8000",
            "did:web:localhost%3A8000:issuers:cnasr",
            "https://localhost:8000/issuers/cnasr/did.json",
        ),
        (
            "https://treapta.example/",
            "did:web:treapta.example:issuers:cnasr",
            "https://treapta.example/issuers/cnasr/did.json",
        ),
        (
            "https://a.example/lms",
            "did:web:a.example:lms:issuers:cnasr",
            "https://a.example/lms/issuers/cnasr/did.json",
        ),
    ],
)
def test_did_web_and_back(url, did, address):
    assert badges.did_web(url, "cnasr") == did
    assert badges.did_web_url(did) == address


def test_a_bare_host_has_its_document_under_well_known():
    assert badges.did_web_url("did:web:a.example") == "https://a.example/.well-known/did.json"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000", "https://[::1]/", "ftp://a.example", "localhost", "", "http://"],
)
def test_addresses_that_make_no_did(url):
    with pytest.raises(badges.BadgeError):
        badges.did_web(url, "cnasr")


@pytest.mark.parametrize("slug", ["", "CNASR", "a b", "a/b", "-a", "ș", "a:b", "../x"])
def test_slugs_that_make_no_did(slug):
    with pytest.raises(badges.BadgeError, match="short name"):
        badges.did_web("https://a.example", slug)


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:web:",
        "did:web:127.0.0.1",
        "did:web:2130706433",
        "did:web:0x7f000001",
        "did:web:127.1",
        "did:web:%5B::1%5D",
        "did:web:a.example%2Fetc",
        "did:web:user%40a.example",
        "did:web:a.example:..%2F..:x?y",
        "did:web:a.example#x",
        "xdid:web:a.example",
    ],
)
def test_dids_that_name_no_address(did):
    with pytest.raises(badges.BadgeError):
        badges.did_web_url(did)


def test_the_document_keeps_every_key_that_ever_signed(key, other_key):
    did = badges.did_web("http://localhost:8000", "cnasr")
    document = badges.did_document(
        did,
        [
            badges.IssuerKey("key-1", key.public_multibase, expires=NOW),
            badges.IssuerKey("key-2", other_key.public_multibase),
        ],
        url="http://localhost:8000",
    )
    assert document["id"] == did
    assert document["assertionMethod"] == [f"{did}#key-1", f"{did}#key-2"]
    first, second = document["verificationMethod"]
    assert first["type"] == second["type"] == "Multikey"
    assert first["controller"] == did
    assert first["expires"] == "2026-03-02T09:30:00Z"
    assert "expires" not in second
    found = find_method(document, f"{did}#key-2")
    assert found is second
    assert method_key(found) == load_multibase(other_key.public_multibase)


def test_an_issuer_without_a_key_has_no_document():
    with pytest.raises(badges.BadgeError, match="has no key"):
        badges.did_document("did:web:a.example", [])


def test_the_multikey_is_what_a_reader_of_another_make_reads(key):
    assert multikey_from_pem(key.public_pem) == key.public_multibase
    assert badges.public_multibase(key.private_pem) == key.public_multibase
    assert badges.public_multibase(key.public_pem) == key.public_multibase
    assert resolve_did(f"did:key:{key.public_multibase}").strip() == key.public_pem.strip()


def test_the_private_key_does_not_show_in_a_representation(key):
    assert "PRIVATE" not in repr(key)


def test_a_jwk_in_a_foreign_document_is_read(key):
    x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"  # RFC 8037, appendix A.2
    method_key({"publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": x}})
    others: tuple[object, ...] = (
        {"kty": "OKP", "crv": "X25519", "x": x},
        {"kty": "OKP", "crv": "Ed25519"},
        [],
        {},
    )
    for jwk in others:
        with pytest.raises(badges.BadgeError):
            method_key({"publicKeyJwk": jwk})


@pytest.mark.parametrize("data", [b"", b"\0\0a", b"\xed\x01" + b"\xff" * 32, bytes(64)])
def test_base58_there_and_back(data):
    assert decode_base58(encode_base58(data)) == data


@pytest.mark.parametrize("text", ["", "abc", "z0", "zl", "z" + "2" * 500])
def test_base58_that_is_none(text):
    with pytest.raises(badges.BadgeError):
        decode_base58(text)


@pytest.mark.parametrize("pem", [b"", b"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----"])
def test_keys_that_cannot_be_read(pem):
    with pytest.raises(badges.BadgeError):
        badges.public_multibase(pem)
