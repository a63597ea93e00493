"""A strict validator of xAPI statements, 1.0.3 and 2.0.0 (IEEE 9274.1.1), all problems at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from courses.problems import Problem
from courses.statements.parts import (
    activity,
    actor,
    agent,
    attachment,
    authority,
    context,
    group,
    reference,
    result,
    verb,
)
from courses.statements.rules import Check, Rule, each, instant, join, members, one_of, uuid

VERSIONS = ("1.0.3", "2.0.0")
VOIDED = "http://adlnet.gov/expapi/verbs/voided"


def validate_statement(statement: Any, *, version: str = "1.0.3") -> tuple[Problem, ...]:
    """Every problem of a parsed JSON statement; empty when the statement is valid.

    `version` is the version of the request, `1.0.3` (any 1.0.x) or `2.0.0`. Never raises.
    """
    check = Check("2.0.0" if str(version).startswith("2.") else "1.0.3")
    for path, value in _values_outside_extensions(statement):
        if value is None:
            check.add("xapi_null", path)
        elif isinstance(value, float) and not math.isfinite(value):
            check.add("xapi_not_finite", path, value=str(value))
    _statement(statement, "", check)
    return tuple(check.problems)


def _values_outside_extensions(root: Any) -> Iterator[tuple[str, Any]]:
    # A stack, not recursion: JSON from outside may be nested as deep as it likes.
    waiting: list[tuple[str, Any]] = [("", root)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, Mapping):
            waiting += [
                (join(path, str(key)), inner) for key, inner in value.items() if key != "extensions"
            ]
        elif isinstance(value, list):
            waiting += [(f"{path}[{index}]", inner) for index, inner in enumerate(value)]


OBJECT_RULES: dict[str, Rule] = {
    "Activity": activity,
    "Agent": agent,
    "Group": group,
    "StatementRef": reference,
}


def _object(value: Any, path: str, check: Check) -> None:
    kind = value.get("objectType", "Activity") if isinstance(value, Mapping) else "Activity"
    if kind == "SubStatement":
        _substatement(value, path, check)
    elif isinstance(kind, str) and kind in OBJECT_RULES:
        OBJECT_RULES[kind](value, path, check)
    elif kind is not None:
        one_of(*OBJECT_RULES, "SubStatement")(kind, join(path, "objectType"), check)


def _object_of_substatement(value: Any, path: str, check: Check) -> None:
    if isinstance(value, Mapping) and value.get("objectType") == "SubStatement":
        check.add("xapi_substatement_nested", path)
    else:
        _object(value, path, check)


def _version(value: Any, path: str, check: Check) -> None:
    if not isinstance(value, str):
        check.add("xapi_string_expected", path, value=value)
        return
    lines = ("1.0", "2.0") if check.version == "2.0.0" else ("1.0",)
    line, _, patch = value[:3], value[3:4], value[4:]
    if line not in lines or not (value == line or (value[3] == "." and _is_patch(patch))):
        allowed = "1.0.x, 2.0.x" if check.version == "2.0.0" else "1.0.x"
        check.add("xapi_version", path, value=value, allowed=allowed)


def _is_patch(value: str) -> bool:
    return value.isascii() and value.isdigit()


SUBSTATEMENT_RULES: dict[str, Rule] = {
    "objectType": one_of("SubStatement"),
    "actor": actor,
    "verb": verb,
    "object": _object_of_substatement,
    "result": result,
    "context": context,
    "timestamp": instant,
    "attachments": each(attachment),
}


def _substatement(value: Any, path: str, check: Check) -> None:
    needed = ("objectType", "actor", "verb", "object")
    found = members(value, path, check, SUBSTATEMENT_RULES, required=needed)
    _activity_only(found, path, check)


STATEMENT_RULES: dict[str, Rule] = {
    "id": uuid,
    "actor": actor,
    "verb": verb,
    "object": _object,
    "result": result,
    "context": context,
    "timestamp": instant,
    "stored": instant,
    "authority": authority,
    "version": _version,
    "attachments": each(attachment),
}


def _statement(value: Any, path: str, check: Check) -> None:
    if value is None:
        return
    needed = ("actor", "verb", "object")
    found = members(value, path, check, STATEMENT_RULES, required=needed)
    _activity_only(found, path, check)
    said, target = found.get("verb"), found.get("object")
    if isinstance(said, Mapping) and said.get("id") == VOIDED:
        reference = isinstance(target, Mapping) and target.get("objectType") == "StatementRef"
        if not reference:
            check.add("xapi_voiding", "object")


def _activity_only(found: Mapping[str, Any], path: str, check: Check) -> None:
    around, target = found.get("context"), found.get("object")
    if not isinstance(around, Mapping) or not isinstance(target, Mapping):
        return
    if target.get("objectType", "Activity") != "Activity":
        for name in ("revision", "platform"):
            if name in around:
                check.add("xapi_activity_only", join(path, f"context.{name}"), property=name)
