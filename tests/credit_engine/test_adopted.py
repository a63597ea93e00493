"""What changes once the College adopts a value: it then refuses, caps and carries."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from credit_engine import (
    Outcome,
    assess_activity,
    assess_year,
    bundled_regulation_text,
    load_regulation,
)
from credit_engine.facts import (
    Activity,
    ActivityKind,
    Leave,
    LeavePeriod,
    PracticeField,
    PracticePeriod,
)

from .builders import RECORDED, course, edition, member

TEXT = bundled_regulation_text("nfpc-2013")
ADOPTED = "basis: adopted, source: nfpc"
START = datetime(2025, 3, 10, 8, tzinfo=UTC)
CLOSED = date(2026, 4, 1)


def norms(**values):
    text = TEXT
    for key, value in values.items():
        (line,) = (row for row in text.splitlines() if row.startswith(f"      {key}: {{value:"))
        text = text.replace(line, f"      {key}: {{value: {value}, {ADOPTED}}}")
    return load_regulation(text, name="n")


def granting(credits):
    grant = f"[{{year: 2025, credits: {{value: {credits}, {ADOPTED}}}}}]"
    return load_regulation(TEXT.replace("blanket_grants: []", f"blanket_grants: {grant}"), name="n")


def year_of(regulation, facts, **when):
    asked: dict[str, Any] = {"year": 2025, "on": CLOSED, "known_at": None} | when
    return assess_year(regulation, facts, **asked)


def answer_to(regulation, facts, activity):
    return assess_activity(regulation, facts, activity, on=CLOSED, known_at=None)


def opening(id_, day, credits):
    return Activity(
        recorded_at=RECORDED, id=id_, kind=ActivityKind.OPENING, source=id_, title=id_,
        completed_on=day, credits_declared=Fraction(credits), document="fila 1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("present", "outcome"),
    [
        (144, Outcome.MET),
        (143, Outcome.UNDETERMINED),
        (126, Outcome.UNDETERMINED),
        (125, Outcome.NOT_MET),
    ],
)
def test_an_adopted_threshold_refuses_below_the_review_band(present, outcome):
    regulation = norms(attendance_min_percent=80, attendance_review_from_percent=70)
    facts = member(edition("a", start=START, present=present))
    answer = answer_to(regulation, facts, facts.activities[0])
    assert answer.outcome is outcome
    assert not answer.orientative
    assert (
        answer.credits == {Outcome.MET: 6, Outcome.UNDETERMINED: None, Outcome.NOT_MET: 0}[outcome]
    )


def test_an_adopted_rule_on_repetition_refuses():
    facts = member(
        course("a", completed_on=date(2025, 3, 1), source="c"),
        course("b", completed_on=date(2025, 4, 1), source="c"),
    )
    answer = answer_to(norms(repeat="no_second_credit"), facts, facts.activities[1])
    assert (answer.outcome, answer.credits, answer.orientative) == (Outcome.NOT_MET, 0, False)
    again = norms(repeat="credited_again")
    answer = answer_to(again, facts, facts.activities[1])
    assert (answer.outcome, answer.credits) == (Outcome.MET, 8)


def test_an_adopted_rule_on_overlap_makes_a_shortfall_final():
    facts = member(edition("a", start=START, credits="6"), edition("b", start=START, credits="5"))
    answer = year_of(norms(overlapping_sessions="counted_once"), facts)
    assert (answer.outcome, answer.credits, answer.orientative) == (Outcome.NOT_MET, 6, False)
    answer = year_of(norms(overlapping_sessions="all"), facts)
    assert (answer.outcome, answer.credits) == (Outcome.MET, 11)


@pytest.mark.parametrize(
    ("before", "most", "outcome", "credits"),
    [
        ("13", '"15"', Outcome.NOT_MET, 9),
        ("14", '"15"', Outcome.MET, 10),
        ("30", '"15"', Outcome.MET, 21),
        ("30", '"3"', Outcome.NOT_MET, 9),
        ("30", '"0"', Outcome.NOT_MET, 6),
        ("10", '"15"', Outcome.NOT_MET, 6),
    ],
)
def test_an_adopted_carry_over_brings_the_surplus_of_the_year_before(
    before, most, outcome, credits
):
    facts = member(opening("o", date(2024, 5, 1), before), edition("a", start=START))
    answer = year_of(norms(carry_over_max=most), facts)
    assert (answer.outcome, answer.credits, answer.orientative) == (outcome, credits, False)
    assert sum(f.credits or 0 for f in answer.findings) == credits


def test_a_surplus_is_carried_to_the_next_year_only():
    facts = member(opening("o", date(2023, 5, 1), "30"))
    assert year_of(norms(carry_over_max='"15"'), facts).credits == 0


def test_a_grant_to_all_adds_to_the_year_it_names():
    facts = member(edition("a", start=START))
    answer = year_of(granting('"4"'), facts)
    assert (answer.outcome, answer.credits, answer.orientative) == (Outcome.MET, 10, False)
    assert "grant-to-all" in {f.code for f in answer.findings}
    assert year_of(granting('"4"'), facts, year=2026, on=date(2026, 4, 1)).credits == 0


def test_an_unknown_requirement_is_undetermined_never_zero():
    answer = year_of(norms(min_credits="null"), member(edition("a", start=START)))
    assert answer.outcome is Outcome.UNDETERMINED
    assert answer.standing.required is None
    (finding,) = (f for f in answer.findings if f.code == "value-unknown")
    assert "annual_requirement.min_credits" in finding.sentence("en")


def test_an_unknown_evidence_date_leaves_a_closed_year_undetermined():
    regulation = norms(evidence_until="null")
    facts = member(edition("a", start=START))
    assert year_of(regulation, facts).outcome is Outcome.UNDETERMINED
    assert year_of(regulation, facts, on=date(2025, 12, 31)).outcome is Outcome.IN_PROGRESS


def test_whole_months_leave_out_less_than_started_months():
    leave = LeavePeriod(
        recorded_at=RECORDED,
        valid_from=date(2025, 2, 15),
        valid_until=date(2025, 5, 1),
        leave=Leave.MEDICAL,
    )
    facts = member(leaves=(leave,))
    rounding = '{mode: down, step: "0.5", once_per: requirement}'
    required = {
        months: year_of(
            norms(pro_rata=f"{{months: {months}, rounding: {rounding}}}"), facts
        ).standing.required
        for months in ("started", "whole")
    }
    assert required == {"started": Fraction("7.5"), "whole": Fraction("8")}


def test_months_without_practice_in_the_field_may_exempt():
    def practising(until):
        period = PracticePeriod(
            recorded_at=RECORDED,
            valid_from=date(2020, 1, 1),
            valid_until=until,
            field=PracticeField.FIELD,
        )
        return member(practice=(period,))

    regulation = load_regulation(TEXT, name="n")
    assert year_of(regulation, practising(date(2025, 6, 1))).outcome is Outcome.EXEMPT
    assert year_of(regulation, practising(date(2025, 6, 2))).outcome is Outcome.NOT_MET
