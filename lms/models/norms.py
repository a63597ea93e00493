"""Norms on their way into force: drafts, cases, simulations over all members, decisions."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.accounts import Account
from lms.models.base import Base, Key, enum_type
from lms.models.ledger import RegulationVersion


class DraftState(StrEnum):
    """A draft is worked on, then put in force by a decision, or given up."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    ABANDONED = "abandoned"


class AdoptingBody(StrEnum):
    """Who may adopt norms."""

    BEX = "bex"
    COUNCIL = "council"
    CONGRESS = "congress"


class Effect(StrEnum):
    """What a change of norms does to a member's year."""

    GAINS = "gains"
    LOSES = "loses"
    UNDETERMINED = "becomes_undetermined"
    CHANGED = "changed"
    SAME = "same"


class NormsDraft(Base):
    """A version being drafted: the whole text, as it would be in force; `revision` is the lock."""

    __tablename__ = "norms_draft"

    id: Mapped[Key]
    line: Mapped[str] = mapped_column(String(60))
    version_id: Mapped[str] = mapped_column(String(60))
    base_id: Mapped[str] = mapped_column(ForeignKey("regulation_version.id"))
    revision: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[DraftState] = mapped_column(enum_type(DraftState))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]

    base: Mapped[RegulationVersion] = relationship()
    saver: Mapped[Account] = relationship(foreign_keys=[saved_by])


class NormsSave(Base):
    """Every text that a draft has had."""

    __tablename__ = "norms_save"
    __table_args__ = (UniqueConstraint("draft_id", "revision"),)

    id: Mapped[Key]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("norms_draft.id"))
    revision: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    saved_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime]

    saver: Mapped[Account] = relationship()


class NormsCase(Base):
    """A sentence that the draft must make true: facts of a real or made-up member, the answer."""

    __tablename__ = "norms_case"

    id: Mapped[Key]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("norms_draft.id"), index=True)
    sentence: Mapped[str]
    year: Mapped[int]
    asked_on: Mapped[date]
    facts: Mapped[dict[str, Any]]  # the member, as in a document of facts; no name, no code
    outcome: Mapped[str] = mapped_column(String(20))
    credits: Mapped[int | None]  # thousandths; None: not looked at
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]


class NormsSimulation(Base):
    """A draft's exact text (`sha256`) replayed over every member, as if in force in those years."""

    __tablename__ = "norms_simulation"

    id: Mapped[Key]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("norms_draft.id"), index=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("regulation_version.id"))
    text: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    years: Mapped[list[Any]]
    asked_on: Mapped[date]
    known_at: Mapped[datetime]
    last_member_id: Mapped[UUID | None]  # members up to this one are done
    job_id: Mapped[UUID] = mapped_column(ForeignKey("job.id"))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class NormsChange(Base):
    """A member's year before and after, in a simulation; amounts in thousandths."""

    __tablename__ = "norms_change"
    __table_args__ = (Index("ix_norms_change_effect", "simulation_id", "effect"),)

    simulation_id: Mapped[UUID] = mapped_column(ForeignKey("norms_simulation.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    county: Mapped[str | None] = mapped_column(String(2))
    grade: Mapped[str | None] = mapped_column(String(20))
    effect: Mapped[Effect] = mapped_column(enum_type(Effect))
    outcome_before: Mapped[str] = mapped_column(String(20))
    outcome_after: Mapped[str] = mapped_column(String(20))
    credits_before: Mapped[int | None]
    credits_after: Mapped[int | None]
    required_before: Mapped[int | None]
    required_after: Mapped[int | None]


class NormsDecision(Base):
    """The act that adopts a draft: entered by one officer, confirmed by another, of BEX."""

    __tablename__ = "norms_decision"
    __table_args__ = (
        Index(
            "uq_norms_decision_open",
            "draft_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("norms_draft.id"))
    simulation_id: Mapped[UUID] = mapped_column(ForeignKey("norms_simulation.id"))
    sha256: Mapped[str] = mapped_column(String(64))  # of the text that was simulated and adopted
    body: Mapped[AdoptingBody] = mapped_column(enum_type(AdoptingBody))
    act_number: Mapped[str] = mapped_column(String(40))
    act_date: Mapped[date]
    effective_from: Mapped[date]
    retroactive: Mapped[bool]  # the act itself says that it takes effect before its entry here
    compensates: Mapped[bool]  # the act says that booked activities on or after its day change
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    regulation_id: Mapped[str | None] = mapped_column(ForeignKey("regulation_version.id"))
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id"))
    last_member_id: Mapped[UUID | None]  # the effects for members up to this one are done
    counts: Mapped[dict[str, Any]]  # what the effects were: {"told": …, "corrected": …}
    finished_at: Mapped[datetime | None]

    draft: Mapped[NormsDraft] = relationship()
    author: Mapped[Account] = relationship(foreign_keys=[entered_by])
