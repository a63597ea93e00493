"""Lists booked, booked again, corrected, undone, and interrupted: the credits come out exact."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    CreditEntry,
    EntryKind,
    FeedbackInvitation,
    Job,
    JobState,
    MemberStatus,
    Notification,
    Outbox,
    ProgrammeApproval,
    Resolution,
    Status,
)
from lms.services import (
    attendance_booking,
    attendance_files,
    attendance_plan,
    attendance_review,
    attendance_steps,
    ledger,
    regulations,
)
from lms.services.attendance_reading import sessions_of
from lms.services.attendance_review import Act
from tests.infra.attendance import (
    AFTER,
    add_members,
    book_list,
    confirm_list,
    csv_list,
    keep_list,
    undo_list,
    work_off,
)
from tests.infra.cast import PROGRAMME_CREDITS, RECORDED_AT
from tests.infra.zoom import make_zoom_webinar

ANA = ("Moraru", "Ana", "", "AS-10001", "360")
BOGDAN = ("Țuțea", "Bogdan", "", "AS-10002", "360")
CARMEN = ("Știrbu", "Carmen", "", "AS-10003", "360")


@pytest.fixture(autouse=True)
def norms(app):
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=RECORDED_AT)
        db.session.remove()


@pytest.fixture
def book(app, cast):
    """Keeps a list, confirms it and does the work; returns the file's id."""

    return partial(book_list, app, cast)


def balances(app, cast):
    people = {"ana": cast.member, "bogdan": cast.colleague, "carmen": cast.stranger}
    with app.app_context():
        found = {name: ledger.balance(db.session(), p.member_id) for name, p in people.items()}
        assert list(ledger.check(db.session())) == []
        db.session.remove()
    return found


def outcomes(app, file_id):
    with app.app_context():
        rows = db.session.scalars(
            select(AttendanceRow)
            .where(AttendanceRow.file_id == file_id)
            .order_by(AttendanceRow.ordinal)
        ).all()
        found = [(row.name, row.outcome and row.outcome["code"]) for row in rows]
        db.session.remove()
    return found


def state_of(app, file_id):
    with app.app_context():
        state = db.session.get_one(AttendanceFile, file_id).state
        db.session.remove()
    return state


def test_confirmed_members_get_the_credits_and_hear_of_them(app, cast, book):
    file_id = book(ANA, BOGDAN, ("Nimenea", "Xerxes", "x@spital.test", "", "360"))

    assert balances(app, cast) == {"ana": PROGRAMME_CREDITS, "bogdan": 6000, "carmen": 0}
    assert outcomes(app, file_id) == [
        ("Moraru Ana", "credited"),
        ("Țuțea Bogdan", "credited"),
        ("Nimenea Xerxes", "undecided"),
    ]
    with app.app_context():
        file = db.session.get_one(AttendanceFile, file_id)
        job = db.session.get_one(Job, file.job_id)
        told = db.session.scalars(
            select(Notification).where(Notification.account_id == cast.member.id)
        ).all()
        entry = db.session.scalars(
            select(CreditEntry).where(CreditEntry.member_id == cast.member.member_id)
        ).one()
        invited = db.session.scalars(select(FeedbackInvitation.member_id)).all()

        assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
        assert job.result == {"credited": 2, "undecided": 1}
        assert {"credit_booked", "feedback_invited"} >= {n.kind for n in told}
        assert [n.path for n in told if n.kind == "credit_booked"] == [f"/credits/{entry.id}"]
        assert entry.batch == f"attendance:{file_id}"
        assert set(invited) == {cast.member.member_id, cast.colleague.member_id}
        assert [row.erase_on for row in file.rows][:2] == [None, None]
        assert file.rows[2].erase_on is not None
        db.session.remove()


def test_the_same_bytes_again_lead_to_the_same_list_and_book_nothing(app, cast, book):
    file_id = book(ANA, BOGDAN)
    with app.app_context():
        with transaction() as session:
            again, is_new = keep_list(session, cast, csv_list(ANA, BOGDAN), app=app)
            assert (again.id, is_new) == (file_id, False)
        with transaction() as session:
            assert confirm_list(session, cast, file_id, app=app) is False
        assert db.session.scalar(select(func.count()).select_from(Outbox).where(
            Outbox.task == "attendance.book")) == 1  # fmt: skip
        db.session.remove()
    assert balances(app, cast)["ana"] == 6000


