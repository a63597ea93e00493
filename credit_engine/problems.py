"""Problems found while reading a regulation or facts: all at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from credit_engine.sentences import sentence_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem: file name, line (1-based; None where lines mean nothing), path, code."""

    file: str
    line: int | None
    path: str
    code: str
    params: Mapping[str, Any]

    def sentence(self, lang: str) -> str:
        """What, where, which value, what to do; lang is "ro" or "en"."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        where = f"{place}: {self.path}: " if self.path else f"{place}: "
        return where + sentence_of(self.code, self.params, lang)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return {
            "file": self.file,
            "line": self.line,
            "path": self.path,
            "code": self.code,
            "params": dict(self.params),
        }


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By line; what a version inherits from the one it amends is listed once."""
    once: dict[tuple[int | None, str, str, str], Problem] = {}
    for problem in problems:
        versioned = problem.path.startswith("versions[")
        place = problem.path.partition("].")[2] if versioned else problem.path
        once.setdefault((problem.line, place, problem.code, str(problem.params)), problem)
    return tuple(sorted(once.values(), key=lambda problem: problem.line or 0))


class ProblemsError(ValueError):
    """Reading was refused; `problems` holds every reason, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.sentence("en") for problem in problems))


class RegulationError(ProblemsError):
    """A regulation that cannot be used."""


class FactsError(ProblemsError):
    """Facts that contradict themselves or cannot be read."""
