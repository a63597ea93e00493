"""The whole profession, invented: thousands of members with years of credits, valid chains.

For measuring and for trying lists of real size. Everything but the insert itself goes through what
the product uses: the engine says what an edition gives, the ledger's functions hash each entry.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from lms import clock
from lms.clock import legal_day
from lms.config import Settings
from lms.demo import learning, people, training
from lms.demo.bulk import Collected, write_rows
from lms.demo.offers import Offer, Say, offers_of_years
from lms.demo.people import new_uuid
from lms.demo.words import OFFICERS
from lms.errors import N_, Conflict
from lms.ledger_proof.hashing import GENESIS, leaf_hash, next_root, payload_text
from lms.models import (
    Account,
    Branch,
    ChainHead,
    Course,
    CourseKind,
    CreditEntry,
    EntryKind,
    Member,
    Provider,
)
from lms.services import accounts, crediting, installation, ledger_roots, standings

SEED = 13500
CHUNK = 500  # members
# What members gather in a year, in credits, and how many of a hundred do so.
AIMS = ((0, 4), (4, 8), (8, 8), (10, 45), (12, 20), (16, 10), (24, 5))


@dataclass(frozen=True, slots=True)
class Person:
    """What booking needs of a member."""

    number: int
    id: UUID
    key: UUID
    registered_on: date


@dataclass
class Chain:
    """The chain of a member while it grows."""

    member: Person
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


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Millions of short-lived rows and hardly any cycle: look for them less often."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@_rare_collections()
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
    # Publishing finds the course and keeps this id: the chains are the same each time.
    session.add(
        Course(
            id=new_uuid(rng),
            slug=learning.COURSE,
            kind=CourseKind.NATIVE,
            created_at=recorded_at,
        )
    )
    installation.set_up(session, settings=settings, now=recorded_at)
    learning.fix_course_credits(session, today=since, now=recorded_at)
    branches = people.add_branches(session, rng)
    providers = training.add_providers(
        session, rng, branches=branches, today=today, recorded_at=recorded_at, years=years + 1
    )
    programmes = training.add_programmes(
        session, rng, providers=providers, today=today, recorded_at=recorded_at, years=years + 1
    )
    offers = offers_of_years(session, rng, programmes=programmes, since=since, today=today, say=say)
    say(f"{count} members")
    members = _members(
        session, rng, count=count, branches=branches, today=today, recorded_at=recorded_at
    )
    _book(session, members, offers, since=since, today=today, say=say)
    _accounts(session, rng, members, providers, branches, password=password, now=recorded_at)
    _standings(session, range(since.year, today.year + 1), settings=settings, now=now, say=say)
    ledger_roots.make_root(session, settings=settings, now=now)


def _members(
    session: Session,
    rng: random.Random,
    *,
    count: int,
    branches: dict[str, Branch],
    today: date,
    recorded_at: datetime,
) -> list[Person]:
    collected = Collected()
    made = people.add_members(
        collected, rng, count=count, branches=branches, today=today, recorded_at=recorded_at
    )
    collected.write(session)
    return [
        Person(number, member.id, member.key, member.registered_on)
        for number, member in enumerate(made)
    ]


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


def _book(
    session: Session,
    members: Sequence[Person],
    offers: dict[int, list[Offer]],
    *,
    since: date,
    today: date,
    say: Say,
) -> None:
    for start in range(0, len(members), CHUNK):
        chains = [
            _chain(member, offers, since=since, today=today)
            for member in members[start : start + CHUNK]
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


def _chain(member: Person, offers: dict[int, list[Offer]], *, since: date, today: date) -> Chain:
    """The credits of a member, in the order in which they were booked."""
    chain = Chain(member)
    if member.number in people.SPECIAL:
        return chain
    rng = random.Random(f"{SEED}:{member.number}")  # noqa: S311 (repeatable, nothing secret)
    chosen: dict[str, Offer] = {}
    for year in range(max(since.year, member.registered_on.year), today.year + 1):
        [aim] = rng.choices([aim for aim, _ in AIMS], [share for _, share in AIMS])
        gathered = 0
        year_offers = offers[year]
        for offer in rng.sample(year_offers, min(len(year_offers), 12)):
            if gathered >= aim * 1000:
                break
            own = f"opening:{new_uuid(rng)}" if offer.kind is EntryKind.OPENING else offer.source
            if offer.counts_on > member.registered_on and own not in chosen:
                gathered += offer.credits
                chosen[own] = offer
    for own, offer in sorted(chosen.items(), key=lambda item: (item[1].recorded_at, item[0])):
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
    members: Sequence[Person],
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
        since=clock.legal_day(now),
        now=now,
    )
    assert session.scalar(select(Account.id).where(Account.email == OFFICERS[0][0]))
