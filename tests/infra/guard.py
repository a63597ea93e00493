"""Runs one server for the tests and ends it when told, or when the test run dies.

    python -m tests.infra.guard OWNER_PID USER FOLDER COMMAND...

USER is the account the server runs as, "-" for the present one. FOLDER is removed at the end.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

LEAVE_WITHIN_SECONDS = 10


def wait_for_either(owner: int, server: subprocess.Popen[bytes]) -> None:
    """Returns when the owner or the server has ended, or when this process is told to end."""
    told_read, told_write = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(told_write, b"."))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the test run, which then tells us
    try:
        watched = [told_read, os.pidfd_open(owner), os.pidfd_open(server.pid)]
    except ProcessLookupError:
        return
    select.select(watched, [], [])


def end(server: subprocess.Popen[bytes]) -> None:
    """SIGINT (PostgreSQL: fast shutdown), then SIGKILL."""
    if server.poll() is not None:
        time.sleep(2)  # it failed by itself: whoever waits for it to answer reads its log first
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(LEAVE_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main(arguments: list[str]) -> int:
    owner, user, folder, *command = arguments
    account = {} if user == "-" else {"user": user, "group": user, "extra_groups": []}
    with Path(folder, "log.txt").open("wb") as log:
        server = subprocess.Popen(  # type: ignore[call-overload]
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, **account
        )
        try:
            wait_for_either(int(owner), server)
        finally:
            end(server)
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
