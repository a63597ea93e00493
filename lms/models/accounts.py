"""Accounts, dated and scoped roles, sessions, one-time links, login throttling, mail."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, Short, enum_type


class Role(StrEnum):
    """What a person may be, from a day on and within a scope."""

    MEMBER = "member"
    PROVIDER = "provider"
    CFPC = "cfpc"
    CAAP = "caap"
    BEX = "bex"
    BRANCH = "branch"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class ProviderDuty(StrEnum):
    """What somebody does for an organiser; a manager also asks for approval and invites others."""

    MANAGER = "manager"
    CLERK = "clerk"


class Account(Base):
    """Who signs in; a member's account is linked from `member.account_id`."""

    __tablename__ = "account"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    password_hash: Mapped[str | None]
    display_name: Mapped[Short]
    language: Mapped[str] = mapped_column(String(2), default="ro")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    roles: Mapped[list[RoleGrant]] = relationship(
        back_populates="account", foreign_keys="RoleGrant.account_id", lazy="selectin"
    )


class RoleGrant(Base):
    """A role from a day on; `provider_id` or `branch_id` is its scope where the role has one.

    `duty` is kept for organisers only; None there means manager.
    """

    __tablename__ = "role_grant"

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("provider.id"))
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"))
    duty: Mapped[ProviderDuty | None] = mapped_column(enum_type(ProviderDuty))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    account: Mapped[Account] = relationship(back_populates="roles", foreign_keys=[account_id])


class WebSession(Base):
    """A signed-in browser; the cookie holds a random token, the row its SHA-256."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined")


class LinkPurpose(StrEnum):
    """What a one-time link lets its holder do."""

    ACTIVATE = "activate"
    RESET_PASSWORD = "reset_password"  # noqa: S105 (a purpose, not a password)
    ADD_EMAIL = "add_email"


class OneTimeLink(Base):
    """A link sent by mail; only the hash of its token is kept, and it works once."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[LinkPurpose] = mapped_column(enum_type(LinkPurpose))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginAttempt(Base):
    """One failed attempt, for throttling; `key` is a keyed hash of address or e-mail."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_key_at", "key", "at"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Mail(Base):
    """A message to be sent; the text is cleared once a real server has taken it."""

    __tablename__ = "mail"

    id: Mapped[Key]
    kind: Mapped[Short]
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
