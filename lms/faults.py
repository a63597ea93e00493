"""Named points at which a test may kill this process; inert unless TREAPTA_FAULT_DIR is set.

A test arms a point by creating the file `<process>.<point>` in that folder (process: web,
worker, pump). The file may hold a number: how often the point is passed unharmed first. The
process whose turn it is renames the file to `….hit` and kills itself.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from contextvars import ContextVar
from pathlib import Path
from threading import Lock

POINTS = (
    "after-flush",
    "before-commit",
    "after-commit",
    "mid-batch",
    "mid-reversal",
)

_folder = os.environ.get("TREAPTA_FAULT_DIR", "")
_process = "web"
_thread: ContextVar[str | None] = ContextVar("treapta_thread", default=None)
_passed: Counter[str] = Counter()
_counting = Lock()


def name_process(name: str) -> None:
    """Say which process this is: web, worker or pump."""
    global _process  # noqa: PLW0603 (a fact of the process, set once at start)
    _process = name


def name_thread(name: str) -> None:
    """Say that this thread does the work of another process (the embedded pump)."""
    _thread.set(name)


def fault_point(point: str) -> None:
    """Die here if a test armed this point for this process and its turn has come."""
    if not _folder:
        return
    name = f"{_thread.get() or _process}.{point}"
    armed = Path(_folder, name)
    try:
        unharmed = int(armed.read_text() or "0")
    except FileNotFoundError:
        return
    with _counting:
        _passed[name] += 1
        if _passed[name] <= unharmed:
            return
    try:
        armed.rename(armed.with_name(armed.name + ".hit"))
    except FileNotFoundError:
        return  # another process of this name was first
    os.kill(os.getpid(), signal.SIGKILL)
