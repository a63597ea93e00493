"""What administrators see: state, work, the audit log, messages."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import openpyxl
import pytest
from sqlalchemy import select

from lms import clock
from lms.extensions import db, transaction
from lms.models import AuditEntry, Outbox
from lms.services import audit, mail
from tests.infra.cast import sign_in

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def administrator(client, cast):
    sign_in(client, cast.administrator)
    return client


@pytest.fixture
def work(app):
    """Three pieces of work, one in each state; their ids by state."""
    ids = {state: uuid4() for state in ("failed", "waiting", "done")}
    with app.app_context(), transaction() as session:
        for state, work_id in ids.items():
            session.add(
                Outbox(
                    id=work_id,
                    task=f"test.{state}",
                    payload={},
                    key=str(work_id),
                    created_at=NOON,
                    run_after=NOON,
                    attempts=8 if state == "failed" else 1,
                    last_error="=HYPERLINK(1)" if state == "failed" else None,
                    failed_at=NOON if state == "failed" else None,
                    done_at=NOON if state == "done" else None,
                )
            )
    return ids


def text_of(answer):
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_state_names_a_problem_and_what_to_do(administrator, work):
    shown = text_of(administrator.get("/admin/"))
    assert "Lucrări care nu au reușit după toate încercările: 1." in shown
    assert "citiți motivul" in shown


def test_work_shows_what_waits_or_failed_with_the_reason(administrator, work):
    shown = text_of(administrator.get("/admin/work"))
    assert "test.failed" in shown
    assert "=HYPERLINK(1)" in shown
    assert "test.waiting" in shown
    assert "test.done" not in shown


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("state=failed", {"failed"}),
        ("state=done", {"done"}),
        ("task=WAIT", {"waiting"}),
        ("task=%25", set()),
        ("state=nonsense", {"failed", "waiting"}),
    ],
)
def test_work_is_filtered(administrator, work, query, seen):
    shown = text_of(administrator.get(f"/admin/work?{query}"))
    assert set(re.findall(r"<code>test\.(\w+)</code>", shown)) == seen


def test_work_is_exported_without_formulas(administrator, work):
    answer = administrator.get("/admin/work?state=failed&format=csv")
    [row] = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert row["Motivul"] == "'=HYPERLINK(1)"
    assert row["Intrată la"] == "2026-03-14 14:00"

    answer = administrator.get("/admin/work?state=failed&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
    assert sheet.cell(2, 6).data_type == "s"


def test_failed_work_is_tried_again_once(app, administrator, cast, work):
    path = f"/admin/work/{work['failed']}/retry"
    assert administrator.post(path).location == "/admin/work"
    with app.app_context():
        row = db.session.get_one(Outbox, work["failed"])
        assert (row.failed_at, row.attempts) == (None, 0)
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "work.retried")
        ).one()
        assert entry.account_id == cast.administrator.id

    administrator.post(path)
    administrator.post(f"/admin/work/{work['done']}/retry")
    with app.app_context():
        assert db.session.get_one(Outbox, work["done"]).done_at is not None
        lines = select(AuditEntry).where(AuditEntry.action == "work.retried")
        assert len(db.session.scalars(lines).all()) == 1


def test_nobody_retries_by_a_link(administrator, work):
    assert administrator.get(f"/admin/work/{work['failed']}/retry").status_code == 405


@pytest.fixture
def log(app, cast):
    """Lines on both sides of a midnight in Bucharest, by two people."""
    evening = datetime(2026, 3, 14, 21, 59, tzinfo=UTC)
    with app.app_context(), transaction() as session:
        for number, (at, account_id) in enumerate(
            [
                (evening, cast.caap.id),
                (evening + timedelta(minutes=1), cast.caap.id),
                (evening + timedelta(days=1, minutes=1), cast.cfpc.id),
            ]
        ):
            audit.record(
                session,
                f"test.line{number}",
                f"thing:{UUID(int=number)}",
                account_id=account_id,
                now=at,
                details={"n": number},
            )


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", {0, 1, 2}),
        ("action=LINE1", {1}),
        ("first_day=2026-03-15", {1, 2}),
        ("last_day=2026-03-14", {0}),
        ("first_day=2026-03-15&last_day=2026-03-15", {1}),
        (f"subject={UUID(int=2)}", {2}),
        ("first_day=nonsense", {0, 1, 2}),
        ("last_day=9999-12-31", {0, 1, 2}),
        ("first_day=0001-01-01", {0, 1, 2}),
        ("account=nonsense", {0, 1, 2}),
    ],
)
def test_log_is_filtered_by_legal_days(administrator, log, query, seen):
    shown = text_of(administrator.get(f"/admin/audit?{query}"))
    assert {int(n) for n in re.findall(r"<code>test\.line(\d)</code>", shown)} == seen


def test_log_is_filtered_by_who_and_shows_their_name(administrator, log, cast):
    shown = text_of(administrator.get(f"/admin/audit?account={cast.cfpc.id}"))
    assert re.findall(r"<code>test\.line(\d)</code>", shown) == ["2"]
    assert cast.cfpc.name in shown


def test_log_asks_the_same_number_of_questions_for_any_number_of_lines(
    app, administrator, cast, log, count_queries
):
    with count_queries() as few:
        administrator.get("/admin/audit")
    with app.app_context(), transaction() as session:
        for number in range(40):
            person = (cast.member, cast.colleague, cast.stranger, cast.bex)[number % 4]
            audit.record(session, "test.more", "x:1", account_id=person.id, now=clock.now())
    with count_queries() as many:
        administrator.get("/admin/audit")
    assert len(many) == len(few)


def test_pages_of_the_log_show_each_line_once(app, administrator):
    with app.app_context(), transaction() as session:
        for number in range(120):
            audit.record(session, f"many.{number:03}", "x:1", account_id=None, now=NOON)
    seen = []
    for number in (1, 2, 3):
        shown = text_of(administrator.get(f"/admin/audit?action=many&page={number}"))
        seen += re.findall(r"<code>many\.(\d{3})</code>", shown)
    assert sorted(seen) == [f"{number:03}" for number in range(120)]
    assert "Pagina 3 din 3" in text_of(administrator.get("/admin/audit?action=many&page=99"))


SECRET = "http://localhost:8000/password/" + "s" * 43


@pytest.fixture
def letter(app):
    with app.app_context(), transaction() as session:
        row = mail.queue_mail(
            session,
            kind="reset_password",
            recipient="cineva@example.ro",
            language="ro",
            subject="O parolă nouă",
            body=f"Deschideți:\n\n{SECRET}\n<script>alert(1)</script>",
            now=NOON,
        )
    return f"/admin/mailbox/{row.id}"


def test_messages_are_listed_and_searched(administrator, letter):
    assert letter in text_of(administrator.get("/admin/mailbox?q=CINEVA"))
    assert letter not in text_of(administrator.get("/admin/mailbox?q=altcineva"))


def test_secret_links_are_hidden_outside_the_demonstration(administrator, letter):
    shown = text_of(administrator.get(letter))
    assert "s" * 43 not in shown
    assert "/password/…" in shown
    assert "<script>alert" not in shown


def test_links_can_be_followed_in_the_demonstration(make_app, cast, letter):
    client = make_app(demo=True).test_client()
    sign_in(client, cast.administrator)
    shown = text_of(client.get(letter))
    assert f'<a href="{SECRET}"' in shown
    assert "<script>alert" not in shown


def test_there_is_no_mailbox_when_mail_goes_to_a_server(make_app, cast, letter):
    client = make_app(mail_url="smtp://127.0.0.1:9").test_client()
    sign_in(client, cast.administrator)
    assert client.get("/admin/mailbox").status_code == 404
    assert client.get(letter).status_code == 404


def test_unknown_message_is_not_found(administrator):
    assert administrator.get(f"/admin/mailbox/{uuid4()}").status_code == 404
