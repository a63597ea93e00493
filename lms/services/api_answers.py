"""Requests with an Idempotency-Key: done once, and answered the same when repeated.

The answer is kept in the transaction of what was done: a process killed before the commit leaves
neither, one killed after it is answered from here. What was refused is not kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput
from lms.models import ApiAnswer
from lms.services.upserts import insert_into

KEPT = timedelta(days=7)
LONGEST_KEY = 200
_WAITING = 0  # claimed by a transaction that has not ended


class KeyOfAnother(BadInput):
    """The key belongs to a request that asked something else."""

    status = 422


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered: the status and the JSON."""

    status: int
    body: dict[str, Any]


def fingerprint(*parts: bytes) -> str:
    """What a request asks for: two requests are the same when this is."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def find(session: Session, token_id: UUID, key: str, request_hash: str) -> Answer | None:
    """The answer to an earlier request with this key; KeyOfAnother when that was another one."""
    row = session.scalar(
        select(ApiAnswer).where(ApiAnswer.api_key_id == token_id, ApiAnswer.key == key)
    )
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise KeyOfAnother(
            N_(
                "Cheia Idempotency-Key a fost folosită deja pentru altă cerere. "
                "Trimiteți o cheie nouă."
            )
        )
    return Answer(status=row.status, body=row.body)


def claim(
    session: Session, token_id: UUID, key: str, request_hash: str, *, now: datetime
) -> Answer | None:
    """Take a key for this transaction; the earlier answer when it was taken before.

    Two requests at once: the second waits here until the first has committed or rolled back.
    """
    if not key.isprintable() or not key.isascii() or len(key) > LONGEST_KEY:
        raise BadInput(
            N_("Idempotency-Key are între 1 și %(most)d de caractere ASCII."), most=LONGEST_KEY
        )
    taken = session.scalar(
        insert_into(session, ApiAnswer)
        .values(
            id=uuid4(),
            api_key_id=token_id,
            key=key,
            request_hash=request_hash,
            status=_WAITING,
            body={},
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(ApiAnswer.id)
    )
    return None if taken is not None else find(session, token_id, key, request_hash)


def keep(session: Session, token_id: UUID, key: str, answer: Answer) -> None:
    """Write the answer beside what was done."""
    row = session.scalars(
        select(ApiAnswer).where(ApiAnswer.api_key_id == token_id, ApiAnswer.key == key)
    ).one()
    row.status, row.body = answer.status, answer.body
    session.flush()


def forget(session: Session, *, now: datetime) -> None:
    """Forget answers older than a week."""
    session.execute(delete(ApiAnswer).where(ApiAnswer.created_at < now - KEPT))
