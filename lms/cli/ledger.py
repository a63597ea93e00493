"""Commands: the ledger. Is it whole, and does a proof hold."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.cli import application

if TYPE_CHECKING:
    from lms.ledger_proof import Report

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
MARKS = {True: "+", False: "-", None: "?"}


@click.group("ledger")
def ledger_group() -> None:
    """The ledger of credits."""


@ledger_group.command("check")
@click.pass_context
def check(context: click.Context) -> None:
    """Recompute every chain and root; one line for each row that was altered, lost or moved."""
    count = 0
    with application(context):
        from lms.extensions import db
        from lms.services import ledger

        for problem in ledger.check(db.session()):
            count += 1
            click.echo(str(problem))
    if count:
        click.echo(
            f"{count} problems. Stop writing, keep this database, and compare it with the last "
            "backup.",
            err=True,
        )
        sys.exit(1)
    click.echo("The ledger is whole.")


@ledger_group.command("verify")
@click.argument("proof", type=FILE)
@click.option("--issuer", type=FILE, help="The College's did.json, saved from its address.")
@click.option("--root", type=FILE, help="The root of the day, saved from its address.")
@click.option("--lang", type=click.Choice(["ro", "en"]), default="en", show_default=True)
def verify(proof: Path, issuer: Path | None, root: Path | None, lang: str) -> None:
    """Check the PROOF of a credit line, as a member downloads it; nothing is fetched.

    Needs no settings and no database. Ends with 0 when the proof holds, 1 when it does not, 2
    for a file that cannot be read. A line that begins with "?" is left to you to compare.
    """
    from lms import ledger_proof

    documents: dict[Path, Mapping[str, Any]] = {}
    for path in filter(None, (proof, issuer, root)):
        try:
            documents[path] = ledger_proof.read_document(path.read_bytes())
        except ledger_proof.ProofUnreadable as error:
            click.echo(f"{path}: {error.sentence(lang)}", err=True)
            sys.exit(2)
    report = ledger_proof.verify(
        documents[proof],
        issuer=documents[issuer] if issuer else None,
        published=documents[root] if root else None,
    )
    _print(report, lang)
    sys.exit(0 if report.holds else 1)


def _print(report: Report, lang: str) -> None:
    click.echo(report.verdict(lang))
    click.echo()
    for step in report.steps:
        click.echo(f"{MARKS[step.holds]} {step.label(lang)}: {_plain(step.sentence(lang))}")
    if report.entry is not None:
        click.echo()
        for name in ("title", "credits", "counts_on", "recorded_at", "source", "position"):
            value = report.entry.get(name)
            if isinstance(value, dict):
                value = value.get(lang)
            if value is not None:
                click.echo(f"{name}: {_plain(str(value))}")


def _plain(text: str) -> str:
    """A text on one line and without control characters, so that none passes for ours."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    group.add_command(ledger_group)
