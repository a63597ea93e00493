"""The two documents: the root of a day (before it is signed), and the proof of one entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.ledger_proof.hashing import canonical_json, leaf_hash

ROOT_TYPE = "TreaptaLedgerRoot"
PROOF_TYPE = "TreaptaLedgerProof"
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a proof is made of; hashes in hex.

    `before` is the root of the chain before the entry, `after` the leaves of the entries after
    it up to `head` at `position`; `path` leads from the chain's leaf `index` to the signed root.
    """

    payload: str
    before: str
    after: Sequence[str]
    position: int
    head: str
    index: int
    path: Sequence[str]
    root: Mapping[str, Any]  # as published
    issuer: Mapping[str, Any]  # did.json of the issuer


def root_document(
    *,
    number: int,
    day: date,
    made_at: datetime,
    chains: int,
    root: str,
    previous: Mapping[str, Any] | None,
    issuer: str,
    published_at: str,
) -> dict[str, Any]:
    """The root of a day, to be signed; it names the one before, so that none can be taken out."""
    return {
        "type": ROOT_TYPE,
        "version": VERSION,
        "number": number,
        "day": day.isoformat(),
        "madeAt": made_at.isoformat(),
        "chains": chains,
        "root": root,
        "previous": None if previous is None else digest_of(previous),
        "issuer": issuer,
        "id": published_at,
    }


def digest_of(root: Mapping[str, Any]) -> str:
    """The hash by which the next root names this one (signature included)."""
    return leaf_hash(canonical_json(root))


def proof_document(proof: Proof) -> dict[str, Any]:
    """The proof as a member downloads it."""
    return {
        "type": PROOF_TYPE,
        "version": VERSION,
        "entry": proof.payload,
        "chain": {
            "before": proof.before,
            "after": list(proof.after),
            "position": proof.position,
            "head": proof.head,
        },
        "tree": {"index": proof.index, "path": list(proof.path)},
        "root": dict(proof.root),
        "issuer": dict(proof.issuer),
    }
