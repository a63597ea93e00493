"""The profession's year, its close by hand, and a member's closed year."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms import clock
from lms.extensions import db, transaction
from lms.models import CreditStatement, Outbox, YearReview
from lms.services import crediting, proof_links, statement_pdf, year_reviews
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


def test_the_close_is_written_to_the_member_in_the_language_of_the_account(app, client, world):
    from lms.models import Account, Mail

    def english(session):
        session.get_one(Account, world.colleague.id).language = "en"

    put(app, english)
    sign_in(client, world.cfpc)
    client.post("/years/2025/close")
    work(app, "year.close")
    with app.app_context():
        letters = {row.recipient: row for row in db.session.scalars(select(Mail))}
        db.session.remove()
    met, short = letters[world.member.email], letters[world.colleague.email]
    assert met.subject == "Situația finală a anului 2025"
    assert "Aveți 10 din 10 credite. Anul 2025 este îndeplinit." in met.body
    assert "/years/2025/mine" in met.body
    assert short.subject == "Your final standing for 2025"
    assert "You have 4 of 10 credits." in short.body


# --- every page, paper, link and list says the same of a year ---------------------------------

WORDS = {"met": "Îndeplinit", "not_met": "Neîndeplinit", "in_progress": "În curs"}


@pytest.fixture
def link(app, world):
    """The address of a link for an employer that Bogdan gave and that does not end."""

    def give(session):
        row = proof_links.give(
            session,
            world.colleague.member_id,
            uuid4(),
            label="",
            account_id=world.colleague.id,
            settings=app.extensions["settings"],
            now=NOW,
        )
        row.expires_at = NOW + timedelta(days=3650)
        return proof_links.token_of(row.id, app.extensions["settings"])

    return f"/p/{put(app, give)}"


def carriers(app, client, world, link, printed):
    """What each carrier says of Bogdan's 2025: the word, and "earned din required"."""
    person = world.colleague
    sign_in(client, person)
    said = {}
    for name, path in (("year", "/credits?year=2025"), ("employer", link)):
        page = client.get(path).text
        part = page[page.index(">Anul 2025<") :]
        tag = re.search(r'class="tag[^>]*>(?:<svg.*?</svg>)?([^<]+)<', part, re.DOTALL)
        sums = re.search(r'aria-label="([\d,]+ din [\d,]+) credite în 2025"', page)
        said[name] = (tag and tag[1].strip(), sums and sums[1])
    if clock.today().year > 2025:
        other = client.get("/credits").text
        row = other[other.index('href="/credits?year=2025">2025</a></p>') :]
        tag = re.search(r'class="tag[^>]*>(?:<svg.*?</svg>)?([^<]+)<', row, re.DOTALL)
        sums = re.search(r"([\d,]+ din [\d,]+) credite", row)
        said["other years"] = (tag and tag[1].strip(), sums and sums[1])
    else:
        home = client.get("/").text
        sums = re.search(r'aria-label="([\d,]+ din [\d,]+) credite în 2025"', home)
        said["start"] = (WORDS["in_progress"] if ">În curs<" in home else None, sums and sums[1])
    printed.clear()
    client.post("/credits/statements", data={"years": "2025"})
    if not printed:  # the same statement as before
        with app.app_context():
            rows = db.session.scalars(
                select(CreditStatement).order_by(CreditStatement.issued_at.desc())
            )
            printed.append(json.loads(next(iter(rows)).document))
            db.session.remove()
    year = printed[0]["years"][0]
    paper = statement_pdf._printed_year(year)
    said["paper"] = (paper["standing"], paper["sum"])
    verified = client.get("/verify/statements/" + printed[0]["id"].rsplit("/", 1)[1]).text
    assert "Valabilă" in verified
    word = re.search(r"Situația la emitere</dt><dd>([^<(]+)", verified)
    earned, required = (
        re.search(rf"<dt>{term}</dt><dd>([^<]+)", verified) for term in ("Credite", "Cerința")
    )
    assert word
    assert earned
    assert required
    said["verify"] = (word[1].strip(), f"{earned[1]} din {required[1]}")
    sign_in(client, world.cfpc)
    book: Any = load_workbook(BytesIO(client.get("/years/2025?format=xlsx").data))
    [row] = [row for row in book.active.values if row[1] == person.rnasr_code]
    said["list"] = (row[-1], f"{row[-3]} din {row[-2]}")
    return said


def test_a_year_is_said_alike_everywhere_from_its_course_to_a_changed_close(
    app, client, world, link, monkeypatch
):
    printed: list[Any] = []

    def keep(document, text, now):
        printed.append(document)
        return b"%PDF-1.7"

    monkeypatch.setattr("lms.services.credit_statements.print_statement", keep)
    bogdan = world.colleague.member_id

    def at(now, act):
        monkeypatch.setattr("lms.clock.now", lambda: now)
        found = put(app, act)
        put(
            app,
            lambda session: crediting.refresh_standings(
                session, [bogdan], [2025], RECORDS_FROM, now
            ),
        )
        return found

    def undo(session):
        line = crediting.entries_of(session, bogdan)[0]
        year_world.reverse(session, line, at=clock.now())
        year_world.look(session, at=clock.now())

    def decide(session):
        review = session.scalars(select(YearReview)).one()
        return year_world.resolve(session, world, review, year_reviews.UNDONE, now=clock.now())

    def late(source):
        return lambda session: year_world.credit(
            session, bogdan, 6_000, f"edition:{source}", at=clock.now()
        )

    walk = [
        (datetime(2025, 10, 1, 9, tzinfo=UTC), lambda session: None, "in_progress", "4 din 10"),
        (
            year_world.JANUARY,
            lambda session: year_world.close(session, world, at=clock.now()),
            "in_progress",
            "4 din 10",
        ),
        (datetime(2026, 2, 2, 9, tzinfo=UTC), late("late"), "met", "10 din 10"),
        (
            APRIL,
            lambda session: year_world.close(session, world, at=clock.now()),
            "met",
            "10 din 10",
        ),
        (NOW, undo, "met", "10 din 10"),
        (NOW + timedelta(days=70), decide, "not_met", "4 din 10"),
        (NOW + timedelta(days=80), late("found"), "met", "10 din 10"),
    ]
    for now, act, outcome, sums in walk:
        at(now, act)
        said = carriers(app, client, world, link, printed)
        assert said == dict.fromkeys(said, (WORDS[outcome], sums)), now
        assert len(said) == 6
