"""Register imports: previewed, applied step by step, undone; nothing twice, nothing lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from credit_engine.facts import registered_on
from credit_engine.results import Outcome
from lms.errors import BadInput, Conflict
from lms.models import (
    Branch,
    CreditEntry,
    Dues,
    EntryKind,
    Grade,
    ImportState,
    Job,
    JobState,
    Member,
    MemberEmail,
    MemberGrade,
    MemberStatus,
    Outbox,
    PastRegistration,
    RegisterChange,
    RegisterImport,
    Status,
    StoredFile,
    YearStanding,
)
from lms.registry_file import read_register
from lms.services import (
    accounts,
    crediting,
    facts,
    ledger,
    register_apply,
    register_import,
    register_preview,
    register_undo,
    regulations,
    stored_files,
)
from tests.registry_file.builder import GOOD, TODAY, good, xlsx

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
SETTINGS: Any = SimpleNamespace(derived_key=lambda purpose: bytes(32), records_from=None)
STARTED = date(2026, 1, 1)  # of the platform


class Clock:
    """Instants that go on by a minute each time."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def tick() -> Clock:
    return Clock()


@pytest.fixture
def register(session: Session) -> Session:
    regulations.ensure_bundled(session, now=NOW)
    session.add(Branch(id=uuid4(), slug="cluj", name="Sucursala Cluj", counties=["CJ"]))
    session.add(Branch(id=uuid4(), slug="iasi", name="Sucursala Iași", counties=["IS", "VS"]))
    session.flush()
    return session


def previewed(session: Session, sheets: Any, now: datetime) -> RegisterImport:
    known = register_preview.reading_facts(session)
    read = read_register(
        xlsx(sheets),
        filename="registru.xlsx",
        today=TODAY,
        branches=known.branches,
        norms_from=known.norms_from,
    )
    return register_preview.preview(session, read, account_id=None, settings=SETTINGS, now=now)


def applied(
    session: Session, sheets: Any, tick: Clock, agreed: int | None = None
) -> RegisterImport:
    found = previewed(session, sheets, tick())
    register_import.start_apply(
        session, found.id, agreed_left_out=None, account_id=None, now=tick()
    )
    run(register_apply.apply_step, session, found, tick)
    assert found.state is ImportState.APPLIED
    return found


def undone(session: Session, found: RegisterImport, tick: Clock) -> None:
    register_import.start_undo(session, found.id, account_id=None, now=tick())
    run(register_undo.undo_step, session, found, tick)
    assert found.state is ImportState.UNDONE


def run(step: Callable[..., bool], session: Session, found: RegisterImport, tick: Clock) -> int:
    steps = 1
    while step(session, found.id, records_from=STARTED, now=tick()):
        steps += 1
    return steps


def member(session: Session, code: str = "00123") -> Member:
    return session.scalars(select(Member).where(Member.rnasr_code == code)).one()


def standing(session: Session, table: Any, code: str = "00123") -> list[Any]:
    return list(
        session.scalars(
            select(table)
            .where(table.member_id == member(session, code).id, table.superseded_at.is_(None))
            .order_by(table.valid_from if hasattr(table, "valid_from") else table.year)
        )
    )


def active_emails(session: Session, code: str = "00123") -> list[str]:
    return sorted(
        session.scalars(
            select(MemberEmail.email).where(
                MemberEmail.member_id == member(session, code).id,
                MemberEmail.removed_at.is_(None),
            )
        )
    )


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_preview_keeps_the_difference_and_changes_nothing(register, tick):
    found = previewed(register, GOOD, tick())

    assert found.state is ImportState.PREVIEW
    assert (found.counts["new"], found.counts["errors"], found.counts["changes"]) == (2, 0, 2)
    assert found.counts["credits_booked"] == 9750
    assert count(register, Member) == count(register, CreditEntry) == count(register, Outbox) == 0
    changes = register.scalars(select(RegisterChange).order_by(RegisterChange.position)).all()
    assert [(c.rnasr_code, c.name, c.folded_name) for c in changes] == [
        ("00123", "Ana Moraru", "moraru ana"),
        ("00124", "Ion Țuțea-Pop", "tutea pop ion"),
    ]
    assert {"what": "last_name", "old": None, "new": "Moraru"} in changes[0].lines
    assert {"what": "branch", "old": None, "new": "iasi"} in changes[1].lines


