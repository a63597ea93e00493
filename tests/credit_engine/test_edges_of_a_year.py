"""Edges of a year, a grade and a cycle: the exact day, amount and finding that decide."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from credit_engine import bundled_regulation_text, check_regulation, load_regulation
from credit_engine.activity import assess_activity
from credit_engine.casework import ask, read_cases
from credit_engine.facts import (
    Booking,
    GradePeriod,
    ImportedYear,
    Organiser,
    PracticeField,
    PracticePeriod,
    ProgrammeForm,
    Registration,
    Status,
    StatusPeriod,
)
from credit_engine.facts_checking import too_early
from credit_engine.ladder import next_step
from credit_engine.legal_time import LEGAL_ZONE, last_legal_day, legal_day
from credit_engine.problems import FactsError
from credit_engine.promotion import assess_promotion, practice_of
from credit_engine.results import Basis, Outcome
from credit_engine.sentences import amount_text
from credit_engine.simulation import Effect, effect_of
from credit_engine.since_grade import credits_between
from credit_engine.year import assess_year

from .builders import RECORDED, approval, course, edition, member
from .laws.norms import MINIMUMS

TEXT = bundled_regulation_text("nfpc-2013")
NFPC = load_regulation(TEXT, name="n")
AFTER = date(2026, 5, 1)
MORNING = datetime(2025, 5, 10, 7, tzinfo=UTC)


def changed(old, new):
    assert old in TEXT, old
    return load_regulation(TEXT.replace(old, new, 1), name="n")


def year(facts, asked=2025, *, on=AFTER, norms=NFPC, known_at=None):
    return assess_year(norms, facts, year=asked, on=on, known_at=known_at)


def codes(answer):
    return {finding.code for finding in answer.findings}


@pytest.mark.parametrize(
    "missing",
    [
        {"organiser": Organiser.APPROVED_PROVIDER},  # no approval of the provider
        {"organiser": Organiser.APPROVED_PROVIDER, "programme_approvals": ()},
        {"programme_approvals": (approval("6", valid_from=date(2025, 5, 11)),)},
        {"minutes_present": None},
        {"minutes_present": 0},
        {"minutes_present": 143},  # of 180, with 80 % asked for
    ],
)
def test_a_year_counts_no_edition_that_something_stands_against(missing):
    held = replace(edition("e", start=MORNING), **missing)
    if held.organiser is Organiser.APPROVED_PROVIDER and not held.programme_approvals:
        held = replace(held, provider_approvals=(approval(None),))
    answer = year(member(held))
    assert answer.credits == 0
    assert answer.standing is not None
    assert next(line.state for line in answer.standing.lines) in {"pending", "refused"}


def test_no_more_minutes_are_forgiven_than_are_missing():
    held = replace(edition("e", start=MORNING, minutes=10, present=7), minutes_late=8)
    answer = assess_activity(NFPC, member(held), held, on=AFTER, known_at=None)
    (late,) = (f for f in answer.findings if f.code == "attendance-met-late")
    assert late.params["tolerance"] == 3


def test_a_share_of_attendance_that_is_not_known_is_said_to_be_so():
    norms = changed("attendance_min_percent: {value: 80", "attendance_min_percent: {value: null")
    held = edition("e", start=MORNING)
    answer = assess_activity(norms, member(held), held, on=AFTER, known_at=None)
    assert answer.outcome is Outcome.UNDETERMINED
    (unknown,) = (f for f in answer.findings if f.code == "value-unknown")
    assert unknown.params == {"rule": "programmes.attendance_min_percent", "day": "2025-05-10"}


def test_a_suspension_shortens_the_year_from_the_day_it_begins():
    since = date(2025, 11, 3)
    away = (
        StatusPeriod(recorded_at=RECORDED, valid_from=date(2015, 2, 1), valid_until=since,
                     status=Status.ACTIVE),
        StatusPeriod(recorded_at=RECORDED, valid_from=since, status=Status.SUSPENDED),
    )  # fmt: skip
    facts = member(statuses=away)

    def required(on):
        standing = year(facts, on=on).standing
        assert standing is not None
        return standing.required

    assert (required(since - timedelta(days=1)), required(since)) == (10, 8)


@pytest.mark.parametrize(("credits", "carried"), [("10", False), ("10.5", True)])
def test_only_what_is_over_the_requirement_is_shown_as_a_surplus(credits, carried):
    before = edition("e", start=datetime(2024, 12, 5, 7, tzinfo=UTC), credits=credits)
    facts = member(before, platform_from=date(2024, 1, 1))
    assert ("carry-over-unknown" in codes(year(facts))) is carried


@pytest.mark.parametrize(
    ("platform_from", "code"),
    [
        (date(2025, 1, 1), None),
        (date(2025, 1, 2), "year-partly-imported"),
        (date(2025, 12, 31), "year-partly-imported"),
        (date(2026, 1, 1), "year-not-imported"),
    ],
)
def test_a_year_is_on_record_from_its_first_day(platform_from, code):
    answer = year(member(platform_from=platform_from))
    assert codes(answer) & {"year-partly-imported", "year-not-imported"} == ({code} - {None})
    assert not answer.orientative
    assert answer.outcome is (Outcome.UNDETERMINED if code else Outcome.NOT_MET)


def test_a_year_before_any_norms_names_its_first_day():
    early = datetime(2000, 1, 1, tzinfo=UTC)
    norms = replace(NFPC, versions=tuple(replace(v, recorded_at=RECORDED) for v in NFPC.versions))
    answer = year(member(), norms=norms, known_at=early)
    assert answer.outcome is Outcome.NOT_IN_FORCE
    assert [finding.params.get("day") for finding in answer.findings] == ["2025-01-01"]


@pytest.mark.parametrize(
    ("on", "outcome"), [(date(2026, 3, 31), "in_progress"), (date(2026, 4, 1), "not_met")]
)
def test_a_minimum_may_be_filled_until_the_evidence_is_due(on, outcome):
    version = replace(NFPC.versions[0], minimums=MINIMUMS[:1])
    norms = replace(NFPC, versions=(version,))
    held = edition("e", start=MORNING, credits="12")
    held = replace(held, category="law")
    answer = year(member(held), norms=norms, on=on)
    assert answer.outcome is Outcome(outcome)
    assert not answer.orientative


def test_a_booked_line_rests_on_what_its_last_entry_rests_on():
    entries = tuple(
        Booking(recorded_at=RECORDED + timedelta(days=n), entry=f"e-{n}", credits=Fraction(c),
                basis=basis)
        for n, c, basis in ((0, "2", "adopted"), (1, "3", "default"))
    )  # fmt: skip
    held = replace(edition("e", start=MORNING), bookings=entries)
    answer = year(member(held))
    (line,) = (f for f in answer.findings if f.code == "year-line")
    assert (line.basis, line.credits) == (Basis.DEFAULT, 5)


def grants(year_, by, basis="sourced, source: nfpc"):
    return (
        f"blanket_grants: [{{year: {year_}, registered_by: {by}, "
        f'credits: {{value: "4", basis: {basis}}}}}]'
    )


@pytest.mark.parametrize(("basis", "firm"), [("sourced, source: nfpc", 4), ("default", 0)])
def test_a_grant_since_the_grade_is_firm_when_its_basis_binds(basis, firm):
    norms = changed("blanket_grants: []", grants(2025, "2025-06-01", basis))
    window: dict[str, Any] = {"since": date(2024, 3, 1), "until": date(2025, 12, 31)}
    collected = credits_between(norms, member(), known_at=None, **window)
    assert collected.earned == 4
    assert collected.binding == firm


def test_the_version_of_the_first_of_january_gives_the_years_grants():
    old = load_regulation(
        TEXT.replace("blanket_grants: []", grants(2025, "2025-06-01"), 1), name="n"
    ).versions[0]
    new = replace(NFPC.versions[0], id="next", effective_from=date(2025, 1, 2))
    norms = replace(NFPC, versions=(old, new))
    window: dict[str, Any] = {"since": date(2024, 3, 1), "until": date(2025, 12, 31)}
    assert credits_between(norms, member(), known_at=None, **window).earned == 4


@pytest.mark.parametrize(
    ("platform_from", "unrecorded"),
    [
        (date(2024, 3, 1), ()),
        (date(2024, 3, 2), (2024,)),
        (date(2025, 1, 1), (2024,)),
        (date(2025, 1, 2), (2024, 2025)),
    ],
)
def test_years_since_the_grade_that_are_not_on_record_are_named(platform_from, unrecorded):
    facts = member(platform_from=platform_from)
    window: dict[str, Any] = {"since": date(2024, 3, 1), "until": date(2025, 12, 31)}
    assert credits_between(NFPC, facts, known_at=None, **window).unrecorded == unrecorded


def holder(grade):
    return member(
        grades=(GradePeriod(recorded_at=RECORDED, valid_from=date(2018, 3, 1), grade=grade),)
    )


def test_the_grade_after_the_next_is_refused_and_the_next_is_named():
    asked: dict[str, Any] = {"on": AFTER, "known_at": None}
    answer = assess_promotion(NFPC, holder("practicant"), grade="principal", **asked)
    (skips,) = (f for f in answer.findings if f.code == "promotion-skips")
    assert skips.params["next"] == "specialist"


def test_the_last_step_but_one_leads_to_the_last():
    asked: dict[str, Any] = {"on": AFTER, "known_at": None}
    assert next_step(NFPC, holder("specialist"), **asked).coming == "principal"
    assert next_step(NFPC, holder("principal"), **asked).coming is None
    assert next_step(NFPC, holder("baron"), **asked).current == "baron"


def test_practice_that_has_not_begun_has_no_suspension():
    later = PracticePeriod(
        recorded_at=RECORDED, valid_from=date(2027, 1, 1), field=PracticeField.SPECIALTY
    )
    found = practice_of(member(practice=(later,)), PracticeField.SPECIALTY, on=AFTER, known_at=None)
    assert found is not None
    assert (found.duration, found.suspended) == (None, 0)


def test_answers_without_figures_can_be_compared():
    answer = replace(year(member()), outcome=Outcome.IN_PROGRESS)
    bare = replace(answer, standing=None)
    assert effect_of(bare, bare) is Effect.SAME
    assert effect_of(bare, answer) is Effect.LOSES  # ten credits are missing


def test_an_activity_is_too_early_before_the_first_entry_in_the_register():
    entries = tuple(
        Registration(recorded_at=RECORDED, registered_on=day)
        for day in (date(2020, 1, 1), date(2015, 2, 1))
    )
    facts = member(course("c", completed_on=date(2018, 1, 1)), registrations=entries)
    assert list(too_early(facts)) == []
    first = member(course("c", completed_on=date(2015, 1, 31)), registrations=entries)
    assert [path for path, *_ in too_early(first)] == ["member.activities[1]"]


def test_two_versions_of_one_day_are_both_named():
    again = TEXT[TEXT.index("  - id: nfpc-2013") :].replace("id: nfpc-2013", "id: other", 1)
    (clash,) = (p for p in check_regulation(TEXT + again, name="n") if p.code == "versions-clash")
    assert (clash.params["first"], clash.params["second"]) == ("nfpc-2013", "other")


def test_a_share_may_be_nothing_of_the_whole_and_never_all_of_it():
    text = bundled_regulation_text("doctors-ro")

    def problems(parts):
        return [
            p.code
            for p in check_regulation(text.replace("parts: 1,", f"parts: {parts},", 1), name="n")
        ]

    assert problems(0) == []
    assert problems(2) == []
    assert "limit-absurd" in problems(3)


@pytest.mark.parametrize(
    ("imported", "outcome"),
    [((2021, 2022, 2023), "undetermined"), ((2021, 2022, 2023, 2024), "not_met")],
)
def test_every_year_of_a_cycle_is_on_record_before_it_is_not_met(imported, outcome):
    doctors = load_regulation(bundled_regulation_text("doctors-ro"), name="n")
    years = tuple(ImportedYear(recorded_at=RECORDED, year=y, document="Fișa") for y in imported)
    facts = member(platform_from=date(2025, 1, 1), imported_years=years)
    answer = ask(doctors, facts, "cycle:2025", on=date(2027, 1, 1), known_at=None)
    (total,) = (f for f in answer.findings if f.rule == "cycle.min_credits")
    assert total.outcome is Outcome(outcome)


def test_the_facts_of_a_case_are_checked_with_it():
    text = """regulation: nfpc-2013
