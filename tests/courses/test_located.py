"""YAML of a course: hostile texts are refused with their line, at once."""

from __future__ import annotations

import pytest

from courses.located import DEEPEST, Reader, read_yaml


def problems(data: bytes) -> list[tuple[str, int | None]]:
    reader = Reader("course.yaml")
    assert read_yaml(data, reader) is None
    return [(problem.code, problem.line) for problem in reader.problems]


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- "])
def test_endless_nesting_is_refused_and_does_not_end_the_process(opening: bytes) -> None:
    assert problems(b"a: 1\nb:\n  " + opening * 100_000) == [("yaml_broken", 3)]


def test_nesting_as_deep_as_a_course_needs_is_read() -> None:
    reader = Reader("course.yaml")
    assert read_yaml(b"[" * DEEPEST + b"]" * DEEPEST, reader) is not None
    assert reader.problems == []


def test_a_control_character_is_found_on_its_line() -> None:
    text = "a: șțăîâ\nb: ăăăăăăăăăăă\nc: \x01\nd: 1\n"
    assert problems(text.encode()) == [("yaml_broken", 3)]
