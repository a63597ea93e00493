"""A regulation that is wrong is refused with all its problems, each on its line."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from credit_engine import (
    Basis,
    RegulationError,
    bundled_regulation_ids,
    bundled_regulation_text,
    check_regulation,
    load_regulation,
)

TEXT = bundled_regulation_text("nfpc-2013")


def loaded(text) -> Any:
    return load_regulation(text, name="n")


def changed(old, new):
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new, 1)


def line_of(text, part):
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def codes(text):
    return [problem.code for problem in check_regulation(text, name="n.yaml")]


def test_the_bundled_regulation_loads_with_its_bases():
    regulation = loaded(TEXT)
    assert "nfpc-2013" in bundled_regulation_ids()
    (version,) = regulation.versions
    assert version.effective_from == date(2013, 3, 30)
    least = version.annual_requirement.min_credits
    assert (least.key, least.value) == ("annual_requirement.min_credits", Fraction(10))
    assert least.basis is Basis.SEED
    assert "Strategia 2022-2027" in least.source
    assert version.annual_requirement.carry_over_max.value is None
    assert version.annual_requirement.evidence_until.value.of(2025) == date(2026, 3, 31)
    assert not version.programmes.attendance_min_percent.binds
    assert version.programmes.organisers.article == "art. 1 (2)"


def test_an_unknown_bundled_regulation_is_named():
    with pytest.raises(KeyError, match=r"nfpc-1990.*nfpc-2013"):
        bundled_regulation_text("nfpc-1990")


def test_before_the_first_version_nothing_is_in_force():
    regulation = loaded(TEXT)
    assert regulation.in_force_on(date(2013, 3, 29)) is None
    assert regulation.in_force_on(date(2013, 3, 30)).id == "nfpc-2013"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('min_credits: {value: "10"', "min_credits: {value: 10.5", "float-refused"),
        ('min_credits: {value: "10"', "min_credits: {value: 10", "value-wrong"),
        ('min_credits: {value: "10"', 'min_credits: {value: "ten"', "value-wrong"),
        ('min_credits: {value: "10"', 'min_credits: {value: "-1"', "amount-absurd"),
        ("basis: seed, source: strategy-avizare}", "basis: seed}", "source-missing"),
        ("source: strategy-avizare", "source: hearsay", "source-unknown"),
        ("basis: seed, source: strategy-a", "basis: guessed, source: strategy-a", "word-unknown"),
        ("      blanket_grants: []", "      blanket_grant: []", "key-unknown"),
        ("      blanket_grants: []\n", "", "key-missing"),
        ("      blanket_grants: []", "      blanket_grants: {}", "not-list"),
        ("carry_over_max: {value: null, basis: default", "carry_over_max: {basis: default", "key-missing"),  # noqa: E501
        ("period: {value: calendar_year, basis: default}", "period: calendar_year", "leaf-bare"),
        ("month: 3, day: 31", "month: 2, day: 30", "day-absurd"),
        ("attendance_min_percent: {value: 80", "attendance_min_percent: {value: 180", "percent-absurd"),  # noqa: E501
        ("attendance_review_from_percent: {value: 70", "attendance_review_from_percent: {value: 81", "review-above-min"),  # noqa: E501
        ("minutes_per_credit: {value: 60", "minutes_per_credit: {value: 0", "amount-absurd"),
        ('step: "0.5"', 'step: "0"', "amount-absurd"),
        ("        principal: {value: 5", "        master: {value: 5", "grade-unknown"),
        ("effective_from: 2013-03-30", "effective_from: 2013-02-30", "value-wrong"),
        ("fee_proof: {value: true", 'fee_proof: {value: "yes"', "value-wrong"),
        ("schema: treapta-regulation/1", "schema: treapta-regulation/9", "word-unknown"),
        ("id: nfpc\n", "id: !!python/object:os.system nfpc\n", "yaml-tag"),
        ("id: nfpc\n", "id: [nfpc\n", "yaml-syntax"),
        ("blanket_grants: []", "on: []", "key-not-text"),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_is_named_with_its_line(old, new, code):
    text = changed(old, new)
    problems = check_regulation(text, name="n.yaml")
    found = next(problem for problem in problems if problem.code == code)
    assert found.line is not None
    if new and code not in ("key-missing", "yaml-syntax", "grade-unknown"):
        assert found.line == line_of(text, new.strip())
    for lang in ("ro", "en"):
        assert found.sentence(lang).startswith("n.yaml:")
    with pytest.raises(RegulationError) as refused:
        load_regulation(text, name="n.yaml")
    assert refused.value.problems == problems


def test_a_duplicate_key_names_both_lines():
    text = changed("      blanket_grants: []", "      blanket_grants: []\n      blanket_grants: []")
    (problem,) = check_regulation(text, name="n.yaml")
    assert problem.code == "key-duplicate"
    assert problem.line == int(problem.params["first_line"]) + 1


def test_all_problems_are_listed_at_once_in_the_order_of_lines():
    text = changed('min_credits: {value: "10"', "min_credits: {value: 1.5")
    text = text.replace("basis: sourced, source: nfpc", "basis: sourced", 1)
    text = text.replace("logs_years: {value: 1", 'logs_years: {value: "1"', 1)
    found = check_regulation(text, name="n.yaml")
    assert [p.code for p in found] == ["source-missing", "float-refused", "value-wrong"]
    assert [p.line for p in found] == sorted(p.line or 0 for p in found)


@pytest.mark.parametrize("text", ["", "# nothing", "[]", "nfpc", "a: *b", "[" * 5000, "\x00"])
def test_a_text_that_is_no_regulation_is_refused_in_words(text):
    problems = check_regulation(text, name="n.yaml")
    assert problems
    assert all(problem.sentence("ro") for problem in problems)


AMENDMENT = """
  - id: nfpc-2027
    amends: {base}
    effective_from: {day}
    title: {{ro: Norme noi, en: New norms}}
    annual_requirement:
      min_credits: {{value: "12", basis: adopted, source: strategy-cfpc}}
"""


def amended(base="nfpc-2013", day="2027-01-01"):
    return TEXT.rstrip() + AMENDMENT.format(base=base, day=day)


def test_a_version_ends_where_the_next_of_its_line_begins():
    regulation = loaded(amended())
    old, new = (regulation.in_force_on(date(y, 1, 1)) for y in (2026, 2027))
    assert regulation.in_force_on(date(2026, 12, 31)) is old
    assert old.annual_requirement.min_credits.value == 10
    assert new.annual_requirement.min_credits.value == 12
    assert new.annual_requirement.min_credits.basis is Basis.ADOPTED
    assert new.annual_requirement.min_credits.article is None
    assert new.programmes == old.programmes


def test_amending_what_does_not_exist_or_in_a_circle_is_refused():
    assert "amends-unknown" in codes(amended(base="nfpc-1990"))
    assert "amends-cycle" in codes(amended(base="nfpc-2027"))


def test_two_versions_in_force_from_one_day_are_refused():
    assert codes(amended(day="2013-03-30")) == ["versions-clash"]
