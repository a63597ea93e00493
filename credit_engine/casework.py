"""Cases: sentences a lawyer can check, each with its facts and the answer expected.

A case file: {regulation, cases: [{sentence, question, asked_on, known_at?, member, expect}]}, where
expect may name outcome, credits, orientative, required, possible and codes (each must be found).
Beside the member, or instead of it, a case may have a provider, a programme or a recognition.
`recorded_at` may be left out of facts: 2020-01-01. `recorded_at` of the case file wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.activity import assess_activity
from credit_engine.cycle import assess_cycle
from credit_engine.facts import MemberFacts, known
from credit_engine.facts_reading import Facts, facts_of_tree
from credit_engine.problems import FactsError, in_order
from credit_engine.programme import propose_programme_credits
from credit_engine.promotion import assess_promotion
from credit_engine.provider import assess_provider
from credit_engine.recognition import assess_recognition
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome
from credit_engine.typed_reading import Reader
from credit_engine.yaml_source import Fields, Scalar, ScalarKind, Tree, read_yaml
from credit_engine.year import assess_year

_FACTS = frozenset({"member", "provider", "programme", "recognition"})
_ASSUMED_RECORDED_AT = "2020-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come out; None = not looked at."""

    outcome: Outcome
    credits: Fraction | None = None
    orientative: bool | None = None
    required: Fraction | None = None
    possible: Fraction | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case; `question` is one that `answer_to` knows."""

    sentence: str
    question: str
    asked_on: date
    known_at: datetime | None = None
    expect: Expected


def read_cases(text: str, *, name: str) -> tuple[str, tuple[tuple[Case, Facts], ...]]:
    """The regulation id and the cases of a YAML text; raises FactsError with the problems."""
    tree, problems = read_yaml(text, name=name)
    if tree is None or problems:
        raise FactsError(tuple(problems))
    reader = Reader(name)
    fields = tree.fields if isinstance(tree, Fields) else {}
    for key in ("regulation", "cases"):
        if key not in fields:
            reader.refuse(tree, "", "key-missing", key=key)
    cases = tuple(_cases(reader, fields.get("cases"), name=name))
    regulation = reader.read(fields.get("regulation", tree), str, "regulation")
    if reader.problems:
        raise FactsError(in_order(reader.problems))
    return regulation, cases


def _cases(reader: Reader, tree: Tree | None, *, name: str) -> Iterator[tuple[Case, Facts]]:
    recorded = {"recorded_at": Scalar(0, _ASSUMED_RECORDED_AT, ScalarKind.TEXT)}
    for number, node in enumerate(getattr(tree, "items", ()), 1):
        path = f"cases[{number}]"
        if not isinstance(node, Fields) or not _FACTS & node.fields.keys():
            reader.refuse(node, path, "key-missing", key="member")
            continue
        own = {key: inner for key, inner in node.fields.items() if key not in _FACTS}
        given = {key: inner for key, inner in node.fields.items() if key in _FACTS}
        case = reader.read(Fields(node.line, own, node.lines), Case, path)
        facts = Fields(node.line, given, node.lines)
        try:
            yield case, facts_of_tree(facts, name=name, assumed=recorded)
        except FactsError as refused:
            reader.problems += refused.problems


def answer_to(
    regulation: Regulation,
    facts: Facts,
    question: str,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The answer to "provider", "programme", "recognition" or a question of a member (`ask`)."""
    if question == "provider" and facts.provider is not None:
        return assess_provider(regulation, facts.provider, on=on, known_at=known_at)
    if question == "programme" and facts.programme is not None:
        return propose_programme_credits(regulation, facts.programme, on=on, known_at=known_at)
    if facts.member is not None and question == "recognition" and facts.recognition is not None:
        return assess_recognition(
            regulation, facts.member, facts.recognition, on=on, known_at=known_at
        )
    if facts.member is not None and question not in ("provider", "programme", "recognition"):
        return ask(regulation, facts.member, question, on=on, known_at=known_at)
    needed = {"provider": "provider", "programme": "programme"}.get(question, "member")
    needed = "member and recognition" if question == "recognition" else needed
    raise ValueError(f"The question {question!r} needs {needed} in the facts; add it.")


def ask(
    regulation: Regulation,
    member: MemberFacts,
    question: str,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The answer to "year:2026", "cycle:2026", "promotion:GRADE", "activity[:ID]"."""
    kind, _, of = question.partition(":")
    if kind == "year" and of.isdecimal() and 1 <= int(of) <= 9998:
        return assess_year(regulation, member, year=int(of), on=on, known_at=known_at)
    if kind == "cycle" and of.isdecimal() and 1 <= int(of) <= 9998:
        return assess_cycle(regulation, member, year=int(of), on=on, known_at=known_at)
    if kind == "promotion" and of:
        return assess_promotion(regulation, member, grade=of, on=on, known_at=known_at)
    if kind == "activity":
        standing = known(member.activities, known_at) or member.activities
        for activity in (*standing, *member.activities):
            if activity.id == of or (not of and len(standing) == 1):
                return assess_activity(regulation, member, activity, on=on, known_at=known_at)
    ids = ", ".join(activity.id for activity in member.activities) or "-"
    raise ValueError(
        f"The question {question!r} cannot be asked; write year:YYYY, cycle:YYYY, "
        f"promotion:GRADE or activity:ID "
        f"(activities in the facts: {ids})."
    )


def differences(case: Case, answer: Assessment) -> tuple[str, ...]:
    """How an answer differs from what a case expects; empty = as expected."""
    expect = case.expect
    required = None if answer.standing is None else answer.standing.required
    codes = {finding.code for finding in answer.findings}
    pairs = (
        ("outcome", expect.outcome, answer.outcome),
        ("credits", expect.credits, answer.credits),
        ("orientative", expect.orientative, answer.orientative),
        ("required", expect.required, required),
        ("possible", expect.possible, answer.possible),
    )
    found = [
        f"{what}: expected {wanted}, answered {given}"
        for what, wanted, given in pairs
        if wanted is not None and wanted != given
    ]
    found += [f"no finding {code} in {sorted(codes)}" for code in expect.codes if code not in codes]
    return tuple(found)
