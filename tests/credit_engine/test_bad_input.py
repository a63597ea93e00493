"""Bad input: every problem at once, each with file, line, what is wrong and what to do."""

import json
import random
import re
import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from credit_engine import bundled_regulation_text, check_regulation
from credit_engine.__main__ import main
from credit_engine.facts_reading import read_document
from credit_engine.json_source import read_json
from credit_engine.problems import FactsError
from credit_engine.sentences import LANGUAGES
from credit_engine.yaml_source import Fields, Items, Scalar, ScalarKind, read_yaml

NFPC = bundled_regulation_text("nfpc-2013")
AMENDED = """
  - id: nfpc-2027
    amends: nfpc-2013
    effective_from: 2027-01-01
    title: {ro: Norme noi, en: New norms}
"""
ASKED = ["--question", "year:2026", "--on", "2026-05-01"]
FACTS = """{"schema": "treapta-facts/1",
 "member": {"member": "m-1", "platform_from": "2025-01-01",
  "registrations": [{"recorded_at": "2020-01-01T00:00:00Z", "registered_on": "2015-02-01"}],
  "statuses": [
   {"recorded_at": "2020-01-01T00:00:00Z", "status": "active", "valid_from": "2015-02-01",
    "valid_until": "2024-01-01"},
   {"recorded_at": "2020-01-01T00:00:00Z", "status": "suspended", "valid_from": "2024-01-01"}],
  "grades": [],
  "activities": [
   {"recorded_at": "2026-04-02T07:00:00Z", "id": "c-1", "kind": "course", "source": "course-1",
    "title": "Etică", "started_on": "2026-03-01", "completed_on": "2026-04-02",
    "minutes_delivered": 500,
    "minutes_present": 400,
    "workload_minutes": 500},
   {"recorded_at": "2026-04-02T07:00:00Z", "id": "c-2", "kind": "course", "source": "course-2",
    "title": "Etică", "started_on": "2026-03-01", "completed_on": "2026-04-20",
    "minutes_delivered": 500,
    "minutes_present": 400,
    "workload_minutes": 500},
   {"recorded_at": "2026-04-02T07:00:00Z", "id": "c-3", "kind": "course", "source": "course-3",
    "title": "Etică", "started_on": "2026-03-01", "completed_on": "2026-04-20",
    "minutes_delivered": 500,
    "minutes_present": 400,
    "workload_minutes": 500}]}}
"""

