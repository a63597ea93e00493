"""The whole profession, invented: thousands of members with years of credits, valid chains.

For measuring and for trying lists of real size. Everything but the insert itself goes through what
the product uses: the engine says what an edition gives, the ledger's functions hash each entry.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from credit_engine import facts as engine
from credit_engine.activity import assess_activity
from credit_engine.results import Assessment, to_thousandths
from lms.clock import LEGAL_ZONE, legal_day
from lms.config import Settings
from lms.demo import people, training
from lms.demo.bulk import Collected, write_rows
from lms.demo.people import new_uuid
from lms.demo.words import OFFICERS
from lms.errors import N_, Conflict
from lms.ledger_proof.hashing import GENESIS, leaf_hash, next_root, payload_text
from lms.models import (
    Account,
    ChainHead,
    CreditEntry,
    Edition,
    EditionState,
    EntryKind,
    Grade,
    Member,
    Modality,
    Programme,
    Provider,
)
from lms.services import accounts, crediting, facts, installation, ledger_roots, standings
from lms.services.regulations import norms

SEED = 13500
EDITIONS_A_YEAR = 300
CHUNK = 500  # members
# What members gather in a year, in credits, and how many of a hundred do so.
AIMS = ((0, 4), (4, 8), (8, 8), (10, 45), (12, 20), (16, 10), (24, 5))
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


@dataclass
class Chain:
    """The chain of a member while it grows."""

    member: Member
    position: int = 0
    root: str = GENESIS
    rows: list[dict[str, Any]] = field(default_factory=list)

    def append(self, offer: Offer, entry_id: UUID, source: str) -> None:
        """Book an offer at the end of the chain."""
        self.position += 1
        fields = {
            "id": str(entry_id),
            "member": str(self.member.key),
            "position": self.position,
            "kind": offer.kind.value,
            "source": source,
            "revision": 1,
            "reverses": None,
            "credits": offer.credits,
            "counts_on": offer.counts_on.isoformat(),
            "regulation": offer.regulation_id,
            "basis": offer.basis,
            "title": offer.title,
            "findings": offer.findings,
            "reason": None,
            "batch": offer.batch,
            "recorded_at": offer.recorded_at.isoformat(),
        }
        payload = payload_text(fields)
        leaf = leaf_hash(payload)
        self.root = next_root(self.root, leaf)
        self.rows.append(
            fields
            | {
                "id": entry_id,
                "member_id": self.member.id,
                "kind": offer.kind,
                "reverses_id": None,
                "counts_on": offer.counts_on,
                "regulation_id": offer.regulation_id,
                "recorded_at": offer.recorded_at,
                "payload": payload,
                "leaf": leaf,
                "root": self.root,
            }
        )


def build_population(
    session: Session,
    *,
    count: int,
    years: int,
    settings: Settings,
    now: datetime,
    password: str,
    say: Say,
) -> None:
    """Write members, editions and credits of the last `years`; refuses a database with people."""
    refuse_real_data(session)
    today = legal_day(now)
    rng = random.Random(SEED)  # noqa: S311 (repeatable, nothing secret)
    since = date(today.year - years + 1, 1, 1)
    recorded_at = datetime.combine(since, time(6), tzinfo=UTC)
    say("norms, courses, providers, programmes")
    installation.set_up(session, settings=settings, now=recorded_at)
    branches = people.add_branches(session, rng)
    providers = training.add_providers(
        session, rng, branches=branches, today=today, recorded_at=recorded_at, years=years + 1
    )
    programmes = training.add_programmes(
        session, rng, providers=providers, today=today, recorded_at=recorded_at, years=years + 1
    )
    offers = _offers(session, rng, programmes=programmes, since=since, today=today, say=say)
    say(f"{count} members")
    collected = Collected()
    members = people.add_members(
        collected,
        rng,
        count=count,
        branches=branches,
        today=today,
        recorded_at=recorded_at,
    )
    collected.write(session)
    session.expire_all()
    _book(session, members, offers, since=since, today=today, say=say)
    _accounts(session, rng, members, providers, branches, password=password, now=recorded_at)
    _standings(session, range(since.year, today.year + 1), settings=settings, now=now, say=say)
    ledger_roots.make_root(session, settings=settings, now=now)


def refuse_real_data(session: Session) -> None:
    """Raise Conflict unless the database has no person in it."""
    for table in (Member, Account):
        found = session.scalar(select(func.count()).select_from(table)) or 0
        if found:
            raise Conflict(
                N_(
                    "Baza de date are deja oameni (%(count)s): populația inventată intră numai "
                    "într-o bază goală. Dați alt TREAPTA_DATABASE_URL și rulați `treapta db "
                    "upgrade`."
                ),
                count=found,
            )


def _offers(
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
        offers[year] += _openings(session, anybody, year=year, today=today)
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
    session: Session, anybody: engine.MemberFacts, *, year: int, today: date
) -> Iterator[Offer]:
    """Credits of the past as a register import brings them, of some sizes."""
    title = "Formare din evidența pe hârtie"
    for credits in (2, 3, 4, 6):
        for month in (3, 6, 10):
            day = date(year, month, 15)
            at = datetime.combine(date(year + 1, 2, 1), time(9), tzinfo=LEGAL_ZONE).astimezone(UTC)
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
            answer = assess_activity(norms(session), anybody, activity, on=today, known_at=None)
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


def _book(
    session: Session,
    members: Sequence[Member],
    offers: dict[int, list[Offer]],
    *,
    since: date,
    today: date,
    say: Say,
) -> None:
    for start in range(0, len(members), CHUNK):
        chains = [
            _chain(member, offers, since=since, today=today, number=start + place)
            for place, member in enumerate(members[start : start + CHUNK])
        ]
        write_rows(session, CreditEntry, [row for chain in chains for row in chain.rows])
        heads = [
            {"member_id": chain.member.id, "position": chain.position, "root": chain.root}
            for chain in chains
            if chain.position
        ]
        write_rows(session, ChainHead, heads)
        done = start + len(chains)
        if done % (CHUNK * 4) == 0 or done == len(members):
            say(f"credits of members: {done} of {len(members)}")


def _chain(
    member: Member, offers: dict[int, list[Offer]], *, since: date, today: date, number: int
) -> Chain:
    """The credits of a member, in the order in which they were booked."""
    chain = Chain(member)
    if number in people.SPECIAL:
        return chain
    rng = random.Random(f"{SEED}:{number}")  # noqa: S311 (repeatable, nothing secret)
    chosen: list[Offer] = []
    for year in range(max(since.year, member.registered_on.year), today.year + 1):
        [aim] = rng.choices([aim for aim, _ in AIMS], [share for _, share in AIMS])
        gathered = 0
        year_offers = offers[year]
        for offer in rng.sample(year_offers, min(len(year_offers), 12)):
            if gathered >= aim * 1000:
                break
            if offer.counts_on > member.registered_on:
                gathered += offer.credits
                chosen.append(offer)
    for offer in sorted(chosen, key=lambda offer: (offer.recorded_at, offer.source)):
        own = f"opening:{new_uuid(rng)}" if offer.kind is EntryKind.OPENING else offer.source
        chain.append(offer, new_uuid(rng), own)
    return chain


def _standings(
    session: Session, years: Iterable[int], *, settings: Settings, now: datetime, say: Say
) -> None:
    last, done, wanted = None, 0, list(years)
    while members := standings.next_members(session, after=last, limit=CHUNK):
        crediting.refresh_standings(session, members, wanted, settings.records_from, now)
        session.expunge_all()  # thousands of entries that nothing reads again
        last, done = members[-1], done + len(members)
        if done % (CHUNK * 4) == 0:
            say(f"years of members computed: {done}")


def _accounts(
    session: Session,
    rng: random.Random,
    members: Sequence[Member],
    providers: Sequence[Provider],
    branches: Any,
    *,
    password: str,
    now: datetime,
) -> None:
    first = session.scalars(
        select(Member)
        .where(Member.id.in_([member.id for member in members[:40]]))
        .order_by(Member.rnasr_code)
        .options(selectinload(Member.emails))
    ).all()
    people.add_accounts(
        session,
        rng,
        members=first,
        providers=providers,
        branches=branches,
        password_hash=accounts.hash_password(password),
        since=now.date(),
        now=now,
    )
    assert session.scalar(select(Account.id).where(Account.email == OFFICERS[0][0]))
