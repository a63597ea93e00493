"""The keys, the world, the badge and its picture that the tests share."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

import badges
from badges import StatusPurpose
from tests.badges.world import (
    DID,
    REVOKED_AT,
    SUSPENDED_AT,
    World,
    award_facts,
    issuer_facts,
    sign,
    signed_list,
    to_json,
)


@pytest.fixture(scope="session")
def key() -> badges.KeyPair:
    return badges.generate_ed25519()


@pytest.fixture(scope="session")
def other_key() -> badges.KeyPair:
    return badges.generate_ed25519()


@pytest.fixture(scope="session")
def world(key: badges.KeyPair) -> World:
    document = badges.did_document(DID, [badges.IssuerKey("key-1", key.public_multibase)])
    lists = {
        REVOKED_AT: signed_list(key, StatusPurpose.REVOCATION),
        SUSPENDED_AT: signed_list(key, StatusPurpose.SUSPENSION),
    }
    return World({DID: document}, lists)


@pytest.fixture(scope="session")
def signed(key: badges.KeyPair) -> dict[str, Any]:
    return sign(badges.build_credential(award_facts(), issuer_facts()), key)


@pytest.fixture(scope="session")
def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), "#0B5D66").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(scope="session")
def baked(signed: dict[str, Any], picture: bytes) -> bytes:
    return badges.bake_png(picture, to_json(signed))
