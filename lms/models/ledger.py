"""The ledger of credit: append-only, chained per member; the database refuses anything else."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, enum_type
from lms.models.members import Member


class EntryKind(StrEnum):
    """What an entry is."""

    CREDIT = "credit"
    OPENING = "opening"
    REVERSAL = "reversal"


class RegulationVersion(Base):
    """A regulation in force from a day on: its text, its hash, and the act that adopted it."""

    __tablename__ = "regulation_version"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    line: Mapped[str] = mapped_column(String(60), index=True)
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    effective_from: Mapped[date]
    adopted_by: Mapped[str | None]
    recorded_at: Mapped[datetime]


class CreditEntry(Base):
    """One gross entry per source and revision; a correction is a reversal plus the next revision.

    `source` is "<kind>:<uuid>" (edition, course, opening); `payload` is the canonical JSON that
    `leaf` hashes (SHA-256 of 0x00 || payload), and `root` is SHA-256(0x01 || previous || leaf).
    """

    __tablename__ = "credit_entry"
    __table_args__ = (
        UniqueConstraint("member_id", "position"),
        Index(
            "uq_credit_entry_source_member_revision",
            "source",
            "member_id",
            "revision",
            unique=True,
            sqlite_where=text("reverses_id IS NULL"),
            postgresql_where=text("reverses_id IS NULL"),
        ),
        Index("ix_credit_entry_member_counts_on", "member_id", "counts_on"),
    )

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    position: Mapped[int]  # 1, 2, 3 … in the member's chain
    kind: Mapped[EntryKind] = mapped_column(enum_type(EntryKind))
    source: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("credit_entry.id"), unique=True)
    credits: Mapped[int]  # signed thousandths
    counts_on: Mapped[date]
    regulation_id: Mapped[str] = mapped_column(ForeignKey("regulation_version.id"))
    basis: Mapped[str] = mapped_column(String(10))  # of the rule that fixed the amount
    title: Mapped[dict[str, Any]]  # {"ro": …, "en": …}: what was attended, for lists
    findings: Mapped[str]  # canonical JSON of the assessment, as hashed
    reason: Mapped[str | None]  # code of the reason of a reversal
    batch: Mapped[str | None] = mapped_column(String(80), index=True)  # "attendance:<uuid>" …
    recorded_at: Mapped[datetime]
    payload: Mapped[str]
    leaf: Mapped[str] = mapped_column(String(64))
    root: Mapped[str] = mapped_column(String(64))

    member: Mapped[Member] = relationship()


class ChainHead(Base):
    """The last position and root of a member's chain; locked while an entry is added."""

    __tablename__ = "chain_head"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    root: Mapped[str] = mapped_column(String(64))


class LedgerRoot(Base):
    """The signed root of a day over the heads of all chains; append-only, published as it is."""

    __tablename__ = "ledger_root"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 …
    day: Mapped[date] = mapped_column(unique=True)  # legal day on which it was made
    made_at: Mapped[datetime]
    chains: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    document: Mapped[str]  # signed JSON, as published


class LedgerRootChain(Base):
    """A chain whose head moved since the root before: where it stood when the root was made."""

    __tablename__ = "ledger_root_chain"
    __table_args__ = (Index("ix_ledger_root_chain_member", "member_id", "root_number"),)

    root_number: Mapped[int] = mapped_column(ForeignKey("ledger_root.number"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    position: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))


class YearStanding(Base):
    """The annual answer as last computed; rebuildable, read by lists."""

    __tablename__ = "year_standing"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    required: Mapped[int | None]  # thousandths
    earned: Mapped[int]  # thousandths
    orientative: Mapped[bool]
    regulation_id: Mapped[str] = mapped_column(ForeignKey("regulation_version.id"))
    known_at: Mapped[datetime]