def test_two_officers_confirming_book_once(app, cast):
    with app.app_context():
        with transaction() as session:
            file_id = keep_list(session, cast, csv_list(ANA), app=app)[0].id
        for expected in (True, False):
            with transaction() as session:
                assert confirm_list(session, cast, file_id, app=app) is expected
        db.session.remove()
    work_off(app)
    assert balances(app, cast)["ana"] == 6000


def test_two_officers_confirming_in_the_same_instant_book_once(app, cast):
    with app.app_context():
        with transaction() as session:
            file_id = keep_list(session, cast, csv_list(ANA, BOGDAN), app=app)[0].id
            file = session.get_one(AttendanceFile, file_id)
            seen = attendance_plan.plan(session, file, records_from=None, now=AFTER).seen
        db.session.remove()
    together = Barrier(2)

    def officer(account_id: UUID) -> bool:
        with app.app_context():
            together.wait(10)
            with transaction() as session:
                started = attendance_booking.confirm(
                    session,
                    cast.edition_id,
                    file_id,
                    seen=seen,
                    provider_ids={cast.provider_id},
                    account_id=account_id,
                    settings=app.extensions["settings"],
                    now=AFTER,
                )
            db.session.remove()
        return started

    with ThreadPoolExecutor(2) as pool:
        started = list(pool.map(officer, [cast.provider.id, cast.provider_colleague.id]))

    assert sorted(started) == [False, True]
    work_off(app)
    assert balances(app, cast) == {"ana": 6000, "bogdan": 6000, "carmen": 0}
    with app.app_context():
        assert len(db.session.scalars(select(Job)).all()) == 1
        db.session.remove()


def test_undo_reverses_exactly_and_the_same_list_may_be_booked_again(app, cast, book):
    file_id = book(ANA, BOGDAN)
    with app.app_context():
        with transaction() as session:
            assert undo_list(session, cast, file_id) is True
        with transaction() as session:
            assert undo_list(session, cast, file_id) is False
        db.session.remove()
    work_off(app)

    assert balances(app, cast) == {"ana": 0, "bogdan": 0, "carmen": 0}
    assert state_of(app, file_id) is AttendanceState.UNDONE
    with app.app_context():
        reversals = db.session.scalars(
            select(CreditEntry).where(CreditEntry.kind == EntryKind.REVERSAL)
        ).all()
        assert {(r.reason, r.batch) for r in reversals} == {
            ("attendance_undone", f"attendance:{file_id}")
        }
        told = select(Notification.kind).where(Notification.account_id == cast.member.id)
        assert "credit_reversed" in db.session.scalars(told).all()
        with transaction() as session:
            assert keep_list(session, cast, csv_list(ANA, BOGDAN), app=app)[1] is False
            assert confirm_list(session, cast, file_id, app=app)
        db.session.remove()
    work_off(app)
    assert balances(app, cast) == {"ana": 6000, "bogdan": 6000, "carmen": 0}


def test_a_corrected_list_books_the_difference(app, cast, book):
    first = book(ANA, BOGDAN)
    short = (*BOGDAN[:4], "60")
    with app.app_context():
        with transaction() as session:
            second = keep_list(session, cast, csv_list(ANA, CARMEN, short), app=app)[0]
            planned = attendance_plan.plan(session, second, records_from=None, now=AFTER)
        assert planned.replaces is not None
        assert (planned.credited, planned.credits) == (1, 6000)
        assert [e.member_id for e in planned.reversed] == [cast.colleague.member_id]
        db.session.remove()
    second_id = book(ANA, CARMEN, short)

    assert second_id == second.id
    assert balances(app, cast) == {"ana": 6000, "bogdan": 0, "carmen": 6000}
    assert dict(outcomes(app, second_id)) == {
        "Moraru Ana": "kept",
        "Știrbu Carmen": "credited",
        "Țuțea Bogdan": "officer_minutes",
    }
    assert state_of(app, first) is AttendanceState.REPLACED
    with app.app_context():
        entries = select(CreditEntry).where(CreditEntry.member_id == cast.member.member_id)
        assert len(db.session.scalars(entries).all()) == 1, "unchanged people are left alone"
        db.session.remove()


