"""Commands: attendance files, read offline; no settings, no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from lms.attendance import (
    DEFAULT_LIMITS,
    MAPPABLE,
    AttendanceRefused,
    ColumnMapping,
    DateOrder,
    Field,
    MemberCandidate,
    Presence,
    Problem,
    Reading,
    as_json,
    match_people,
    read_attendance,
    read_members,
    read_registrants,
    read_sessions,
)
from lms.attendance.cnp import mask_cnp

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
        click.option(
            "--header-row",
            type=click.IntRange(min=0),
            default=1,
            show_default=True,
            help="With --columns: the row of the titles, 0 when there is none.",
        ),
        click.option(
            "--columns",
            metavar="WHAT=N,…",
            help="For an unknown layout: which column (from 1) is what, of "
            + ", ".join(field.value for field in MAPPABLE)
            + ".",
        ),
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
    columns: str | None,
    header_row: int,
    lang: str,
) -> Reading:
    """The reading of a FILE; what is refused ends the command with its sentence and status 2."""
    try:
        held = read_sessions(sessions.read_bytes(), timezone=timezone) if sessions else ()
        return read_attendance(
            _bytes_of(file),
            filename=mask_cnp(file.name),
            sessions=held,
            timezone=timezone,
            date_order=ORDERS[date_order] if date_order else None,
            sheet=sheet,
            mapping=_mapping(columns, header_row) if columns else None,
        )
    except AttendanceRefused as refusal:
        click.echo(refusal.sentence(lang), err=True)
        sys.exit(2)


def _bytes_of(file: Path) -> bytes:
    """The file, or as much of a larger one as shows that it is too large."""
    with file.open("rb") as opened:
        return opened.read(DEFAULT_LIMITS.max_bytes + 1)


def _mapping(columns: str, header_row: int) -> ColumnMapping:
    named: dict[Field, int] = {}
    known = {field.value: field for field in MAPPABLE}
    for part in columns.split(","):
        what, _, number = part.partition("=")
        if what.strip() not in known or not number.strip().isdecimal():
            raise AttendanceRefused("mapping_unreadable", {"value": part})
        named[known[what.strip()]] = int(number) - 1
    return ColumnMapping(named, header_row)


def echo_json(document: dict[str, object]) -> None:
    """The document on standard output, letters as they are, each item of a list on a line."""
    fields = []
    for name, value in document.items():
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list) and value:
            items = ",\n    ".join(json.dumps(item, ensure_ascii=False) for item in value)
            text = f"[\n    {items}\n  ]"
        fields.append(f"  {json.dumps(name)}: {text}")
    click.echo("{\n" + ",\n".join(fields) + "\n}")


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


@attendance.command("match")
@click.argument("file", type=FILE)
@click.option("--members", "members_file", type=FILE, required=True, help="MEMBERS.csv")
@click.option("--registrants", "registrants_file", type=FILE, help="REG.csv: rnasr_code")
@reading_options
@click.option("--json", "wants_json", is_flag=True, help="The documented JSON, one row a person.")
def match(
    file: Path,
    *,
    members_file: Path,
    registrants_file: Path | None,
    wants_json: bool,
    lang: str,
    **options: Any,
) -> None:
    """Match the people of an attendance FILE to members: sure, for review, or unmatched.

    MEMBERS.csv: rnasr_code,last_name,first_name,emails,branch,grade, the e-mails verified and
    separated by semicolons. Exit 0: read. Exit 2: refused, with the sentence on standard error.
    """
    members, registrants, unknown = _read_lists(members_file, registrants_file, lang=lang)
    reading = read_file(file, lang=lang, **options)
    if unknown:
        shown: dict[str, str | int] = {"count": len(unknown), "codes": ", ".join(unknown[:10])}
        problem = Problem("registrants_unknown", shown)
        reading = replace(reading, problems=(*reading.problems, problem))
    matches = match_people(reading.people, members=members, registrants=registrants)
    if wants_json:
        echo_json(as_json(reading, matches))
        return
    for each in matches:
        told = (each.decision.value, each.member or "-", each.person.name, each.sentence(lang))
        click.echo("\t".join(told))
    echo_problems(reading, lang=lang)


def _read_lists(
    members_file: Path, registrants_file: Path | None, *, lang: str
) -> tuple[Sequence[MemberCandidate], Sequence[str], Sequence[str]]:
    """Members, ids of registrants, unknown codes; a refusal names the file."""
    reading = members_file
    try:
        members = read_members(members_file.read_bytes())
        if registrants_file is None:
            return members, (), ()
        reading = registrants_file
        return members, *read_registrants(registrants_file.read_bytes(), members=members)
    except AttendanceRefused as refusal:
        click.echo(f"{reading.name}: {refusal.sentence(lang)}", err=True)
        sys.exit(2)


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
