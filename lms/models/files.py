"""The file (dosar), once for every procedure: a commission proposes, BEX decides."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, enum_type


class CaseKind(StrEnum):
    """Procedures that have a file; each later one only adds a kind."""

    OBJECTION = "objection"
    RECOGNITION = "recognition"
    OTHER_ACTIVITY = "other_activity"
    REVIEW = "review"
    YEAR_REVIEW = "year_review"
    PROMOTION = "promotion"
    PROMOTION_REVIEW = "promotion_review"
    PROVIDER_APPROVAL = "provider_approval"
    PROVIDER_RENEWAL = "provider_renewal"
    PROGRAMME_APPROVAL = "programme_approval"
    PROGRAMME_RENEWAL = "programme_renewal"
    PROGRAMME_CHANGE = "programme_change"


class CaseState(StrEnum):
    """Where a file stands."""

    DRAFT = "draft"
    WITH_PROVIDER = "with_provider"
    SUBMITTED = "submitted"
    IN_ANALYSIS = "in_analysis"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class CaseFile(Base):
    """A dosar: its number is given at submission and never again."""

    __tablename__ = "case_file"
    __table_args__ = (UniqueConstraint("registration_year", "registration_number"),)

    id: Mapped[Key]
    kind: Mapped[CaseKind] = mapped_column(enum_type(CaseKind))
    state: Mapped[CaseState] = mapped_column(enum_type(CaseState), index=True)
    commission: Mapped[str] = mapped_column(String(10))  # "cfpc" | "caap"
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider.id"), index=True)
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime]
    registration_year: Mapped[int | None]
    registration_number: Mapped[int | None]
    submitted_at: Mapped[datetime | None]
    receipt_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    statement: Mapped[str]  # what the person wrote
    due_on: Mapped[date | None]

    documents: Mapped[list[CaseDocument]] = relationship(back_populates="case")
    proposals: Mapped[list[Proposal]] = relationship(
        back_populates="case", order_by="Proposal.recorded_at"
    )
    decision: Mapped[Decision | None] = relationship(back_populates="case")
    events: Mapped[list[CaseEvent]] = relationship(back_populates="case", order_by="CaseEvent.at")

    @property
    def number(self) -> str | None:
        """The registration number as printed: "17/2026"."""
        if self.registration_number is None:
            return None
        return f"{self.registration_number}/{self.registration_year}"


class RegistrationCounter(Base):
    """The last registration number of a year; locked while one is given."""

    __tablename__ = "registration_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class DocumentKind(StrEnum):
    """What a document is."""

    CERTIFICATE = "certificate"
    DIPLOMA = "diploma"
    AGREEMENT = "agreement"
    PROOF = "proof"
    PUBLICATION = "publication"
    OTHER = "other"


class CaseDocument(Base):
    """A document in a file."""

    __tablename__ = "case_document"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    stored_file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[str]
    kind: Mapped[DocumentKind | None] = mapped_column(enum_type(DocumentKind))
    part: Mapped[str | None] = mapped_column(String(60))  # what the norms ask for that it shows
    added_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]
    case: Mapped[CaseFile] = relationship(back_populates="documents")


class CaseEvent(Base):
    """A step in the life of a file, for its history."""

    __tablename__ = "case_event"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    case: Mapped[CaseFile] = relationship(back_populates="events")


class Proposal(Base):
    """The reasoned proposal of a commission."""

    __tablename__ = "proposal"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(40))
    credits: Mapped[int | None]  # thousandths, where the outcome has an amount
    valid_until: Mapped[date | None]  # where the outcome gives something for a time
    reasons: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    case: Mapped[CaseFile] = relationship(back_populates="proposals")


class Decision(Base):
    """The decision of BEX: its number and day; recorded by somebody who did not propose."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("body", "number", "decided_on"),)

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), unique=True)
    body: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(40))
    decided_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(40))
    credits: Mapped[int | None]
    valid_until: Mapped[date | None]
    reasons: Mapped[str]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    case: Mapped[CaseFile] = relationship(back_populates="decision")


class ObjectionKind(StrEnum):
    """What the member says is wrong."""

    DID_NOT_ATTEND = "did_not_attend"
    MISSING_FROM_LIST = "missing_from_list"
    WRONG_CREDIT = "wrong_credit"
    UNDECIDED = "undecided"  # entered by the commission: the norms do not settle the attendance


class Objection(Base):
    """What a file of kind objection is about: a credit line, or an edition without one."""

    __tablename__ = "objection"
    __table_args__ = (
        Index(
            "uq_objection_open_entry",
            "credit_entry_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL AND credit_entry_id IS NOT NULL"),
            postgresql_where=text("closed_at IS NULL AND credit_entry_id IS NOT NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    kind: Mapped[ObjectionKind] = mapped_column(enum_type(ObjectionKind))
    credit_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("credit_entry.id"), index=True)
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"))
    closed_at: Mapped[datetime | None]
    case: Mapped[CaseFile] = relationship()