def test_someone_taken_off_by_a_correction_loses_the_credit(app, cast, book):
    book(ANA, BOGDAN)
    book(ANA)
    assert balances(app, cast) == {"ana": 6000, "bogdan": 0, "carmen": 0}
    # and the first list, sent once more, is a correction of the correction
    with app.app_context():
        with transaction() as session:
            back, is_new = keep_list(session, cast, csv_list(ANA, BOGDAN), app=app)
            assert (is_new, back.state) == (False, AttendanceState.REVIEW)
        with transaction() as session:
            assert confirm_list(session, cast, back.id, app=app)
        db.session.remove()
    work_off(app)
    assert balances(app, cast) == {"ana": 6000, "bogdan": 6000, "carmen": 0}


def test_undoing_a_correction_takes_back_what_it_kept_too(app, cast, book):
    book(ANA, BOGDAN)
    second = book(ANA, CARMEN)
    with app.app_context():
        with transaction() as session:
            undo_list(session, cast, second)
        db.session.remove()
    work_off(app)
    assert balances(app, cast) == {"ana": 0, "bogdan": 0, "carmen": 0}


def test_a_contested_line_is_left_alone_by_undo_and_by_a_corrected_list(app, cast, book):
    from lms.models import ObjectionKind
    from lms.services import case_files, objections

    file_id = book(ANA, BOGDAN)
    with app.app_context():
        with transaction() as session:
            line = session.scalars(
                select(CreditEntry).where(CreditEntry.member_id == cast.member.member_id)
            ).one()
            case = objections.object_to_line(
                session,
                line.id,
                ObjectionKind.WRONG_CREDIT,
                member_id=cast.member.member_id,
                account_id=cast.member.id,
                now=AFTER,
            )
            case_files.write_statement(session, case, "Sunt mai multe.")
            case_files.submit(session, case, settings=app.extensions["settings"], now=AFTER)
        db.session.remove()
    book(BOGDAN, CARMEN)  # without Ana
    full = PROGRAMME_CREDITS
    assert balances(app, cast) == {"ana": full, "bogdan": full, "carmen": full}
    last = book((*ANA[:4], "100"), BOGDAN)  # with other minutes
    assert balances(app, cast) == {"ana": full, "bogdan": full, "carmen": 0}
    with app.app_context():
        with transaction() as session:
            undo_list(session, cast, last)
        db.session.remove()
    work_off(app)
    assert balances(app, cast) == {"ana": full, "bogdan": 0, "carmen": 0}
    assert state_of(app, file_id) is AttendanceState.REPLACED
    assert state_of(app, last) is AttendanceState.UNDONE


def test_what_an_officer_decided_is_never_touched_by_a_list(app, cast, book):
    from lms.services.ledger import Booking

    with app.app_context():
        with transaction() as session:
            ledger.book(
                session,
                [
                    Booking(
                        member_id=cast.member.member_id,
                        source=f"edition:{cast.edition_id}",
                        credits=3000,
                        counts_on=date(2026, 3, 14),
                        regulation_id="nfpc-2013",
                        basis="adopted",
                        title={"ro": "Hotărâre"},
                        findings="{}",
                        batch="decision:1",
                    )
                ],
                now=AFTER,
            )
        db.session.remove()
    file_id = book(ANA, BOGDAN)
    assert outcomes(app, file_id)[0] == ("Moraru Ana", "kept")
    with app.app_context():
        with transaction() as session:
            undo_list(session, cast, file_id)
        db.session.remove()
    work_off(app)
    assert balances(app, cast) == {"ana": 3000, "bogdan": 0, "carmen": 0}


