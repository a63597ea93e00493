"""What members ask for when they ask for a higher grade, with what was known on that day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, enum_type
from lms.models.files import CaseFile
from lms.models.members import Grade


class PromotionRequest(Base):
    """What a file of kind promotion is about, and the record as it stood when it was filed.

    `document` is canonical JSON: recomputed for `asked_on` and `known_at`, it comes out the same
    to the byte.
    """

    __tablename__ = "promotion_request"
    __table_args__ = (
        Index(
            "uq_promotion_request_open_member",
            "member_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    grade: Mapped[Grade] = mapped_column(enum_type(Grade), index=True)
    held: Mapped[Grade | None] = mapped_column(enum_type(Grade))
    asked_on: Mapped[date]
    known_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))  # of the engine, on that day
    document: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"), index=True)  # who filed
    closed_at: Mapped[datetime | None]
    case: Mapped[CaseFile] = relationship()
