"""A higher grade: what its findings carry, and the laws that hold for every member."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit_engine import Assessment, Outcome, bundled_regulation_text, load_regulation
from credit_engine import catalogue_procedures_en as english
from credit_engine import catalogue_procedures_ro as romanian
from credit_engine.facts import (
    DuesYear,
    GradePeriod,
    Leave,
    LeavePeriod,
    PracticeField,
    PracticePeriod,
    Registration,
    Status,
    StatusPeriod,
)
from credit_engine.promotion import assess_promotion, earliest_promotion
from credit_engine.sentences import sentence_of

from .builders import ACTIVE, RECORDED, course, edition, member

TEXT = bundled_regulation_text("nfpc-2013")
NFPC = load_regulation(TEXT, name="nfpc-2013.yaml")
ON = date(2026, 6, 1)
SINCE = date(2023, 6, 1)
WORST_FIRST = (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.MET)


def practice(field, since, until=None):
    return PracticePeriod(recorded_at=RECORDED, valid_from=since, valid_until=until, field=field)


def both(since, until=None):
    return tuple(practice(field, since, until) for field in PracticeField)


def paid(*years):
    return tuple(DuesYear(recorded_at=RECORDED, year=y, paid_on=date(y, 3, 1)) for y in years)


def candidate(*activities, **facts):
    held = GradePeriod(recorded_at=RECORDED, valid_from=SINCE, grade="practicant")
    given_ = {
        "grades": (held,),
        "practice": both(SINCE),
        "dues": paid(2023, 2024, 2025, 2026),
        "platform_from": date(2015, 1, 1),
    }
    return member(*activities, **(given_ | facts))


def ask(facts, *, regulation=NFPC, grade="specialist", on=ON, known_at=None) -> Assessment:
    return assess_promotion(regulation, facts, grade=grade, on=on, known_at=known_at)


def finding(answer, prefix):
    (found,) = (f for f in answer.findings if f.code.startswith(prefix))
    return found


def adopted(each):
    old = 'specialist: {value: "10", basis: default'
    assert old in TEXT
    new = f'specialist: {{value: "{each}", basis: adopted, source: nfpc'
    return load_regulation(TEXT.replace(old, new), name="adopted")


def workshop(id_, day, credits="10"):
    year, month, on = day
    start = datetime(year, month, on, 8, tzinfo=UTC)
    return edition(id_, start=start, credits=credits, source=id_)


THREE = (
    workshop("a", (2025, 1, 10)),
    workshop("b", (2025, 5, 10)),
    workshop("c", (2026, 5, 10)),
)


def test_each_finding_names_its_article_source_basis_and_what_was_read():
    answer = ask(candidate(*THREE))
    assert (answer.question, answer.outcome) == ("promotion:specialist", Outcome.MET)
    assert answer.credits == 30
    assert (answer.regulation_id, answer.on) == ("nfpc-2013", ON)
    assert [f.rule for f in answer.findings] == [
        "grades.order",
        "grades.min_years_of_practice.specialist",
        "grades.min_years_of_practice.specialist",
        "grades.credits_per_full_year_since_last_grade.specialist",
        "grades.dues_paid",
    ]
    seniority = finding(answer, "seniority-specialty")
    assert (seniority.article, seniority.basis) == ("art. 1 (1) c)", "sourced")
    assert "8/2011" in (seniority.source or "")
    assert seniority.inputs == {
        "first": "2023-06-01",
        "days": 1096,
        "suspended_days": 0,
        "earliest": "2026-06-01",
    }
    credits = finding(answer, "promotion-credits")
    assert credits.inputs == {
        "since": "2023-06-01",
        "by_year": [[2025, "20"], [2026, "10"]],
        "unrecorded": [],
        "firm": "yes",
    }
    assert finding(answer, "dues").inputs == {
        "paid": [2023, 2024, 2025, 2026],
        "owed": [],
        "unknown": [],
    }


def test_the_sentences_read_well():
    suspended = StatusPeriod(
        recorded_at=RECORDED,
        valid_from=date(2024, 1, 1),
        valid_until=date(2024, 1, 3),
        status=Status.SUSPENDED,
    )
    before = replace(ACTIVE, valid_until=date(2024, 1, 1))
    after = replace(ACTIVE, valid_from=date(2024, 1, 3))
    facts = candidate(*THREE[:2], statuses=(before, suspended, after))
    answer = ask(facts, on=date(2026, 5, 30))
    short = finding(answer, "seniority-specialty")
    assert short.sentence("ro") == (
        "Vechime în specialitate: 2 ani, 11 luni și 27 de zile (fără 2 zile de suspendare). "
        "Se cer 3 ani; îi împliniți la 3 iunie 2026, dacă vechimea continuă."
    )
    assert short.sentence("en") == (
        "Seniority in the specialty: 2 years, 11 months and 27 days (without 2 days of "
        "suspension). 3 years required; you reach this on 3 June 2026 if it goes on."
    )
    assert finding(answer, "promotion-credits").sentence("ro") == (
        "De la ultima treaptă (1 iunie 2023) se numără 2 ani întregi: la câte 10 credite pe an, "
        "se cer în total 20 de credite. Aveți 20."
    )
    assert finding(answer, "dues").sentence("ro") == (
        "Cotizația este plătită pentru: 2023, 2024, 2025, 2026."
    )


@pytest.mark.parametrize(
    ("span", "ro", "en"),
    [
        ([0, 0, 0], "0 zile", "0 days"),
        ([1, 0, 0], "1 an", "1 year"),
        ([0, 1, 1], "1 lună și 1 zi", "1 month and 1 day"),
        ([20, 0, 20], "20 de ani și 20 de zile", "20 years and 20 days"),
    ],
)
def test_a_span_leaves_out_what_is_zero(span, ro, en):
    params = {"span": span, "suspended": 0, "least": 1}
    assert f": {ro}." in sentence_of("seniority-field-met", params, "ro")
    assert f": {en}." in sentence_of("seniority-field-met", params, "en")


def test_the_procedures_say_the_same_in_both_languages():
    from string import Formatter

    assert romanian.SENTENCES.keys() == english.SENTENCES.keys()
    assert romanian.LABELS.keys() == english.LABELS.keys()
    for code, text in romanian.SENTENCES.items():
        ours, theirs = (
            sorted((name, kind) for _, name, kind, _ in Formatter().parse(t) if name)
            for t in (text, english.SENTENCES[code])
        )
        assert ours == theirs, code
    assert not set("\u015e\u015f\u0162\u0163") & set(
        json.dumps(romanian.SENTENCES, ensure_ascii=False)
    )


def test_what_is_missing_and_the_earliest_day_are_said():
    answer = ask(
        candidate(practice=(*both(date(2024, 2, 1)), practice(PracticeField.FIELD, SINCE)))
    )
    assert answer.outcome is Outcome.NOT_MET
    assert finding(answer, "seniority-specialty-short").params["earliest"] == "2027-02-01"
    assert finding(answer, "seniority-field-met").inputs["earliest"] == "2026-06-01"
    assert earliest_promotion(answer) == date(2027, 2, 1)
    halted = ask(candidate(practice=both(SINCE, date(2025, 6, 1))))
    assert earliest_promotion(halted) is None
    assert earliest_promotion(ask(candidate(practice=()))) is None


@pytest.mark.parametrize(
    ("credits", "outcome", "code"),
    [("10", Outcome.MET, "met"), ("9.5", Outcome.NOT_MET, "short")],
)
def test_a_number_of_credits_that_the_college_adopts_refuses(credits, outcome, code):
    facts = candidate(*THREE[:2], workshop("c", (2026, 5, 10), credits))
    answer = ask(facts, regulation=adopted("10"))
    assert (answer.outcome, answer.orientative) == (outcome, False)
    found = finding(answer, "promotion-credits")
    assert found.code == f"promotion-credits-{code}"
    assert found.params["missing"] == ("0" if credits == "10" else "0.5")


def test_credits_that_an_officer_may_still_grant_keep_the_answer_open():
    pending = replace(workshop("c", (2026, 5, 10)), minutes_present=130)
    for first, outcome in (("10", Outcome.UNDETERMINED), ("9.5", Outcome.NOT_MET)):
        facts = candidate(workshop("a", (2025, 1, 10), first), THREE[1], pending)
        answer = ask(facts, regulation=adopted("10"))
        assert answer.outcome is outcome
    assert finding(answer, "promotion-credits").params["earned"] == "19.5"


def test_what_was_pending_before_the_last_grade_keeps_nothing_open():
    pending = replace(workshop("c", (2023, 5, 10)), minutes_present=130)
    answer = ask(candidate(*THREE[:2], pending), regulation=adopted("10"))
    assert answer.outcome is Outcome.NOT_MET


def test_credits_from_an_indicative_value_make_the_answer_orientative():
    online = course("d", completed_on=date(2026, 3, 1), workload=600)
    by_workload = ask(candidate(*THREE[:2], online), regulation=adopted("10"))
    assert (by_workload.outcome, by_workload.orientative) == (Outcome.MET, True)
    assert finding(by_workload, "promotion-credits").inputs["firm"] == "no"
    more_than_enough = ask(candidate(*THREE, online), regulation=adopted("10"))
    assert (more_than_enough.outcome, more_than_enough.orientative) == (Outcome.MET, False)


def test_a_grant_to_all_counts_since_the_last_grade():
    def granting(year, by="null"):
        by = "" if by == "null" else f", registered_by: {by}"
        grant = f'[{{year: {year}, credits: {{value: "4", basis: adopted, source: nfpc}}{by}}}]'
        text = TEXT.replace("blanket_grants: []", f"blanket_grants: {grant}")
        return load_regulation(text, name="granting")

    def credits(year, **by):
        return ask(candidate(*THREE), regulation=granting(year, **by)).credits

    assert credits(2024) == 34
    assert credits(2022) == 30
    assert credits(2023) == 34
    assert credits(2023, by="2023-05-31") == 30
    assert credits(2026) == 30  # the year has not ended
    assert credits(2026, by="2026-06-01") == 34
    for registered, granted in ((date(2024, 12, 31), 34), (date(2025, 1, 1), 30)):
        entry = Registration(recorded_at=RECORDED, registered_on=registered)
        facts = candidate(*THREE, registrations=(entry,))
        assert ask(facts, regulation=granting(2024)).credits == granted


def test_leave_lowers_the_full_years_for_credits_but_not_the_seniority():
    leave = LeavePeriod(
        recorded_at=RECORDED,
        valid_from=date(2024, 3, 1),
        valid_until=date(2025, 3, 1),
        leave=Leave.PARENTAL,
    )
    answer = ask(candidate(*THREE[:2], leaves=(leave,)))
    assert finding(answer, "promotion-credits").params["required"] == "20"
    assert answer.outcome is Outcome.MET
    text = TEXT.replace(
        "parental_or_medical_leave: {value: pro_rata", "parental_or_medical_leave: {value: none"
    )
    strict = ask(
        candidate(*THREE[:2], leaves=(leave,)), regulation=load_regulation(text, name="strict")
    )
    assert finding(strict, "promotion-credits").params["required"] == "30"


def test_the_same_grade_recorded_in_two_periods_counts_from_the_first():
    def held(grade, since, until=None):
        return GradePeriod(recorded_at=RECORDED, valid_from=since, valid_until=until, grade=grade)

    again = date(2025, 1, 1)
    twice = (held("practicant", SINCE, again), held("practicant", again))
    answer = ask(candidate(*THREE, grades=twice))
    assert finding(answer, "promotion-order").params["since"] == "2023-06-01"
    between = (held("debutant", SINCE, again), held("practicant", again))
    answer = ask(candidate(*THREE, grades=between))
    assert finding(answer, "promotion-order").params["since"] == "2025-01-01"
    ended = ask(candidate(*THREE, grades=(held("practicant", SINCE, ON),)))
    assert finding(ended, "promotion-no-grade").outcome is Outcome.UNDETERMINED


def test_a_grade_that_the_norms_do_not_know_is_for_the_college_to_correct():
    odd = GradePeriod(recorded_at=RECORDED, valid_from=SINCE, grade="maestru")
    answer = ask(candidate(*THREE, grades=(odd,)))
    assert answer.outcome is Outcome.UNDETERMINED
    assert finding(answer, "promotion-held-unknown").params["held"] == "maestru"


def test_dues_are_asked_for_since_the_last_grade_and_owed_for_any_year():
    assert finding(ask(candidate(*THREE, dues=paid(2024, 2025, 2026))), "dues").params == {
        "years": [2023]
    }
    owed = DuesYear(recorded_at=RECORDED, year=2016, paid_on=None)
    answer = ask(candidate(*THREE, dues=(owed, *paid(2023, 2024, 2025, 2026))))
    assert (answer.outcome, answer.orientative) == (Outcome.NOT_MET, False)
    assert finding(answer, "dues-owed").params == {"years": [2016]}
    ahead = DuesYear(recorded_at=RECORDED, year=2027, paid_on=None)
    answer = ask(candidate(*THREE, dues=(ahead, *paid(2023, 2024, 2025, 2026))))
    assert answer.outcome is Outcome.MET


def test_rules_that_are_not_known_are_undetermined_and_those_left_out_ask_nothing():
    def norms(old, new):
        assert old in TEXT
        return load_regulation(TEXT.replace(old, new), name="changed")

    unknown = norms(
        "specialist: {value: 3, basis: sourced", "specialist: {value: null, basis: sourced"
    )
    answer = ask(candidate(*THREE), regulation=unknown)
    assert (answer.outcome, answer.orientative) == (Outcome.UNDETERMINED, False)
    assert finding(answer, "value-unknown").params["rule"].endswith("practice.specialist")
    free = norms("dues_paid: {value: required", "dues_paid: {value: not_required")
    answer = ask(candidate(*THREE, dues=()), regulation=free)
    assert answer.outcome is Outcome.MET
    assert not [f for f in answer.findings if f.code.startswith("dues")]
    unset = norms("dues_paid: {value: required", "dues_paid: {value: null")
    assert ask(candidate(*THREE, dues=()), regulation=unset).outcome is Outcome.UNDETERMINED
    default = norms(
        "dues_paid: {value: required, basis: sourced, source: site-grades",
        "dues_paid: {value: required, basis: default",
    )
    owed = (DuesYear(recorded_at=RECORDED, year=2024, paid_on=None),)
    assert ask(candidate(*THREE, dues=owed), regulation=default).outcome is Outcome.UNDETERMINED


# laws

days = st.integers(-1200, 60).map(lambda days: ON + timedelta(days=days))


@st.composite
def periods(draw, field):
    since = draw(days)
    length = draw(st.one_of(st.none(), st.integers(0, 900)))
    return practice(field, since, None if length is None else since + timedelta(days=length))


@st.composite
def candidates(draw):
    kinds = (PracticeField.SPECIALTY, PracticeField.FIELD)
    record = [draw(periods(kind)) for kind in kinds for _ in range(draw(st.integers(1, 3)))]
    away = draw(days)
    suspended = StatusPeriod(
        recorded_at=RECORDED,
        valid_from=away,
        valid_until=away + timedelta(days=draw(st.integers(1, 90))),
        status=Status.SUSPENDED,
    )
    credited = [
        workshop(f"w{n}", (2023 + n % 4, 1 + n, 3), draw(st.sampled_from(("0", "4.5", "10", "12"))))
        for n in range(draw(st.integers(0, 5)))
    ]
    return candidate(
        *credited,
        practice=tuple(record),
        statuses=draw(st.sampled_from(((), (suspended,), (ACTIVE,)))),
        dues=paid(*draw(st.sampled_from(((2023, 2024, 2025, 2026), (2023, 2026))))),
    )


def rank(answer):
    return WORST_FIRST.index(answer.outcome)


norms_ = st.sampled_from((NFPC, adopted("4")))


@given(candidates(), st.sampled_from(tuple(PracticeField)).flatmap(periods), norms_)
def test_more_practice_never_worsens_a_promotion(facts, more, regulation):
    richer = replace(facts, practice=(*facts.practice, more))
    before, after = (ask(f, regulation=regulation) for f in (facts, richer))
    assert rank(after) >= rank(before)


@given(candidates(), days, st.sampled_from(("0.5", "10")), norms_)
def test_more_credits_never_worsen_a_promotion(facts, day, credits, regulation):
    more = workshop("more", (day.year, day.month, day.day), credits)
    richer = replace(facts, activities=(*facts.activities, more))
    before, after = (ask(f, regulation=regulation) for f in (facts, richer))
    assert rank(after) >= rank(before)
    assert (after.credits or 0) >= (before.credits or 0)


@given(candidates(), st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(facts, random):
    mixed = {}
    for name in ("practice", "activities", "dues", "statuses", "grades"):
        group = list(getattr(facts, name))
        random.shuffle(group)
        mixed[name] = tuple(group)
    assert ask(replace(facts, **mixed)) == ask(facts)


@given(candidates(), candidates())
def test_facts_recorded_later_change_no_earlier_answer(facts, later):
    asked = datetime(2026, 5, 1, tzinfo=UTC)
    after = asked + timedelta(microseconds=1)
    changed = {}
    for name in ("practice", "activities", "dues", "statuses", "grades"):
        gone = [replace(fact, superseded_at=after) for fact in getattr(facts, name)]
        new = [replace(fact, recorded_at=after) for fact in getattr(later, name)]
        changed[name] = (*gone, *new)
    before, now = (ask(f, known_at=asked).as_dict() for f in (facts, replace(facts, **changed)))
    assert json.dumps(before) == json.dumps(now)


@given(candidates())
def test_the_earliest_day_is_the_first_on_which_the_seniority_is_met(facts):
    answer = ask(facts)
    for found in answer.findings:
        if not found.code.startswith("seniority"):
            continue
        day = found.inputs["earliest"]
        assert (found.outcome is Outcome.MET) is (day is not None and str(day) <= "2026-06-01")
        if day is None:
            continue
        reached = date.fromisoformat(str(day))
        code = found.code.rsplit("-", 1)[0]
        on_day, before = (
            finding(ask(facts, on=when), code) for when in (reached, reached - timedelta(days=1))
        )
        assert on_day.outcome is Outcome.MET
        assert before.outcome is not Outcome.MET


def test_credits_of_the_year_in_which_the_norms_began_count():
    held = replace(candidate().grades[0], valid_from=date(2013, 5, 1))
    entry = Registration(recorded_at=RECORDED, registered_on=date(2012, 1, 1))
    facts = candidate(
        workshop("a", (2013, 6, 10), "7"),
        grades=(held,),
        registrations=(entry,),
        statuses=(replace(ACTIVE, valid_from=date(2012, 1, 1)),),
    )
    old = replace(facts.activities[0].programme_approvals[0], valid_from=date(2012, 1, 1))
    facts = replace(facts, activities=(replace(facts.activities[0], programme_approvals=(old,)),))
    assert ask(facts, on=date(2014, 2, 1)).credits == 7
