"""SIGKILL in the embedded topology: `treapta up` on SQLite loses nothing and doubles nothing."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

import pytest

from tests.infra.product import children_of
from tests.topology import kills
from tests.topology.fleets import embedded

pytestmark = [pytest.mark.topology, pytest.mark.timeout(7200)]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory, make_database, rounds):
    folder = tmp_path_factory.mktemp("embedded")
    members = kills.members_for(rounds)
    with embedded(folder, make_database, members=members) as running:
        yield running


@pytest.mark.parametrize("kill", kills.KILLS, ids=str)
def test_killed_at(fleet, kill, rounds, record_property):
    for number in range(rounds):
        phase = kills.strike(fleet, kill, round_number=number)
        record_property("kill", [fleet.name, kill.process, kill.point, phase])
    fleet.world.assert_chains()


def test_a_machine_that_dies_while_it_books_goes_on_when_it_is_back(fleet):
    data, truth = fleet.world.webinar(91_000, rows=kills.ROWS, members=kills.MEMBERS)
    path = fleet.upload(data)
    up = fleet.product.processes["up"]
    family = [up.pid, *(child := children_of(up.pid)), *(g for c in child for g in children_of(c))]
    fleet.persist(lambda: fleet.officer.confirm(path))
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    up.wait()
    fleet.product.start("up", "up")
    file_id = fleet.book(path)
    fleet.world.assert_exact(fleet.world.expected(truth), file_id=file_id)
    fleet.undo(path)
    assert fleet.world.balances() == {}


def test_the_ledger_is_whole_after_all_that(fleet):
    assert "The ledger is whole." in fleet.product.treapta("ledger", "check")
