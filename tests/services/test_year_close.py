"""The close of a year: stated once, reproducible, never undone by itself; reminders once each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from credit_engine.results import Outcome
from lms.errors import BadInput, Conflict
from lms.models import (
    CaseFile,
    CaseState,
    CoveredYear,
    Job,
    JobState,
    Mail,
    Notification,
    YearReview,
    YearStage,
    YearStanding,
)
from lms.services import (
    case_files,
    closed_years,
    crediting,
    year_close,
    year_progress,
    year_reminders,
    year_reviews,
    year_standings,
)
from lms.services.listing import Wanted
from lms.services.year_progress import Asked
from tests.services.year_world import (
    APRIL,
    JANUARY,
    RECORDS_FROM,
    SETTINGS,
    build,
    close,
    credit,
    entered,
    look,
    resolve,
    reverse,
    standings,
    write,
)


@pytest.fixture
def cast(session):
    return build(session)


def told(session, person, kind):
    return session.scalars(
        select(Notification).where(Notification.account_id == person.id, Notification.kind == kind)
    ).all()


def said(row):
    return (row.stage, row.revision, row.outcome, row.earned, row.required)


# --- the close --------------------------------------------------------------------------------


def test_a_year_is_stated_provisionally_in_january_and_finally_after_the_evidence(session, cast):
    close(session, cast, at=JANUARY)
    close(session, cast, at=APRIL)
    ana, bogdan = cast.member.member_id, cast.colleague.member_id
    assert [said(row) for row in standings(session, ana)] == [
        (YearStage.PROVISIONAL, 1, "met", 10_000, 10_000),
        (YearStage.FINAL, 1, "met", 10_000, 10_000),
    ]
    assert [said(row) for row in standings(session, bogdan)] == [
        (YearStage.PROVISIONAL, 1, "in_progress", 4_000, 10_000),
        (YearStage.FINAL, 1, "not_met", 4_000, 10_000),
    ]
    notices = told(session, cast.colleague, "year_closed")
    assert [row.params["outcome"] for row in notices] == ["in_progress", "not_met"]
    assert notices[0].path == "/years/2025/mine"
    letters = letters_to(session, cast.colleague)
    assert [row.kind for row in letters] == ["year_closed"] * 2
    close(session, cast, at=APRIL + timedelta(days=1))  # nothing new is stated, nothing is said
    assert len(letters_to(session, cast.colleague)) == 2


def test_a_year_without_imported_data_is_undetermined_never_not_met(session, cast):
    run = year_close.start_close(
        session, 2025, account_id=cast.cfpc.id, records_from=date(2026, 1, 1), now=APRIL
    )
    while year_close.close_step(session, run.id, write=write, now=APRIL):
        pass
    [stranger] = standings(session, cast.stranger.member_id)
    assert (stranger.outcome, run.counts.get("not_met")) == ("undetermined", None)


def test_the_year_that_runs_cannot_be_closed_and_two_runs_are_not_made_at_once(session, cast):
    with pytest.raises(BadInput, match="nu s-a încheiat"):
        close(session, cast, at=JANUARY, year=2026)
    year_close.start_close(
        session, 2025, account_id=cast.cfpc.id, records_from=RECORDS_FROM, now=APRIL
    )
    with pytest.raises(Conflict, match="chiar acum"):
        year_close.start_close(
            session, 2025, account_id=cast.bex.id, records_from=RECORDS_FROM, now=APRIL
        )


def test_a_run_goes_over_everybody_in_steps_and_says_how_far_it_is(session, cast, monkeypatch):
    monkeypatch.setattr(year_close, "MEMBERS_PER_STEP", 2)
    run = year_close.start_close(
        session, 2025, account_id=cast.cfpc.id, records_from=RECORDS_FROM, now=APRIL
    )
    job = session.get_one(Job, run.job_id)
    seen = []
    while year_close.close_step(session, run.id, write=write, now=APRIL):
        seen.append((job.state, job.done, job.total))
    assert seen == [(JobState.RUNNING, 2, 4), (JobState.RUNNING, 4, 4)]
    assert (job.state, job.result["members"], job.result["stated"]) == (JobState.DONE, 4, 4)
    assert year_close.close_step(session, run.id, write=write, now=APRIL) is False
    assert len(standings(session, cast.member.member_id)) == 1


def test_the_days_start_each_stage_once_and_not_long_after(session, cast):
    start: Any = year_close.enter_due
    settings = {"records_from": RECORDS_FROM}
    assert start(session, now=datetime(2025, 12, 31, 20, 0, tzinfo=UTC), **settings) is None
    first = start(session, now=datetime(2025, 12, 31, 22, 30, tzinfo=UTC), **settings)
    assert (first.stage, first.seen_on) == (YearStage.PROVISIONAL, date(2026, 1, 1))
    assert start(session, now=JANUARY, **settings) is None
    assert start(session, now=datetime(2026, 3, 31, 12, 0, tzinfo=UTC), **settings) is None
    assert start(session, now=APRIL, **settings).stage is YearStage.FINAL
    assert start(session, now=APRIL + timedelta(hours=1), **settings) is None


def test_a_missed_close_waits_for_an_officer(session, cast):
    now = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert year_close.enter_due(session, records_from=RECORDS_FROM, now=now) is None
    assert close(session, cast, at=now).stage is YearStage.FINAL


def test_a_closed_standing_is_the_same_text_again_after_facts_have_changed(session, cast):
    close(session, cast, at=APRIL)
    [closed] = standings(session, cast.colleague.member_id)
    before = crediting.findings_text(year_close.reproduce(session, closed))
    credit(session, cast.colleague.member_id, 6_000, "edition:late", at=APRIL + timedelta(days=1))
    session.add(
        CoveredYear(
            member_id=cast.colleague.member_id,
            year=2025,
            source="arhiva",
            recorded_at=APRIL + timedelta(days=1),
            superseded_at=None,
            import_id=None,
        )
    )
    session.flush()
    after = year_close.reproduce(session, closed)
    assert crediting.findings_text(after) == before
    assert year_close.findings_sha256(after) == closed.findings_sha256
    assert after.outcome is Outcome.NOT_MET


def test_a_second_run_states_only_what_became_better(session, cast):
    close(session, cast, at=APRIL)
    credit(session, cast.colleague.member_id, 6_000, "edition:late", at=APRIL + timedelta(days=1))
    run = close(session, cast, at=APRIL + timedelta(days=2))
    assert run.counts["stated"] == 1
    assert [said(row)[1:4] for row in standings(session, cast.colleague.member_id)] == [
        (1, "not_met", 4_000),
        (2, "met", 10_000),
    ]
    assert len(standings(session, cast.member.member_id)) == 1


def test_the_database_refuses_to_change_a_closed_standing(session, cast):
    close(session, cast, at=APRIL)
    for attack in ("UPDATE closed_standing SET outcome = 'met'", "DELETE FROM closed_standing"):
        with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
            session.execute(text(attack))


# --- a met year is never undone without a decision and notice ---------------------------------


@pytest.fixture
def undone(session, cast):
    """Ana's ten credits of a year that is closed as met are reversed."""
    close(session, cast, at=APRIL)
    entry = credit(session, cast.stranger.member_id, 1_000, "edition:other", at=APRIL)
    del entry
    [line] = crediting.entries_of(session, cast.member.member_id)
    at = APRIL + timedelta(days=10)
    reverse(session, line, at=at)
    look(session, at=at)
    return session.scalars(select(YearReview)).one()


