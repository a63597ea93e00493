"""Reading a lesson: the text, the self-check, going on, coming back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.extensions import db
from lms.models import Enrolment, Statement
from tests.infra.cast import sign_in
from tests.services.classroom import SLUG, publish_in, study_in

LESSON = f"/learn/{SLUG}/lessons/intai"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def course(app, cast):
    publish_in(app)
    study_in(app, cast.member.member_id, until="enrolled")


@pytest.fixture
def reader(client, cast):
    sign_in(client, cast.member)
    return client


def verbs(app):
    with app.app_context():
        rows = db.session.scalars(select(Statement).order_by(Statement.sequence)).all()
        db.session.remove()
    return [row.verb.rsplit("/", 1)[1] for row in rows]


def test_the_lesson_reads_with_its_check_pictures_and_sources(reader):
    text = reader.get(LESSON).get_data(as_text=True)
    for words in ("Un tabel", "Întrebarea c1?", "Mai departe: Apoi", "Lecția 1 din 2", "Surse"):
        assert words in text
    assert f"/learn/{SLUG}/media/1.2.0/media/trepte.svg" in text
    assert "Fiindcă" not in text  # no feedback before an answer


def test_reading_writes_nothing(app, reader):
    before = verbs(app)
    reader.get(LESSON)
    reader.get(f"/learn/{SLUG}")
    assert verbs(app) == before == ["registered"]


def test_the_page_tells_where_the_reader_is_and_resumes_there(app, reader):
    assert reader.post(f"{LESSON}/place", data={"anchor": "s-un-tabel"}).status_code == 204
    assert reader.get(f"/learn/{SLUG}").headers["Location"] == f"{LESSON}#s-un-tabel"
    assert verbs(app) == ["registered", "launched", "initialized", "experienced"]


def test_going_on_marks_the_lesson_and_ends_at_the_test(app, reader):
    first = reader.post(f"{LESSON}/finish")
    assert first.headers["Location"] == f"/learn/{SLUG}/lessons/apoi"
    reader.post(f"{LESSON}/finish")
    second = reader.post(f"/learn/{SLUG}/lessons/apoi/finish")
    assert second.headers["Location"] == f"/learn/{SLUG}/test"
    assert reader.get(f"/learn/{SLUG}").headers["Location"] == f"/learn/{SLUG}/test"
    with app.app_context():
        assert db.session.scalars(select(Enrolment)).one().lessons_done == 2


def test_the_last_lesson_leads_back_to_one_left_out(reader):
    answer = reader.post(f"/learn/{SLUG}/lessons/apoi/finish")
    assert answer.headers["Location"] == LESSON


def test_a_check_without_javascript_comes_back_to_its_place(reader):
    answer = reader.post(f"{LESSON}/checks/c1", data={"answer": "a"})
    assert answer.headers["Location"] == f"{LESSON}#check-c1"
    text = reader.get(LESSON).get_data(as_text=True)
    assert "Încă nu." in text
    assert "Fiindcă a." in text
    assert "Fiindcă b." not in text  # the right answer is not given away


def test_a_check_with_htmx_answers_the_same_part(reader):
    answer = reader.post(f"{LESSON}/checks/c1", data={"answer": "b"}, headers=HTMX)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert text.lstrip().startswith("<section")
    assert 'id="check-c1"' in text
    assert "Corect." in text


@pytest.mark.parametrize("data", [{}, {"answer": "z"}, {"answer": ["a", "b"]}])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_answer_that_cannot_be_marked_says_why(app, reader, data, headers):
    answer = reader.post(f"{LESSON}/checks/c1", data=data, headers=headers)
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.get_data(as_text=True)
    assert "answered" not in verbs(app)


def test_what_does_not_exist_is_not_found(reader):
    for path in (f"/learn/{SLUG}/lessons/nicio", f"/learn/{SLUG}/media/1.2.0/media/nu.svg"):
        assert reader.get(path).status_code == 404
    assert reader.get(f"/learn/{SLUG}/media/1.1.0/media/trepte.svg").status_code == 404
    for path in ("nicio/finish", "nicio/place", "intai/checks/c2", "intai/checks/c9"):
        assert reader.post(f"/learn/{SLUG}/lessons/{path}").status_code == 404


def test_a_colleague_who_is_not_enrolled_finds_the_course(client, cast):
    sign_in(client, cast.colleague)
    for path in (LESSON, f"/learn/{SLUG}", f"/learn/{SLUG}/done"):
        assert client.get(path).headers["Location"] == f"/courses/{SLUG}"
    assert client.post(f"{LESSON}/finish").status_code == 404
    assert client.get(f"/learn/{SLUG}/media/1.2.0/media/trepte.svg").status_code == 302


def test_wrong_methods_are_refused(reader):
    assert reader.post(LESSON).status_code == 405
    assert reader.get(f"{LESSON}/finish").status_code == 405
