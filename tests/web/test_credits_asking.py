"""What a member asks about credits: a late list, a contested line; and attendance to be judged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms import clock
from lms.extensions import db, transaction
from lms.models import (
    CaseFile,
    CreditEntry,
    EditionRegistration,
    ListReminder,
    Notification,
    ObjectionKind,
    RoleGrant,
)
from lms.services import case_decisions, objections, provider_turns
from lms.services.procedures import Verdict
from tests.infra.attendance import confirm_list, csv_list, keep_list, work_off
from tests.infra.cast import Cast, sign_in
from tests.infra.credit import BOOKED_AT, book_edition
from tests.roles.objections import case_with_provider

SHORT = ("Moraru", "Ana", "", "AS-10001", "100")  # of 360 minutes: below an orientative share


@pytest.fixture
def registered(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with transaction() as session:
            session.add(
                EditionRegistration(
                    id=uuid4(),
                    edition_id=cast.edition_id,
                    member_id=cast.member.member_id,
                    registered_at=BOOKED_AT,
                )
            )
        db.session.remove()


def count(app: Flask, column: Any) -> int:
    with app.app_context():
        found = db.session().scalar(select(func.count(column)))
        db.session.remove()
    return int(found or 0)


def test_a_late_list_is_shown_with_its_day_and_the_provider_reminded_once(
    client: FlaskClient, app: Flask, cast: Cast, registered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, cast.member)
    page = client.get("/credits").text
    assert "Lista se depune până la 29 martie 2026" in page  # fifteen days, by the norms
    assert "Valoare orientativă" in page
    address = f"/credits/awaited/{cast.edition_id}/remind"
    for _again in range(2):
        assert client.post(address).status_code == 303
    assert count(app, ListReminder.id) == 1
    with app.app_context():
        told = db.session().scalars(
            select(Notification.account_id).where(Notification.kind == "list_reminder")
        )
        assert set(told) == {cast.provider.id, cast.provider_colleague.id}
        db.session.remove()
    assert "Furnizorul a fost anunțat la" in client.get("/credits").text
    assert address not in client.get("/credits").text
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert address in client.get("/credits").text
    client.post(address)
    assert count(app, ListReminder.id) == 2


def test_nobody_reminds_of_a_list_that_is_not_awaited(
    client: FlaskClient, app: Flask, cast: Cast, registered: None
) -> None:
    address = f"/credits/awaited/{cast.edition_id}/remind"
    sign_in(client, cast.colleague)
    assert client.post(address).status_code == 404  # was not registered
    with app.app_context():
        with transaction() as session:
            for grant in session.scalars(
                select(RoleGrant).where(RoleGrant.provider_id.is_not(None))
            ):
                grant.valid_until = BOOKED_AT.date()
        db.session.remove()
    sign_in(client, cast.member)
    page = client.post(address, follow_redirects=True).text
    assert "Furnizorul nu are cont" in page
    assert count(app, ListReminder.id) == 0


def test_a_credited_edition_is_not_awaited(
    client: FlaskClient, app: Flask, cast: Cast, registered: None
) -> None:
    with app.app_context():
        with transaction() as session:
            book_edition(session, cast)
        db.session.remove()
    sign_in(client, cast.member)
    assert "Se așteaptă lista" not in client.get("/credits").text


def test_a_contested_line_says_who_has_the_file_and_until_when(
    client: FlaskClient, app: Flask, cast: Cast
) -> None:
    with app.app_context():
        case_id = case_with_provider(cast)
        db.session.remove()
    sign_in(client, cast.member)
    page = client.get("/credits?year=2026").text
    assert f"/files/{case_id}" in page
    assert "Furnizorul răspunde până la" in page
    assert "Contestat" in client.get("/credits?year=2026&state=contested").text
    assert "Nicio linie de acest fel" in client.get("/credits?year=2026&state=reversed").text


def test_the_provider_answers_and_the_commission_reads_it(
    client: FlaskClient, app: Flask, cast: Cast
) -> None:
    with app.app_context():
        case_id = case_with_provider(cast)
        db.session.remove()
    sign_in(client, cast.provider)
    address = f"/provider/objections/{case_id}"
    assert "Ana Moraru" in client.get("/provider/objections").text
    assert client.get("/provider/objections?format=csv").data.count(b"Ana Moraru") == 1
    assert "Nu am fost acolo." in client.get(address).text
    for bad in ({}, {"reply": "silent", "reasons": "x"}, {"reply": "confirms", "reasons": " "}):
        assert client.post(f"{address}/reply", data=bad).status_code == 422
    data = {"reply": "confirms", "reasons": "Am trecut alt nume."}
    assert client.post(f"{address}/reply", data=data).status_code == 303
    assert "ați confirmat greșeala" in client.get(address).text
    assert "Nicio greșeală nu așteaptă" in client.get("/provider/objections").text
    sign_in(client, cast.cfpc)
    assert "Am trecut alt nume." in client.get(f"/commission/files/{case_id}").text
    sign_in(client, cast.member)
    page = client.get(f"/files/{case_id}").text
    assert "Furnizorul confirmă greșeala" in page
    assert "Am trecut alt nume." in page


def test_an_empty_past_year_suggests_no_course_and_other_years_have_their_standing(
    client: FlaskClient, app: Flask, cast: Cast
) -> None:
    with app.app_context():
        with transaction() as session:
            book_edition(session, cast)
        db.session.remove()
    sign_in(client, cast.member)
    page = client.get("/credits?year=2024").text
    assert "În 2024 nu aveți nicio linie" in page
    assert "Alegeți un curs" not in page
    assert "6 din 10 credite" in page  # 2026 among the other years


def test_a_reversal_is_written_with_a_minus_sign(
    client: FlaskClient, app: Flask, cast: Cast
) -> None:
    from lms.services import crediting

    with app.app_context():
        with transaction() as session:
            crediting.reverse_entries(
                session,
                [session.get_one(CreditEntry, book_edition(session, cast).id)],
                reason="attendance_undone",
                batch=None,
                records_from=None,
                now=clock.now(),
            )
        db.session.remove()
    sign_in(client, cast.member)
    assert "\N{MINUS SIGN}6" in client.get("/credits?year=2026").text


# --- attendance that the norms do not settle --------------------------------------------------


@pytest.fixture
def short(app: Flask, cast: Cast) -> None:
    """A booked list on which the member was too short a time for the norms to settle."""
    from lms.services import regulations

    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=BOOKED_AT)
            file_id = keep_list(session, cast, csv_list(SHORT), app=app)[0].id
        with transaction() as session:
            confirm_list(session, cast, file_id, app=app)
        db.session.remove()
    work_off(app)


def judge(client: FlaskClient, cast: Cast, data: dict[str, str]) -> Any:
    sign_in(client, cast.cfpc)
    page = client.get("/commission/attendance").text
    assert "Ana Moraru" in page
    row = page.partition("/commission/attendance/")[2][:36]
    shown = client.get(f"/commission/attendance/{row}").text
    assert "1 h 40 min" in shown
    assert "Valoare orientativă" in shown
    return client.post(f"/commission/attendance/{row}", data=data)


@pytest.mark.parametrize("credits", [4000, None])
def test_the_commission_proposes_bex_decides_and_only_then_credits_are_booked(
    client: FlaskClient, app: Flask, cast: Cast, short: None, credits: int | None
) -> None:
    outcome = "upheld" if credits else "rejected"
    answer = judge(
        client,
        cast,
        {"outcome": outcome, "credits": "4" if credits else "", "reasons": "A fost acolo."},
    )
    assert answer.status_code == 303
    assert "Nicio prezență nu așteaptă" in client.get("/commission/attendance").text
    assert count(app, CreditEntry.id) == 0
    with app.app_context():
        with transaction() as session:
            case = session.scalars(select(CaseFile)).one()
            assert objections.objection_of(session, case).kind is ObjectionKind.UNDECIDED
            case_decisions.decide(
                session,
                case.id,
                Verdict(outcome=outcome, reasons="Ca propunerea.", credits=credits),
                number="9",
                decided_on=clock.today(),
                account_id=cast.bex.id,
                settings=app.extensions["settings"],
                now=clock.now(),
            )
            amounts = session.scalars(select(CreditEntry.credits)).all()
            assert amounts == ([credits] if credits else [])
        db.session.remove()
    assert "Nicio prezență nu așteaptă" in client.get("/commission/attendance").text
    sign_in(client, cast.member)
    assert client.get("/credits").status_code == 200


@pytest.mark.parametrize(
    "data",
    [{}, {"outcome": "upheld", "reasons": "Da."}, {"outcome": "rejected", "reasons": " "}],
)
def test_a_proposal_without_what_it_needs_is_refused_and_opens_no_file(
    client: FlaskClient, app: Flask, cast: Cast, short: None, data: dict[str, str]
) -> None:
    assert judge(client, cast, data).status_code == 422
    assert count(app, CaseFile.id) == 0


def test_the_list_is_searched_sorted_exported_with_few_statements(
    client: FlaskClient, app: Flask, cast: Cast, short: None, count_queries: Any
) -> None:
    sign_in(client, cast.cfpc)
    assert "Nicio prezență nu se potrivește" in client.get("/commission/attendance?q=zzz").text
    for sort in ("title", "ends_on", "member", "minutes"):
        assert client.get(f"/commission/attendance?sort={sort}").status_code == 200
    assert b"Ana Moraru" in client.get("/commission/attendance?format=csv").data
    with count_queries() as sent:
        client.get("/commission/attendance")
    assert len(sent) <= 8


def test_silence_is_the_work_of_a_periodic_task(app: Flask, cast: Cast) -> None:
    from lms.tasks import HANDLERS, PERIODIC, Step

    assert PERIODIC["objections.pass_on"] == timedelta(hours=1)
    with app.app_context():
        case_id = case_with_provider(cast)
        with transaction() as session:
            HANDLERS["objections.pass_on"](
                Step(
                    session=session,
                    payload={},
                    now=clock.now() + timedelta(days=7),
                    settings=app.extensions["settings"],
                )
            )
            turn = provider_turns.turn_of(session, case_id)
            assert turn is not None
            assert turn.reply is not None
            assert turn.reply.value == "silent"
        db.session.remove()
