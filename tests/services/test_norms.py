"""Norms from a draft to force: nothing lost, nothing twice, the past stays as it was answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from credit_engine.results import Outcome
from lms.errors import BadInput, Conflict, NotAllowed
from lms.models import (
    CreditEntry,
    DraftState,
    Effect,
    Enrolment,
    Job,
    JobState,
    Member,
    NormsChange,
    NormsDecision,
    NormsDraft,
    NormsSimulation,
    Notification,
    Outbox,
    RegulationVersion,
    YearStanding,
)
from lms.services import (
    crediting,
    ledger,
    norms_adoption,
    norms_cases,
    norms_drafts,
    norms_effects,
    norms_simulation,
    norms_text,
    norms_values,
    regulations,
)
from lms.services.listing import Wanted
from lms.services.norms_results import Filters, list_changes, totals
from tests.infra import norms as made
from tests.infra.cast import Cast, build_cast
from tests.infra.credit import book_edition
from tests.services import classroom

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TODAY = date(2026, 5, 4)
MIN_CREDITS = "annual_requirement.min_credits"


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def people(session: Session) -> Cast:
    return build_cast(session)


@pytest.fixture
def draft(session: Session, people: Cast) -> NormsDraft:
    return made.begin_draft(session, people.cfpc.id, now=NOW)


def answer(session: Session, people: Cast, year: int, known_at: datetime | None) -> str:
    assert people.member.member_id is not None
    answers = crediting.year_answers(
        session, [people.member.member_id], [year], records_from=None, on=TODAY, known_at=known_at
    )
    return crediting.findings_text(answers[people.member.member_id, year])


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_begins_as_the_norms_in_force(session: Session, people: Cast) -> None:
    draft = made.begin_draft(session, people.cfpc.id, now=NOW, credits=None)
    read = norms_drafts.read(draft)
    assert norms_drafts.problems_of(draft) == ()
    assert draft.version_id == "nfpc-2027"
    assert norms_values.differences(read.before, read.version) == ()
    assert draft.text.startswith(regulations.newest(session).text.rstrip())


def test_a_value_is_changed_and_taken_back(session: Session, people: Cast) -> None:
    draft = made.begin_draft(session, people.cfpc.id, now=NOW, credits="12,5".replace(",", "."))
    read = norms_drafts.read(draft)
    [difference] = norms_values.differences(read.before, read.version)
    assert difference.path == MIN_CREDITS
    assert difference.after is not None
    assert difference.after.value is not None
    assert str(difference.after.value.value) == "25/2"
    norms_drafts.save_values(
        session,
        draft.id,
        {MIN_CREDITS: None},
        seen=draft.revision,
        account_id=people.cfpc.id,
        now=NOW,
    )
    read = norms_drafts.read(draft)
    assert norms_values.differences(read.before, read.version) == ()
    assert [save.revision for save in norms_drafts.saves_of(session, draft.id)] == [3, 2, 1]


def test_two_officers_lose_nothing(session: Session, people: Cast, draft: NormsDraft) -> None:
    seen = draft.revision
    theirs = draft.text.replace("Norme noi", "Norme ale celuilalt")
    norms_drafts.save_text(
        session, draft.id, theirs, seen=seen, account_id=people.bex.id, now=later(1)
    )
    with pytest.raises(norms_drafts.StaleDraftError, match="Ioana Birou a salvat altă formă"):
        norms_drafts.save_text(
            session, draft.id, "altceva", seen=seen, account_id=people.cfpc.id, now=later(2)
        )
    assert draft.text == theirs
    assert len(norms_drafts.saves_of(session, draft.id)) == seen + 1


def test_values_that_contradict_are_not_saved(
    session: Session, people: Cast, draft: NormsDraft
) -> None:
    before = draft.text
    leaf = norms_text.fields(
        {
            "value": norms_values.read_value(int, {"": ["90"]}),
            "basis": norms_text.text("default"),
        }
    )
    with pytest.raises(norms_drafts.UnusableTextError) as refused:
        norms_drafts.save_values(
            session,
            draft.id,
            {"programmes.attendance_review_from_percent": leaf},
            seen=draft.revision,
            account_id=people.cfpc.id,
            now=NOW,
        )
    [problem] = refused.value.problems
    assert problem.problem is not None
    assert problem.problem.code == "review-above-min"
    assert draft.text == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{value: "10", basis: seed', '{value: "9", basis: seed', "nu se mai schimbă"),
        ('2013"\n  hb', '2014"\n  hb', "trebuie să rămână așa cum era"),
        ("from: 2027-01-01", "from: 2013-01-01", "trebuie să intre în vigoare după"),
        ("id: nfpc-2027", "id: altele", "o singură versiune nouă"),
        ("id: nfpc\n", "id: altceva\n", "Numele normelor"),
    ],
)  # fmt: skip
def test_what_was_in_force_stays(draft: NormsDraft, old: str, new: str, said: str) -> None:
    assert old in draft.text
    problems = norms_drafts.check_text(draft, draft.text.replace(old, new, 1))
    assert any(said in (problem.message or "") for problem in problems), problems


def test_every_problem_has_its_line(draft: NormsDraft) -> None:
    broken = draft.text.replace('value: "12"', "value: 12.5").replace(
        'title:\n      ro: "Norme noi"', 'titlu:\n      ro: "Norme noi"'
    )
    problems = norms_drafts.check_text(draft, broken)
    codes = {problem.problem.code for problem in problems if problem.problem}
    assert {"float-refused", "key-unknown"} <= codes
    assert all(problem.line for problem in problems)


def test_a_source_is_added_for_values_to_cite(
    session: Session, people: Cast, draft: NormsDraft
) -> None:
    norms_drafts.save_heading(
        session,
        draft.id,
        norms_text.Heading(
            title_ro="Alt titlu",
            title_en="Another title",
            legal_basis="Proiect",
            effective_from=date(2027, 3, 1),
        ),
        new_source="Hotărârea Consiliului nr. 7/2026: „norme”",
        seen=draft.revision,
        account_id=people.cfpc.id,
        now=NOW,
    )
    read = norms_drafts.read(draft)
    assert read.regulation.sources["hotararea-consiliului-nr-7-2026-norme"].endswith("„norme”")
    assert read.version.effective_from == date(2027, 3, 1)
    assert read.version.annual_requirement.min_credits.value == 12


# --- cases ------------------------------------------------------------------------------------


def expected(outcome: Outcome, credits: int | None = None) -> norms_cases.Expected:
    return norms_cases.Expected(
        sentence="Cu 11 credite, anul 2027 nu este îndeplinit.",
        year=2027,
        asked_on=date(2028, 4, 1),
        outcome=outcome,
        credits=credits,
    )


def test_cases_run_against_the_draft(session: Session, people: Cast, draft: NormsDraft) -> None:
    member = norms_cases.MadeUp(registered_on=date(2015, 2, 1), credits=11_000)
    for outcome in (Outcome.NOT_MET, Outcome.MET):
        norms_cases.add_made_up(
            session,
            draft.id,
            expected(outcome, 11_000),
            member,
            account_id=people.cfpc.id,
            now=NOW,
        )
    cases = norms_cases.cases_of(session, draft)
    after = norms_drafts.read(draft).regulation
    results = norms_cases.run(session, cases, after, records_from=None)
    assert sorted((r.case.outcome, r.right) for r in results) == [("met", False), ("not_met", True)]
    before = norms_cases.run(session, cases, regulations.norms(session), records_from=None)
    assert sorted((r.case.outcome, r.right) for r in before) == [("met", True), ("not_met", False)]


def test_a_case_of_a_real_member_keeps_what_was_known(
    session: Session, people: Cast, draft: NormsDraft
) -> None:
    assert people.member.rnasr_code is not None
    norms_cases.add_real(
        session,
        draft.id,
        norms_cases.Expected(
            sentence="Anul 2026 nu se poate stabili încă.",
            year=2026,
            asked_on=TODAY,
            outcome=Outcome.UNDETERMINED,
            credits=0,
        ),
        people.member.rnasr_code,
        account_id=people.cfpc.id,
        now=datetime(2026, 3, 1, tzinfo=UTC),
    )
    book_edition(session, people)  # on 20 March: not known on the 1st
    cases = norms_cases.cases_of(session, draft)
    regulation = norms_drafts.read(draft).regulation
    [result] = norms_cases.run(session, cases, regulation, records_from=None)
    assert result.answer is not None
    assert result.answer.credits == 0
    assert "Ana" not in str(cases[0].facts)
    with pytest.raises(BadInput, match="Niciun membru nu are codul"):
        norms_cases.add_real(
            session, draft.id, expected(Outcome.MET), "nimeni", account_id=people.cfpc.id, now=NOW
        )


# --- simulation -------------------------------------------------------------------------------


def test_a_simulation_says_who_loses(session: Session, people: Cast, draft: NormsDraft) -> None:
    book_edition(session, people)
    simulation = made.simulate(
        session,
        draft,
        people.cfpc.id,
        now=NOW,
        years=[2025, 2026],
        records_from=date(2026, 1, 1),
    )
    members = session.scalar(select(func.count()).select_from(Member)) or 0
    rows = session.scalars(select(NormsChange)).all()
    assert len(rows) == 2 * members
    [mine] = [r for r in rows if r.member_id == people.member.member_id and r.year == 2026]
    assert (mine.credits_before, mine.credits_after) == (6000, 6000)
    assert (mine.required_before, mine.required_after) == (10_000, 12_000)
    assert mine.effect is Effect.LOSES
    # Of 2025 nothing is known: nobody is said to lose by it.
    assert {row.effect for row in rows if row.year == 2025} == {Effect.CHANGED}
    found = totals(session, simulation.id, 2026)
    assert found.members == members
    assert found.all[Effect.LOSES] == members
    assert sum(sum(c.values()) for c in found.counties.values()) == members
    assert sum(sum(c.values()) for c in found.grades.values()) == members
    page = list_changes(
        session, simulation.id, Wanted(sort="name"), Filters(year=2026, effect=Effect.LOSES)
    )
    assert page.total == members
    job = session.get_one(Job, simulation.job_id)
    assert (job.state, job.done) == (JobState.DONE, job.total)


def test_a_simulation_goes_on_where_it_was_killed(
    open_session: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(norms_simulation, "CHUNK", 2)
    first = open_session()
    people = build_cast(first)
    draft = made.begin_draft(first, people.cfpc.id, now=NOW)
    simulation = norms_simulation.start(
        first, draft.id, years=[2026], seen=draft.revision, account_id=people.cfpc.id, now=NOW
    )
    simulation_id = simulation.id
    first.commit()
    assert norms_simulation.step(first, simulation_id, records_from=None, now=NOW)
    first.commit()
    assert norms_simulation.step(first, simulation_id, records_from=None, now=NOW)
    first.rollback()  # killed before the commit
    first.close()
    second = open_session()
    while norms_simulation.step(second, simulation_id, records_from=None, now=NOW):
        second.commit()
    second.commit()
    members = second.scalar(select(func.count()).select_from(Member))
    assert second.scalar(select(func.count()).select_from(NormsChange)) == members
    assert second.get_one(NormsSimulation, simulation_id).finished_at == NOW


def test_a_draft_with_problems_is_not_simulated(
    session: Session, people: Cast, draft: NormsDraft
) -> None:
    norms_drafts.save_text(
        session, draft.id, "schema: alta\n", seen=draft.revision, account_id=people.cfpc.id, now=NOW
    )
    with pytest.raises(BadInput, match="are probleme"):
        norms_simulation.start(
            session,
            draft.id,
            years=[2026],
            seen=draft.revision,
            account_id=people.cfpc.id,
            now=NOW,
        )


# --- in force ---------------------------------------------------------------------------------


def in_force(
    session: Session,
    people: Cast,
    draft: NormsDraft,
    *,
    effective_from: date = date(2027, 1, 1),
    compensates: bool = False,
) -> str:
    made.simulate(session, draft, people.cfpc.id, now=NOW, years=[2026])
    decision = made.enter(
        session,
        draft,
        people.cfpc.id,
        now=later(5),
        effective_from=effective_from,
        retroactive=effective_from < TODAY,
        compensates=compensates,
    )
    norms_adoption.confirm(session, decision.id, account_id=people.bex.id, now=later(10))
    while norms_effects.tell_step(session, decision.id, now=later(11)):
        pass
    while norms_effects.effects_step(session, decision.id, records_from=None, now=later(11)):
        pass
    assert decision.regulation_id is not None
    return decision.regulation_id


def test_a_decision_needs_a_simulation_of_exactly_this_text(
    session: Session, people: Cast, draft: NormsDraft
) -> None:
    with pytest.raises(Conflict, match="simulat exact așa cum este"):
        made.enter(session, draft, people.cfpc.id, now=NOW)
    made.simulate(session, draft, people.cfpc.id, now=NOW, years=[2026])
    made.change_credits(session, draft, people.cfpc.id, "11", now=later(1))
    with pytest.raises(Conflict, match="simulat exact așa cum este"):
        made.enter(session, draft, people.cfpc.id, now=later(2))
    made.change_credits(session, draft, people.cfpc.id, "12", now=later(3))
    made.enter(session, draft, people.cfpc.id, now=later(4))
    with pytest.raises(Conflict, match="așteaptă confirmarea"):
        made.change_credits(session, draft, people.cfpc.id, "13", now=later(5))


def test_the_same_person_never_confirms(session: Session, people: Cast, draft: NormsDraft) -> None:
    made.simulate(session, draft, people.bex.id, now=NOW, years=[2026])
    decision = made.enter(session, draft, people.bex.id, now=later(1))
    with pytest.raises(NotAllowed):
        norms_adoption.confirm(session, decision.id, account_id=people.bex.id, now=later(2))
    assert session.get(RegulationVersion, "nfpc-2027") is None
    norms_adoption.withdraw(session, decision.id, account_id=people.bex.id, now=later(3))
    with pytest.raises(Conflict, match="retrasă"):
        norms_adoption.confirm(session, decision.id, account_id=people.cfpc.id, now=later(4))


def test_a_day_in_the_past_is_refused_unless_the_act_says_so(
    session: Session, people: Cast
) -> None:
    past = date(2026, 2, 1)
    draft = made.begin_draft(session, people.cfpc.id, now=NOW, effective_from=past)
    made.simulate(session, draft, people.cfpc.id, now=NOW, years=[2026])
    with pytest.raises(BadInput, match="a trecut") as refused:
        made.enter(session, draft, people.cfpc.id, now=later(1), effective_from=past)
    assert refused.value.field == "retroactive"
    with pytest.raises(BadInput, match=r"intră în vigoare la 01\.02\.2026, nu la 01\.01\.2027"):
        made.enter(session, draft, people.cfpc.id, now=later(1))
    made.enter(session, draft, people.cfpc.id, now=later(1), effective_from=past, retroactive=True)


def test_norms_in_force_are_chosen_by_day_and_by_what_was_known(
    session: Session, people: Cast, draft: NormsDraft
) -> None:
    assert in_force(session, people, draft) == "nfpc-2027"
    row = session.get_one(RegulationVersion, "nfpc-2027")
    assert (row.text, row.sha256, row.effective_from) == (
        draft.text,
        regulations.sha256_of(draft.text),
        date(2027, 1, 1),
    )
    assert row.adopted_by == "Consiliul național, hotărârea nr. 7 din 01.03.2026"
    assert draft.state is DraftState.IN_FORCE
    now_known = regulations.norms(session)
    version = now_known.in_force_on(date(2027, 1, 1))
    assert version is not None
    assert version.id == "nfpc-2027"
    before = now_known.in_force_on(date(2026, 12, 31))
    assert before is not None
    assert before.id == "nfpc-2013"
    earlier = regulations.norms(session, known_at=later(9)).in_force_on(date(2027, 1, 1))
    assert earlier is not None
    assert earlier.id == "nfpc-2013"


def test_a_past_answer_is_the_same_after_facts_and_norms_change(
    session: Session, people: Cast
) -> None:
    then = later(0)
    before = {year: answer(session, people, year, then) for year in (2025, 2026, 2027)}
    draft = made.begin_draft(session, people.cfpc.id, now=later(1), effective_from=date(2026, 1, 1))
    in_force(session, people, draft, effective_from=date(2026, 1, 1))
    member = session.get_one(Member, people.member.member_id)
    ledger.book(
        session,
        [
            ledger.Booking(
                member_id=member.id,
                source=f"opening:{uuid4()}",
                credits=4000,
                counts_on=date(2026, 2, 2),
                regulation_id="nfpc-2026",
                basis="sourced",
                title={"ro": "Din trecut", "en": "From the past"},
                findings='{"findings":[]}',
            )
        ],
        now=later(20),
    )
    assert {year: answer(session, people, year, then) for year in before} == before
    assert answer(session, people, 2026, None) != before[2026]
    assert '"required":"12"' in answer(session, people, 2026, None)


def test_members_are_told_once_and_standings_follow(session: Session, people: Cast) -> None:
    draft = made.begin_draft(session, people.cfpc.id, now=NOW, effective_from=date(2026, 1, 1))
    in_force(session, people, draft, effective_from=date(2026, 1, 1))
    told = session.scalars(
        select(Notification.account_id).where(Notification.kind == "norms_changed")
    ).all()
    assert sorted(told) == sorted(
        person.id for person in (people.member, people.colleague, people.stranger)
    )
    standing = session.get_one(YearStanding, (people.member.member_id, 2026))
    assert (standing.regulation_id, standing.required) == ("nfpc-2026", 12_000)


def test_the_effects_wait_for_the_day(session: Session, people: Cast, draft: NormsDraft) -> None:
    made.simulate(session, draft, people.cfpc.id, now=NOW, years=[2026])
    decision = made.enter(session, draft, people.cfpc.id, now=later(1))
    norms_adoption.confirm(session, decision.id, account_id=people.bex.id, now=later(2))
    due = {
        row.task: row.run_after
        for row in session.scalars(select(Outbox).where(Outbox.task.like("norms.%")))
    }
    assert due["norms.tell"] == later(2)
    assert due["norms.take_effect"] == datetime(2026, 12, 31, 22, 0, tzinfo=UTC)


# --- what was booked --------------------------------------------------------------------------


@pytest.fixture
def completed(session: Session, people: Cast, database_url: str, tmp_path: Path) -> Enrolment:
    """A course of the College, completed and credited on 2 March 2026."""
    settings = classroom.settings_on(database_url, tmp_path)
    classroom.publish_small(session, settings)
    assert people.member.member_id is not None
    enrolment = classroom.enrol(session, people.member.member_id, settings)
    enrolment.completed_at = classroom.NOON
    _, entry = crediting.credit_completion(
        session, enrolment, completed_at=classroom.NOON, records_from=None, now=classroom.NOON
    )
    assert entry is not None
    return enrolment


def easier_courses(session: Session, people: Cast, effective_from: date) -> NormsDraft:
    """A draft by which an online course brings a credit for half as many minutes."""
    draft = made.begin_draft(
        session, people.cfpc.id, now=NOW, effective_from=effective_from, credits=None
    )
    leaf = norms_text.fields(
        {
            "value": norms_values.read_value(int, {"": ["30"]}),
            "basis": norms_text.text("adopted"),
            "source": norms_text.text("nfpc"),
        }
    )
    norms_drafts.save_values(
        session,
        draft.id,
        {"college_courses.minutes_per_credit": leaf},
        seen=draft.revision,
        account_id=people.cfpc.id,
        now=NOW,
    )
    return draft


def booked(session: Session) -> list[tuple[int, str, int, str | None]]:
    return [
        (row.credits, row.regulation_id, row.revision, row.reason)
        for row in session.scalars(select(CreditEntry).order_by(CreditEntry.position))
    ]


def test_what_was_booked_stays_when_the_act_does_not_say_otherwise(
    session: Session, people: Cast, completed: Enrolment
) -> None:
    day = date(2026, 1, 1)
    in_force(session, people, easier_courses(session, people, day), effective_from=day)
    assert [row[1:] for row in booked(session)] == [("nfpc-2013", 1, None)]


def test_activities_before_the_day_stay(
    session: Session, people: Cast, completed: Enrolment
) -> None:
    day = date(2026, 3, 3)
    draft = easier_courses(session, people, day)
    in_force(session, people, draft, effective_from=day, compensates=True)
    assert len(booked(session)) == 1


def test_activities_from_the_day_on_are_compensated_once(
    session: Session, people: Cast, completed: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(norms_effects, "CHUNK", 1)
    [(credits, *_)] = booked(session)
    day = date(2026, 3, 2)
    draft = easier_courses(session, people, day)
    in_force(session, people, draft, effective_from=day, compensates=True)
    after = [
        (credits, "nfpc-2013", 1, None),
        (-credits, "nfpc-2013", 1, "norms_changed"),
        (2 * credits, "nfpc-2026", 2, None),
    ]
    assert booked(session) == after
    assert list(ledger.check(session)) == []
    decision = session.scalars(select(NormsDecision)).one()
    assert decision.counts["corrected"] == 1
    told = session.scalars(
        select(Notification.account_id).where(Notification.kind == "credit_corrected_by_norms")
    ).all()
    assert told == [people.member.id]
    # As after a kill that lost the progress: everybody again, and nothing happens twice.
    decision.finished_at = decision.last_member_id = None
    while norms_effects.effects_step(session, decision.id, records_from=None, now=later(30)):
        pass
    assert booked(session) == after


def test_what_an_officer_decides_is_left_to_the_officer(
    session: Session, people: Cast, completed: Enrolment
) -> None:
    day = date(2026, 3, 2)
    draft = made.begin_draft(session, people.cfpc.id, now=NOW, effective_from=day, credits=None)
    unknown = norms_text.fields(
        {"value": norms_values.read_value(int, {}), "basis": norms_text.text("default")}
    )
    norms_drafts.save_values(
        session,
        draft.id,
        {"college_courses.minutes_per_credit": unknown},
        seen=draft.revision,
        account_id=people.cfpc.id,
        now=NOW,
    )
    in_force(session, people, draft, effective_from=day, compensates=True)
    assert len(booked(session)) == 1
    assert session.scalars(select(NormsDecision)).one().counts["for_officer"] == 1
