"""The catalogue: found without diacritics, filtered, the same few queries however long."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from lms import clock
from lms.extensions import db, transaction
from lms.services import publishing
from tests.courses.sample import course_files
from tests.infra.cast import sign_in
from tests.services.classroom import SLUG, publish_in, study_in


@contextmanager
def count_queries(app):
    with app.app_context():
        engine = db.engine
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def course(app):
    publish_in(app)


def publish_more(app, count):
    with app.app_context():
        with transaction() as session:
            for number in range(count):
                files = course_files()
                text = files["course.yaml"].decode()
                text = text.replace("slug: etica", f"slug: alt-{number}")
                text = text.replace('ro: "Etica", en: "Ethics"', 'ro: "Școala nouă", en: "School"')
                files["course.yaml"] = text.encode()
                publishing.publish_course(
                    session, files, settings=app.extensions["settings"], now=clock.now()
                )
        db.session.remove()


def shown(client, query=""):
    answer = client.get(f"/courses{query}")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    return [slug for slug in (SLUG, "alt-0") if f"/courses/{slug}" + '"' in text]


def test_anyone_sees_work_credits_and_languages(client):
    text = client.get("/courses").get_data(as_text=True)
    for words in ("Etica", "1 h 30 min", "1,5 credite (orientativ)", "română, engleză"):
        assert words in text
    assert f"/courses/{SLUG}/cover/1.2.0" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [SLUG, "alt-0"]),
        ("?q=scoala", ["alt-0"]),
        ("?q=%C5%9ECOAL%C4%82+noua", ["alt-0"]),
        ("?q=ethics", [SLUG, "alt-0"]),  # the summaries of both
        ("?q=nimic+de+felul", []),
        ("?language=en", [SLUG, "alt-0"]),
        ("?length=medium", [SLUG, "alt-0"]),
        ("?length=short", []),
        ("?length=whatever&language=xx", [SLUG, "alt-0"]),
    ],
)
def test_filters(app, client, query, found):
    publish_more(app, 1)
    assert shown(client, query) == found


def test_a_member_finds_what_they_began(app, client, cast):
    publish_more(app, 1)
    study_in(app, cast.member.member_id, until="enrolled")
    assert shown(client, "?standing=started") == [SLUG, "alt-0"]  # nobody is signed in
    sign_in(client, cast.member)
    assert shown(client, "?standing=started") == [SLUG]
    assert shown(client, "?standing=new") == ["alt-0"]
    assert shown(client, "?standing=done") == []


def test_more_courses_ask_no_more_queries(app, client, cast):
    sign_in(client, cast.member)
    with count_queries(app) as few:
        client.get("/courses")
    publish_more(app, 6)
    with count_queries(app) as many:
        client.get("/courses")
    assert len(many) == len(few)


def test_a_wrong_method_is_refused(client):
    assert client.post("/courses").status_code == 405
