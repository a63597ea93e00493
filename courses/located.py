"""YAML with the line of every value; nothing is guessed, every fault is collected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from courses.problems import Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is built in
DEEPEST = 50


@dataclass(frozen=True)
class Located:
    """A value of a YAML file and its line; mappings and lists hold Located values."""

    value: Any
    line: int


@dataclass
class Reader:
    """Reads values of one file and keeps what is wrong with it."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, line: int, **params: str | int) -> None:
        """Add a problem at a line of this file."""
        self.problems.append(Problem(code, params, self.file, line))

    def mapping(
        self, node: Located, key: str, *, required: Iterable[str], optional: Iterable[str] = ()
    ) -> dict[str, Located]:
        """The mapping at `node`, its missing and unknown keys reported; empty if it is none."""
        if not isinstance(node.value, dict):
            self.report("mapping_expected", node.line, key=key)
            return {}
        allowed = [*required, *optional]
        for name, value in node.value.items():
            if name not in allowed:
                self.report("key_unknown", value.line, key=name, allowed=", ".join(allowed))
        for name in required:
            if name not in node.value:
                self.report("key_missing", node.line, key=name)
        return {name: value for name, value in node.value.items() if name in allowed}

    def items(self, node: Located | None, key: str) -> list[Located]:
        """The list at `node`, which may not be empty; empty if it is none."""
        if node is None:
            return []
        if not isinstance(node.value, list) or not node.value:
            self.report("list_expected", node.line, key=key)
            return []
        return node.value

    def text(self, node: Located | None, key: str) -> str:
        """The non-empty text at `node`, else empty with a problem."""
        if node is None:
            return ""
        if not isinstance(node.value, str) or not node.value.strip():
            self.report("text_expected", node.line, key=key, value=_shown(node.value))
            return ""
        return node.value

    def texts(self, node: Located | None, key: str) -> tuple[str, ...]:
        """The texts of the list at `node`."""
        return tuple(filter(None, (self.text(item, key) for item in self.items(node, key))))

    def number(self, node: Located | None, key: str, *, low: int, high: int) -> int:
        """The whole number at `node` from `low` to `high`, else `low` with a problem."""
        if node is None:
            return low
        value = node.value
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.report(
                "number_expected", node.line, key=key, low=low, high=high, value=_shown(value)
            )
            return low
        return value

    def truth(self, node: Located | None, key: str) -> bool:
        """The true or false at `node`, else False with a problem."""
        if node is None:
            return False
        if not isinstance(node.value, bool):
            self.report("truth_expected", node.line, key=key, value=_shown(node.value))
            return False
        return node.value

    def day(self, node: Located | None, key: str) -> date:
        """The date at `node`, written as a YAML date or as text, else date.min with a problem."""
        if node is None:
            return date.min
        if type(node.value) is date:
            return node.value
        try:
            return date.fromisoformat(node.value)
        except (TypeError, ValueError):
            self.report("date_expected", node.line, key=key, value=_shown(node.value))
            return date.min


def read_yaml(data: bytes, reader: Reader) -> Located | None:
    """The YAML document as Located values, or None with problems reported to `reader`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        reader.report("file_not_utf8", 1)
        return None
    try:
        _refuse_depth(text)
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            if node is None:
                reader.report("file_empty", 1)
                return None
            return _located(loader, node, reader, set())
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        line = data.count(b"\n", 0, error.position) + 1
        reader.report("yaml_broken", line, reason=str(error.reason))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reader.report("yaml_broken", line, reason=str(error.problem or error.context))
    except (yaml.YAMLError, ValueError) as error:
        reader.report("yaml_broken", 1, reason=str(error).splitlines()[0])
    return None


def _refuse_depth(text: str) -> None:
    """Raises a MarkedYAMLError where nesting is deeper than a course needs: libyaml would crash."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=event.start_mark)


def _located(loader: Any, node: yaml.Node, reader: Reader, seen: set[int]) -> Located:
    line = node.start_mark.line + 1
    if id(node) in seen:
        # Aliases could be nested until memory ends; a course has no use for them.
        reader.report("yaml_alias", line)
        return Located(None, line)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return Located(_located_mapping(loader, node, reader, seen), line)
    if isinstance(node, yaml.SequenceNode):
        return Located([_located(loader, item, reader, seen) for item in node.value], line)
    return Located(loader.construct_object(node, deep=True), line)


def _located_mapping(
    loader: Any, node: yaml.MappingNode, reader: Reader, seen: set[int]
) -> dict[str, Located]:
    found: dict[str, Located] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found:
            reader.report("key_duplicate", key_node.start_mark.line + 1, key=key)
            continue
        found[key] = _located(loader, value_node, reader, seen)
    return found


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    return "null" if value is None else str(value)[:60]
