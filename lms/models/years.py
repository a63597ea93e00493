"""The close of a calendar year: runs over the profession, standings as closed, reviews of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, enum_type
from lms.models.files import CaseFile
from lms.models.members import Member


class YearStage(StrEnum):
    """What a run does: remind, state the year on 1 January, close it after the evidence date."""

    REMINDER = "reminder"
    PROVISIONAL = "provisional"
    FINAL = "final"


class YearRun(Base):
    """One run over all members: where it is (`cursor`), and the instant that its answers rest on.

    `key` lets the same run enter once; `cursor` is the last member done, in the order of ids.
    """

    __tablename__ = "year_run"
    __table_args__ = (Index("ix_year_run_year_stage", "year", "stage"),)

    id: Mapped[Key]
    year: Mapped[int]
    stage: Mapped[YearStage] = mapped_column(enum_type(YearStage))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    seen_on: Mapped[date]  # the legal day for which the year is judged
    known_at: Mapped[datetime]
    records_from: Mapped[date | None]
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"))
    cursor: Mapped[UUID | None]
    counts: Mapped[dict[str, Any]]
    finished_at: Mapped[datetime | None]


class ClosedStanding(Base):
    """A member's year as it was closed: append-only, the last revision of a stage holds.

    With the same `seen_on`, `known_at` and `records_from` the engine gives the same text again,
    whose SHA-256 is `findings_sha256`. Figures in thousandths of a credit.
    """

    __tablename__ = "closed_standing"
    __table_args__ = (
        UniqueConstraint("member_id", "year", "stage", "revision"),
        Index("ix_closed_standing_year_stage", "year", "stage"),
    )

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    year: Mapped[int]
    stage: Mapped[YearStage] = mapped_column(enum_type(YearStage))
    revision: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(20))
    required: Mapped[int | None]
    earned: Mapped[int]
    orientative: Mapped[bool]
    regulation_id: Mapped[str | None] = mapped_column(ForeignKey("regulation_version.id"))
    seen_on: Mapped[date]
    known_at: Mapped[datetime]
    records_from: Mapped[date | None]
    findings_sha256: Mapped[str] = mapped_column(String(64))
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("year_run.id"))
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))
    recorded_at: Mapped[datetime]


class YearReview(Base):
    """Later facts would undo a closed year: it stands until a decision, after the notice.

    `found_*` is what the engine says now; the same finding is reviewed once.
    """

    __tablename__ = "year_review"
    __table_args__ = (
        UniqueConstraint("standing_id", "found_outcome", "found_earned"),
        Index(
            "uq_year_review_open",
            "member_id",
            "year",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    standing_id: Mapped[UUID] = mapped_column(ForeignKey("closed_standing.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    year: Mapped[int]
    found_outcome: Mapped[str] = mapped_column(String(20))
    found_earned: Mapped[int]
    found_required: Mapped[int | None]
    notice_until: Mapped[date]
    opened_at: Mapped[datetime]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"), unique=True)
    closed_at: Mapped[datetime | None]

    standing: Mapped[ClosedStanding] = relationship()
    member: Mapped[Member] = relationship()
    case: Mapped[CaseFile | None] = relationship()