def test_a_name_alone_credits_nobody_until_an_officer_says_so(app, cast, book):
    by_name = ("Moraru", "Ana", "acasa@exemplu.test", "", "360")
    file_id = book(by_name, BOGDAN)
    assert balances(app, cast)["ana"] == 0
    assert outcomes(app, file_id)[0] == ("Moraru Ana", "undecided")

    with app.app_context():
        row_id = db.session.scalars(
            select(AttendanceRow.id).where(AttendanceRow.name == "Moraru Ana")
        ).one()
        with transaction() as session:
            row = attendance_review.decide(
                session,
                cast.edition_id,
                file_id,
                row_id,
                Act.ACCEPT,
                provider_ids={cast.provider_id},
                account_id=cast.provider.id,
                now=AFTER,
            )
            assert (row.resolution, row.erase_on) == (Resolution.ACCEPTED, None)
        with transaction() as session:
            assert confirm_list(session, cast, file_id, app=app)
        db.session.remove()
    work_off(app)
    assert balances(app, cast) == {"ana": 6000, "bogdan": 6000, "carmen": 0}
    # a corrected list remembers who she is
    second = book(by_name, CARMEN)
    assert dict(outcomes(app, second)) == {"Moraru Ana": "kept", "Știrbu Carmen": "credited"}


def test_rows_of_one_member_are_one_presence(app, cast, book):
    ana_by_mail = ("Moraru", "A", cast.member.email, "", "170")
    file_id = book((*ANA[:4], "200"), ana_by_mail)
    with app.app_context():
        rows = db.session.get_one(AttendanceFile, file_id).rows
        # written durations of two devices never add up
        assert {(row.outcome or {})["minutes"] for row in rows} == {200}
        db.session.remove()
    assert balances(app, cast)["ana"] == 0


def test_a_suspended_member_is_only_said_not_to_be_creditable(app, cast, book):
    with app.app_context():
        with transaction() as session:
            status = session.scalars(
                select(MemberStatus).where(MemberStatus.member_id == cast.member.member_id)
            ).one()
            status.superseded_at = RECORDED_AT + timedelta(days=1)
            session.add(
                MemberStatus(
                    id=uuid4(),
                    member_id=cast.member.member_id,
                    status=Status.SUSPENDED,
                    valid_from=date(2019, 5, 6),
                    recorded_at=RECORDED_AT + timedelta(days=1),
                )
            )
        db.session.remove()
    file_id = book(ANA, BOGDAN)
    assert outcomes(app, file_id)[0] == ("Moraru Ana", "cannot_now")
    assert balances(app, cast)["ana"] == 0
    with app.app_context():
        written = db.session.get_one(AttendanceFile, file_id).rows[0].outcome
        assert (written or {})["params"] == {}
        assert "suspend" not in str(written)
        db.session.remove()


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "code"),
    [
        (date(2026, 3, 15), None, "programme-approval-not-begun"),
        (date(2025, 2, 1), date(2026, 3, 14), "programme-approval-ended"),
    ],
)
def test_an_approval_not_in_force_on_the_day_credits_nobody(
    app, cast, book, valid_from, valid_until, code
):
    with app.app_context():
        with transaction() as session:
            approval = session.scalars(select(ProgrammeApproval)).one()
            approval.valid_from, approval.valid_until = valid_from, valid_until
        db.session.remove()
    file_id = book(ANA)
    assert outcomes(app, file_id) == [("Moraru Ana", code)]
    assert balances(app, cast)["ana"] == 0


def test_a_list_with_an_open_question_is_not_booked(app, cast):
    text = "Nume,Prenume,Cod RNASR,Intrare,Ieșire\r\nMoraru,Ana,AS-10001,05/04/2026 09:00,"
    data = (text + "05/04/2026 16:00\r\n").encode()
    with app.app_context():
        with transaction() as session:
            file = keep_list(session, cast, data, app=app)[0]
            codes = {p["code"] for p in file.problems if p["severity"] == "ask"}
        assert "no_row_in_sessions" in codes
        with transaction() as session, pytest.raises(BadInput, match="întrebare deschisă"):
            confirm_list(session, cast, file.id, app=app)
        db.session.remove()