def test_the_kept_file_is_sealed_and_holds_no_personal_number(register, tick):
    sheets = good()
    sheets["membri"][0].append("CNP")
    sheets["membri"][1].append("1960101123456")
    found = previewed(register, sheets, tick())

    kept = register.get_one(StoredFile, found.stored_file_id)
    data = stored_files.read(kept, settings=SETTINGS)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert "Moraru" in texts["01-membri.csv"]
    assert "1960101123456" not in "".join(texts.values())
    assert b"Moraru" not in kept.sealed


def test_apply_records_facts_credits_years_and_standings(register, tick):
    found = applied(register, GOOD, tick)

    ana = member(register)
    assert ana.branch is not None
    assert (ana.full_name, ana.county, ana.branch.slug) == ("Ana Moraru", "CJ", "cluj")
    assert ana.folded_name == "moraru ana"
    assert [row.grade for row in standing(register, MemberGrade)] == [
        Grade.DEBUTANT,
        Grade.PRACTICANT,
    ]
    assert [row.status for row in standing(register, MemberStatus)] == [
        Status.ACTIVE,
        Status.PARENTAL_LEAVE,
        Status.ACTIVE,
    ]
    assert all(row.import_id == found.id for row in standing(register, MemberStatus))
    assert active_emails(register) == ["ana2@ex.ro", "ana@ex.ro"]
    primary = select(MemberEmail.email).where(MemberEmail.is_primary)
    assert sorted(register.scalars(primary)) == ["ana@ex.ro", "ion@ex.ro"]
    assert [(d.year, d.paid_on) for d in standing(register, Dues)] == [(2025, date(2025, 2, 10))]
    assert ledger.balance(register, ana.id) == 9750
    entries = register.scalars(select(CreditEntry).order_by(CreditEntry.position)).all()
    assert {entry.kind for entry in entries} == {EntryKind.OPENING}
    assert all(entry.source.startswith("opening:") for entry in entries)
    assert "Adeverința 12/2024" in entries[0].findings
    assert list(ledger.check(register)) == []
    years = select(YearStanding.year, YearStanding.earned).where(YearStanding.member_id == ana.id)
    assert {row.year: row.earned for row in register.execute(years)} == {
        2024: 7500,
        2025: 2250,
        2026: 0,
    }
    job = register.get_one(Job, found.job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)


def test_a_year_without_imported_data_is_undetermined_never_not_met(register, tick):
    sheets = good()
    sheets["ani_acoperiti"].append(["00123", 2025, "Fișa membrului"])
    applied(register, sheets, tick)
    ana, ion = member(register).id, member(register, "00124").id

    answers = crediting.year_answers(
        register, [ana, ion], [2025], records_from=STARTED, on=date(2026, 5, 4)
    )

    def codes(member_id: Any) -> set[str]:
        return {finding.code for finding in answers[member_id, 2025].findings}

    assert answers[ion, 2025].outcome is Outcome.UNDETERMINED
    assert "year-not-imported" in codes(ion)
    assert "year-not-imported" not in codes(ana)


def test_the_same_file_twice_changes_nothing(register, tick):
    applied(register, GOOD, tick)
    again = previewed(register, GOOD, tick())

    assert again.counts["changes"] == 0
    assert (again.counts["unchanged"], again.counts["errors"]) == (2, 0)
    assert again.state is ImportState.REFUSED
    with pytest.raises(Conflict):
        register_import.start_apply(
            register, again.id, agreed_left_out=None, account_id=None, now=tick()
        )


