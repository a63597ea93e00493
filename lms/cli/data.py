"""Data: keys, migrations, demonstration data, accounts, keys of machines."""

from __future__ import annotations

import base64
import os
import secrets
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from flask_migrate import downgrade, upgrade

from lms import clock
from lms.cli import application, settings_of
from lms.config import Settings
from lms.extensions import transaction
from lms.models import Role
from lms.services import accounts


@click.command("master-key")
@click.argument("file", type=click.Path(path_type=Path))
def master_key(file: Path) -> None:
    """Create the master key FILE (mode 0600); an existing one is left as it is."""
    if file.exists():
        click.echo(f"{file} exists; it was left as it is.")
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() + "\n")
    click.echo(f"{file} was created. Keep a copy apart from the database: both are needed.")


@click.group()
def db() -> None:
    """The database schema."""


@db.command("upgrade")
@click.pass_context
def db_upgrade(context: click.Context) -> None:
    """Bring the database to the newest schema."""
    with application(context):
        upgrade()


@db.command("downgrade")
@click.argument("revision")
@click.pass_context
def db_downgrade(context: click.Context, revision: str) -> None:
    """Take the database back to REVISION (base: empty)."""
    with application(context):
        downgrade(revision=revision)


@click.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if role is not Role.MEMBER]),
    required=True,
)
@click.option("--password-file", type=click.File("r"), help="Read the password from a file.")
@click.pass_context
def user_create(
    context: click.Context, email: str, name: str, role: str, password_file: TextIO | None
) -> None:
    """Create an account with a role; the password is read from a file or asked for.

    Not for members: they are entered with `treapta members import` and activate their accounts
    themselves, by RNASR code and a link to the registered e-mail.
    """
    password = (
        password_file.read().strip()
        if password_file
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    from lms.errors import TreaptaError

    try:
        with application(context), transaction() as session:
            now = clock.now()
            account = accounts.create_account(
                session, email=email, display_name=name, password=password, now=now
            )
            accounts.grant_role(session, account, Role(role), valid_from=clock.today(), now=now)
    except TreaptaError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"{email} was created with the role {role}.")


@click.command()
@click.option("--demo", is_flag=True, help="Also invent members, providers, credits, feedback.")
@click.option(
    "--members",
    type=click.IntRange(1, 200_000),
    help="Instead, invent a whole profession of so many members, with credits of several years.",
)
@click.option("--years", type=click.IntRange(1, 20), default=5, show_default=True)
@click.pass_context
def seed(context: click.Context, demo: bool, members: int | None, years: int) -> None:
    """Enter what every installation needs (norms, issuer, courses); safe to repeat.

    With --demo or --members also invented people, for a demonstration (TREAPTA_DEMO=1) only;
    --members refuses a database that has people already.
    """
    from lms.demo import build
    from lms.services import installation

    with application(context) as app:
        settings = settings_of(app)
        if (demo or members) and not settings.demo:
            click.echo("TREAPTA_DEMO is not 1: invented data would mix with real data.", err=True)
            sys.exit(2)
        now = clock.now()
        if members:
            _populate(settings, members=members, years=years, now=now)
            return
        with transaction() as session:
            if demo and not build.is_built(session):
                build.build(
                    session,
                    settings=settings,
                    today=clock.today(),
                    now=now,
                    say=lambda text: click.echo(f"  {text} …"),
                )
            else:
                installation.set_up(session, settings=settings, now=now)
        if demo:
            _show_accounts(settings)


def _populate(settings: Settings, *, members: int, years: int, now: datetime) -> None:
    from flask_babel import force_locale, gettext

    from lms.demo import build, population
    from lms.errors import TreaptaError

    begun = time.monotonic()

    def say(text: str) -> None:
        click.echo(f"{time.monotonic() - begun:7.1f} s  {text}")

    try:
        with transaction() as session:
            population.build_population(
                session,
                count=members,
                years=years,
                settings=settings,
                now=now,
                password=build.PASSWORD,
                say=say,
            )
    except TreaptaError as error:
        with force_locale("en"):
            click.echo(gettext(error.message, **error.params), err=True)
        sys.exit(2)
    say("done")
    _show_accounts(settings)


def _show_accounts(settings: Settings) -> None:
    from lms.demo import build

    click.echo(f"\nTreapta: {settings.public_url}\nPassword of every account: {build.PASSWORD}\n")
    for email, role in build.shown_accounts():
        click.echo(f"  {role:<14} {email}")
    click.echo("")


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (master_key, db, user, seed):
        group.add_command(command)
