"""Two statements are the same but for what a store may change; and the three reading formats."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from courses.statements import format_statement, statements_equal
from courses.statements.formatting import one_wording
from tests.courses.test_validation import ACTIVITY, AGENT, ATTACHMENT, FULL, GONE, SUB, put

GROUP = {"objectType": "Group", "member": [AGENT, {"openid": "https://example.org/b"}]}

SAME = [
    ("id", GONE),
    ("stored", "2027-01-01T00:00:00Z"),
    ("authority", AGENT),
    ("version", "1.0.0"),
    ("attachments", GONE),
    ("timestamp", "2026-02-28T21:59:59.123456Z"),
    ("timestamp", GONE),
    ("verb/display", {"ro": "altfel"}),
    ("object/definition", GONE),
    ("object/objectType", GONE),
    ("actor/objectType", GONE),
    ("actor/mbox", "mailto:ana@EXAMPLE.org"),
    ("context/contextActivities/parent", ACTIVITY),
    ("context/registration", "ec531277-b57b-4c15-8d91-d292c5b2b8f7"),
    ("result/score/raw", 5.0),
]
DIFFERENT = [
    ("actor/mbox", "mailto:ANA@example.org"),
    ("actor/name", "Maria"),
    ("verb/id", "https://example.org/v"),
    ("object/id", "https://example.org/r"),
    ("result", GONE),
    ("result/duration", "PT60M0.1S"),
    ("result/score/raw", 6),
    ("result/success", 1),
    ("result/response", "x"),
    ("context/registration", "ec531277-b57b-4c15-8d91-d292c5b2b8f8"),
    ("context/contextActivities/parent", []),
    ("context/language", "en"),
    ("timestamp", "2026-02-28T21:59:58Z"),
]


@pytest.mark.parametrize(("path", "value"), SAME)
def test_what_a_store_may_change_is_ignored(path: str, value: Any) -> None:
    assert statements_equal(FULL, put(path, value, FULL))
    assert statements_equal(put(path, value, FULL), FULL)


@pytest.mark.parametrize(("path", "value"), DIFFERENT)
def test_everything_else_is_not(path: str, value: Any) -> None:
    assert not statements_equal(FULL, put(path, value, FULL))
    assert not statements_equal(put(path, value, FULL), FULL)


def test_members_of_a_group_have_no_order() -> None:
    turned = {**GROUP, "member": GROUP["member"][::-1]}
    assert statements_equal({**FULL, "actor": GROUP}, {**FULL, "actor": turned})
    assert statements_equal({**FULL, "object": GROUP}, {**FULL, "object": turned})


def test_the_rules_hold_inside_a_substatement() -> None:
    inner = {**SUB, "verb": {"id": SUB["verb"]["id"]}}  # type: ignore[index]
    assert statements_equal({**FULL, "object": SUB}, {**FULL, "object": inner})
    other = {**SUB, "object": {"id": "https://example.org/z"}}
    assert not statements_equal({**FULL, "object": SUB}, {**FULL, "object": other})


def test_comparing_and_formatting_change_nothing_they_are_given() -> None:
    before = copy.deepcopy(FULL)
    statements_equal(FULL, FULL)
    format_statement(FULL, "ids")
    format_statement(FULL, "canonical", ["ro"])
    assert before == FULL


def test_exact_is_the_statement_itself() -> None:
    assert format_statement(FULL, "exact") == FULL


def test_ids_keep_only_what_identifies() -> None:
    formed = format_statement({**FULL, "context": {**FULL["context"], "team": GROUP}}, "ids")
    assert formed["actor"] == {"objectType": "Agent", **AGENT}
    assert formed["verb"] == {"id": FULL["verb"]["id"]}
    assert formed["object"] == {"objectType": "Activity", "id": "https://example.org/q"}
    assert formed["context"]["contextActivities"] == {"parent": [ACTIVITY], "other": [ACTIVITY]}
    assert formed["context"]["team"] == GROUP
    assert formed["result"] == FULL["result"]
    identified = {"objectType": "Group", "name": "T", **AGENT, "member": [AGENT]}
    formed = format_statement({**FULL, "actor": identified}, "ids")
    assert formed["actor"] == {"objectType": "Group", **AGENT}
    formed = format_statement({**FULL, "object": SUB}, "ids")
    assert formed["object"]["verb"] == {"id": FULL["verb"]["id"]}


def test_canonical_has_one_language_everywhere() -> None:
    formed = format_statement({**FULL, "attachments": [ATTACHMENT]}, "canonical", ["en"])
    definition = formed["object"]["definition"]
    assert definition["name"] == {"en-GB": "Question"}
    assert definition["description"] == {"ro": "?"}
    assert definition["choices"][0]["description"] == {"en": "A"}
    assert formed["verb"]["display"] == {"en-US": "experienced"}
    assert formed["attachments"][0]["display"] == {"en": "A file"}


@pytest.mark.parametrize(
    ("langs", "expected"),
    [
        (["ro-MD", "en"], "ro"),
        (["fr", "en"], "en-US"),
        (["EN-us"], "en-US"),
        (["fr"], "de"),
        ([], "de"),
    ],
)
def test_the_best_wording_is_chosen(langs: list[str], expected: str) -> None:
    wordings = {"de": "ja", "en-US": "yes", "ro": "da"}
    assert list(one_wording(wordings, langs)) == [expected]
    assert one_wording({}, langs) == {}
