"""What may be given to each kind of question: a list of words, as forms send it and rows keep it.

Choices give ids of answers. Matching and ordering give pairs `item[.]answer`, where the answer of
an ordering is a place from 1. Short text and numeric give what was typed. A case gives the
decisions `step[.]answer` in their order; a step that was reached and not decided is `step[.]`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from courses.model import CHOICES, Answer, Question, QuestionKind, Step
from courses.numbers import readings
from courses.problems import Problem

PAIR = "[.]"
LONGEST_TEXT = 200
LONGEST_NUMBER = 40
TYPED = {QuestionKind.SHORT_TEXT: LONGEST_TEXT, QuestionKind.NUMERIC: LONGEST_NUMBER}
NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Decision:
    """A step that was reached in a case, and what was decided there so far."""

    step: Step
    answer: Answer | None


def pair(item_id: str, answer_id: str) -> str:
    """One word of a matching, an ordering or a case."""
    return f"{item_id}{PAIR}{answer_id}"


def pairs_of(given: Collection[str]) -> dict[str, str]:
    """Item or step -> what was given to it."""
    found: dict[str, str] = {}
    for word in given:
        item_id, parted, answer_id = word.partition(PAIR)
        if parted:
            found.setdefault(item_id, answer_id)
    return found


def typed(given: Collection[str]) -> str:
    """The text of a short text or a number, without spaces around."""
    return next(iter(given), "").strip()


def folded(text: str) -> str:
    """A text without case, diacritics, punctuation and needless spaces.

    >>> folded("  E\u015fantion   STRATIFICAT. ") == folded("eșantion stratificat")
    True
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return NOT_LETTERS.sub(" ", letters).strip()


def named_answer(question: Question, text: str) -> Answer | None:
    """The answer of a short text or numeric question that a typed text means; right ones first."""
    ordered = sorted(question.answers, key=lambda answer: not answer.correct)
    if question.kind is QuestionKind.SHORT_TEXT:
        wanted = folded(text)
        return next(
            (a for a in ordered if wanted and wanted in {folded(said) for _, said in a.variants}),
            None,
        )
    meant = numbers_in(question, text)
    return next((a for a in ordered if any(_is_near(number, a) for number in meant)), None)


def meant_number(question: Question, text: str) -> Fraction | None:
    """The number that was meant: the reading that an answer names, else the Romanian one."""
    meant = numbers_in(question, text)
    named = named_answer(question, text)
    near = [number for number in meant if named is not None and _is_near(number, named)]
    return next(iter((*near, *meant)), None)


def _is_near(number: Fraction, answer: Answer) -> bool:
    return answer.value is not None and abs(number - answer.value) <= answer.tolerance


def numbers_in(question: Question, text: str) -> tuple[Fraction, ...]:
    """What a number typed for a numeric question may mean."""
    return readings(text, units=(wording for _, wording in question.unit.by_language))


def case_path(question: Question, given: Collection[str]) -> tuple[Decision, ...]:
    """The steps reached in a case, from the first on; only the last may be undecided."""
    chosen = pairs_of(given)
    steps = {step.id: step for step in question.steps}
    path: list[Decision] = []
    step: Step | None = question.steps[0]
    while step is not None and len(path) < len(steps):
        answer = next((a for a in step.answers if a.id == chosen.get(step.id)), None)
        path.append(Decision(step, answer))
        following = answer.next if answer else ""
        step = steps.get(following) if following in chosen else None
    return tuple(path)


def continued(question: Question, given: Collection[str]) -> tuple[str, ...]:
    """The same case one step further, where the last step is decided and leads on."""
    path = case_path(question, given)
    last = path[-1].answer
    words = _words_of(path)
    return (*words, pair(last.next, "")) if last and last.next else words


def decided_further(
    question: Question, before: Collection[str], given: Collection[str]
) -> tuple[str, ...]:
    """A case decided further; of what was reached before, only the last step may change."""
    *done, last = case_path(question, before)
    chosen = {
        last.step.id: last.answer.id if last.answer else "",
        **pairs_of(given),
        **{one.step.id: one.answer.id for one in done if one.answer},
    }
    words = [pair(step_id, answer_id) for step_id, answer_id in chosen.items()]
    return _words_of(case_path(question, words))


def _words_of(path: Collection[Decision]) -> tuple[str, ...]:
    words = tuple(pair(one.step.id, one.answer.id if one.answer else "") for one in path)
    return () if len(words) == 1 and words[0].endswith(PAIR) else words


