"""The outbox: entered once, leased to one, tried again, given up, never lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.models import Outbox
from lms.services import outbox

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
LEASE = 60


def enter(session, key="k1", **more):
    outbox.enqueue(session, "test.work", {"n": 1}, key=key, now=NOW, **more)
    return session.scalars(select(Outbox).where(Outbox.key == key)).one()


def claim(session, *, now=NOW, limit=50):
    return outbox.claim(session, now=now, lease_seconds=LEASE, limit=limit)


def begin(session, row, *, now=NOW):
    return outbox.begin(session, row.id, now=now, lease_seconds=LEASE)


def test_work_of_one_key_is_entered_once(session):
    assert outbox.enqueue(session, "test.work", {}, key="same", now=NOW) is True
    assert outbox.enqueue(session, "test.work", {"other": 1}, key="same", now=NOW) is False
    assert [row.payload for row in session.scalars(select(Outbox))] == [{}]
    assert outbox.unknown_keys(session, ["same", "new"]) == {"new"}


def test_claimed_work_is_skipped_until_its_lease_ends(session):
    row = enter(session)
    assert claim(session) == [row.id]
    assert claim(session, now=NOW + timedelta(seconds=LEASE - 1)) == []
    assert outbox.has_due(session, now=NOW + timedelta(seconds=LEASE - 1)) is False
    assert claim(session, now=NOW + timedelta(seconds=LEASE)) == [row.id]


def test_work_for_later_waits_and_the_oldest_goes_first(session):
    later = enter(session, "later", run_after=NOW + timedelta(minutes=5))
    first = enter(session, "first", run_after=NOW - timedelta(minutes=5))
    second = enter(session, "second")
    assert claim(session, limit=1) == [first.id]
    assert claim(session) == [second.id]
    assert claim(session, now=NOW + timedelta(minutes=5))[-1] == later.id


def test_done_work_is_never_handed_out_again(session):
    row = enter(session)
    row.done_at = NOW
    session.flush()
    assert claim(session) == []
    assert outbox.lock_work(session, row.id) is None
    assert begin(session, row) is None
    assert outbox.record_failure(session, row.id, error="late", now=NOW) is None
    assert (row.last_error, outbox.oldest_pending(session)) == (None, None)


def test_work_that_only_waits_in_a_queue_is_not_given_up(session):
    row = enter(session)
    for minute in range(3 * outbox.MAX_ATTEMPTS):
        assert claim(session, now=NOW + timedelta(minutes=2 * minute)) == [row.id]
    assert (row.attempts, row.failed_at) == (0, None)


def test_a_failure_is_tried_again_later_and_later_then_given_up(session):
    row, now, waits = enter(session), NOW, []
    for _ in range(outbox.MAX_ATTEMPTS):
        begin(session, row, now=now)
        outbox.record_failure(session, row.id, error="ValueError: no", now=now)
        waits.append((row.run_after - now).total_seconds())
        assert claim(session, now=now) == []
        now = row.run_after
    assert waits[:7] == [1, 5, 30, 120, 600, 1800, 3600]
    assert (row.failed_at, row.last_error) == (now, "ValueError: no")
    assert claim(session, now=now + timedelta(days=9)) == []
    assert outbox.oldest_pending(session) is None


def test_work_that_kills_its_worker_each_time_is_given_up_with_a_reason(session):
    row = enter(session)
    for _ in range(outbox.MAX_ATTEMPTS):
        assert begin(session, row).failed_at is None
    assert begin(session, row).failed_at == NOW
    assert "died each of the 8 times" in row.last_error


def test_given_up_work_can_be_retried_and_other_work_cannot(session):
    row = enter(session)
    assert outbox.retry(session, row.id, now=NOW) is False
    row.failed_at, row.attempts = NOW, outbox.MAX_ATTEMPTS
    session.flush()
    later = NOW + timedelta(hours=1)
    assert outbox.retry(session, row.id, now=later) is True
    assert (row.failed_at, row.attempts) == (None, 0)
    assert claim(session, now=later) == [row.id]


def test_released_work_is_due_at_once_and_has_cost_no_attempt(session):
    rows = [enter(session, "a"), enter(session, "b")]
    claimed = claim(session)
    outbox.release(session, claimed[1:])
    session.expire_all()
    assert claim(session) == claimed[1:]
    assert {row.attempts for row in rows} == {0}


def test_a_restarted_broker_ends_every_lease(session):
    done, row = enter(session, "done"), enter(session, "open")
    done.done_at = NOW
    claim(session)
    outbox.release_all(session)
    session.expire_all()
    assert claim(session) == [row.id]


def test_old_done_work_is_forgotten_and_nothing_else(session):
    old, recent, undone = (enter(session, key) for key in ("old", "recent", "undone"))
    old.done_at, recent.done_at = NOW - timedelta(days=40), NOW
    session.flush()
    assert outbox.prune(session, before=NOW - timedelta(days=30)) == 1
    assert set(session.scalars(select(Outbox.key))) == {"recent", "undone"}
    assert undone.done_at is None


def test_two_pumps_share_the_work_without_waiting(open_session):
    """PostgreSQL: locked rows are skipped. SQLite: the second writer finds the first's leases."""
    first, second = open_session(), open_session()
    for n in range(6):
        enter(first, f"k{n}")
    first.commit()
    one = claim(first, limit=3)
    if first.get_bind().dialect.name == "sqlite":
        first.commit()  # one writer at a time
    other = claim(second)
    first.commit()
    second.commit()
    assert (len(one), len(other)) == (3, 3)
    assert set(one).isdisjoint(other)


@pytest.mark.parametrize("length", [1, 5000])
def test_a_long_error_is_cut(session, length):
    row = enter(session)
    begin(session, row)
    outbox.record_failure(session, row.id, error="x" * length, now=NOW)
    assert len(row.last_error) == min(length, 2000)
