"""The values of a version of norms, found by the typed schema: what a form asks and reads."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any

from credit_engine.regulation import RegulationVersion, Value
from credit_engine.results import BINDING, Basis
from credit_engine.sentences import amount_text
from credit_engine.typed_reading import field_types
from credit_engine.yaml_source import Fields, Items, Scalar, ScalarKind, Tree
from lms.errors import N_, BadInput
from lms.services.norms_text import fields, text

_HEADING = ("id", "title", "legal_basis", "status", "effective_from", "recorded_at")
# What the College's norms do not have so far; the text for experts may give it.
FOR_EXPERTS = ("conversion", "caps", "minimums", "cycle", "not_regulated")
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,9})?\Z", re.ASCII)
_COUNT = re.compile(r"\d{1,9}\Z", re.ASCII)
MOST_WORDS = 2000  # characters of a text


class Asked(StrEnum):
    """What an input of the form takes."""

    AMOUNT = "amount"
    COUNT = "count"
    TRUTH = "truth"
    CHOICE = "choice"
    SEVERAL = "several"
    LINES = "lines"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One value of a version: its path, the type it has, what it says (None: not in the text)."""

    path: str
    kind: Any
    value: Value[Any] | None


@dataclass(frozen=True, kw_only=True)
class Group:
    """The values of one chapter; `lists` are what only the text for experts can change."""

    name: str
    leaves: tuple[Leaf, ...]
    lists: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One input of a value: its name within the value ("" or "month"), what it takes and shows."""

    name: str
    asked: Asked
    choices: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


def groups_of(version: RegulationVersion) -> tuple[Group, ...]:
    """Every value of a version, chapter by chapter, in the order of the schema."""
    general: list[Leaf] = []
    found: list[Group] = []
    for name, hint in field_types(RegulationVersion).items():
        if name in (*_HEADING, *FOR_EXPERTS):
            continue
        kind, given = _present(hint), getattr(version, name)
        if typing.get_origin(kind) is Value:
            general.append(Leaf(path=name, kind=typing.get_args(kind)[0], value=given))
            continue
        walked = list(_walk(kind, given, name))
        found.append(
            Group(
                name=name,
                leaves=tuple(leaf for leaf in walked if isinstance(leaf, Leaf)),
                lists=tuple(path for path in walked if isinstance(path, str)),
            )
        )
    first = Group(name="general", leaves=tuple(general), lists=())
    return tuple(group for group in (first, *found) if group.leaves or group.lists)


def _present(hint: Any) -> Any:
    """A type without its None."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(inner for inner in typing.get_args(hint) if inner is not type(None))
    return hint


