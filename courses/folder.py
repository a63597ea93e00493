"""A native course folder: read, checked as a whole, loaded."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from courses.course_file import CourseFile, read_course_file
from courses.lesson_check import LessonFacts, check_lesson, is_media
from courses.located import Reader, read_yaml
from courses.model import Course, CourseKind, Lesson, Question
from courses.problems import CourseError, Problem
from courses.question_file import read_questions
from courses.svg import check_svg
from courses.wordings import CEDILLA

COURSE = "course.yaml"
CHECKS = "checks.yaml"
QUESTIONS = "questions.yaml"
MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 100 * MEGABYTE
MAX_FOLDER_BYTES = 300 * MEGABYTE
MEDIA_KINDS = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".pdf", ".mp3", ".mp4", ".vtt")


@dataclass
class _Reading:
    files: Mapping[str, bytes]
    problems: list[Problem] = field(default_factory=list)
    course: CourseFile | None = None
    lessons: tuple[Lesson, ...] = ()
    checks: list[tuple[Question, int]] = field(default_factory=list)
    questions: list[tuple[Question, int]] = field(default_factory=list)

    def add(self, code: str, where: str, line: int | None, /, **params: str | int) -> None:
        self.problems.append(Problem(code, params, where, line))


def read_course_folder(path: Path) -> dict[str, bytes]:
    """The files of a course folder: path inside it (with /) -> bytes; hidden files left out.

    Raises CourseError before reading anything, when a file or the folder is too large or a link
    leads out of the folder.
    """
    found = {
        file.relative_to(path).as_posix(): file
        for file in sorted(path.rglob("*"))
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    }
    problems = list(_unreadable(path, found))
    if problems:
        raise CourseError(problems)
    return {name: file.read_bytes() for name, file in found.items()}


def _unreadable(path: Path, found: Mapping[str, Path]) -> Iterator[Problem]:
    sizes = {name: file.stat().st_size for name, file in found.items()}
    for name, size in sizes.items():
        if not found[name].resolve().is_relative_to(path.resolve()):
            yield Problem("file_outside", {}, name)
        elif size > MAX_FILE_BYTES:
            yield Problem("file_too_large", _megabytes(size, MAX_FILE_BYTES), name)
    if sum(sizes.values()) > MAX_FOLDER_BYTES:
        yield Problem("folder_too_large", _megabytes(sum(sizes.values()), MAX_FOLDER_BYTES))


def _megabytes(found: int, allowed: int) -> dict[str, int]:
    return {"found": -(-found // MEGABYTE), "allowed": allowed // MEGABYTE}


def check_course(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Everything that is wrong with a course folder; empty when it can be published."""
    return tuple(_read(files).problems)


def load_course(files: Mapping[str, bytes]) -> Course:
    """The course in a folder; raises CourseError with every problem."""
    reading = _read(files)
    if reading.problems or reading.course is None:
        raise CourseError(reading.problems)
    read = reading.course
    return Course(
        slug=read.slug,
        version=read.version,
        kind=CourseKind.NATIVE,
        languages=read.languages,
        title=read.title,
        summary=read.summary,
        audience=read.audience,
        cover=read.cover,
        cover_alt=read.cover_alt,
        workload_minutes=read.workload_minutes,
        authors=read.authors,
        licence=read.licence,
        reviewed_on=read.reviewed_on,
        outcomes=read.outcomes,
        lessons=reading.lessons,
        test=read.test,
        checks=tuple(check for check, _ in reading.checks),
        questions=tuple(question for question, _ in reading.questions),
        digest=folder_digest(files),
        media=MappingProxyType({path: data for path, data in files.items() if is_media(path)}),
    )


def folder_digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over names and contents; the same files give the same digest."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{len(path.encode())}:{path}:{len(files[path])}:".encode())
        digest.update(files[path])
    return digest.hexdigest()


def _read(files: Mapping[str, bytes]) -> _Reading:
    reading = _Reading(files)
    reader = Reader(COURSE)
    root = read_yaml(files[COURSE], reader) if COURSE in files else None
    if COURSE not in files:
        reading.add("file_missing", COURSE, None, file=COURSE)
    if root is not None:
        reading.course = read_course_file(root, reader)
    reading.problems += reader.problems
    _check_media(reading)
    if reading.course is not None:
        languages = reading.course.languages
        reading.checks = _read_questions(reading, CHECKS, languages)
        reading.questions = _read_questions(reading, QUESTIONS, languages)
        _check_course(reading, reading.course)
        _read_lessons(reading, reading.course)
    return reading


def _read_questions(
    reading: _Reading, file: str, languages: tuple[str, ...]
) -> list[tuple[Question, int]]:
    if file not in reading.files:
        reading.add("file_missing", file, None, file=file)
        return []
    reader = Reader(file)
    root = read_yaml(reading.files[file], reader)
    found = [] if root is None else read_questions(root, file, languages, reader)
    reading.problems += reader.problems
    return found


