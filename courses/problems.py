"""What is wrong with a file, a statement or answers: a code with parameters, said in ro or en."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from courses.sentences import SENTENCES


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `where` is a file, or a path inside a statement; lines from 1."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    where: str = ""
    line: int | None = None

    @property
    def place(self) -> str:
        """`lessons/01.ro.md:12`, `actor.account.name`, or empty."""
        return f"{self.where}:{self.line}" if self.line is not None else self.where

    def sentence(self, lang: str) -> str:
        """What is wrong and what to do, as a full sentence in `ro` or `en`, the place first."""
        wording = SENTENCES[self.code]["en" if lang == "en" else "ro"].format_map(dict(self.params))
        return f"{self.place}: {wording}" if self.place else wording

    def as_dict(self) -> dict[str, object]:
        """JSON-able: code, params, where, line."""
        return {
            "code": self.code,
            "params": dict(self.params),
            "where": self.where,
            "line": self.line,
        }


class ProblemsFound(ValueError):
    """Raised with every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))

    def sentence(self, lang: str) -> str:
        """All problems, one a line."""
        return "\n".join(problem.sentence(lang) for problem in self.problems)


class CourseError(ProblemsFound):
    """A course folder that cannot be used."""


class AnswersRefused(ProblemsFound):
    """Answers that do not fit the questions asked; nothing was marked."""
