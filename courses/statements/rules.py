"""What checks of statements are made of: rules for single values, lists and objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.problems import Problem
from courses.statements.formats import IRI, LANGUAGE, UUID, is_instant


@dataclass
class Check:
    """One validation: the version asked for, and what is wrong so far."""

    version: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, where: str, **params: Any) -> None:
        """Add a problem; every parameter is shown shortened."""
        self.problems.append(
            Problem(code, {name: shown(value) for name, value in params.items()}, where)
        )


Rule = Callable[[Any, str, Check], None]


def shown(value: Any) -> str:
    """A value as a problem shows it, at most 80 characters."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    return (f"“{value}”" if isinstance(value, str) and not value else str(value))[:80]


def join(path: str, name: str) -> str:
    """The path of a property inside a statement."""
    return f"{path}.{name}" if path else name


def members(
    value: Any,
    path: str,
    check: Check,
    rules: Mapping[str, Rule],
    *,
    required: tuple[str, ...] = (),
) -> Mapping[str, Any]:
    """The object at `path`, each property checked by its rule; empty when it is none."""
    if not isinstance(value, Mapping):
        if value is not None:
            check.add("xapi_object_expected", path, value=value)
        return {}
    for name in required:
        if name not in value:
            check.add("xapi_missing", path, property=name)
    for name, inner in value.items():
        rule = rules.get(name)
        if rule is None:
            check.add("xapi_unknown", path, property=name, version=check.version)
        elif inner is not None:
            rule(inner, join(path, name), check)
    return value


def each(rule: Rule, *, least: int = 0) -> Rule:
    """A list whose items follow `rule`."""

    def check_list(value: Any, path: str, check: Check) -> None:
        if not isinstance(value, list):
            check.add("xapi_list_expected", path, value=value)
            return
        if len(value) < least:
            check.add("xapi_list_empty", path)
        for index, item in enumerate(value):
            if item is not None:
                rule(item, f"{path}[{index}]", check)

    return check_list


def matching(test: Callable[[str], object], code: str) -> Rule:
    """A string that passes `test`."""

    def check_string(value: Any, path: str, check: Check) -> None:
        if not isinstance(value, str):
            check.add("xapi_string_expected", path, value=value)
        elif not test(value):
            check.add(code, path, value=value)

    return check_string


def one_of(*allowed: str) -> Rule:
    """One of the strings `allowed`, case and all."""

    def check_choice(value: Any, path: str, check: Check) -> None:
        if value not in allowed or not isinstance(value, str):
            check.add("xapi_value_unknown", path, value=value, allowed=", ".join(allowed))

    return check_choice


def text(value: Any, path: str, check: Check) -> None:
    """Any string."""
    if not isinstance(value, str):
        check.add("xapi_string_expected", path, value=value)


def named(value: Any, path: str, check: Check) -> None:
    """A string that is not empty."""
    if not isinstance(value, str):
        check.add("xapi_string_expected", path, value=value)
    elif not value:
        check.add("xapi_string_empty", path)


def truth(value: Any, path: str, check: Check) -> None:
    """True or false."""
    if not isinstance(value, bool):
        check.add("xapi_boolean_expected", path, value=value)


def number(value: Any, path: str, check: Check) -> None:
    """A number; true and false are none."""
    if not is_number(value):
        check.add("xapi_number_expected", path, value=value)


def is_number(value: Any) -> bool:
    """A JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def extensions(value: Any, path: str, check: Check) -> None:
    """A map with IRIs as keys; its values are free."""
    if not isinstance(value, Mapping):
        check.add("xapi_object_expected", path, value=value)
        return
    for key in value:
        if not IRI.fullmatch(str(key)):
            check.add("xapi_iri", path, value=key)


def language_map(value: Any, path: str, check: Check) -> None:
    """A map of language tags to strings."""
    if not isinstance(value, Mapping):
        check.add("xapi_object_expected", path, value=value)
        return
    for language, wording in value.items():
        if not LANGUAGE.fullmatch(str(language)):
            check.add("xapi_language", path, value=language)
        if wording is not None:
            text(wording, join(path, str(language)), check)


iri = matching(IRI.fullmatch, "xapi_iri")
uuid = matching(UUID.fullmatch, "xapi_uuid")
instant = matching(is_instant, "xapi_timestamp")
