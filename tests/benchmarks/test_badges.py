"""Badges signed and baked in bulk: the rate of one core, and no difference to the full way."""

from __future__ import annotations

import io
import itertools
import json
import random
import time

import pytest
from PIL import Image

import badges
from tests.badges.hostile import hostile_badges
from tests.badges.world import (
    AWARDED,
    DID,
    METHOD,
    NOW,
    REVOKED_AT,
    SUSPENDED_AT,
    sign,
    signed_list,
)
from tests.foreign.verifiers import NODE_MODULES, Case, ask_node

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

BADGES = 13_500
HOSTILE = 2_000
FLOOR = 2_000  # badges a second
_AT_ONCE = 250  # of the questions to the JavaScript verifier


@pytest.fixture(scope="module")
def key() -> badges.KeyPair:
    return badges.generate_ed25519()


def test_signed_and_baked_in_a_second(key: badges.KeyPair) -> None:
    stream = io.BytesIO()
    side = 292
    noise = random.Random(7).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(stream, "PNG")
    frame = badges.open_frame(stream.getvalue())
    documents = list(hostile_badges(BADGES, seed=11))
    began, size = time.process_time(), 0
    for text in badges.sign_many(
        documents, private_pem=key.private_pem, verification_method=METHOD, created=AWARDED
    ):
        size += len(badges.bake_frame(frame, text.encode()))
    seconds = time.process_time() - began
    began = time.process_time()
    for document in itertools.islice(documents, 40):
        sign(document, key)
    full = 40 / (time.process_time() - began)
    print(
        f"\nOpen Badges 3.0, eddsa-rdfc-2022, {BADGES:,} signed and baked into a picture of "
        f"{len(stream.getvalue()):,} bytes ({size:,} bytes made), one core: "
        f"{BADGES / seconds:,.0f} a second (floor {FLOOR:,}); the full way: {full:,.0f}"
    )


def test_no_difference_to_the_full_canonicalisation_nor_to_javascript(key: badges.KeyPair) -> None:
    documents = list(hostile_badges(HOSTILE, seed=3))
    texts = list(
        badges.sign_many(
            documents, private_pem=key.private_pem, verification_method=METHOD, created=AWARDED
        )
    )
    differences = sum(
        text != json.dumps(sign(document, key), ensure_ascii=False)
        for document, text in zip(documents, texts, strict=True)
    )
    print(f"\n{HOSTILE:,} hostile badges against the full canonicalisation: {differences} differ")
    assert differences == 0
    if not NODE_MODULES.is_dir():
        pytest.skip("the JavaScript verifier is not installed: make verify-badges installs it")
    refused = [answer for answer in _javascript(texts, key) if answer.outcome != "valid"]
    print(f"{HOSTILE:,} hostile badges against @digitalbazaar/vc: {len(refused)} refused")
    assert refused == []


def _javascript(texts, key):
    known = {
        DID: badges.did_document(DID, [badges.IssuerKey("key-1", key.public_multibase)]),
        REVOKED_AT: signed_list(key, badges.StatusPurpose.REVOCATION),
        SUSPENDED_AT: signed_list(key, badges.StatusPurpose.SUSPENSION),
    }
    cases = [Case(str(n), "vc", json.loads(text), now=NOW) for n, text in enumerate(texts)]
    for start in range(0, len(cases), _AT_ONCE):
        yield from ask_node(cases[start : start + _AT_ONCE], documents=known)
