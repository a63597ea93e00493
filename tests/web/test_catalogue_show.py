"""A course page: outcomes, lessons, credits with their basis, and enrolment."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from lms import clock
from lms.extensions import db, transaction
from lms.models import Enrolment
from lms.services import publishing
from tests.infra.cast import sign_in
from tests.services.classroom import SLUG, publish_in, study_in


@pytest.fixture(autouse=True)
def course(app):
    publish_in(app)


def text_of(answer):
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_anyone_reads_what_the_course_gives(client):
    text = text_of(client.get(f"/courses/{SLUG}"))
    for words in ("Explică", "Aplică", "Întâi", "Apoi", "1,5 credite", "nestabilită de Colegiu"):
        assert words in text
    assert f"/login?next=/courses/{SLUG}" in text
    assert "/enrol" not in text


def test_credits_by_decision_are_not_orientative(app, client):
    with app.app_context(), transaction() as session:
        publishing.fix_credits(
            session,
            SLUG,
            credits=4000,
            decision_number="77",
            decided_on=date(2025, 3, 1),
            valid_from=date(2025, 3, 1),
            now=clock.now(),
        )
    text = text_of(client.get(f"/courses/{SLUG}"))
    assert "4 credite" in text
    assert "77" in text
    [card] = text_of(client.get("/courses")).split("<article")[1:]
    assert "4 credite" in card
    assert "orientativ" not in card


def test_a_member_enrols_once_and_goes_to_the_first_lesson(app, client, cast):
    sign_in(client, cast.member)
    for _ in range(2):
        answer = client.post(f"/courses/{SLUG}/enrol")
        assert answer.headers["Location"] == f"/learn/{SLUG}"
    assert client.get(f"/learn/{SLUG}").headers["Location"] == f"/learn/{SLUG}/lessons/intai"
    with app.app_context():
        assert len(db.session.scalars(select(Enrolment)).all()) == 1


def test_one_action_for_each_standing(app, client, cast):
    sign_in(client, cast.member)
    assert "Înscrieți-vă" in text_of(client.get(f"/courses/{SLUG}"))
    study_in(app, cast.member.member_id, until="enrolled")
    assert "Continuați cursul" in text_of(client.get(f"/courses/{SLUG}"))
    sign_in(client, cast.provider)
    assert "/enrol" not in text_of(client.get(f"/courses/{SLUG}"))


def test_a_course_that_does_not_exist(client, cast):
    sign_in(client, cast.member)
    assert client.get("/courses/altul").status_code == 404
    assert client.post("/courses/altul/enrol").status_code == 404
    assert client.get(f"/courses/{SLUG}/enrol").status_code == 405


def test_the_cover_is_a_picture_that_can_do_nothing_else(client):
    answer = client.get(f"/courses/{SLUG}/cover/1.2.0")
    assert answer.mimetype == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"].startswith("public")
    assert client.get(f"/courses/{SLUG}/cover/9.9.9").status_code == 404
