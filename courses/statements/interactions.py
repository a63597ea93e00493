"""Questions as xAPI interactions: what may be answered, what is right, how an answer is written.

The interaction types are those of cmi: choice, true-false, matching, sequencing, fill-in, numeric.
A case is a choice whose answers are its decisions, `step.decision`, in the order taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any

from courses.marking import items_in_order
from courses.model import Answer, Item, Question, QuestionKind
from courses.responses import (
    PAIR,
    decimal_text,
    meant_number,
    pair,
    pairs_of,
    right_paths,
    tidied,
    typed,
)

NEXT = "[,]"
RANGE = "[:]"
TRUTHS = ("true", "false")


def interaction(question: Question) -> dict[str, Any]:
    """The parts of an activity definition that describe a question."""
    return {"interaction_type": _type_of(question), **_PARTS[question.kind](question)}


def response_of(question: Question, given: Collection[str]) -> str:
    """An answer as xAPI writes it."""
    chosen = tidied(question, given)
    if question.kind is QuestionKind.TRUE_FALSE:
        return NEXT.join(_truth(question, answer_id) for answer_id in chosen)
    if question.kind is QuestionKind.ORDERING:
        places = pairs_of(chosen)
        return NEXT.join(sorted(places, key=lambda item_id: int(places[item_id])))
    if question.kind is QuestionKind.SHORT_TEXT:
        return typed(chosen)
    if question.kind is QuestionKind.NUMERIC:
        meant = meant_number(question, typed(chosen))
        return typed(chosen) if meant is None else _decimal(meant)
    if question.kind is QuestionKind.CASE:
        return NEXT.join(_decision(word) for word in chosen if not word.endswith(PAIR))
    return NEXT.join(sorted(chosen))


def given_in(question: Question, response: str) -> tuple[str, ...]:
    """The answer back from a response that was stated before; what is unknown is left out."""
    if question.kind in (QuestionKind.SHORT_TEXT, QuestionKind.NUMERIC):
        return (response.replace(".", ",") if question.kind is QuestionKind.NUMERIC else response,)
    words = response.split(NEXT)
    if question.kind is QuestionKind.TRUE_FALSE:
        names = {_truth(question, answer.id): answer.id for answer in question.answers}
        # Before true-false was stated as such, the response was the id of the answer.
        words = [names.get(word, word) for word in words]
    if question.kind is QuestionKind.ORDERING:
        words = [pair(item_id, str(place)) for place, item_id in enumerate(words, 1)]
    if question.kind is QuestionKind.CASE:
        words = [word.replace(".", PAIR, 1) for word in words]
    return tidied(question, words)


def _type_of(question: Question) -> str:
    return {
        QuestionKind.TRUE_FALSE: "true-false",
        QuestionKind.MATCHING: "matching",
        QuestionKind.ORDERING: "sequencing",
        QuestionKind.SHORT_TEXT: "fill-in",
        QuestionKind.NUMERIC: "numeric",
    }.get(question.kind, "choice")


def _choice(question: Question) -> dict[str, Any]:
    return {
        "correct_responses_pattern": [NEXT.join(sorted(question.right_answer_ids))],
        "choices": _components(sorted(question.answers, key=lambda answer: answer.id)),
    }


def _true_false(question: Question) -> dict[str, Any]:
    right = [_truth(question, answer_id) for answer_id in question.right_answer_ids]
    return {"correct_responses_pattern": right}


def _matching(question: Question) -> dict[str, Any]:
    right = sorted(pair(item.id, item.answer) for item in question.items)
    return {
        "correct_responses_pattern": [NEXT.join(right)],
        "source": _components(sorted(question.items, key=lambda item: item.id)),
        "target": _components(sorted(question.answers, key=lambda answer: answer.id)),
    }


def _sequencing(question: Question) -> dict[str, Any]:
    return {
        "correct_responses_pattern": [NEXT.join(item.id for item in items_in_order(question))],
        "choices": _components(sorted(question.items, key=lambda item: item.id)),
    }


def _fill_in(question: Question) -> dict[str, Any]:
    return {
        "correct_responses_pattern": [
            f"{{case_matters=false}}{{lang={language}}}{said}"
            for answer in question.answers
            if answer.correct
            for language, said in answer.variants
        ]
    }


def _numeric(question: Question) -> dict[str, Any]:
    return {
        "correct_responses_pattern": [
            _decimal(answer.value - answer.tolerance)
            + RANGE
            + _decimal(answer.value + answer.tolerance)
            for answer in question.answers
            if answer.correct and answer.value is not None
        ]
    }


def _case(question: Question) -> dict[str, Any]:
    ways = right_paths(question)
    return {
        "correct_responses_pattern": [NEXT.join(map(_decision, way)) for way in ways],
        "choices": [
            {"id": f"{step.id}.{answer.id}", "description": answer.text.as_map()}
            for step in question.steps
            for answer in sorted(step.answers, key=lambda one: one.id)
        ],
    }


_PARTS = {
    QuestionKind.SINGLE: _choice,
    QuestionKind.MULTIPLE: _choice,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _sequencing,
    QuestionKind.SHORT_TEXT: _fill_in,
    QuestionKind.NUMERIC: _numeric,
    QuestionKind.CASE: _case,
}


def _truth(question: Question, answer_id: str) -> str:
    """`true` or `false`: the id when it says so, else the first answer is the true one."""
    ids = [answer.id for answer in question.answers]
    return answer_id if answer_id in TRUTHS else TRUTHS[ids.index(answer_id)]


def _decision(word: str) -> str:
    return word.replace(PAIR, ".", 1)


def _decimal(value: Fraction) -> str:
    return decimal_text(value).replace(",", ".")


def _components(found: Iterable[Answer | Item]) -> list[dict[str, Any]]:
    return [{"id": one.id, "description": one.text.as_map()} for one in found]