cases:
  - sentence: {ro: Un caz., en: A case.}
    question: "year:2025"
    asked_on: 2026-05-01
    expect: {outcome: met}
    member:
      member: m-1
      activities:
        - {id: a, kind: course, source: s, title: t, completed_on: 2025-05-01, workload_minutes: -5}
"""
    with pytest.raises(FactsError) as refused:
        read_cases(text, name="n")
    assert any("workload_minutes" in problem.path for problem in refused.value.problems)


def test_of_several_entries_in_the_register_the_first_counts():
    entries = tuple(
        Registration(recorded_at=RECORDED, registered_on=day)
        for day in (date(2025, 2, 1), date(2015, 2, 1))
    )
    assert year(member(registrations=entries)).outcome is not Outcome.EXEMPT


def test_a_form_that_the_norms_do_not_list_brings_nothing_by_itself():
    norms = changed(
        "kinds: {value: [course, workshop, conference, round_table, webinar, elearning_course]",
        "kinds: {value: [course, workshop]",
    )
    held = replace(edition("e", start=MORNING), form=ProgrammeForm.WEBINAR)
    answer = year(member(held), norms=norms)
    assert answer.credits == 0
    listed = replace(held, form=ProgrammeForm.WORKSHOP)
    assert year(member(listed), norms=norms).credits == 6


def test_a_case_file_without_anything_is_refused():
    for text in ("", "- x\n", "regulation: [\n"):
        with pytest.raises(FactsError):
            read_cases(text, name="n")


def test_days_are_counted_where_the_norms_convert_days():
    text = bundled_regulation_text("iacet-units")
    assert "of: {value: minutes_delivered" in text, text
    norms = load_regulation(
        text.replace("of: {value: minutes_delivered", "of: {value: days", 1), name="n"
    )
    held = replace(edition("e", start=MORNING), programme_approvals=(approval(None),))
    answer = assess_activity(norms, member(held), held, on=AFTER, known_at=None)
    (found,) = (f for f in answer.findings if f.code == "credits-from-days")
    assert found.params["counted"] == 1


def test_who_has_no_status_on_record_owes_the_whole_requirement():
    standing = year(member(statuses=())).standing
    assert standing is not None
    assert standing.required == 10


def test_figures_of_a_standing_are_written_as_decimal_text():
    held = edition("e", start=MORNING, credits="2.5")
    written = year(member(held)).as_dict()["standing"]
    assert (written["required"], written["earned"], written["missing"]) == ("10", "2.5", "7.5")
    assert amount_text(Fraction(0)) == "0"
    assert amount_text(Fraction(-1, 2)) == "-0.5"


def test_what_ends_at_midnight_ends_on_the_day_before():
    midnight = datetime(2026, 1, 1, tzinfo=LEGAL_ZONE)
    for zone in (LEGAL_ZONE, UTC):
        assert last_legal_day(midnight.astimezone(zone)) == date(2025, 12, 31)
        assert legal_day(midnight.astimezone(zone)) == date(2026, 1, 1)
