"""Commands: the issuers' keys. Which there are, a new one, and one that was stolen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_babel import force_locale, gettext

from lms import clock
from lms.cli import application, settings_of
from lms.errors import TreaptaError
from lms.extensions import db, transaction
from lms.services import issuers


@click.group("issuers")
def issuers_group() -> None:
    """The keys with which badges, statements and roots of the ledger are signed."""


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except TreaptaError as error:
        with force_locale("en"):
            click.echo(gettext(error.message, **error.params), err=True)
        sys.exit(2)


@issuers_group.command("keys")
@click.argument("slug", default=issuers.COLLEGE)
@click.pass_context
def keys(context: click.Context, slug: str) -> None:
    """List the keys of the issuer SLUG, oldest first."""
    with application(context), _refusals():
        for key in issuers.keys_of(db.session(), issuers.get_issuer(db.session(), slug)):
            if key.revoked_at is not None:
                state = f"revoked {key.revoked_at:%Y-%m-%d}"
            elif key.retired_at is not None:
                state = f"retired {key.retired_at:%Y-%m-%d}"
            else:
                state = "signs"
            click.echo(
                f"key-{key.number}  {key.created_at:%Y-%m-%d}  {state:18}  "
                f"{key.public_multibase or key.algorithm}"
            )


@issuers_group.command("rotate")
@click.argument("slug", default=issuers.COLLEGE)
@click.pass_context
def rotate(context: click.Context, slug: str) -> None:
    """Give the issuer SLUG a new key; what the old one signed still holds."""
    with application(context) as app, _refusals(), transaction() as session:
        made = issuers.rotate_key(
            session,
            issuers.get_issuer(session, slug),
            settings=settings_of(app),
            now=clock.now(),
        )
    click.echo(f"key-{made.number} signs from now on: {made.public_multibase}")


@issuers_group.command("revoke")
@click.argument("number", type=int)
@click.argument("slug", default=issuers.COLLEGE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def revoke(context: click.Context, number: int, slug: str, yes: bool) -> None:
    """Mark key NUMBER of the issuer SLUG as stolen: nothing that it signed holds any more.

    When it is the key that signs, a new one is made first. Badges that it signed must be awarded
    again; proofs of the ledger rest on the next root by themselves.
    """
    if not yes:
        click.confirm(
            f"Every badge, statement and root signed with key-{number} stops being valid, for "
            "ever. Go on?",
            abort=True,
        )
    with application(context) as app, _refusals(), transaction() as session:
        issuer = issuers.get_issuer(session, slug)
        issuers.revoke_key(
            session, issuer, number=number, settings=settings_of(app), now=clock.now()
        )
        present = issuers.signing_key(session, issuer)
    click.echo(f"key-{number} is revoked; key-{present.number} signs.")


@click.group("keys")
def keys_group() -> None:
    """The issuer's keys, by their short name: list, rotate, revoke (as `treapta issuers`)."""


keys_group.add_command(keys, "list")
keys_group.add_command(rotate)
keys_group.add_command(revoke)


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    group.add_command(issuers_group)
    group.add_command(keys_group)
