"""What an organiser asks for when it asks for approval (avizare), and questions in its file."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, Short, enum_type
from lms.models.files import CaseFile
from lms.models.members import Grade, Status
from lms.models.providers import Provider


class ApprovalRequest(Base):
    """What a file of approval or of re-approval is about.

    `submitted` holds what the engine found and what the register said of the principals when the
    file was submitted; the findings of a later day are computed anew.
    """

    __tablename__ = "approval_request"
    __table_args__ = (
        Index(
            "uq_approval_request_open_provider",
            "provider_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    experience: Mapped[str]
    plan: Mapped[str]  # the programmes it intends to hold
    fee_paid_on: Mapped[date | None]
    submitted: Mapped[dict[str, Any] | None]
    opis_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    closed_at: Mapped[datetime | None]
    case: Mapped[CaseFile] = relationship()
    provider: Mapped[Provider] = relationship()


class NamedPrincipal(Base):
    """A principal social worker named in a file: the code and the name as they were typed."""

    __tablename__ = "named_principal"
    __table_args__ = (UniqueConstraint("case_id", "rnasr_code"),)

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    rnasr_code: Mapped[str] = mapped_column(String(60))
    name: Mapped[Short]
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]


class CheckedWhen(StrEnum):
    """When a principal was looked up in the register, for its history."""

    NAMED = "named"
    SUBMITTED = "submitted"
    PROPOSED = "proposed"
    DECIDED = "decided"


class PrincipalCheck(Base):
    """What the register said of a named principal on a day."""

    __tablename__ = "principal_check"

    id: Mapped[Key]
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("named_principal.id"), index=True)
    at: Mapped[datetime]
    occasion: Mapped[CheckedWhen] = mapped_column(enum_type(CheckedWhen))
    counts: Mapped[bool]
    grade: Mapped[Grade | None] = mapped_column(enum_type(Grade))
    status: Mapped[Status | None] = mapped_column(enum_type(Status))


class Side(StrEnum):
    """Who asks in a file: the commission or the organiser."""

    COMMISSION = "commission"
    PROVIDER = "provider"


class CaseQuestion(Base):
    """A question in a file, and its answer by the other side; `until` is a request, no term."""

    __tablename__ = "case_question"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    side: Mapped[Side] = mapped_column(enum_type(Side))
    text: Mapped[str]
    until: Mapped[date | None]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
