"""The `treapta` command: one module per family of commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from lms.config import Settings, SettingsError, load_settings
from lms.start import uncollected

if TYPE_CHECKING:
    from flask import Flask

CreateApp = Callable[..., Any]


@contextmanager
def application(context: click.Context) -> Iterator[Flask]:
    """The application inside its context; unusable settings end the command with sentences."""
    try:
        app: Flask = context.obj["create_app"]()
    except SettingsError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(2)
    with app.app_context():
        yield app


def settings_alone() -> Settings:
    """The settings, without building the application; unusable ones end the command."""
    try:
        return load_settings()
    except SettingsError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        sys.exit(2)


def settings_of(app: Flask) -> Settings:
    """The settings of an application."""
    settings: Settings = app.extensions["settings"]
    return settings


# Each command and the module of its family, which is imported when the command is asked for:
# `up` and `serve` start without the application, checks made offline without its libraries.
FAMILIES = {
    "up": "processes",
    "serve": "processes",
    "work": "processes",
    "worker": "processes",
    "pump": "processes",
    "master-key": "data",
    "db": "data",
    "seed": "data",
    "user": "data",
    "course": "courses",
    "attendance": "attendance",
    "badges": "badges",
    "issuers": "issuers",
    "keys": "issuers",
    "members": "members",
    "ledger": "ledger",
    "doctor": "operations",
    "lrs-key": "operations",
    "quality": "quality",
}


class Families(click.Group):
    """The commands of FAMILIES, each imported with its family when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click names it)
        return sorted(FAMILIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name in FAMILIES and cmd_name not in self.commands:
            with uncollected():
                import_module(f"lms.cli.{FAMILIES[cmd_name]}").register(self)
        return self.commands.get(cmd_name)


def build(create_app: CreateApp) -> click.Group:
    """The command with all its subcommands, for a way to create the application."""

    @click.group(cls=Families, context_settings={"help_option_names": ["-h", "--help"], "obj": {}})
    @click.version_option(package_name="treapta", prog_name="treapta")
    @click.pass_context
    def treapta(context: click.Context) -> None:
        """Treapta: learning management and continuing-education credits."""
        context.obj["create_app"] = create_app

    return treapta
