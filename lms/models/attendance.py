"""Attendance files as read, their people, and what an officer of the provider said of each."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, enum_type
from lms.models.providers import Edition


class AttendanceState(StrEnum):
    """A file is in review, being booked, booked, undone, or replaced by a corrected one."""

    REVIEW = "review"
    BOOKING = "booking"
    BOOKED = "booked"
    UNDOING = "undoing"
    UNDONE = "undone"
    REPLACED = "replaced"


class Resolution(StrEnum):
    """What was said of one person of the file."""

    OPEN = "open"
    ACCEPTED = "accepted"
    NOT_MEMBER = "not_member"
    SKIPPED = "skipped"


class AttendanceFile(Base):
    """An uploaded list; the stored copy has no CNP, `sha256` is the original's.

    An edition has at most one list that counts; a corrected one replaces it.
    """

    __tablename__ = "attendance_file"
    __table_args__ = (
        UniqueConstraint("edition_id", "sha256"),
        Index(
            "uq_attendance_file_counting",
            "edition_id",
            unique=True,
            sqlite_where=text("state IN ('booking', 'booked', 'undoing')"),
            postgresql_where=text("state IN ('booking', 'booked', 'undoing')"),
        ),
    )

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    filename: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    format: Mapped[str] = mapped_column(String(60))
    encoding: Mapped[str] = mapped_column(String(30))
    read_sessions: Mapped[list[Any]]
    date_order: Mapped[str | None] = mapped_column(String(20))  # as chosen by an officer
    columns: Mapped[dict[str, Any] | None]  # what columns are, where a person had to say it
    problems: Mapped[list[Any]]
    state: Mapped[AttendanceState] = mapped_column(enum_type(AttendanceState))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    replaced_by: Mapped[UUID | None] = mapped_column(ForeignKey("attendance_file.id"))
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id"))

    edition: Mapped[Edition] = relationship()
    rows: Mapped[list[AttendanceRow]] = relationship(
        back_populates="file", order_by="AttendanceRow.ordinal"
    )


class AttendanceDraft(Base):
    """A file whose columns must be named before it is read: its copy without CNP, for a day."""

    __tablename__ = "attendance_draft"

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    filename: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))  # the original's
    stored_file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)

    edition: Mapped[Edition] = relationship()


class AttendanceLayout(Base):
    """What the columns of an organiser's own list are, by the signature of its titles."""

    __tablename__ = "attendance_layout"
    __table_args__ = (UniqueConstraint("provider_id", "signature"),)

    id: Mapped[Key]
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    signature: Mapped[str] = mapped_column(String(32))
    titles: Mapped[list[Any]]  # of the columns that were named
    columns: Mapped[dict[str, Any]]
    named_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    named_at: Mapped[datetime]


class AttendanceRow(Base):
    """One person of a file (rejoins merged); name and e-mail are erased when not a member's.

    `member_id` is who gets the credit: set for a sure match or by an officer, else empty.
    """

    __tablename__ = "attendance_row"
    __table_args__ = (UniqueConstraint("file_id", "ordinal"),)

    id: Mapped[Key]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("attendance_file.id"), index=True)
    ordinal: Mapped[int]
    source_rows: Mapped[list[Any]]
    sheet: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(String(20), default="attendee")
    presence: Mapped[str] = mapped_column(String(10), default="present")
    name: Mapped[str | None]
    other_names: Mapped[list[Any]] = mapped_column(default=list)
    email: Mapped[str | None] = mapped_column(String(254))
    rnasr_code: Mapped[str | None] = mapped_column(String(60))
    minutes: Mapped[int]
    duration_minutes: Mapped[int | None]  # as written, where the file has no times
    intervals: Mapped[list[Any]]  # [[iso, iso], …] in UTC
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    rung: Mapped[str] = mapped_column(String(20))
    score: Mapped[int]  # thousandths: 970 is 0.97
    decision: Mapped[str] = mapped_column(String(20))  # sure | review | unmatched
    candidates: Mapped[list[Any]]  # [{"member": id, "score": 970, "suggested": bool}, …]
    reason: Mapped[dict[str, Any]]  # {"code": …, "params": {…}}
    resolution: Mapped[Resolution] = mapped_column(enum_type(Resolution))
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    resolved_at: Mapped[datetime | None]
    # What booking said: {"code": …, "params": {…}, "minutes": …, "late": …}; NULL: not booked yet.
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    erase_on: Mapped[date | None]

    file: Mapped[AttendanceFile] = relationship(back_populates="rows")


class AttendanceClaim(Base):
    """A member who says that they were at an edition; it outlives the rows of its lists."""

    __tablename__ = "attendance_claim"
    __table_args__ = (UniqueConstraint("edition_id", "member_id"),)

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    claimed_at: Mapped[datetime]
