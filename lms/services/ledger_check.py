"""Checking the ledger against itself: every row that was altered, lost or moved, by name.

Rows are read as plain values, not as entities: a row whose damage makes it unreadable is named
like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, String, cast, select, type_coerce
from sqlalchemy.orm import Session

from lms.ledger_proof.hashing import GENESIS, leaf_hash, next_root, payload_text, payload_version
from lms.models import ChainHead, CreditEntry, Member
from lms.services.ledger_roots_check import RootProblem, check_roots

NOBODY = UUID(int=0)  # stands for the member of a row that names none


@dataclass(frozen=True)
class LedgerProblem:
    """One thing wrong with one row: which member key, which position, and what."""

    member_key: UUID
    position: int
    code: str  # altered | moved | reordered | missing | wrong_head | wrong_reversal
    detail: str

    def __str__(self) -> str:
        return f"member {self.member_key}, entry {self.position}: {self.code}: {self.detail}"


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A row as it stands in the database: what its payload should say, and the hashes kept."""

    chain: str  # the member's id
    key: UUID | None
    fields: Mapping[str, Any]
    payload: str
    leaf: str
    root: str

    @property
    def position(self) -> int:
        return int(self.fields["position"])


def check(session: Session) -> Iterator[LedgerProblem | RootProblem]:
    """Every row that was altered, lost or moved, and roots that history no longer bears out."""
    heads = {
        _id_text(row.member_id): (row.key or NOBODY, int(row.position), str(row.root))
        for row in session.execute(
            select(
                type_coerce(ChainHead.member_id, String).label("member_id"),
                Member.key,
                ChainHead.position,
                ChainHead.root,
            ).outerjoin(Member, Member.id == ChainHead.member_id)
        )
        if row.position > 0
    }
    for chain in _chains(session):
        yield from _check_chain(chain, heads.pop(chain[0].chain, None))
    for key, position, _ in heads.values():
        yield LedgerProblem(key, position, "missing", f"all {position} entries of the chain")
    yield from check_roots(session)


def _chains(session: Session) -> Iterator[list[_Row]]:
    plain = [type_coerce(column, String).label(column.key) for column in _PLAIN]
    rows = session.execute(
        select(*plain, cast(CreditEntry.title, String).label("title"), Member.key.label("key"))
        .outerjoin(Member, Member.id == CreditEntry.member_id)
        .order_by(CreditEntry.member_id, CreditEntry.position)
        .execution_options(yield_per=2000)
    )
    chain: list[_Row] = []
    for found in rows:
        row = _read(found)
        if chain and row.chain != chain[0].chain:
            yield chain
            chain = []
        chain.append(row)
    if chain:
        yield chain


_PLAIN = [
    getattr(CreditEntry, column.key)
    for column in CreditEntry.__table__.columns
    if column.key != "title"
]


def _read(row: Row[Any]) -> _Row:
    reverses = row.reverses_id
    return _Row(
        chain=_id_text(row.member_id),
        key=row.key,
        fields={
            "id": _id_text(row.id),
            "member": str(row.key or NOBODY),
            "position": row.position,
            "kind": row.kind,
            "source": row.source,
            "revision": row.revision,
            "reverses": None if reverses is None else _id_text(reverses),
            "credits": row.credits,
            "counts_on": _day_text(row.counts_on),
            "regulation": row.regulation_id,
            "basis": row.basis,
            "title": _title(row.title),
            "findings": row.findings,
            "reason": row.reason,
            "batch": row.batch,
            "recorded_at": _instant_text(row.recorded_at),
        },
        payload=str(row.payload),
        leaf=str(row.leaf),
        root=str(row.root),
    )


def _readable(read: Callable[[Any], str]) -> Callable[[Any], str]:
    """What cannot be read is compared as it stands: it differs, and the row is named."""

    def tried(value: Any) -> str:
        try:
            return read(value)
        except (ValueError, TypeError):
            return str(value)

    return tried


