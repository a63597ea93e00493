"""Reading a tree by the annotations of a dataclass: the schema is the class, nothing else.

Used for regulations (YAML with lines) and for facts (JSON): one reader, all problems at once.
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
_COUNT = re.compile(r"-?\d{1,9}\Z", re.ASCII)
_LEAF_KEYS = ("value", "basis", "source", "article", "note")


class _Unreadable:
    """Marks a place whose problem is already listed."""


UNREADABLE: Any = _Unreadable()


class Reader:
    """Collects the problems of one file while it is read; `sources` are the citable ids."""

    def __init__(self, name: str, *, sources: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.sources = sources
        self.problems: list[Problem] = []
        self.leaf_lines: dict[str, int] = {}
        self.assumed: Mapping[str, Tree] = {}  # for keys that a record may leave out
        self.unregulated: set[str] = set()  # paths that a version says it has no rule for

    def refuse(self, tree: Tree | int | None, path: str, code: str, **params: Any) -> Any:
        """Lists a problem at the line of a tree and returns UNREADABLE."""
        line = tree if tree is None or isinstance(tree, int) else tree.line
        self.problems.append(
            Problem(file=self.name, line=line or None, path=path, code=code, params=params)
        )
        return UNREADABLE

    def read(self, tree: Tree, wanted: Any, path: str) -> Any:
        """The tree as `wanted` (a type annotation), or UNREADABLE with problems listed."""
        origin = typing.get_origin(wanted)
        if origin in (types.UnionType, typing.Union):
            if isinstance(tree, Scalar) and tree.kind is ScalarKind.NULL:
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

    def _record(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Fields):
            return self.refuse(tree, path, "not-fields")
        hints = field_types(wanted)
        for key in tree.fields.keys() - hints.keys():
            self.refuse(
                tree.lines[key], path, "key-unknown", key=key, known=", ".join(sorted(hints))
            )
        required = {f.name for f in fields(wanted) if f.default is MISSING}
        present = {key: t for key, t in self.assumed.items() if key in required} | {**tree.fields}
        absent = self._unregulated(tree, hints, path) if self.unregulated else {}
        required -= absent.keys()
        for key in sorted(required - present.keys()):
            self.refuse(tree, path, "key-missing", key=key)
        read = absent | {
            key: self.read(inner, hints[key], f"{path}.{key}" if path else key)
            for key, inner in present.items()
            if key in hints
        }
        if required - present.keys() or UNREADABLE in read.values():
            return UNREADABLE
        return wanted(**read)

    def _unregulated(self, tree: Fields, hints: Mapping[str, Any], path: str) -> dict[str, Any]:
        """What a version says it has no rule for; giving it all the same is refused."""
        named = {key: f"{path}.{key}" for key in hints if f"{path}.{key}" in self.unregulated}
        for key in named:
            if key in tree.fields:
                self.refuse(tree.lines[key], path, "unregulated-given", key=key)
        self.unregulated -= set(named.values())
        return {key: unregulated(hints[key], leaf_key(full)) for key, full in named.items()}

    def _items(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Items):
            return self.refuse(tree, path, "not-list")
        read = [
            self.read(item, wanted, f"{path}[{number}]")
            for number, item in enumerate(tree.items, 1)
        ]
        return UNREADABLE if UNREADABLE in read else tuple(read)

    def _mapping(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Fields):
            return self.refuse(tree, path, "not-fields")
        read = {
            key: self.read(inner, wanted, f"{path}.{key}") for key, inner in tree.fields.items()
        }
        return UNREADABLE if UNREADABLE in read.values() else read

    def _leaf(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Fields):
            return self.refuse(tree, path, "leaf-bare")
        self.leaf_lines[path] = tree.line
        for key in tree.fields:
            if key not in _LEAF_KEYS:
                self.refuse(
                    tree.lines[key], path, "key-unknown", key=key, known=", ".join(_LEAF_KEYS)
                )
        absent = [key for key in ("value", "basis") if key not in tree.fields]
        for key in absent:
            self.refuse(tree, path, "key-missing", key=key)
        texts = {
            key: self.read(tree.fields[key], str | None, f"{path}.{key}")
            for key in ("source", "article", "note")
            if key in tree.fields
        }
        basis = self._basis(tree, texts.get("source"), path)
        if absent or basis is UNREADABLE or UNREADABLE in texts.values():
            return UNREADABLE
        value = self.read(tree.fields["value"], wanted | None, f"{path}.value")
        if value is UNREADABLE:
            return UNREADABLE
        return Value(
            key=leaf_key(path),
            value=value,
            basis=basis,
            source=self._source_text(texts.get("source")),
            article=texts.get("article"),
            note=texts.get("note"),
        )

    def _source_text(self, source: str | None) -> str | None:
        return None if source is None or self.sources is None else self.sources.get(source)

    def _basis(self, tree: Fields, source: Any, path: str) -> Any:
        if "basis" not in tree.fields:
            return UNREADABLE
        basis = self.read(tree.fields["basis"], Basis, f"{path}.basis")
        if source is None and basis is not UNREADABLE and basis in BINDING:
            return self.refuse(tree, path, "source-missing", basis=basis.value)
        if isinstance(source, str) and source not in (self.sources or {}):
            return self.refuse(tree.fields["source"], path, "source-unknown", source=source)
        return basis

    def _scalar(self, tree: Tree, wanted: Any, path: str) -> Any:
        if not isinstance(tree, Scalar):
            return self.refuse(tree, path, "not-scalar")
        if tree.kind is ScalarKind.BROKEN:
            return UNREADABLE
        if isinstance(wanted, type) and issubclass(wanted, Enum):
            allowed = [member.value for member in wanted]
            if tree.text not in allowed:
                return self.refuse(
                    tree, path, "word-unknown", value=tree.text, allowed=", ".join(allowed)
                )
            return wanted(tree.text)
        read, expected = _SCALARS[wanted]
        value = read(tree)
        if value is None:
            return self.refuse(tree, path, "value-wrong", value=tree.text, expected=expected)
        return value


def unregulated(wanted: Any, key: str) -> Any:
    """A section or value for which a regulation has no rule: empty, and it never binds."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is Value:
        return Value(key, None, Basis.DEFAULT, None, None, regulated=False)
    if origin is tuple:
        return ()
    if origin is Mapping:
        return {}
    if origin in (types.UnionType, typing.Union) and type(None) in arguments:
        return None
    hints = field_types(wanted)
    return wanted(**{name: unregulated(hint, f"{key}.{name}") for name, hint in hints.items()})


def leaf_key(path: str) -> str:
    """The rule id: the path without the version it stands in."""
    return path.split("].", 1)[1] if path.startswith("versions[") else path


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
    return {"true": True, "false": False}.get(scalar.text) if _is(scalar, "boolean") else None


def _text(scalar: Scalar) -> str | None:
    return scalar.text if _is(scalar, "text") and scalar.text.strip() else None


def _day(scalar: Scalar) -> date | None:
    try:
        return date.fromisoformat(scalar.text)
    except ValueError:
        return None


def _instant(scalar: Scalar) -> datetime | None:
    try:
        instant = datetime.fromisoformat(scalar.text)
    except ValueError:
        return None
    return None if instant.tzinfo is None else instant


def _is(scalar: Scalar, kind: str) -> bool:
    return scalar.kind.value == kind


_SCALARS: Mapping[Any, tuple[Any, str]] = {
    Fraction: (_amount, "amount"),
    int: (_count, "count"),
    bool: (_truth, "truth"),
    str: (_text, "text"),
    date: (_day, "day"),
    datetime: (_instant, "instant"),
}
