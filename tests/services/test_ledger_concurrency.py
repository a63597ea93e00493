"""Many at once: one entry per member and source, chains stay whole, writers wait their turn."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from lms.extensions import db, transaction
from lms.models import CreditEntry, Member, Outbox
from lms.services import ledger, outbox, regulations

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def booking(member_id: UUID, source: str = "edition:1") -> ledger.Booking:
    return ledger.Booking(
        member_id=member_id,
        source=source,
        credits=6000,
        counts_on=date(2026, 5, 3),
        regulation_id="nfpc-2013",
        basis="adopted",
        title={"ro": "Atelier", "en": "Workshop"},
        findings="{}",
    )


@pytest.fixture
def members(app) -> list[UUID]:
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=NOW)
            made = [
                Member(
                    id=uuid4(),
                    key=uuid4(),
                    rnasr_code=f"RO-{n}",
                    last_name="Popescu",
                    first_name="Ioana",
                    folded_name="ioana popescu",
                    registered_on=date(2020, 1, 10),
                    recorded_at=NOW,
                )
                for n in range(3)
            ]
            session.add_all(made)
        db.session.remove()
    return [member.id for member in made]


def at_once(app, functions) -> list[object]:
    """Runs functions in threads that all begin together, each in a transaction of its own."""
    start = threading.Barrier(len(functions))

    def run(function):
        with app.app_context():
            try:
                start.wait()
                with transaction() as session:
                    return function(session)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(run, f) for f in functions]]


def entries(app) -> list[CreditEntry]:
    with app.app_context():
        assert list(ledger.check(db.session())) == []
        found = list(db.session.scalars(select(CreditEntry).order_by(CreditEntry.position)))
        db.session.remove()
    return found


def test_eight_that_book_one_source_for_one_member_book_it_once(app, members):
    def book(session):
        return ledger.book(session, [booking(members[0])], now=NOW)[members[0], "edition:1"].id

    ids = at_once(app, [book] * 8)
    assert [entry.id for entry in entries(app)] == list(set(ids))


def test_eight_that_book_for_one_member_make_one_whole_chain(app, members):
    def book_of(n):
        return lambda session: ledger.book(session, [booking(members[0], f"course:{n}")], now=NOW)

    at_once(app, [book_of(n) for n in range(8)])
    assert [entry.position for entry in entries(app)] == list(range(1, 9))


def test_those_that_book_for_the_same_members_in_another_order_do_not_lock_each_other(app, members):
    def book_of(n, order):
        return lambda session: ledger.book(
            session, [booking(member, f"course:{n}") for member in order], now=NOW
        )

    orders = [members, members[::-1], members[1:] + members[:1]]
    at_once(app, [book_of(n, orders[n % 3]) for n in range(6)])
    assert len(entries(app)) == 18


def test_two_that_reverse_one_entry_reverse_it_once(app, members):
    with app.app_context():
        with transaction() as session:
            ledger.book(session, [booking(members[0])], now=NOW)
        db.session.remove()

    def reverse(session):
        entry = session.scalars(select(CreditEntry).where(CreditEntry.reverses_id.is_(None))).one()
        return ledger.reverse(session, [entry], reason="undone", now=NOW)[0].id

    assert len(set(at_once(app, [reverse] * 4))) == 1
    assert [entry.credits for entry in entries(app)] == [6000, -6000]


def test_readers_who_become_writers_wait_for_their_turn(app):
    """Each reads, then writes what rests on it: no "database is locked", nothing overwritten."""

    def add(session):
        before = session.scalar(select(func.count()).select_from(Outbox))
        outbox.enqueue(session, "test.work", {}, key=str(uuid4()), now=NOW)
        return before

    for _ in range(3):
        at_once(app, [add] * 8)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Outbox)) == 24
        db.session.remove()


def test_on_sqlite_a_writer_takes_its_turn_before_it_reads(app, backend):
    """What a writer has read cannot change under it; PostgreSQL locks the rows it needs instead."""
    counted = []

    def add(session):
        counted.append(session.scalar(select(func.count()).select_from(Outbox)))
        outbox.enqueue(session, "test.work", {}, key=str(uuid4()), now=NOW)

    at_once(app, [add] * 6)
    if backend == "sqlite":
        assert sorted(counted) == [0, 1, 2, 3, 4, 5]
    assert len(counted) == 6
