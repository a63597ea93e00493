"""What a course is: frozen data, in the order in which the course folder holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

LANGUAGES = ("ro", "en")


class CourseKind(StrEnum):
    """How a course is delivered; packages of others join when they can be read."""

    NATIVE = "native"


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"  # the one right answer
    MULTIPLE = "multiple"  # all right answers
    TRUE_FALSE = "true_false"
    MATCHING = "matching"  # each item with one of the answers
    ORDERING = "ordering"  # items in their order
    SHORT_TEXT = "short_text"  # a word or a few, among accepted variants
    NUMERIC = "numeric"  # a number within a tolerance
    CASE = "case"  # decisions one after another; each may lead elsewhere


CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)


@dataclass(frozen=True)
class Text:
    """One text in several languages."""

    by_language: tuple[tuple[str, str], ...]

    def to(self, lang: str) -> str:
        """The text in `lang`, else in the first language that it has, else empty."""
        wordings = dict(self.by_language)
        return wordings.get(lang) or next(iter(wordings.values()), "")

    @classmethod
    def alike(cls, wording: str) -> Text:
        """A wording that is the same in every language: a number, what somebody typed."""
        return cls(tuple((language, wording) for language in LANGUAGES))

    def as_map(self) -> dict[str, str]:
        """The text as an xAPI language map: language -> wording."""
        return dict(self.by_language)


NO_TEXT = Text(())


@dataclass(frozen=True)
class Outcome:
    """What a member can do after the course."""

    id: str
    text: Text


@dataclass(frozen=True)
class Answer:
    """One answer of a question, right or wrong, with what is said to who gave it.

    Short text has `variants` (language, wording); numeric `value` and `tolerance`; a decision of a
    case the step that is `next`, empty where the case ends. In a matching question `correct` says
    nothing: its items name their answers.
    """

    id: str
    text: Text
    correct: bool
    feedback: Text
    variants: tuple[tuple[str, str], ...] = ()
    value: Fraction | None = None
    tolerance: Fraction = Fraction(0)
    next: str = ""


@dataclass(frozen=True)
class Item:
    """What is matched or put in order; `answer` is the id of its match, or its place from 1."""

    id: str
    text: Text
    answer: str
    feedback: Text


@dataclass(frozen=True)
class Step:
    """A situation of a case, and what may be decided there."""

    id: str
    text: Text
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Question:
    """A question of the bank, or a self-check inside a lesson.

    Items belong to matching and ordering, steps to a case (the first one begins it); `otherwise`
    is said of a text or number that no answer names; `unit` stands behind a number.
    """

    id: str
    outcome: str
    lesson: str
    kind: QuestionKind
    text: Text
    answers: tuple[Answer, ...]
    items: tuple[Item, ...] = ()
    steps: tuple[Step, ...] = ()
    otherwise: Text = NO_TEXT
    unit: Text = NO_TEXT

    @property
    def right_answer_ids(self) -> tuple[str, ...]:
        """Ids of the right answers, in the order of the answers."""
        return tuple(answer.id for answer in self.answers if answer.correct)


@dataclass(frozen=True)
class Lesson:
    """A lesson: declared minutes of work, and its Markdown by language."""

    id: str
    file: str
    title: Text
    minutes: int
    outcomes: tuple[str, ...]
    markdown: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True)
class TestRules:
    """Rules of the final test; `pass_percent` of the questions, minutes None = no limit."""

    __test__ = False  # pytest would collect the name

    questions: int
    pass_percent: int
    attempts: int
    time_limit_minutes: int | None
    shuffle: bool


@dataclass(frozen=True)
class Course:
    """One version of a course; `digest` is the SHA-256 (hex) of the folder's names and bytes."""

    slug: str
    version: str
    kind: CourseKind
    languages: tuple[str, ...]
    title: Text
    summary: Text
    audience: Text
    cover: str
    cover_alt: Text
    workload_minutes: int
    authors: tuple[str, ...]
    licence: str
    reviewed_on: date
    outcomes: tuple[Outcome, ...]
    lessons: tuple[Lesson, ...]
    test: TestRules
    checks: tuple[Question, ...]
    questions: tuple[Question, ...]
    digest: str
    media: Mapping[str, bytes] = field(
        default_factory=lambda: MappingProxyType({}), hash=False, repr=False
    )


Identified = TypeVar("Identified", Lesson, Question, Outcome)


def lesson_by_id(course: Course, lesson_id: str) -> Lesson:
    """The lesson of that id; KeyError when the course has none such."""
    return _by_id(course.lessons, lesson_id)


def check_by_id(course: Course, check_id: str) -> Question:
    """The self-check of that id; KeyError when the course has none such."""
    return _by_id(course.checks, check_id)


def question_by_id(course: Course, question_id: str) -> Question:
    """The question of the bank of that id; KeyError when the course has none such."""
    return _by_id(course.questions, question_id)


def outcome_by_id(course: Course, outcome_id: str) -> Outcome:
    """The outcome of that id; KeyError when the course has none such."""
    return _by_id(course.outcomes, outcome_id)


def _by_id(items: tuple[Identified, ...], wanted: str) -> Identified:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
