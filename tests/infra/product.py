"""The real product in its own processes: `treapta` started as an installation would."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lms import clock
from tests.infra import databases
from tests.infra.fixtures import MakeDatabase
from tests.infra.servers import ROOT, Server, free_port
from tests.infra.settings import MASTER_KEY

READY_WITHIN_SECONDS = 60
ENDS_WITHIN_SECONDS = 15


@dataclass
class Product:
    """One installation: its settings as environment, and the processes that run it."""

    url: str
    environment: dict[str, str]
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def treapta(self, *arguments: str) -> str:
        """Runs one `treapta` command to its end and returns what it printed."""
        done = subprocess.run(
            [*TREAPTA, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"treapta {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Starts `treapta ARGUMENTS` as the process called `name`; its output goes to a log."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [*TREAPTA, *arguments],
                cwd=ROOT,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes[name] = process
        return process

    def wait_until_ready(self) -> None:
        """Returns when /readyz answers 200; fails with the logs when it does not."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self._answers("/readyz"):
                return
            if any(process.poll() is not None for process in self.processes.values()):
                break
            time.sleep(0.1)
        raise AssertionError(f"{self.url} was not ready.\n{self.logs()}")

    def logs(self) -> str:
        """What the processes printed, the end of each."""
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}"
            for log in sorted(self.folder.glob("*.log"))
        )

    def stop(self) -> None:
        """SIGTERM to each process started here, then SIGKILL to its group."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(ENDS_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as response:
                return int(response.status) == 200
        except (urllib.error.URLError, OSError):
            return False


def children_of(pid: int) -> list[int]:
    """Ids of the processes that a process started and that still run."""
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listing.read_text().split()]


TREAPTA = (sys.executable, "-m", "lms")
MakeProduct = Callable[..., Product]


def environment_of(
    *, database_url: str, folder: Path, port: int, **settings: str
) -> dict[str, str]:
    """The environment of an installation that keeps its data in `folder`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "TREAPTA_PUBLIC_URL": f"http://localhost:{port}",
        "TREAPTA_BIND": f"127.0.0.1:{port}",
        "TREAPTA_MASTER_KEY": base64.urlsafe_b64encode(MASTER_KEY).decode(),
        "TREAPTA_DATABASE_URL": database_url,
        "TREAPTA_DATA_DIR": str(folder / "var"),
        "TREAPTA_LOG_FORMAT": "console",
        **settings,
    }


@pytest.fixture
def make_product(tmp_path: Path, make_database: MakeDatabase) -> Iterator[MakeProduct]:
    """`make_product("sqlite", **settings)` describes an installation on a new database.

    Nothing runs yet: call `.start("up", "up")` for the embedded kind, or start its parts.
    """
    with _products(tmp_path, make_database) as make:
        yield make


@contextmanager
def _products(folder: Path, make_database: MakeDatabase) -> Iterator[MakeProduct]:
    from contextlib import ExitStack

    with ExitStack() as stack:

        def make(backend: str, **settings: str) -> Product:
            port = free_port()
            home = folder / f"product-{port}"
            (home / "var").mkdir(parents=True)
            url = stack.enter_context(make_database(backend))
            environment = environment_of(database_url=url, folder=home, port=port, **settings)
            product = Product(url=f"http://localhost:{port}", environment=environment, folder=home)
            stack.callback(product.stop)
            return product

        yield make


@dataclass(frozen=True)
class Seeded:
    """A demonstration that was seeded and does not run: its port, SQLite file and data folder."""

    port: int
    database: Path
    data_dir: Path
    environment: dict[str, str]


@pytest.fixture(scope="session")
def seeded_demo(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seeded]:
    """The demonstration seeded once for each worker on SQLite, to be copied by test files.

    Every copy serves on the port it was seeded for: badges carry the address.
    """
    folder = tmp_path_factory.mktemp("seeded")
    port = free_port()
    with make_database("sqlite") as url:
        environment = environment_of(database_url=url, folder=folder, port=port, **_demo_settings())
        (folder / "var").mkdir()
        Product(url="", environment=environment, folder=folder).treapta("seed", "--demo")
        yield Seeded(
            port=port,
            database=Path(url.removeprefix("sqlite:///")),
            data_dir=folder / "var",
            environment=environment,
        )


def _demo_settings() -> dict[str, str]:
    last_year = clock.today().year - 1
    return {"TREAPTA_DEMO": "1", "TREAPTA_RECORDS_FROM": f"{last_year}-01-01"}


@pytest.fixture(scope="module")
def demo(
    request: pytest.FixtureRequest,
    make_database: MakeDatabase,
    tmp_path_factory: pytest.TempPathFactory,
    backend: str,
) -> Iterator[Product]:
    """The seeded demonstration, running with `treapta up`; one for each test file."""
    folder = tmp_path_factory.mktemp("demo")
    if backend == "sqlite":
        seeded: Seeded = request.getfixturevalue("seeded_demo")
        with databases.sqlite_database(folder, template=seeded.database) as url:
            shutil.copytree(seeded.data_dir, folder / "var")
            environment = seeded.environment | {
                "TREAPTA_DATABASE_URL": url,
                "TREAPTA_DATA_DIR": str(folder / "var"),
            }
            copied = Product(
                url=f"http://localhost:{seeded.port}", environment=environment, folder=folder
            )
            with running(copied):
                yield copied
        return
    with _products(folder, make_database) as make:
        product = make(backend, **_demo_settings())
        product.treapta("seed", "--demo")
        with running(product):
            yield product


@contextmanager
def running(product: Product) -> Iterator[Product]:
    """The product served by `treapta up` until the end."""
    try:
        product.start("up", "up")
        product.wait_until_ready()
        yield product
    finally:
        product.stop()


@pytest.fixture
def redis_url(redis_server: Server, worker_id: str) -> str:
    """The address of an empty Redis database for this test, one for each worker."""
    import redis

    digits = worker_id.removeprefix("gw")
    url = redis_server.redis_url(int(digits) + 1 if digits.isdigit() else 0)
    with redis.Redis.from_url(url) as connection:
        connection.flushdb()
    return url
