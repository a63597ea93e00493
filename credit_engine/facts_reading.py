"""Facts from a JSON document (schema treapta-facts/1): read whole, or all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from credit_engine.facts import MemberFacts
from credit_engine.facts_checking import check_facts
from credit_engine.json_source import read_json
from credit_engine.problems import FactsError, Problem
from credit_engine.typed_reading import UNREADABLE, Reader
from credit_engine.yaml_source import Tree

FACTS_SCHEMA = "treapta-facts/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsDocument:
    """What FACTS.json holds; `schema` must be treapta-facts/1."""

    schema: str
    member: MemberFacts


def read_facts(text: str, *, name: str) -> MemberFacts:
    """The member in a JSON text; raises FactsError with every problem."""
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
    return _checked(document.member, name=name)


def member_of_tree(tree: Tree, *, name: str, assumed: Mapping[str, Tree]) -> MemberFacts:
    """The member in a tree (of a case); `assumed` fills required keys that are left out."""
    reader = Reader(name)
    reader.assumed = assumed
    member = reader.read(tree, MemberFacts, "")
    if member is UNREADABLE or reader.problems:
        raise FactsError(tuple(reader.problems))
    return _checked(member, name=name)


def _checked(member: MemberFacts, *, name: str) -> MemberFacts:
    problems = check_facts(member, name=name)
    if problems:
        raise FactsError(problems)
    return member
