"""JSON as the same tree that YAML gives: with lines, no floats, no duplicate keys."""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs

from credit_engine.problems import Problem
from credit_engine.yaml_source import (
    MOST_DEPTH,
    Fields,
    Items,
    Scalar,
    ScalarKind,
    TooDeepError,
    Tree,
    too_long,
)

MOST_CHARACTERS = 2_000_000  # a member with every activity of a working life has 100 000
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:NaN|Infinity|(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)", re.ASCII)
_WORDS = {"null": ScalarKind.NULL, "true": ScalarKind.BOOLEAN, "false": ScalarKind.BOOLEAN}
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def read_json(text: str, *, name: str, first_line: int = 1) -> tuple[Tree | None, list[Problem]]:
    """One JSON document as a tree (None when it cannot be read at all), with its problems.

    `first_line`: where the text begins in its file.
    """
    if (long := too_long(text, MOST_CHARACTERS, name=name)) is not None:
        return None, [long]
    reading = _Reading(text, name, first_line)
    code, params = "yaml-depth", {}
    try:
        return reading.document(), reading.problems
    except JSONDecodeError as error:
        code, params, line = "yaml-syntax", {"reason": error.msg}, error.lineno + first_line - 1
    except TooDeepError as error:
        line = error.line
    broken = Problem(file=name, line=line, path="", code=code, params=params)
    return None, [*reading.problems, broken]


class _Reading:
    """Goes through a text once, from its beginning; `at` is the next character."""

    def __init__(self, text: str, name: str, first_line: int) -> None:
        self.text, self.name = text, name
        self.problems: list[Problem] = []
        self.at, self._line, self._counted = 0, first_line, 0

    def document(self) -> Tree:
        """The only value of the text."""
        tree = self._value("", 0)
        self._next()
        if self.at < len(self.text):
            raise JSONDecodeError("Extra data", self.text, self.at)
        return tree

    def _next(self) -> str:
        """The next character that is no space, which is not yet read; "" at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = self.at if found is None else found.end()
        return self.text[self.at : self.at + 1]

    def _here(self) -> int:
        """The line of `at`."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def _refuse(self, line: int, path: str, code: str, **params: str) -> None:
        self.problems.append(
            Problem(file=self.name, line=line, path=path, code=code, params=params)
        )

    def _value(self, path: str, depth: int) -> Tree:
        begins = self._next()
        line = self._here()
        if depth > MOST_DEPTH:
            raise TooDeepError(line)
        if begins == "{":
            return self._fields(line, path, depth)
        if begins == "[":
            return self._items(line, path, depth)
        if begins == '"':
            return self._text(line, path)
        for word, kind in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return Scalar(line, word, kind)
        return self._number(line, path)

    def _text(self, line: int, path: str) -> Scalar:
        text, self.at = scanstring(self.text, self.at + 1, True)
        if not _HALF_CHARACTER.search(text):
            return Scalar(line, text, ScalarKind.TEXT)
        shown = text.encode("ascii", "backslashreplace").decode("ascii")
        self._refuse(line, path, "text-broken", value=shown)
        return Scalar(line, "", ScalarKind.BROKEN)

    def _number(self, line: int, path: str) -> Scalar:
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise JSONDecodeError("Expecting value", self.text, self.at)
        self.at = found.end()
        if found.group().removeprefix("-").isdecimal():
            return Scalar(line, found.group(), ScalarKind.INTEGER)
        self._refuse(line, path, "float-refused", value=found.group())
        return Scalar(line, found.group(), ScalarKind.BROKEN)

    def _more(self, closing: str) -> bool:
        """Whether another member follows, after its comma; else what closes is passed."""
        follows = self._next()
        if follows not in (",", closing):
            raise JSONDecodeError("Expecting ',' delimiter", self.text, self.at)
        self.at += 1
        return follows == ","

    def _closed(self, closing: str) -> bool:
        self.at += 1
        if self._next() != closing:
            return False
        self.at += 1
        return True

    def _items(self, line: int, path: str, depth: int) -> Items:
        found: list[Tree] = []
        more = not self._closed("]")
        while more:
            found.append(self._value(f"{path}[{len(found) + 1}]", depth + 1))
            more = self._more("]")
        return Items(line, tuple(found))

    def _fields(self, line: int, path: str, depth: int) -> Fields:
        fields: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        more = not self._closed("}")
        while more:
            key, where = self._key(path)
            tree = self._value(f"{path}.{key}" if path else key, depth + 1)
            if key in fields:
                self._refuse(where, path, "key-duplicate", key=key, first_line=str(lines[key]))
            else:
                fields[key], lines[key] = tree, where
            more = self._more("}")
        return Fields(line, fields, lines)

    def _key(self, path: str) -> tuple[str, int]:
        if self._next() != '"':
            raise JSONDecodeError(
                "Expecting property name enclosed in double quotes", self.text, self.at
            )
        where = self._here()
        key = self._text(where, path).text
        if self._next() != ":":
            raise JSONDecodeError("Expecting ':' delimiter", self.text, self.at)
        self.at += 1
        return key, where
