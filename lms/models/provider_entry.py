"""How an organiser comes in: what it says of itself, who looked at it, who is invited to act."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.models.accounts import ProviderDuty
from lms.models.base import Base, Key, Short, enum_type


class LegalForm(StrEnum):
    """Legal forms of the entities that may ask."""

    ASSOCIATION = "association"
    FOUNDATION = "foundation"
    FEDERATION = "federation"
    PUBLIC_INSTITUTION = "public_institution"
    UNIVERSITY = "university"
    COMPANY = "company"
    PRACTICE = "practice"
    OTHER = "other"


class ProviderEntry(Base):
    """An entity that registered itself; `provider_id` from when its e-mail was confirmed."""

    __tablename__ = "provider_entry"
    __table_args__ = (
        Index(
            "uq_provider_entry_fiscal_code",
            "fiscal_code",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL AND refused_at IS NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL AND refused_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider.id"), unique=True)
    name: Mapped[Short]
    fiscal_code: Mapped[str] = mapped_column(String(10))  # digits only
    legal_form: Mapped[LegalForm] = mapped_column(enum_type(LegalForm))
    county: Mapped[str] = mapped_column(String(2))
    contact_name: Mapped[Short]
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]  # of the officer who verified or refused


class ProviderInvitation(Base):
    """A link by mail: to confirm an entry (`entry_id`), or to act for an organiser."""

    __tablename__ = "provider_invitation"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider_entry.id"), index=True)
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[Short]
    email: Mapped[str] = mapped_column(String(254))
    duty: Mapped[ProviderDuty] = mapped_column(enum_type(ProviderDuty))
    language: Mapped[str] = mapped_column(String(2))
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
