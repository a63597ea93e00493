"""What members ask credits for by file, and the documents they keep for it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, enum_type
from lms.models.files import CaseFile, DocumentKind
from lms.models.operations import StoredFile


class MemberDocument(Base):
    """A document that a member keeps once (Documentele mele) and may put in several files.

    A file refers to the stored file, not to this row: what was put in a file stays in it.
    """

    __tablename__ = "member_document"

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    stored_file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_type(DocumentKind))
    title: Mapped[str]
    issued_on: Mapped[date | None]
    added_at: Mapped[datetime]
    stored: Mapped[StoredFile] = relationship()


class RecognitionRequest(Base):
    """What a file of kind recognition is about: a training outside the register of providers."""

    __tablename__ = "recognition_request"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    provider: Mapped[str]
    country: Mapped[str | None] = mapped_column(String(2))  # ISO 3166
    title: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    minutes: Mapped[int | None]
    certificate_number: Mapped[str]
    certificate_on: Mapped[date | None]
    same_as: Mapped[str | None] = mapped_column(String(64), index=True)  # one certificate, one hash
    case: Mapped[CaseFile] = relationship()


class ActivityRequest(Base):
    """What a file of kind other activity is about: an item of the list in the norms."""

    __tablename__ = "activity_request"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(60))
    title: Mapped[str]
    place: Mapped[str]  # where: the body, the school, the publisher
    mark: Mapped[str]  # ISBN, DOI, number of the agreement …
    quantity: Mapped[int | None]  # thousandths of the item's unit
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    same_as: Mapped[str | None] = mapped_column(String(64), index=True)  # one work, one hash
    case: Mapped[CaseFile] = relationship()


class ReviewAsked(StrEnum):
    """Who asks that a decision be looked at again."""

    BY_MEMBER = "by_member"
    BY_COMMISSION = "by_commission"


class DecisionReview(Base):
    """A file that asks for another decision than the one of an earlier file."""

    __tablename__ = "decision_review"
    __table_args__ = (
        Index(
            "uq_decision_review_open_reviewed",
            "reviewed_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    reviewed_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    asked: Mapped[ReviewAsked] = mapped_column(enum_type(ReviewAsked))
    closed_at: Mapped[datetime | None]
    case: Mapped[CaseFile] = relationship(foreign_keys=[case_id])
    reviewed: Mapped[CaseFile] = relationship(foreign_keys=[reviewed_id])
