"""Files in the database, encrypted: they commit and roll back with what they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.models import CaseDocument, MemberDocument, StoredFile
from lms.services.sealing import seal, unseal

PURPOSE = "stored-file"


def store(
    session: Session,
    data: bytes,
    *,
    filename: str,
    media_type: str,
    settings: Settings,
    now: datetime,
) -> StoredFile:
    """Keep bytes encrypted; the row carries the SHA-256 and size of the plain bytes."""
    row = StoredFile(
        id=uuid4(),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=media_type,
        filename=filename[:200],
        created_at=now,
        sealed=seal(data, settings.derived_key(PURPOSE), purpose=PURPOSE),
    )
    session.add(row)
    session.flush()
    return row


def read(row: StoredFile, *, settings: Settings) -> bytes:
    """The plain bytes of a stored file."""
    return unseal(row.sealed, settings.derived_key(PURPOSE), purpose=PURPOSE)


def forget_unused(session: Session, ids: Collection[UUID]) -> None:
    """Delete those of these files that are in no dosar and in no member's documents."""
    kept = set(
        session.scalars(
            select(CaseDocument.stored_file_id).where(CaseDocument.stored_file_id.in_(ids))
        )
    ) | set(
        session.scalars(
            select(MemberDocument.stored_file_id).where(MemberDocument.stored_file_id.in_(ids))
        )
    )
    session.execute(delete(StoredFile).where(StoredFile.id.in_(set(ids) - kept)))
