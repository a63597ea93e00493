"""Providers, programmes, editions: who may train, what, and when it was held."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Fact, Key, Short, enum_type


class OrganiserKind(StrEnum):
    """Who may organise (NFPC art. 1 (2))."""

    APPROVED_PROVIDER = "approved_provider"
    BRANCH = "branch"
    OTHER_ENTITY = "other_entity"
    COLLEGE = "college"


class ProgrammeKind(StrEnum):
    """Kinds of programme."""

    COURSE = "course"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    ROUND_TABLE = "round_table"
    WEBINAR = "webinar"


class Modality(StrEnum):
    """How an edition is held."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    HYBRID = "hybrid"


class EditionState(StrEnum):
    """An edition is planned, then held; or cancelled."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Provider(Base):
    """An organiser: an approved provider, a branch, another entity or the College itself."""

    __tablename__ = "provider"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[Short]
    kind: Mapped[OrganiserKind] = mapped_column(enum_type(OrganiserKind))
    county: Mapped[str | None] = mapped_column(String(2))
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"))
    recorded_at: Mapped[datetime]

    approvals: Mapped[list[ProviderApproval]] = relationship(back_populates="provider")


class ProviderApproval(Fact, Base):
    """An approval (avizare) by decision, for a period."""

    __tablename__ = "provider_approval"

    id: Mapped[Key]
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    decision_number: Mapped[str] = mapped_column(String(40))
    decided_on: Mapped[date]
    body: Mapped[str] = mapped_column(String(40), default="BEX")
    provider: Mapped[Provider] = relationship(back_populates="approvals")


class Programme(Base):
    """A training programme of an organiser."""

    __tablename__ = "programme"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    title: Mapped[str]
    title_en: Mapped[str]
    summary: Mapped[str]
    summary_en: Mapped[str]
    kind: Mapped[ProgrammeKind] = mapped_column(enum_type(ProgrammeKind))
    field: Mapped[Short]
    max_participants: Mapped[int | None]
    recorded_at: Mapped[datetime]

    provider: Mapped[Provider] = relationship()
    approvals: Mapped[list[ProgrammeApproval]] = relationship(back_populates="programme")
    organisers: Mapped[list[ProgrammeOrganiser]] = relationship(back_populates="programme")


class ProgrammeApproval(Fact, Base):
    """An approval with the credits fixed by decision (thousandths of a credit), for a period."""

    __tablename__ = "programme_approval"

    id: Mapped[Key]
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    credits: Mapped[int]
    decision_number: Mapped[str] = mapped_column(String(40))
    decided_on: Mapped[date]
    body: Mapped[str] = mapped_column(String(40), default="BEX")
    programme: Mapped[Programme] = relationship(back_populates="approvals")


class ProgrammeOrganiser(Base):
    """A further organiser of a programme (partnership)."""

    __tablename__ = "programme_organiser"
    __table_args__ = (UniqueConstraint("programme_id", "provider_id"),)

    id: Mapped[Key]
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    programme: Mapped[Programme] = relationship(back_populates="organisers")
    provider: Mapped[Provider] = relationship()


class Edition(Base):
    """One run of a programme; `provider_id` is the organiser that files its attendance."""

    __tablename__ = "edition"

    id: Mapped[Key]
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    number: Mapped[int]
    modality: Mapped[Modality] = mapped_column(enum_type(Modality))
    county: Mapped[str | None] = mapped_column(String(2))
    place: Mapped[str | None]
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date] = mapped_column(index=True)
    link: Mapped[str | None]  # shown only to those who have a place
    capacity: Mapped[int | None]  # None: what the programme declares
    price: Mapped[int | None]  # bani; None: not said, 0: free
    register_until: Mapped[date | None]  # the last day; None: until the first session
    cancel_until: Mapped[date | None]  # the last day; None: until the first session
    state: Mapped[EditionState] = mapped_column(enum_type(EditionState))
    # How often it was changed or cancelled: SEQUENCE of its events in calendars.
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    recorded_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship()
    provider: Mapped[Provider] = relationship()
    cancellation: Mapped[EditionCancellation | None] = relationship()
    sessions: Mapped[list[EditionSession]] = relationship(
        back_populates="edition", order_by="EditionSession.starts_at"
    )


class EditionCancellation(Base):
    """When, by whom and why an edition was cancelled; everybody who sees the edition reads why."""

    __tablename__ = "edition_cancellation"

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), unique=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]


class EditionSession(Base):
    """A session of an edition, half-open in time; breaks are the gaps between sessions."""

    __tablename__ = "edition_session"

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    topic: Mapped[str | None]
    edition: Mapped[Edition] = relationship(back_populates="sessions")


class EditionRegistration(Base):
    """A member registered for an edition beforehand; `waiting_since`: still without a place.

    One row for each member and edition, used again after a cancellation.
    """

    __tablename__ = "edition_registration"
    __table_args__ = (UniqueConstraint("edition_id", "member_id"),)

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    registered_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    promoted_at: Mapped[datetime | None]


class CalendarLink(Base):
    """The secret address of a member's own calendar, one each; only the token's hash is kept."""

    __tablename__ = "calendar_link"

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of 256 random bits
    created_at: Mapped[datetime]


class EditionCheckIn(Base):
    """A member who scanned the code in the room, once for each session: evidence, not a credit."""

    __tablename__ = "edition_check_in"
    __table_args__ = (UniqueConstraint("edition_id", "member_id", "held_at"),)

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"))
    held_at: Mapped[datetime]  # the beginning of the session
    at: Mapped[datetime]