def test_a_reversal_after_the_close_leaves_the_year_met_and_opens_a_case(session, cast, undone):
    ana = cast.member.member_id
    assert [said(row)[2] for row in standings(session, ana)] == ["met"]
    live = session.get_one(YearStanding, (ana, 2025))
    assert (live.outcome, live.earned) == ("met", 10_000)  # as it was closed
    case = session.get_one(CaseFile, undone.case_id)
    assert (case.state, case.commission, case.member_id) == (CaseState.SUBMITTED, "cfpc", ana)
    assert case.due_on == undone.notice_until == date(2026, 6, 11)  # sixty days of notice
    assert "rămâne cum s-a încheiat până la o hotărâre" in case.statement
    assert len(told(session, cast.member, "year_review_opened")) == 1
    assert not told(session, cast.colleague, "year_review_opened")


def test_the_same_finding_is_looked_at_once(session, cast, undone):
    look(session, at=APRIL + timedelta(days=11))
    close(session, cast, at=APRIL + timedelta(days=12))
    look(session, at=APRIL + timedelta(days=13))
    assert session.scalars(select(YearReview)).one() == undone
    assert len(told(session, cast.member, "year_review_opened")) == 1
    assert len(standings(session, cast.member.member_id)) == 1


def test_a_correction_that_gives_the_credits_back_opens_nothing(session, cast):
    close(session, cast, at=APRIL)
    [line] = crediting.entries_of(session, cast.member.member_id)
    reverse(session, line, at=APRIL + timedelta(days=1))
    credit(session, cast.member.member_id, 10_000, "edition:a", at=APRIL + timedelta(days=1))
    assert len(entered(session, closed_years.CHECK_TASK)) == 1
    look(session, at=APRIL + timedelta(days=1, minutes=1))
    assert session.scalars(select(YearReview)).all() == []


def test_a_decision_before_the_notice_has_passed_is_not_carried_out(session, cast, undone):
    with pytest.raises(BadInput, match=r"11\.06\.2026"):
        resolve(session, cast, undone, year_reviews.UNDONE, decided_on=date(2026, 6, 10))
    assert [said(row)[2] for row in standings(session, cast.member.member_id)] == ["met"]


