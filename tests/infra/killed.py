"""A script in a process of its own, which kills itself with SIGKILL at a named point."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.infra.product import environment_of
from tests.infra.servers import ROOT


def killed_at(
    point: str, script: str, *arguments: object, passes: int, database_url: str, folder: Path
) -> None:
    """Run the script until it has passed the point (see lms.faults) `passes` times unharmed.

    Fails when it ended in another way than by the SIGKILL of that point.
    """
    faults = folder / "faults"
    faults.mkdir()
    (faults / f"web.{point}").write_text(str(passes))
    environment = environment_of(database_url=database_url, folder=folder, port=1)
    killed = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env=environment | {"TREAPTA_FAULT_DIR": str(faults)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert (faults / f"web.{point}.hit").exists()
