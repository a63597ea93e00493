"""Check-in by the code of the room: it changes, counts once, is evidence and never a credit."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.extensions import db, transaction
from lms.models import CreditEntry, Edition, EditionCheckIn, EditionState, Modality
from lms.services import check_ins
from tests.infra.attendance import csv_list
from tests.infra.cast import sign_in
from tests.infra.editions import announce
from tests.web.test_attendance_lists import upload, words


@pytest.fixture
def held(app, cast):
    """An edition in a room whose first session began within the hour."""
    with app.app_context(), transaction() as session:
        edition_id = announce(session, cast, at=clock.now())
        session.get_one(Edition, edition_id).modality = Modality.IN_PERSON
    return edition_id


def code_on(client, cast, edition_id):
    sign_in(client, cast.provider)
    page = client.get(f"/provider/editions/{edition_id}/check-in")
    [code] = re.findall(r'room__code">([A-Z2-7 ]+)<', page.text)
    return code.replace(" ", "")


def kept(app):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(EditionCheckIn))


def test_a_member_scans_confirms_and_counts_once(app, client, cast, held):
    code = code_on(client, cast, held)
    sign_in(client, cast.member)
    page = client.get(f"/check-in/{code}")
    assert kept(app) == 0  # reading keeps nothing
    [proof] = re.findall(r'name="proof" value="([^"]+)"', page.text)
    for _ in range(2):
        assert client.post("/check-in", data={"proof": proof}).status_code == 303
    assert kept(app) == 1
    typed = client.get("/check-in", query_string={"code": f"{code[:4].lower()} {code[4:]}"})
    assert client.get(typed.location).status_code == 200

    sign_in(client, cast.colleague)  # the proof of another member
    assert client.post("/check-in", data={"proof": proof}).status_code == 410
    assert client.post("/check-in", data={"proof": "x" * 999}).status_code == 410
    assert kept(app) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CreditEntry)) == 0
    sign_in(client, cast.provider)
    part = client.get(f"/provider/editions/{held}/check-in", headers={"HX-Request": "true"})
    assert "1 membru a confirmat" in words(part)
    assert "<main" not in part.text


def test_a_code_is_good_for_a_minute_and_only_around_its_session(app, cast, held):
    settings, now = app.extensions["settings"], clock.now()
    with app.app_context():
        [open_one] = check_ins.open_now(db.session(), now=now, edition_ids=[held])
        code = check_ins.code_of(open_one.session_id, settings=settings, now=now)

        def found(later):
            at = now + timedelta(seconds=later)
            return check_ins.find(db.session(), code, settings=settings, now=at)

        assert found(0).edition.id == held
        assert found(60).edition.id == held
        assert found(91) is None
        for wrong in ("", "AAAAAAAA", code[:-1], "ț" * 400):
            assert check_ins.find(db.session(), wrong, settings=settings, now=now) is None
        begins = open_one.starts_at
        for minutes, is_open in ((-46, False), (-44, True), (194, True), (196, False)):
            at = begins + timedelta(minutes=minutes)
            assert bool(check_ins.open_now(db.session(), now=at, edition_ids=[held])) is is_open
        with transaction() as session:
            session.get_one(Edition, held).state = EditionState.CANCELLED
        assert check_ins.open_now(db.session(), now=now, edition_ids=[held]) == []


def test_the_review_shows_who_scanned(app, client, cast):
    with app.app_context(), transaction() as session:
        edition = session.get_one(Edition, cast.edition_id)
        begins = edition.sessions[0].starts_at
        [one] = check_ins.open_now(session, now=begins, edition_ids=[edition.id])
        check_ins.check_in(
            session, one, member_id=cast.member.member_id, account_id=cast.member.id, now=begins
        )
    sign_in(client, cast.provider)
    first, last = cast.member.name.split()
    where = upload(client, cast, csv_list((last, first, "", "", "360"))).location
    assert "A scanat codul din sală" in words(client.get(where))


def test_strangers_get_no_code(client, cast, held):
    sign_in(client, cast.stranger_provider)
    assert client.get(f"/provider/editions/{held}/check-in").status_code == 404
