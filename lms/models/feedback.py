"""Feedback that cannot be joined to a person: invitation and answer share no key and no time.

An answer first waits sealed (encrypted with a key that is not in the database); a job opens
five or more of an edition at once, shuffles them, and writes them with fresh random ids.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key
from lms.models.providers import Edition, Provider


class FeedbackForm(Base):
    """A version of the College's standard form; `questions` in ro and en."""

    __tablename__ = "feedback_form"

    id: Mapped[Key]
    version: Mapped[int] = mapped_column(unique=True)
    questions: Mapped[list[Any]]
    active_from: Mapped[date]


class FeedbackInvitation(Base):
    """That a member was asked, and whether they answered: never when, never what.

    `edition_id` or `course_id` says about what.
    """

    __tablename__ = "feedback_invitation"
    __table_args__ = (
        UniqueConstraint("member_id", "edition_id"),
        UniqueConstraint("member_id", "course_id"),
        CheckConstraint("(edition_id IS NULL) <> (course_id IS NULL)", name="one_subject"),
    )

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"), index=True)
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("course.id"), index=True)
    form_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_form.id"))
    invited_at: Mapped[datetime]
    used: Mapped[bool] = mapped_column(default=False)

    edition: Mapped[Edition | None] = relationship()


class FeedbackSealed(Base):
    """An answer waiting to be shuffled, unreadable without the master key."""

    __tablename__ = "feedback_sealed"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 (row order would tell the time)

    id: Mapped[Key]
    subject: Mapped[UUID] = mapped_column(index=True)  # edition or course
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class FeedbackAnswer(Base):
    """An answer: a random id, its subject and form. No member, no instant."""

    __tablename__ = "feedback_answer"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    id: Mapped[Key]
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"), index=True)
    course_id: Mapped[UUID | None] = mapped_column(ForeignKey("course.id"), index=True)
    form_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_form.id"))
    answers: Mapped[dict[str, Any]]


class FeedbackScore(Base):
    """What the opened answers of an edition sum up to (`lms.quality.Score`); derived from them.

    Only whole groups of five count: it says nothing that the results do not.
    """

    __tablename__ = "feedback_score"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    form_id: Mapped[UUID] = mapped_column(ForeignKey("feedback_form.id"), primary_key=True)
    answers: Mapped[int]
    scales: Mapped[int]
    points: Mapped[int]
    squares: Mapped[int]
    low: Mapped[int]


class FeedbackReply(Base):
    """What the organiser of an edition answers to its results, in public.

    Append-only but for its end: a new text ends the one before; ended without a new one, it is
    withdrawn.
    """

    __tablename__ = "feedback_reply"
    __table_args__ = (
        Index(
            "uq_feedback_reply_current",
            "edition_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"))
    text: Mapped[str]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    provider: Mapped[Provider] = relationship()
