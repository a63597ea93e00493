"""Named points at which a test may kill this process; inert unless TREAPTA_FAULT_DIR is set.

A test arms a point by creating the file `<process>.<point>` in that folder (process: web,
worker, pump); the process that passes the point renames it to `….hit` and kills itself.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

POINTS = (
    "after-flush",
    "before-commit",
    "after-commit",
    "mid-batch",
    "mid-reversal",
)

_folder = os.environ.get("TREAPTA_FAULT_DIR", "")
_process = os.environ.get("TREAPTA_PROCESS", "web")


def name_process(name: str) -> None:
    """Say which process this is: web, worker or pump."""
    global _process  # noqa: PLW0603 (a fact of the process, set once at start)
    _process = name


def fault_point(point: str, *, process: str | None = None) -> None:
    """Die here if a test armed this point for this process."""
    if not _folder:
        return
    armed = Path(_folder, f"{process or _process}.{point}")
    try:
        armed.rename(armed.with_name(armed.name + ".hit"))
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
