"""What the invented profession could attend, as assessed: editions, courses, past credits."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from credit_engine import facts as engine
from credit_engine.activity import assess_activity
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, to_thousandths
from lms.clock import legal_day
from lms.demo import learning, training
from lms.demo.people import new_uuid
from lms.models import (
    Course,
    CourseVersion,
    Edition,
    EditionState,
    EntryKind,
    Grade,
    Modality,
    Programme,
    Provider,
)
from lms.services import crediting, facts
from lms.services.regulations import norms

EDITIONS_A_YEAR = 300
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What can be booked of one source: credits, day and findings, the same for whoever came."""

    kind: EntryKind
    source: str  # an opening has a source of its own for each member
    title: dict[str, str]
    counts_on: date
    credits: int
    regulation_id: str
    basis: str
    findings: str
    batch: str
    recorded_at: datetime


def offers_of_years(
    session: Session,
    rng: random.Random,
    *,
    programmes: Sequence[tuple[Programme, int]],
    since: date,
    today: date,
    say: Say,
) -> dict[int, list[Offer]]:
    """What was offered in each year: editions held, and credits of the past in older years."""
    editions = _editions(session, rng, programmes=programmes, since=since, today=today)
    say(f"{len(editions)} editions")
    anybody = _anybody(since)
    offers: dict[int, list[Offer]] = {year: [] for year in range(since.year, today.year + 1)}
    regulation = norms(session)
    for edition in editions:
        delivered = crediting.minutes_delivered(edition)
        booked_at = datetime.combine(edition.ends_on, time(15), tzinfo=UTC) + timedelta(days=5)
        activity = facts.edition_activity(
            edition,
            minutes_delivered=delivered,
            minutes_present=delivered,
            minutes_late=0,
            recorded_at=booked_at,
        )
        answer = assess_activity(
            regulation, anybody, activity, on=legal_day(booked_at), known_at=None
        )
        if crediting.is_bookable(answer) and booked_at.date() < today:
            offers[edition.ends_on.year].append(_edition_offer(edition, answer, at=booked_at))
    for year in list(offers)[:-2]:
        offers[year] += _openings(regulation, anybody, year=year, today=today)
    for year in list(offers)[-2:]:
        offers[year] += _courses(session, regulation, anybody, year=year, today=today)
    return offers


def _editions(
    session: Session,
    rng: random.Random,
    *,
    programmes: Sequence[tuple[Programme, int]],
    since: date,
    today: date,
) -> Sequence[Edition]:
    made = []
    for year in range(since.year, today.year + 1):
        last = min(date(year, 12, 20), today - timedelta(days=8))
        first = date(year, 1, 10)
        for place in range(EDITIONS_A_YEAR if last > first else 0):
            programme, hours = programmes[(place * 7 + year) % len(programmes)]
            day = first + timedelta(days=rng.randrange((last - first).days + 1))
            edition = Edition(
                id=new_uuid(rng),
                programme=programme,
                provider=programme.provider,
                number=(year - since.year) * EDITIONS_A_YEAR + place + 1,
                modality=Modality.ONLINE,
                county=None,
                place=None,
                starts_on=day,
                ends_on=day,
                state=EditionState.HELD,
                recorded_at=datetime.combine(first, time(6), tzinfo=UTC),
            )
            edition.sessions = training.sessions_of(rng, day, hours)
            session.add(edition)
            made.append(edition.id)
    session.flush()
    return session.scalars(
        select(Edition)
        .options(
            selectinload(Edition.sessions),
            selectinload(Edition.programme).selectinload(Programme.approvals),
            selectinload(Edition.provider).selectinload(Provider.approvals),
        )
        .order_by(Edition.ends_on, Edition.id)
        .execution_options(populate_existing=True)
    ).all()


def _anybody(since: date) -> engine.MemberFacts:
    """A member about whom nothing is special: what they get, everybody in good standing gets."""
    at = datetime.combine(since, time(6), tzinfo=UTC)
    begin = date(since.year - 10, 1, 1)
    return engine.MemberFacts(
        member="anybody",
        registrations=(engine.Registration(recorded_at=at, registered_on=begin),),
        statuses=(
            engine.StatusPeriod(recorded_at=at, valid_from=begin, status=engine.Status.ACTIVE),
        ),
        grades=(
            engine.GradePeriod(recorded_at=at, valid_from=begin, grade=Grade.PRACTICANT.value),
        ),
    )


def _offer(answer: Assessment, **facts_of_it: Any) -> Offer:
    assert answer.credits is not None
    assert answer.regulation_id is not None
    return Offer(
        credits=to_thousandths(answer.credits),
        regulation_id=answer.regulation_id,
        basis=answer.basis.value if answer.basis else "default",
        findings=crediting.findings_text(answer),
        **facts_of_it,
    )


def _edition_offer(edition: Edition, answer: Assessment, *, at: datetime) -> Offer:
    return _offer(
        answer,
        kind=EntryKind.CREDIT,
        source=facts.edition_source(edition.id),
        title={"ro": edition.programme.title, "en": edition.programme.title_en},
        counts_on=edition.ends_on,
        batch=f"population:{edition.id}",
        recorded_at=at,
    )


def _openings(
    regulation: Regulation, anybody: engine.MemberFacts, *, year: int, today: date
) -> Iterator[Offer]:
    """Credits of the past as a register import brings them, of some sizes."""
    title = "Formare din evidența pe hârtie"
    at = datetime.combine(date(year + 1, 2, 1), time(9), tzinfo=UTC)
    for credits, month in itertools.product((2, 3, 4, 6), range(1, 13)):
        day = date(year, month, 15)
        activity = engine.Activity(
            recorded_at=at,
            id="opening",
            kind=engine.ActivityKind.OPENING,
            source="opening",
            title=title,
            started_on=day,
            completed_on=day,
            credits_declared=facts.credits_fraction(credits * 1000),
            document="Registrul de evidență",
        )
        answer = assess_activity(regulation, anybody, activity, on=today, known_at=None)
        if crediting.is_bookable(answer):
            yield _offer(
                answer,
                kind=EntryKind.OPENING,
                source="opening",
                title={"ro": title, "en": title},
                counts_on=day,
                batch=f"population:{year}",
                recorded_at=at,
            )


def _courses(
    session: Session,
    regulation: Regulation,
    anybody: engine.MemberFacts,
    *,
    year: int,
    today: date,
) -> Iterator[Offer]:
    """The course of the College, completed in the middle of each month."""
    versions = session.scalars(
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(Course.slug == learning.COURSE)
        .options(selectinload(CourseVersion.course).selectinload(Course.credit_decisions))
        .order_by(CourseVersion.version)
    ).all()
    for version, month in itertools.product(versions, range(1, 13)):
        day = date(year, month, 16)
        at = datetime.combine(day, time(15), tzinfo=UTC)
        if at.date() >= today:
            continue
        activity = facts.course_activity(
            version, started_on=day - timedelta(days=9), completed_on=day, recorded_at=at
        )
        answer = assess_activity(regulation, anybody, activity, on=day, known_at=None)
        if crediting.is_bookable(answer):
            yield _offer(
                answer,
                kind=EntryKind.CREDIT,
                source=facts.course_source(version.course_id),
                title={code: str(text) for code, text in version.title.items()},
                counts_on=day,
                batch=f"population:{version.course_id}",
                recorded_at=at,
            )
