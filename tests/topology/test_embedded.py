"""SIGKILL in the embedded topology: `treapta up` on SQLite loses nothing and doubles nothing."""

from __future__ import annotations

import pytest

from tests.topology import kills
from tests.topology.fleets import embedded

pytestmark = [pytest.mark.topology, pytest.mark.timeout(7200)]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory, make_database):
    folder = tmp_path_factory.mktemp("embedded")
    with embedded(folder, make_database, members=kills.MEMBERS) as running:
        yield running


@pytest.mark.parametrize("kill", kills.KILLS, ids=str)
def test_killed_at(fleet, kill, rounds, record_property):
    for number in range(rounds):
        phase = kills.strike(fleet, kill, round_number=number)
        record_property("kill", [fleet.name, kill.process, kill.point, phase])


def test_the_ledger_is_whole_after_all_that(fleet):
    assert "The ledger is whole." in fleet.product.treapta("ledger", "check")
