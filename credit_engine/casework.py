"""Cases: sentences a lawyer can check, each with its facts and the answer expected.

A case file: {regulation, cases: [{sentence, question, asked_on, known_at?, member, expect}]}, where
expect may name outcome, credits, orientative, required and codes (each must be found).
`recorded_at` may be left out of facts: 2020-01-01. `recorded_at` of the case file wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from credit_engine.activity import assess_activity
from credit_engine.facts import MemberFacts
from credit_engine.facts_reading import member_of_tree
from credit_engine.problems import FactsError
from credit_engine.promotion import assess_promotion
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome
from credit_engine.typed_reading import UNREADABLE, Reader
from credit_engine.yaml_source import Fields, Scalar, ScalarKind, Tree, read_yaml
from credit_engine.year import assess_year

_ASSUMED_RECORDED_AT = "2020-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come out; None = not looked at."""

    outcome: Outcome
    credits: Fraction | None = None
    orientative: bool | None = None
    required: Fraction | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case; `question` is year:YYYY, promotion:GRADE or activity:ID."""

    sentence: str
    question: str
    asked_on: date
    known_at: datetime | None = None
    expect: Expected


def read_cases(text: str, *, name: str) -> tuple[str, tuple[tuple[Case, MemberFacts], ...]]:
    """The regulation id and the cases of a YAML text; raises FactsError with the problems."""
    tree, problems = read_yaml(text, name=name)
    if tree is None or problems or not isinstance(tree, Fields):
        raise FactsError(tuple(problems))
    reader = Reader(name)
    regulation = reader.read(tree.fields["regulation"], str, "regulation")
    cases = tuple(_cases(reader, tree.fields["cases"], name=name))
    if reader.problems:
        raise FactsError(tuple(reader.problems))
    return regulation, cases


def _cases(reader: Reader, tree: Tree, *, name: str) -> Iterator[tuple[Case, MemberFacts]]:
    recorded = {"recorded_at": Scalar(0, _ASSUMED_RECORDED_AT, ScalarKind.TEXT)}
    for number, node in enumerate(getattr(tree, "items", ()), 1):
        path = f"cases[{number}]"
        if not isinstance(node, Fields) or "member" not in node.fields:
            reader.refuse(node, path, "key-missing", key="member")
            continue
        own = {key: inner for key, inner in node.fields.items() if key != "member"}
        case = reader.read(Fields(node.line, own, node.lines), Case, path)
        if case is not UNREADABLE:
            yield case, member_of_tree(node.fields["member"], name=name, assumed=recorded)


def ask(
    regulation: Regulation,
    member: MemberFacts,
    question: str,
    *,
    on: date,
    known_at: datetime | None,
) -> Assessment:
    """The answer to "year:2026", "promotion:GRADE", "activity:ID" or the only "activity"."""
    kind, _, of = question.partition(":")
    if kind == "year" and of.isdecimal() and 1 <= int(of) <= 9998:
        return assess_year(regulation, member, year=int(of), on=on, known_at=known_at)
    if kind == "promotion" and of:
        return assess_promotion(regulation, member, grade=of, on=on, known_at=known_at)
    if kind == "activity":
        for activity in member.activities:
            if activity.id == of or (not of and len(member.activities) == 1):
                return assess_activity(regulation, member, activity, on=on, known_at=known_at)
    known = ", ".join(activity.id for activity in member.activities) or "-"
    raise ValueError(
        f"The question {question!r} cannot be asked; write year:YYYY, promotion:GRADE or "
        f"activity:ID "
        f"(activities in the facts: {known})."
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
    )
    found = [
        f"{what}: expected {wanted}, answered {given}"
        for what, wanted, given in pairs
        if wanted is not None and wanted != given
    ]
    found += [f"no finding {code} in {sorted(codes)}" for code in expect.codes if code not in codes]
    return tuple(found)
