"""A list of 500 rows comes to the same in both topologies: credits, outcomes, every entry."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.topology.fleets import Fleet, embedded, scaled_out
from tests.topology.kills import settled

ROWS, MEMBERS = 500, 520


def story(fleet: Fleet) -> dict[str, object]:
    """Booked, uploaded again, undone, booked anew, corrected; what was true after each."""
    world = fleet.world
    data, truth = world.webinar(1, rows=ROWS, members=MEMBERS)
    assert truth.rows >= ROWS
    found: dict[str, object] = {}

    def note(stage: str, file_id: UUID) -> None:
        found[stage] = (world.balances(), world.outcomes(file_id), world.history())

    path = fleet.upload(data)
    file_id = fleet.book(path)
    world.assert_exact(world.expected(truth), file_id=file_id)
    note("booked", file_id)

    assert fleet.upload(data) == path
    assert fleet.book(path) == file_id
    note("uploaded again", file_id)
    assert found["uploaded again"] == found["booked"]

    fleet.undo(path)
    assert world.balances() == {}
    note("undone", file_id)

    assert fleet.upload(data) == path
    fleet.book(path)
    world.assert_exact(world.expected(truth), file_id=file_id)
    note("booked anew", file_id)

    corrected, truth = world.webinar(2, rows=ROWS, members=MEMBERS)
    path = fleet.upload(corrected, filename="corectat.csv")
    file_id = fleet.book(path)
    world.assert_exact(world.expected(truth), file_id=file_id)
    note("corrected", file_id)

    fleet.wait(lambda: settled(world), "work was left undone")
    world.assert_settled()
    assert "The ledger is whole." in fleet.product.treapta("ledger", "check")
    return found


@pytest.mark.topology
@pytest.mark.timeout(900)
def test_both_topologies_come_to_the_same(tmp_path, make_database, broker_url):
    with embedded(tmp_path / "embedded", make_database, members=MEMBERS) as fleet:
        alone = story(fleet)
    with scaled_out(tmp_path / "scaled", make_database, broker_url, members=MEMBERS) as fleet:
        together = story(fleet)
    assert list(alone) == list(together)
    for stage, told in alone.items():
        assert told == together[stage], stage