def _walk(kind: Any, given: Any, path: str) -> Iterator[Leaf | str]:
    kind = _present(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Value:
        yield Leaf(path=path, kind=arguments[0], value=given)
    elif origin is tuple:
        yield path
    elif origin is Mapping:
        for key, inner in (given or {}).items():
            yield from _walk(arguments[1], inner, f"{path}.{key}")
    elif isinstance(kind, type) and is_dataclass(kind):
        for name, hint in field_types(kind).items():
            inner = None if given is None else getattr(given, name)
            yield from _walk(hint, inner, f"{path}.{name}")
    else:
        yield path


def parts_of(kind: Any, value: Any, name: str = "") -> tuple[Part, ...] | None:
    """The inputs that ask for a value of a type; None when only the text can hold it."""
    kind = _present(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _several(arguments[0], value, name)
    if origin is not None:
        return None
    if isinstance(kind, type) and issubclass(kind, Enum):
        choices = tuple(member.value for member in kind)
        given = () if value is None else (value.value,)
        return (Part(name=name, asked=Asked.CHOICE, choices=choices, given=given),)
    if isinstance(kind, type) and is_dataclass(kind):
        inner: list[Part] = []
        for key, hint in field_types(kind).items():
            below = parts_of(
                hint, None if value is None else getattr(value, key), f"{name}.{key}".lstrip(".")
            )
            if below is None:
                return None
            inner.extend(below)
        return tuple(inner)
    asked = _SCALARS.get(kind)
    if asked is None:
        return None
    return (Part(name=name, asked=asked, given=_written(value)),)


_SCALARS = {
    Fraction: Asked.AMOUNT,
    int: Asked.COUNT,
    bool: Asked.TRUTH,
    str: Asked.TEXT,
    date: Asked.DAY,
}


def _several(kind: Any, value: Any, name: str) -> tuple[Part, ...] | None:
    if isinstance(kind, type) and issubclass(kind, Enum):
        choices = tuple(member.value for member in kind)
        given = tuple(member.value for member in value or ())
        return (Part(name=name, asked=Asked.SEVERAL, choices=choices, given=given),)
    if kind is str:
        return (Part(name=name, asked=Asked.LINES, given=tuple(value or ())),)
    return None


def _written(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, Fraction):
        return (amount_text(value),)
    return (value.isoformat() if isinstance(value, date) else str(value),)


Sent = Mapping[str, Sequence[str]]  # what a form sent, by the names of parts


def read_value(kind: Any, sent: Sent, name: str = "") -> Tree:
    """What was sent for a value of a type; nothing at all means "not known" (null)."""
    kind = _present(kind)
    if is_dataclass(kind):
        return _read_record(kind, sent, name)
    given = [item.strip() for item in sent.get(name, ()) if item.strip()]
    if not given:
        return _null()
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _read_several(arguments[0], given)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return text(_one_of(given[0], [member.value for member in kind]))
    return _READERS[kind](given[0])


def _null() -> Scalar:
    return Scalar(0, "null", ScalarKind.NULL)


def _read_record(kind: Any, sent: Sent, name: str) -> Tree:
    inner = {
        key: read_value(hint, sent, f"{name}.{key}".lstrip("."))
        for key, hint in field_types(kind).items()
    }
    empty = [node for node in inner.values() if _is_null(node)]
    if len(empty) == len(inner):
        return _null()
    if empty:
        raise BadInput(N_("Completați toate părțile valorii sau lăsați-le pe toate necompletate."))
    return fields(inner)


def _is_null(node: Tree) -> bool:
    return isinstance(node, Scalar) and node.kind is ScalarKind.NULL


def _read_several(kind: Any, given: Sequence[str]) -> Tree:
    if isinstance(kind, type) and issubclass(kind, Enum):
        allowed = [member.value for member in kind]
        return Items(0, tuple(text(_one_of(item, allowed)) for item in given))
    lines = [line.strip() for item in given for line in item.splitlines() if line.strip()]
    return Items(0, tuple(_words(line) for line in lines))


def _one_of(given: str, allowed: Sequence[str]) -> str:
    if given not in allowed:
        raise BadInput(N_("„%(value)s” nu se poate alege aici."), value=given[:60])
    return given


def _amount(given: str) -> Tree:
    plain = given.replace(",", ".").replace(" ", "")
    if not _AMOUNT.match(plain):
        raise BadInput(
            N_("„%(value)s” nu este un număr de credite. Scrieți, de exemplu, 10 sau 7,5."),
            value=given[:60],
        )
    return text(plain)


def _count(given: str) -> Tree:
    if not _COUNT.match(given):
        raise BadInput(
            N_("„%(value)s” nu este un număr întreg. Scrieți, de exemplu, 30."), value=given[:60]
        )
    return Scalar(0, str(int(given)), ScalarKind.INTEGER)


def _truth(given: str) -> Tree:
    return Scalar(0, _one_of(given, ("true", "false")), ScalarKind.BOOLEAN)


def _words(given: str) -> Tree:
    if len(given) > MOST_WORDS:
        raise BadInput(
            N_("Textul este prea lung: cel mult %(most)d de caractere."), most=MOST_WORDS
        )
    return text(given)


def _day(given: str) -> Tree:
    try:
        return Scalar(0, date.fromisoformat(given).isoformat(), ScalarKind.DAY)
    except ValueError:
        raise BadInput(
            N_("„%(value)s” nu este o zi. Alegeți ziua din calendar."), value=given[:60]
        ) from None


_READERS = {Fraction: _amount, int: _count, bool: _truth, str: _words, date: _day}


def read_leaf(
    leaf: Leaf, sent: Sent, *, basis: str, source: str, article: str, note: str
) -> Fields:
    """A value with its ground, as the form sent them; BadInput names the input in `field`."""
    try:
        value = read_value(leaf.kind, sent)
    except BadInput as error:
        error.field = "value"
        raise
    inner: dict[str, Tree] = {"value": value}
    if basis not in {member.value for member in Basis}:
        raise BadInput(N_("Alegeți pe ce se sprijină valoarea."), field="basis")
    inner["basis"] = text(basis)
    if source:
        inner["source"] = text(source)
    elif Basis(basis) in BINDING:
        raise BadInput(
            N_("Alegeți sursa: o valoare din acte nu poate rămâne fără ea."), field="source"
        )
    for key, given in (("article", article), ("note", note)):
        if given.strip():
            inner[key] = _words(given.strip())
    return fields(inner)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A value that two versions state differently; for a list only its path is known."""

    path: str
    before: Leaf | None
    after: Leaf | None


def differences(before: RegulationVersion, after: RegulationVersion) -> tuple[Difference, ...]:
    """What changed from one version to the next, in the order of the schema."""
    old = {leaf.path: leaf for group in groups_of(before) for leaf in group.leaves}
    found = []
    for group in groups_of(after):
        for leaf in group.leaves:
            earlier = old.pop(leaf.path, None)
            if earlier is None or earlier.value != leaf.value:
                found.append(Difference(path=leaf.path, before=earlier, after=leaf))
        for path in group.lists:
            if at(before, path) != at(after, path):
                found.append(Difference(path=path, before=None, after=None))
    for name in FOR_EXPERTS:
        if getattr(before, name, None) != getattr(after, name, None):
            found.append(Difference(path=name, before=None, after=None))
    gone = (Difference(path=path, before=leaf, after=None) for path, leaf in old.items())
    return (*found, *gone)


def at(version: RegulationVersion, path: str) -> Any:
    """What stands at a path of a version; None when nothing does."""
    found: Any = version
    for key in path.split("."):
        if found is None:
            return None
        found = found.get(key) if isinstance(found, Mapping) else getattr(found, key)
    return found
