"""Commands: badges."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from badges import VerificationReport

LANGUAGE = click.Choice(["ro", "en"])
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group("badges")
def group_of_badges() -> None:
    """Badges: verify one without a network, settings or database."""


@group_of_badges.command("verify")
@click.argument("file", type=FILE)
@click.option("--issuer", "issuers", type=FILE, multiple=True, help="The issuer's did.json.")
@click.option("--status", "lists", type=FILE, multiple=True, help="A status list, as published.")
@click.option("--lang", type=LANGUAGE, default="en", help="Language of the sentences.")
@click.option("--json", "output", flag_value="json", help="Print the report as JSON.")
def verify(
    file: Path, issuers: Sequence[Path], lists: Sequence[Path], lang: str, output: str | None
) -> None:
    """Verify the badge in FILE (PNG, SVG, JSON or JWT); nothing is fetched.

    Without the issuer's document and status list, saved from their addresses, the answer is
    "undetermined". Ends with 0 when the badge is valid, 1 when it is not, 2 for an unusable file.
    """
    import badges
    from lms import clock

    try:
        secured = badges.read_badge_file(file.read_bytes(), filename=file.name).secured
        by_id = {path: _documents(path) for path in (*issuers, *lists)}
    except badges.BadgeError as error:
        if output == "json":
            refusal = {"outcome": "unreadable", "code": error.code}
            click.echo(json.dumps(refusal | {"sentence": error.sentence(lang)}, ensure_ascii=False))
        else:
            click.echo(error.sentence(lang), err=True)
        sys.exit(2)
    known_issuers = {str(by_id[path].get("id")): by_id[path] for path in issuers}
    known_lists = {str(by_id[path].get("id")): by_id[path] for path in lists}
    report = badges.verify_credential(
        secured,
        resolve_issuer=known_issuers.get,
        resolve_status=known_lists.get,
        now=clock.now(),
    )
    if output == "json":
        click.echo(json.dumps(report.as_dict(lang), ensure_ascii=False, indent=2))
    else:
        _print(report, lang)
    if report.outcome is not badges.Outcome.VALID:
        sys.exit(1)


def _documents(path: Path) -> Mapping[str, Any]:
    import badges

    return badges.read_credential_json(path.read_bytes())


def _print(report: VerificationReport, lang: str) -> None:
    click.echo(report.word(lang))
    click.echo(report.sentence(lang))
    click.echo()
    for check in report.checks:
        mark = "+" if check.passed else "-"
        click.echo(f"{mark} {check.label(lang)}: {check.sentence(lang)}")
    click.echo()
    for item in report.fields:
        click.echo(f"{item.label(lang)}: {_plain(item.value)}")


def _plain(value: str) -> str:
    """A value on one line, so that none can pass for a line of ours."""
    return " ".join(value.split())


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    group.add_command(group_of_badges)