def test_steps_resume_after_a_kill_and_book_nothing_twice(register, tick, monkeypatch):
    monkeypatch.setattr(register_apply, "MEMBERS_PER_STEP", 1)
    found = previewed(register, GOOD, tick())
    register_import.start_apply(
        register, found.id, agreed_left_out=None, account_id=None, now=tick()
    )

    savepoint = register.begin_nested()
    assert register_apply.apply_step(register, found.id, records_from=STARTED, now=tick())
    savepoint.rollback()  # the process died before it committed
    register.expire_all()
    assert count(register, Member) == 0
    assert run(register_apply.apply_step, register, found, tick) == 2
    # delivered once more after the last step: nothing is left
    assert not register_apply.apply_step(register, found.id, records_from=STARTED, now=tick())

    assert count(register, Member) == 2
    assert ledger.balance(register, member(register).id) == 9750
    assert count(register, CreditEntry) == 2
    assert previewed(register, GOOD, tick()).counts["changes"] == 0


def test_a_changed_member_shows_old_and_new_and_supersedes(register, tick):
    applied(register, GOOD, tick)
    sheets = good()
    sheets["membri"][1][1] = "Moraru-Pop"
    sheets["membri"][1][6] = "01.03.2018"
    sheets["trepte"][2][1] = "specialist"
    sheets["cotizatii"][1][2] = "11.02.2025"
    before = tick()

    found = applied(register, sheets, tick)

    lines = {line["what"]: line for line in _changes(register, found)[0].lines}
    assert (lines["last_name"]["old"], lines["last_name"]["new"]) == ("Moraru", "Moraru-Pop")
    assert lines["registered_on"]["old"] == "2018-03-05"
    assert (lines["grade"]["old"]["value"], lines["grade"]["new"]["value"]) == (
        "practicant",
        "specialist",
    )
    assert found.counts["changes"] == 1
    assert [row.grade for row in standing(register, MemberGrade)] == [
        Grade.DEBUTANT,
        Grade.SPECIALIST,
    ]
    old = register.scalars(select(MemberGrade).where(MemberGrade.grade == Grade.PRACTICANT)).one()
    assert old.superseded_at is not None
    known = facts.member_facts(register, [member(register).id], records_from=None)
    registrations = next(iter(known.values())).registrations
    [engine_facts] = known.values()
    assert len(registrations) == 2
    assert registered_on(engine_facts, before) == date(2018, 3, 5)
    assert registered_on(engine_facts, None) == date(2018, 3, 1)


def _changes(session: Session, found: RegisterImport) -> list[RegisterChange]:
    return list(
        session.scalars(
            select(RegisterChange)
            .where(RegisterChange.import_id == found.id)
            .order_by(RegisterChange.position)
        )
    )


def test_a_sheet_that_omits_a_member_says_nothing_of_them(register, tick):
    applied(register, GOOD, tick)
    rows = GOOD["trepte"]
    found = previewed(register, {"trepte": [rows[0], rows[3]]}, tick())
    assert found.counts["changes"] == 0
    shorter = previewed(register, {"trepte": [rows[0], rows[2]]}, tick())
    assert [
        (line["old"]["value"], line["new"]) for line in _changes(register, shorter)[0].lines
    ] == [("debutant", None)]


def test_a_corrected_amount_reverses_and_books_the_next_revision(register, tick):
    applied(register, GOOD, tick)
    sheets = good()
    sheets["credite"][1][3] = "8"

    found = applied(register, sheets, tick)

    assert (found.counts["credits_booked"], found.counts["credits_reversed"]) == (8000, 7500)
    assert ledger.balance(register, member(register).id) == 10250
    undone(register, found, tick)
    assert ledger.balance(register, member(register).id) == 9750
    assert list(ledger.check(register)) == []
    assert previewed(register, GOOD, tick()).counts["changes"] == 0