def test_strangers_are_erased_after_thirty_days_and_the_copy_with_them(app, cast, book):
    from lms.models import StoredFile
    from lms.services import attendance_erasure, stored_files

    stranger = ("Nimenea", "Xerxes", "x@spital.test", "", "360")
    file_id = book(ANA, stranger)
    settings = app.extensions["settings"]
    with app.app_context():
        booked_at = db.session.get_one(AttendanceFile, file_id).booked_at
        assert booked_at is not None
        old = db.session.get_one(AttendanceFile, file_id).stored_file_id
        with transaction() as session:
            early = booked_at + timedelta(days=28)
            assert not attendance_erasure.erase_next(session, settings=settings, now=early)
        due = booked_at + timedelta(days=31)
        with transaction() as session:
            assert attendance_erasure.erase_next(session, settings=settings, now=due)
        with transaction() as session:
            assert not attendance_erasure.erase_next(session, settings=settings, now=due)
        file = db.session.get_one(AttendanceFile, file_id)
        kept, erased = file.rows
        assert (kept.name, kept.rnasr_code) == ("Moraru Ana", "AS-10001")
        assert (erased.name, erased.email, erased.rnasr_code) == (None, None, None)
        assert (erased.minutes, (erased.outcome or {})["code"]) == (360, "undecided")
        copy = stored_files.read(
            db.session.get_one(StoredFile, file.stored_file_id), settings=settings
        ).decode()
        assert "AS-10001" in copy
        assert "Nimenea" not in copy
        assert db.session.get(StoredFile, old) is None
        db.session.remove()


class Killed(BaseException):
    """Stands for SIGKILL: no handler runs, nothing is recorded."""


@pytest.fixture
def big(app, cast):
    """230 members, a webinar list of theirs kept for review, and its truth."""
    with app.app_context():
        with transaction() as session:
            members = add_members(session, 230)
            edition = attendance_files.find_fileable(
                session, cast.edition_id, provider_ids={cast.provider_id}
            )
            data, truth = make_zoom_webinar(
                members, sessions=sessions_of(edition), seed=7, rows=300
            )
            file_id = keep_list(session, cast, data, app=app, filename="webinar.csv")[0].id
        db.session.remove()
    return file_id, truth


def ledger_sums(app):
    with app.app_context():
        rows = db.session.execute(
            select(CreditEntry.member_id, func.sum(CreditEntry.credits)).group_by(
                CreditEntry.member_id
            )
        ).all()
        assert list(ledger.check(db.session())) == []
        db.session.remove()
    return {str(member_id): int(total) for member_id, total in rows if total}


def sums_of_years(app):
    """Credits of every member and year in which they count, nothing left out but zeros."""
    with app.app_context():
        entries = db.session.execute(
            select(CreditEntry.member_id, CreditEntry.counts_on, CreditEntry.credits)
        ).all()
        db.session.remove()
    found: Counter[tuple[UUID, int]] = Counter()
    for member_id, counts_on, credits in entries:
        found[member_id, counts_on.year] += credits
    return {key: total for key, total in found.items() if total}


def test_a_full_undo_returns_every_member_and_year_to_what_it_was(app, cast, book):
    with app.app_context():
        with transaction() as session:
            ledger.book(
                session,
                [
                    ledger.Booking(
                        member_id=cast.member.member_id,
                        source=f"opening:{uuid4()}",
                        credits=credits,
                        counts_on=date(year, 5, 6),
                        regulation_id="nfpc-2013",
                        basis="adopted",
                        title={"ro": "Evidența anterioară", "en": "Earlier record"},
                        findings="{}",
                    )
                    for year, credits in ((2024, 11_000), (2025, 7_500), (2026, 3_000))
                ],
                now=AFTER,
            )
        db.session.remove()
    before = sums_of_years(app)
    file_id = book(ANA, BOGDAN, CARMEN)
    assert sums_of_years(app) != before
    with app.app_context():
        with transaction() as session:
            assert undo_list(session, cast, file_id)
        db.session.remove()
    work_off(app)
    assert sums_of_years(app) == before
    assert len(before) == 3


