"""Courses as published versions, enrolments pinned to one, attempts at the test."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.models.base import Base, Fact, Key, enum_type
from lms.models.members import Member


class CourseKind(StrEnum):
    """How a course is packaged; `courses` reads each kind."""

    NATIVE = "native"
    CMI5 = "cmi5"
    SCORM12 = "scorm12"
    SCORM2004 = "scorm2004"


class Course(Base):
    """A course of the College; its content lives in versions."""

    __tablename__ = "course"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[CourseKind] = mapped_column(enum_type(CourseKind))
    created_at: Mapped[datetime]

    versions: Mapped[list[CourseVersion]] = relationship(back_populates="course")
    credit_decisions: Mapped[list[CourseCredit]] = relationship(back_populates="course")


class CourseVersion(Base):
    """An immutable published version: the package (a zip in `stored_file`) and what lists read."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "version"),)

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    version: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    package_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    title: Mapped[dict[str, Any]]  # {"ro": …, "en": …}
    summary: Mapped[dict[str, Any]]
    languages: Mapped[list[Any]]
    workload_minutes: Mapped[int]
    lesson_count: Mapped[int]
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(back_populates="versions")


class CourseCredit(Fact, Base):
    """The credits of a course fixed by decision (thousandths), from a day on."""

    __tablename__ = "course_credit"

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    credits: Mapped[int]
    decision_number: Mapped[str] = mapped_column(String(40))
    decided_on: Mapped[date]
    body: Mapped[str] = mapped_column(String(40), default="BEX")
    course: Mapped[Course] = relationship(back_populates="credit_decisions")


class Enrolment(Base):
    """A member in a course, pinned to a version; `registration` is the xAPI registration."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("member_id", "course_id"),)

    id: Mapped[Key]
    registration: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id"), index=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("course.id"), index=True)
    course_version_id: Mapped[UUID] = mapped_column(ForeignKey("course_version.id"))
    enrolled_at: Mapped[datetime]
    lesson_id: Mapped[str | None] = mapped_column(String(120))  # where the member stopped
    lesson_anchor: Mapped[str | None] = mapped_column(String(200))
    lessons_done: Mapped[int] = mapped_column(default=0)  # for lists; statements decide
    completed_at: Mapped[datetime | None] = mapped_column(index=True)

    member: Mapped[Member] = relationship()
    course: Mapped[Course] = relationship()
    version: Mapped[CourseVersion] = relationship()


class AttemptState(StrEnum):
    """An attempt is open, submitted, or closed by the clock."""

    OPEN = "open"
    SUBMITTED = "submitted"
    EXPIRED = "expired"


class Attempt(Base):
    """One attempt at the final test: the paper as drawn, the answers, the marks.

    `score_raw` of `score_max` is the exact score; where parts of points were earned both are
    multiples of the points.
    """

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("enrolment_id", "number"),)

    id: Mapped[Key]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    answers: Mapped[dict[str, Any]]
    state: Mapped[AttemptState] = mapped_column(enum_type(AttemptState))
    started_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    score_raw: Mapped[int | None]
    score_max: Mapped[int | None]
    passed: Mapped[bool | None]

    enrolment: Mapped[Enrolment] = relationship()