# One row for each kind: what is written instead of what, in which text, and what is said of it.
IN_REGULATIONS = {
    "unknown kind": ("basis: seed, source: strategy-a", "basis: guessed, source: strategy-a",
                     "word-unknown"),
    "unknown key": ("      blanket_grants: []", "      blanket_grants: []\n      bonus: 1",
                    "key-unknown"),
    "missing source": ("basis: seed, source: strategy-avizare", "basis: seed", "source-missing"),
    "empty source": ("basis: seed, source: strategy-avizare", "basis: seed, source: null",
                     "source-missing"),
    "unknown source": ("source: strategy-avizare", "source: hearsay", "source-unknown"),
    "float": ('min_credits: {value: "10"', "min_credits: {value: 10.5", "float-refused"),
    "duplicate key": ("    blanket_grants: []", "    blanket_grants: []\n      blanket_grants: []",
                      "key-duplicate"),
    "negative minutes": ("minutes_per_credit: {value: 60", "minutes_per_credit: {value: -60",
                         "amount-absurd"),
    "absurd days": ("notice_days: 60", "notice_days: 36526", "amount-huge"),
    "rounded per what nobody adds up": ("once_per: course", "once_per: programme", "scope-wrong"),
    "octal": ("minutes_per_credit: {value: 60", "minutes_per_credit: {value: 060", "value-wrong"),
    "no such day": ("month: 3, day: 31", "month: 2, day: 29", "day-absurd"),
    "day of no calendar": ("effective_from: 2013-03-30", "effective_from: 2013-02-30",
                           "value-wrong"),
    "day not as asked": ("effective_from: 2013-03-30", "effective_from: 20130330", "value-wrong"),
    "day of another age": ("effective_from: 2013-03-30", "effective_from: 1013-03-30",
                           "value-wrong"),
    "thresholds out of order": ("attendance_review_from_percent: {value: 70",
                                "attendance_review_from_percent: {value: 81",
                                "review-above-min"),
    "unknown amended": ("amends: nfpc-2013", "amends: nfpc-1990", "amends-unknown"),
    "cycle of overrides": ("amends: nfpc-2013", "amends: nfpc-2027", "amends-cycle"),
    "two in force": ("effective_from: 2027-01-01", "effective_from: 2013-03-30", "versions-clash"),
    "same name": ("id: nfpc-2027\n    amends: nfpc-2013", "id: nfpc-2013", "versions-clash"),
    "alias": ("min_credits: {value: \"10\"", "min_credits: {value: *ten", "yaml-alias"),
    "tag": ("status: ", "status: !!python/name:os.system ", "yaml-tag"),
    "key of another type": ("    blanket_grants: []", "    blanket_grants: []\n      2026: 1",
                            "key-not-text"),
    "no list": ("      blanket_grants: []", "      blanket_grants: {}", "not-list"),
    "no value": ("min_credits: {value: \"10\"", "min_credits: {value: [10]", "not-scalar"),
    "bare": ("period: {value: calendar_year, basis: default}", "period: calendar_year",
             "leaf-bare"),
}  # fmt: skip
IN_FACTS = {
    "unknown kind": ('"kind": "course"', '"kind": "holiday"', "word-unknown"),
    "unknown key": ('"grades": []', '"grades": [], "nickname": "x"', "key-unknown"),
    "statuses overlap": ('"valid_until": "2024-01-01"', '"valid_until": "2024-01-02"',
                         "statuses-overlap"),
    "before registration": ('"registered_on": "2015-02-01"', '"registered_on": "2026-04-03"',
                            "activity-before-registration"),
    "negative minutes": ('"workload_minutes": 500', '"workload_minutes": -1', "minutes-absurd"),
    "absurd minutes": ('"workload_minutes": 500', '"workload_minutes": 527041', "minutes-absurd"),
    "more than delivered": ('"minutes_present": 400', '"minutes_present": 501', "minutes-over"),
    "period backwards": ('"valid_until": "2024-01-01"', '"valid_until": "2015-01-31"',
                         "period-backwards"),
    "dates out of order": ('"started_on": "2026-03-01"', '"started_on": "2026-04-03"',
                           "completed-before-started"),
    "day of no calendar": ('"started_on": "2026-03-01"', '"started_on": "2026-02-30"',
                           "value-wrong"),
    "instant without zone": ("07:00:00Z", "07:00:00", "value-wrong"),
    "float": ('"minutes_present": 400', '"minutes_present": 4e2', "float-refused"),
    "not a number": ('"minutes_present": 400', '"minutes_present": NaN', "float-refused"),
    "duplicate key": ('"minutes_present": 400', '"minutes_present": 1, "minutes_delivered": 1',
                      "key-duplicate"),
    "half a character": ('"Etică"', '"\\ud800"', "text-broken"),
    "schema": ("treapta-facts/1", "treapta-facts/9", "word-unknown"),
    "missing key": ('"id": "c-1", ', "", "key-missing"),
}  # fmt: skip


def written(tmp_path, text, name):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def changed(text, old, new):
    assert old in text, old
    return text.replace(old, new, 1), text.index(old)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


@pytest.mark.parametrize("kind", IN_REGULATIONS)
def test_a_mistake_in_a_regulation_is_named_alone_on_its_line(kind):
    old, new, code = IN_REGULATIONS[kind]
    text, at = changed(NFPC.rstrip() + AMENDED, old, new)
    found = [p for p in check_regulation(text, name="n.yaml") if p.code != "key-missing"]
    assert [problem.code for problem in found] == [code]
    first, last = line_of(text, at), line_of(text, at + len(new))
    assert found[0].line is not None
    assert first - (code == "versions-clash") * 4 <= found[0].line <= last
    for lang in LANGUAGES:
        assert found[0].sentence(lang).startswith(f"n.yaml:{found[0].line}: ")


