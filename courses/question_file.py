"""checks.yaml and questions.yaml read into the model, every fault reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from courses.case_check import check_case
from courses.located import Located, Reader
from courses.model import CHOICES, NO_TEXT, Answer, Item, Question, QuestionKind, Step, Text
from courses.responses import folded
from courses.shuffling import disordered, shuffled
from courses.wordings import choice, identifier, wording

COMMON_KEYS = ("id", "outcome", "lesson", "kind", "text")
KEYS_OF = {  # what each kind has besides: required, optional
    QuestionKind.SINGLE: (("answers",), ()),
    QuestionKind.MULTIPLE: (("answers",), ()),
    QuestionKind.TRUE_FALSE: (("answers",), ()),
    QuestionKind.MATCHING: (("items", "answers"), ()),
    QuestionKind.ORDERING: (("items",), ()),
    QuestionKind.SHORT_TEXT: (("answers", "otherwise"), ()),
    QuestionKind.NUMERIC: (("answers", "otherwise"), ("unit",)),
    QuestionKind.CASE: (("steps",), ()),
}
DECIMAL = re.compile(r"-?\d{1,15}(?:[.,]\d{1,10})?")
MOST_ITEMS = 12


def read_questions(
    root: Located, key: str, languages: tuple[str, ...], reader: Reader
) -> list[tuple[Question, int]]:
    """The questions of a file with the line of each."""
    found: list[tuple[Question, int]] = []
    for item in reader.items(root, key):
        question = _QuestionReading(languages, reader).question(item)
        if question.id in {other.id for other, _ in found}:
            reader.report("id_duplicate", item.line, value=question.id)
        found.append((question, item.line))
    return found


@dataclass
class _QuestionReading:
    """One question being read; its id stands in every problem."""

    languages: tuple[str, ...]
    reader: Reader
    id: str = ""

    def question(self, item: Located) -> Question:
        reader = self.reader
        kind = _kind_at(item)
        required, optional = KEYS_OF[kind] if kind else ((), ())
        values = reader.mapping(
            item,
            "question",
            required=(*COMMON_KEYS, *required),
            optional=optional if kind else ("answers", "items", "steps", "otherwise", "unit"),
        )
        choice(values.get("kind"), "kind", [known.value for known in QuestionKind], reader)
        self.id = identifier(values.get("id"), "id", reader)
        question = Question(
            id=self.id,
            outcome=reader.text(values.get("outcome"), "outcome"),
            lesson=reader.text(values.get("lesson"), "lesson"),
            kind=kind or QuestionKind.SINGLE,
            text=self.wording(values, "text"),
            answers=(),
            otherwise=self.wording(values, "otherwise"),
            unit=self.wording(values, "unit"),
        )
        if kind is None:
            return question
        return _READ_AS[kind](self, question, values)

    def wording(self, values: dict[str, Located], key: str) -> Text:
        return wording(values.get(key), key, self.languages, self.reader)

    def feedback(self, values: dict[str, Located], line: int, answer_id: str) -> Text:
        if "feedback" not in values:
            self.reader.report("feedback_missing", line, value=self.id, answer=answer_id)
        return self.wording(values, "feedback")

    def new_id(self, values: dict[str, Located], line: int, taken: set[str]) -> str:
        found = identifier(values.get("id"), "id", self.reader)
        if found in taken:
            self.reader.report("id_duplicate", line, value=found)
        taken.add(found)
        return found

    # Choices

    def choices(self, question: Question, values: dict[str, Located]) -> Question:
        question = replace(question, answers=self.answers(values.get("answers")))
        if "answers" in values:
            _check_choices(question, values["answers"].line, self.reader)
        return question

    def answers(self, node: Located | None, *, also: tuple[str, ...] = ()) -> tuple[Answer, ...]:
        """Answers of a choice or a decision; `also` are keys that they may have besides."""
        taken: set[str] = set()
        found: list[Answer] = []
        for item in self.reader.items(node, "answers"):
            parts = self.reader.mapping(
                item,
                "answers",
                required=("id", "text", "correct"),
                optional=("feedback", *also),
            )
            answer_id = self.new_id(parts, item.line, taken)
            found.append(
                Answer(
                    id=answer_id,
                    text=self.wording(parts, "text"),
                    correct=self.reader.truth(parts.get("correct"), "correct"),
                    feedback=self.feedback(parts, item.line, answer_id),
                    next=self.reader.text(parts.get("next"), "next"),
                )
            )
        return tuple(found)

    # Matching and ordering

    def matching(self, question: Question, values: dict[str, Located]) -> Question:
        taken: set[str] = set()
        answers: list[Answer] = []
        for item in self.reader.items(values.get("answers"), "answers"):
            parts = self.reader.mapping(item, "answers", required=("id", "text"))
            answer_id = self.new_id(parts, item.line, taken)
            answers.append(Answer(answer_id, self.wording(parts, "text"), False, NO_TEXT))
        if "answers" in values and len(answers) < 2:
            line = values["answers"].line
            self.reader.report("answers_too_few", line, value=self.id, found=len(answers))
        items = self.items(values, also=("answer",), known={answer.id for answer in answers})
        # In a folder the answers mostly stand in the order of the items, which would tell them.
        return replace(question, items=items, answers=tuple(shuffled(answers, self.id)))

    def ordering(self, question: Question, values: dict[str, Located]) -> Question:
        items = self.items(values)
        placed = [replace(item, answer=str(place)) for place, item in enumerate(items, 1)]
        return replace(question, items=disordered(placed, self.id))

    def items(
        self,
        values: dict[str, Located],
        *,
        also: tuple[str, ...] = (),
        known: set[str] | None = None,
    ) -> tuple[Item, ...]:
        taken: set[str] = set()
        found: list[Item] = []
        for item in self.reader.items(values.get("items"), "items"):
            parts = self.reader.mapping(
                item, "items", required=("id", "text", *also), optional=("feedback",)
            )
            item_id = self.new_id(parts, item.line, taken)
            answer = self.reader.text(parts.get("answer"), "answer")
            if answer and answer not in (known or set()):
                line = parts["answer"].line
                self.reader.report("item_answer_unknown", line, value=self.id, answer=answer)
            feedback = self.feedback(parts, item.line, item_id)
            found.append(Item(item_id, self.wording(parts, "text"), answer, feedback))
        if "items" in values and not 2 <= len(found) <= MOST_ITEMS:
            self.reader.report(
                "items_number",
                values["items"].line,
                value=self.id,
                found=len(found),
                low=2,
                high=MOST_ITEMS,
            )
        return tuple(found)

    # Short text and numbers

    def short_text(self, question: Question, values: dict[str, Located]) -> Question:
        taken: set[str] = set()
        seen: set[str] = set()
        found: list[Answer] = []
        for item in self.reader.items(values.get("answers"), "answers"):
            parts = self.typed_answer(item, "variants", ())
            answer_id = self.new_id(parts, item.line, taken)
            variants = self.variants(parts.get("variants"), seen)
            found.append(
                Answer(
                    answer_id,
                    NO_TEXT,
                    self.reader.truth(parts.get("correct"), "correct"),
                    self.feedback(parts, item.line, answer_id),
                    variants=variants,
                )
            )
        self.some_right(found, values)
        return replace(question, answers=tuple(found))

    def typed_answer(
        self, item: Located, key: str, optional: tuple[str, ...]
    ) -> dict[str, Located]:
        return self.reader.mapping(
            item, "answers", required=("id", key, "correct"), optional=("feedback", *optional)
        )

    def variants(self, node: Located | None, seen: set[str]) -> tuple[tuple[str, str], ...]:
        if node is None:
            return ()
        values = self.reader.mapping(node, "variants", required=(), optional=self.languages)
        found: list[tuple[str, str]] = []
        own: set[str] = set()
        for language in self.languages:
            if language not in values:
                self.reader.report("translation_missing", node.line, lang=language, key="variants")
            for item in self.reader.items(values.get(language), f"variants.{language}"):
                said = self.reader.text(item, f"variants.{language}")
                if not said:
                    continue
                if not folded(said):
                    self.reader.report("variant_empty", item.line, value=self.id, variant=said)
                elif folded(said) in seen:
                    self.reader.report("variant_repeated", item.line, value=self.id, variant=said)
                own.add(folded(said))
                found.append((language, said))
        seen |= own
        return tuple(found)

    def numeric(self, question: Question, values: dict[str, Located]) -> Question:
        taken: set[str] = set()
        found: list[Answer] = []
        for item in self.reader.items(values.get("answers"), "answers"):
            parts = self.typed_answer(item, "value", ("tolerance",))
            answer_id = self.new_id(parts, item.line, taken)
            tolerance = self.decimal(parts.get("tolerance"), "tolerance")
            if tolerance is not None and tolerance < 0:
                self.reader.report("tolerance_negative", parts["tolerance"].line, value=self.id)
            found.append(
                Answer(
                    answer_id,
                    NO_TEXT,
                    self.reader.truth(parts.get("correct"), "correct"),
                    self.feedback(parts, item.line, answer_id),
                    value=self.decimal(parts.get("value"), "value"),
                    tolerance=tolerance or Fraction(0),
                )
            )
        self.some_right(found, values)
        return replace(question, answers=tuple(found))

    def decimal(self, node: Located | None, key: str) -> Fraction | None:
        """A quoted decimal or a whole number; a float has lost its exact value already."""
        if node is None:
            return None
        value = node.value
        if isinstance(value, int) and not isinstance(value, bool):
            return Fraction(value)
        if isinstance(value, str) and DECIMAL.fullmatch(value):
            return Fraction(value.replace(",", "."))
        self.reader.report("decimal_expected", node.line, key=key, value=str(value)[:60])
        return None

    def some_right(self, found: list[Answer], values: dict[str, Located]) -> None:
        if "answers" in values and not any(answer.correct for answer in found):
            line = values["answers"].line
            self.reader.report("question_without_right_answer", line, value=self.id)

    # A case

    def case(self, question: Question, values: dict[str, Located]) -> Question:
        taken: set[str] = set()
        steps: list[tuple[Step, Located]] = []
        for item in self.reader.items(values.get("steps"), "steps"):
            parts = self.reader.mapping(item, "steps", required=("id", "text", "answers"))
            step_id = self.new_id(parts, item.line, taken)
            answers = self.answers(parts.get("answers"), also=("next",))
            steps.append((Step(step_id, self.wording(parts, "text"), answers), item))
        if "steps" in values:
            check_case(self.id, steps, values["steps"].line, self.reader)
        return replace(question, steps=tuple(step for step, _ in steps))


_Read = Callable[[_QuestionReading, Question, dict[str, Located]], Question]
_READ_AS: dict[QuestionKind, _Read] = {
    **dict.fromkeys(CHOICES, _QuestionReading.choices),
    QuestionKind.MATCHING: _QuestionReading.matching,
    QuestionKind.ORDERING: _QuestionReading.ordering,
    QuestionKind.SHORT_TEXT: _QuestionReading.short_text,
    QuestionKind.NUMERIC: _QuestionReading.numeric,
    QuestionKind.CASE: _QuestionReading.case,
}


def _kind_at(item: Located) -> QuestionKind | None:
    node = item.value.get("kind") if isinstance(item.value, dict) else None
    value = node.value if isinstance(node, Located) else None
    return QuestionKind(value) if value in [kind.value for kind in QuestionKind] else None


def _check_choices(question: Question, line: int, reader: Reader) -> None:
    right = len(question.right_answer_ids)
    total = len(question.answers)
    if total < 2:
        reader.report("answers_too_few", line, value=question.id, found=total)
    if right == 0:
        reader.report("question_without_right_answer", line, value=question.id)
    elif question.kind is not QuestionKind.MULTIPLE and right > 1:
        reader.report("question_with_right_answers", line, value=question.id, found=right)
    elif right == total and total > 1:
        reader.report("question_without_wrong_answer", line, value=question.id)
    if question.kind is QuestionKind.TRUE_FALSE and total > 2:
        reader.report("true_false_answers", line, value=question.id)
