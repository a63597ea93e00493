"""What an organiser asks for when it asks that a programme be approved and credited."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Key, Short, enum_type
from lms.models.files import CaseFile
from lms.models.providers import Modality, Programme, ProgrammeKind, Provider


class ProgrammeRequest(Base):
    """What a file of a programme is about; nothing of it changes after the submission.

    `programme_id` and `version` of a new programme are given by the decision that approves it.
    `submitted` holds what the engine found when the file was submitted.
    """

    __tablename__ = "programme_request"
    __table_args__ = (
        Index(
            "uq_programme_request_open_programme",
            "programme_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL AND programme_id IS NOT NULL"),
            postgresql_where=text("closed_at IS NULL AND programme_id IS NOT NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programme.id"), index=True)
    version: Mapped[int | None]
    title: Mapped[str]
    title_en: Mapped[str]
    summary: Mapped[str]
    summary_en: Mapped[str]
    kind: Mapped[ProgrammeKind | None] = mapped_column(enum_type(ProgrammeKind))
    field: Mapped[Short]
    modality: Mapped[Modality | None] = mapped_column(enum_type(Modality))
    target_grades: Mapped[list[Any]]
    selection: Mapped[str]  # how participants are chosen
    max_participants: Mapped[int | None]
    reserved: Mapped[str | None] = mapped_column(String(40))  # an activity of the norms, by code
    submitted: Mapped[dict[str, Any] | None]
    opis_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    closed_at: Mapped[datetime | None]

    case: Mapped[CaseFile] = relationship()
    provider: Mapped[Provider] = relationship()
    programme: Mapped[Programme | None] = relationship()


class ProgrammeModule(Base):
    """A part of a curriculum on a day of it (1 = the first); breaks are named, never credited."""

    __tablename__ = "programme_module"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("programme_request.case_id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    day: Mapped[int]
    theory_minutes: Mapped[int]
    practice_minutes: Mapped[int]
    break_minutes: Mapped[int]


class ProgrammeLecturer(Base):
    """Somebody who teaches; `named_id` where the register was asked about them by code."""

    __tablename__ = "programme_lecturer"

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("programme_request.case_id"), index=True)
    name: Mapped[Short]
    named_id: Mapped[UUID | None] = mapped_column(ForeignKey("named_principal.id"))
    cv_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_document.id"))
    added_at: Mapped[datetime]


class RequestOrganiser(Base):
    """A further organiser named in a file of a programme (partnership)."""

    __tablename__ = "programme_request_organiser"
    __table_args__ = (UniqueConstraint("case_id", "provider_id"),)

    id: Mapped[Key]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("programme_request.case_id"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    provider: Mapped[Provider] = relationship()
