"""What answers carry: figures for the member's page, sentences, JSON, thousandths."""

import json
import re
from datetime import UTC, date, datetime
from fractions import Fraction
from string import Formatter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from credit_engine import (
    amount_text,
    assess_activity,
    assess_year,
    bundled_regulation_text,
    catalogue_en,
    catalogue_ro,
    from_thousandths,
    label_of,
    load_regulation,
    sentence_of,
    to_thousandths,
)
from credit_engine.__main__ import main
from credit_engine.facts import Status, StatusPeriod
from credit_engine.facts_checking import check_facts
from credit_engine.facts_reading import read_facts
from credit_engine.problems import FactsError
from credit_engine.regulation import Rounding, RoundingMode, Scope
from credit_engine.schemas import json_schema, schema_names

from .builders import ACTIVE, RECORDED, course, edition, member, sitting

NFPC = load_regulation(bundled_regulation_text("nfpc-2013"), name="nfpc-2013.yaml")


def year_2026(facts, day) -> Any:
    return assess_year(NFPC, facts, year=2026, on=day, known_at=None)


MARCH = datetime(2026, 3, 10, 8, tzinfo=UTC)


def test_the_standing_carries_what_the_members_page_shows():
    facts = member(
        edition("a", start=MARCH), course("b", completed_on=date(2026, 4, 1), workload=90)
    )
    answer = year_2026(facts, date(2026, 12, 31))
    standing = answer.standing
    assert (standing.required, standing.earned, standing.missing) == (
        10,
        Fraction("7.5"),
        Fraction("2.5"),
    )
    assert (standing.surplus, standing.evidence_until, standing.days_left) == (
        0,
        date(2027, 3, 31),
        90,
    )
    assert [(line.activity, line.gross, line.state) for line in standing.lines] == [
        ("a", 6, "counted"),
        ("b", Fraction("1.5"), "counted"),
    ]


def test_days_left_is_never_negative_and_a_surplus_is_shown():
    facts = member(edition("a", start=MARCH, credits="12.5"))
    answer = year_2026(facts, date(2028, 1, 1))
    assert (answer.standing.days_left, answer.standing.surplus) == (0, Fraction("2.5"))
    assert answer.standing.missing == 0


def test_an_activity_after_the_day_asked_for_is_not_seen():
    facts = member(edition("a", start=MARCH))
    seen, unseen = (year_2026(facts, date(2026, 3, day)) for day in (10, 9))
    assert (seen.credits, unseen.credits) == (6, 0)


def test_the_answer_names_rule_article_source_and_basis():
    facts = member(edition("a", start=MARCH, present=171))
    (activity,) = facts.activities
    answer = assess_activity(NFPC, facts, activity, on=date(2026, 5, 1), known_at=None)
    by_code = {finding.code: finding for finding in answer.findings}
    organiser, fixed = by_code["organiser-allowed"], by_code["programme-credits-fixed"]
    assert (organiser.rule, organiser.article) == ("programmes.organisers", "art. 1 (2)")
    assert organiser.basis == "sourced"
    assert (fixed.rule, fixed.basis, fixed.source) == (
        "programmes.credits",
        "adopted",
        "BEX 12/03.12.2024",
    )
    assert by_code["attendance-met"].basis == "default"
    assert by_code["attendance-met"].inputs["minutes_present"] == 171
    assert fixed.sentence("ro") == (
        "Programul are 6 credite, număr fixat prin decizia nr. 12 din 3 decembrie 2024 (BEX)."
    )
    assert by_code["attendance-met"].sentence("ro") == (
        "Ați fost prezent(ă) 171 din 180 de minute (95 %); pragul este de 80 %."
    )
    assert by_code["attendance-met"].sentence("en") == (
        "You were present for 171 of 180 minutes (95%); the threshold is 80%."
    )


