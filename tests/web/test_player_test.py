"""The test in the browser: rules, paper, saving, sending, time over, result."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms import clock
from lms.extensions import db, transaction
from lms.models import Attempt, AttemptState, Outbox
from tests.infra.cast import sign_in
from tests.services.classroom import SLUG, as_form, publish_in, right_answers, study_in

TEST = f"/learn/{SLUG}/test"


@pytest.fixture(autouse=True)
def course(app):
    publish_in(app)


@pytest.fixture
def opened(app, client, cast):
    """An attempt that the signed-in member has open."""
    attempt_id = study_in(app, cast.member.member_id, until="open")
    sign_in(client, cast.member)
    return attempt_id


def attempt_of(app, attempt_id):
    with app.app_context():
        found = db.session.get_one(Attempt, attempt_id)
        db.session.refresh(found)
        db.session.remove()
    return found


def right(app, attempt_id):
    with app.app_context():
        attempt = db.session.get_one(Attempt, attempt_id)
        answers = right_answers(db.session(), attempt, app.extensions["settings"])
        db.session.remove()
    return as_form(answers)


def close(app, attempt_id):
    with app.app_context(), transaction() as session:
        attempt = session.get_one(Attempt, attempt_id)
        attempt.closes_at = clock.now() - timedelta(minutes=1)


def text_of(answer):
    return answer.get_data(as_text=True)


def test_before_the_lessons_are_read_the_test_is_closed(app, client, cast):
    study_in(app, cast.member.member_id, until="enrolled")
    sign_in(client, cast.member)
    assert "Continuați lecțiile" in text_of(client.get(TEST))
    assert client.post(TEST).headers["Location"] == TEST
    with app.app_context():
        assert db.session.scalars(select(Attempt)).all() == []


def test_the_rules_are_said_before_the_time_begins(app, client, cast):
    study_in(app, cast.member.member_id, until="read")
    sign_in(client, cast.member)
    text = text_of(client.get(TEST))
    for words in ("4 întrebări", "70 %", "45 min", "au rămas 3 din 3", "Începeți testul"):
        assert words in text
    first, again = client.post(TEST), client.post(TEST)
    assert first.headers["Location"] == again.headers["Location"]
    assert "Continuați încercarea" in text_of(client.get(TEST))


def test_answers_are_kept_as_they_come_and_are_there_again(app, client, opened):
    answers = dict(list(right(app, opened).items())[:2])
    assert client.post(f"{TEST}/{opened}/answers", data=answers).status_code == 204
    kept = attempt_of(app, opened).answers
    assert {f"q-{name}": sorted(chosen) for name, chosen in kept.items()} == {
        name: sorted(chosen) for name, chosen in answers.items()
    }
    text = text_of(client.get(f"{TEST}/{opened}"))
    assert text.count(" checked") == sum(len(chosen) for chosen in answers.values())


def test_saving_by_the_button_works_without_javascript(app, client, opened):
    answers = right(app, opened)
    answer = client.post(f"{TEST}/{opened}", data={**answers, "action": "save"})
    assert answer.headers["Location"] == TEST
    assert len(attempt_of(app, opened).answers) == 4
    assert attempt_of(app, opened).state is AttemptState.OPEN


def test_unanswered_questions_are_listed_and_nothing_is_lost(app, client, opened):
    answers = dict(list(right(app, opened).items())[:3])
    answer = client.post(f"{TEST}/{opened}", data={**answers, "action": "submit"})
    text = text_of(answer)

    assert answer.status_code == 422
    assert "data-error-summary" in text
    assert text.count('href="#question-') == 1
    assert "submit_anyway" in text
    assert len(attempt_of(app, opened).answers) == 3
    done = client.post(f"{TEST}/{opened}", data={**answers, "action": "submit_anyway"})
    assert done.headers["Location"] == f"{TEST}/{opened}/result"
    assert attempt_of(app, opened).score_raw == 3


def test_sent_from_two_tabs_it_is_marked_once(app, client, opened):
    answers = {**right(app, opened), "action": "submit"}
    first = client.post(f"{TEST}/{opened}", data=answers)
    second = client.post(f"{TEST}/{opened}", data={"action": "submit_anyway"})

    assert first.headers["Location"] == second.headers["Location"] == f"{TEST}/{opened}/result"
    assert attempt_of(app, opened).score_raw == 4
    with app.app_context():
        work = db.session.scalars(select(Outbox).where(Outbox.task == "course.complete")).all()
    assert len(work) == 1
    text = text_of(client.get(f"{TEST}/{opened}/result"))
    assert "Ați promovat testul" in text
    assert "Fiecare întrebare" in text


def test_after_the_time_is_over_answers_are_refused_clearly(app, client, opened):
    answers = right(app, opened)
    client.post(f"{TEST}/{opened}/answers", data=dict(list(answers.items())[:3]))
    close(app, opened)
    waits = client.get(f"{TEST}/{opened}/result")
    assert "Se corectează" in text_of(waits)
    assert attempt_of(app, opened).state is AttemptState.OPEN  # reading wrote nothing

    late = client.post(f"{TEST}/{opened}", data={**answers, "action": "submit"})
    text = text_of(client.get(late.headers["Location"]))
    assert "Timpul s-a încheiat" in text
    assert (attempt_of(app, opened).state, attempt_of(app, opened).score_raw) == (
        AttemptState.EXPIRED,
        3,
    )
    saved = client.post(f"{TEST}/{opened}/answers", data=answers)
    assert (saved.status_code, "Timpul s-a încheiat" in text_of(saved)) == (409, True)
    assert client.get(f"{TEST}/{opened}").headers["Location"] == f"{TEST}/{opened}/result"


def test_a_waiting_page_reloads_once_the_marks_are_there(app, client, opened):
    close(app, opened)
    asked = f"{TEST}/{opened}/result"
    assert "hx-get" in text_of(client.get(asked, headers={"HX-Request": "true"}))
    client.post(f"{TEST}/{opened}/answers", data={})
    assert client.get(asked, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_result_says_what_to_read_again_and_hides_the_answers(app, client, opened):
    client.post(f"{TEST}/{opened}", data={"action": "submit_anyway"})
    text = text_of(client.get(f"{TEST}/{opened}/result"))
    assert "De recitit" in text
    assert f"/learn/{SLUG}/lessons/apoi" in text
    assert "Fiecare întrebare" not in text
    assert "Fiindcă" not in text


@pytest.mark.parametrize("data", [{"q-q99": "a"}, {"q-q1": "zzz", "q-q2": "zzz", "q-q6": "zzz"}])
def test_answers_that_were_not_asked_are_refused(app, client, opened, data):
    sent = client.post(f"{TEST}/{opened}", data={**data, "action": "submit_anyway"})
    saved = client.post(f"{TEST}/{opened}/answers", data=data)

    assert (sent.status_code, saved.status_code) == (422, 400)
    assert attempt_of(app, opened).answers == {}
    assert attempt_of(app, opened).state is AttemptState.OPEN


def test_somebody_elses_attempt_does_not_exist(app, client, cast, opened):
    study_in(app, cast.colleague.member_id, until="read")
    sign_in(client, cast.colleague)
    for path in ("", "/result"):
        assert client.get(f"{TEST}/{opened}{path}").status_code == 404
    for path in ("", "/answers"):
        answer = client.post(f"{TEST}/{opened}{path}", data={"action": "submit_anyway"})
        assert answer.status_code == 404
    assert attempt_of(app, opened).state is AttemptState.OPEN
    assert client.get(f"{TEST}/{uuid4()}").status_code == 404
    assert client.get(f"{TEST}/not-a-key").status_code == 404
