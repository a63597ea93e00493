"""What keeps the house running: outbox, jobs, stored files, notifications, the audit log."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from lms.models.base import Base, Key, enum_type


class Outbox(Base):
    """Work that must follow a change, written in the same transaction.

    A pump hands it to Celery under a lease; the task that does it marks it done in the
    transaction of its effects. `key` makes the same work enter once.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_pending", "done_at", "failed_at", "run_after"),)

    id: Mapped[Key]
    task: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    run_after: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]


class JobState(StrEnum):
    """Where long work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """Long work that a person started: how far it is, and what came of it."""

    __tablename__ = "job"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(60))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    state: Mapped[JobState] = mapped_column(enum_type(JobState))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]


class StoredFile(Base):
    """A file kept in the database, encrypted; `sha256` is of the plain bytes."""

    __tablename__ = "stored_file"

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120))
    filename: Mapped[str]
    created_at: Mapped[datetime]
    sealed: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class Notification(Base):
    """Something new for a person; the text comes from `kind` and `params`, in their language."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_account_created", "account_id", "created_at"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(60))
    params: Mapped[dict[str, Any]]
    path: Mapped[str | None]
    key: Mapped[str] = mapped_column(String(200), unique=True)  # said once
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to what, append-only: opaque ids, no names, no free text."""

    __tablename__ = "audit_entry"

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[UUID | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)  # "member:<uuid>" …
    details: Mapped[dict[str, Any]]
