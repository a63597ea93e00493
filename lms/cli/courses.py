"""Commands: courses, checked and published."""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from courses.advice import advise_course, lesson_readings
from courses.folder import check_course, read_course_folder
from courses.problems import CourseError

LANGUAGE = click.Choice(["ro", "en"])
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
PUBLISHABLE = {"ro": "{folder} se poate publica.", "en": "{folder} can be published."}
REFUSED = {
    "ro": "{folder} nu se poate publica; probleme: {count}.",
    "en": "{folder} cannot be published; problems: {count}.",
}
ADVICE = {"ro": "Sfaturi, care nu opresc publicarea:", "en": "Advice, which refuses nothing:"}
READING = {"ro": "Cum se citesc lecțiile:", "en": "How the lessons read:"}
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def course() -> None:
    """Courses: check a folder, publish it, fix its credits."""


@course.command("check")
@click.argument("folder", type=FOLDER)
@click.option("--lang", type=LANGUAGE, default="en", help="Language of the sentences.")
def check(folder: Path, lang: str) -> None:
    """Say everything that is wrong with a course FOLDER; needs no settings, no database.

    Problems refuse publication (exit code 1). Advice and the reading figures of the lessons (LIX:
    under 40 easy, from 60 on like an official text) refuse nothing.
    """
    files = _files_of(folder, lang)
    problems = check_course(files)
    for problem in problems:
        click.echo(problem.sentence(lang))
    advice = advise_course(files)
    if advice:
        click.echo(ADVICE[lang])
    for piece in advice:
        click.echo(f"  {piece.sentence(lang)}")
    click.echo(READING[lang])
    for name, readability in lesson_readings(files):
        click.echo(f"  {name}: {readability.sentence(lang)}")
    if problems:
        click.echo(REFUSED[lang].format(folder=folder, count=len(problems)))
        sys.exit(1)
    click.echo(PUBLISHABLE[lang].format(folder=folder))


@course.command("publish")
@click.argument("folder", type=FOLDER)
@click.option("--lang", type=LANGUAGE, default="en", help="Language of the sentences.")
@click.pass_context
def publish(context: click.Context, folder: Path, lang: str) -> None:
    """Publish a course FOLDER; the same content again changes nothing."""
    from lms import clock
    from lms.cli import application, settings_of
    from lms.errors import TreaptaError
    from lms.extensions import transaction
    from lms.services.publishing import publish_course

    files = _files_of(folder, lang)
    try:
        with application(context) as app, transaction() as session:
            done = publish_course(session, files, settings=settings_of(app), now=clock.now())
            name = f"{done.version.course.slug} {done.version.version}"
    except CourseError as error:
        click.echo(error.sentence(lang), err=True)
        sys.exit(1)
    except TreaptaError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    click.echo(f"{name} was published." if done.is_new else f"{name} was published before.")


@course.command("credits")
@click.argument("slug")
@click.argument("credits")
@click.option("--decision", required=True, help="Number of the decision of BEX.")
@click.option("--decided-on", type=DAY, required=True)
@click.option("--valid-from", type=DAY, required=True)
@click.pass_context
def fix(
    context: click.Context, /, slug: str, credits: str, *, decision: str, **days: datetime
) -> None:
    """Record the decision that gives the course SLUG a number of CREDITS (such as 7.5)."""
    from lms import clock
    from lms.cli import application
    from lms.errors import TreaptaError
    from lms.extensions import transaction
    from lms.services.publishing import fix_credits

    try:
        with application(context), transaction() as session:
            fix_credits(
                session,
                slug,
                credits=_thousandths(credits),
                decision_number=decision,
                decided_on=days["decided_on"].date(),
                valid_from=days["valid_from"].date(),
                now=clock.now(),
            )
    except TreaptaError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    since = days["valid_from"].date()
    click.echo(f"{slug}: {credits} credits from {since} on, decision {decision}.")


def _files_of(folder: Path, lang: str) -> dict[str, bytes]:
    try:
        return read_course_folder(folder)
    except CourseError as error:
        click.echo(error.sentence(lang), err=True)
        sys.exit(1)


def _thousandths(text: str) -> int:
    try:
        amount = Decimal(text.replace(",", ".")) * 1000
        exact = amount == int(amount)
    except (InvalidOperation, ValueError, OverflowError):
        exact = False
    if not exact:
        raise click.BadParameter(f"“{text}” is not a number with up to three decimals.")
    return int(amount)


def register(group: click.Group) -> None:
    """Add the commands of this module."""
    group.add_command(course)
