"""Recognition and other activities: what the cases in words do not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine import (
    Outcome,
    assess_activity,
    assess_recognition,
    assess_year,
)
from credit_engine.facts import (
    ActivityKind,
    Booking,
    Status,
    StatusPeriod,
)
from credit_engine.proposal import converted
from credit_engine.recognition import last_day_to_file

from .builders import DECISION, RECORDED, approval, member
from .files import (
    ADOPTED,
    ASKED,
    NFPC,
    ON,
    VERSION,
    by_code,
    codes,
    norms,
    other,
    request,
)


def recognised(facts, regulation=NFPC, **asked):
    return assess_recognition(regulation, member(), facts, **(ASKED | asked))


def test_a_recognition_names_its_days():
    answer = recognised(request())
    assert (answer.question, answer.regulation_id) == ("recognition:r", "nfpc-2013")
    term = by_code(answer, "recognition-term")
    assert term.params == {
        "issued": "2025-11-20",
        "last": "2026-02-18",
        "days": 90,
        "filed": "2026-01-15",
    }
    assert term.inputs == {"filed_on": "2026-01-15"}
    assert by_code(answer, "recognition-latest").params["last"] == "2026-03-31"
    assert by_code(answer, "recognition-certificate").inputs == {"documents": ["certificate"]}
    waiting = recognised(request(filed_on=None))
    assert by_code(waiting, "recognition-term").inputs == {"filed_on": None}
    assert last_day_to_file(VERSION, request()) == date(2026, 2, 18)
    late = request(certificate_issued_on=date(2026, 2, 1))
    assert last_day_to_file(VERSION, late) == date(2026, 3, 31)
    assert last_day_to_file(VERSION, request(certificate_issued_on=None, ended_on=None)) is None


def test_terms_that_the_college_adopts_refuse():
    strict = norms(
        ("window_days: {value: 90, basis: default", f"window_days: {{value: 90, {ADOPTED}"),
        (
            "latest: {value: {month: 3, day: 31, year: next}, basis: default",
            f"latest: {{value: {{month: 3, day: 31, year: next}}, {ADOPTED}",
        ),
    )
    late = recognised(request(filed_on=date(2026, 2, 19)), strict)
    assert (late.outcome, late.credits, late.orientative) == (Outcome.NOT_MET, None, False)
    assert by_code(late, "recognition-term").code == "recognition-term-late"
    in_time = recognised(request(filed_on=date(2026, 2, 18)), strict)
    assert in_time.outcome is Outcome.MET
    too_late = request(certificate_issued_on=date(2026, 1, 10), filed_on=date(2026, 4, 1))
    answer = recognised(too_late, strict, on=date(2026, 4, 2))
    assert by_code(answer, "recognition-latest").code == "recognition-latest-late"
    assert answer.outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("old", "rule"),
    [
        ("allowed: {value: true", "allowed"),
        ("window_days: {value: 90", "window_days"),
        ("latest: {value: {month: 3, day: 31, year: next}", "latest"),
    ],
)
def test_a_value_on_recognition_that_is_not_known_leaves_the_answer_open(old, rule):
    answer = recognised(request(), norms((old, f"{rule}: {{value: null")))
    assert (answer.outcome, answer.credits) == (Outcome.UNDETERMINED, 8)
    assert by_code(answer, "value-unknown").params["rule"] == f"recognition.{rule}"


def test_recognition_that_the_norms_exclude_is_refused():
    answer = recognised(request(), norms(("allowed: {value: true", "allowed: {value: false")))
    assert (answer.outcome, answer.credits) == (Outcome.NOT_MET, None)
    assert "recognition-not-allowed" in codes(answer)


def test_a_total_of_minutes_touches_no_cap_of_a_day():
    whole = converted(VERSION, {None: 600}, on=ON)
    assert [whole.certain, whole.possible] == [10, 10]
    dated = converted(VERSION, {ON: 600}, on=ON)
    assert [dated.certain, dated.possible] == [6, 10]
    assert sum(f.credits or 0 for f in dated.findings) == 6


def test_a_suspended_member_has_no_training_recognised():
    suspended = StatusPeriod(
        recorded_at=RECORDED, valid_from=date(2015, 2, 1), status=Status.SUSPENDED
    )
    answer = assess_recognition(NFPC, member(statuses=(suspended,)), request(), **ASKED)
    assert answer.outcome is Outcome.NOT_MET
    assert by_code(answer, "member-not-active").params["day"] == "2025-11-10"


def asked_of(activity, *earlier, regulation=NFPC, known_at=None):
    facts = member(activity, *earlier)
    return assess_activity(regulation, facts, activity, on=ON, known_at=known_at)


def test_what_is_certain_and_what_is_left_to_the_decision():
    answer = asked_of(other(quantity="8"))
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.UNDETERMINED, None, 8)
    amount = by_code(answer, "other-amount")
    assert amount.inputs == {"units": "8", "each": "1", "asked": "8", "certain": "5"}
    assert amount.sentence("ro") == (
        "8 × 1 credit = 8. Sigure în limitele cunoscute: 5 credite; restul, după decizie."
    )
    assert by_code(answer, "other-cap-item").params == {
        "cap": "5",
        "asked": "8",
        "within": "5",
        "rest": "3",
        "spent": "0",
    }
    assert amount.rule == "other_activities.items.lecturer.credits"
    assert sum(f.credits or 0 for f in answer.findings) == 0


def test_earlier_activities_of_the_year_use_the_cap_up():
    spent = [
        (other("a-0", quantity="2"), "2"),
        (replace(other("a-0", quantity="2"), bookings=(booked("1.5"),)), "1.5"),
        (replace(other("a-0", quantity="2"), programme_approvals=(approval("3"),)), "3"),
        (other("a-0", item="article", quantity="1"), "0"),
        (other("a-2", quantity="2"), "0"),
        (other("a-2", quantity="2", completed_on=date(2025, 6, 29)), "2"),
        (other("a-0", quantity="2", completed_on=date(2025, 7, 1)), "0"),
        (other("a-0", quantity="2", completed_on=date(2024, 6, 30)), "0"),
        (other("a-0", quantity=None), "0"),
        (replace(other("a-0"), kind=ActivityKind.RECOGNITION), "0"),
    ]
    for earlier, used in spent:
        answer = asked_of(other(quantity="9"), earlier)
        assert by_code(answer, "other-cap-item").params["spent"] == used
    full = asked_of(other(quantity="1"), other("a-0", quantity="7"))
    assert by_code(full, "other-amount").inputs["certain"] == "0"


def booked(credits):
    return Booking(recorded_at=RECORDED, entry="e", credits=Fraction(credits), basis="adopted")


def test_caps_that_the_college_adopts_limit_what_may_be_given():
    item = 'per: {value: hour, basis: default}\n          cap: {value: "5", '
    strict = norms(
        (f"{item}basis: default", f"{item}{ADOPTED}"),
        ("cap_per_year: {value: null, basis: default", f'cap_per_year: {{value: "6", {ADOPTED}'),
    )
    answer = asked_of(other(quantity="8"), regulation=strict)
    assert answer.possible == 5
    assert by_code(answer, "other-cap-item").outcome is Outcome.MET
    article = other("a-0", item="article", quantity="1")
    answer = asked_of(other(quantity="8"), article, regulation=strict)
    assert answer.possible == 3
    assert by_code(answer, "other-cap-year").params["spent"] == "3"
    assert by_code(answer, "other-amount").inputs["certain"] == "3"
    usual = norms(("cap_per_year: {value: null", 'cap_per_year: {value: "6"'))
    answer = asked_of(other(quantity="8"), article, regulation=usual)
    assert answer.possible == 8
    assert by_code(answer, "other-cap-year").code == "other-cap-year-for-officer"
    both = asked_of(other(quantity="3"), article, regulation=usual)
    assert not [code for code in codes(both) if code.startswith("other-cap")]


def test_conditions_that_the_college_adopts_refuse():
    once = "{value: first_delivery_only, basis: default}"
    strict = norms((once, f"{{value: first_delivery_only, {ADOPTED}}}"))
    earlier = other("a-0", source="s", completed_on=date(2024, 1, 9))
    answer = asked_of(other(source="s"), earlier, regulation=strict)
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.NOT_MET, 0, 0)
    assert by_code(answer, "other-delivered-before").inputs == {"earlier": "a-0"}
    assert by_code(answer, "other-delivered-before").params["day"] == "2024-01-09"
    degree = "per: {value: once, "
    strict = norms((f"{degree}basis: default", f"{degree}{ADOPTED}"))
    second = other(item="doctorate", quantity=None)
    answer = asked_of(second, replace(second, id="a-0"), regulation=strict)
    assert by_code(answer, "other-only-once").outcome is Outcome.NOT_MET
    assert asked_of(replace(second, quantity=Fraction(3))).possible == 10


def test_only_activities_of_the_same_kind_and_item_came_before():
    day = date(2024, 1, 9)
    article = other("a-0", item="article", source="s", completed_on=day)
    training = replace(other("a-0", source="s", completed_on=day), kind=ActivityKind.RECOGNITION)
    for earlier in (article, training):
        assert "other-first-delivery" in codes(asked_of(other(source="s"), earlier))
    degree = other(item="doctorate", quantity=None)
    assert "other-only-once" not in codes(asked_of(degree, article))


def test_an_activity_that_the_college_strikes_from_the_list_is_refused():
    listed = "book:\n          listed: {value: "
    struck = norms((f"{listed}true", f"{listed}false"))
    answer = asked_of(other(item="book", quantity="1"), regulation=struck)
    assert (answer.outcome, answer.credits) == (Outcome.NOT_MET, 0)
    unknown = norms((f"{listed}true", f"{listed}null"))
    answer = asked_of(other(item="book", quantity="1"), regulation=unknown)
    assert (answer.outcome, codes(answer)) == (
        Outcome.UNDETERMINED,
        ["needs-commission", "other-not-listed"],
    )


def test_evidence_is_asked_for_by_name_where_the_norms_name_it():
    practice = other(item="student_practice", quantity=None, document=None)
    found = by_code(asked_of(practice), "other-evidence")
    assert (found.code, found.params) == (
        "other-evidence-named-missing",
        {"evidence": "practice_agreement"},
    )
    assert found.sentence("en") == "The evidence is missing: the practice agreement."
    assert by_code(asked_of(other()), "other-evidence").params == {"document": "Adeverință"}


def test_the_latest_decision_on_a_file_counts():
    first = approval("3")
    second = replace(
        approval("5"), decision=replace(DECISION, number="20", decided_on=date(2026, 1, 9))
    )
    for decisions in ((first, second), (second, first)):
        answer = asked_of(replace(other(), programme_approvals=decisions))
        assert (answer.outcome, answer.credits) == (Outcome.MET, 5)
    without = replace(other(), programme_approvals=(approval(None),))
    assert asked_of(without).outcome is Outcome.UNDETERMINED
    named = replace(other(item=None), programme_approvals=(first,))
    assert asked_of(named).credits == 3


def test_what_awaits_its_decision_is_no_credit_of_the_year():
    answer = assess_year(
        NFPC,
        member(other(item="book", quantity="1")),
        year=2025,
        on=date(2025, 12, 31),
        known_at=None,
    )
    assert answer.credits == 0
    assert answer.standing is not None
    assert answer.standing.possible == 10


@given(
    st.lists(
        st.tuples(st.sampled_from(("lecturer", "article", "doctorate")), st.integers(1, 9)),
        max_size=5,
    )
)
def test_what_is_certain_never_exceeds_a_cap(drawn):
    made = [
        other(f"a-{n}", item=item, quantity=str(q), completed_on=date(2025, 1, 1) + timedelta(n))
        for n, (item, q) in enumerate(drawn)
    ]
    for item, cap in (("lecturer", 5), ("article", 6), ("doctorate", 10)):
        total = Fraction(0)
        for activity in made:
            if activity.item == item:
                answer = assess_activity(NFPC, member(*made), activity, **ASKED)
                certain = by_code(answer, "other-amount").inputs["certain"]
                total += Fraction(str(certain))
                assert answer.possible is not None
                assert Fraction(str(certain)) <= answer.possible
        assert 0 <= total <= cap
