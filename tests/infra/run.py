"""One test run: its folder and the process whose end is the end of its servers."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.infra import servers

RUN_FOLDER = pytest.StashKey[str]()
RUN_OWNER = pytest.StashKey[int]()


def begin_run(config: pytest.Config) -> None:
    """Makes the folder of this run, or takes over the one of the xdist controller."""
    given = getattr(config, "workerinput", None)
    if given is None:
        config.stash[RUN_FOLDER] = _new_folder()
        config.stash[RUN_OWNER] = os.getpid()
    else:
        config.stash[RUN_FOLDER] = given["treapta_run_folder"]
        config.stash[RUN_OWNER] = given["treapta_run_owner"]


def _new_folder() -> str:
    parent = Path(servers.fast_parent())
    for left in parent.glob("treapta-run-*-*"):  # by runs that were killed
        if not Path(f"/proc/{left.name.split('-')[2]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"treapta-run-{os.getpid()}-", dir=parent)


def end_run(config: pytest.Config) -> None:
    """The process that began the run ends its servers."""
    if getattr(config, "workerinput", None) is None and RUN_FOLDER in config.stash:
        servers.end_servers(Path(config.stash[RUN_FOLDER]))
