"""The only module that knows YAML: a tree with line numbers, without floats or duplicates.

Built from the events of the parser, never from composed nodes: an alias is never expanded, what
is nested too deep is left at once, and each mistake is listed beside the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import yaml

from credit_engine.problems import Problem

MOST_DEPTH = 40  # a regulation needs 9, facts 7
MOST_CHARACTERS = 1_000_000


class ScalarKind(StrEnum):
    """What a scalar is, as YAML resolves it; BROKEN ones already have a problem."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DAY = "day"
    NULL = "null"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Scalar:
    line: int
    text: str
    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class Items:
    line: int
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    line: int
    fields: Mapping[str, Tree]
    lines: Mapping[str, int]


Tree = Scalar | Items | Fields

_KINDS = {
    "tag:yaml.org,2002:str": ScalarKind.TEXT,
    "tag:yaml.org,2002:int": ScalarKind.INTEGER,
    "tag:yaml.org,2002:bool": ScalarKind.BOOLEAN,
    "tag:yaml.org,2002:timestamp": ScalarKind.DAY,
    "tag:yaml.org,2002:null": ScalarKind.NULL,
}
_CONTAINERS = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_FLOAT = "tag:yaml.org,2002:float"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one of libyaml where it is built in
_RESOLVER = yaml.resolver.Resolver()
_END = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class TooDeepError(ValueError):
    """Nested deeper than anything that is read here; `line` says where."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"nested too deep on line {line}")


def read_yaml(text: str, *, name: str) -> tuple[Tree | None, list[Problem]]:
    """One YAML document as a tree (None when it cannot be read at all), with its problems."""
    if (long := too_long(text, MOST_CHARACTERS, name=name)) is not None:
        return None, [long]
    building = _Building(text, name)
    line: int | None
    try:
        return building.document(), building.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else mark.line + 1
        params = {"reason": str(error.problem)}
    except yaml.YAMLError as error:
        line, params = None, {"reason": str(error).splitlines()[0]}
    except UnicodeEncodeError as error:  # half of a character; libyaml reads UTF-8
        line, params = text.count("\n", 0, error.start) + 1, {"reason": error.reason}
    except TooDeepError as error:
        deep = Problem(file=name, line=error.line, path="", code="yaml-depth", params={})
        return None, [*building.problems, deep]
    syntax = Problem(file=name, line=line, path="", code="yaml-syntax", params=params)
    return None, [*building.problems, syntax]


def too_long(text: str, most: int, *, name: str) -> Problem | None:
    """The problem of a text that is longer than can be meant."""
    if len(text) <= most:
        return None
    return Problem(file=name, line=None, path="", code="file-long", params={"most": most})


def line_at(tree: Tree, path: str) -> int | None:
    """The line of a place such as "member.activities[2].sessions[1]", or of what is around it."""
    line = tree.line
    for key, number in (_step(step) for step in path.replace("[", ".[").split(".")):
        if number and isinstance(tree, Items) and number <= len(tree.items):
            tree = tree.items[number - 1]
            line = tree.line
        elif isinstance(tree, Fields) and key in tree.fields:
            line, tree = tree.lines[key], tree.fields[key]
        else:
            break
    return line or None


def _step(step: str) -> tuple[str, int]:
    return step, int(step[1:-1]) if step.startswith("[") else 0


class _Building:
    """The tree of one document from its events, with the problems found on the way."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._anchors: set[str | None] = set()
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Tree | None:
        """The only document; None when there is none."""
        next(self._events)  # the beginning of the stream
        if isinstance(event := next(self._events), yaml.StreamEndEvent):
            self._refuse(event, "", "file-empty")
            return None
        tree = self._tree(next(self._events), "", 0)
        next(self._events)  # the end of the document
        if not isinstance(event := next(self._events), yaml.StreamEndEvent):
            self._refuse(event, "", "yaml-documents")
        return tree

    def _refuse(self, at: yaml.Event, path: str, code: str, **params: str) -> None:
        self.problems.append(
            Problem(file=self.name, line=_line(at), path=path, code=code, params=params)
        )

    def _tree(self, event: yaml.Event, path: str, depth: int) -> Tree:
        if depth > MOST_DEPTH:
            raise TooDeepError(_line(event))
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                self._refuse(event, path, "yaml-alias", anchor=str(event.anchor))
            self._anchors.add(event.anchor)
            return _broken(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(_line(event), event.value, self._kind(event, path))
        inside = self._items if isinstance(event, yaml.SequenceStartEvent) else self._fields
        tree, tag = inside(event, path, depth), getattr(event, "tag", None)
        if tag in _CONTAINERS:
            return tree
        self._refuse(event, path, "yaml-tag", tag=str(tag))
        return _broken(event)

    def _kind(self, event: yaml.ScalarEvent, path: str) -> ScalarKind:
        tag = _tag(event)
        if tag in _KINDS:
            return _KINDS[tag]
        if tag == _FLOAT:
            self._refuse(event, path, "float-refused", value=event.value)
        else:
            self._refuse(event, path, "yaml-tag", tag=tag)
        return ScalarKind.BROKEN

    def _items(self, start: yaml.Event, path: str, depth: int) -> Items:
        found: list[Tree] = []
        while not isinstance(event := next(self._events), _END):
            found.append(self._tree(event, f"{path}[{len(found) + 1}]", depth + 1))
        return Items(_line(start), tuple(found))

    def _fields(self, start: yaml.Event, path: str, depth: int) -> Fields:
        fields: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), _END):
            key = self._key(event, path, depth)
            inner = path if key is None else f"{path}.{key}" if path else key
            tree = self._tree(next(self._events), inner, depth + 1)
            if key is None:
                continue
            if key in fields:
                self._refuse(event, path, "key-duplicate", key=key, first_line=str(lines[key]))
                continue
            fields[key], lines[key] = tree, _line(event)
        return Fields(_line(start), fields, lines)

    def _key(self, event: yaml.Event, path: str, depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent) and _KINDS.get(_tag(event)) is ScalarKind.TEXT:
            return str(event.value)
        shown = str(event.value) if isinstance(event, yaml.ScalarEvent) else "?"
        self._refuse(event, path, "key-not-text", key=shown)
        if not isinstance(event, yaml.ScalarEvent):
            self._tree(event, path, depth + 1)
        return None


def _tag(event: yaml.ScalarEvent) -> str:
    if event.tag in (None, "!"):
        return str(_RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit))  # type: ignore[no-untyped-call]
    return str(event.tag)


def _broken(event: yaml.Event) -> Scalar:
    return Scalar(_line(event), "", ScalarKind.BROKEN)


def _line(at: yaml.Event) -> int:
    return at.start_mark.line + 1 if at.start_mark is not None else 0
