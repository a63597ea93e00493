"""The profession's year, its close by hand, and a member's closed year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import Outbox, YearReview
from lms.services import crediting
from lms.tasks import run_work
from tests.infra.cast import sign_in
from tests.services import year_world
from tests.services.year_world import APRIL, RECORDS_FROM

NOW = APRIL + timedelta(days=1)


@pytest.fixture
def app(make_app):
    return make_app(records_from=RECORDS_FROM)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def world(app, monkeypatch):
    monkeypatch.setattr("lms.clock.now", lambda: NOW)
    return put(app, year_world.build)


def put(app, act):
    with app.app_context():
        with transaction() as session:
            found = act(session)
        db.session.remove()
    return found


def work(app, task):
    with app.app_context():
        ids = db.session.scalars(select(Outbox.id).where(Outbox.task == task)).all()
        for each in ids:
            run_work(each, settings=app.extensions["settings"])
        db.session.remove()


def closed(app, world):
    put(app, lambda session: year_world.close(session, world, at=APRIL))


def test_an_officer_closes_a_year_and_sees_how_far_it_is(app, client, world):
    sign_in(client, world.cfpc)
    shown = client.get("/years/2025").text
    assert "Faceți situația finală a anului 2025" in shown
    assert "Nimeni nu este sancționat" in shown
    assert client.post("/years/2025/close").status_code == 302
    running = client.get("/years/2025/state").text
    assert 'hx-get="/years/2025/state"' in running
    assert "0 din 4" in running
    assert client.post("/years/2025/close").status_code == 409
    work(app, "year.close")
    done = client.get("/years/2025").text
    assert "Situația finală este făcută" in done
    assert "S-a înscris situația pentru 4 membri." in done
    assert "hx-get" not in client.get("/years/2025/state").text


def test_the_list_is_filtered_sorted_and_exported(app, client, world):
    closed(app, world)
    sign_in(client, world.bex)
    shown = client.get("/years/2025?outcome=met").text
    assert world.member.rnasr_code in shown
    assert world.colleague.rnasr_code not in shown
    book: Any = load_workbook(BytesIO(client.get("/years/2025?format=xlsx&sort=earned").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]][-2:] == [
        world.colleague.rnasr_code,
        world.member.rnasr_code,
    ]
    assert rows[-1][-1] == "Îndeplinit"
    odd = client.get("/years/2025?outcome=%27&county=XX&grade=rege&page=-3&sort=nimic&name=%25")
    assert odd.status_code == 200


@pytest.mark.parametrize("path", ["/years/1200", "/years/9999", "/years/0/state"])
def test_a_year_without_a_page_is_not_found(client, world, path):
    sign_in(client, world.cfpc)
    assert client.get(path).status_code == 404


def test_the_running_year_has_no_button_and_is_refused(client, world):
    sign_in(client, world.cfpc)
    assert "Faceți situația" not in client.get("/years/2026").text
    answer = client.post("/years/2026/close")
    assert answer.status_code in (400, 422)
    assert "nu s-a încheiat" in answer.text


def test_the_close_is_never_started_without_the_csrf_field(make_app, world):
    guarded = make_app(config={"WTF_CSRF_ENABLED": True}).test_client()
    sign_in(guarded, world.cfpc)
    assert guarded.post("/years/2025/close").status_code == 400


def test_a_member_reads_the_closed_year_in_plain_words(app, client, world):
    closed(app, world)
    sign_in(client, world.colleague)
    shown = client.get("/years/2025/mine").text
    assert "Aveți 4 din 10 credite." in shown
    assert "Nu urmează nicio sancțiune de aici" in shown
    assert "Amprenta (SHA-256)" in shown
    assert client.get("/years/2024/mine").status_code == 404
    assert "Situația finală a anului 2025: neîndeplinit." in client.get("/").text


def test_a_met_year_that_is_reviewed_stays_met_for_its_member(app, client, world):
    closed(app, world)

    def reverse(session):
        [line] = crediting.entries_of(session, world.member.member_id)
        year_world.reverse(session, line, at=NOW)
        year_world.look(session, at=NOW)

    put(app, reverse)
    sign_in(client, world.member)
    shown = client.get("/years/2025/mine").text
    assert "Îndeplinit" in shown
    assert "Anul rămâne cum s-a încheiat" in shown
    assert "Îndeplinit" in client.get("/credits?year=2025").text
    with app.app_context():
        case_id = db.session.scalars(select(YearReview.case_id)).one()
        db.session.remove()
    file = client.get(f"/files/{case_id}").text
    assert "Verificarea unui an încheiat" in client.get("/files").text
    assert "Retrageți dosarul" not in file
    sign_in(client, world.cfpc)
    assert "Ani îndepliniți care ar fi altfel acum" in client.get("/years/2025").text
    desk = client.get(f"/commission/files/{case_id}").text
    assert "Anul se poate schimba numai printr-o hotărâre de la" in desk


def test_the_list_asks_the_same_questions_for_few_and_many(app, client, world, count_queries):
    sign_in(client, world.cfpc)
    client.get("/years/2025")
    with count_queries() as few:
        assert client.get("/years/2025").status_code == 200

    def more(session):
        from tests.infra.attendance import add_members

        add_members(session, 40)

    put(app, more)
    with count_queries() as many:
        assert client.get("/years/2025").status_code == 200
    assert len(many) == len(few), "\n".join(many)


def test_a_reminder_is_written_in_the_language_of_the_account(app, world, monkeypatch):
    def october(session):
        from lms.models import Account
        from lms.services import year_reminders

        session.get_one(Account, world.colleague.id).language = "en"
        return year_reminders.enter_due(
            session, settings=year_world.SETTINGS, now=datetime(2025, 10, 1, 7, 0, tzinfo=UTC)
        )

    put(app, october)
    from lms.models import Mail

    monkeypatch.setattr("lms.clock.now", lambda: datetime(2025, 10, 1, 8, 0, tzinfo=UTC))
    work(app, "year.remind")
    with app.app_context():
        letters = {row.recipient: row for row in db.session.scalars(select(Mail))}
        db.session.remove()
    english, romanian = letters[world.colleague.email], letters[world.stranger.email]
    assert english.subject == "Your credits for 2025"
    assert "You still need 6 credits" in english.body
    assert romanian.subject == "Creditele dumneavoastră pentru 2025"
    assert "31 martie 2026" in romanian.body
    assert world.member.email not in letters