@pytest.mark.parametrize("kind", IN_FACTS)
def test_a_mistake_in_facts_is_named_alone_on_its_line(kind):
    old, new, code = IN_FACTS[kind]
    text, at = changed(FACTS, old, new)
    with pytest.raises(FactsError) as refused:
        read_document(text, name="f.json", first_line=11)
    (problem,) = refused.value.problems
    # A problem of a whole record is on the line where it begins.
    records = {"activity-before-registration": '"id": "c-1"', "statuses-overlap": "suspended",
               "period-backwards": '"status": "active"'}  # fmt: skip
    place = FACTS.index(records[code]) if code in records else at
    assert (problem.code, problem.line) == (code, line_of(text, place) + 10)
    for lang in LANGUAGES:
        assert problem.sentence(lang).startswith(f"f.json:{problem.line}: ")


def all_together(table, text):
    """The text with every change of the table that does not undo another, and the codes."""
    codes = []
    for old, new, code in table.values():
        if text.count(old) and new not in text:
            text = text.replace(old, new, 1)
            codes.append(code)
    return text, codes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_regulation_with_every_mistake_is_refused_with_all_of_them(tmp_path, capsys, lang):
    alone = {"unknown amended", "day of no calendar", "day not as asked", "day of another age"}
    table = {kind: row for kind, row in IN_REGULATIONS.items() if kind not in alone}
    text, codes = all_together(table, NFPC.rstrip() + AMENDED)
    path = written(tmp_path, text, "n.yaml")
    assert main(["check", str(path), "--lang", lang]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert {*codes} <= {problem.code for problem in check_regulation(text, name="n.yaml")}
    assert len(codes) >= 15
    lines = [int(line.removeprefix(f"{path}:").split(":")[0]) for line in printed]
    assert lines == sorted(lines)
    assert len(printed) == len(set(printed)) >= len(codes)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_facts_with_every_mistake_are_refused_with_all_of_them(tmp_path, capsys, lang):
    text, codes = all_together(IN_FACTS, FACTS)
    path = written(tmp_path, text, "f.json")
    draft = written(tmp_path, changed(NFPC, '"10"', "10.5")[0], "n.yaml")
    asked = ["assess", str(path), *ASKED, "--lang", lang, "--regulation-file", str(draft)]
    assert main(asked) == 1
    printed = capsys.readouterr().err.splitlines()
    assert len(codes) >= 12
    with pytest.raises(FactsError) as refused:
        read_document(text, name=str(path))
    found = refused.value.problems
    assert {*codes} <= {problem.code for problem in found}
    assert printed[1:] == [problem.sentence(lang) for problem in found]
    assert printed[0].startswith(f"{draft}:")
    assert all(problem.line for problem in found)


def test_a_population_is_refused_with_the_problems_of_every_line(tmp_path, capsys):
    good = json.dumps(json.loads(FACTS))
    late = good.replace('"workload_minutes": 500', '"workload_minutes": -5', 1)
    odd = good.replace('"kind": "course"', '"kind": "holiday"', 1)
    path = written(tmp_path, f"{good}\n\n{late}\n{odd}\n{{\n", "f.jsonl")
    asked = ["--regulation", str(written(tmp_path, NFPC, "n.yaml")), "--year", "2025"]
    assert main(["simulate", str(path), *asked, "--on", "2026-05-01", "--lang", "en"]) == 1
    printed = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in printed] == [f"{path}:{n}" for n in (3, 4, 5)]
    assert "Write one from 0 to" in printed[0]


def test_a_status_known_only_after_another_was_withdrawn_does_not_overlap_it():
    known = '"recorded_at": "2020-01-01T00:00:00Z", "status": "suspended"'
    text, _ = changed(FACTS, '"valid_until": "2024-01-01"', '"valid_until": "2024-02-01"')
    until = '"valid_until": "2024-02-01", "superseded_at": "2021-01-01T00:00:00Z"'
    withdrawn, _ = changed(text, '"valid_until": "2024-02-01"', until)
    with pytest.raises(FactsError):
        read_document(withdrawn, name="f.json")
    later, _ = changed(withdrawn, known, known.replace("2020-01-01", "2021-01-01"))
    read_document(later, name="f.json")


