"""Rules for the parts of a statement: actors, objects, result, context, attachments."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from courses.statements.formats import LANGUAGE, MAILTO, MEDIA_TYPE, SHA1, SHA2, is_duration
from courses.statements.rules import (
    Check,
    Rule,
    each,
    extensions,
    iri,
    is_number,
    join,
    language_map,
    matching,
    members,
    named,
    number,
    one_of,
    text,
    truth,
    uuid,
)

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
COMPONENT_LISTS = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "true-false": (),
    "fill-in": (),
    "long-fill-in": (),
    "numeric": (),
    "other": (),
}


def _account(value: Any, path: str, check: Check) -> None:
    rules = {"homePage": iri, "name": named}
    members(value, path, check, rules, required=("homePage", "name"))


IDENTIFIER_RULES: dict[str, Rule] = {
    "mbox": matching(MAILTO.fullmatch, "xapi_mailto"),
    "mbox_sha1sum": matching(SHA1.fullmatch, "xapi_sha1"),
    "openid": iri,
    "account": _account,
}


def agent(value: Any, path: str, check: Check) -> None:
    """An Agent with exactly one identifier."""
    rules = {"objectType": one_of("Agent"), "name": text, **IDENTIFIER_RULES}
    found = members(value, path, check, rules)
    if isinstance(value, Mapping):
        _identifiers(found, path, check, least=1)


def group(value: Any, path: str, check: Check) -> None:
    """A Group: identified by one identifier, or anonymous with members."""
    rules = {
        "objectType": one_of("Group"),
        "name": text,
        "member": each(_group_member),
        **IDENTIFIER_RULES,
    }
    found = members(value, path, check, rules, required=("objectType",))
    if isinstance(value, Mapping) and not _identifiers(found, path, check, least=0):
        if "member" not in found:
            check.add("xapi_member_missing", path)
        elif found["member"] == []:
            check.add("xapi_list_empty", join(path, "member"))


def _group_member(value: Any, path: str, check: Check) -> None:
    if isinstance(value, Mapping) and value.get("objectType") == "Group":
        check.add("xapi_group_in_group", path)
    else:
        agent(value, path, check)


def _identifiers(found: Mapping[str, Any], path: str, check: Check, *, least: int) -> int:
    present = [name for name in IDENTIFIERS if name in found]
    if len(present) > 1:
        check.add("xapi_identifiers_many", path, found=", ".join(present))
    elif len(present) < least:
        check.add("xapi_identifier_missing", path)
    return len(present)


def actor(value: Any, path: str, check: Check) -> None:
    """An Agent or a Group, by its objectType."""
    if isinstance(value, Mapping) and value.get("objectType") == "Group":
        group(value, path, check)
    elif isinstance(value, Mapping) and value.get("objectType", "Agent") != "Agent":
        one_of("Agent", "Group")(value["objectType"], join(path, "objectType"), check)
    else:
        agent(value, path, check)


def authority(value: Any, path: str, check: Check) -> None:
    """An Agent, or an anonymous Group of two (three-legged OAuth)."""
    actor(value, path, check)
    if isinstance(value, Mapping) and value.get("objectType") == "Group":
        people = value.get("member")
        anonymous = not any(name in value for name in IDENTIFIERS)
        if not (anonymous and isinstance(people, list) and len(people) == 2):
            check.add("xapi_authority_group", path)


# Objects


def verb(value: Any, path: str, check: Check) -> None:
    """A verb: an IRI with how it is shown."""
    members(value, path, check, {"id": iri, "display": language_map}, required=("id",))


def activity(value: Any, path: str, check: Check) -> None:
    """An Activity with its optional definition."""
    rules = {"objectType": one_of("Activity"), "id": iri, "definition": _definition}
    members(value, path, check, rules, required=("id",))


def _component(value: Any, path: str, check: Check) -> None:
    members(value, path, check, {"id": named, "description": language_map}, required=("id",))


def _components(value: Any, path: str, check: Check) -> None:
    each(_component)(value, path, check)
    seen: set[str] = set()
    for item in value if isinstance(value, list) else ():
        component_id = item.get("id") if isinstance(item, Mapping) else None
        if isinstance(component_id, str):
            if component_id in seen:
                check.add("xapi_component_repeated", path, value=component_id)
            seen.add(component_id)


DEFINITION_RULES: dict[str, Rule] = {
    "name": language_map,
    "description": language_map,
    "type": iri,
    "moreInfo": iri,
    "extensions": extensions,
    "interactionType": one_of(*COMPONENT_LISTS),
    "correctResponsesPattern": each(text),
    **dict.fromkeys(("choices", "scale", "source", "target", "steps"), _components),
}


def _definition(value: Any, path: str, check: Check) -> None:
    found = members(value, path, check, DEFINITION_RULES)
    kind = found.get("interactionType")
    for name in ("correctResponsesPattern", "choices", "scale", "source", "target", "steps"):
        if name not in found:
            continue
        if "interactionType" not in found:
            check.add("xapi_interaction_type_missing", path, property=name)
        elif isinstance(kind, str) and name not in (
            "correctResponsesPattern",
            *COMPONENT_LISTS.get(kind, (name,)),
        ):
            check.add("xapi_component_list", path, property=name, type=kind)


def reference(value: Any, path: str, check: Check) -> None:
    """A reference to another statement."""
    rules = {"objectType": one_of("StatementRef"), "id": uuid}
    members(value, path, check, rules, required=("objectType", "id"))


def _score(value: Any, path: str, check: Check) -> None:
    found = members(value, path, check, dict.fromkeys(("scaled", "raw", "min", "max"), number))
    numbers = {name: inner for name, inner in found.items() if is_number(inner)}
    if "scaled" in numbers and not -1 <= numbers["scaled"] <= 1:
        check.add("xapi_scaled_range", path, value=numbers["scaled"])
    low, high = numbers.get("min", -math.inf), numbers.get("max", math.inf)
    if "min" in numbers and "max" in numbers and not low < high:
        check.add("xapi_min_max", path, value=low, max=high)
    if "raw" in numbers and not low <= numbers["raw"] <= high:
        check.add("xapi_raw_range", path, value=numbers["raw"])


def result(value: Any, path: str, check: Check) -> None:
    """A result."""
    rules: dict[str, Rule] = {
        "score": _score,
        "success": truth,
        "completion": truth,
        "response": text,
        "duration": matching(is_duration, "xapi_duration"),
        "extensions": extensions,
    }
    members(value, path, check, rules)


def _context_activities(value: Any, path: str, check: Check) -> None:
    members(
        value,
        path,
        check,
        dict.fromkeys(("parent", "grouping", "category", "other"), _activities),
    )


def _activities(value: Any, path: str, check: Check) -> None:
    if isinstance(value, Mapping):
        activity(value, path, check)
    else:
        each(activity)(value, path, check)


def _context_agent(value: Any, path: str, check: Check) -> None:
    rules: dict[str, Rule] = {
        "objectType": one_of("contextAgent"),
        "agent": agent,
        "relevantTypes": each(iri, least=1),
    }
    members(value, path, check, rules, required=("objectType", "agent"))


def _context_group(value: Any, path: str, check: Check) -> None:
    rules: dict[str, Rule] = {
        "objectType": one_of("contextGroup"),
        "group": group,
        "relevantTypes": each(iri, least=1),
    }
    members(value, path, check, rules, required=("objectType", "group"))


CONTEXT_RULES: dict[str, Rule] = {
    "registration": uuid,
    "instructor": actor,
    "team": group,
    "contextActivities": _context_activities,
    "revision": text,
    "platform": text,
    "language": matching(LANGUAGE.fullmatch, "xapi_language"),
    "statement": reference,
    "extensions": extensions,
}
CONTEXT_RULES_2: dict[str, Rule] = {
    **CONTEXT_RULES,
    "contextAgents": each(_context_agent),
    "contextGroups": each(_context_group),
}


def context(value: Any, path: str, check: Check) -> None:
    """A context; agents and groups of it exist from 2.0.0 on."""
    members(value, path, check, CONTEXT_RULES_2 if check.version == "2.0.0" else CONTEXT_RULES)


def _length(value: Any, path: str, check: Check) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        check.add("xapi_length", path, value=value)


def attachment(value: Any, path: str, check: Check) -> None:
    """The description of an attachment."""
    rules: dict[str, Rule] = {
        "usageType": iri,
        "display": language_map,
        "description": language_map,
        "contentType": matching(MEDIA_TYPE.fullmatch, "xapi_media_type"),
        "length": _length,
        "sha2": matching(SHA2.fullmatch, "xapi_sha2"),
        "fileUrl": iri,
    }
    needed = ("usageType", "display", "contentType", "length", "sha2")
    members(value, path, check, rules, required=needed)