def test_a_decision_after_the_notice_writes_the_next_revision(session, cast, undone):
    decision = resolve(session, cast, undone, year_reviews.UNDONE, decided_on=date(2026, 6, 11))
    first, second = standings(session, cast.member.member_id)
    assert said(second) == (YearStage.FINAL, 2, "not_met", 0, 10_000)
    assert (first.decision_id, second.decision_id) == (None, decision.id)
    assert year_close.findings_sha256(year_close.reproduce(session, second)) == (
        second.findings_sha256
    )
    assert undone.closed_at is not None
    assert session.get_one(YearStanding, (cast.member.member_id, 2025)).outcome == "not_met"


def test_a_decision_may_keep_the_year_and_it_is_not_opened_again(session, cast, undone):
    resolve(session, cast, undone, year_reviews.MAINTAINED, decided_on=date(2026, 5, 1))
    crediting.refresh_standings(
        session, [cast.member.member_id], [2025], RECORDS_FROM, datetime(2026, 7, 1, tzinfo=UTC)
    )
    look(session, at=datetime(2026, 7, 1, tzinfo=UTC))
    assert len(session.scalars(select(YearReview)).all()) == 1
    assert [said(row)[2] for row in standings(session, cast.member.member_id)] == ["met"]


def test_the_member_cannot_take_the_file_of_a_review_back(session, cast, undone):
    case = case_files.own_case(session, cast.member.member_id, undone.case_id)
    with pytest.raises(Conflict, match="nu se retrage"):
        case_files.withdraw(session, case, account_id=cast.member.id, now=APRIL)


# --- reminders --------------------------------------------------------------------------------


def remind(session, at):
    runs = year_reminders.enter_due(session, settings=SETTINGS, now=at)
    for run in runs:
        while year_reminders.remind_step(session, run.id, write=write, now=at):
            pass
    return [run.key for run in runs]


def letters_to(session, person):
    return session.scalars(select(Mail).where(Mail.recipient == person.email)).all()


def test_each_reminder_is_sent_once_and_only_to_those_who_lack_credits(session, cast):
    october = datetime(2025, 10, 1, 7, 0, tzinfo=UTC)
    assert remind(session, october) == ["2025:reminder:2025-10-01"]
    assert remind(session, october + timedelta(hours=1)) == []
    assert remind(session, october + timedelta(days=15)) == []
    assert remind(session, datetime(2025, 12, 1, 7, 0, tzinfo=UTC)) == ["2025:reminder:2025-12-01"]
    assert remind(session, datetime(2026, 3, 1, 7, 0, tzinfo=UTC)) == ["2025:reminder:2026-03-01"]
    assert len(told(session, cast.colleague, "year_reminder")) == 3
    assert [row.kind for row in letters_to(session, cast.colleague)] == ["year_reminder"] * 3
    first, *_, last = sorted(
        told(session, cast.colleague, "year_reminder"), key=lambda row: row.created_at
    )
    assert (first.params["missing"], first.path) == (6_000, "/needs")
    assert last.path == "/credits?year=2025"  # only evidence of that year can still be brought
    assert not told(session, cast.member, "year_reminder")
    assert not letters_to(session, cast.member)


def test_nobody_is_reminded_of_a_year_that_cannot_be_judged(session, cast):
    settings = type(SETTINGS)(**vars(SETTINGS) | {"records_from": date(2026, 1, 1)})
    [run] = year_reminders.enter_due(
        session, settings=settings, now=datetime(2025, 10, 1, 7, 0, tzinfo=UTC)
    )
    year_reminders.remind_step(
        session, run.id, write=write, now=datetime(2025, 10, 1, 7, 0, tzinfo=UTC)
    )
    assert not told(session, cast.stranger, "year_reminder")


# --- what officers see ------------------------------------------------------------------------


def test_everybody_has_a_standing_of_today_and_the_tallies_add_up(session, cast):
    while year_standings.refresh_step(session, settings=SETTINGS, now=APRIL):
        pass
    close(session, cast, at=APRIL)
    found = year_progress.tallies(session, 2025, on=date(2026, 4, 2))
    assert dict(found.everyone.counts) == {"met": 1, "not_met": 3}
    assert [(row.group, row.total) for row in found.counties] == [("CJ", 4)]
    assert [(row.group, row.total) for row in found.grades] == [("practicant", 4)]
    page = year_progress.list_standings(
        session, 2025, Asked(outcome="met"), Wanted(), on=date(2026, 4, 2)
    )
    assert [(row.rnasr_code, row.earned, row.closed) for row in page.rows] == [
        (cast.member.rnasr_code, 10_000, YearStage.FINAL)
    ]


def test_the_list_asks_the_same_questions_for_one_and_for_many(session, cast):
    from sqlalchemy import event

    sent = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    for size in (1, 50):
        sent.append("---")
        year_progress.list_standings(session, 2025, Asked(), Wanted(size=size), on=date(2026, 4, 2))
    first, second = "\n".join(sent).split("---\n")[1:]
    assert first.count("SELECT") == second.count("SELECT")
