"""JSON as the same tree that YAML gives: no floats, no duplicate keys (JSON has no lines)."""

from __future__ import annotations

import json
from typing import Any

from credit_engine.problems import Problem
from credit_engine.yaml_source import Fields, Items, Scalar, ScalarKind, Tree


class _Float(str):
    """The text of a number with a decimal point or an exponent."""


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, duplicates included."""


def read_json(text: str, *, name: str) -> tuple[Tree | None, list[Problem]]:
    """One JSON document as a tree (None when it cannot be read at all), with its problems."""
    try:
        document = json.loads(
            text, object_pairs_hook=_Pairs, parse_float=_Float, parse_constant=_Float
        )
    except json.JSONDecodeError as error:
        params = {"reason": error.msg}
        syntax = Problem(file=name, line=error.lineno, path="", code="yaml-syntax", params=params)
        return None, [syntax]
    except RecursionError:
        return None, [Problem(file=name, line=None, path="", code="yaml-depth", params={})]
    problems: list[Problem] = []
    return _tree(document, name, "", problems), problems


def _tree(value: Any, name: str, path: str, problems: list[Problem]) -> Tree:
    if isinstance(value, _Pairs):
        return _fields(value, name, path, problems)
    if isinstance(value, list):
        return Items(
            0,
            tuple(
                _tree(item, name, f"{path}[{number}]", problems)
                for number, item in enumerate(value, 1)
            ),
        )
    if isinstance(value, _Float):
        params = {"value": str(value)}
        problems.append(
            Problem(file=name, line=None, path=path, code="float-refused", params=params)
        )
        return Scalar(0, str(value), ScalarKind.BROKEN)
    if value is None:
        return Scalar(0, "null", ScalarKind.NULL)
    if isinstance(value, bool):
        return Scalar(0, "true" if value else "false", ScalarKind.BOOLEAN)
    kind = ScalarKind.INTEGER if isinstance(value, int) else ScalarKind.TEXT
    return Scalar(0, str(value), kind)


def _fields(pairs: _Pairs, name: str, path: str, problems: list[Problem]) -> Fields:
    fields: dict[str, Tree] = {}
    for key, value in pairs:
        inner = f"{path}.{key}" if path else key
        if key in fields:
            params = {"key": key, "first_line": "?"}
            problems.append(
                Problem(file=name, line=None, path=path, code="key-duplicate", params=params)
            )
            continue
        fields[key] = _tree(value, name, inner, problems)
    return Fields(0, fields, dict.fromkeys(fields, 0))
