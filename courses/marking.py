"""What an answer is worth, exactly, and what is said to who gave it.

A question is worth one point. Choices, short text and numbers earn it whole or not at all (of
several right answers, all and no other). Matching earns a part for each right pair. Ordering earns
a part for each item that is followed directly by the right one, so that one item out of place does
not cost everything. A case earns the right ones among the decisions taken; one that was left open
counts as one more decision.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from courses.model import CHOICES, NO_TEXT, Item, Question, QuestionKind, Text
from courses.responses import (
    TYPED,
    case_path,
    decimal_text,
    named_answer,
    pairs_of,
    tidied,
    typed,
    unfinished,
)


@dataclass(frozen=True)
class Remark:
    """What is said about a part of an answer: an answer, an item, a decision, a typed text.

    `given` and `wanted` are empty where `about` says it all (choices); `chosen` is whether the
    part was given at all.
    """

    about: Text
    said: Text
    right: bool
    chosen: bool
    given: Text = NO_TEXT
    wanted: Text = NO_TEXT


@dataclass(frozen=True)
class MarkedQuestion:
    """One question with what was given; `earned` from 0 to 1."""

    question: Question
    chosen: tuple[str, ...]
    earned: Fraction

    @property
    def right(self) -> bool:
        """Whether everything was earned."""
        return self.earned == 1

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What the member should read: of what was given, and of what is right and was missed."""
        question = self.question
        if question.kind in CHOICES:
            return tuple(
                Remark(answer.text, answer.feedback, answer.correct, answer.id in self.chosen)
                for answer in question.answers
                if answer.correct or answer.id in self.chosen
            )
        if question.kind in TYPED:
            return _of_typed(question, self.chosen)
        if question.kind is QuestionKind.CASE:
            return tuple(
                Remark(
                    one.step.text,
                    one.answer.feedback,
                    one.answer.correct,
                    chosen=True,
                    given=one.answer.text,
                )
                for one in case_path(question, self.chosen)
                if one.answer
            )
        return _of_items(question, self.chosen)


def marked(question: Question, given: Collection[str]) -> MarkedQuestion:
    """The question marked; `given` must not be refused."""
    chosen = tidied(question, given)
    return MarkedQuestion(question, chosen, _earned(question, chosen))


def _earned(question: Question, chosen: tuple[str, ...]) -> Fraction:
    if question.kind in CHOICES:
        return Fraction(set(chosen) == set(question.right_answer_ids))
    if question.kind in TYPED:
        named = named_answer(question, typed(chosen))
        return Fraction(named is not None and named.correct)
    if question.kind is QuestionKind.MATCHING:
        given = pairs_of(chosen)
        right = sum(given.get(item.id) == item.answer for item in question.items)
        return Fraction(right, len(question.items))
    if question.kind is QuestionKind.ORDERING:
        return _earned_in_order(question, chosen)
    path = case_path(question, chosen)
    right = sum(one.answer is not None and one.answer.correct for one in path)
    left_open = path[-1].answer is not None and unfinished(question, chosen) is not None
    return Fraction(right, len(path) + left_open)


def _earned_in_order(question: Question, chosen: tuple[str, ...]) -> Fraction:
    """Of the neighbours in the right order, how many were given directly one after the other."""
    by_place: dict[int, list[str]] = {}
    for item_id, place in pairs_of(chosen).items():
        by_place.setdefault(int(place), []).append(item_id)
    in_order = items_in_order(question)
    alone = {ids[0]: place for place, ids in by_place.items() if len(ids) == 1}
    followed = sum(
        one.id in alone and other.id in alone and alone[other.id] == alone[one.id] + 1
        for one, other in pairwise(in_order)
    )
    return Fraction(followed, len(in_order) - 1)


def items_in_order(question: Question) -> tuple[Item, ...]:
    """The items of an ordering question in their right order."""
    return tuple(sorted(question.items, key=lambda item: int(item.answer)))


def _of_typed(question: Question, chosen: tuple[str, ...]) -> tuple[Remark, ...]:
    given = typed(chosen)
    named = named_answer(question, given)
    right = named is not None and named.correct
    return (
        Remark(
            about=Text.alike(given),
            said=named.feedback if named else question.otherwise,
            right=right,
            chosen=bool(given),
            wanted=NO_TEXT if right else _wanted(question),
        ),
    )


def _wanted(question: Question) -> Text:
    """The first right answer, as a person would write it."""
    answer = next(answer for answer in question.answers if answer.correct)
    if question.kind is QuestionKind.NUMERIC:
        number = decimal_text(answer.value)
        by_language = {"ro": number, "en": number.replace(",", ".")}
        units = question.unit.as_map()
        return Text(
            tuple((lang, f"{n} {units.get(lang, '')}".strip()) for lang, n in by_language.items())
        )
    first: dict[str, str] = {}
    for language, wording in answer.variants:
        first.setdefault(language, wording)
    return Text(tuple(first.items()))


def _of_items(question: Question, chosen: tuple[str, ...]) -> tuple[Remark, ...]:
    given = pairs_of(chosen)
    if question.kind is QuestionKind.ORDERING:
        shown = {item.answer: Text.alike(item.answer) for item in question.items}
        items = items_in_order(question)
    else:
        shown = {answer.id: answer.text for answer in question.answers}
        items = question.items
    return tuple(
        Remark(
            about=item.text,
            said=item.feedback,
            right=given.get(item.id) == item.answer,
            chosen=item.id in given,
            given=shown.get(given.get(item.id, ""), NO_TEXT),
            wanted=shown[item.answer],
        )
        for item in items
    )
