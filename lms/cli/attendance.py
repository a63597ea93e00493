"""Commands: attendance files, read offline; no settings, no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from lms.attendance import (
    AttendanceRefused,
    DateOrder,
    Presence,
    Reading,
    as_json,
    read_attendance,
    read_sessions,
)

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
LANGUAGE = click.Choice(["ro", "en"])
ORDERS = {"day": DateOrder.DAY_FIRST, "month": DateOrder.MONTH_FIRST}
Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def attendance() -> None:
    """Attendance files: read one, match its people; needs no settings, no database."""


def reading_options(command: Command) -> Command:
    """The options of every command that reads an attendance file, for `read_file`."""
    for option in (
        click.option(
            "--lang", type=LANGUAGE, default="ro", show_default=True, help="Of sentences."
        ),
        click.option(
            "--date-order",
            type=click.Choice(sorted(ORDERS)),
            help="How 05/12/2026 is read, where the file leaves both open: day or month first.",
        ),
        click.option("--timezone", default="Europe/Bucharest", show_default=True, metavar="TZ"),
        click.option("--sessions", type=FILE, help="Sessions (CSV start,end,topic or JSON)."),
        click.option("--sheet", type=int, metavar="N", help="Only this sheet, counted from 1."),
    ):
        command = option(command)
    return command


def read_file(
    file: Path,
    *,
    sheet: int | None,
    sessions: Path | None,
    timezone: str,
    date_order: str | None,
    lang: str,
) -> Reading:
    """The reading of a FILE; what is refused ends the command with its sentence and status 2."""
    try:
        held = read_sessions(sessions.read_bytes(), timezone=timezone) if sessions else ()
        return read_attendance(
            file.read_bytes(),
            filename=file.name,
            sessions=held,
            timezone=timezone,
            date_order=ORDERS[date_order] if date_order else None,
            sheet=sheet,
        )
    except AttendanceRefused as refusal:
        click.echo(refusal.sentence(lang), err=True)
        sys.exit(2)


def echo_json(document: dict[str, object]) -> None:
    """The document on standard output, letters as they are."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def echo_problems(reading: Reading, *, lang: str) -> None:
    """The problems of a reading, a sentence on each line."""
    for problem in reading.problems:
        click.echo(problem.sentence(lang))


@attendance.command("read")
@click.argument("file", type=FILE)
@reading_options
@click.option("--json", "wants_json", is_flag=True, help="The documented JSON, one row a person.")
def read(file: Path, *, wants_json: bool, lang: str, **options: Any) -> None:
    """Read an attendance FILE: who came, for how many minutes, and what is wrong with it.

    Exit 0: read. Exit 2: refused, with the sentence on standard error.
    """
    reading = read_file(file, lang=lang, **options)
    if wants_json:
        echo_json(as_json(reading))
        return
    _echo_people(reading)
    echo_problems(reading, lang=lang)


def _echo_people(reading: Reading) -> None:
    rows: Sequence[tuple[str, ...]] = [
        (str(person.minutes), person.name, person.email, person.rnasr_code)
        for person in reading.people
        if person.presence is Presence.PRESENT
    ]
    click.echo(f"{reading.format}, {reading.encoding}: {len(rows)}")
    for row in rows:
        click.echo("\t".join(row))


def register(group: click.Group) -> None:
    """Add the commands of this family."""
    group.add_command(attendance)
