"""Providers and programmes: what the cases in words do not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from credit_engine import (
    Outcome,
    assess_provider,
    load_regulation,
    propose_programme_credits,
)
from credit_engine.facts import (
    Organiser,
    ProgrammeForm,
)
from credit_engine.programme import Lecturer
from credit_engine.provider import (
    FeeProof,
    renewal_from,
)
from credit_engine.regulation import Excluded

from .builders import DECISION, RECORDED, approval
from .files import (
    ADOPTED,
    ASKED,
    CRITERIA,
    LATER,
    NFPC,
    ON,
    TEXT,
    VERSION,
    by_code,
    codes,
    norms,
    part,
    programme,
    proposed,
    provider,
)


def test_an_answer_on_a_provider_names_each_criterion_and_its_document():
    answer = assess_provider(NFPC, provider(), **ASKED)
    assert (answer.question, answer.outcome, answer.credits) == ("provider:p-1", Outcome.MET, None)
    assert (answer.regulation_id, answer.on, answer.orientative) == ("nfpc-2013", ON, False)
    shown = [f.params for f in answer.findings if f.code == "provider-criterion"]
    assert shown == [{"criterion": c, "document": f"{c}.pdf"} for c in CRITERIA]
    assert by_code(answer, "provider-principals").params == {"found": 2, "least": 2}
    assert by_code(answer, "provider-fee").params == {"paid_on": "2026-02-01", "document": "OP 15"}
    validity = by_code(answer, "provider-validity")
    assert validity.params == {"months": 48, "from": "2026-03-01", "until": "2030-03-01"}
    assert validity.basis == "default"
    assert by_code(answer, "provider-fee").sentence("ro") == (
        "Taxa este plătită la 1 februarie 2026 (OP 15)."
    )


def test_a_renewal_follows_the_approval_in_force():
    runs = replace(approval(None), valid_from=date(2022, 4, 1), valid_until=date(2026, 4, 1))
    answer = assess_provider(NFPC, provider(approvals=(runs,)), **ASKED)
    assert by_code(answer, "provider-renewal").params == {
        "until": "2026-04-01",
        "from": "2025-12-02",
    }
    assert by_code(answer, "provider-validity").params["from"] == "2026-04-01"
    assert by_code(answer, "provider-validity").inputs["until"] == "2030-04-01"
    assert renewal_from(VERSION, runs) == date(2025, 12, 2)
    assert renewal_from(VERSION, replace(runs, valid_until=None)) is None
    open_ended = assess_provider(
        NFPC, provider(approvals=(replace(runs, valid_until=None),)), **ASKED
    )
    assert not [code for code in codes(open_ended) if code.startswith("provider-renewal")]
    assert by_code(open_ended, "provider-validity").params["from"] == "2026-03-01"
    unknown = norms(("renewal_notice_days: {value: 120", "renewal_notice_days: {value: null"))
    answer = assess_provider(unknown, provider(approvals=(runs,)), **ASKED)
    assert by_code(answer, "value-unknown").params["rule"] == "providers.renewal_notice_days"


def test_of_several_proofs_the_latest_is_shown():
    fees = tuple(
        FeeProof(recorded_at=RECORDED, paid_on=date(2026, 2, day), document=f"OP {day}")
        for day in (3, 9, 5)
    )
    answer = assess_provider(NFPC, provider(fees=fees), **ASKED)
    assert by_code(answer, "provider-fee").params["document"] == "OP 9"


@pytest.mark.parametrize(
    ("key", "was"),
    [
        ("criteria", "[training_in_statute_or_public_body"),
        ("min_principal_social_workers", "2"),
        ("fee_proof", "true"),
        ("validity_months", "48"),
    ],
)
def test_a_value_on_providers_that_is_not_known_leaves_the_answer_open(key, was):
    start = TEXT.index("    providers:")
    line = next(
        row for row in TEXT[start:].splitlines() if row.strip().startswith(f"{key}: {{value: {was}")
    )
    source = line[line.index(", basis:") :]
    answer = assess_provider(
        norms((line, f"      {key}: {{value: null{source}")), provider(), **ASKED
    )
    assert answer.outcome is Outcome.UNDETERMINED
    assert by_code(answer, "value-unknown").params["rule"] == f"providers.{key}"


def test_values_on_providers_that_do_not_bind_refuse_nothing():
    source = "basis: sourced, source: site-providers"
    fee = "fee_proof: {value: true, "
    weak = norms((f"{fee}{source}", f"{fee}basis: default"))
    answer = assess_provider(weak, provider(fees=()), **ASKED)
    assert (answer.outcome, answer.orientative) == (Outcome.UNDETERMINED, True)
    free = norms((fee, "fee_proof: {value: false, "))
    answer = assess_provider(free, provider(fees=()), **ASKED)
    assert answer.outcome is Outcome.MET
    assert not [code for code in codes(answer) if code.startswith("provider-fee")]


def test_the_arithmetic_of_a_proposal_is_explained_step_by_step():
    answer = proposed(
        programme(
            part(400),
            part(20, excluded=Excluded.BREAKS),
            part(45, day=date(2026, 5, 11)),
            part(60, day=date(2026, 5, 11), excluded=Excluded.MEALS),
        )
    )
    assert (answer.question, answer.outcome) == ("programme:x", Outcome.UNDETERMINED)
    minutes = by_code(answer, "programme-minutes")
    assert minutes.params == {
        "total": 525,
        "left_out": 80,
        "kinds": ["breaks", "meals"],
        "counted": 445,
    }
    assert minutes.inputs == {
        "by_day": [["2026-05-10", 400], ["2026-05-11", 45]],
        "left_out": [["breaks", 20], ["meals", 60]],
    }
    assert minutes.sentence("ro") == (
        "Programul ține 525 de minute. Nu se numără 80 de minute (pauze, mese); "
        "rămân 445 de minute."
    )
    steps = [(f.code, f.credits) for f in answer.findings if f.credits is not None]
    assert steps == [
        ("proposal-converted", Fraction(445, 60)),
        ("proposal-over-day-for-officer", Fraction(-2, 3)),
        ("proposal-rounded-down", Fraction(-1, 4)),
    ]
    assert (answer.credits, answer.possible) == (Fraction("6.5"), 7)
    assert by_code(answer, "proposal-over-day").inputs == {"days": ["2026-05-10"]}
    assert by_code(answer, "proposal-over-day").params == {"cap": "6", "days": 1, "rest": "2/3"}


CAPS = (
    ('max_per_day: {value: "6", basis: default', f'max_per_day: {{value: "6", {ADOPTED}'),
    ('max_per_programme: {value: "60", basis: default',
     f'max_per_programme: {{value: "8", {ADOPTED}'),
    ("minutes_per_credit: {value: 60, basis: default}\n        exclude",
     f"minutes_per_credit: {{value: 60, {ADOPTED}}}\n        exclude"),
    ('rounding: {value: {mode: down, step: "0.5", once_per: programme}, basis: default',
     f'rounding: {{value: {{mode: half_up, step: "0.5", once_per: programme}}, {ADOPTED}'),
)  # fmt: skip


def test_caps_that_the_college_adopts_cut():
    strict = norms(*CAPS)
    answer = proposed(programme(part(420)), strict)
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.MET, 6, 6)
    assert (answer.orientative, by_code(answer, "proposal-over-day").credits) == (False, -1)
    day = date(2026, 5, 11)
    answer = proposed(programme(part(360), part(180, day=day)), strict)
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.MET, 8, 8)
    assert by_code(answer, "proposal-over-programme").params == {"cap": "8", "rest": "1"}
    answer = proposed(programme(part(360), part(120, day=day)), strict)
    assert (answer.credits, "proposal-over-programme" in codes(answer)) == (8, False)
    assert proposed(programme(part(314)), strict).credits == 5
    assert proposed(programme(part(315)), strict).credits == Fraction("5.5")
    mixed = norms(CAPS[1])
    answer = proposed(programme(part(480), part(180, day=day)), mixed)
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.UNDETERMINED, 8, 8)
    answer = proposed(programme(part(480)), mixed)
    assert (answer.credits, answer.possible) == (6, 8)


@pytest.mark.parametrize("rule", ["minutes_per_credit", "rounding", "exclude"])
def test_a_conversion_that_is_not_known_proposes_nothing(rule):
    start = TEXT.index("      proposal:")
    line = next(
        row for row in TEXT[start:].splitlines() if row.strip().startswith(f"{rule}: {{value:")
    )
    changed = TEXT[:start] + TEXT[start:].replace(
        line, f"        {rule}: {{value: null, basis: default}}", 1
    )
    answer = proposed(programme(part(60)), load_regulation(changed, name="changed"))
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.UNDETERMINED, None, None)
    assert by_code(answer, "value-unknown").params["rule"] == f"programmes.proposal.{rule}"


def test_unknown_caps_cut_nothing():
    unknown = norms(
        ('max_per_day: {value: "6"', "max_per_day: {value: null"),
        ('max_per_programme: {value: "60"', "max_per_programme: {value: null"),
    )
    answer = proposed(programme(part(6000)), unknown)
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.MET, 100, 100)


def test_what_the_norms_do_not_exclude_counts():
    counted = norms(("exclude: {value: [breaks, meals, registration]", "exclude: {value: [meals]"))
    facts = programme(
        part(60), part(60, excluded=Excluded.BREAKS), part(60, excluded=Excluded.MEALS)
    )
    assert proposed(facts, counted).credits == 2


def test_a_refused_programme_keeps_its_words_and_loses_its_credits():
    answer = proposed(programme(part(360), organisers=(Organiser.UNAPPROVED_PROVIDER,)))
    assert (answer.outcome, answer.credits, answer.possible) == (Outcome.NOT_MET, None, None)
    assert by_code(answer, "proposal-converted").credits is None
    assert by_code(answer, "programme-organisers-refused").params == {
        "organisers": ["unapproved_provider"]
    }


def test_a_form_that_is_not_listed_goes_to_an_officer():
    answer = proposed(programme(part(360), form=ProgrammeForm.WEBINAR))
    assert answer.outcome is Outcome.MET
    fewer = norms(("kinds: {value: [course, workshop,", "kinds: {value: [course,"))
    answer = proposed(programme(part(360)), fewer)
    assert (answer.outcome, answer.credits) == (Outcome.UNDETERMINED, 6)
    assert by_code(answer, "form-not-listed").params == {"form": "workshop"}
    assert proposed(programme(part(360), form=None), fewer).outcome is Outcome.MET


def test_lecturers_whose_grade_is_not_known_are_named():
    lecturers = tuple(
        Lecturer(recorded_at=RECORDED, name=name, grade=grade)
        for name, grade in (("Z", None), ("C", None), ("P", "none"), ("A", "principal"))
    )
    answer = proposed(programme(part(360), lecturers=lecturers))
    found = by_code(answer, "programme-lecturers-unknown")
    assert found.params == {"found": 1, "least": 2, "grade": "principal", "names": ["C", "Z"]}
    few = proposed(programme(part(360), lecturers=lecturers[2:]))
    assert by_code(few, "programme-lecturers-few").params["found"] == 1
    assert few.outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("old", "rule"),
    [
        ("organisers: {value: [approved_provider, branch, other_entity, college]", "organisers"),
        ("min_principal_lecturers: {value: 2", "min_principal_lecturers"),
        ("max_participants: {value: must_be_declared", "max_participants"),
        (
            "file: {value: [request, curriculum, proof_of_principal_lecturers, europass_cvs, "
            "equipment_and_venue, quality_declaration, index]",
            "file",
        ),
    ],
)
def test_a_value_on_programmes_that_is_not_known_leaves_the_answer_open(old, rule):
    unknown = norms((old, f"{rule}: {{value: null"))
    answer = proposed(programme(part(360)), unknown)
    assert (answer.outcome, answer.credits) == (Outcome.UNDETERMINED, 6)
    assert by_code(answer, "value-unknown").params["rule"] == f"programmes.{rule}"


def test_a_provider_is_approved_for_a_programme_by_what_was_known():
    runs = replace(approval(None), recorded_at=LATER)
    facts = programme(
        part(360), organisers=(Organiser.APPROVED_PROVIDER,), provider_approvals=(runs,)
    )
    assert by_code(proposed(facts), "provider-approved").params["number"] == DECISION.number
    before = propose_programme_credits(NFPC, facts, on=ON, known_at=LATER - timedelta(seconds=1))
    assert by_code(before, "programme-provider-not-approved").params == {"day": "2026-03-01"}
