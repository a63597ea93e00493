"""The hashes of the ledger: of an entry, of a chain that grows, of a chain in the tree of a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

GENESIS = "0" * 64


def canonical_json(value: Any) -> str:
    """JSON with sorted keys and no spaces; refuses floats, so that a text has one reading."""

    def refuse_floats(item: Any) -> None:
        if isinstance(item, float):
            raise TypeError(f"A float ({item!r}) has no place in the ledger.")
        children = item.values() if isinstance(item, Mapping) else item
        if isinstance(item, Mapping | list | tuple):
            for child in children:
                refuse_floats(child)

    refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def leaf_hash(payload: str) -> str:
    """SHA-256(0x00 || payload), hex."""
    return hashlib.sha256(b"\x00" + payload.encode()).hexdigest()


def next_root(previous: str, leaf: str) -> str:
    """SHA-256(0x01 || previous root || leaf), hex."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(previous) + bytes.fromhex(leaf)).hexdigest()


def chain_leaf(member_key: UUID | str, position: int, head: str) -> bytes:
    """The leaf of a chain in the tree of a day: SHA-256(0x00 || canonical JSON), 32 bytes.

    The head is over random ids, so that nobody finds a member by trying.
    """
    text = f'{{"head":"{head}","member":"{member_key}","position":{position},"v":1}}'
    return hashlib.sha256(b"\x00" + text.encode()).digest()


PAYLOAD_VERSION = 2  # since then the title is hashed too


def payload_text(fields: Mapping[str, Any], *, version: int = PAYLOAD_VERSION) -> str:
    """The canonical text that an entry's leaf hashes; `fields` are those of PAYLOAD_FIELDS."""
    names = PAYLOAD_FIELDS if version >= 2 else PAYLOAD_FIELDS - {"title"}
    return canonical_json({"v": version, **{name: fields[name] for name in names}})


def payload_version(payload: str) -> int:
    """The version in which a payload was written: keys are sorted, so “v” is its last member."""
    return 1 if payload.endswith('"v":1}') else PAYLOAD_VERSION


PAYLOAD_FIELDS = frozenset(
    {
        "id",
        "member",
        "position",
        "kind",
        "source",
        "revision",
        "reverses",
        "credits",
        "counts_on",
        "regulation",
        "basis",
        "title",
        "findings",
        "reason",
        "batch",
        "recorded_at",
    }
)
