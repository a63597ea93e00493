"""Badge classes, awards with their credential and status, issuers and their encrypted keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, Short
from lms.models.members import Member


class Issuer(Base):
    """Who issues: did:web under the public URL, at /issuers/SLUG/did.json."""

    __tablename__ = "issuer"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Short]
    url: Mapped[str]
    email: Mapped[str | None]
    country: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[datetime]

    keys: Mapped[list[IssuerKey]] = relationship(
        back_populates="issuer", order_by="IssuerKey.number"
    )


class IssuerKey(Base):
    """A key of an issuer; the private half is encrypted with the master key (AES-GCM)."""

    __tablename__ = "issuer_key"
    __table_args__ = (UniqueConstraint("issuer_id", "number"),)

    id: Mapped[Key]
    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"), index=True)
    number: Mapped[int]
    algorithm: Mapped[str] = mapped_column(String(20))  # "Ed25519"
    public_multibase: Mapped[str]
    public_pem: Mapped[str]
    private_encrypted: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]  # stolen: nothing signed with it holds any more

    issuer: Mapped[Issuer] = relationship(back_populates="keys")


class BadgeClass(Base):
    """What can be awarded: its texts never change, a new version of a course is a new class.

    `course_id` is the rule on facts of this version of the product.
    """

    __tablename__ = "badge_class"
    __table_args__ = (UniqueConstraint("course_id", "version"),)

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    version: Mapped[str] = mapped_column(String(20))
    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"))
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("course.id"))
    name: Mapped[dict[str, Any]]  # {"ro": …, "en": …}
    description: Mapped[dict[str, Any]]
    criteria: Mapped[dict[str, Any]]
    outcomes: Mapped[list[Any]]  # what the holder can do: [{"ro": …, "en": …}, …]
    assessment: Mapped[dict[str, Any]]  # how it was assessed, in words
    workload_minutes: Mapped[int]
    picture: Mapped[dict[str, Any]]  # parameters of the template in `badges`
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    issuer: Mapped[Issuer] = relationship()


class StatusList(Base):
    """A published Bitstring Status List; indices live in `award`, bits follow from the awards."""

    __tablename__ = "status_list"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issuer_id: Mapped[UUID] = mapped_column(ForeignKey("issuer.id"))
    purpose: Mapped[str] = mapped_column(String(20))  # "revocation" | "suspension"
    length: Mapped[int]
    credential: Mapped[str]  # signed JSON as published
    generation: Mapped[int]  # grows with each change of a bit
    signed_generation: Mapped[int]
    signed_at: Mapped[datetime]


class Award(Base):
    """A badge of a member; it rests on a credit entry, and the page is 404 until published."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("badge_class_id", "member_id", "source"),
        UniqueConstraint("revocation_list", "status_index"),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(40), unique=True)  # random, /b/<public_id>
    badge_class_id: Mapped[UUID] = mapped_column(ForeignKey("badge_class.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    source: Mapped[str] = mapped_column(String(80))
    credit_entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("credit_entry.id"), index=True)
    issuer_key_id: Mapped[UUID] = mapped_column(ForeignKey("issuer_key.id"))
    awarded_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    salt: Mapped[str] = mapped_column(String(64))
    credential: Mapped[str]  # signed JSON
    revocation_list: Mapped[int] = mapped_column(ForeignKey("status_list.number"))
    # Set only where a format has room for two lists: OB 3.0 allows one credentialStatus.
    suspension_list: Mapped[int | None] = mapped_column(ForeignKey("status_list.number"))
    status_index: Mapped[int]
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str | None] = mapped_column(String(80))
    suspended_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    # Since when the holder lets those who verify see whether they are an active member today.
    standing_shown_at: Mapped[datetime | None]

    badge_class: Mapped[BadgeClass] = relationship()
    member: Mapped[Member] = relationship()


class PublicationConsent(Base):
    """A member's separate, dated, withdrawable consent to publish one badge."""

    __tablename__ = "publication_consent"

    id: Mapped[Key]
    award_id: Mapped[UUID] = mapped_column(ForeignKey("award.id"), index=True)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    text_version: Mapped[str] = mapped_column(String(20))
