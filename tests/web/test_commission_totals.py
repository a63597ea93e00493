"""Totals of the profession: the sums of the ledger, whichever way they are told apart."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.extensions import db, transaction
from lms.models import (
    Grade,
    JobState,
    Member,
    MemberGrade,
    Outbox,
    YearStanding,
)
from lms.services import crediting, ledger, standings
from lms.tasks import run_work
from tests.infra.cast import Cast, sign_in

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def booking(member_id: UUID, source: str, credits: int, day: date) -> ledger.Booking:
    return ledger.Booking(
        member_id=member_id,
        source=source,
        credits=credits,
        counts_on=day,
        regulation_id="nfpc-2013",
        basis="adopted",
        title={"ro": "Atelier", "en": "Workshop"},
        findings="{}",
    )


@pytest.fixture
def booked(app: Flask, cast: Cast) -> None:
    """Ana (CJ, specialist since March 2026) 6 + 4,5 and 3; Bogdan (B, practicant) 2 reversed."""
    ana, bogdan = cast.member.member_id, cast.colleague.member_id
    assert ana is not None
    assert bogdan is not None
    with app.app_context():
        with transaction() as session:
            session.get_one(Member, bogdan).county = "B"
            grade = session.scalars(select(MemberGrade).where(MemberGrade.member_id == ana)).one()
            grade.valid_until = date(2026, 3, 1)
            session.add(
                MemberGrade(
                    id=uuid4(),
                    member_id=ana,
                    grade=Grade.SPECIALIST,
                    valid_from=date(2026, 3, 1),
                    recorded_at=NOW,
                )
            )
            made = ledger.book(
                session,
                [
                    booking(ana, f"opening:{uuid4()}", 3000, date(2025, 5, 3)),
                    booking(ana, f"opening:{uuid4()}", 6000, date(2026, 2, 3)),
                    booking(ana, f"course:{uuid4()}", 4500, date(2026, 5, 3)),
                    booking(bogdan, f"opening:{uuid4()}", 2000, date(2026, 5, 3)),
                ],
                now=NOW,
            )
            ledger.reverse(
                session,
                [entry for (member, _), entry in made.items() if member == bogdan],
                reason="undone",
                now=NOW,
            )
            crediting.refresh_standings(session, [ana, bogdan], [2025, 2026], None, NOW)
        db.session.remove()


def rows(client: FlaskClient, query: str) -> list[list[str]]:
    answer = client.get(f"/commission/totals?{query}&format=csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("by=year", [["2025", "3", "1", "1", "0"], ["2026", "10,5", "4", "1", "1"]]),
        (
            "by=county&year=2026",
            [["București", "0", "2", "0", "0"], ["Cluj", "10,5", "2", "1", "1"]],
        ),
        (
            "by=grade&then=year",
            [
                ["practicant", "2025", "3", "1", "1", "0"],
                ["practicant", "2026", "6", "3", "0", "0"],  # Ana's too, before March
                ["specialist", "2026", "4,5", "1", "1", "1"],
            ],
        ),
        (
            "by=kind",
            [
                ["Curs al Colegiului", "4,5", "1", "", ""],
                ["Credite din evidența anterioară", "9", "4", "", ""],
            ],
        ),
        ("by=year&kind=course", [["2026", "4,5", "1", "", ""]]),
        ("by=kind&county=CJ&grade=specialist&then=year", [
            ["Curs al Colegiului", "2026", "4,5", "1", "", ""],
        ]),
        ("by=year&grade=none", []),
        ("by=nonsense&year=abc&county=XX&grade=x&kind=y&sort=credits&order=desc",
         [["2026", "10,5", "4", "1", "1"], ["2025", "3", "1", "1", "0"]]),
    ],
)  # fmt: skip
def test_the_sums_are_those_of_the_ledger(
    client: FlaskClient, cast: Cast, booked: None, query: str, expected: list[list[str]]
) -> None:
    sign_in(client, cast.cfpc)
    assert rows(client, query) == expected


def test_the_page_shows_sums_chart_and_table_in_both_languages(
    client: FlaskClient, cast: Cast, booked: None
) -> None:
    sign_in(client, cast.bex)
    page = client.get("/commission/totals").text
    assert "13,5" in page  # of both years
    assert 'data-chart="bar"' in page
    assert "Un membru se numără o dată pentru fiecare an." in page
    client.get("/language/en")
    page = client.get("/commission/totals?by=county&then=grade").text
    assert "Bucharest" in page or "București" in page
    assert 'data-chart="stacked"' in page
    assert "Members with at least 10" in page
    assert "No credits match" in client.get("/commission/totals?year=1999").text


def test_few_statements_whatever_is_asked(
    client: FlaskClient, cast: Cast, booked: None, count_queries: Any
) -> None:
    sign_in(client, cast.caap)
    client.get("/commission/totals")
    for query in ("", "?by=county&then=grade", "?by=grade&county=CJ&year=2026"):
        with count_queries() as sent:
            client.get(f"/commission/totals{query}")
        assert len([line for line in sent if "credit_entry" in line]) == 1
        assert len(sent) <= 9, sent


def test_an_empty_ledger_says_what_comes(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.cfpc)
    assert "Încă niciun credit" in client.get("/commission/totals").text
    assert client.post("/commission/totals").status_code == 405


def test_the_whole_register_is_computed_in_steps_as_one_job(
    client: FlaskClient,
    app: Flask,
    cast: Cast,
    booked: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(standings, "STEP", 2)
    with app.app_context():
        with transaction() as session:
            for row in session.scalars(select(YearStanding)):
                session.delete(row)
        db.session.remove()
    sign_in(client, cast.cfpc)
    assert client.post("/commission/totals/refresh").status_code == 302
    assert "hx-get" in client.get("/commission/totals/state").text
    assert client.post("/commission/totals/refresh").status_code == 409
    with app.app_context():
        work = db.session.scalars(select(Outbox).where(Outbox.task == standings.TASK)).one()
        run_work(work.id, settings=app.extensions["settings"])
        session = db.session()
        job = standings.present_job(session)
        assert job is not None
        assert (job.state, job.done, job.total) == (JobState.DONE, 4, 4)
        earned = {
            (row.member_id, row.year): row.earned for row in session.scalars(select(YearStanding))
        }
        assert max(earned.values()) == 10500
        assert len(earned) == 8
        db.session.remove()
    assert "recalculate la" in client.get("/commission/totals/state").text
    assert client.post("/commission/totals/refresh").status_code == 302


def test_a_step_that_was_lost_is_done_again(
    app: Flask, cast: Cast, booked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "STEP", 3)

    def one_step(job_id: UUID, *, dies: bool) -> bool:
        with transaction() as session:
            more = standings.step(session, job_id, years=[2026], records_from=None, now=NOW)
            if dies:
                raise KeyboardInterrupt
        return more

    with app.app_context():
        with transaction() as session:
            job_id = standings.start(session, owner_id=None, now=NOW).id
        with pytest.raises(KeyboardInterrupt):
            one_step(job_id, dies=True)
        assert [one_step(job_id, dies=False) for _ in range(3)] == [True, True, False]
        job = standings.present_job(db.session())
        assert job is not None
        assert job.result == {"members": 4, "years": [2026]}
        db.session.remove()
