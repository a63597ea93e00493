"""The Merkle tree of RFC 9162, 2.1: root, inclusion path, and the way from a leaf to the root."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes (not over their data); that of no leaf is SHA-256 of nothing."""
    return _levels(leaves)[-1][0] if leaves else hashlib.sha256(b"").digest()


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The inclusion path of leaf `index` (from 0), nearest neighbour first."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"Leaf {index} is not among {len(leaves)} leaves.")
    path = []
    for level in _levels(leaves)[:-1]:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        index //= 2
    return path


def root_from_path(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to (RFC 9162, 2.1.3.2); None when it has a wrong length."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf
    for neighbour in path:
        if last == 0:
            return None
        if place % 2 or place == last:
            found = node_hash(neighbour, found)
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, neighbour)
        place, last = place // 2, last // 2
    return found if last == 0 else None


def _levels(leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
    """From the leaves to the root: neighbours are paired, an odd last one moves up as it is.

    The same tree as that of RFC 9162, which splits at the largest power of two.
    """
    levels: list[Sequence[bytes]] = [leaves]
    while len(level := levels[-1]) > 1:
        pairs = [node_hash(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        levels.append([*pairs, level[-1]] if len(level) % 2 else pairs)
    return levels
