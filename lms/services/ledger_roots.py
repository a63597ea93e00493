"""Signed roots of the ledger: one a day over the heads of all chains, and proofs that rest on it.

A chain shows a change to whoever knows its head. The root makes the heads of a day known to
everybody at once, so that not even the College can rewrite a chain without it being seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, NotFound
from lms.ledger_proof import (
    GENESIS,
    Proof,
    canonical_json,
    chain_leaf,
    path_of,
    proof_document,
    root_document,
    root_of,
)
from lms.models import ChainHead, CreditEntry, LedgerRoot, LedgerRootChain, Member
from lms.services import issuers
from lms.services.listing import Page, Wanted, fetch_page
from lms.services.upserts import insert_into

PAGE_SIZE = 31
Head = tuple[UUID, int, str]  # member key, position, root of the chain


def make_root(session: Session, *, settings: Settings, now: datetime) -> LedgerRoot | None:
    """The root of today, made once whoever asks first; None while the ledger is empty."""
    day = legal_day(now)
    found = session.scalar(select(LedgerRoot).where(LedgerRoot.day == day))
    if found is not None:
        return found
    heads = _present_heads(session)
    if not heads:
        return None
    before = newest_root(session)
    issuer = issuers.ensure_college_issuer(session, settings=settings, now=now)
    number = 1 if before is None else before.number + 1
    root = root_of([chain_leaf(*head) for head in sorted(heads.values())]).hex()
    document = issuers.sign_json(
        root_document(
            number=number,
            day=day,
            made_at=now,
            chains=len(heads),
            root=root,
            previous=None if before is None else json.loads(before.document),
            issuer=issuers.did_of(issuer, settings),
            published_at=issuers.public_address(settings, f"/ledger/roots/{number}.json"),
        ),
        issuer,
        issuers.signing_key(session, issuer),
        settings=settings,
        now=now,
    )
    made = session.scalar(
        insert_into(session, LedgerRoot)
        .values(
            number=number,
            day=day,
            made_at=now,
            chains=len(heads),
            root=root,
            document=canonical_json(document),
        )
        .on_conflict_do_nothing()  # by number and by day: another worker may be making it
        .returning(LedgerRoot.number)
    )
    if made is not None:
        _keep_moved_heads(session, number, heads)
    return session.scalar(select(LedgerRoot).where(LedgerRoot.day == day))


def _present_heads(session: Session) -> dict[UUID, Head]:
    # One statement, so that the heads of all members are those of one instant.
    rows = session.execute(
        select(ChainHead.member_id, Member.key, ChainHead.position, ChainHead.root)
        .join(Member, Member.id == ChainHead.member_id)
        .where(ChainHead.position > 0)
    )
    return {row.member_id: (row.key, row.position, row.root) for row in rows}


def _keep_moved_heads(session: Session, number: int, heads: Mapping[UUID, Head]) -> None:
    known = dict(
        session.execute(
            select(LedgerRootChain.member_id, func.max(LedgerRootChain.position)).group_by(
                LedgerRootChain.member_id
            )
        )
        .tuples()
        .all()
    )
    moved = [
        {"root_number": number, "member_id": member_id, "position": position, "head": head}
        for member_id, (_, position, head) in heads.items()
        if known.get(member_id) != position
    ]
    if moved:
        session.execute(insert_into(session, LedgerRootChain), moved)


def newest_root(session: Session) -> LedgerRoot | None:
    """The last root made."""
    return session.scalar(select(LedgerRoot).order_by(LedgerRoot.number.desc()).limit(1))


def list_roots(session: Session, *, page: int) -> Page[LedgerRoot]:
    """The roots, newest first."""
    return fetch_page(
        session,
        select(LedgerRoot),
        Wanted(page=page, sort="number", descending=True, size=PAGE_SIZE),
        orders={"number": LedgerRoot.number},
        tie=LedgerRoot.day,
    )


def get_root(session: Session, number: int) -> LedgerRoot:
    """A root by its number; NotFound when there is none."""
    found = session.get(LedgerRoot, number) if number < 2**31 else None
    if found is None:
        raise NotFound(N_("Această rădăcină nu există."))
    return found


def covering_root(session: Session, entry: CreditEntry, *, settings: Settings) -> LedgerRoot | None:
    """The first root that covers an entry and that a key still in honour signed; None: not yet."""
    first = session.scalar(
        select(func.min(LedgerRootChain.root_number)).where(
            LedgerRootChain.member_id == entry.member_id,
            LedgerRootChain.position >= entry.position,
        )
    )
    if first is None:
        return None
    revoked = issuers.revoked_methods(session, settings=settings)
    roots = session.scalars(
        select(LedgerRoot).where(LedgerRoot.number >= first).order_by(LedgerRoot.number)
    )
    for root in roots:
        if not revoked or _method_of(json.loads(root.document)) not in revoked:
            return root
    return None


def _method_of(document: Mapping[str, Any]) -> str:
    return str(document["proof"]["verificationMethod"])


def standing_of(
    session: Session, member_id: UUID, entry_id: UUID, *, settings: Settings
) -> tuple[CreditEntry, LedgerRoot | None]:
    """A member's entry with the root that its proof rests on; NotFound for another's."""
    entry = session.scalar(
        select(CreditEntry).where(CreditEntry.id == entry_id, CreditEntry.member_id == member_id)
    )
    if entry is None:
        raise NotFound(N_("Această linie nu există între creditele dumneavoastră."))
    return entry, covering_root(session, entry, settings=settings)


def proof_text(session: Session, member_id: UUID, entry_id: UUID, *, settings: Settings) -> str:
    """The inclusion proof of a member's entry as the text of a file."""
    found = proof_of(session, member_id, entry_id, settings=settings)
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def proof_of(
    session: Session, member_id: UUID, entry_id: UUID, *, settings: Settings
) -> dict[str, Any]:
    """The inclusion proof of a member's entry; NotFound for another's, or when no root has it."""
    entry, root = standing_of(session, member_id, entry_id, settings=settings)
    if root is None:
        raise NotFound(
            N_("Linia încă nu este cuprinsă într-o rădăcină semnată; reveniți peste o zi.")
        )
    heads = _heads_at(session, root.number)
    key, position, head = heads[member_id]
    ordered = sorted(heads.values())
    index = ordered.index((key, position, head))
    document = json.loads(root.document)
    issuer = issuers.issuer_by_did(session, str(document["issuer"]), settings=settings)
    if issuer is None:
        raise NotFound(N_("Rădăcina este semnată de un emitent pe care instalarea nu îl mai are."))
    return proof_document(
        Proof(
            payload=entry.payload,
            before=_root_before(session, entry),
            after=_leaves_after(session, entry, until=position),
            position=position,
            head=head,
            index=index,
            path=[step.hex() for step in path_of([chain_leaf(*h) for h in ordered], index)],
            root=document,
            issuer=issuers.did_document(session, issuer, settings=settings),
        )
    )


