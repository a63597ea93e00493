"""What a member shows or asks about credits: statements, links, reminders, a provider's reply."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from lms.models.awards import Award
from lms.models.base import Base, Key, enum_type
from lms.models.files import CaseFile
from lms.models.members import Member
from lms.models.providers import Edition, Provider


class SignedPaper:
    """A paper of the College as issued: the signed document and its PDF, for good.

    `key` lets the same content be issued once; `public_id` is what the QR code carries.
    """

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    registration_year: Mapped[int]
    registration_number: Mapped[int]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    document: Mapped[str]  # JSON, signed with a key of the issuer
    content_sha256: Mapped[str] = mapped_column(String(64))  # of what it says, whatever the day
    stored_file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    issued_at: Mapped[datetime]

    @declared_attr
    def member(cls) -> Mapped[Member]:  # noqa: N805 (SQLAlchemy gives the class)
        """Whom it is about."""
        return relationship()

    @property
    def number(self) -> str:
        """The registration number as printed: "17/2026"."""
        return f"{self.registration_number}/{self.registration_year}"


class CreditStatement(SignedPaper, Base):
    """A statement of credits (adeverință); the same content is issued once a day."""

    __tablename__ = "credit_statement"

    years: Mapped[list[Any]]


class ParticipationCertificate(SignedPaper, Base):
    """A certificate of participation in an edition."""

    __tablename__ = "participation_certificate"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)

    edition: Mapped[Edition] = relationship()


class LinkKind(StrEnum):
    """What a link shows."""

    STANDING = "standing"  # name, grade, credits and the answer of the year
    ENOUGH = "enough"  # yes or no: at least so many credits in a year
    BADGE = "badge"  # one badge, published or not
    PORTFOLIO = "portfolio"  # the published badges


class ProofLink(Base):
    """A link by which somebody sees what a member chose; only the hash of its token is kept.

    Of those who open it nothing is kept but how many times it was opened.
    """

    __tablename__ = "proof_link"

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(120))  # for whom, in the member's words
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    kind: Mapped[LinkKind] = mapped_column(enum_type(LinkKind), default=LinkKind.STANDING)
    award_id: Mapped[UUID | None] = mapped_column(ForeignKey("award.id"), index=True)
    year: Mapped[int | None]  # ENOUGH
    at_least: Mapped[int | None]  # ENOUGH: whole credits
    views: Mapped[int] = mapped_column(default=0)

    member: Mapped[Member] = relationship()
    award: Mapped[Award | None] = relationship()


class ListReminder(Base):
    """A member asked for the list of an edition; `key` lets one reminder enter in some days."""

    __tablename__ = "list_reminder"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    asked_at: Mapped[datetime]


class Reply(StrEnum):
    """What a provider says of a mistake that a member reported; silence says something too."""

    CONFIRMS = "confirms"
    DISPUTES = "disputes"
    SILENT = "silent"


class ProviderReply(Base):
    """The provider's turn with an objection: until when, and what was answered.

    `passed_at` is when the file went to the commission; while it is empty the provider has it.
    """

    __tablename__ = "provider_reply"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    asked_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(index=True)
    reply: Mapped[Reply | None] = mapped_column(enum_type(Reply))
    reasons: Mapped[str]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    passed_at: Mapped[datetime | None]

    case: Mapped[CaseFile] = relationship()
    edition: Mapped[Edition] = relationship()
    provider: Mapped[Provider] = relationship()
