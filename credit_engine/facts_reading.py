"""Facts from a JSON document (schema treapta-facts/1): read whole, or all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from credit_engine.facts import MemberFacts
from credit_engine.facts_checking import check_facts
from credit_engine.files_checking import (
    programme_problems,
    provider_problems,
    recognition_problems,
)
from credit_engine.json_source import read_json
from credit_engine.problems import FactsError, Problem
from credit_engine.programme import ProgrammeFacts
from credit_engine.provider import ProviderFacts
from credit_engine.recognition import RecognitionFacts
from credit_engine.typed_reading import UNREADABLE, Reader
from credit_engine.yaml_source import Tree

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


def read_document(text: str, *, name: str) -> FactsDocument:
    """All facts in a JSON text; raises FactsError with every problem."""
    tree, problems = read_json(text, name=name)
    if tree is None:
        raise FactsError(tuple(problems))
    reader = Reader(name)
    document = reader.read(tree, FactsDocument, "")
    problems += reader.problems
    if document is UNREADABLE or problems:
        raise FactsError(tuple(problems))
    if document.schema != FACTS_SCHEMA:
        params = {"value": document.schema, "allowed": FACTS_SCHEMA}
        raise FactsError(
            (Problem(file=name, line=None, path="schema", code="word-unknown", params=params),)
        )
    checked: FactsDocument = _checked(document, name=name)
    return checked


def read_facts(text: str, *, name: str) -> MemberFacts:
    """The member in a JSON text; raises FactsError with every problem."""
    member = read_document(text, name=name).member
    if member is None:
        params = {"key": "member"}
        raise FactsError(
            (Problem(file=name, line=None, path="", code="key-missing", params=params),)
        )
    return member


def facts_of_tree(tree: Tree, *, name: str, assumed: Mapping[str, Tree]) -> Facts:
    """The facts in a tree (of a case); `assumed` fills required keys that are left out."""
    reader = Reader(name)
    reader.assumed = assumed
    facts: Facts = reader.read(tree, Facts, "")
    if facts is UNREADABLE or reader.problems:
        raise FactsError(tuple(reader.problems))
    return _checked(facts, name=name)


F = TypeVar("F", bound=Facts)


def _checked(facts: F, *, name: str) -> F:
    problems = [] if facts.member is None else list(check_facts(facts.member, name=name))
    found = (
        *(() if facts.provider is None else provider_problems(facts.provider)),
        *(() if facts.programme is None else programme_problems(facts.programme)),
        *(() if facts.recognition is None else recognition_problems(facts.recognition)),
    )
    problems += [
        Problem(file=name, line=None, path=path, code=code, params=params)
        for path, code, params in found
    ]
    if problems:
        raise FactsError(tuple(problems))
    return facts