def _heads_at(session: Session, number: int) -> dict[UUID, Head]:
    """The heads of all chains as a root covered them."""
    last = (
        select(
            LedgerRootChain.member_id, func.max(LedgerRootChain.root_number).label("root_number")
        )
        .where(LedgerRootChain.root_number <= number)
        .group_by(LedgerRootChain.member_id)
        .subquery()
    )
    rows = session.execute(
        select(
            LedgerRootChain.member_id, Member.key, LedgerRootChain.position, LedgerRootChain.head
        )
        .join(
            last,
            (last.c.member_id == LedgerRootChain.member_id)
            & (last.c.root_number == LedgerRootChain.root_number),
        )
        .join(Member, Member.id == LedgerRootChain.member_id)
    )
    return {row.member_id: (row.key, row.position, row.head) for row in rows}


def _root_before(session: Session, entry: CreditEntry) -> str:
    if entry.position == 1:
        return GENESIS
    return session.scalars(
        select(CreditEntry.root).where(
            CreditEntry.member_id == entry.member_id, CreditEntry.position == entry.position - 1
        )
    ).one()


def _leaves_after(session: Session, entry: CreditEntry, *, until: int) -> list[str]:
    return list(
        session.scalars(
            select(CreditEntry.leaf)
            .where(
                CreditEntry.member_id == entry.member_id,
                CreditEntry.position > entry.position,
                CreditEntry.position <= until,
            )
            .order_by(CreditEntry.position)
        )
    )
