"""xAPI statements as received; ids apart, so that statements can be partitioned later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
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
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
