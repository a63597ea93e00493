"""Edges that no case in words reaches: what is not known, what is spent, what cannot be meant."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from credit_engine import bundled_regulation_text, check_regulation, load_regulation
from credit_engine.activity import assess_activity
from credit_engine.casework import ask
from credit_engine.facts import Activity, ActivityKind, Status, StatusPeriod
from credit_engine.plan_search import Budget
from credit_engine.results import Outcome
from credit_engine.simulation import Effect, effect_of
from credit_engine.values import Rounding, RoundingMode, Scope
from credit_engine.yaml_source import line_at, read_yaml

from .builders import RECORDED, approval, course, edition, member

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


def away(since, until):
    return (
        StatusPeriod(recorded_at=RECORDED, valid_from=date(2015, 2, 1), valid_until=since,
                     status=Status.ACTIVE),
        StatusPeriod(recorded_at=RECORDED, valid_from=since, valid_until=until,
                     status=Status.SUSPENDED),
        StatusPeriod(recorded_at=RECORDED, valid_from=until, status=Status.ACTIVE),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("since", "until", "started", "whole"),
    [
        (date(2023, 2, 1), date(2023, 4, 1), "25", "25"),  # February and March
        (date(2023, 2, 2), date(2023, 4, 1), "25", "27.5"),
        (date(2023, 2, 1), date(2023, 3, 31), "25", "27.5"),
        (date(2023, 2, 2), date(2023, 3, 31), "25", "30"),
        (date(2023, 12, 1), date(2024, 1, 1), "27.5", "27.5"),
        (date(2022, 12, 15), date(2023, 1, 1), "30", "30"),
        (date(2022, 12, 15), date(2023, 1, 2), "27.5", "30"),
    ],
)
def test_months_of_absence_are_those_begun_or_those_filled(since, until, started, whole):
    text = bundled_regulation_text("nurses-ro")
    facts = member(statuses=away(since, until), platform_from=date(2021, 1, 1))
    for months, required in (("started", started), ("whole", whole)):
        changed = text.replace("{months: started,", f"{{months: {months},")
        regulation = load_regulation(changed, name="n")
        answer = ask(regulation, facts, "year:2023", on=date(2024, 5, 1), known_at=None)
        assert answer.standing is not None
        assert answer.standing.required == Fraction(required)


@pytest.mark.parametrize("key", ["min_credits", "pro_rata"])
def test_a_requirement_that_is_not_known_is_said_to_be_so(key):
    lines = bundled_regulation_text("nurses-ro").splitlines()
    unknown = [
        f"      {key}: {{value: null, basis: assumed}}" if f" {key}:" in line else line
        for line in lines
    ]
    regulation = load_regulation("\n".join(unknown), name="n")
    facts = member(statuses=away(date(2023, 2, 1), date(2023, 4, 1)))
    answer = ask(regulation, facts, "year:2023", on=date(2024, 5, 1), known_at=None)
    assert answer.outcome is Outcome.UNDETERMINED
    assert answer.standing is not None
    assert answer.standing.required is None
    (finding,) = (f for f in answer.findings if f.code == "value-unknown")
    assert finding.params == {"rule": f"annual_requirement.{key}", "day": "2023-01-01"}


def test_a_recognition_without_minutes_waits_for_the_commission():
    asked = replace(
        course("r", completed_on=date(2025, 5, 1)),
        kind=ActivityKind.RECOGNITION,
        workload_minutes=None,
    )
    regulation = load_regulation(NFPC, name="n")
    answer = assess_activity(regulation, member(asked), asked, on=date(2025, 6, 1), known_at=None)
    assert (answer.outcome, answer.credits or 0) == (Outcome.UNDETERMINED, 0)
    assert "needs-commission" in {finding.code for finding in answer.findings}


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ("met", "exempt", Effect.CHANGED),
        ("in_progress", "met", Effect.GAINS),
        ("met", "in_progress", Effect.LOSES),
        ("exempt", "not_met", Effect.LOSES),
        ("not_met", "exempt", Effect.GAINS),
        ("not_met", "in_progress", Effect.GAINS),
        ("in_progress", "not_met", Effect.LOSES),
        ("not_in_force", "in_progress", Effect.CHANGED),
        ("undetermined", "in_progress", Effect.CHANGED),
        ("undetermined", "not_met", Effect.LOSES),
        ("undetermined", "met", Effect.GAINS),
        ("met", "undetermined", Effect.UNDETERMINED),
    ],
)
def test_another_outcome_has_its_effect(before, after, effect):
    regulation = load_regulation(NFPC, name="n")
    answer = ask(regulation, member(), "year:2025", on=date(2025, 5, 1), known_at=None)
    pair = [replace(answer, outcome=Outcome(word)) for word in (before, after)]
    assert effect_of(*pair) is effect


def test_a_course_whose_workload_is_not_known_waits_for_it():
    taken = replace(course("c", completed_on=date(2025, 5, 1)), workload_minutes=None)
    regulation = load_regulation(NFPC, name="n")
    answer = assess_activity(regulation, member(taken), taken, on=date(2025, 6, 1), known_at=None)
    assert answer.outcome is Outcome.UNDETERMINED
    assert "workload-unknown" in {finding.code for finding in answer.findings}


DOCTORS = bundled_regulation_text("doctors-ro")


def doctors_with_evidence_days(value):
    """The doctors' norms with days in which evidence of a cycle may still come."""
    text = DOCTORS.replace("programmes.repeated_programme, cycle.evidence_days",
                           "programmes.repeated_programme", 1)  # fmt: skip
    basis = "default" if value == "null" else "sourced, source: cmr-12-2018"
    cycle = text.index("    cycle:\n") + len("    cycle:\n")
    days = f"      evidence_days: {{value: {value}, basis: {basis}}}\n"
    return load_regulation(text[:cycle] + days + text[cycle:], name="n")


