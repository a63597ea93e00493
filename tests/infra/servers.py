"""Servers of one test run, shared by its workers: the first that asks starts, the run ends them."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
import redis

ROOT = Path(__file__).resolve().parents[2]
ANSWERS_WITHIN_SECONDS = 60


class MissingProgramError(Exception):
    """A program the tests need is not on this machine."""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, who guards it, where it lives."""

    name: str
    port: int
    guard_pid: int
    folder: str

    def postgresql_url(self, database: str) -> str:
        """The SQLAlchemy address of one database of the cluster."""
        return f"postgresql+psycopg://treapta@127.0.0.1:{self.port}/{database}"

    def redis_url(self, number: int = 0) -> str:
        """The address of one numbered database of the Redis server."""
        return f"redis://127.0.0.1:{self.port}/{number}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def locked(folder: Path, name: str):
    """Holds the named lock of the run: one worker at a time."""
    with (folder / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def shared_server(folder: Path, name: str, *, owner: int, start: Callable[[int], Server]) -> Server:
    """The run's server of that name, started now when no worker has done so."""
    with locked(folder, name):
        record = folder / f"{name}.json"
        if record.exists():
            return Server(**json.loads(record.read_text()))
        server = start(owner)
        record.write_text(json.dumps(asdict(server)))
        return server


def end_servers(folder: Path) -> None:
    """Ends every server of the run, by its guard's id, and waits until they are gone."""
    guards = []
    for record in folder.glob("*.json"):
        server = Server(**json.loads(record.read_text()))
        try:
            guards.append(os.pidfd_open(server.guard_pid))
            os.kill(server.guard_pid, signal.SIGTERM)
        except ProcessLookupError:
            continue
    deadline = time.monotonic() + 15
    for guard in guards:
        _wait_until_gone(guard, deadline)
    shutil.rmtree(folder, ignore_errors=True)


def _wait_until_gone(pidfd: int, deadline: float) -> None:
    import select

    select.select([pidfd], [], [], max(0.0, deadline - time.monotonic()))
    os.close(pidfd)


def start_postgresql(owner: int) -> Server:
    """A new cluster on a free port of 127.0.0.1, owned by `postgres` when we are root; no fsync."""
    initdb, postgres = _postgresql_programs()
    user = _server_account()
    folder = _server_folder("pg", user)
    data = f"{folder}/data"
    _run_as(
        user,
        [initdb, "-D", data, "-U", "treapta", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        cwd=folder,
    )
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": folder,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_connections": "200",
        "autovacuum": "off",
        "timezone": "UTC",
        "log_min_messages": "fatal",
    }
    command = [postgres, "-D", data]
    for key, value in settings.items():
        command += ["-c", f"{key}={value}"]
    server = _start(command, name="postgresql", port=port, folder=folder, owner=owner, user=user)
    _wait_for(lambda: _postgresql_answers(server), server)
    return server


def start_redis(owner: int) -> Server:
    """A new Redis server on a free port of 127.0.0.1 that keeps nothing."""
    program = shutil.which("redis-server")
    if program is None:
        raise MissingProgramError("redis-server is not installed; run `make test`.")
    folder = _server_folder("redis", "-")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    server = _start(command, name="redis", port=port, folder=folder, owner=owner, user="-")
    _wait_for(lambda: _redis_answers(server), server)
    return server


def _postgresql_programs() -> tuple[str, str]:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    for folder in reversed(installed):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return str(folder / "initdb"), str(folder / "postgres")
    initdb, postgres = shutil.which("initdb"), shutil.which("postgres")
    if initdb and postgres:
        return initdb, postgres
    raise MissingProgramError("PostgreSQL's server is not installed; run `make test`.")


def _server_account() -> str:
    """PostgreSQL refuses to run as root: root lends it the account `postgres`."""
    if os.geteuid() != 0:
        return "-"
    pwd.getpwnam("postgres")
    return "postgres"


def fast_parent() -> str:
    """Where files that live only as long as the run go: memory, when there is enough of it."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        return tempfile.gettempdir()
    enough = shutil.disk_usage(memory).free >= 2 * 1024**3
    return str(memory) if enough else tempfile.gettempdir()


def _server_folder(name: str, user: str) -> str:
    # Not below pytest's own folder: that is closed to other accounts. Short, for the socket's path.
    folder = tempfile.mkdtemp(prefix=f"treapta-{name}-", dir=fast_parent())
    if user != "-":
        shutil.chown(folder, user, user)
    return folder


def _run_as(user: str, command: list[str], *, cwd: str) -> None:
    account = {} if user == "-" else {"user": user, "group": user, "extra_groups": []}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, **account)  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _start(
    command: list[str], *, name: str, port: int, folder: str, owner: int, user: str
) -> Server:
    guard = subprocess.Popen(
        [sys.executable, "-m", "tests.infra.guard", str(owner), user, folder, *command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # The guard outlives this worker on purpose; whoever started the run ends it.
    guard.returncode = 0
    return Server(name=name, port=port, guard_pid=guard.pid, folder=folder)


def _wait_for(answers: Callable[[], bool], server: Server) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while not answers():
        if time.monotonic() > deadline or not _lives(server.guard_pid):
            log = Path(server.folder, "log.txt")
            text = log.read_text(errors="replace") if log.exists() else "(no log)"
            raise RuntimeError(f"{server.name} did not answer on port {server.port}:\n{text}")
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _postgresql_answers(server: Server) -> bool:
    try:
        psycopg.connect(
            host="127.0.0.1", port=server.port, user="treapta", dbname="postgres"
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def _redis_answers(server: Server) -> bool:
    client = redis.Redis(port=server.port)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()
