"""Impossible attendance from two booked lists to the commission's page, and what providers see."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from lms.extensions import db, transaction
from lms.models import (
    AttendanceSignal,
    Edition,
    EditionSession,
    Outbox,
    Programme,
    SignalCheck,
    SignalState,
    SignalStep,
)
from lms.services import regulations, signal_checks
from lms.services.sweep import sweep
from tests.infra.attendance import AFTER, confirm_list, csv_list, keep_list, undo_list, work_off
from tests.infra.cast import RECORDED_AT, sign_in

ANA = ("Moraru", "Ana", "", "AS-10001", "360")
BOGDAN = ("Țuțea", "Bogdan", "", "AS-10002", "360")
CARMEN = ("Știrbu", "Carmen", "", "AS-10003", "360")


@pytest.fixture
def other(app, cast):
    """The other provider with an edition of its own at the same hours."""
    with app.app_context():
        with transaction() as session:
            regulations.ensure_bundled(session, now=RECORDED_AT)
            known = session.get_one(Edition, cast.edition_id)
            edition_id = twin(session, cast, known)
        db.session.remove()
    return replace(
        cast,
        edition_id=edition_id,
        provider=cast.stranger_provider,
        provider_id=cast.stranger_provider_id,
    )


def twin(session, cast, known):
    programme = Programme(
        id=uuid4(),
        slug="mediere",
        provider_id=cast.stranger_provider_id,
        title="Medierea în familie",
        title_en="Family mediation",
        summary="",
        summary_en="",
        kind=known.programme.kind,
        field="familie",
        max_participants=1,
        recorded_at=RECORDED_AT,
    )
    session.add(programme)
    session.flush()
    edition = Edition(
        id=uuid4(),
        programme_id=programme.id,
        provider_id=cast.stranger_provider_id,
        number=1,
        modality=known.modality,
        county="IS",
        place=None,
        starts_on=known.starts_on,
        ends_on=known.ends_on,
        state=known.state,
        recorded_at=RECORDED_AT,
    )
    session.add(edition)
    session.flush()
    session.add_all(
        EditionSession(
            id=uuid4(), edition_id=edition.id, starts_at=held.starts_at, ends_at=held.ends_at
        )
        for held in known.sessions
    )
    session.flush()
    return edition.id


def book(app, cast, *lines):
    with app.app_context():
        with transaction() as session:
            file_id = keep_list(session, cast, csv_list(*lines), app=app)[0].id
        with transaction() as session:
            assert confirm_list(session, cast, file_id, app=app)
        db.session.remove()
    work_off(app)  # books
    work_off(app)  # looks
    return file_id


def found(app):
    with app.app_context():
        rows = db.session.scalars(select(AttendanceSignal)).all()
        codes = sorted((row.code, row.state.value) for row in rows)
        db.session.remove()
    return codes


def words(response):
    spaced = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", spaced)


TWICE = [("overlap", "new"), ("programme_none", "new"), ("too_many", "new")]


def test_booked_lists_raise_signals_once_and_an_undone_list_takes_its_own_back(app, cast, other):
    first = book(app, cast, ANA, CARMEN)
    assert found(app) == []
    second = book(app, other, ANA, BOGDAN)
    assert found(app) == TWICE

    with app.app_context():
        with transaction() as session:
            for file_id in (first, second, first):
                signal_checks.examine(session, file_id, now=AFTER)
        db.session.remove()
    assert found(app) == TWICE

    with app.app_context():
        with transaction() as session:
            assert undo_list(session, cast, first)
        db.session.remove()
    work_off(app)
    work_off(app)
    assert found(app) == [("overlap", "lapsed"), *TWICE[1:]]

    with app.app_context():
        with transaction() as session:  # no longer too many for the programme, but for the room
            edition = session.get_one(Edition, other.edition_id)
            edition.programme.max_participants, edition.capacity = None, 1
            session.flush()
            signal_checks.examine(session, second, now=AFTER)
        db.session.remove()
    assert {("over_places", "new"), ("too_many", "lapsed")} < set(found(app))


def test_a_look_that_was_lost_is_entered_again_by_the_sweeper(app, cast, other):
    file_id = book(app, other, ANA, BOGDAN)
    later = AFTER.replace(year=2027)
    with app.app_context():
        with transaction() as session:
            assert list(signal_checks.unchecked(session, now=later)) == []
            session.delete(session.get_one(SignalCheck, file_id))
        with transaction() as session:
            sweep(session, now=later)
            sweep(session, now=later)
            entered = session.scalars(
                select(Outbox.key).where(
                    Outbox.task == signal_checks.TASK, Outbox.done_at.is_(None)
                )
            ).all()
        db.session.remove()
    assert len(entered) == 1


def test_commission_filters_says_why_and_closes_with_a_note(app, client, cast, other):
    book(app, cast, ANA)
    book(app, other, ANA, BOGDAN)
    sign_in(client, cast.cfpc)

    page = words(client.get("/commission/signals"))
    assert "Ana Moraru, AS-10001 apare la 14 martie 2026 la două ediții deodată" in page
    assert "Asociația Punte" in page
    assert "Fundația Alta" in page
    assert "Lista are 2 participanți, iar programul a declarat cel mult 1." in page
    assert "La 14 martie 2026 programul nu avea nicio aprobare." in page

    for query, kinds in {
        "kind=overlap": 1,
        f"provider={cast.provider_id}": 1,  # of two editions, either organiser
        f"provider={cast.stranger_provider_id}": 3,
        "county=CJ": 1,
        "county=IS": 3,
        "county=VS": 0,
        "since=2026-03-14&until=2026-03-14": 3,
        "since=2026-03-15": 0,
        "until=2026-03-13": 0,
        "state=closed": 0,
        "q=moraru": 1,
        "q=mediere": 3,
        "kind=x&provider=y&since=z&state=w&sort=v": 3,
    }.items():
        csv = client.get(f"/commission/signals?{query}&format=csv").get_data(as_text=True)
        assert len(csv.strip().splitlines()) - 1 == kinds, query
    assert client.get("/commission/signals?format=xlsx").data[:2] == b"PK"

    with app.app_context():
        signal_id = db.session.scalar(
            select(AttendanceSignal.id).where(AttendanceSignal.kind == "overlap")
        )
        db.session.remove()
    address = f"/commission/signals/{signal_id}"
    assert client.post(address, data={"state": "closed"}).status_code == 422  # why?
    assert client.post(address, data={"state": "lapsed", "note": "x"}).status_code == 422
    assert client.post(address, data={"state": "seen"}).status_code == 303
    note = {"state": "closed", "note": "Lista a doua avea ora <b>greșită</b>."}
    assert client.post(address, data=note).status_code == 303
    shown = client.get(address).get_data(as_text=True)
    assert "&lt;b&gt;greșită" in shown
    assert cast.cfpc.name in shown
    assert "overlap" not in str(found_open(app))
    assert [state for _at, state in steps(app, signal_id)] == ["seen", "closed"]

    with app.app_context():
        with transaction() as session:  # closed stays closed, whatever is booked again
            signal_checks.examine(
                session, session.get_one(AttendanceSignal, signal_id).file_id, now=AFTER
            )
        db.session.remove()
    assert ("overlap", "closed") in found(app)


def found_open(app):
    return [each for each in found(app) if each[1] in ("new", "seen")]


def steps(app, signal_id):
    with app.app_context():
        rows = db.session.scalars(
            select(SignalStep).where(SignalStep.signal_id == signal_id).order_by(SignalStep.at)
        ).all()
        said = [(row.at, row.state.value) for row in rows]
        db.session.remove()
    return said


@pytest.mark.parametrize("attack", ["UPDATE signal_step SET note = 'x'", "DELETE FROM signal_step"])
def test_what_was_said_stays_said(app, cast, other, attack):
    book(app, other, ANA, BOGDAN)
    with app.app_context():
        with transaction() as session:
            signal = session.scalars(select(AttendanceSignal).limit(1)).one()
            signal_checks.move(
                session, signal, SignalState.SEEN, note="", account_id=None, now=AFTER
            )
        with pytest.raises(DatabaseError, match="append-only"), transaction() as session:
            session.execute(text(attack))
        db.session.remove()


def test_a_provider_reads_of_its_own_list_and_never_of_another(app, client, cast, other):
    first = book(app, cast, ANA)
    second = book(app, other, ANA, BOGDAN)

    sign_in(client, other.provider)
    page = words(client.get(f"/provider/editions/{other.edition_id}/attendance/{second}"))
    assert "Comisia de formare verifică această listă" in page
    assert "Lista are 2 participanți" in page
    assert "Punte" not in page
    assert "deodată" not in page

    sign_in(client, cast.provider)
    page = words(client.get(f"/provider/editions/{cast.edition_id}/attendance/{first}"))
    assert "Comisia de formare" not in page
    assert "Alta" not in page


def test_the_list_asks_as_often_for_many_as_for_one(app, client, cast, other, count_queries):
    book(app, other, ANA, BOGDAN)
    sign_in(client, cast.cfpc)
    client.get("/commission/signals")
    with count_queries() as few:
        client.get("/commission/signals")
    book(app, cast, ANA, BOGDAN)
    with count_queries() as many:
        assert "deodată" in words(client.get("/commission/signals"))
    assert len(many) == len(few)
