"""A list of an unknown layout: its columns are named once, seen at once, remembered, forgotten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import clock
from lms.extensions import db, transaction
from lms.models import AttendanceDraft, AttendanceFile, AttendanceLayout, CreditEntry, StoredFile
from lms.services import attendance_layouts, stored_files
from tests.infra.attendance import work_off
from tests.infra.cast import sign_in
from tests.web.test_attendance_lists import lists, upload, words

CNP = "1960101123456"
HEAD = "Cine;De unde;Semn de recunoaștere;A stat"


def strange(*people, cnp=""):
    """A list of an organiser's own making: nothing in its titles says who or how long."""
    lines = [f"{each.name} {cnp};Cluj;{each.rnasr_code};360" for each in people]
    return "\r\n".join([HEAD, *lines]).encode()


NAMED = {"header_row": "1", "c0": "full_name", "c2": "code", "c3": "minutes"}


@pytest.fixture
def officer(client, cast):
    sign_in(client, cast.provider)
    return client


def count(app, table):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table))


def test_columns_are_named_once_and_remembered(app, officer, cast):
    first = upload(officer, cast, strange(cast.member, cnp=CNP))
    assert first.status_code == 303
    assert upload(officer, cast, strange(cast.member, cnp=CNP)).location == first.location
    page = officer.get(first.location)
    assert "Semn de recunoaștere" in words(page)
    assert CNP not in page.text
    assert count(app, AttendanceFile) == 0

    fragment = officer.get(first.location, query_string=NAMED, headers={"HX-Request": "true"})
    assert cast.member.rnasr_code in fragment.text
    assert "6 h" in fragment.text
    assert "<form" not in fragment.text

    nobody = officer.post(first.location, data={"header_row": "1", "c1": "minutes"})
    assert nobody.status_code == 422
    twice = officer.post(first.location, data=NAMED | {"c1": "code"})
    assert "O singură coloană poate fi: codul din RNASR" in words(twice)
    odd = {f"c{at}": "nothing" for at in range(70)} | {"header_row": "9" * 40}
    assert officer.post(first.location, data=odd).status_code == 422

    done = officer.post(first.location, data=NAMED)
    assert done.status_code == 303
    assert "/columns/" not in done.location
    assert (count(app, AttendanceDraft), count(app, AttendanceFile)) == (0, 1)
    assert count(app, StoredFile) == 1  # the copy of the draft is gone
    seen = re.findall(r'name="seen" value="(\w+)"', officer.get(f"{done.location}/confirm").text)
    officer.post(f"{done.location}/confirm", data={"seen": seen[0]})
    work_off(app)
    assert count(app, CreditEntry) == 1

    again = upload(officer, cast, strange(cast.member, cast.colleague))
    assert "/columns/" not in again.location  # read at once, by what was said before
    remembered = officer.get("/provider/layouts")
    assert "Cine · Semn de recunoaștere · A stat" in words(remembered)
    [forget] = re.findall(r'action="([^"]+/forget)"', remembered.text)
    assert officer.post(forget).status_code == 303
    assert "Nimic ținut minte" in words(officer.get("/provider/layouts"))
    third = upload(officer, cast, strange(cast.colleague))
    assert "/columns/" in third.location


def test_a_list_that_was_named_is_read_again_in_another_order_of_dates(app, officer, cast):
    head = "Cine;Cod;Când a venit;Când a plecat"
    row = f"{cast.member.name};{cast.member.rnasr_code};03/04/2026 10:00;03/04/2026 12:00"
    where = upload(officer, cast, f"{head}\r\n{row}".encode()).location
    named = {"header_row": "1", "c0": "full_name", "c1": "code", "c2": "joined", "c3": "left"}
    done = officer.post(where, data=named).location
    asked = officer.post(f"{done}/date-order", data={"order": "month_first"}, follow_redirects=True)
    assert "citită din nou" in words(asked)


def test_what_nobody_names_is_given_up_or_goes_after_a_day(app, officer, cast):
    where = upload(officer, cast, strange(cast.member, cnp=CNP)).location
    with app.app_context():
        draft = db.session.scalars(select(AttendanceDraft)).one()
        stored = db.session.get_one(StoredFile, draft.stored_file_id)
        kept = stored_files.read(stored, settings=app.extensions["settings"])
        assert CNP.encode() not in kept
        assert b"[CNP]" in kept
    assert officer.post(f"{where}/drop").status_code == 303
    assert (count(app, AttendanceDraft), count(app, StoredFile)) == (0, 0)
    assert officer.get(where).status_code == 404

    upload(officer, cast, strange(cast.member))
    with app.app_context(), transaction() as session:
        now = clock.now()
        assert attendance_layouts.drop_old_drafts(session, now=now + timedelta(hours=23)) == 0
        assert attendance_layouts.drop_old_drafts(session, now=now + timedelta(hours=25)) == 1
    assert (count(app, AttendanceDraft), count(app, StoredFile)) == (0, 0)
    assert count(app, AttendanceLayout) == 0


def test_strangers_see_neither_the_list_nor_what_is_remembered(app, officer, cast):
    where = upload(officer, cast, strange(cast.member)).location
    assert where.startswith(lists(cast))
    sign_in(officer, cast.stranger_provider)
    assert officer.get(where).status_code == 404
    assert officer.post(where, data=NAMED).status_code == 404
    sign_in(officer, cast.provider)
    officer.post(where, data=NAMED)
    [forget] = re.findall(r'action="([^"]+/forget)"', officer.get("/provider/layouts").text)
    sign_in(officer, cast.stranger_provider)
    assert "Nimic ținut minte" in words(officer.get("/provider/layouts"))
    assert officer.post(forget).status_code == 404
