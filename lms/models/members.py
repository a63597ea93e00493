"""Members as the register (RNASR) knows them: dated facts, superseded and never edited."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Fact, Key, Short, enum_type


class Grade(StrEnum):
    """Trepte de competență, in rising order (Hotărârea 8/2011 art. 1 (1))."""

    DEBUTANT = "debutant"
    PRACTICANT = "practicant"
    SPECIALIST = "specialist"
    PRINCIPAL = "principal"


class Status(StrEnum):
    """A member's standing in the register for a period."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    PARENTAL_LEAVE = "parental_leave"
    MEDICAL_LEAVE = "medical_leave"
    REMOVED = "removed"


class PracticeKind(StrEnum):
    """Seniority is counted apart in the specialty and in the field."""

    SPECIALTY = "specialty"
    FIELD = "field"


class Branch(Base):
    """A territorial branch (sucursală), covering one or more counties."""

    __tablename__ = "branch"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Short]
    counties: Mapped[list[Any]]  # county codes: "CJ", "B"


class Member(Base):
    """A social worker; `key` is the opaque id used in statements, the ledger and the URLs."""

    __tablename__ = "member"

    id: Mapped[Key]
    key: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    rnasr_code: Mapped[str] = mapped_column(String(60), unique=True)  # opaque: never parsed
    last_name: Mapped[Short]
    first_name: Mapped[Short]
    folded_name: Mapped[str] = mapped_column(index=True)
    county: Mapped[str | None] = mapped_column(String(2))
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"), index=True)
    registered_on: Mapped[date]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), unique=True)
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(index=True)
    # The import that brought the member was undone and nothing else is known of them.
    withdrawn_at: Mapped[datetime | None]

    branch: Mapped[Branch | None] = relationship()
    emails: Mapped[list[MemberEmail]] = relationship(back_populates="member")
    grades: Mapped[list[MemberGrade]] = relationship(back_populates="member")
    statuses: Mapped[list[MemberStatus]] = relationship(back_populates="member")
    practice: Mapped[list[PracticePeriod]] = relationship(back_populates="member")
    dues: Mapped[list[Dues]] = relationship(back_populates="member")
    covered_years: Mapped[list[CoveredYear]] = relationship(back_populates="member")

    @property
    def full_name(self) -> str:
        """Given name, then family name."""
        return f"{self.first_name} {self.last_name}"


class MemberEmail(Base):
    """An e-mail of a member, lower case; verified ones match attendance."""

    __tablename__ = "member_email"
    __table_args__ = (UniqueConstraint("member_id", "email"),)

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    verified_at: Mapped[datetime | None]
    is_primary: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(index=True)

    member: Mapped[Member] = relationship(back_populates="emails")


class PastRegistration(Base):
    """A day of registration that a correction superseded; the member row holds the present one."""

    __tablename__ = "past_registration"

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    registered_on: Mapped[date]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime]
    import_id: Mapped[UUID | None] = mapped_column(index=True)  # the import that superseded it


class MemberGrade(Fact, Base):
    """The grade held in a period."""

    __tablename__ = "member_grade"

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    grade: Mapped[Grade] = mapped_column(enum_type(Grade))
    decision: Mapped[str | None]  # number and date of the act, as recorded
    member: Mapped[Member] = relationship(back_populates="grades")


class MemberStatus(Fact, Base):
    """The standing in a period; its reason is never shown to providers."""

    __tablename__ = "member_status"

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    status: Mapped[Status] = mapped_column(enum_type(Status))
    member: Mapped[Member] = relationship(back_populates="statuses")


class PracticePeriod(Fact, Base):
    """A period of practice, in the specialty or in the field."""

    __tablename__ = "practice_period"

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    kind: Mapped[PracticeKind] = mapped_column(enum_type(PracticeKind))
    member: Mapped[Member] = relationship(back_populates="practice")


class Dues(Base):
    """The yearly due (cotizație) and the day it was paid."""

    __tablename__ = "dues"
    __table_args__ = (
        Index(
            "uq_dues_current",
            "member_id",
            "year",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    year: Mapped[int]
    paid_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    import_id: Mapped[UUID | None] = mapped_column(index=True)
    member: Mapped[Member] = relationship(back_populates="dues")


class CoveredYear(Base):
    """A year whose earlier record was brought in; without one, that year is undetermined."""

    __tablename__ = "covered_year"
    __table_args__ = (
        Index(
            "uq_covered_year_current",
            "member_id",
            "year",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    year: Mapped[int]
    source: Mapped[str]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    import_id: Mapped[UUID | None] = mapped_column(index=True)
    member: Mapped[Member] = relationship(back_populates="covered_years")


class ImportState(StrEnum):
    """A register import is previewed, applied, and may be undone."""

    PREVIEW = "preview"
    REFUSED = "refused"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class RegisterImport(Base):
    """One register file: what it would change, its problems, and what became of it."""

    __tablename__ = "register_import"

    id: Mapped[Key]
    filename: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState))
    counts: Mapped[dict[str, Any]]
    problems: Mapped[list[Any]]
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("job.id"))


class ChangeKind(StrEnum):
    """What an import does with a member."""

    NEW = "new"
    CHANGED = "changed"


class RegisterChange(Base):
    """What an import changes for one member: shown in the preview, applied and undone by jobs."""

    __tablename__ = "register_change"
    __table_args__ = (UniqueConstraint("import_id", "position"),)

    id: Mapped[Key]
    import_id: Mapped[UUID] = mapped_column(ForeignKey("register_import.id"))
    position: Mapped[int]  # from 1, in the order of the file
    rnasr_code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str]
    folded_name: Mapped[str]
    kind: Mapped[ChangeKind] = mapped_column(enum_type(ChangeKind))
    record: Mapped[dict[str, Any]]  # what the file says of the member
    lines: Mapped[list[Any]]  # [{"what", "old", "new"}, …], in codes and plain values
    effects: Mapped[dict[str, Any]]  # ids of what was superseded and booked, for the undo
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("member.id"), index=True)
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