def run_until_killed(app, monkeypatch, point, hits):
    """Do the work; die at the `hits`-th pass of a point. True when it died there."""
    left = [hits]

    def die(name, **_):
        if name == point:
            left[0] -= 1
            if left[0] == 0:
                raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "fault_point", die)
        try:
            work_off(app)
        except Killed:
            with app.app_context():
                db.session.remove()
            return True
    return False


def test_a_webinar_of_hundreds_books_exactly_who_was_there(app, cast, big):
    file_id, truth = big
    with app.app_context():
        rows = db.session.scalars(
            select(AttendanceRow).where(AttendanceRow.file_id == file_id)
        ).all()
        assert {str(row.member_id) for row in rows if row.member_id} == truth.sure
        present = attendance_plan.presences(
            [row for row in rows if row.member_id],
            sessions_of(attendance_files.find_fileable(
                db.session(), cast.edition_id, provider_ids={cast.provider_id})),
        )  # fmt: skip
        assert {str(m): p.minutes for m, p in present.items()} == {
            m: truth.minutes[m] for m in truth.sure
        }
        with transaction() as session:
            confirm_list(session, cast, file_id, app=app)
        db.session.remove()
    work_off(app)
    assert ledger_sums(app) == dict.fromkeys(truth.credited, 6000)
    assert truth.strangers > 5
    assert truth.by_name


@pytest.mark.parametrize(
    ("point", "hits"),
    [("mid-batch", 1), ("mid-batch", 57), ("mid-batch", 130), ("after-flush", 2)],
)
def test_killed_while_booking_it_still_ends_exactly_right(app, cast, big, monkeypatch, point, hits):
    file_id, truth = big
    with app.app_context():
        with transaction() as session:
            confirm_list(session, cast, file_id, app=app)
        db.session.remove()

    assert run_until_killed(app, monkeypatch, point, hits)
    assert len(ledger_sums(app)) < len(truth.credited)
    assert not run_until_killed(app, monkeypatch, "nowhere", 1)

    assert ledger_sums(app) == dict.fromkeys(truth.credited, 6000)
    assert state_of(app, file_id) is AttendanceState.BOOKED
    with app.app_context():
        job = db.session.scalars(select(Job)).one()
        assert job.done == job.total == len(truth.sure)
        db.session.remove()


@pytest.mark.parametrize("hits", [1, 60, 120])
def test_killed_while_undoing_it_still_ends_at_nothing(app, cast, big, monkeypatch, hits):
    file_id, _truth = big
    with app.app_context():
        with transaction() as session:
            confirm_list(session, cast, file_id, app=app)
        db.session.remove()
    work_off(app)
    with app.app_context():
        with transaction() as session:
            undo_list(session, cast, file_id)
        db.session.remove()

    assert run_until_killed(app, monkeypatch, "mid-reversal", hits)
    assert ledger_sums(app) != {}
    work_off(app)
    assert ledger_sums(app) == {}
    assert state_of(app, file_id) is AttendanceState.UNDONE


def test_a_step_after_the_end_does_nothing(app, cast, book):
    file_id = book(ANA)
    settings = app.extensions["settings"]
    with app.app_context():
        with transaction() as session:
            assert not attendance_steps.book_step(session, file_id, settings=settings, now=AFTER)
            assert not attendance_steps.undo_step(session, file_id, settings=settings, now=AFTER)
        db.session.remove()
    assert balances(app, cast)["ana"] == 6000


def test_late_minutes_are_those_missed_before_the_first_arrival(app, cast):
    from lms.attendance import Interval, Session

    def at(hour, minute=0):
        return datetime(2026, 3, 14, hour, minute, tzinfo=UTC)

    sessions = [Session(at(9), at(12)), Session(at(13), at(16))]
    late = attendance_plan.minutes_late
    assert late([Interval(at(9, 7), at(16))], sessions) == 7
    assert late([Interval(at(8), at(9, 5)), Interval(at(14), at(16))], sessions) == 0
    assert late([Interval(at(13, 30), at(16))], sessions) == 180 + 30
    assert late([], sessions) == 0