def refusals(question: Question, given: Collection[str]) -> list[Problem]:
    """Why an answer cannot be one to this question; an unfinished one is not refused."""
    if question.kind in TYPED:
        return _refused_text(question, given)
    if question.kind in CHOICES:
        known = {answer.id for answer in question.answers}
    elif question.kind is QuestionKind.MATCHING:
        known = {pair(i.id, answer.id) for i in question.items for answer in question.answers}
    elif question.kind is QuestionKind.ORDERING:
        known = {pair(i.id, other.answer) for i in question.items for other in question.items}
    else:
        known = {pair(s.id, a) for s in question.steps for a in ("", *(a.id for a in s.answers))}
    problems = [
        Problem("answer_unknown", {"question": question.id, "answer": word[:80]})
        for word in given
        if word not in known
    ]
    if question.kind in CHOICES:
        repeated = question.kind is not QuestionKind.MULTIPLE and len(set(given)) > 1
    else:
        repeated = len({word.partition(PAIR)[0] for word in given}) < len(set(given))
    if repeated:
        problems.append(Problem("answer_one_only", {"question": question.id}))
    return problems


def _refused_text(question: Question, given: Collection[str]) -> list[Problem]:
    if len(given) > 1:
        return [Problem("answer_one_only", {"question": question.id})]
    allowed = TYPED[question.kind]
    if len(typed(given)) > allowed:
        return [Problem("answer_too_long", {"question": question.id, "allowed": allowed})]
    return []


def tidied(question: Question, given: Collection[str]) -> tuple[str, ...]:
    """The answer in one order and without repetition; it must not be refused."""
    if question.kind in TYPED:
        return (typed(given),) if typed(given) else ()
    if question.kind in CHOICES:
        return tuple(answer.id for answer in question.answers if answer.id in given)
    if question.kind is QuestionKind.CASE:
        return _words_of(case_path(question, given))
    chosen = pairs_of(given)
    return tuple(pair(i.id, chosen[i.id]) for i in question.items if i.id in chosen)


def unfinished(question: Question, given: Collection[str]) -> Problem | None:
    """What is still to be done before an answer is whole; None when it is."""
    whole = tidied(question, given)
    if not whole:
        return Problem("answer_missing")
    chosen = pairs_of(whole)
    if question.kind is QuestionKind.NUMERIC and not numbers_in(question, typed(given)):
        return Problem("answer_not_a_number")
    if question.kind in (QuestionKind.MATCHING, QuestionKind.ORDERING):
        if len(chosen) < len(question.items):
            return Problem("answer_partial", {"left": len(question.items) - len(chosen)})
        if question.kind is QuestionKind.ORDERING and len(set(chosen.values())) < len(chosen):
            return Problem("answer_same_place")
    if question.kind is QuestionKind.CASE:
        last = case_path(question, given)[-1].answer
        if last is None or last.next:
            return Problem("answer_case_open")
    return None


def right_response(question: Question) -> tuple[str, ...]:
    """An answer that earns everything."""
    if question.kind in CHOICES:
        return question.right_answer_ids
    if question.kind in (QuestionKind.MATCHING, QuestionKind.ORDERING):
        return tuple(pair(item.id, item.answer) for item in question.items)
    if question.kind is QuestionKind.CASE:
        return right_paths(question)[0]
    right = next(answer for answer in question.answers if answer.correct)
    return (right.variants[0][1] if right.variants else decimal_text(right.value),)


def right_paths(question: Question, *, most: int = 10) -> tuple[tuple[str, ...], ...]:
    """Ways through a case by right decisions alone, the first `most` of them."""
    steps = {step.id: step for step in question.steps}
    found: list[tuple[str, ...]] = []
    open_ways: list[tuple[tuple[str, ...], Step]] = [((), question.steps[0])]
    while open_ways and len(found) < most:
        way, step = open_ways.pop(0)
        for answer in step.answers:
            if answer.correct:
                longer = (*way, pair(step.id, answer.id))
                if answer.next:
                    open_ways.append((longer, steps[answer.next]))
                else:
                    found.append(longer)
    return tuple(found[:most])


def decimal_text(value: Fraction | None) -> str:
    """A decimal fraction written with a comma: 25/2 -> "12,5".

    >>> decimal_text(Fraction(25, 2)), decimal_text(Fraction(-3))
    ('12,5', '-3')
    """
    if value is None:
        return ""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    sign = "-" if value < 0 else ""
    digits = str(abs(value * 10**places).numerator).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]},{digits[-places:]}" if places else digits)
