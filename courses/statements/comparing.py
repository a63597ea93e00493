"""Whether two statements state the same (xAPI 1.0.3, Data 2.3.1: immutability and exceptions)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from courses.statements.formats import instant_of

SET_BY_THE_STORE = ("id", "authority", "stored", "version", "attachments")


def statements_equal(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """The same but for what a store may set or change; both must be valid statements.

    A missing timestamp equals any, because the store sets it. Ignored: id, authority, stored,
    version, attachments, verb displays, activity definitions, order of group members and of
    context activities, case of mail domains; a duration is compared as text.
    """
    first, second = _comparable(one), _comparable(other)
    if "timestamp" not in first or "timestamp" not in second:
        first.pop("timestamp", None)
        second.pop("timestamp", None)
    return _canonical(first) == _canonical(second)


def _comparable(statement: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in statement.items() if name not in SET_BY_THE_STORE}
    if "timestamp" in kept:
        kept["timestamp"] = instant_of(kept["timestamp"]).timestamp()
    kept["actor"] = _actor(kept["actor"])
    kept["verb"] = {"id": kept["verb"]["id"]}
    kept["object"] = _object(kept["object"])
    if "context" in kept:
        kept["context"] = _context(kept["context"])
    return kept


def _object(target: Mapping[str, Any]) -> dict[str, Any]:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return {"id": target["id"]}
    if kind == "SubStatement":
        return _comparable(target)
    return dict(target) if kind == "StatementRef" else _actor(target)


def _actor(actor: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"objectType": "Agent", **actor}
    if "mbox" in kept:
        name, _, domain = str(kept["mbox"]).rpartition("@")
        kept["mbox"] = f"{name}@{domain.lower()}"
    if "mbox_sha1sum" in kept:
        kept["mbox_sha1sum"] = str(kept["mbox_sha1sum"]).lower()
    if "member" in kept:
        kept["member"] = sorted((_actor(member) for member in kept["member"]), key=_canonical)
    return kept


def _context(context: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(context)
    for name in ("instructor", "team"):
        if name in kept:
            kept[name] = _actor(kept[name])
    if "registration" in kept:
        kept["registration"] = str(kept["registration"]).lower()
    if "contextActivities" in kept:
        kept["contextActivities"] = {
            name: sorted(activity["id"] for activity in _listed(listed))
            for name, listed in kept["contextActivities"].items()
            if _listed(listed)
        }
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in kept:
            kept[name] = [{**item, inner: _actor(item[inner])} for item in kept[name]]
    return kept


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _canonical(value: Any) -> str:
    return json.dumps(_plain_numbers(value), sort_keys=True, ensure_ascii=False)


def _plain_numbers(value: Any) -> Any:
    # 1 and 1.0 are one number in JSON; JSON's true is not 1.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _plain_numbers(inner) for key, inner in value.items()}
    return [_plain_numbers(inner) for inner in value] if isinstance(value, list) else value