@_readable
def _id_text(value: Any) -> str:
    return str(value if isinstance(value, UUID) else UUID(str(value)))


@_readable
def _day_text(value: Any) -> str:
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


@_readable
def _instant_text(value: Any) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()


def _title(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError):
        return str(text)


def _check_chain(
    chain: Sequence[_Row], head: tuple[UUID, int, str] | None
) -> Iterator[LedgerProblem]:
    key = chain[0].key or NOBODY
    computed: str | None = GENESIS
    stored = GENESIS
    expected = 1
    by_id = {row.fields["id"]: row for row in chain}
    for row in chain:
        if row.position != expected:
            yield from _gap(key, expected, row.position)
            computed = None
        altered = _wrong_row(row, by_id)
        if altered is not None:
            yield LedgerProblem(key, row.position, *altered)
        leaf = leaf_hash(row.payload)
        # From the root as computed or as stored: the row after a damaged one is not blamed.
        ways = {next_root(root, leaf) for root in (computed or stored, stored) if _is_root(root)}
        if computed is None:
            computed = row.root
        else:
            if row.root not in ways and altered is None:
                yield LedgerProblem(
                    key, row.position, "altered", f"the root of row {row.fields['id']} is wrong"
                )
            computed = next_root(computed, leaf)
        stored = row.root
        if not _reverses_well(row, by_id):
            yield LedgerProblem(key, row.position, "wrong_reversal", f"row {row.fields['id']}")
        expected = row.position + 1
    yield from _check_head(chain[-1], key, head)


def _is_root(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == 32
    except ValueError:
        return False


def _gap(key: UUID, expected: int, found: int) -> Iterator[LedgerProblem]:
    if found < expected:
        yield LedgerProblem(key, found, "reordered", f"position {expected} should follow")
    for position in range(expected, min(found, expected + 100)):
        yield LedgerProblem(key, position, "missing", f"position {position} is not there")


def _wrong_row(row: _Row, by_id: Mapping[str, _Row]) -> tuple[str, str] | None:
    """What is wrong with a row taken by itself: a code and the details."""
    row_id = row.fields["id"]
    if payload_text(row.fields, version=payload_version(row.payload)) != row.payload:
        return _difference(row, by_id)
    if leaf_hash(row.payload) != row.leaf:
        return "altered", f"the leaf of row {row_id} is wrong"
    return None


def _difference(row: _Row, by_id: Mapping[str, _Row]) -> tuple[str, str]:
    row_id = row.fields["id"]
    try:
        said = json.loads(row.payload)
        names = sorted(name for name in row.fields if said.get(name, "") != row.fields[name])
    except (ValueError, TypeError, AttributeError):
        return "altered", f"the payload of row {row_id} cannot be read"
    if names == ["position"]:
        return "reordered", f"row {row_id} was entered at position {said['position']}"
    if "member" in names:
        return "moved", f"row {row_id} was entered for member {said.get('member')}"
    if "id" in names and said["id"] in by_id:
        return "reordered", f"row {row_id} holds the entry of row {said['id']}"
    what = ", ".join(names) or "the form of the text"
    return "altered", f"row {row_id} differs from its payload in: {what}"


def _reverses_well(row: _Row, by_id: Mapping[str, _Row]) -> bool:
    if row.fields["reverses"] is None:
        return True
    original = by_id.get(row.fields["reverses"])
    return original is not None and original.fields["credits"] == -row.fields["credits"]


def _check_head(
    last: _Row, key: UUID, head: tuple[UUID, int, str] | None
) -> Iterator[LedgerProblem]:
    if head is None:
        yield LedgerProblem(key, last.position, "wrong_head", "the chain has no head")
        return
    _, position, root = head
    if position > last.position:
        yield LedgerProblem(key, position, "missing", f"entries after {last.position} are gone")
    elif position != last.position or root != last.root:
        yield LedgerProblem(key, last.position, "wrong_head", "the head is not the last entry")
