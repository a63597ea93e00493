"""The servers of the tests are real, shared, and gone when the run is over."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import redis

from tests.infra import servers

RUN_THAT_IS_KILLED = """
import os, sys, tempfile
from pathlib import Path
from tests.infra import servers
folder = Path(sys.argv[1])
server = servers.shared_server(folder, "redis", owner=os.getpid(), start=servers.start_redis)
print(server.guard_pid, server.port, server.folder, flush=True)
sys.stdin.read()
"""


def assert_nobody_listens(port):
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_postgresql_answers_and_is_new_enough(postgresql_server):
    with psycopg.connect(postgresql_server.postgresql_url("postgres").replace("+psycopg", "")) as c:
        assert c.info.server_version >= 150000


def test_every_worker_gets_the_same_server(postgresql_server, run_folder):
    def never(_owner):
        raise AssertionError("started a second cluster")

    again = servers.shared_server(run_folder, "postgresql", owner=os.getpid(), start=never)
    assert again == postgresql_server


def test_redis_database_is_empty_and_ours(redis_url):
    with redis.Redis.from_url(redis_url) as connection:
        assert connection.dbsize() == 0
        connection.set("left", "behind")
        assert connection.get("left") == b"behind"


def test_server_ends_when_the_run_is_killed(tmp_path):
    run = subprocess.Popen(
        [sys.executable, "-c", RUN_THAT_IS_KILLED, str(tmp_path)],
        cwd=servers.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with run:
        assert run.stdout is not None
        guard_pid, port, folder = run.stdout.readline().split()
        with redis.Redis(port=int(port)) as connection:
            assert connection.ping()
        run.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{guard_pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(folder).exists()
    assert_nobody_listens(int(port))


def test_end_servers_ends_them_and_removes_their_folders(tmp_path):
    server = servers.shared_server(tmp_path, "redis", owner=os.getpid(), start=servers.start_redis)
    assert Path(server.folder).exists()
    servers.end_servers(tmp_path)
    assert not Path(server.folder).exists()
    assert_nobody_listens(server.port)