def asked_of_a_cycle(regulation, on):
    short = tuple(
        Activity(recorded_at=RECORDED, id=f"y{year}", kind=ActivityKind.OPENING, source=f"y{year}",
                 title="t", document="d", completed_on=date(year, 5, 10),
                 credits_declared=Fraction(39 if year > 2021 else 40), in_specialty=True)
        for year in range(2021, 2026)
    )  # fmt: skip
    facts = member(*short, platform_from=date(2021, 1, 1))
    return ask(regulation, facts, "cycle:2025", on=on, known_at=None)


def test_a_cycle_is_open_until_the_last_day_of_its_evidence():
    regulation = doctors_with_evidence_days(90)
    last = date(2025, 12, 31) + timedelta(days=90)
    assert asked_of_a_cycle(regulation, last).outcome is Outcome.IN_PROGRESS
    assert asked_of_a_cycle(regulation, last + timedelta(days=1)).outcome is Outcome.NOT_MET
    none = load_regulation(DOCTORS, name="n")
    assert asked_of_a_cycle(none, date(2026, 1, 1)).outcome is Outcome.NOT_MET


def test_days_of_evidence_that_are_not_known_leave_a_cycle_open():
    answer = asked_of_a_cycle(doctors_with_evidence_days("null"), date(2030, 1, 1))
    assert answer.outcome is Outcome.UNDETERMINED
    (unknown,) = (f for f in answer.findings if f.code == "value-unknown")
    assert unknown.rule == "cycle.evidence_days"


def test_of_approvals_that_ended_the_last_is_named_and_of_those_to_come_the_first():
    def limit(*approvals):
        held = edition("e", start=datetime(2025, 5, 10, 7, tzinfo=UTC))
        held = replace(held, programme_approvals=approvals)
        regulation = load_regulation(NFPC, name="n")
        answer = assess_activity(regulation, member(held), held, on=date(2025, 6, 1), known_at=None)
        found = [f for f in answer.findings if "programme-approval-" in f.code]
        return [(f.code, f.params.get("limit")) for f in found]

    first = approval("6", valid_from=date(2022, 1, 1), valid_until=date(2023, 1, 1))
    second = approval("6", valid_from=date(2023, 6, 1), valid_until=date(2024, 6, 1))
    assert limit(first, second) == [("programme-approval-ended", "2024-06-01")]
    assert limit(second, first) == [("programme-approval-ended", "2024-06-01")]
    soon = approval("6", valid_from=date(2025, 7, 1))
    later = approval("6", valid_from=date(2026, 7, 1))
    assert limit(later, soon) == [("programme-approval-not-begun", "2025-07-01")]


def test_a_list_of_two_thousand_is_read_and_one_more_is_refused():
    def problems(count):
        grants = ", ".join(
            "{year: 2000, credits: {value: null, basis: default}}" for _ in range(count)
        )
        text = NFPC.replace("blanket_grants: []", f"blanket_grants: [{grants}]", 1)
        return {problem.code for problem in check_regulation(text, name="n")}

    assert "list-long" not in problems(2000)
    assert "list-long" in problems(2001)