def _check_media(reading: _Reading) -> None:
    for path, data in sorted(reading.files.items()):
        if not is_media(path):
            continue
        kind = PurePosixPath(path).suffix.lower()
        if kind not in MEDIA_KINDS:
            reading.add("media_kind", path, None, value=path, allowed=", ".join(MEDIA_KINDS))
        elif kind == ".svg":
            reading.problems += check_svg(data, path)


def _check_course(reading: _Reading, course: CourseFile) -> None:
    lines = course.lines
    if course.cover and course.cover not in reading.files:
        reading.add("media_missing", COURSE, lines["cover"], value=course.cover)
    minutes = sum(lesson.minutes for lesson in course.lessons)
    if "workload_minutes" in lines and minutes > course.workload_minutes:
        reading.add(
            "workload_short",
            COURSE,
            lines["workload_minutes"],
            lessons=minutes,
            declared=course.workload_minutes,
        )
    _check_outcomes(reading, course)
    _check_question_references(reading, course)
    if "test" in lines and len(reading.questions) < course.test.questions:
        reading.add(
            "questions_too_few",
            COURSE,
            lines["test"],
            wanted=course.test.questions,
            found=len(reading.questions),
        )
    if "test" in lines and course.test.questions < len(course.outcomes):
        reading.add(
            "test_misses_outcomes",
            COURSE,
            lines["test"],
            wanted=course.test.questions,
            outcomes=len(course.outcomes),
        )


def _check_outcomes(reading: _Reading, course: CourseFile) -> None:
    known = {outcome.id for outcome in course.outcomes}
    asked = Counter(question.outcome for question, _ in reading.questions)
    taught = {outcome for lesson in course.lessons for outcome in lesson.outcomes}
    for lesson in course.lessons:
        for named in lesson.outcomes:
            if named not in known:
                line = course.lines[f"lesson:{lesson.id}"]
                reading.add("outcome_unknown", COURSE, line, value=named)
    for outcome in course.outcomes:
        line = course.lines[f"outcome:{outcome.id}"]
        if not asked[outcome.id]:
            reading.add("outcome_without_question", COURSE, line, value=outcome.id)
        if outcome.id not in taught:
            reading.add("outcome_without_lesson", COURSE, line, value=outcome.id)


def _check_question_references(reading: _Reading, course: CourseFile) -> None:
    outcomes = {outcome.id for outcome in course.outcomes}
    lessons = {lesson.id for lesson in course.lessons}
    for file, questions in ((CHECKS, reading.checks), (QUESTIONS, reading.questions)):
        for question, line in questions:
            if question.outcome and question.outcome not in outcomes:
                reading.add("outcome_unknown", file, line, value=question.outcome)
            if question.lesson and question.lesson not in lessons:
                reading.add("lesson_unknown", file, line, value=question.lesson)


def _read_lessons(reading: _Reading, course: CourseFile) -> None:
    lessons: list[Lesson] = []
    for lesson in course.lessons:
        markdown: dict[str, str] = {}
        for language in course.languages:
            text = _lesson_text(reading, course, lesson, language)
            if text is not None:
                markdown[language] = text
                _check_lesson_text(reading, lesson, language, text)
        lessons.append(replace(lesson, markdown=MappingProxyType(markdown)))
    reading.lessons = tuple(lessons)


def _lesson_text(
    reading: _Reading, course: CourseFile, lesson: Lesson, language: str
) -> str | None:
    file = f"{lesson.file}.{language}.md"
    if file not in reading.files:
        line = course.lines[f"lesson:{lesson.id}"]
        reading.add("file_missing", COURSE, line, file=file)
        return None
    try:
        text = reading.files[file].decode("utf-8-sig")
    except UnicodeDecodeError:
        reading.add("file_not_utf8", file, 1)
        return None
    if not text.strip():
        reading.add("file_empty", file, 1)
        return None
    return text


def _check_lesson_text(reading: _Reading, lesson: Lesson, language: str, text: str) -> None:
    file = f"{lesson.file}.{language}.md"
    facts = LessonFacts(
        files=reading.files.keys(),
        checks={check.id for check, _ in reading.checks},
    )
    report = check_lesson(text, file, facts)
    reading.problems += report.problems
    for number, line in enumerate(text.splitlines(), start=1):
        cedilla = CEDILLA.search(line) if language == "ro" else None
        if cedilla:
            reading.add("cedilla", file, number, letter=cedilla.group())
    for check, line_of_check in reading.checks:
        if check.lesson == lesson.id and check.id not in report.checks:
            reading.add(
                "check_unplaced",
                CHECKS,
                line_of_check,
                value=check.id,
                lesson=lesson.id,
                lang=language,
            )
        elif check.lesson != lesson.id and check.id in report.checks:
            reading.add(
                "check_of_another_lesson",
                file,
                report.checks[check.id],
                value=check.id,
                lesson=check.lesson,
            )