def test_undo_takes_back_facts_and_credits_and_withdraws_who_has_no_trace(register, tick):
    found = applied(register, GOOD, tick)

    undone(register, found, tick)

    ana = member(register)
    assert ana.withdrawn_at is not None
    assert standing(register, MemberGrade) == standing(register, MemberStatus) == []
    assert active_emails(register) == []
    assert ledger.balance(register, ana.id) == 0
    assert list(ledger.check(register)) == []
    assert {e.reason for e in register.scalars(select(CreditEntry)) if e.reason} == {
        "import-undone"
    }
    again = previewed(register, GOOD, tick())
    assert (again.counts["new"], again.counts["changes"]) == (2, 2)


def test_the_same_file_after_an_undo_books_again(register, tick):
    undone(register, applied(register, GOOD, tick), tick)
    key = member(register).key

    applied(register, GOOD, tick)

    ana = member(register)
    assert (ana.key, ana.withdrawn_at) == (key, None)
    assert ledger.balance(register, ana.id) == 9750
    assert active_emails(register) == ["ana2@ex.ro", "ana@ex.ro"]
    assert len(standing(register, MemberStatus)) == 3
    assert list(ledger.check(register)) == []


def test_undo_of_a_change_restores_what_it_superseded_by_new_facts(register, tick):
    first = applied(register, GOOD, tick)
    sheets = good()
    sheets["membri"][1][1] = "Pop"
    sheets["membri"][1][3] = "noua@ex.ro"
    sheets["membri"][1][6] = "01.03.2018"
    sheets["trepte"][2][1] = "specialist"
    sheets["ani_acoperiti"][1][2] = "Alt document"
    second = applied(register, sheets, tick)
    assert active_emails(register) == ["noua@ex.ro"]

    undone(register, second, tick)

    assert previewed(register, GOOD, tick()).counts["changes"] == 0
    ana = member(register)
    assert (ana.last_name, ana.registered_on) == ("Moraru", date(2018, 3, 5))
    grades = standing(register, MemberGrade)
    assert [row.grade for row in grades] == [Grade.DEBUTANT, Grade.PRACTICANT]
    assert grades[1].recorded_at == second.undone_at
    assert count(register, PastRegistration) == 2
    undone(register, first, tick)
    assert standing(register, MemberGrade) == []
    assert member(register).withdrawn_at is not None


def test_undo_respects_what_something_else_recorded_since(register, tick):
    found = applied(register, GOOD, tick)
    ana = member(register)
    for row in standing(register, MemberGrade):
        row.superseded_at = tick()
    register.add(
        MemberGrade(
            id=uuid4(),
            member_id=ana.id,
            grade=Grade.PRINCIPAL,
            decision="BEX 1/2026",
            valid_from=date(2026, 5, 1),
            valid_until=None,
            recorded_at=tick(),
            superseded_at=None,
            import_id=None,
        )
    )
    register.flush()

    undone(register, found, tick)

    assert [row.grade for row in standing(register, MemberGrade)] == [Grade.PRINCIPAL]
    assert standing(register, MemberStatus) == []


def test_an_activated_member_stays_and_keeps_the_address_when_the_import_is_undone(register, tick):
    found = applied(register, GOOD, tick)
    ana = member(register)
    account = accounts.create_account(register, email="ana@ex.ro", display_name="Ana", now=tick())
    ana.account_id = account.id
    register.flush()

    undone(register, found, tick)

    assert member(register).withdrawn_at is None
    assert "ana@ex.ro" in active_emails(register)
    assert ledger.balance(register, ana.id) == 0
    assert member(register, "00124").withdrawn_at is not None


