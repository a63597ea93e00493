"""Commands: operations. Is it well, who may write statements."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask_babel import force_locale, gettext

from lms import clock
from lms.cli import application, settings_of
from lms.errors import TreaptaError
from lms.extensions import db, transaction
from lms.services import api_keys, doctor
from lms.services.api_keys import Scope

LRS = "lrs"


@click.command("doctor")
@click.option("--lang", type=click.Choice(["ro", "en"]), default="en", show_default=True)
@click.pass_context
def doctor_command(context: click.Context, lang: str) -> None:
    """Look at everything an installation needs; status 1 when something must be done."""
    with application(context) as app, force_locale(lang):
        findings = doctor.examine(
            doctor.Patient(
                session=db.session(),
                settings=settings_of(app),
                migrations=Path(app.extensions["migrate"].directory),
                now=clock.now(),
            )
        )
        for finding in findings:
            word = "ok" if finding.ok else "problem"
            click.echo(f"{word:8}{finding.code}: {gettext(finding.message, **finding.params)}")
            if finding.todo:
                click.echo(f"{'':8}-> {gettext(finding.todo)}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except TreaptaError as error:
        with force_locale("en"):
            click.echo(gettext(error.message, **error.params), err=True)
        sys.exit(2)


@click.group("lrs-key")
def lrs_key() -> None:
    """Keys with which other systems send and read xAPI statements."""


@lrs_key.command("create")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    default=[Scope.STATEMENTS_WRITE.value, Scope.STATEMENTS_READ.value],
    show_default=True,
)
@click.pass_context
def lrs_key_create(context: click.Context, name: str, scopes: tuple[str, ...]) -> None:
    """Create the key NAME; its secret is printed this once."""
    with application(context), _refusals(), transaction() as session:
        made = api_keys.create(
            session,
            kind=LRS,
            name=name,
            scopes=[Scope(scope) for scope in scopes],
            now=clock.now(),
        )
    click.echo(f"key:    {made.key}\nsecret: {made.secret}")
    click.echo("Keep the secret now: only its hash is stored.", err=True)


@lrs_key.command("list")
@click.pass_context
def lrs_key_list(context: click.Context) -> None:
    """List the keys, without their secrets."""
    with application(context):
        for row in api_keys.list_keys(db.session(), kind=LRS):
            state = "in use" if row.revoked_at is None else f"revoked {row.revoked_at:%Y-%m-%d}"
            click.echo(
                f"{row.key}  {row.created_at:%Y-%m-%d}  {state:18}  {row.scopes}  {row.name}"
            )


@lrs_key.command("revoke")
@click.argument("key")
@click.pass_context
def lrs_key_revoke(context: click.Context, key: str) -> None:
    """Take the key KEY (or the one of this name) out of use."""
    with application(context), _refusals(), transaction() as session:
        row = api_keys.revoke(session, kind=LRS, key=key, now=clock.now())
    click.echo(f"{row.key} ({row.name}) was taken out of use.")


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    for command in (doctor_command, lrs_key):
        group.add_command(command)
