"""The end of a course: waits, then shows completion, statements, credits and badge."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from courses.responses import right_response
from lms import clock
from lms.extensions import db
from lms.models import CreditEntry, Enrolment, Outbox
from lms.services import publishing
from lms.tasks import run_work
from tests.infra.cast import sign_in
from tests.services.classroom import SLUG, as_form, publish_in, study_in

DONE = f"/learn/{SLUG}/done"


@pytest.fixture(autouse=True)
def course(app, cast, client):
    publish_in(app)
    sign_in(client, cast.member)


def do_the_work(app):
    with app.app_context():
        row = db.session.scalars(select(Outbox).where(Outbox.task == "course.complete")).one()
        db.session.remove()
        for _ in range(2):  # Celery may bring the same work twice
            run_work(row.id, settings=app.extensions["settings"])


def text_of(answer):
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_an_unfinished_course_leads_back_to_learning(app, client, cast):
    study_in(app, cast.member.member_id, until="read")
    assert client.get(DONE).headers["Location"] == f"/learn/{SLUG}"
    assert client.get(f"{DONE}/news").headers["HX-Refresh"] == "true"


def test_while_the_work_is_done_the_page_asks_again(app, client, cast):
    study_in(app, cast.member.member_id, until="passed")
    text = text_of(client.get(DONE))
    assert f'hx-get="{DONE}/news"' in text
    assert "Se înscriu creditele" in text
    assert client.get(f"/learn/{SLUG}").headers["Location"] == DONE


def test_everything_is_there_once_the_work_is_done(app, client, cast):
    study_in(app, cast.member.member_id, until="passed")
    do_the_work(app)
    with app.app_context():
        [entry] = db.session.scalars(select(CreditEntry)).all()
        key = str(cast.member.member_key)
        registration = str(db.session.scalars(select(Enrolment)).one().registration)
    for path in (DONE, f"{DONE}/news"):
        text = text_of(client.get(path))
        assert "hx-get" not in text.split('id="outcome"')[1].split(">")[0]
        assert "1,5 credite" in text
        assert f"/credits/{entry.id}" in text
        assert "a promovat" in text
        assert key in text
        assert registration in text
        assert cast.member.email not in text.split('id="outcome"')[1]


def test_work_that_failed_says_so(app, client, cast):
    study_in(app, cast.member.member_id, until="passed")
    with app.app_context():
        from lms.extensions import transaction

        with transaction() as session:
            row = session.scalars(select(Outbox).where(Outbox.task == "course.complete")).one()
            row.failed_at = clock.now()
    assert "cauză tehnică" in text_of(client.get(DONE))


@pytest.mark.parametrize(
    ("slug", "credits"),
    [("cercetarea-in-asistenta-sociala", "5 credits"), ("codul-deontologic", "5.5 credits")],
)
def test_a_course_that_comes_with_the_product_is_learnt_to_the_end(
    app, client, cast, slug, credits
):
    from lms.extensions import transaction

    with app.app_context(), transaction() as session:
        settings = app.extensions["settings"]
        publishing.publish_bundled(session, settings=settings, now=clock.now())
        version = publishing.newest_version(session, slug)
        assert version is not None
        definition = publishing.load_version(session, version, settings=settings)
    client.post(f"/courses/{slug}/enrol")
    for lesson in definition.lessons:
        for lang in ("ro", "en"):
            with client.session_transaction() as browser:
                browser["language"] = lang
            text = text_of(client.get(f"/learn/{slug}/lessons/{lesson.id}"))
            assert lesson.title.to(lang) in text
            assert "lesson-check" in text
        client.post(f"/learn/{slug}/lessons/{lesson.id}/finish")
    paper = client.post(f"/learn/{slug}/test").headers["Location"]
    page = text_of(client.get(paper))
    asked = [q for q in definition.questions if re.search(rf'name="q-{q.id}[".]', page)]
    assert len(asked) == 20
    right = as_form({q.id: right_response(q) for q in asked})
    client.post(paper, data={**right, "action": "submit"})
    do_the_work(app)
    assert credits in text_of(client.get(f"/learn/{slug}/done"))