def test_only_the_last_applied_import_can_be_undone(register, tick):
    first = applied(register, GOOD, tick)
    sheets = good()
    sheets["membri"][1][1] = "Pop"
    second = applied(register, sheets, tick)

    with pytest.raises(Conflict):
        register_import.start_undo(register, first.id, account_id=None, now=tick())
    undone(register, second, tick)
    undone(register, first, tick)


def test_problems_block_until_the_exact_number_of_rows_is_left_out(register, tick):
    sheets = good()
    sheets["statute"][4][1] = "plecat"
    found = previewed(register, sheets, tick())
    assert (found.counts["errors"], found.counts["left_out"]) == (1, 1)

    for agreed in (None, 0, 2):
        with pytest.raises(BadInput):
            register_import.start_apply(
                register, found.id, agreed_left_out=agreed, account_id=None, now=tick()
            )
    register_import.start_apply(register, found.id, agreed_left_out=1, account_id=None, now=tick())
    run(register_apply.apply_step, register, found, tick)
    assert standing(register, MemberStatus, "00124") == []
    assert len(standing(register, MemberStatus)) == 3


def test_a_preview_older_than_another_import_is_not_applied(register, tick):
    old = previewed(register, GOOD, tick())
    applied(register, GOOD, tick)
    with pytest.raises(Conflict):
        register_import.start_apply(
            register, old.id, agreed_left_out=None, account_id=None, now=tick()
        )


def test_a_discarded_preview_is_over(register, tick):
    found = previewed(register, GOOD, tick())
    register_import.discard(register, found.id, account_id=None, now=tick())
    assert found.state is ImportState.REFUSED
    with pytest.raises(Conflict):
        register_import.discard(register, found.id, account_id=None, now=tick())


def problem_codes(found: RegisterImport) -> list[str]:
    return [problem["code"] for problem in found.problems]


def test_facts_of_an_unknown_member_are_a_problem(register, tick):
    found = previewed(register, {"trepte": GOOD["trepte"]}, tick())
    assert problem_codes(found) == ["member_unknown", "member_unknown"]
    assert found.counts["left_out"] == 3
    assert found.state is ImportState.REFUSED


def test_a_code_known_with_leading_zeros_is_a_problem(register, tick):
    applied(register, GOOD, tick)
    sheets = {"membri": [GOOD["membri"][0], ["123", "Moraru", "Ana", "", "", "", "05.03.2018"]]}
    found = previewed(register, sheets, tick())
    assert problem_codes(found) == ["code_lost_zeros_known"]
    assert found.problems[0]["params"] == {"known": "00123"}


def test_an_address_of_another_member_is_a_problem(register, tick):
    applied(register, GOOD, tick)
    row = ["77", "Pop", "Dan", "ana@ex.ro", "", "", "05.03.2018"]
    found = previewed(register, {"membri": [GOOD["membri"][0], row]}, tick())
    assert problem_codes(found) == ["email_of_other_member"]


def test_a_grade_before_the_registration_in_the_register_is_a_problem(register, tick):
    applied(register, GOOD, tick)
    rows = [GOOD["trepte"][0], ["00123", "debutant", "05.03.2017", "", ""]]
    found = previewed(register, {"trepte": rows}, tick())
    assert problem_codes(found) == ["before_registration"]


def test_credits_before_the_norms_are_a_problem(register, tick):
    sheets = good()
    sheets["credite"][1][1] = 2012
    found = previewed(register, sheets, tick())
    assert "no_norms" in problem_codes(found)


def test_a_confirmed_address_is_never_taken_off_nor_put_back(register, tick):
    applied(register, GOOD, tick)
    rows = {row.email: row for row in register.scalars(select(MemberEmail))}
    rows["ana@ex.ro"].verified_at = tick()
    rows["ana2@ex.ro"].verified_at = tick()
    rows["ana2@ex.ro"].removed_at = tick()  # the member took it off
    register.flush()
    sheets = good()
    sheets["membri"][1][3] = "ana2@ex.ro"

    assert previewed(register, sheets, tick()).counts["changes"] == 0
