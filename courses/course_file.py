"""course.yaml, checks.yaml and questions.yaml read into the model, every fault reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from courses.located import Located, Reader
from courses.model import (
    LANGUAGES,
    Answer,
    CourseKind,
    Lesson,
    Outcome,
    Question,
    QuestionKind,
    TestRules,
    Text,
)

IDENTIFIER = re.compile(r"[a-z][a-z0-9-]{0,63}")
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
CEDILLA = re.compile("[\u015f\u0163\u015e\u0162]")
COURSE_KEYS = (
    *("slug", "version", "kind", "languages", "title", "summary", "audience", "cover"),
    *("cover_alt", "workload_minutes", "authors", "licence", "reviewed_on", "outcomes"),
    *("lessons", "test"),
)
QUESTION_KEYS = ("id", "outcome", "lesson", "kind", "text", "answers")


@dataclass(frozen=True)
class CourseFile:
    """course.yaml, with the line of each list, lesson and outcome (key -> line)."""

    slug: str
    version: str
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
    lines: dict[str, int]


def read_course_file(root: Located, reader: Reader) -> CourseFile:
    """course.yaml; what cannot be read is reported and left empty."""
    values = reader.mapping(root, "course.yaml", required=COURSE_KEYS)
    _choice(values.get("kind"), "kind", [kind.value for kind in CourseKind], reader)
    languages = tuple(
        language
        for item in reader.items(values.get("languages"), "languages")
        if (language := _choice(item, "languages", LANGUAGES, reader))
    )
    lines = {key: value.line for key, value in values.items()}
    version = reader.text(values.get("version"), "version")
    if version and not VERSION.fullmatch(version):
        reader.report("version_malformed", lines["version"], value=version)

    def text_of(key: str) -> Text:
        return _text(values.get(key), key, languages, reader)

    outcomes = _outcomes(values.get("outcomes"), languages, reader, lines)
    return CourseFile(
        slug=_identifier(values.get("slug"), "slug", reader),
        version=version,
        languages=languages,
        title=text_of("title"),
        summary=text_of("summary"),
        audience=text_of("audience"),
        cover=_path(values.get("cover"), "cover", reader),
        cover_alt=text_of("cover_alt"),
        workload_minutes=reader.number(
            values.get("workload_minutes"), "workload_minutes", low=1, high=60_000
        ),
        authors=reader.texts(values.get("authors"), "authors"),
        licence=reader.text(values.get("licence"), "licence"),
        reviewed_on=reader.day(values.get("reviewed_on"), "reviewed_on"),
        outcomes=outcomes,
        lessons=_lessons(values.get("lessons"), languages, reader, lines),
        test=_test(values.get("test"), reader),
        lines=lines,
    )


def read_questions(
    root: Located, key: str, languages: tuple[str, ...], reader: Reader
) -> list[tuple[Question, int]]:
    """The questions of a file with the line of each."""
    found: list[tuple[Question, int]] = []
    for item in reader.items(root, key):
        question = _question(item, languages, reader)
        if question.id in {other.id for other, _ in found}:
            reader.report("id_duplicate", item.line, value=question.id)
        found.append((question, item.line))
    return found


def _outcomes(
    node: Located | None, languages: tuple[str, ...], reader: Reader, lines: dict[str, int]
) -> tuple[Outcome, ...]:
    found: list[Outcome] = []
    for item in reader.items(node, "outcomes"):
        values = reader.mapping(item, "outcomes", required=("id", "text"))
        outcome_id = _identifier(values.get("id"), "id", reader)
        if outcome_id in {other.id for other in found}:
            reader.report("id_duplicate", item.line, value=outcome_id)
        lines[f"outcome:{outcome_id}"] = item.line
        found.append(Outcome(outcome_id, _text(values.get("text"), "text", languages, reader)))
    return tuple(found)


def _lessons(
    node: Located | None, languages: tuple[str, ...], reader: Reader, lines: dict[str, int]
) -> tuple[Lesson, ...]:
    found: list[Lesson] = []
    for item in reader.items(node, "lessons"):
        values = reader.mapping(
            item, "lessons", required=("id", "file", "title", "minutes", "outcomes")
        )
        lesson = Lesson(
            id=_identifier(values.get("id"), "id", reader),
            file=_path(values.get("file"), "file", reader),
            title=_text(values.get("title"), "title", languages, reader),
            minutes=reader.number(values.get("minutes"), "minutes", low=1, high=6_000),
            outcomes=reader.texts(values.get("outcomes"), "outcomes"),
        )
        for taken in {lesson.id, lesson.file} & {x for o in found for x in (o.id, o.file)}:
            reader.report("id_duplicate", item.line, value=taken)
        lines[f"lesson:{lesson.id}"] = item.line
        found.append(lesson)
    return tuple(found)


def _test(node: Located | None, reader: Reader) -> TestRules:
    if node is None:
        return TestRules(1, 1, 1, None, shuffle=True)
    values = reader.mapping(
        node,
        "test",
        required=("questions", "pass_percent", "attempts", "shuffle"),
        optional=("time_limit_minutes",),
    )
    limit = values.get("time_limit_minutes")
    return TestRules(
        questions=reader.number(values.get("questions"), "questions", low=1, high=500),
        pass_percent=reader.number(values.get("pass_percent"), "pass_percent", low=1, high=100),
        attempts=reader.number(values.get("attempts"), "attempts", low=1, high=100),
        time_limit_minutes=(
            None
            if limit is None or limit.value is None
            else reader.number(limit, "time_limit_minutes", low=1, high=1_440)
        ),
        shuffle=reader.truth(values.get("shuffle"), "shuffle"),
    )


def _question(item: Located, languages: tuple[str, ...], reader: Reader) -> Question:
    values = reader.mapping(item, "question", required=QUESTION_KEYS)
    kind = _choice(values.get("kind"), "kind", [kind.value for kind in QuestionKind], reader)
    question = Question(
        id=_identifier(values.get("id"), "id", reader),
        outcome=reader.text(values.get("outcome"), "outcome"),
        lesson=reader.text(values.get("lesson"), "lesson"),
        kind=QuestionKind(kind or QuestionKind.SINGLE),
        text=_text(values.get("text"), "text", languages, reader),
        answers=_answers(values, languages, reader),
    )
    if "answers" in values and kind:
        _check_answers(question, values["answers"].line, reader)
    return question


def _answers(
    values: dict[str, Located], languages: tuple[str, ...], reader: Reader
) -> tuple[Answer, ...]:
    found: list[Answer] = []
    question_id = str(values["id"].value) if "id" in values else ""
    for item in reader.items(values.get("answers"), "answers"):
        parts = reader.mapping(
            item, "answers", required=("id", "text", "correct"), optional=("feedback",)
        )
        answer_id = _identifier(parts.get("id"), "id", reader)
        if answer_id in {other.id for other in found}:
            reader.report("id_duplicate", item.line, value=answer_id)
        if "feedback" not in parts:
            reader.report("feedback_missing", item.line, value=question_id, answer=answer_id)
        found.append(
            Answer(
                id=answer_id,
                text=_text(parts.get("text"), "text", languages, reader),
                correct=reader.truth(parts.get("correct"), "correct"),
                feedback=_text(parts.get("feedback"), "feedback", languages, reader),
            )
        )
    return tuple(found)


def _check_answers(question: Question, line: int, reader: Reader) -> None:
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


def _text(node: Located | None, key: str, languages: tuple[str, ...], reader: Reader) -> Text:
    if node is None:
        return Text(())
    if not isinstance(node.value, dict):
        reader.mapping(node, key, required=())
        return Text(())
    for language in languages:
        if language not in node.value:
            reader.report("translation_missing", node.line, lang=language, key=key)
    values = reader.mapping(node, key, required=(), optional=languages or LANGUAGES)
    wordings = {
        lang: (reader.text(value, f"{key}.{lang}"), value) for lang, value in values.items()
    }
    for language, (wording, value) in wordings.items():
        letter = CEDILLA.search(wording) if language == "ro" else None
        if letter:
            reader.report("cedilla", value.line, letter=letter.group())
    return Text(tuple((lang, wordings[lang][0]) for lang in languages if lang in wordings))


def _identifier(node: Located | None, key: str, reader: Reader) -> str:
    value = reader.text(node, key)
    if node is not None and value and not IDENTIFIER.fullmatch(value):
        reader.report("id_malformed", node.line, value=value[:80])
    return value


def _path(node: Located | None, key: str, reader: Reader) -> str:
    value = reader.text(node, key)
    if node is not None and value and (value.startswith("/") or ".." in value.split("/")):
        reader.report("path_malformed", node.line, value=value[:80])
    return value


def _choice(
    node: Located | None, key: str, allowed: tuple[str, ...] | list[str], reader: Reader
) -> str:
    value = reader.text(node, key)
    if node is None or not value or value in allowed:
        return value
    reader.report("value_unknown", node.line, key=key, value=value[:60], allowed=", ".join(allowed))
    return ""
