"""xAPI statements as received, ids apart so that they can be partitioned; keys of machines."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.base import Base, Key


class StatementId(Base):
    """Every statement id ever taken, with the hash of what it states."""

    __tablename__ = "statement_id"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))


class Statement(Base):
    """A statement: the text as received and the columns that queries read. Nothing refers to it."""

    __tablename__ = "statement"
    __table_args__ = (
        Index("ix_statement_actor_sequence", "actor", "sequence"),
        Index("ix_statement_registration_sequence", "registration", "sequence"),
        Index("ix_statement_activity_sequence", "activity", "sequence"),
        Index("ix_statement_verb_sequence", "verb", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[UUID] = mapped_column(index=True)
    stored: Mapped[datetime] = mapped_column(index=True)
    timestamp: Mapped[datetime]
    version: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(400))  # canonical form of the identifier
    verb: Mapped[str] = mapped_column(String(400))
    activity: Mapped[str | None] = mapped_column(String(2000))
    registration: Mapped[UUID | None]
    authority: Mapped[str] = mapped_column(String(200))
    voids: Mapped[UUID | None] = mapped_column(index=True)
    text: Mapped[str]


class ApiKey(Base):
    """A key for xAPI or REST: its name, its scopes, and the hash of its secret."""

    __tablename__ = "api_key"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(10))  # "lrs" | "rest"
    name: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))  # SHA-256: the secret is 256 random bits
    scopes: Mapped[str]
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider.id"), index=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_on: Mapped[date | None]  # the first day on which it opens nothing
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]


class ApiAnswer(Base):
    """What a request with an Idempotency-Key was answered; committed with what it did."""

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("api_key_id", "key"),)

    id: Mapped[Key]
    api_key_id: Mapped[UUID] = mapped_column(ForeignKey("api_key.id"))
    key: Mapped[str] = mapped_column(String(200))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
