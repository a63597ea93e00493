"""python -m credit_engine: assess facts, check or simulate a regulation, print the schemas."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from credit_engine.casework import answer_to
from credit_engine.facts import MemberFacts
from credit_engine.facts_reading import read_document, read_facts
from credit_engine.loading import (
    bundled_regulation_ids,
    bundled_regulation_text,
    check_regulation,
    load_regulation,
)
from credit_engine.problems import Problem, ProblemsError
from credit_engine.regulation import Regulation
from credit_engine.schemas import json_schema, schema_names
from credit_engine.sentences import LANGUAGES
from credit_engine.simulation import compare, tally

_REFUSED = 2
_ENOUGH = 10_000_000  # characters: more than any reader takes; each says so in its own words
_QUESTIONS = "year:2026|cycle:2026|promotion:GRADE|activity[:ID]|recognition|provider|programme"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code (0 done, 1 problems found, 2 cannot be run)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ProblemsError as refused:
        for problem in refused.problems:
            sys.stderr.write(problem.sentence(options.lang) + "\n")
        return 1
    except (OSError, ValueError) as refused:
        sys.stderr.write(f"{refused}\n")
        return _REFUSED


def _assess(options: argparse.Namespace) -> int:
    regulation, facts = _together(
        lambda: _regulation(options.regulation_file, otherwise=options.regulation),
        lambda: read_document(_text(options.facts), name=str(options.facts)),
    )
    answer = answer_to(
        regulation, facts, options.question, on=options.on, known_at=options.known_at
    )
    document = answer.as_dict()
    for shown, finding in zip(document["findings"], answer.findings, strict=True):
        shown["sentence"] = finding.sentence(options.lang)
    return _print(document)


def _check(options: argparse.Namespace) -> int:
    problems = check_regulation(_text(options.regulation), name=str(options.regulation))
    for problem in problems:
        sys.stdout.write(problem.sentence(options.lang) + "\n")
    return 1 if problems else 0


def _simulate(options: argparse.Namespace) -> int:
    draft, current, population = _together(
        lambda: _regulation(options.regulation, otherwise=""),
        lambda: _regulation(None, otherwise=options.against),
        lambda: _population(options.facts),
    )
    asked = {"year": options.year, "on": options.on, "known_at": options.known_at}
    changes = [compare(current, draft, facts, **asked) for facts in population]
    members = [{"member": c.member, "effect": c.effect.value} for c in changes]
    return _print({"schema": "treapta-simulation/1", **tally(changes), "members": members})


def _schema(options: argparse.Namespace) -> int:
    return _print(json_schema(options.name))


def _print(document: dict[str, Any]) -> int:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return 0


def _together(*readings: Callable[[], Any]) -> list[Any]:
    """What each reading gives; the problems of all of them are refused at once."""
    found: list[Any] = []
    problems: list[Problem] = []
    for reading in readings:
        try:
            found.append(reading())
        except ProblemsError as refused:
            problems += refused.problems
    if problems:
        raise ProblemsError(tuple(problems))
    return found


def _regulation(path: Path | None, *, otherwise: str) -> Regulation:
    if path is None:
        return load_regulation(bundled_regulation_text(otherwise), name=f"{otherwise}.yaml")
    return load_regulation(_text(path), name=str(path))


def _population(path: Path) -> list[MemberFacts]:
    """The members of a file with one document on each line."""

    def reading(line: str, number: int) -> Callable[[], MemberFacts]:
        return lambda: read_facts(line, name=str(path), first_line=number)

    lines = enumerate(_lines(path), 1)
    return _together(*(reading(line, number) for number, line in lines if line.strip()))


def _text(path: Path) -> str:
    """The text of a file, and no more of it than shows that it is too long."""
    with _opened(path) as file:
        return file.read(_ENOUGH)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file; one that is too long, which its reader refuses, is the last."""
    with _opened(path) as file:
        line = "-"
        while line and len(line) < _ENOUGH:
            line = file.readline(_ENOUGH)
            yield line.removesuffix("\n")


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield file
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text (byte {error.start}); save it so.") from error


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} has no time zone; add it, such as +02:00.")
    return instant


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m credit_engine", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    assess = commands.add_parser("assess", help="answer a question from facts, as JSON")
    assess.add_argument("facts", type=Path, metavar="FACTS.json")
    assess.add_argument("--question", required=True, metavar=_QUESTIONS)
    assess.add_argument("--on", required=True, type=date.fromisoformat, metavar="DATE")
    assess.add_argument("--known-at", type=_instant, metavar="INSTANT")
    assess.add_argument("--regulation", default="nfpc-2013", choices=bundled_regulation_ids())
    assess.add_argument("--regulation-file", type=Path, metavar="REGULATION.yaml")
    assess.set_defaults(run=_assess)

    check = commands.add_parser("check", help="print all problems of a regulation")
    check.add_argument("regulation", type=Path, metavar="REGULATION.yaml")
    check.set_defaults(run=_check)

    simulate = commands.add_parser("simulate", help="compare a draft over many members")
    simulate.add_argument("facts", type=Path, metavar="FACTS.jsonl")
    simulate.add_argument("--regulation", required=True, type=Path, metavar="NEW.yaml")
    simulate.add_argument("--against", default="nfpc-2013", choices=bundled_regulation_ids())
    simulate.add_argument("--year", required=True, type=int)
    simulate.add_argument("--on", required=True, type=date.fromisoformat, metavar="DATE")
    simulate.add_argument("--known-at", type=_instant, metavar="INSTANT")
    simulate.set_defaults(run=_simulate)

    schema = commands.add_parser("schema", help="print a JSON Schema (2020-12)")
    schema.add_argument("name", choices=schema_names())
    schema.set_defaults(run=_schema)

    for command in (assess, check, simulate, schema):
        command.add_argument("--lang", choices=LANGUAGES, default="ro")
    return parser


if __name__ == "__main__":
    sys.exit(main())
