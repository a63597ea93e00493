"""Edges that no case in words reaches: what is not known, what is spent, what cannot be meant."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from credit_engine import bundled_regulation_text, check_regulation, load_regulation
from credit_engine.activity import assess_activity
from credit_engine.casework import ask
from credit_engine.plan_search import Budget
from credit_engine.results import Outcome
from credit_engine.values import Rounding, RoundingMode, Scope
from credit_engine.yaml_source import line_at, read_yaml

from .builders import course, member

NFPC = bundled_regulation_text("nfpc-2013")
COURSES = NFPC.index("college_courses:")


def courses_with(old, new):
    head, tail = NFPC[:COURSES], NFPC[COURSES:]
    assert old in tail
    return load_regulation(head + tail.replace(old, new, 1), name="n")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("minutes_per_credit: {value: 60", "minutes_per_credit: {value: null",
         "minutes_per_credit"),
        ('rounding: {value: {mode: down, step: "0.5", once_per: course}',
         "rounding: {value: null", "rounding"),
    ],
)  # fmt: skip
def test_a_conversion_of_courses_that_is_not_known_leaves_the_credits_open(old, new, rule):
    taken = course("c", completed_on=date(2025, 5, 1))
    regulation = courses_with(old, new)
    answer = assess_activity(regulation, member(taken), taken, on=date(2025, 6, 1), known_at=None)
    assert answer.outcome is Outcome.UNDETERMINED
    (unknown,) = (f for f in answer.findings if f.code == "value-unknown")
    assert unknown.rule == f"college_courses.{rule}"
    assert answer.credits is None or answer.credits == 0


def test_questions_of_years_that_cannot_be_meant_are_refused():
    asked: dict[str, Any] = {"on": date(2026, 5, 1), "known_at": None}
    regulation = load_regulation(NFPC, name="n")
    for kind in ("year", "cycle"):
        for year in ("0", "9999", "99999", "-1", "x", ""):
            with pytest.raises(ValueError, match=r"cannot be asked.*in the facts: -\)"):
                ask(regulation, member(), f"{kind}:{year}", **asked)
        for year in ("1", "9998"):
            assert ask(regulation, member(), f"{kind}:{year}", **asked).question == f"{kind}:{year}"
    late = ask(regulation, member(), "year:9998", on=date(9999, 12, 31), known_at=None)
    assert late.outcome is not Outcome.MET


def test_a_budget_is_spent_to_the_last_step_and_not_beyond():
    budget = Budget(3)
    assert budget.take(2)
    assert budget.take(1)
    assert not budget.take(1)


def test_half_of_a_step_goes_up_and_less_goes_down():
    nearest = Rounding(mode=RoundingMode.HALF_UP, step=Fraction(1, 2), once_per=Scope.SOURCE)
    assert nearest.apply(Fraction(3, 4)) == 1
    assert nearest.apply(Fraction(74, 100)) == Fraction(1, 2)
    up = Rounding(mode=RoundingMode.UP, step=Fraction(1, 2), once_per=Scope.SOURCE)
    assert up.apply(Fraction(1, 100)) == Fraction(1, 2)
    assert up.apply(Fraction(1)) == 1


BOUNDS = [
    ("blanket_grants: []",
     "blanket_grants: [{{year: {}, credits: {{value: null, basis: default}}}}]",
     "annual_requirement.blanket_grants[1].year", 1900, 2199),
    ("notice_days: 60", "notice_days: {}", "annual_requirement.after_year_close", 0, 36525),
    ("min_months_practised: {value: 6", "min_months_practised: {{value: {}",
     "exemptions.min_months_practised", 0, 1200),
    ("logs_years: {value: 1", "logs_years: {{value: {}", "retention.logs_years", 0, 100),
    ("late_arrival_tolerance_minutes: {value: 10", "late_arrival_tolerance_minutes: {{value: {}",
     "programmes.late_arrival_tolerance_minutes", 0, 1_000_000),
    ("attendance_min_percent: {value: 80", "attendance_min_percent: {{value: {}",
     "programmes.attendance_min_percent", 70, 100),
    ("minutes_per_credit: {value: 60", "minutes_per_credit: {{value: {}",
     "programmes.proposal.minutes_per_credit", 1, 1_000_000),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "least", "most"), BOUNDS)
def test_numbers_of_a_regulation_have_bounds(old, new, key, least, most):
    def problems(number):
        assert old in NFPC, old
        return check_regulation(NFPC.replace(old, new.format(number), 1), name="n")

    assert problems(least) == problems(most) == ()
    for number in (least - 1, most + 1):
        (problem,) = problems(number)
        assert problem.path.endswith(key) or problem.code == "review-above-min"
        assert all(str(number) in problem.sentence(lang) for lang in ("ro", "en"))


def test_the_line_of_a_place_is_that_of_the_deepest_part_that_is_there():
    tree, _ = read_yaml("a:\n  b:\n    - x\n    - y: 1\n      z: 2\n", name="n")
    assert tree is not None
    places = ("a", "a.b", "a.b[1]", "a.b[2]", "a.b[2].z", "a.b[3]", "a.b[2].z.q", "c", "")
    assert [line_at(tree, place) for place in places] == [1, 2, 3, 4, 5, 2, 5, 1, 1]
