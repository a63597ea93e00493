"""The families of rules: which regulation uses which, and what cannot be read."""

from pathlib import Path

import pytest

from credit_engine import (
    bundled_regulation_ids,
    bundled_regulation_text,
    check_regulation,
    load_regulation,
)

PAGE = Path(__file__).parents[2] / "docs" / "regulations.md"
FAMILIES = {
    "conversion": lambda v: v.conversion is not None or v.college_courses.conversion_of.regulated,
    "cycle": lambda v: v.cycle is not None,
    "annual amount": lambda v: v.annual_requirement.min_credits.regulated,
    "caps": lambda v: bool(v.caps),
    "minimums": lambda v: bool(v.minimums),
    "overlap": lambda v: v.programmes.overlapping_sessions.regulated,
    "repetition": lambda v: v.programmes.repeated_programme.regulated,
    "carry-over": lambda v: v.annual_requirement.carry_over_max.regulated,
    "pro rata": lambda v: v.annual_requirement.pro_rata.regulated,
    "exemptions": lambda v: v.exemptions.min_months_practised.regulated,
    "grace date": lambda v: v.annual_requirement.evidence_until.regulated,
    "grade": lambda v: v.grades.order.regulated,
    "provider approval": lambda v: v.providers.criteria.regulated,
    "recognition": lambda v: v.recognition.allowed.regulated,
    "other activities": lambda v: bool(v.other_activities.items),
}


def table():
    ids = bundled_regulation_ids()
    loaded = [load_regulation(bundled_regulation_text(id_), name=id_).versions[-1] for id_ in ids]
    rows = [f"| Family | {' | '.join(ids)} |", "|---" * (len(ids) + 1) + "|"]
    for family, uses in FAMILIES.items():
        marks = " | ".join("yes" if uses(version) else "–" for version in loaded)
        rows.append(f"| {family} | {marks} |")
    return "\n".join(rows)


def test_the_page_shows_which_regulation_uses_which_family():
    assert table() in PAGE.read_text(encoding="utf-8")


def test_a_family_of_one_regulation_is_listed_with_its_reason():
    page = PAGE.read_text(encoding="utf-8")
    for row in table().splitlines()[2:]:
        family = row.split("|")[1].strip()
        assert row.count("yes") >= 2 or f"- *{family}*: " in page, family


def test_a_value_of_the_brief_stands_only_in_a_test_and_says_so():
    of_brief = 0
    for id_ in bundled_regulation_ids():
        text = bundled_regulation_text(id_)
        regulation = load_regulation(text, name=id_)
        assert all((v.status == "test") is (id_ != "nfpc-2013") for v in regulation.versions)
        if "source: brief" in text:
            of_brief += 1
            assert id_ != "nfpc-2013"
            assert regulation.sources["brief"].startswith(("Comanda lucrării", "Brief of Treapta"))
    assert of_brief == 5


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("grades,", "grades, nothing_known,", "unregulated-unknown"),
        ("grades,", "grades, conversion.units,", "unregulated-given"),
        ('{credits: "6"}', '{credits: "-6"}', "limit-absurd"),
        ("{parts: 1, out_of: 3,", "{parts: 3, out_of: 3,", "limit-absurd"),
        ("years: {value: 5,", "years: {value: 0,", "amount-absurd"),
    ],
)
def test_what_makes_no_sense_is_refused(old, new, code):
    text = bundled_regulation_text("doctors-ro")
    assert old in text
    assert code in {p.code for p in check_regulation(text.replace(old, new, 1), name="d.yaml")}
