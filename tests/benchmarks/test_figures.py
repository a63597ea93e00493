"""Figures of this machine, each beside its floor in the same run. Nothing is asserted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from credit_engine.year import assess_year
from lms.app import create_app
from lms.demo.build import PASSWORD
from lms.demo.people import MEMBER_EMAIL
from lms.extensions import db, transaction
from lms.models import CreditEntry, Member
from lms.services import crediting, facts, ledger
from lms.services.regulations import norms
from tests.infra.settings import settings_for
from tests.topology.officer import Officer

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
BATCHES, BATCH = 10, 100
PAGES = 60


def show(backend: str, what: str, figure: str) -> None:
    print(f"  {backend:12}{what:44}{figure}")


def rate(count: int, seconds: float) -> str:
    return f"{count / seconds:10,.0f} /s"


@contextmanager
def opened(url: str) -> Iterator[Session]:
    engine = create_engine(url)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield session
    finally:
        engine.dispose()


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def booking(member_id: UUID, source: str) -> ledger.Booking:
    return ledger.Booking(
        member_id=member_id,
        source=source,
        credits=6000,
        counts_on=date(2026, 5, 3),
        regulation_id="nfpc-2013",
        basis="adopted",
        title={"ro": "Atelier", "en": "Workshop"},
        findings="x" * 1500,  # as long as the findings of an attendance
    )


@pytest.fixture(scope="module")
def demo_url(demo) -> str:
    """The database of the seeded demonstration."""
    return str(demo.environment["TREAPTA_DATABASE_URL"])


def test_the_ledger_beside_bare_inserts(database_url, backend, capsys):
    from lms.services import regulations
    from tests.infra.attendance import add_members

    with opened(database_url) as session:
        regulations.ensure_bundled(session, now=NOW)
        members = [UUID(member.id) for member in add_members(session, 2 * BATCH)]
        session.commit()

        def book() -> None:
            for n in range(BATCHES):
                wanted = [booking(member, f"edition:{n}") for member in members[:BATCH]]
                ledger.book(session, wanted, now=NOW)
                session.commit()

        booked = timed(book)
        columns = list(CreditEntry.__table__.columns.keys())
        rows = [
            {name: getattr(entry, name) for name in columns}
            for entry in session.scalars(select(CreditEntry))
        ]
        others = dict(zip(members[:BATCH], members[BATCH:], strict=True))
        for row in rows:
            row["id"], row["member_id"] = uuid4(), others[row["member_id"]]

        def bare() -> None:
            for n in range(BATCHES):
                session.execute(insert(CreditEntry), rows[n * BATCH : (n + 1) * BATCH])
                session.commit()

        floor = timed(bare)
    with capsys.disabled():
        show(backend, f"ledger: booked, {BATCH} a transaction", rate(len(rows), booked))
        show(backend, "   floor: the same rows, bare INSERT", rate(len(rows), floor))


def test_the_annual_question(demo_url, backend, capsys):
    year = datetime.now(UTC).year
    on = date(year, 12, 31)
    with opened(demo_url) as session:
        ids = list(session.scalars(select(Member.id)))
        regulation = norms(session)
        gathering = timed(lambda: facts.member_facts(session, ids, records_from=None))
        people = facts.member_facts(session, ids, records_from=None)

        def ask() -> None:
            for member in people.values():
                assess_year(regulation, member, year=year, on=on, known_at=None)

        asked = timed(ask)
    refreshed = refresh_standings(demo_url, ids, year)
    with capsys.disabled():
        show(backend, "engine: assess_year", rate(len(people), asked))
        show(backend, "   facts of members gathered", rate(len(people), gathering))
        show(backend, "standings refreshed (facts, engine, rows)", rate(len(people), refreshed))


def refresh_standings(url: str, ids: list[UUID], year: int) -> float:
    """Seconds, in a transaction as a worker's: the demonstration is running meanwhile."""
    app = create_app(**settings_for(database_url=url, data_dir=Path("/nonexistent")))
    now = datetime.now(UTC)
    with app.app_context():
        try:
            with transaction() as session:
                return timed(lambda: crediting.refresh_standings(session, ids, [year], None, now))
        finally:
            db.session.remove()
            db.engine.dispose()


def test_the_start_page_beside_healthz(demo, backend, capsys):
    member = Officer([demo.url])
    member.sign_in(MEMBER_EMAIL, PASSWORD)
    figures = {}
    for path in ("/healthz", "/"):
        assert member.get(path).status == 200
        figures[path] = sorted(timed(partial(member.get, path)) * 1000 for _ in range(PAGES))
    with capsys.disabled():
        for path, what in (("/", "start page of a member"), ("/healthz", "   floor: /healthz")):
            found = figures[path]
            p95 = found[int(0.95 * len(found))]
            text = f"{statistics.median(found):8.1f} ms p50 {p95:8.1f} ms p95"
            show(backend, what, text)
