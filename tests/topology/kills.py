"""Every process is killed at every named point; after each the credits are exactly right."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from lms.faults import POINTS
from tests.topology.fleets import Fleet
from tests.topology.world import World

PROCESSES = ("web", "pump", "worker")
ROWS, MEMBERS = 160, 200  # two steps of booking
TRIES = 4  # a round whose point was passed elsewhere is done again


@dataclass(frozen=True)
class Kill:
    """One process and point, and while what is being done: one after the other, round by round."""

    process: str
    point: str
    phases: tuple[str, ...]
    passes: int = 1  # it may survive fewer than so many passages in each phase

    def __str__(self) -> str:
        return f"{self.process}-{self.point}"


KILLS = (
    Kill("web", "before-commit", ("upload", "undo", "confirm", "correct")),
    Kill("web", "after-commit", ("confirm", "upload", "correct", "undo")),
    Kill("pump", "after-flush", ("undo", "book", "correct")),
    Kill("pump", "before-commit", ("book", "correct", "undo")),
    Kill("pump", "after-commit", ("correct", "undo", "book")),
    Kill("worker", "after-flush", ("book", "undo", "correct"), passes=2),
    Kill("worker", "before-commit", ("undo", "book", "correct"), passes=4),
    Kill("worker", "after-commit", ("book", "undo", "correct"), passes=4),
    Kill("worker", "mid-batch", ("book",), passes=100),
    Kill("worker", "mid-reversal", ("undo", "correct"), passes=20),
)
# What cannot be, and why; a test holds both lists against all processes and points.
ABSENT = {
    ("web", "after-flush"): "a request books nothing: it enters work for the worker",
    ("web", "mid-batch"): "a request books nothing: it enters work for the worker",
    ("web", "mid-reversal"): "a request reverses nothing: it enters work for the worker",
    ("pump", "mid-batch"): "a pump never touches the ledger",
    ("pump", "mid-reversal"): "a pump never touches the ledger",
}
_numbers = count(1)


def members_for(rounds: int) -> int:
    """How many members a fleet needs for so many rounds of each kill."""
    return MEMBERS if rounds == 1 else MEMBERS * len(KILLS)


def assert_complete() -> None:
    """Every process and point is killed, or said to be impossible."""
    named = {(kill.process, kill.point) for kill in KILLS}
    every = {(process, point) for process in PROCESSES for point in POINTS}
    assert named | set(ABSENT) == every
    assert not named & set(ABSENT)


def strike(fleet: Fleet, kill: Kill, *, round_number: int) -> str:
    """One round: a list uploaded, booked, perhaps corrected, undone, with one kill in its phase."""
    phase = kill.phases[round_number % len(kill.phases)]
    for attempt in range(TRIES):
        rng = random.Random(f"{kill}/{round_number}/{attempt}")
        if _cycle(fleet, kill, phase, unharmed=rng.randrange(kill.passes)):
            return phase
    raise AssertionError(f"{kill} was not passed during {phase} in {TRIES} rounds.")


def _cycle(fleet: Fleet, kill: Kill, phase: str, *, unharmed: int) -> bool:
    world, number = fleet.world, next(_numbers)
    # Members of its own for each kill, where there are as many: histories stay short.
    first = KILLS.index(kill) * MEMBERS % len(world.members)
    data, truth = world.webinar(number, rows=ROWS, members=MEMBERS, first=first)
    with _Armed(fleet, kill, unharmed=unharmed) as armed:
        path = armed(phase == "upload", lambda: fleet.upload(data))
        file_id = armed(phase in ("confirm", "book"), lambda: fleet.book(path))
        fleet.world.assert_exact(world.expected(truth), file_id=file_id)
        if phase == "correct":
            corrected, truth = world.webinar(
                number + 10_000, rows=ROWS, members=MEMBERS, first=first
            )
            path = fleet.upload(corrected)
            file_id = armed(phase == "correct", lambda: fleet.book(path))
            world.assert_exact(world.expected(truth), file_id=file_id)
        armed(phase == "undo", lambda: fleet.undo(path))
        _assert_undone(fleet, world)
    return armed.hit


def _assert_undone(fleet: Fleet, world: World) -> None:
    fleet.wait(lambda: settled(world), "work was left undone")
    world.assert_settled()
    assert world.balances() == {}
    assert world.live_entries() == {}


def settled(world: World) -> bool:
    """Whether no work of the lists is left; what follows a booking comes a moment after it."""
    try:
        world.assert_settled()
    except AssertionError:
        return False
    return True


@dataclass
class _Armed:
    """Arms the point while something is done, and disarms it after."""

    fleet: Fleet
    kill: Kill
    unharmed: int
    mark: Path | None = None
    hit: bool = False

    def __init__(self, fleet: Fleet, kill: Kill, *, unharmed: int) -> None:
        self.fleet, self.kill, self.unharmed = fleet, kill, unharmed

    def __enter__(self) -> _Armed:
        return self

    def __exit__(self, *_error: object) -> None:
        self._disarm()

    def __call__(self, now: bool, act: Callable[[], object]):
        if not now:
            return act()
        mark = self.mark = self.fleet.arm(
            self.kill.process, self.kill.point, unharmed=self.unharmed
        )
        result = act()
        deadline = time.monotonic() + 1  # the last commit is seen before the process dies
        while not mark.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        self._disarm()
        return result

    def _disarm(self) -> None:
        if self.mark is None:
            return
        self.mark.with_name(self.mark.name.removesuffix(".hit")).unlink(missing_ok=True)
        self.hit = self.hit or self.mark.exists()
        self.mark.unlink(missing_ok=True)
        self.mark = None
