"""Signals of attendance that cannot have been, and what the Training Commission said of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, enum_type
from lms.models.members import Member
from lms.models.providers import Edition


class SignalState(StrEnum):
    """A signal is new, seen or closed; or lapsed, when the attendance no longer says so."""

    NEW = "new"
    SEEN = "seen"
    CLOSED = "closed"
    LAPSED = "lapsed"


OPEN_STATES = (SignalState.NEW, SignalState.SEEN)


class AttendanceSignal(Base):
    """Something in an edition's attendance that does not add up; holds no name and no e-mail.

    `file_id` is the list that raised it. `key` is of the thing found: it is raised once.
    """

    __tablename__ = "attendance_signal"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(40), index=True)  # lms.attendance.impossible
    code: Mapped[str] = mapped_column(String(40))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    other_edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("edition.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("attendance_file.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    day: Mapped[date] = mapped_column(index=True)
    params: Mapped[dict[str, Any]]
    state: Mapped[SignalState] = mapped_column(enum_type(SignalState), index=True)
    raised_at: Mapped[datetime]

    edition: Mapped[Edition] = relationship(foreign_keys=[edition_id])
    other_edition: Mapped[Edition | None] = relationship(foreign_keys=[other_edition_id])
    member: Mapped[Member | None] = relationship()
    steps: Mapped[list[SignalStep]] = relationship(
        back_populates="signal", order_by="SignalStep.at, SignalStep.id"
    )


class SignalStep(Base):
    """What became of a signal, append-only: by whom (nobody: by itself), and the note."""

    __tablename__ = "signal_step"

    id: Mapped[Key]
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("attendance_signal.id"), index=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[SignalState] = mapped_column(enum_type(SignalState))
    note: Mapped[str]

    signal: Mapped[AttendanceSignal] = relationship(back_populates="steps")


class SignalCheck(Base):
    """When the booked list of an edition was last looked at for signals."""

    __tablename__ = "signal_check"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("attendance_file.id"), primary_key=True)
    checked_at: Mapped[datetime]
