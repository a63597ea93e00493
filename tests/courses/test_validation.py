"""The validator takes every valid statement and names every fault, and never crashes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.statements import validate_statement

AGENT = {"mbox": "mailto:ana@example.org"}
VERB = {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en-US": "experienced"}}
ACTIVITY = {"id": "https://example.org/a"}
REF = {"objectType": "StatementRef", "id": "8f87ccde-bb56-4c2e-ab83-44982ef22df0"}
SHA2 = "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"
ATTACHMENT = {
    "usageType": "https://example.org/usage",
    "display": {"en": "A file"},
    "contentType": "text/plain; charset=ascii",
    "length": 27,
    "sha2": SHA2,
    "fileUrl": "https://example.org/f.txt",
}
FULL: dict[str, Any] = {
    "id": "fd41c918-b88b-4b20-a0a5-a4c32391aaa0",
    "actor": {"objectType": "Agent", "name": "Ana", **AGENT},
    "verb": VERB,
    "object": {
        "objectType": "Activity",
        "id": "https://example.org/q",
        "definition": {
            "name": {"ro": "Întrebare", "en-GB": "Question"},
            "description": {"ro": "?"},
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "moreInfo": "https://example.org/more",
            "interactionType": "choice",
            "correctResponsesPattern": ["a[,]b"],
            "choices": [{"id": "a", "description": {"en": "A"}}, {"id": "b"}],
            "extensions": {"https://example.org/x": None},
        },
    },
    "result": {
        "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
        "success": True,
        "completion": False,
        "response": "",
        "duration": "PT1H0M0.1S",
        "extensions": {"https://example.org/x": {"deep": [None]}},
    },
    "context": {
        "registration": "EC531277-B57B-4C15-8D91-D292C5B2B8F7",
        "instructor": AGENT,
        "team": {"objectType": "Group", "name": "T", "mbox": "mailto:t@example.org"},
        "contextActivities": {"parent": [ACTIVITY], "other": ACTIVITY},
        "revision": "1",
        "platform": "p",
        "language": "ro-RO",
        "statement": REF,
        "extensions": {},
    },
    "timestamp": "2026-02-28T23:59:59.123456789+02:00",
    "stored": "2026-03-01T00:00:00Z",
    "authority": {
        "objectType": "Group",
        "member": [AGENT, {"account": {"homePage": "https://example.org", "name": "k"}}],
    },
    "version": "1.0.3",
    "attachments": [ATTACHMENT],
}
MINIMAL = {"actor": AGENT, "verb": VERB, "object": ACTIVITY}
SUB = {"objectType": "SubStatement", **MINIMAL}
GONE = object()


def put(path: str, value: Any, base: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(base))
    *way, last = path.split("/")
    holder: Any = changed
    for step in way:
        holder = holder[int(step)] if step.isdigit() else holder[step]
    if value is GONE:
        del holder[last]
    elif isinstance(holder, list):
        holder[int(last)] = value
    else:
        holder[last] = value
    return changed


def codes(statement: Any, version: str = "1.0.3") -> list[str]:
    return [problem.code for problem in validate_statement(statement, version=version)]


@pytest.mark.parametrize("statement", [FULL, MINIMAL, {**MINIMAL, "object": SUB}])
@pytest.mark.parametrize("version", ["1.0.0", "1.0.3", "2.0.0"])
def test_valid_statements_have_no_problem(statement: dict[str, Any], version: str) -> None:
    assert codes(statement, version) == []


VALID = [
    ("object", {"objectType": "Agent", **AGENT}),
    ("object", {"objectType": "Group", "member": [AGENT]}),
    ("object", REF),
    ("actor", {"objectType": "Group", "openid": "https://example.org/g"}),
    ("actor", {"mbox_sha1sum": "a" * 40}),
    ("verb/display", {}),
    *(("result", {"duration": text}) for text in ("P3Y1M29DT4H35M59.14S", "P4W", "P3Y", "PT0S")),
    *(("timestamp", f"2026-01-01T00:00:00{offset}") for offset in ("Z", "-05:30", "+00:00")),
    ("timestamp", "2016-12-31T23:59:60Z"),
    ("result", {"score": {"scaled": -1}}),
    ("context", {"language": "x-klingon"}),
    ("version", "1.0"),
]


@pytest.mark.parametrize(("path", "value"), VALID)
def test_each_allowed_form_is_accepted(path: str, value: Any) -> None:
    assert codes(put(path, value, MINIMAL)) == []


INVALID = [
    ("actor", GONE, "xapi_missing"),
    ("verb", GONE, "xapi_missing"),
    ("object", GONE, "xapi_missing"),
    ("verb/id", GONE, "xapi_missing"),
    ("object/id", GONE, "xapi_missing"),
    ("actor", None, "xapi_null"),
    ("result/response", None, "xapi_null"),
    ("object/definition/name/ro", None, "xapi_null"),
    ("actor", "Ana", "xapi_object_expected"),
    ("Actor", AGENT, "xapi_unknown"),
    ("result/extra", 1, "xapi_unknown"),
    ("actor/mbox", "ana@example.org", "xapi_mailto"),
    ("actor/mbox", GONE, "xapi_identifier_missing"),
    ("actor/openid", "https://example.org/a", "xapi_identifiers_many"),
    ("actor/objectType", "agent", "xapi_value_unknown"),
    ("actor", {"mbox_sha1sum": "xyz"}, "xapi_sha1"),
    ("actor", {"openid": "ana"}, "xapi_iri"),
    ("actor", {"account": {"homePage": "https://e.org"}}, "xapi_missing"),
    ("actor", {"account": {"homePage": "https://e.org", "name": ""}}, "xapi_string_empty"),
    ("actor", {"objectType": "Group"}, "xapi_member_missing"),
    ("actor", {"objectType": "Group", "member": []}, "xapi_list_empty"),
    ("actor", {"objectType": "Group", "member": AGENT}, "xapi_list_expected"),
    (
        "actor",
        {"objectType": "Group", "member": [{"objectType": "Group", "member": [AGENT]}]},
        "xapi_group_in_group",
    ),
    ("verb/id", "experienced", "xapi_iri"),
    ("verb/id", 7, "xapi_string_expected"),
    ("verb/display", {"a12345678": "x"}, "xapi_language"),
    ("verb/display", {"en": 7}, "xapi_string_expected"),
    ("object/id", "ab=c://example.org", "xapi_iri"),
    ("object/objectType", "activity", "xapi_value_unknown"),
    ("object/objectType", ["Activity"], "xapi_value_unknown"),
    ("object/definition", "x", "xapi_object_expected"),
    ("object/definition/type", "x", "xapi_iri"),
    ("object/definition/interactionType", "Choice", "xapi_value_unknown"),
    ("object/definition/interactionType", GONE, "xapi_interaction_type_missing"),
    ("object/definition/scale", [{"id": "a"}], "xapi_component_list"),
    ("object/definition/choices/1/id", "a", "xapi_component_repeated"),
    ("object/definition/correctResponsesPattern", "a", "xapi_list_expected"),
    ("object/definition/extensions", {"x": 1}, "xapi_iri"),
    ("object", {"objectType": "StatementRef", "id": "8f87ccde"}, "xapi_uuid"),
    ("object", {**SUB, "id": REF["id"]}, "xapi_unknown"),
    ("object", {**SUB, "object": SUB}, "xapi_substatement_nested"),
    ("object", {**SUB, "timestamp": "x"}, "xapi_timestamp"),
    ("result/score/scaled", 1.01, "xapi_scaled_range"),
    ("result/score/scaled", "0.5", "xapi_number_expected"),
    ("result/score/scaled", True, "xapi_number_expected"),
    ("result/score/scaled", float("nan"), "xapi_not_finite"),
    ("result/score/raw", 11, "xapi_raw_range"),
    ("result/score/min", 10, "xapi_min_max"),
    ("result/success", "true", "xapi_boolean_expected"),
    ("result/completion", 1, "xapi_boolean_expected"),
    ("result/duration", "P4W1D", "xapi_duration"),
    ("result/duration", "P", "xapi_duration"),
    ("result/duration", "PT", "xapi_duration"),
    ("result/duration", "PT1.5H3M", "xapi_duration"),
    ("context/registration", "12345", "xapi_uuid"),
    ("context/team", AGENT, "xapi_missing"),
    ("context/contextActivities/Parent", [ACTIVITY], "xapi_unknown"),
    ("context/contextActivities/parent", [AGENT], "xapi_unknown"),
    ("context/language", "romana_RO", "xapi_language"),
    ("context/statement", {"id": REF["id"]}, "xapi_missing"),
    ("context/contextAgents", [], "xapi_unknown"),
    ("object", REF, "xapi_activity_only"),
    *(
        ("timestamp", text, "xapi_timestamp")
        for text in (
            "2026-02-30T00:00:00Z",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01 00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00-00:00",
            "2026-01-01T00:00:00-0000",
            "2026-01-01T00:00:00-00",
            "2026-01-01T00:00:00+25:00",
        )
    ),
    ("timestamp", 7, "xapi_string_expected"),
    ("stored", "ieri", "xapi_timestamp"),
    ("authority/member", [AGENT], "xapi_authority_group"),
    ("authority", {"objectType": "Group", **AGENT}, "xapi_authority_group"),
    ("version", "1.1.0", "xapi_version"),
    ("version", "2.0.0", "xapi_version"),
    ("version", "1.0.x", "xapi_version"),
    ("version", 1, "xapi_string_expected"),
    ("attachments", ATTACHMENT, "xapi_list_expected"),
    ("attachments/0/sha2", GONE, "xapi_missing"),
    ("attachments/0/sha2", "abc", "xapi_sha2"),
    ("attachments/0/length", 1.5, "xapi_length"),
    ("attachments/0/contentType", "text", "xapi_media_type"),
    ("attachments/0/usageType", "x", "xapi_iri"),
    ("id", "not-a-uuid", "xapi_uuid"),
    ("verb/id", "http://adlnet.gov/expapi/verbs/voided", "xapi_voiding"),
]


@pytest.mark.parametrize(("path", "value", "code"), INVALID)
def test_each_fault_is_named_in_both_languages(path: str, value: Any, code: str) -> None:
    problems = validate_statement(put(path, value, FULL))
    assert code in [problem.code for problem in problems]
    for problem in problems:
        assert problem.sentence("ro") != problem.sentence("en")


def test_all_problems_come_at_once_with_their_places() -> None:
    broken = put("result/score/scaled", 3, put("actor/mbox", "x", put("verb/id", "y", FULL)))
    assert {(problem.code, problem.where) for problem in validate_statement(broken)} == {
        ("xapi_mailto", "actor.mbox"),
        ("xapi_iri", "verb.id"),
        ("xapi_scaled_range", "result.score"),
    }


def test_a_problem_inside_a_list_says_which_item() -> None:
    broken = put("context/contextActivities/parent/0/id", "x", FULL)
    assert [problem.where for problem in validate_statement(broken)] == [
        "context.contextActivities.parent[0].id"
    ]


CONTEXT_AGENT = {"objectType": "contextAgent", "agent": AGENT}
CONTEXT_GROUP = {
    "objectType": "contextGroup",
    "group": {"objectType": "Group", "member": [AGENT]},
    "relevantTypes": ["https://example.org/t"],
}


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"contextAgents": [CONTEXT_AGENT]}, []),
        ({"contextGroups": [CONTEXT_GROUP]}, []),
        ({"contextAgents": [{**CONTEXT_AGENT, "relevantTypes": []}]}, ["xapi_list_empty"]),
        ({"contextAgents": [{**CONTEXT_AGENT, "relevantTypes": ["x"]}]}, ["xapi_iri"]),
        ({"contextAgents": [{**CONTEXT_AGENT, "objectType": "Agent"}]}, ["xapi_value_unknown"]),
        ({"contextAgents": [{"objectType": "contextAgent"}]}, ["xapi_missing"]),
    ],
)
def test_context_agents_and_groups_exist_from_2_0_0(
    context: dict[str, Any], expected: list[str]
) -> None:
    statement = {**MINIMAL, "context": context, "version": "2.0.0"}
    assert codes(statement, "2.0.0") == expected
    assert "xapi_unknown" in codes(statement, "1.0.3")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=20,
)
KNOWN = st.sampled_from(
    [
        *("id", "actor", "verb", "object", "result", "context", "objectType", "member", "score"),
        *("definition", "choices", "interactionType", "extensions", "account", "attachments"),
        *("contextActivities", "timestamp", "version", "authority", "duration", "scaled", "min"),
    ]
)
LIKE_STATEMENTS = st.recursive(
    st.none()
    | st.integers()
    | st.sampled_from(["Group", "SubStatement", "Agent", "choice", "https://e.org", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KNOWN, inner, max_size=6),
    max_leaves=25,
)


@given(JSON | LIKE_STATEMENTS)
def test_the_validator_never_raises(value: Any) -> None:
    for problem in validate_statement(value, version="2.0.0"):
        assert problem.sentence("ro")
        json.dumps(problem.as_dict())
    assert validate_statement(value) != ()


@given(st.sampled_from([path for path, _, _ in INVALID]), JSON | LIKE_STATEMENTS)
def test_any_value_anywhere_never_raises(path: str, value: Any) -> None:
    validate_statement(put(path, value, FULL))


def test_json_nested_very_deep_never_raises() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert validate_statement(deep)
    assert validate_statement({**MINIMAL, "object": {**ACTIVITY, "definition": deep}})
    nested: Any = {}
    for _ in range(50_000):
        nested = {"object": nested, "objectType": "SubStatement"}
    assert validate_statement({**MINIMAL, "object": nested})