@pytest.mark.parametrize(
    ("amount", "ro", "en"),
    [
        ("0", "0 credite", "0 credits"),
        ("0.5", "0,5 credite", "0.5 credits"),
        ("1", "1 credit", "1 credit"),
        ("2", "2 credite", "2 credits"),
        ("19", "19 credite", "19 credits"),
        ("20", "20 de credite", "20 credits"),
        ("101", "101 credite", "101 credits"),
        ("120", "120 de credite", "120 credits"),
    ],
)
def test_plurals_follow_the_language(amount, ro, en):
    params = {"year": 2026, "required": amount}
    assert sentence_of("year-requirement", params, "ro") == f"Pentru anul 2026 se cer {ro}."
    assert sentence_of("year-requirement", params, "en") == f"{en} are required for 2026."


def test_both_catalogues_say_the_same_things_with_the_same_parameters():
    assert catalogue_ro.SENTENCES.keys() == catalogue_en.SENTENCES.keys()
    assert catalogue_ro.LABELS.keys() == catalogue_en.LABELS.keys()

    def names(template):
        return {name for _, name, _, _ in Formatter().parse(template) if name}

    for code, template in catalogue_ro.SENTENCES.items():
        assert names(template) == names(catalogue_en.SENTENCES[code]), code
    text = json.dumps([catalogue_ro.SENTENCES, catalogue_ro.LABELS], ensure_ascii=False)
    assert not re.search("[\u015e\u015f\u0162\u0163]", text)
    assert label_of("default", "ro") == "valoare orientativă, nestabilită de Colegiu"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("6.5", "6.5"),
        ("10", "10"),
        ("-0.25", "-0.25"),
        ("0.05", "0.05"),
        ("10/3", "10/3"),
        ("1/8", "0.125"),
    ],
)
def test_amounts_are_written_exactly(amount, text):
    assert amount_text(Fraction(amount)) == text


def test_thousandths_are_exact_or_refused():
    assert to_thousandths(Fraction("6.5")) == 6500
    assert from_thousandths(6500) == Fraction(13, 2)
    assert to_thousandths(Fraction("-0.001")) == -1
    with pytest.raises(ValueError, match="thousandths"):
        to_thousandths(Fraction(1, 3))


@pytest.mark.parametrize(
    ("mode", "amount", "rounded"),
    [
        (RoundingMode.DOWN, "1.49", "1"),
        (RoundingMode.DOWN, "1.5", "1.5"),
        (RoundingMode.UP, "1.01", "1.5"),
        (RoundingMode.UP, "1.5", "1.5"),
        (RoundingMode.HALF_UP, "1.24", "1"),
        (RoundingMode.HALF_UP, "1.25", "1.5"),
    ],
)
def test_rounding_has_a_name_and_a_step(mode, amount, rounded):
    rounding = Rounding(mode=mode, step=Fraction("0.5"), once_per=Scope.SOURCE)
    assert rounding.apply(Fraction(amount)) == Fraction(rounded)


def facts_document(**changes):
    recorded = {"recorded_at": "2020-01-01T00:00:00Z"}
    document: dict[str, Any] = {
        "schema": "treapta-facts/1",
        "member": {
            "member": "m-1",
            "registrations": [{"registered_on": "2015-02-01"} | recorded],
            "platform_from": "2025-01-01",
            "statuses": [
                {"status": "active", "valid_from": "2015-02-01"} | recorded
            ],
            "activities": [
                {
                    "id": "c-1", "kind": "course", "source": "cercetarea", "title": "Cercetarea",
                    "completed_on": "2026-04-02", "workload_minutes": 500,
                    "recorded_at": "2026-04-02T10:00:00+03:00",
                }
            ],
        },
    }  # fmt: skip
    document["member"] |= changes
    return document


@pytest.fixture
def facts_file(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts_document()), encoding="utf-8")
    return path


@pytest.mark.parametrize("question", ["year:2026", "activity", "activity:c-1"])
@pytest.mark.parametrize("lang", ["ro", "en"])
def test_the_command_line_answers_in_json_that_fits_its_schema(facts_file, capsys, question, lang):
    arguments = [
        "assess",
        str(facts_file),
        "--question",
        question,
        "--on",
        "2026-05-01",
        "--lang",
        lang,
    ]
    assert main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    Draft202012Validator(json_schema("assessment")).validate(answer)
    assert answer["credits"] == "8"
    assert answer["regulation"] == "nfpc-2013"
    expected = "volum de lucru" if lang == "ro" else "workload"
    if question != "year:2026":
        assert any(expected in finding["sentence"] for finding in answer["findings"])


