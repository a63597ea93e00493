"""SIGKILL among two gunicorn, two Celery and two pump processes on PostgreSQL and Redis."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import redis

from tests.infra.cast import PASSWORD
from tests.topology import kills
from tests.topology.fleets import scaled_out
from tests.topology.officer import Officer

pytestmark = [pytest.mark.topology, pytest.mark.timeout(7200)]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory, make_database, broker_url, rounds):
    folder = tmp_path_factory.mktemp("scaled-out")
    members = kills.members_for(rounds)
    with scaled_out(folder, make_database, broker_url, members=members) as running:
        yield running


@pytest.mark.parametrize("kill", kills.KILLS, ids=str)
def test_killed_at(fleet, kill, rounds, record_property):
    for number in range(rounds):
        phase = kills.strike(fleet, kill, round_number=number)
        record_property("kill", [fleet.name, kill.process, kill.point, phase])
    fleet.world.assert_chains()


def test_every_point_is_killed_or_said_to_be_impossible():
    kills.assert_complete()


def test_a_broker_that_forgets_everything_loses_no_credit(fleet, broker_url):
    data, truth = fleet.world.webinar(90_000, rows=kills.ROWS, members=kills.MEMBERS)
    path = fleet.upload(data)
    with redis.Redis.from_url(broker_url) as broker:
        act = fleet.officer.confirm

        def confirm_and_forget(where: str) -> None:
            act(where)
            for _ in range(30):
                broker.flushdb()

        fleet.officer.confirm = confirm_and_forget
        try:
            file_id = fleet.book(path)
        finally:
            del fleet.officer.confirm
    fleet.world.assert_exact(fleet.world.expected(truth), file_id=file_id)
    fleet.undo(path)
    assert fleet.world.balances() == {}


def test_four_uploads_at_once_and_a_killed_worker_book_once(fleet):
    data, truth = fleet.world.webinar(91_000, rows=kills.ROWS, members=kills.MEMBERS)
    cast = fleet.world.cast
    officers = [Officer(fleet.officer.bases, turn=count(number)) for number in range(4)]
    for officer in officers:
        officer.sign_in(cast.provider.email, PASSWORD)
    with ThreadPoolExecutor(len(officers)) as together:
        sent = [
            together.submit(officer.upload, str(cast.edition_id), data, filename=f"{n}.csv")
            for n, officer in enumerate(officers)
        ]
        paths = {each.result() for each in sent}
        assert len(paths) == 1  # the same bytes are one list, whoever comes first
        [path] = paths
        mark = fleet.arm("worker", "mid-batch", unharmed=20)
        for each in [together.submit(officer.confirm, path) for officer in officers]:
            each.result()
    file_id = fleet.book(path)
    assert mark.exists()
    mark.unlink()
    fleet.world.assert_exact(fleet.world.expected(truth), file_id=file_id)
    fleet.undo(path)
    assert fleet.world.balances() == {}


def test_the_ledger_is_whole_after_all_that(fleet):
    assert "The ledger is whole." in fleet.product.treapta("ledger", "check")
