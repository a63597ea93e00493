"""Signals about the quality of an organiser's programmes, and what became of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, enum_type
from lms.models.providers import Edition, Provider
from lms.models.signals import SignalState


class QualityKind(StrEnum):
    """The latest editions are worse than those before; or far below all other organisers."""

    DRIFT = "drift"
    LOW = "low"


class QualitySignal(Base):
    """That the feedback about an organiser should be looked at; `params` say why.

    `edition_id` is the last edition that it rests on. `key` makes it be raised once.
    """

    __tablename__ = "quality_signal"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[QualityKind] = mapped_column(enum_type(QualityKind))
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    params: Mapped[dict[str, Any]]
    state: Mapped[SignalState] = mapped_column(enum_type(SignalState), index=True)
    raised_at: Mapped[datetime]

    provider: Mapped[Provider] = relationship()
    edition: Mapped[Edition] = relationship()
    steps: Mapped[list[QualityStep]] = relationship(
        back_populates="signal", order_by="QualityStep.at, QualityStep.id"
    )


class QualityStep(Base):
    """What was said of a signal, append-only: by whom, and the note."""

    __tablename__ = "quality_step"

    id: Mapped[Key]
    signal_id: Mapped[UUID] = mapped_column(ForeignKey("quality_signal.id"), index=True)
    at: Mapped[datetime]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    state: Mapped[SignalState] = mapped_column(enum_type(SignalState))
    note: Mapped[str]

    signal: Mapped[QualitySignal] = relationship(back_populates="steps")


class QualityBaseline(Base):
    """What chance explains in the whole College, measured anew at each look; one row.

    `within` and `between` are standard deviations in an edition and between editions, `centre`
    and `organisers` the middle organiser and how organisers differ, `low` the share of answers
    under 3.
    """

    __tablename__ = "quality_baseline"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    measured_at: Mapped[datetime]
    editions: Mapped[int]
    within: Mapped[float]
    between: Mapped[float]
    centre: Mapped[float]
    organisers: Mapped[float]
    low: Mapped[float]
