"""The Merkle tree is that of RFC 9162, for every size and place; canonical JSON is RFC 8785."""

from __future__ import annotations

import hashlib

import pytest

import badges
from lms.ledger_proof.tree import node_hash, path_of, root_from_path, root_of


def leaves_of(size: int) -> list[bytes]:
    return [hashlib.sha256(bytes([n])).digest() for n in range(size)]


def defined(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, word for word (over leaf hashes)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(defined(leaves[:split]), defined(leaves[split:]))


@pytest.mark.parametrize("size", range(40))
def test_root_and_every_path_are_those_of_the_definition(size: int) -> None:
    leaves = leaves_of(size)
    root = root_of(leaves)
    assert root == defined(leaves)
    for index, leaf in enumerate(leaves):
        path = path_of(leaves, index)
        assert len(path) <= size.bit_length()
        assert root_from_path(leaf, index=index, size=size, path=path) == root
        for wrong in {*range(size)} - {index}:
            assert root_from_path(leaf, index=wrong, size=size, path=path) != root
        assert root_from_path(leaf, index=index, size=size, path=[*path, leaf]) is None
        if path:
            assert root_from_path(leaf, index=index, size=size, path=path[:-1]) is None


def test_a_place_outside_the_tree_leads_nowhere() -> None:
    [leaf] = leaves_of(1)
    assert root_from_path(leaf, index=1, size=1, path=[]) is None
    with pytest.raises(IndexError):
        path_of([leaf], 1)


def test_canonical_text_orders_by_utf16_and_refuses_fractions() -> None:
    document = {"\ufb33": 1, "\U0001f600": "ș\n\u000f", "a": [True, None, -3]}
    text = badges.canonical_text(document)
    assert text == '{"a":[true,null,-3],"\U0001f600":"ș\\n\\u000f","\ufb33":1}'
    for number in (0.5, 2**53):
        with pytest.raises(badges.BadgeError):
            badges.canonical_text({"a": number})