# -- texts that would take for ever ------------------------------------------------------------

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)
ENDLESS_YAML = {
    "brackets": "[" * 900_000,
    "braces": "{" * 900_000,
    "dashes": "- " * 450_000,
    "questions": "? " * 450_000,
    "indents": "".join(" " * n + "a:\n" for n in range(1000)),
    "laughs": LAUGHS,
    "long": "a" * 1_000_001,
    "half a character": "\ud800",
    "two documents": "a: 1\n---\nb: 2",
    "versions": "versions: [" + "{}, " * 101 + "]",
    "chain": "versions:\n" + "".join(f"- {{id: v{n}, amends: v{n + 1}}}\n" for n in range(3000)),
}
ENDLESS_JSON = {
    "brackets": "[" * 1_900_000,
    "braces": '{"a":' * 380_000,
    "digits": "9" * 1_900_000,
    "long": '"' + "a" * 2_000_000,
    "many": '{"schema": "treapta-facts/1", "member": {"member": "m", "dues": ['
    + "1," * 2000 + "1]}}",
}  # fmt: skip


@pytest.mark.parametrize("kind", ENDLESS_YAML)
def test_a_regulation_without_end_is_refused_at_once(kind):
    began = time.process_time()
    problems = check_regulation(ENDLESS_YAML[kind], name="n.yaml")
    assert all(problem.sentence("ro") for problem in problems)
    assert problems
    assert time.process_time() - began < 2


@pytest.mark.parametrize("kind", ENDLESS_JSON)
def test_facts_without_end_are_refused_at_once(kind):
    began = time.process_time()
    with pytest.raises(FactsError) as refused:
        read_document(ENDLESS_JSON[kind], name="f.json")
    assert all(problem.sentence("ro") for problem in refused.value.problems)
    assert time.process_time() - began < 2


def test_aliases_are_named_once_each_and_never_expanded():
    problems = check_regulation(LAUGHS, name="n.yaml")
    named = [(p.line, p.params["anchor"]) for p in problems if p.code == "yaml-alias"]
    assert named == [(n + 2, chr(97 + n)) for n in range(9)]


def test_a_depth_that_is_needed_is_read_and_one_more_is_not():
    assert read_yaml("[" * 40 + "1" + "]" * 40, name="n")[1] == []
    assert [p.code for p in read_yaml("[" * 41 + "1" + "]" * 41, name="n")[1]] == ["yaml-depth"]
    assert read_json("[" * 40 + "1" + "]" * 40, name="n")[1] == []
    (deep,) = read_json("[\n" * 41 + "1" + "]" * 41, name="n")[1]
    assert (deep.code, deep.line) == ("yaml-depth", 42)


# -- JSON as the standard library reads it -----------------------------------------------------


