"""Processes: `up` (all in one), `serve`, `work`, `worker`, `pump`."""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from types import FrameType
from typing import TYPE_CHECKING

import click

from lms.cli import application, settings_alone, settings_of
from lms.config import Settings
from lms.faults import name_process

if TYPE_CHECKING:
    from celery import Celery
    from flask import Flask

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """End this process when the one with id `parent` ends, even by SIGKILL."""
    _ask_for_signal()

    def watch() -> None:
        # Also where Linux's signal does not exist, or the parent was gone before we asked for it.
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _ask_for_signal() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # kept across exec


@click.command()
def up() -> None:
    """Run everything: the web process, and one process with pump and worker."""
    settings = settings_alone()
    if not _is_free(settings.bind):
        click.echo(
            f"{settings.bind} is in use: another program, perhaps another `treapta up`, listens "
            "there. Stop it, or give another address in TREAPTA_BIND (make run PORT=8080).",
            err=True,
        )
        sys.exit(2)
    command = [sys.executable, "-m", "lms"]
    children = {
        name: _start([*command, *arguments])
        for name, arguments in (("web", ["serve"]), ("work", ["work"]))
    }
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo(f"Treapta: {settings.public_url} (listening on {settings.bind})")
    while not stopping.wait(0.5):
        for name, child in children.items():
            if child.poll() is not None:
                click.echo(f"The {name} process ended ({child.returncode}); starting it again.")
                time.sleep(1)
                children[name] = _start(list(map(str, child.args)))  # type: ignore[arg-type]
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()


def _is_free(bind: str) -> bool:
    """Whether nothing listens at an address "HOST:PORT"; a Unix socket is gunicorn's to judge."""
    host, _, port = bind.rpartition(":")
    if not port.isdecimal():
        return True
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "TREAPTA_PARENT": str(os.getpid())}
    return subprocess.Popen(arguments, env=environment)  # noqa: S603 (our own command)


def _leave_with_parent() -> None:
    parent = os.environ.get("TREAPTA_PARENT", "")
    if parent:
        die_with_parent(int(parent))


@click.command()
def serve() -> None:
    """Run the web process (gunicorn)."""
    settings = settings_alone()
    parent = os.environ.get("TREAPTA_PARENT", "")
    if parent:
        _ask_for_signal()
        if os.getppid() != int(parent):
            return  # it ended before we asked
    arguments = [
        sys.executable,
        "-m",
        "gunicorn",
        "--preload",  # a worker that died is back at once, and workers share memory
        "--worker-class=gthread",
        f"--workers={settings.web_processes}",
        f"--threads={settings.web_threads}",
        f"--bind={settings.bind}",
        "--timeout=120",
        "--graceful-timeout=15",
        "--log-level=warning",
        "lms.__main__:create_app()",
    ]
    os.execv(sys.executable, arguments)  # noqa: S606 (our own command)


def _worker(celery: Celery, settings: Settings) -> int:
    worker = celery.Worker(
        pool="threads",
        concurrency=settings.worker_threads,
        loglevel="WARNING",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        hostname=f"treapta-{os.getpid()}@{socket.gethostname()}",
        quiet=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def _silence_needless_warnings() -> None:
    """The broker in memory has no host, and `treapta` has no --uid that Celery advises."""
    from celery.exceptions import SecurityWarning  # `up` and `serve` start without Celery

    logging.getLogger("kombu.connection").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=SecurityWarning)


def _start_pump(app: Flask, settings: Settings, stop: threading.Event) -> threading.Thread:
    from lms.tasks.pump import run_pump

    thread = threading.Thread(
        target=run_pump, args=(app, app.extensions["celery"], settings, stop), daemon=True
    )
    thread.start()
    return thread


@click.command()
@click.pass_context
def work(context: click.Context) -> None:
    """Run pump and worker in one process (the embedded default)."""
    _leave_with_parent()
    name_process("worker")
    with application(context) as app:
        settings = settings_of(app)
        if settings.embedded_broker:
            _silence_needless_warnings()
            from lms.extensions import transaction  # `up` and `serve` start without the application
            from lms.services import outbox

            with transaction() as session:
                outbox.release_all(session)  # what the broker in our memory held ended with it
    stop = threading.Event()
    _start_pump(app, settings, stop)
    code = _worker(app.extensions["celery"], settings)
    stop.set()
    sys.exit(code)


@click.command()
@click.pass_context
def worker(context: click.Context) -> None:
    """Run one Celery worker (scale-out: needs TREAPTA_BROKER_URL)."""
    _leave_with_parent()
    name_process("worker")
    with application(context) as app:
        settings = settings_of(app)
    if settings.embedded_broker:
        click.echo(
            "TREAPTA_BROKER_URL is memory://, which lives inside one process; "
            "use `treapta work`, or give a Redis or RabbitMQ address.",
            err=True,
        )
        sys.exit(2)
    sys.exit(_worker(app.extensions["celery"], settings))


@click.command()
@click.pass_context
def pump(context: click.Context) -> None:
    """Run one pump (scale-out: needs TREAPTA_BROKER_URL)."""
    _leave_with_parent()
    name_process("pump")
    with application(context) as app:
        settings = settings_of(app)
    if settings.embedded_broker:
        click.echo(
            "TREAPTA_BROKER_URL is memory://, which lives inside one process; "
            "use `treapta work`, or give a Redis or RabbitMQ address.",
            err=True,
        )
        sys.exit(2)
    from lms.tasks.pump import run_pump  # `up` and `serve` start without Celery

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    run_pump(app, app.extensions["celery"], settings, stop)


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (up, serve, work, worker, pump):
        group.add_command(command)
