"""The table of commands says the truth, and a command loads no more than its own family."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import click
import pytest

from lms.cli import FAMILIES, build


@pytest.mark.parametrize("family", sorted(set(FAMILIES.values())))
def test_each_family_brings_the_commands_of_the_table(family: str) -> None:
    group = click.Group()
    import_module(f"lms.cli.{family}").register(group)
    assert set(group.commands) == {name for name, of in FAMILIES.items() if of == family}


def test_every_command_is_listed_and_found() -> None:
    treapta = build(lambda: None)
    with click.Context(treapta) as context:
        assert treapta.list_commands(context) == sorted(FAMILIES)
        assert all(treapta.get_command(context, name) for name in FAMILIES)
        assert treapta.get_command(context, "no-such-command") is None


def test_processes_start_without_the_application() -> None:
    code = (
        "import sys; from lms.__main__ import main\n"
        "try: main(['serve', '--help'])\n"
        "except SystemExit: print('sqlalchemy' in sys.modules, 'celery' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "False False"
