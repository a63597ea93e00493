"""course.yaml read into the model, every fault reported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from courses.located import Located, Reader
from courses.model import LANGUAGES, CourseKind, Lesson, Outcome, TestRules, Text
from courses.wordings import choice, identifier, wording

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
COURSE_KEYS = (
    *("slug", "version", "kind", "languages", "title", "summary", "audience", "cover"),
    *("cover_alt", "workload_minutes", "authors", "licence", "reviewed_on", "outcomes"),
    *("lessons", "test"),
)


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
    choice(values.get("kind"), "kind", [kind.value for kind in CourseKind], reader)
    languages = tuple(
        language
        for item in reader.items(values.get("languages"), "languages")
        if (language := choice(item, "languages", LANGUAGES, reader))
    )
    lines = {key: value.line for key, value in values.items()}
    version = reader.text(values.get("version"), "version")
    if version and not VERSION.fullmatch(version):
        reader.report("version_malformed", lines["version"], value=version)

    def text_of(key: str) -> Text:
        return wording(values.get(key), key, languages, reader)

    outcomes = _outcomes(values.get("outcomes"), languages, reader, lines)
    return CourseFile(
        slug=identifier(values.get("slug"), "slug", reader),
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


def _outcomes(
    node: Located | None, languages: tuple[str, ...], reader: Reader, lines: dict[str, int]
) -> tuple[Outcome, ...]:
    found: list[Outcome] = []
    for item in reader.items(node, "outcomes"):
        values = reader.mapping(item, "outcomes", required=("id", "text"))
        outcome_id = identifier(values.get("id"), "id", reader)
        if outcome_id in {other.id for other in found}:
            reader.report("id_duplicate", item.line, value=outcome_id)
        lines[f"outcome:{outcome_id}"] = item.line
        found.append(Outcome(outcome_id, wording(values.get("text"), "text", languages, reader)))
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
            id=identifier(values.get("id"), "id", reader),
            file=_path(values.get("file"), "file", reader),
            title=wording(values.get("title"), "title", languages, reader),
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


def _path(node: Located | None, key: str, reader: Reader) -> str:
    value = reader.text(node, key)
    if node is not None and value and (value.startswith("/") or ".." in value.split("/")):
        reader.report("path_malformed", node.line, value=value[:80])
    return value
