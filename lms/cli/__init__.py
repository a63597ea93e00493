"""The `treapta` command: one module per family of commands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from lms.config import Settings, SettingsError, load_settings

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


def build(create_app: CreateApp) -> click.Group:
    """The command with all its subcommands, for a way to create the application."""
    from lms.cli import badges, courses, data, issuers, ledger, members, operations, processes

    @click.group(context_settings={"help_option_names": ["-h", "--help"], "obj": {}})
    @click.version_option(package_name="treapta", prog_name="treapta")
    @click.pass_context
    def treapta(context: click.Context) -> None:
        """Treapta: learning management and continuing-education credits."""
        context.obj["create_app"] = create_app

    for module in (processes, data, courses, badges, issuers, members, ledger, operations):
        module.register(treapta)
    return treapta
