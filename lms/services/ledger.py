"""The ledger: book, reverse, prove. Entries are gross, one per source, chained per member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lms.faults import fault_point
from lms.ledger_proof.hashing import GENESIS, canonical_json, leaf_hash, next_root, payload_text
from lms.models import ChainHead, CreditEntry, EntryKind, Member
from lms.services.ledger_check import LedgerProblem, check
from lms.services.upserts import insert_into

__all__ = [
    "GENESIS",
    "Booking",
    "LedgerProblem",
    "balance",
    "book",
    "canonical_json",
    "check",
    "leaf_hash",
    "live_entry",
    "lock_chains",
    "next_root",
    "payload_of",
    "reverse",
]


@dataclass(frozen=True, kw_only=True)
class Booking:
    """What is to be booked for one member and one source; `credits` in thousandths."""

    member_id: UUID
    source: str  # "<kind>:<uuid>"
    credits: int
    counts_on: date
    regulation_id: str
    basis: str  # of the rule that fixed the amount
    title: Mapping[str, str]
    findings: str  # canonical JSON of the assessment
    kind: EntryKind = EntryKind.CREDIT
    batch: str | None = None


def payload_of(entry: CreditEntry, member_key: UUID) -> str:
    """The canonical text that `leaf` hashes: opaque member key, no personal data."""
    return payload_text(
        {
            "id": str(entry.id),
            "member": str(member_key),
            "position": entry.position,
            "kind": entry.kind.value,
            "source": entry.source,
            "revision": entry.revision,
            "reverses": str(entry.reverses_id) if entry.reverses_id else None,
            "credits": entry.credits,
            "counts_on": entry.counts_on.isoformat(),
            "regulation": entry.regulation_id,
            "basis": entry.basis,
            "title": entry.title,
            "findings": entry.findings,
            "reason": entry.reason,
            "batch": entry.batch,
            "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(),
        }
    )


def lock_chains(session: Session, member_ids: Iterable[UUID]) -> dict[UUID, ChainHead]:
    """The chain heads of members under a row lock, always taken in the same order."""
    wanted = sorted(set(member_ids))
    if not wanted:
        return {}
    session.execute(
        insert_into(session, ChainHead)
        .values([{"member_id": key, "position": 0, "root": GENESIS} for key in wanted])
        .on_conflict_do_nothing(index_elements=["member_id"])
    )
    heads = session.scalars(
        select(ChainHead)
        .where(ChainHead.member_id.in_(wanted))
        .order_by(ChainHead.member_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {head.member_id: head for head in heads}


def live_entry(session: Session, *, member_id: UUID, source: str) -> CreditEntry | None:
    """The entry of a member for a source that has not been reversed, if there is one."""
    reversal = aliased(CreditEntry)
    return session.scalar(
        select(CreditEntry).where(
            CreditEntry.member_id == member_id,
            CreditEntry.source == source,
            CreditEntry.reverses_id.is_(None),
            ~select(reversal.id).where(reversal.reverses_id == CreditEntry.id).exists(),
        )
    )


def book(
    session: Session, bookings: Sequence[Booking], *, now: datetime
) -> dict[tuple[UUID, str], CreditEntry]:
    """Book each (member, source) once: a live entry is returned as it is, never doubled."""
    heads = lock_chains(session, [booking.member_id for booking in bookings])
    keys = _member_keys(session, heads)
    live, revisions = _existing(session, bookings)
    result: dict[tuple[UUID, str], CreditEntry] = {}
    for booking in bookings:
        where = (booking.member_id, booking.source)
        if where in live:
            result[where] = live[where]
            continue
        entry = CreditEntry(
            id=uuid4(),
            member_id=booking.member_id,
            kind=booking.kind,
            source=booking.source,
            revision=revisions.get(where, 0) + 1,
            reverses_id=None,
            credits=booking.credits,
            counts_on=booking.counts_on,
            regulation_id=booking.regulation_id,
            basis=booking.basis,
            title=dict(booking.title),
            findings=booking.findings,
            reason=None,
            batch=booking.batch,
            recorded_at=now,
        )
        _append(session, entry, heads[booking.member_id], keys[booking.member_id])
        result[where] = live[where] = entry
        fault_point("mid-batch")
    session.flush()
    fault_point("after-flush")
    return result


def reverse(
    session: Session,
    entries: Sequence[CreditEntry],
    *,
    reason: str,
    now: datetime,
    batch: str | None = None,
) -> list[CreditEntry]:
    """Book the exact inverse of each entry, once; returns the reversals (old ones included)."""
    heads = lock_chains(session, [entry.member_id for entry in entries])
    keys = _member_keys(session, heads)
    done = {
        reversal.reverses_id: reversal
        for reversal in session.scalars(
            select(CreditEntry).where(CreditEntry.reverses_id.in_([e.id for e in entries]))
        )
    }
    result = []
    for entry in entries:
        if entry.reverses_id is not None:
            raise ValueError(f"Entry {entry.id} is itself a reversal; it cannot be reversed.")
        reversal = done.get(entry.id)
        if reversal is None:
            reversal = CreditEntry(
                id=uuid4(),
                member_id=entry.member_id,
                kind=EntryKind.REVERSAL,
                source=entry.source,
                revision=entry.revision,
                reverses_id=entry.id,
                credits=-entry.credits,
                counts_on=entry.counts_on,
                regulation_id=entry.regulation_id,
                basis=entry.basis,
                title=entry.title,
                findings=entry.findings,
                reason=reason,
                batch=batch,
                recorded_at=now,
            )
            _append(session, reversal, heads[entry.member_id], keys[entry.member_id])
            fault_point("mid-reversal")
        result.append(reversal)
    session.flush()
    fault_point("after-flush")
    return result


def balance(session: Session, member_id: UUID) -> int:
    """The sum of all entries of a member, in thousandths (gross: caps belong to assess_year)."""
    return (
        session.scalar(
            select(func.coalesce(func.sum(CreditEntry.credits), 0)).where(
                CreditEntry.member_id == member_id
            )
        )
        or 0
    )


def _append(session: Session, entry: CreditEntry, head: ChainHead, member_key: UUID) -> None:
    head.position += 1
    entry.position = head.position
    entry.payload = payload_of(entry, member_key)
    entry.leaf = leaf_hash(entry.payload)
    entry.root = head.root = next_root(head.root, entry.leaf)
    session.add(entry)


def _member_keys(session: Session, heads: Mapping[UUID, ChainHead]) -> dict[UUID, UUID]:
    rows = session.execute(select(Member.id, Member.key).where(Member.id.in_(heads)))
    return {row.id: row.key for row in rows}


def _existing(
    session: Session, bookings: Sequence[Booking]
) -> tuple[dict[tuple[UUID, str], CreditEntry], dict[tuple[UUID, str], int]]:
    entries = session.scalars(
        select(CreditEntry).where(
            CreditEntry.member_id.in_({booking.member_id for booking in bookings}),
            CreditEntry.source.in_({booking.source for booking in bookings}),
        )
    ).all()
    reversed_ids = {entry.reverses_id for entry in entries if entry.reverses_id}
    live: dict[tuple[UUID, str], CreditEntry] = {}
    revisions: dict[tuple[UUID, str], int] = {}
    for entry in entries:
        if entry.reverses_id is not None:
            continue
        where = (entry.member_id, entry.source)
        revisions[where] = max(revisions.get(where, 0), entry.revision)
        if entry.id not in reversed_ids:
            live[where] = entry
    return live, revisions
