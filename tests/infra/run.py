"""One test run: its folder and the process whose end is the end of its servers."""

from __future__ import annotations

import os
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
        config.stash[RUN_FOLDER] = tempfile.mkdtemp(
            prefix="treapta-run-", dir=servers.fast_parent()
        )
        config.stash[RUN_OWNER] = os.getpid()
    else:
        config.stash[RUN_FOLDER] = given["treapta_run_folder"]
        config.stash[RUN_OWNER] = given["treapta_run_owner"]


def end_run(config: pytest.Config) -> None:
    """The process that began the run ends its servers."""
    if getattr(config, "workerinput", None) is None and RUN_FOLDER in config.stash:
        servers.end_servers(Path(config.stash[RUN_FOLDER]))
