"""The final test: which questions are asked, and what the answers are worth. Integers only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from courses.marking import MarkedQuestion, marked
from courses.model import Course, Question, QuestionKind, check_by_id, question_by_id
from courses.problems import AnswersRefused, CourseError, Problem
from courses.responses import refusals, unfinished
from courses.shuffling import Shuffled, disordered, lot, shuffled


@dataclass(frozen=True)
class AttemptPaper:
    """The questions of one attempt, their answers in the order shown."""

    course_slug: str
    course_version: str
    seed: str
    pass_percent: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class OutcomeResult:
    """How one outcome went; `reread` are the lessons of its questions that were not all right."""

    outcome: str
    asked: int
    right: int
    reread: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """The result of an attempt: `raw` points of `maximum`, one a question (`marking`)."""

    raw: Fraction
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
        return self.raw / self.maximum if self.maximum else Fraction(0)

    @property
    def exact(self) -> tuple[int, int]:
        """raw and maximum as whole numbers, both as often as no part of a point is left."""
        return self.raw.numerator, self.maximum * self.raw.denominator

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that 69.9 never reads as 70."""
        return int(self.raw * 100 // self.maximum) if self.maximum else 0


def draw_attempt(course: Course, seed: str) -> AttemptPaper:
    """The paper of this seed: always the same one, spread evenly over the outcomes."""
    chosen = _spread_over_outcomes(course, seed)
    if course.test.shuffle:
        chosen = [
            _answers_shuffled(question, seed) for question in shuffled(chosen, f"{seed}:order")
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
        problems += refusals(question, answers.get(question.id, ()))
    if problems:
        raise AnswersRefused(problems)
    done = tuple(marked(question, answers.get(question.id, ())) for question in paper.questions)
    return Marks(
        raw=sum((item.earned for item in done), Fraction(0)),
        maximum=len(done),
        pass_percent=paper.pass_percent,
        questions=done,
        outcomes=_by_outcome(done),
    )


def mark_check(course: Course, check_id: str, chosen: Collection[str]) -> MarkedQuestion:
    """A self-check marked; AnswersRefused for an unknown check or answer, or an unfinished one."""
    try:
        check = check_by_id(course, check_id)
    except KeyError:
        raise AnswersRefused([Problem("answer_not_asked", {"question": check_id})]) from None
    problems = refusals(check, chosen)
    open_end = None if problems else unfinished(check, chosen)
    if open_end is not None:
        problems.append(open_end)
    if problems:
        raise AnswersRefused(problems)
    return marked(check, chosen)


def paper_as_dict(paper: AttemptPaper) -> dict[str, Any]:
    """JSON-able paper: ids only; the wordings stay in the course version."""
    return {
        "course": paper.course_slug,
        "version": paper.course_version,
        "seed": paper.seed,
        "pass_percent": paper.pass_percent,
        "questions": [
            {
                "id": question.id,
                "answers": [answer.id for answer in question.answers],
                "items": [item.id for item in question.items],
                "steps": [[answer.id for answer in step.answers] for step in question.steps],
            }
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
            _in_order(question_by_id(course, entry["id"]), entry) for entry in data["questions"]
        ),
    )


def _in_order(question: Question, entry: Mapping[str, Any]) -> Question:
    # Papers drawn before there were items and steps hold neither, and none of their questions has.
    return replace(
        question,
        answers=_ordered(question.answers, entry["answers"]),
        items=_ordered(question.items, entry.get("items", ())),
        steps=tuple(
            replace(step, answers=_ordered(step.answers, order))
            for step, order in zip(question.steps, entry.get("steps", ()), strict=True)
        ),
    )


def _ordered(found: Iterable[Shuffled], order: Iterable[str]) -> tuple[Shuffled, ...]:
    by_id = {one.id: one for one in found}
    return tuple(by_id[one_id] for one_id in order)


def _answers_shuffled(question: Question, seed: str) -> Question:
    own = f"{seed}:{question.id}"
    if question.kind is QuestionKind.TRUE_FALSE:
        return question
    if question.kind is QuestionKind.ORDERING:
        return replace(question, items=disordered(question.items, own))
    if question.kind is QuestionKind.CASE:
        steps = tuple(replace(s, answers=tuple(shuffled(s.answers, own))) for s in question.steps)
        return replace(question, steps=steps)
    return replace(question, answers=tuple(shuffled(question.answers, own)))


def _spread_over_outcomes(course: Course, seed: str) -> list[Question]:
    """Take one question of each outcome in turn until the paper is full."""
    order = sorted(course.outcomes, key=lambda outcome: lot(f"{seed}:outcome", outcome.id))
    pools = [
        [q for q in shuffled(course.questions, f"{seed}:draw") if q.outcome == outcome.id]
        for outcome in order
    ]
    chosen: list[Question] = []
    while len(chosen) < course.test.questions and any(pools):
        for pool in pools:
            if pool and len(chosen) < course.test.questions:
                chosen.append(pool.pop(0))
    return chosen


def _by_outcome(done: Collection[MarkedQuestion]) -> tuple[OutcomeResult, ...]:
    results = []
    for outcome in sorted({item.question.outcome for item in done}):
        asked = [item for item in done if item.question.outcome == outcome]
        results.append(
            OutcomeResult(
                outcome=outcome,
                asked=len(asked),
                right=sum(1 for item in asked if item.right),
                reread=tuple(sorted({i.question.lesson for i in asked if not i.right})),
            )
        )
    return tuple(results)
