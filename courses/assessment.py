"""The final test: which questions are asked, and what the answers are worth. Integers only."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from courses.model import Answer, Course, Question, QuestionKind, check_by_id, question_by_id
from courses.problems import AnswersRefused, CourseError, Problem

Shuffled = TypeVar("Shuffled", Question, Answer)


@dataclass(frozen=True)
class AttemptPaper:
    """The questions of one attempt, their answers in the order shown."""

    course_slug: str
    course_version: str
    seed: str
    pass_percent: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class MarkedQuestion:
    """One question with what was chosen; `right` is all or nothing."""

    question: Question
    chosen: tuple[str, ...]
    right: bool

    @property
    def feedback(self) -> tuple[Answer, ...]:
        """The answers whose feedback the member should read: chosen, or right and missed."""
        return tuple(a for a in self.question.answers if a.correct or a.id in self.chosen)


@dataclass(frozen=True)
class OutcomeResult:
    """How one outcome went; `reread` are the lessons of its wrongly answered questions."""

    outcome: str
    asked: int
    right: int
    reread: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """The result of an attempt; `raw` right answers of `maximum`."""

    raw: int
    maximum: int
    pass_percent: int
    questions: tuple[MarkedQuestion, ...]
    outcomes: tuple[OutcomeResult, ...]

    @property
    def passed(self) -> bool:
        """Exact: raw/maximum reaches the pass mark, nothing is rounded."""
        return self.maximum > 0 and self.raw * 100 >= self.pass_percent * self.maximum

    @property
    def scaled(self) -> Fraction:
        """raw/maximum, from 0 to 1."""
        return Fraction(self.raw, self.maximum) if self.maximum else Fraction(0)

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that 69.9 never reads as 70."""
        return self.raw * 100 // self.maximum if self.maximum else 0


def draw_attempt(course: Course, seed: str) -> AttemptPaper:
    """The paper of this seed: always the same one, spread evenly over the outcomes."""
    chosen = _spread_over_outcomes(course, seed)
    if course.test.shuffle:
        chosen = [
            replace(question, answers=tuple(_shuffled(question.answers, f"{seed}:{question.id}")))
            if question.kind is not QuestionKind.TRUE_FALSE
            else question
            for question in _shuffled(chosen, f"{seed}:order")
        ]
    else:
        drawn = {question.id for question in chosen}
        chosen = [question for question in course.questions if question.id in drawn]
    return AttemptPaper(
        course_slug=course.slug,
        course_version=course.version,
        seed=seed,
        pass_percent=course.test.pass_percent,
        questions=tuple(chosen),
    )


def mark_attempt(paper: AttemptPaper, answers: Mapping[str, Collection[str]]) -> Marks:
    """Marks of `answers` (question id -> chosen answer ids); a question left out is wrong.

    Raises AnswersRefused, with every problem, for what was not asked or cannot be chosen.
    """
    problems = [
        Problem("answer_not_asked", {"question": question_id})
        for question_id in answers
        if question_id not in {question.id for question in paper.questions}
    ]
    for question in paper.questions:
        problems += _choice_problems(question, answers.get(question.id, ()))
    if problems:
        raise AnswersRefused(problems)
    marked = tuple(_marked(question, answers.get(question.id, ())) for question in paper.questions)
    return Marks(
        raw=sum(1 for item in marked if item.right),
        maximum=len(marked),
        pass_percent=paper.pass_percent,
        questions=marked,
        outcomes=_by_outcome(marked),
    )


def mark_check(course: Course, check_id: str, chosen: Collection[str]) -> MarkedQuestion:
    """A self-check marked; raises AnswersRefused for an unknown check, answer, or no answer."""
    try:
        check = check_by_id(course, check_id)
    except KeyError:
        raise AnswersRefused([Problem("answer_not_asked", {"question": check_id})]) from None
    problems = _choice_problems(check, chosen)
    if not chosen:
        problems.append(Problem("answer_none_chosen", {"question": check_id}))
    if problems:
        raise AnswersRefused(problems)
    return _marked(check, chosen)


def paper_as_dict(paper: AttemptPaper) -> dict[str, Any]:
    """JSON-able paper: ids only; the wordings stay in the course version."""
    return {
        "course": paper.course_slug,
        "version": paper.course_version,
        "seed": paper.seed,
        "pass_percent": paper.pass_percent,
        "questions": [
            {"id": question.id, "answers": [answer.id for answer in question.answers]}
            for question in paper.questions
        ],
    }


def paper_from_dict(course: Course, data: Mapping[str, Any]) -> AttemptPaper:
    """The paper back from `paper_as_dict`; CourseError when `course` is another version."""
    if (data["course"], data["version"]) != (course.slug, course.version):
        raise CourseError(
            [
                Problem(
                    "paper_of_another_version",
                    {
                        "paper": f"{data['course']} {data['version']}",
                        "course": f"{course.slug} {course.version}",
                    },
                )
            ]
        )
    return AttemptPaper(
        course_slug=course.slug,
        course_version=course.version,
        seed=data["seed"],
        pass_percent=data["pass_percent"],
        questions=tuple(
            _in_order(question_by_id(course, entry["id"]), entry["answers"])
            for entry in data["questions"]
        ),
    )


def _in_order(question: Question, answer_ids: Iterable[str]) -> Question:
    by_id = {answer.id: answer for answer in question.answers}
    return replace(question, answers=tuple(by_id[answer_id] for answer_id in answer_ids))


def _shuffled(items: Iterable[Shuffled], seed: str) -> list[Shuffled]:
    return sorted(items, key=lambda item: _lot(seed, item.id))


def _spread_over_outcomes(course: Course, seed: str) -> list[Question]:
    """Take one question of each outcome in turn until the paper is full."""
    order = sorted(course.outcomes, key=lambda outcome: _lot(f"{seed}:outcome", outcome.id))
    pools = [
        [q for q in _shuffled(course.questions, f"{seed}:draw") if q.outcome == outcome.id]
        for outcome in order
    ]
    chosen: list[Question] = []
    while len(chosen) < course.test.questions and any(pools):
        for pool in pools:
            if pool and len(chosen) < course.test.questions:
                chosen.append(pool.pop(0))
    return chosen


def _lot(seed: str, item_id: str) -> bytes:
    # A hash, not random.Random: the same paper on every Python version, for ever.
    return hashlib.sha256(f"{seed}\x00{item_id}".encode()).digest()


def _choice_problems(question: Question, chosen: Collection[str]) -> list[Problem]:
    known = {answer.id for answer in question.answers}
    problems = [
        Problem("answer_unknown", {"question": question.id, "answer": answer_id})
        for answer_id in chosen
        if answer_id not in known
    ]
    if question.kind is not QuestionKind.MULTIPLE and len(set(chosen)) > 1:
        problems.append(Problem("answer_one_only", {"question": question.id}))
    return problems


def _marked(question: Question, chosen: Collection[str]) -> MarkedQuestion:
    in_order = tuple(answer.id for answer in question.answers if answer.id in chosen)
    return MarkedQuestion(question, in_order, set(chosen) == set(question.right_answer_ids))


def _by_outcome(marked: Collection[MarkedQuestion]) -> tuple[OutcomeResult, ...]:
    results = []
    for outcome in sorted({item.question.outcome for item in marked}):
        asked = [item for item in marked if item.question.outcome == outcome]
        results.append(
            OutcomeResult(
                outcome=outcome,
                asked=len(asked),
                right=sum(1 for item in asked if item.right),
                reread=tuple(sorted({i.question.lesson for i in asked if not i.right})),
            )
        )
    return tuple(results)
