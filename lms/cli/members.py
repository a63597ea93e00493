"""Commands: members."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from lms import clock
from lms.cli import application, settings_of
from lms.config import Settings
from lms.errors import TreaptaError
from lms.extensions import db, transaction
from lms.models import ImportState, RegisterImport
from lms.registry_file import (
    Limits,
    RegisterFile,
    RegisterRefusedError,
    problem_from_dict,
    read_register,
    template_workbook,
)
from lms.services import register_apply, register_import, register_preview

LANGUAGES = click.Choice(["ro", "en"])


@click.group()
def members() -> None:
    """The register of members."""


@members.command("template")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=LANGUAGES, default="ro", show_default=True)
def template(file: Path, lang: str) -> None:
    """Write the workbook to fill in to FILE (XLSX); an existing file is left as it is."""
    try:
        with file.open("xb") as out:
            out.write(template_workbook(lang))
    except FileExistsError:
        click.echo(f"{file} exists; it was left as it is. Give another name.", err=True)
        sys.exit(2)
    except OSError as error:
        click.echo(f"{file} cannot be written ({error.strerror}). Give another place.", err=True)
        sys.exit(2)
    click.echo(f"{file} was written. Fill it in, then run `treapta members import {file}`.")


@members.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would change; keep nothing.")
@click.option(
    "--skip-rows-with-problems",
    "skip",
    is_flag=True,
    help="Apply although rows have problems: they are left out, and counted.",
)
@click.option("--lang", type=LANGUAGES, default="ro", show_default=True, help="Of the problems.")
@click.pass_context
def import_members(
    context: click.Context, file: Path, dry_run: bool, skip: bool, lang: str
) -> None:
    """Import the register FILE (XLSX, ZIP of CSV, or CSV): all problems, then what changes.

    Exit 0: applied, or nothing to change. Exit 2: refused, and nothing was changed.
    """
    with application(context) as app:
        settings = settings_of(app)
        try:
            register = _read(file, settings)
            found = _preview(register, settings, keep=not dry_run)
            _say(found, lang)
            if dry_run:
                sys.exit(2 if found.counts["errors"] and not skip else 0)
            if found.counts["errors"] and not skip:
                _give_up(found.id)
                click.echo(
                    "Nothing was changed. Correct the file, or leave these rows out with "
                    "--skip-rows-with-problems.",
                    err=True,
                )
                sys.exit(2)
            if found.state is ImportState.PREVIEW:
                _apply(found, settings)
        except RegisterRefusedError as refusal:
            click.echo(refusal.sentence(lang), err=True)
            sys.exit(2)
        except TreaptaError as error:
            click.echo(str(error), err=True)
            sys.exit(2)


def _read(file: Path, settings: Settings) -> RegisterFile:
    limits = Limits(max_bytes=settings.max_upload_mb * 1024 * 1024)
    if file.stat().st_size > limits.max_bytes:
        size_mb = -(-file.stat().st_size // (1024 * 1024))
        raise RegisterRefusedError(
            "too_large", {"size_mb": size_mb, "limit_mb": settings.max_upload_mb}
        )
    known = register_preview.reading_facts(db.session())
    return read_register(
        file.read_bytes(),
        filename=file.name,
        today=clock.today(),
        branches=known.branches,
        norms_from=known.norms_from,
        limits=limits,
    )


class _NotKept(Exception):
    """Rolls a dry run back."""


def _preview(register: RegisterFile, settings: Settings, *, keep: bool) -> RegisterImport:
    found: list[RegisterImport] = []
    try:
        with transaction() as session:
            found.append(
                register_preview.preview(
                    session, register, account_id=None, settings=settings, now=clock.now()
                )
            )
            if not keep:
                session.expunge(found[0])
                raise _NotKept
    except _NotKept:
        pass
    return found[0]


def _say(found: RegisterImport, lang: str) -> None:
    for problem in found.problems:
        read = problem_from_dict(problem)
        click.echo(f"{read.severity.value}: {read.sentence(lang)}")
    counts: dict[str, Any] = found.counts
    rows = ", ".join(f"{kind} {count}" for kind, count in counts["rows"].items())
    click.echo(f"Rows: {rows}.")
    click.echo(
        f"Members: {counts['members']} ({counts.get('new', 0)} new, "
        f"{counts.get('changed', 0)} changed, {counts['unchanged']} unchanged)."
    )
    click.echo(
        f"Problems: {counts['errors']} in {counts['bad_rows']} rows "
        f"({counts['left_out']} rows left out); notices: {counts['notices']}."
    )
    click.echo(f"{counts['changes']} changes.")


def _give_up(import_id: UUID) -> None:
    with transaction() as session:
        found = register_import.get_import(session, import_id)
        if found.state is ImportState.PREVIEW:
            register_import.discard(session, import_id, account_id=None, now=clock.now())


def _apply(found: RegisterImport, settings: Settings) -> None:
    """Apply here and now, step by step; a worker may help, each step is done once."""
    agreed = found.counts["left_out"] if found.counts["errors"] else None
    with transaction() as session:
        register_import.start_apply(
            session, found.id, agreed_left_out=agreed, account_id=None, now=clock.now()
        )
    while _apply_step(found.id, settings, now=clock.now()):
        pass
    with transaction() as session:
        applied = register_import.get_import(session, found.id)
        click.echo(f"Applied: {applied.counts['changes']} members.")


def _apply_step(import_id: UUID, settings: Settings, *, now: datetime) -> bool:
    with transaction() as session:
        more = register_apply.apply_step(
            session, import_id, records_from=settings.records_from, now=now
        )
        session.expunge_all()
    return more


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    group.add_command(members)
