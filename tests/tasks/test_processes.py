"""Processes: refused with sentences, ended with their parent, started again when they die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.infra.product import children_of, environment_of
from tests.infra.servers import ROOT


def treapta(*arguments, environment):
    return subprocess.run(
        [sys.executable, "-m", "lms", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition, *, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("command", ["worker", "pump"])
def test_scaled_out_processes_refuse_the_broker_in_memory(tmp_path, command):
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    done = treapta(command, environment=environment_of(database_url=url, folder=tmp_path, port=1))
    assert done.returncode == 2
    assert "TREAPTA_BROKER_URL is memory://" in done.stderr
    assert "use `treapta work`" in done.stderr


@pytest.mark.parametrize("command", ["up", "serve", "work", "worker", "pump"])
def test_unusable_settings_are_all_named_and_nothing_starts(tmp_path, command):
    environment = environment_of(database_url="mysql://x/y", folder=tmp_path, port=1) | {
        "TREAPTA_PUBLIC_URL": "ftp://x",
        "TREAPTA_WORKER_THREADS": "many",
        "TREAPTA_DEMO": "yes",
        "TREAPTA_MASTER_KEY": "short",
    }
    done = treapta(command, environment=environment)
    assert done.returncode == 2
    for name in ("PUBLIC_URL", "WORKER_THREADS", "DEMO", "MASTER_KEY", "DATABASE_URL"):
        assert f"TREAPTA_{name}" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert "short" not in done.stderr, "the key must not be shown"


def test_a_busy_address_is_said_before_anything_starts(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        url = f"sqlite:///{tmp_path}/x.sqlite3"
        done = treapta(
            "up", environment=environment_of(database_url=url, folder=tmp_path, port=port)
        )
    assert done.returncode == 2
    assert f"127.0.0.1:{port} is in use" in done.stderr
    assert done.stdout == ""


@pytest.mark.topology
def test_children_end_when_their_parent_is_killed(make_product, backend):
    product = make_product(backend)
    up = product.start("up", "up")
    product.wait_until_ready()
    family = [*(children := children_of(up.pid)), *(g for c in children for g in children_of(c))]
    assert len(family) >= 3, "web, its gunicorn worker, and work"
    os.kill(up.pid, signal.SIGKILL)
    up.wait()
    assert wait_for(lambda: not any(map(lives, family)), seconds=20), product.logs()


@pytest.mark.topology
def test_a_killed_child_is_started_again(make_product, backend):
    product = make_product(backend)
    up = product.start("up", "up")
    product.wait_until_ready()
    before = set(children_of(up.pid))
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: len(set(children_of(up.pid)) - before) == 2, seconds=20), product.logs()
    product.wait_until_ready()
    product.stop()
    assert up.returncode == 0
