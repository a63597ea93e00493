"""Facts from a JSON document (schema treapta-facts/1): read whole, or all problems at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from credit_engine.facts import MemberFacts
from credit_engine.facts_checking import Found, member_problems, too_early
from credit_engine.files_checking import (
    programme_problems,
    provider_problems,
    recognition_problems,
)
from credit_engine.json_source import read_json
from credit_engine.problems import FactsError, Problem, in_order
from credit_engine.programme import ProgrammeFacts
from credit_engine.provider import ProviderFacts
from credit_engine.recognition import RecognitionFacts
from credit_engine.typed_reading import Reader
from credit_engine.yaml_source import Tree, line_at

FACTS_SCHEMA = "treapta-facts/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a question is put about: a member, and perhaps the file that it names."""

    member: MemberFacts | None = None
    provider: ProviderFacts | None = None
    programme: ProgrammeFacts | None = None
    recognition: RecognitionFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsDocument(Facts):
    """What FACTS.json holds; `schema` must be treapta-facts/1."""

    schema: str


def read_document(text: str, *, name: str, first_line: int = 1) -> FactsDocument:
    """All facts in a JSON text; raises FactsError with every problem and its line.

    `first_line`: where the text begins in its file.
    """
    tree, problems = read_json(text, name=name, first_line=first_line)
    if tree is None:
        raise FactsError(tuple(problems))
    reader = Reader(name)
    document = reader.read(tree, FactsDocument, "")
    if document.schema is not None and document.schema != FACTS_SCHEMA:
        params = {"value": document.schema, "allowed": FACTS_SCHEMA}
        reader.refuse(line_at(tree, "schema"), "schema", "word-unknown", **params)
    early = () if document.member is None else too_early(document.member)
    _check(reader, tree, (*_found(document), *early), problems)
    checked: FactsDocument = document
    return checked


def read_facts(text: str, *, name: str, first_line: int = 1) -> MemberFacts:
    """The member in a JSON text; raises FactsError with every problem and its line."""
    member = read_document(text, name=name, first_line=first_line).member
    if member is None:
        params = {"key": "member"}
        missing = Problem(file=name, line=first_line, path="", code="key-missing", params=params)
        raise FactsError((missing,))
    return member


def facts_of_tree(tree: Tree, *, name: str, assumed: Mapping[str, Tree]) -> Facts:
    """The facts in a tree (of a case); `assumed` fills required keys that are left out."""
    reader = Reader(name)
    reader.assumed = assumed
    facts: Facts = reader.read(tree, Facts, "")
    _check(reader, tree, _found(facts), [])
    return facts


def _found(facts: Facts) -> Found:
    if facts.member is not None:
        yield from member_problems(facts.member)
    if facts.provider is not None:
        yield from provider_problems(facts.provider)
    if facts.programme is not None:
        yield from programme_problems(facts.programme)
    if facts.recognition is not None:
        yield from recognition_problems(facts.recognition)


def _check(
    reader: Reader,
    tree: Tree,
    found: Iterable[tuple[str, str, dict[str, Any]]],
    problems: list[Problem],
) -> None:
    for path, code, params in found:
        reader.refuse(line_at(tree, path), path, code, **params)
    if problems or reader.problems:
        raise FactsError(in_order([*problems, *reader.problems]))
