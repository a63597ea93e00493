"""The catalogue: courses that take enrolments, what each gives, and how far a member is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.model import Course as CourseDefinition
from credit_engine.conversion import course_amount
from credit_engine.regulation import RegulationVersion
from credit_engine.results import Finding, to_thousandths
from lms.config import Settings
from lms.errors import N_, NotFound
from lms.models import Course, CourseVersion, Enrolment
from lms.services import facts, publishing
from lms.services.regulations import norms


class Length(StrEnum):
    """How long a course takes."""

    SHORT = "short"  # up to an hour
    MEDIUM = "medium"  # up to four hours
    LONG = "long"


class Standing(StrEnum):
    """Where the member is with a course."""

    NEW = "new"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class CatalogueQuery:
    """What is looked for; None means any."""

    text: str = ""
    language: str | None = None
    length: Length | None = None
    standing: Standing | None = None


@dataclass(frozen=True, kw_only=True)
class CreditPromise:
    """The credits (thousandths) of a course finished today, and the rule that says so."""

    credits: int | None
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class CourseCard:
    """A course as lists show it; `enrolment` is the member's, if there is one."""

    version: CourseVersion
    promise: CreditPromise | None
    enrolment: Enrolment | None

    @property
    def standing(self) -> Standing:
        """Where the member is with it."""
        if self.enrolment is None:
            return Standing.NEW
        return Standing.DONE if self.enrolment.completed_at else Standing.STARTED


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    """A course with its outcomes and lessons."""

    card: CourseCard
    course: CourseDefinition


def list_courses(
    session: Session,
    query: CatalogueQuery,
    *,
    member_id: UUID | None,
    on: date,
    now: datetime,
) -> list[CourseCard]:
    """The newest version of each course that matches, newest first; a fixed number of queries."""
    ranked = select(
        CourseVersion.id,
        func.row_number()
        .over(
            partition_by=CourseVersion.course_id,
            order_by=(CourseVersion.published_at.desc(), CourseVersion.id),
        )
        .label("place"),
    ).where(CourseVersion.withdrawn_at.is_(None))
    newest = ranked.subquery()
    versions = session.scalars(
        select(CourseVersion)
        .join(newest, newest.c.id == CourseVersion.id)
        .where(newest.c.place == 1)
        .options(joinedload(CourseVersion.course).selectinload(Course.credit_decisions))
        .order_by(CourseVersion.published_at.desc(), CourseVersion.id)
    ).all()
    enrolments = _enrolments(session, member_id)
    rules = norms(session).in_force_on(on)
    cards = [
        CourseCard(
            version=version,
            promise=promise_of(rules, version, on=on, now=now),
            enrolment=enrolments.get(version.course_id),
        )
        for version in versions
    ]
    return [card for card in cards if _matches(card, query)]


def course_page(
    session: Session,
    slug: str,
    *,
    member_id: UUID | None,
    settings: Settings,
    on: date,
    now: datetime,
) -> CoursePage:
    """A course as anyone may see it; NotFound when it is not in the catalogue."""
    newest = publishing.newest_version(session, slug)
    if newest is None:
        raise NotFound(N_("Acest curs nu există sau nu mai primește înscrieri."))
    version = session.scalars(
        select(CourseVersion)
        .where(CourseVersion.id == newest.id)
        .options(selectinload(CourseVersion.course).selectinload(Course.credit_decisions))
    ).one()
    rules = norms(session).in_force_on(on)
    return CoursePage(
        card=CourseCard(
            version=version,
            promise=promise_of(rules, version, on=on, now=now),
            enrolment=_enrolments(session, member_id).get(version.course_id),
        ),
        course=publishing.load_version(session, version, settings=settings),
    )


def promise_of(
    rules: RegulationVersion | None, version: CourseVersion, *, on: date, now: datetime
) -> CreditPromise | None:
    """What completing a course on a day would give a member in good standing, and on what basis."""
    if rules is None:
        return None
    activity = facts.course_activity(version, started_on=on, completed_on=on, recorded_at=now)
    amount = course_amount(rules, activity, day=on, known_at=None)
    credits = None if amount.credits is None else to_thousandths(amount.credits)
    return CreditPromise(credits=credits, finding=amount.explained())


def length_of(minutes: int) -> Length:
    """How long a workload is."""
    if minutes <= 60:
        return Length.SHORT
    return Length.MEDIUM if minutes <= 240 else Length.LONG


def folded(text: str) -> str:
    """A text for searching: small letters without diacritics, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _matches(card: CourseCard, query: CatalogueQuery) -> bool:
    version = card.version
    words = folded(" ".join([*version.title.values(), *version.summary.values()]))
    return (
        all(word in words for word in folded(query.text).split())
        and (query.language is None or query.language in version.languages)
        and (query.length is None or length_of(version.workload_minutes) is query.length)
        and (query.standing is None or card.standing is query.standing)
    )


def _enrolments(session: Session, member_id: UUID | None) -> dict[UUID, Enrolment]:
    if member_id is None:
        return {}
    rows: Sequence[Enrolment] = session.scalars(
        select(Enrolment)
        .where(Enrolment.member_id == member_id)
        .options(joinedload(Enrolment.version))
    ).all()
    return {row.course_id: row for row in rows}
