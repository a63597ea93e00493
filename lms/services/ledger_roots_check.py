"""Checking the signed roots: each follows from the heads kept with it, and history bears it out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import badges
from lms.ledger_proof.documents import digest_of
from lms.ledger_proof.hashing import canonical_json, chain_leaf
from lms.ledger_proof.tree import root_of
from lms.models import CreditEntry, Issuer, IssuerKey, LedgerRoot, LedgerRootChain, Member
from lms.services.issuers import ED25519


@dataclass(frozen=True)
class RootProblem:
    """One thing wrong with a signed root: its number, and what."""

    number: int
    code: str  # history | missing | altered | wrong_root | unsigned
    detail: str

    def __str__(self) -> str:
        return f"root {self.number}: {self.code}: {self.detail}"


def check_roots(session: Session) -> Iterator[RootProblem]:
    """Every root that its own heads, its signature or the entries of today contradict."""
    yield from _against_history(session)
    issuers = _issuers(session)
    heads: dict[UUID, tuple[UUID, int, str]] = {}
    expected, previous, computed = 1, None, None
    moved = _moved_heads(session)
    for row in session.execute(
        select(
            LedgerRoot.number, LedgerRoot.chains, LedgerRoot.root, LedgerRoot.day,
            LedgerRoot.document,
        ).order_by(LedgerRoot.number)
    ):  # fmt: skip
        for number in range(expected, min(row.number, expected + 100)):
            yield RootProblem(number, "missing", "the root is not there")
        changes = [change for n in range(expected, row.number + 1) for change in moved.pop(n, ())]
        heads.update(dict(changes))
        if changes or computed is None:
            computed = root_of([chain_leaf(*head) for head in sorted(heads.values())]).hex()
        if (len(heads), computed) != (row.chains, row.root):
            yield RootProblem(row.number, "wrong_root", "it does not follow from its chains")
        document = _read(row.document)
        facts = (row.number, row.day.isoformat(), row.chains, row.root)
        yield from _against_document(facts, document, issuers, after=previous)
        expected, previous = row.number + 1, document
    for number in sorted(moved):
        yield RootProblem(number, "missing", "the root is not there, only its chains are")


def _moved_heads(session: Session) -> dict[int, list[tuple[UUID, tuple[UUID, int, str]]]]:
    moved: dict[int, list[tuple[UUID, tuple[UUID, int, str]]]] = defaultdict(list)
    rows = session.execute(
        select(
            LedgerRootChain.root_number,
            LedgerRootChain.member_id,
            Member.key,
            LedgerRootChain.position,
            LedgerRootChain.head,
        )
        .join(Member, Member.id == LedgerRootChain.member_id)
        .execution_options(yield_per=5000)
    )
    for number, member_id, key, position, head in rows:
        moved[number].append((member_id, (key, position, head)))
    return moved


def _against_history(session: Session) -> Iterator[RootProblem]:
    rows = session.execute(
        select(
            LedgerRootChain.root_number,
            Member.key,
            LedgerRootChain.position,
            CreditEntry.root,
        )
        .join(Member, Member.id == LedgerRootChain.member_id)
        .outerjoin(
            CreditEntry,
            (CreditEntry.member_id == LedgerRootChain.member_id)
            & (CreditEntry.position == LedgerRootChain.position),
        )
        .where(or_(CreditEntry.root.is_(None), CreditEntry.root != LedgerRootChain.head))
        .order_by(LedgerRootChain.root_number, Member.key)
    )
    for number, key, position, root in rows:
        what = "is gone" if root is None else "is not what was signed"
        yield RootProblem(number, "history", f"member {key}, entry {position} {what}")


def _issuers(session: Session) -> Mapping[str, Sequence[badges.IssuerKey]]:
    """Every key of every issuer, by its short name."""
    keys: dict[str, list[badges.IssuerKey]] = defaultdict(list)
    rows = session.execute(
        select(Issuer.slug, IssuerKey).join(IssuerKey.issuer).where(IssuerKey.algorithm == ED25519)
    )
    for slug, key in rows:
        keys[slug].append(
            badges.IssuerKey(
                f"key-{key.number}",
                key.public_multibase,
                expires=key.retired_at,
                revoked=key.revoked_at,
            )
        )
    return keys


def _read(text: str) -> Mapping[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and canonical_json(found) == text else None


def _against_document(
    facts: tuple[int, str, int, str],
    document: Mapping[str, Any] | None,
    issuers: Mapping[str, Sequence[badges.IssuerKey]],
    *,
    after: Mapping[str, Any] | None,
) -> Iterator[RootProblem]:
    number = facts[0]
    if document is None:
        yield RootProblem(number, "altered", "its document cannot be read")
        return
    said = tuple(document.get(name) for name in ("number", "day", "chains", "root"))
    if said != facts:
        yield RootProblem(number, "altered", "the row differs from the signed document")
    if document.get("previous") != (None if after is None else digest_of(after)):
        yield RootProblem(number, "altered", "it does not name the root before it")
    did = str(document.get("issuer"))
    keys = issuers.get(did.rpartition(":")[2], ())
    refusal = (
        badges.refusal_of_json(document, badges.did_document(did, keys)) if keys else "key_unknown"
    )
    if refusal not in {None, "key_revoked"}:  # revoking a key takes nothing from history
        yield RootProblem(number, "unsigned", f"its signature does not hold ({refusal})")
