"""The two topologies: `treapta up` on SQLite, and two of everything on PostgreSQL and Redis."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from tests.infra.cast import PASSWORD
from tests.infra.fixtures import MakeDatabase
from tests.infra.product import Product, environment_of
from tests.infra.servers import free_port
from tests.topology.officer import CUT_OFF, Officer
from tests.topology.world import World, build_world

T = TypeVar("T")
WITHIN_SECONDS = 120  # of a busy machine; an idle one needs three
# Embedded, a killed process ends its leases: nothing waits for an hour. Scaled out, the other
# processes take over when the lease ends.
EMBEDDED = {"TREAPTA_TASK_LEASE_SECONDS": "3600", "TREAPTA_PUMP_INTERVAL_MS": "50"}
SCALED_OUT = {"TREAPTA_TASK_LEASE_SECONDS": "2", "TREAPTA_PUMP_INTERVAL_MS": "50"}


@dataclass
class Fleet:
    """A running topology. `parts` are the processes that this harness starts again when killed;
    in the embedded topology that is for `treapta up` to do."""

    name: str
    product: Product
    world: World
    officer: Officer
    faults: Path
    parts: dict[str, tuple[Sequence[str], dict[str, str]]] = field(default_factory=dict)

    def tend(self) -> None:
        """Starts again what was killed; a process that ended by itself is a failure."""
        for name, (arguments, environment) in self.parts.items():
            process = self.product.processes[name]
            if process.poll() is not None:
                assert process.returncode == -9, f"{name} ended by itself\n{self.product.logs()}"
                self.product.start(name, *arguments, **environment)
        if not self.parts:
            assert self.product.processes["up"].poll() is None, self.product.logs()

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Waits while processes die and come back."""
        deadline = time.monotonic() + WITHIN_SECONDS
        while not condition():
            self.tend()
            assert time.monotonic() < deadline, f"{self.name}: {what}\n{self.product.logs()}"
            time.sleep(0.05)

    def persist(self, act: Callable[[], T]) -> T:
        """Does what an officer does, again and again while the connection is cut."""
        done: list[T] = []

        def tried() -> bool:
            try:
                done.append(act())
            except CUT_OFF:
                time.sleep(0.1)
            return bool(done)

        self.wait(tried, "no answer")
        return done[0]

    def arm(self, process: str, point: str, *, unharmed: int = 0) -> Path:
        """The next process of this name that passes the point so often dies there."""
        armed = self.faults / f"{process}.{point}"
        draft = self.faults / "draft"
        draft.write_text(str(unharmed))
        draft.rename(armed)
        return armed.with_name(armed.name + ".hit")

    def upload(self, data: bytes, *, filename: str = "raport.csv") -> str:
        edition = str(self.world.cast.edition_id)
        return self.persist(lambda: self.officer.upload(edition, data, filename=filename))

    def book(self, path: str) -> UUID:
        """Confirms a list and waits until it is booked."""
        return self._do(self.officer.confirm, path, until="booked")

    def undo(self, path: str) -> UUID:
        """Takes a list back and waits until that is done."""
        return self._do(self.officer.undo, path, until="undone")

    def _do(self, act: Callable[[str], None], path: str, *, until: str) -> UUID:
        file_id = UUID(path.rsplit("/", 1)[1])
        self.persist(lambda: act(path))
        self.wait(lambda: self.world.state(file_id) == until, f"never {until}")
        return file_id


def _described(folder: Path, url: str, *, port: int, **settings: str) -> tuple[Product, Path]:
    home, faults = folder / "home", folder / "faults"
    (home / "var").mkdir(parents=True)
    faults.mkdir()
    environment = environment_of(database_url=url, folder=home, port=port) | settings
    environment["TREAPTA_FAULT_DIR"] = str(faults)
    return Product(url=f"http://localhost:{port}", environment=environment, folder=home), faults


def _opened(fleet: Fleet) -> Fleet:
    fleet.product.wait_until_ready()
    fleet.officer.sign_in(fleet.world.cast.provider.email, PASSWORD)
    return fleet


@contextmanager
def embedded(folder: Path, make_database: MakeDatabase, *, members: int) -> Iterator[Fleet]:
    """`treapta up` on SQLite: the web process, and one process with pump and worker."""
    with make_database("sqlite") as url:
        world = build_world(url, members=members)
        product, faults = _described(folder, url, port=free_port(), **EMBEDDED)
        try:
            product.start("up", "up")
            yield _opened(Fleet("embedded", product, world, Officer([product.url]), faults))
        finally:
            product.stop()
            world.engine.dispose()


@contextmanager
def scaled_out(
    folder: Path, make_database: MakeDatabase, redis_url: str, *, members: int
) -> Iterator[Fleet]:
    """PostgreSQL and Redis with two gunicorn, two Celery and two pump processes."""
    with make_database("postgresql") as url:
        world = build_world(url, members=members)
        ports = [free_port(), free_port()]
        settings = SCALED_OUT | {"TREAPTA_BROKER_URL": redis_url}
        product, faults = _described(folder, url, port=ports[0], **settings)
        bases = [f"http://localhost:{port}" for port in ports]
        fleet = Fleet("scaled out", product, world, Officer(bases), faults)
        for number, port in enumerate(ports, 1):
            fleet.parts[f"web-{number}"] = (["serve"], {"TREAPTA_BIND": f"127.0.0.1:{port}"})
            fleet.parts[f"worker-{number}"] = (["worker"], {})
            fleet.parts[f"pump-{number}"] = (["pump"], {})
        try:
            for name, (arguments, environment) in fleet.parts.items():
                product.start(name, *arguments, **environment)
            for base in bases:
                assert fleet.persist(partial(Officer([base]).get, "/readyz")).status == 200
            yield _opened(fleet)
        finally:
            product.stop()
            world.engine.dispose()
