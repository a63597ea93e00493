"""A statement as the reader asks for it: exact, ids only, or in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

StatementFormat = Literal["exact", "ids", "canonical"]
IDENTIFYING = ("objectType", "mbox", "mbox_sha1sum", "openid", "account")
COMPONENTS = ("choices", "scale", "source", "target", "steps")
Part = Callable[[Mapping[str, Any]], dict[str, Any]]


def format_statement(
    statement: Mapping[str, Any], form: StatementFormat, langs: Sequence[str] = ()
) -> dict[str, Any]:
    """The statement in `form`; `langs` are the reader's languages in order, for `canonical`."""
    if form == "exact":
        return dict(statement)
    if form == "ids":
        return _each_part(statement, activity=_activity_id, actor=_actor_id, verb=_verb_id)

    def one_language(activity: Mapping[str, Any]) -> dict[str, Any]:
        return _canonical_activity(activity, langs)

    def one_display(verb: Mapping[str, Any]) -> dict[str, Any]:
        return _with_one(verb, ("display",), langs)

    formed = _each_part(statement, activity=one_language, actor=dict, verb=one_display)
    if "attachments" in formed:
        formed["attachments"] = [
            _with_one(item, ("display", "description"), langs) for item in formed["attachments"]
        ]
    return formed


def one_wording(wordings: Mapping[str, str], langs: Sequence[str]) -> dict[str, str]:
    """The best of a language map: exact tag, then same language, then its first entry."""
    by_tag = {tag.lower(): tag for tag in wordings}
    for wanted in (lang.lower() for lang in langs):
        if wanted in by_tag:
            return {by_tag[wanted]: wordings[by_tag[wanted]]}
        for tag in wordings:
            if tag.lower().split("-")[0] == wanted.split("-")[0]:
                return {tag: wordings[tag]}
    return dict(list(wordings.items())[:1])


def _each_part(
    statement: Mapping[str, Any], *, activity: Part, actor: Part, verb: Part
) -> dict[str, Any]:
    def formed_object(target: Mapping[str, Any]) -> dict[str, Any]:
        kind = target.get("objectType", "Activity")
        if kind == "Activity":
            return activity(target)
        if kind == "SubStatement":
            return _each_part(target, activity=activity, actor=actor, verb=verb)
        return dict(target) if kind == "StatementRef" else actor(target)

    formed = dict(statement)
    formed["actor"] = actor(statement["actor"])
    formed["verb"] = verb(statement["verb"])
    formed["object"] = formed_object(statement["object"])
    if "authority" in statement:
        formed["authority"] = actor(statement["authority"])
    if "context" in statement:
        formed["context"] = _formed_context(statement["context"], activity=activity, actor=actor)
    return formed


def _formed_context(context: Mapping[str, Any], *, activity: Part, actor: Part) -> dict[str, Any]:
    formed = dict(context)
    for name in ("instructor", "team"):
        if name in context:
            formed[name] = actor(context[name])
    if "contextActivities" in context:
        formed["contextActivities"] = {
            name: [activity(item) for item in (listed if isinstance(listed, list) else [listed])]
            for name, listed in context["contextActivities"].items()
        }
    for name, inner in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            formed[name] = [{**item, inner: actor(item[inner])} for item in context[name]]
    return formed


def _activity_id(activity: Mapping[str, Any]) -> dict[str, Any]:
    return {name: activity[name] for name in ("objectType", "id") if name in activity}


def _verb_id(verb: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": verb["id"]}


def _actor_id(actor: Mapping[str, Any]) -> dict[str, Any]:
    formed = {name: actor[name] for name in IDENTIFYING if name in actor}
    anonymous = not any(name in actor for name in IDENTIFYING[1:])
    if anonymous and "member" in actor:
        formed["member"] = [_actor_id(member) for member in actor["member"]]
    return formed


def _canonical_activity(activity: Mapping[str, Any], langs: Sequence[str]) -> dict[str, Any]:
    if "definition" not in activity:
        return dict(activity)
    definition = _with_one(activity["definition"], ("name", "description"), langs)
    for name in COMPONENTS:
        if name in definition:
            definition[name] = [
                _with_one(item, ("description",), langs) for item in definition[name]
            ]
    return {**activity, "definition": definition}


def _with_one(
    part: Mapping[str, Any], names: Sequence[str], langs: Sequence[str]
) -> dict[str, Any]:
    chosen = {name: one_wording(part[name], langs) for name in names if name in part}
    return {**part, **chosen}