def test_known_at_hides_what_was_recorded_later(facts_file, capsys):
    arguments = ["assess", str(facts_file), "--question", "year:2026", "--on", "2026-05-01"]
    assert main([*arguments, "--known-at", "2026-04-02T06:59:59Z"]) == 0
    assert json.loads(capsys.readouterr().out)["credits"] == "0"


@pytest.mark.parametrize("question", ["year:x", "activity:zz", "weather"])
def test_a_question_that_cannot_be_asked_is_refused_in_words(facts_file, capsys, question):
    assert main(["assess", str(facts_file), "--question", question, "--on", "2026-05-01"]) == 2
    assert "year:YYYY" in capsys.readouterr().err


def test_check_prints_every_problem_with_file_and_line(tmp_path, capsys):
    path = tmp_path / "new.yaml"
    path.write_text(
        bundled_regulation_text("nfpc-2013").replace('"10"', "10.5", 2), encoding="utf-8"
    )
    assert main(["check", str(path), "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{path}:") and "floating-point" in line for line in lines)
    path.write_text(bundled_regulation_text("nfpc-2013"), encoding="utf-8")
    assert main(["check", str(path)]) == 0


@pytest.mark.parametrize("name", schema_names())
def test_the_schemas_are_valid_and_printed(name, capsys):
    assert main(["schema", name]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")


def test_the_schema_of_facts_accepts_what_the_reader_accepts():
    validator = Draft202012Validator(json_schema("facts"))
    validator.validate(facts_document())
    for changes in ({"nickname": "x"}, {"member": 7}, {"statuses": [{"status": "active"}]}):
        document = facts_document(**changes)
        assert not validator.is_valid(document)
        with pytest.raises(FactsError):
            read_facts(json.dumps(document), name="f.json")


def test_facts_are_refused_with_every_problem_at_once():
    document = facts_document(platform_from="2025-13-01", leaves=[{"leave": "sabbatical"}])
    text = json.dumps(document).replace('"workload_minutes": 500', '"workload_minutes": 500.5')
    with pytest.raises(FactsError) as refused:
        read_facts(text, name="f.json")
    found = {(problem.path, problem.code) for problem in refused.value.problems}
    assert found >= {
        ("member.platform_from", "value-wrong"),
        ("member.leaves[1].leave", "word-unknown"),
        ("member.leaves[1]", "key-missing"),
        ("member.activities[1].workload_minutes", "float-refused"),
    }
    assert all(p.sentence("ro").startswith("f.json:1: ") for p in refused.value.problems)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": "treapta-facts/1"}', '{"a": 1, "a": 2}', "[" * 99999]
)
def test_facts_that_are_no_facts_are_refused_in_words(text):
    with pytest.raises(FactsError) as refused:
        read_facts(text, name="f.json")
    assert all(problem.sentence("en") for problem in refused.value.problems)


def test_facts_that_contradict_themselves_are_named():
    backwards = StatusPeriod(
        recorded_at=RECORDED,
        valid_from=date(2020, 1, 2),
        valid_until=date(2020, 1, 1),
        status=Status.SUSPENDED,
    )
    broken = edition("a", start=MARCH, credits="-1", present=-5)
    naive = edition("b", start=MARCH.replace(tzinfo=None))
    long = edition("c", start=MARCH, minutes=3000)
    empty = edition("d", start=MARCH)
    facts = member(broken, naive, long, empty, empty, statuses=(ACTIVE, backwards))
    found = {problem.code for problem in check_facts(facts, name="f")}
    assert found == {
        "period-backwards",
        "statuses-overlap",
        "minutes-absurd",
        "credits-negative",
        "instant-naive",
        "session-long",
        "activity-duplicate",
    }
    assert check_facts(member(edition("a", start=MARCH)), name="f") == ()


def test_a_session_that_ends_before_it_begins_is_named():
    broken = edition("a", start=MARCH, minutes=-10, present=5)
    assert [p.code for p in check_facts(member(broken), name="f")] == ["session-backwards"]
    assert sitting(MARCH, 1).end > MARCH
