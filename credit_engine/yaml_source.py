"""The only module that knows YAML: a tree with line numbers, without floats or duplicates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import yaml

from credit_engine.problems import Problem


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
_CONTAINERS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_FLOAT = "tag:yaml.org,2002:float"
_MERGE = "tag:yaml.org,2002:merge"


def read_yaml(text: str, *, name: str) -> tuple[Tree | None, list[Problem]]:
    """One YAML document as a tree (None when it cannot be read at all), with its problems."""
    problems: list[Problem] = []
    try:
        problems += [
            _problem(name, event, "", "yaml-alias", {"anchor": str(event.anchor)})
            for event in yaml.parse(text, Loader=yaml.SafeLoader)
            if isinstance(event, yaml.AliasEvent)
        ]
        node = None if problems else yaml.compose(text, Loader=yaml.SafeLoader)
        tree = None if node is None else _tree(node, name, "", problems)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = None if mark is None else mark.line + 1
        params = {"reason": str(error.problem)}
        return None, [Problem(file=name, line=line, path="", code="yaml-syntax", params=params)]
    except yaml.YAMLError as error:
        params = {"reason": str(error).splitlines()[0]}
        return None, [Problem(file=name, line=None, path="", code="yaml-syntax", params=params)]
    except RecursionError:
        return None, [Problem(file=name, line=None, path="", code="yaml-depth", params={})]
    if tree is None and not problems:
        problems.append(Problem(file=name, line=1, path="", code="file-empty", params={}))
    return tree, problems


def _line(at: yaml.Node | yaml.Event) -> int:
    return at.start_mark.line + 1 if at.start_mark is not None else 0


def _problem(
    name: str, at: yaml.Node | yaml.Event, path: str, code: str, params: dict[str, str]
) -> Problem:
    return Problem(file=name, line=_line(at), path=path, code=code, params=params)


def _tree(node: yaml.Node, name: str, path: str, problems: list[Problem]) -> Tree:
    line = _line(node)
    if isinstance(node, yaml.ScalarNode):
        return Scalar(line, node.value, _scalar_kind(node, name, path, problems))
    if node.tag not in _CONTAINERS:
        problems.append(_problem(name, node, path, "yaml-tag", {"tag": node.tag}))
        return Scalar(line, "", ScalarKind.BROKEN)
    if isinstance(node, yaml.SequenceNode):
        return Items(
            line,
            tuple(
                _tree(item, name, f"{path}[{number}]", problems)
                for number, item in enumerate(node.value, 1)
            ),
        )
    return _fields(node, name, path, problems)


def _scalar_kind(
    node: yaml.ScalarNode, name: str, path: str, problems: list[Problem]
) -> ScalarKind:
    if node.tag in _KINDS:
        return _KINDS[node.tag]
    code, params = "yaml-tag", {"tag": node.tag}
    if node.tag == _FLOAT:
        code, params = "float-refused", {"value": node.value}
    problems.append(_problem(name, node, path, code, params))
    return ScalarKind.BROKEN


def _fields(node: yaml.Node, name: str, path: str, problems: list[Problem]) -> Fields:
    fields: dict[str, Tree] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == _MERGE:
            problems.append(_problem(name, key_node, path, "key-not-text", {"key": "<<"}))
            continue
        if _KINDS.get(key_node.tag) is not ScalarKind.TEXT:
            problems.append(_problem(name, key_node, path, "key-not-text", {"key": key}))
            continue
        inner = f"{path}.{key}" if path else key
        tree = _tree(value_node, name, inner, problems)
        if key in fields:
            params = {"key": key, "first_line": str(lines[key])}
            problems.append(_problem(name, key_node, path, "key-duplicate", params))
            continue
        fields[key], lines[key] = tree, _line(key_node)
    return Fields(_line(node), fields, lines)
