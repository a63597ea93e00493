"""Build the demonstration once: everything through the services that the product uses."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.demo import (
    contestations,
    entries,
    filed,
    learning,
    norms,
    opinions,
    people,
    places,
    promotions,
    requests,
    training,
)
from lms.demo.words import COLLEAGUES, NEWCOMERS, OFFICERS
from lms.models import Account, Edition, EditionState, Member
from lms.services import accounts, crediting, installation, quality_signals, regulations

PASSWORD = "treapta-demo"  # noqa: S105 (printed on purpose: there is nothing real behind it)
SEED = 20261
MEMBERS = 300


def is_built(session: Session) -> bool:
    """Whether the demonstration is there already."""
    found = session.scalar(select(Account.id).where(Account.email == people.MEMBER_EMAIL))
    return found is not None


def shown_accounts() -> list[tuple[str, str]]:
    """E-mail and role of the accounts to print."""
    first = [(people.MEMBER_EMAIL, "member")] + [(email, role) for email, _, role, _ in OFFICERS]
    places = [role for _, role in first]
    every = first + [(email, role) for email, _, role in (*COLLEAGUES, *NEWCOMERS)]
    return sorted(every, key=lambda shown: places.index(shown[1]))


def build(
    session: Session,
    *,
    settings: Settings,
    today: date,
    now: datetime,
    say: Callable[[str], None],
    members: int = MEMBERS,
) -> None:
    """Write the whole demonstration in one transaction of the caller's."""
    rng = random.Random(SEED)  # noqa: S311 (repeatable, nothing secret)
    recorded_at = datetime.combine(date(today.year - 1, 1, 5), time(8), tzinfo=UTC)
    say("norms, members, providers")
    regulations.ensure_bundled(session, now=recorded_at)
    branches = people.add_branches(session, rng)
    everybody = people.add_members(
        session, rng, count=members, branches=branches, today=today, recorded_at=recorded_at
    )
    providers = training.add_providers(
        session, rng, branches=branches, today=today, recorded_at=recorded_at
    )
    people.add_accounts(
        session,
        rng,
        members=everybody,
        providers=providers,
        branches=branches,
        password_hash=accounts.hash_password(PASSWORD),
        since=recorded_at.date(),
        now=recorded_at,
    )
    programmes = training.add_programmes(
        session, rng, providers=providers, today=today, recorded_at=recorded_at
    )
    editions = training.add_editions(
        session, rng, programmes=programmes, today=today, recorded_at=recorded_at
    )
    uploader = session.scalars(select(Account).where(Account.email == OFFICERS[0][0])).one()
    say("two years of attendance and credits")
    held = [
        training.hold_edition(
            session, rng, edition, members=everybody, uploader=uploader.id, settings=settings
        )
        for edition in editions
        if edition.state is EditionState.HELD and edition.ends_on < today - timedelta(days=8)
    ]
    say("courses and badges")
    installation.set_up(session, settings=settings, now=recorded_at)
    learning.fix_course_credits(session, today=today, now=recorded_at)
    learning.add_learners(session, rng, members=everybody[1:40], settings=settings, now=now)
    say("feedback")
    opinions.add_feedback(session, rng, held=held, first=everybody[0].id, settings=settings)
    _after_feedback(session, editions=editions, members=everybody, now=now)
    say("requests for credits")
    requests.add_requests(session, members=everybody, settings=settings, now=now)
    say("requests for a grade")
    promotions.add_promotions(session, members=everybody, settings=settings, now=now)
    contestations.add_contestations(session, settings=settings, now=now)
    say("entities that ask for approval")
    entries.add_entries(session, providers=providers, settings=settings, now=now)
    say("programmes on their way to approval")
    filed.add_programme_files(session, providers=providers, settings=settings, now=now)
    crediting.refresh_standings(
        session,
        [member.id for member in everybody],
        [today.year - 1, today.year],
        settings.records_from,
        now,
    )
    say("a draft of norms, simulated")
    officer = session.scalars(select(Account).where(Account.email == OFFICERS[2][0])).one()
    norms.add_draft(session, officer=officer.id, settings=settings, today=today, now=now)


def _after_feedback(
    session: Session, *, editions: Sequence[Edition], members: Sequence[Member], now: datetime
) -> None:
    """Signals of what the answers say, and places at the editions to come."""
    quality_signals.watch(session, now=now)
    rng = random.Random(SEED)  # noqa: S311 (invented data)
    places.add_places(session, rng, editions=editions, members=members, now=now)


def demo_member(session: Session) -> Member:
    """The member whose account is printed first."""
    return session.scalars(
        select(Member)
        .join(Account, Account.id == Member.account_id)
        .where(Account.email == people.MEMBER_EMAIL)
    ).one()