def plain(tree):
    if isinstance(tree, Fields):
        return {key: plain(inner) for key, inner in tree.fields.items()}
    if isinstance(tree, Items):
        return [plain(inner) for inner in tree.items]
    assert isinstance(tree, Scalar)
    words = {ScalarKind.NULL: None, ScalarKind.BOOLEAN: tree.text == "true"}
    return int(tree.text) if tree.kind is ScalarKind.INTEGER else words.get(tree.kind, tree.text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 10**12) | st.text('ab"\\\n ș😀\u2028', max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('a"ș', max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_json_is_read_as_by_the_standard_library(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    tree, problems = read_json(f" {text}\n", name="f")
    assert problems == []
    assert plain(tree) == value


def test_broken_json_is_refused_where_the_standard_library_refuses_it():
    good = '{"a": [1, -2, "x", {"b": null}],\n "c": true, "d": {}, "e": [], "f": "ș\\n"}'
    chosen = random.Random(7)
    for _ in range(600):
        at = chosen.randrange(len(good))
        odd = chosen.choice(["", *',"}]:1e-\n '])
        text = good[:at] + odd + good[at + chosen.randrange(3) :]
        tree, problems = read_json(text, name="f", first_line=5)
        try:
            expected: Any = json.loads(text)
        except json.JSONDecodeError as error:
            expected = (error.lineno + 4, error.msg)
            assert tree is None, text
            found: Any = (problems[-1].line, problems[-1].params["reason"])
        else:
            found = expected if tree is not None else "refused"
        assert found == expected, text


# -- holes: whatever cannot be read, the rest is looked at, and nothing breaks -----------------


def places(value, path=()):
    """Every place of a JSON value, itself included."""
    yield path
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in inside:
        yield from places(inner, (*path, key))


def with_hole(value, path, hole):
    if not path:
        return hole
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = with_hole(value[path[0]], path[1:], hole)
    return copied


WHOLE: Any = {
    "schema": "treapta-facts/1",
    "member": json.loads(FACTS)["member"]
    | {
        "grades": [{"recorded_at": "2020-01-01T00:00:00Z", "grade": "specialist",
                    "valid_from": "2015-02-01", "superseded_at": "2021-01-01T00:00:00Z"}],
    },
    "programme": {"id": "p", "title": "P", "organisers": ["branch"], "parts": [
        {"recorded_at": "2020-01-01T00:00:00Z", "minutes": 60, "activity": "A"}]},
    "recognition": {"id": "r", "title": "R", "provider": "P", "country": "RO", "minutes": 60,
                    "ended_on": "2025-01-01", "certificate_issued_on": "2025-02-01"},
}  # fmt: skip
WHOLE["member"]["activities"] = [
    WHOLE["member"]["activities"][0]
    | {
        "sessions": [{"start": "2026-04-01T07:00:00Z", "end": "2026-04-01T09:00:00Z"}],
        "quantity": "2",
        "bookings": [{"recorded_at": "2026-04-02T07:00:00Z", "entry": "e", "credits": "1",
                      "basis": "adopted"}],
        "programme_approvals": [{"recorded_at": "2020-01-01T00:00:00Z", "valid_from": "2020-01-01",
                                 "credits": "3", "decision": {"body": "BEX", "number": "1",
                                                              "decided_on": "2020-01-01"}}],
    }
]  # fmt: skip


@pytest.mark.parametrize("hole", [1.5, {"x": 1}, [[]]], ids=str)
def test_a_hole_anywhere_in_facts_is_named_and_breaks_nothing(hole):
    read_document(json.dumps(WHOLE), name="f")
    for path in places(WHOLE):
        text = json.dumps(with_hole(WHOLE, path, hole))
        with pytest.raises(FactsError) as refused:
            read_document(text, name="f")
        assert all(problem.sentence("ro") for problem in refused.value.problems)


@pytest.mark.parametrize("regulation_id", ["doctors-ro", "nurses-ro"])
def test_a_hole_anywhere_in_a_regulation_is_named_and_breaks_nothing(regulation_id):
    whole = yaml.safe_load(bundled_regulation_text(regulation_id))
    whole = json.loads(json.dumps(whole, default=str))
    for path in places(whole):
        if "not_regulated" in path or path == ("notes",):
            continue
        text = re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", json.dumps(with_hole(whole, path, 1.5)))
        problems = check_regulation(text, name="n")
        assert "float-refused" in {problem.code for problem in problems}, path
        assert all(problem.sentence("en") for problem in problems)


def test_what_is_wrong_beside_a_hole_is_named_too():
    text, _ = changed(FACTS, '"valid_until": "2024-01-01"', '"valid_until": "2024-01-02"')
    text, _ = changed(text, '"grades": []', '"grades": [{"recorded_at": 1}]')
    text, _ = changed(text, '"minutes_present": 400', '"minutes_present": -4')
    text, _ = changed(text, '"id": "c-2"', '"id": 1.5')
    text, _ = changed(text, '"statuses": [', '"statuses": [{"recorded_at": 1.5, "status": "active",'
                                             ' "valid_from": "2015-01-01"},')  # fmt: skip
    with pytest.raises(FactsError) as refused:
        read_document(text, name="f")
    codes = sorted(problem.code for problem in refused.value.problems)
    assert codes == ["float-refused", "float-refused", "key-missing", "key-missing",
                     "minutes-absurd", "statuses-overlap", "value-wrong"]  # fmt: skip


def test_half_of_a_character_is_named_on_its_line():
    assert [p.line for p in check_regulation("\na: \ud800", name="n")] == [2]
    assert [p.line for p in read_json('\n"\ud800"', name="f")[1]] == [2]
