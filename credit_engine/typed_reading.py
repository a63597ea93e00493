"""Reading a tree by the annotations of a dataclass: the schema is the class, nothing else.

Used for regulations (YAML) and for facts (JSON), both with lines: one reader, all problems at
once. What cannot be read is listed and leaves a hole (`hole`), so that the rest is still looked
at; the caller uses what was read only when `Reader.problems` is empty.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from credit_engine.problems import Problem
from credit_engine.results import BINDING, Basis
from credit_engine.values import Value
from credit_engine.yaml_source import Fields, Items, Scalar, ScalarKind, Tree

_AMOUNT = re.compile(r"-?\d{1,9}(\.\d{1,9})?\Z", re.ASCII)
_COUNT = re.compile(r"(?:0|-?[1-9]\d{0,8})\Z", re.ASCII)  # 010 would be 8 to YAML and 10 to people
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_YEARS = range(1900, 2200)  # of a day; days are reckoned further, within the calendar of Python
MOST_ITEMS = 2000  # of a list; in a working life there are some hundred activities
_LEAF_KEYS = ("value", "basis", "source", "article", "note")


class Reader:
    """Collects the problems of one file while it is read; `sources` are the citable ids."""

    def __init__(self, name: str, *, sources: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.sources = sources
        self.problems: list[Problem] = []
        self.broken = 0  # scalars whose problem is already listed by the reader of the text
        self.leaf_lines: dict[str, int] = {}
        self.assumed: Mapping[str, Tree] = {}  # for keys that a record may leave out
        self.unregulated: set[str] = set()  # paths that a version says it has no rule for
        self.partial: set[str] = set()  # paths where the rest is in what could not be found

    def refuse(self, tree: Tree | int | None, path: str, code: str, **params: Any) -> None:
        """Lists a problem at the line of a tree."""
        line = tree if tree is None or isinstance(tree, int) else tree.line
        self.problems.append(
            Problem(file=self.name, line=line or None, path=path, code=code, params=params)
        )

    def read(self, tree: Tree, wanted: Any, path: str) -> Any:
        """The tree as `wanted` (a type annotation); holes where a problem is listed."""
        origin = typing.get_origin(wanted)
        if is_scalar(tree, ScalarKind.BROKEN):
            self.broken += 1
            return hole(wanted, leaf_key(path))
        if origin in (types.UnionType, typing.Union):
            if is_scalar(tree, ScalarKind.NULL):
                return None
            return self.read(tree, typing.get_args(wanted)[0], path)
        if origin is Value:
            return self._leaf(tree, typing.get_args(wanted)[0], path)
        if origin is tuple:
            return self._items(tree, typing.get_args(wanted)[0], path)
        if origin is Mapping:
            return self._mapping(tree, typing.get_args(wanted)[1], path)
        if is_dataclass(wanted):
            return self._record(tree, wanted, path)
        return self._scalar(tree, wanted, path)

    def _not(self, tree: Tree, wanted: Any, path: str, code: str) -> Any:
        self.refuse(tree, path, code)
        return hole(wanted, leaf_key(path))

    def _record(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Fields):
            return self._not(tree, wanted, path, "not-fields")
        hints = field_types(wanted)
        for key in tree.fields.keys() - hints.keys():
            self.refuse(
                tree.lines[key], path, "key-unknown", key=key, known=", ".join(sorted(hints))
            )
        required = {f.name for f in fields(wanted) if f.default is MISSING}
        present = {key: t for key, t in self.assumed.items() if key in required} | {**tree.fields}
        absent = self._unregulated(tree, hints, path) if self.unregulated else {}
        partial = any(path.startswith(place) for place in self.partial)
        for key in sorted(required - present.keys() - absent.keys()):
            if not partial:
                self.refuse(tree, path, "key-missing", key=key)
            absent[key] = hole(hints[key], leaf_key(f"{path}.{key}"))
        read = {
            key: self.read(inner, hints[key], f"{path}.{key}" if path else key)
            for key, inner in present.items()
            if key in hints
        }
        return wanted(**(absent | read))

    def _unregulated(self, tree: Fields, hints: Mapping[str, Any], path: str) -> dict[str, Any]:
        """What a version says it has no rule for; giving it all the same is refused."""
        named = {key: f"{path}.{key}" for key in hints if f"{path}.{key}" in self.unregulated}
        for key in named:
            if key in tree.fields:
                self.refuse(tree.lines[key], path, "unregulated-given", key=key)
        self.unregulated -= set(named.values())
        return {key: hole(hints[key], leaf_key(full)) for key, full in named.items()}

    def _items(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Items):
            self.refuse(tree, path, "not-list")
            return ()
        if len(tree.items) > MOST_ITEMS:
            params = {"count": len(tree.items), "most": MOST_ITEMS}
            self.refuse(tree, path, "list-long", **params)
            return ()
        return tuple(
            self.read(item, wanted, f"{path}[{number}]")
            for number, item in enumerate(tree.items, 1)
        )

    def _mapping(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Fields):
            self.refuse(tree, path, "not-fields")
            return {}
        return {
            key: self.read(inner, wanted, f"{path}.{key}") for key, inner in tree.fields.items()
        }

    def _leaf(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Fields):
            return self._not(tree, Value[Any], path, "leaf-bare")
        self.leaf_lines[path] = tree.line
        for key in tree.fields.keys() - set(_LEAF_KEYS):
            self.refuse(tree.lines[key], path, "key-unknown", key=key, known=", ".join(_LEAF_KEYS))
        for key in ("value", "basis"):
            if key not in tree.fields:
                self.refuse(tree, path, "key-missing", key=key)
        source, article, note = (
            self.read(tree.fields[key], str | None, f"{path}.{key}") if key in tree.fields else None
            for key in ("source", "article", "note")
        )
        basis = self._basis(tree, source, path)
        before = len(self.problems) + self.broken
        given = tree.fields.get("value", _NULL)
        value = self.read(given, wanted | None, f"{path}.value")
        return Value(
            key=leaf_key(path),
            value=None if len(self.problems) + self.broken > before else value,
            basis=basis,
            source=self._source_text(source),
            article=article,
            note=note,
        )

    def _source_text(self, source: str | None) -> str | None:
        return None if source is None or self.sources is None else self.sources.get(source)

    def _basis(self, tree: Fields, source: str | None, path: str) -> Basis:
        given = tree.fields.get("basis")
        basis = None if given is None else self.read(given, Basis, f"{path}.basis")
        if basis in BINDING and is_scalar(tree.fields.get("source", _NULL), ScalarKind.NULL):
            self.refuse(tree, path, "source-missing", basis=basis.value)
        if source is not None and source not in (self.sources or {}):
            self.refuse(tree.fields["source"], path, "source-unknown", source=source)
        return basis or Basis.DEFAULT

    def _scalar(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Scalar):
            self.refuse(tree, path, "not-scalar")
            return None
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            allowed = [member.value for member in wanted]
            if tree.text in allowed and tree.kind is ScalarKind.TEXT:
                return wanted(tree.text)
            shown = ", ".join(allowed)
            self.refuse(tree, path, "word-unknown", value=tree.text, allowed=shown)
            return None
        read, expected = _SCALARS[wanted]
        value = read(tree)
        if value is None:
            self.refuse(tree, path, "value-wrong", value=tree.text, expected=expected)
        return value


def hole(wanted: Any, key: str) -> Any:
    """What stands where nothing could be read, or a regulation has no rule: it never binds."""
    origin = typing.get_origin(wanted)
    if origin is Value:
        return Value(key, None, Basis.DEFAULT, None, None, regulated=False)
    if origin is tuple:
        return ()
    if origin is Mapping:
        return {}
    if not is_dataclass(wanted):
        return None
    record: Any = wanted
    hints = field_types(record)
    return record(**{name: hole(hint, f"{key}.{name}") for name, hint in hints.items()})


def is_scalar(tree: Tree, kind: ScalarKind) -> bool:
    """Whether a tree is a single value of a kind."""
    return isinstance(tree, Scalar) and tree.kind is kind


def leaf_key(path: str) -> str:
    """The rule id: the path without the version it stands in."""
    return path.partition("].")[2] if path.startswith("versions[") else path


@cache
def field_types(wanted: Any) -> Mapping[str, Any]:
    """The resolved annotations of a dataclass."""
    hints = typing.get_type_hints(wanted)
    return {f.name: hints[f.name] for f in fields(wanted)}


def _amount(scalar: Scalar) -> Fraction | None:
    right = scalar.kind is ScalarKind.TEXT and _AMOUNT.match(scalar.text)
    return Fraction(scalar.text) if right else None


def _count(scalar: Scalar) -> int | None:
    right = scalar.kind is ScalarKind.INTEGER and _COUNT.match(scalar.text)
    return int(scalar.text) if right else None


def _truth(scalar: Scalar) -> bool | None:
    return (
        {"true": True, "false": False}.get(scalar.text)
        if is_scalar(scalar, ScalarKind.BOOLEAN)
        else None
    )


def _text(scalar: Scalar) -> str | None:
    return scalar.text if is_scalar(scalar, ScalarKind.TEXT) and scalar.text.strip() else None


def _day(scalar: Scalar) -> date | None:
    try:
        day = date.fromisoformat(scalar.text) if _DAY.match(scalar.text) else None
    except ValueError:
        return None
    return day if day is not None and day.year in _YEARS else None


def _instant(scalar: Scalar) -> datetime | None:
    try:
        instant = datetime.fromisoformat(scalar.text)
    except ValueError:
        return None
    return None if instant.tzinfo is None or instant.year not in _YEARS else instant


_NULL = Scalar(0, "null", ScalarKind.NULL)
_SCALARS: Mapping[Any, tuple[Any, str]] = {
    Fraction: (_amount, "amount"),
    int: (_count, "count"),
    bool: (_truth, "truth"),
    str: (_text, "text"),
    date: (_day, "day"),
    datetime: (_instant, "instant"),
}
