"""Feedback: asked once, answered once, opened in fives, never dependent on anything else."""

from __future__ import annotations

import threading
from datetime import date
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.errors import BadInput, Conflict, NotFound
from lms.extensions import db, transaction
from lms.models import (
    FeedbackAnswer,
    FeedbackForm,
    FeedbackInvitation,
    FeedbackSealed,
    Notification,
)
from lms.services import feedback
from lms.services.feedback_form import clean_text
from lms.tasks import HANDLERS, PERIODIC, Step
from tests.infra.cast import build_cast
from tests.services.audience import (
    ASKED_AT,
    SCALES,
    add_members,
    answer,
    everyone_answers,
    invite,
)
from tests.services.classroom import publish_small, settings_on


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


@pytest.fixture
def cast(session):
    return build_cast(session)


def rows(session, table):
    return session.scalars(select(table).execution_options(populate_existing=True)).all()


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_form_is_entered_once_in_both_languages(session):
    first = feedback.ensure_form(session, now=ASKED_AT)
    again = feedback.ensure_form(session, now=ASKED_AT)

    assert (first.id, first.version) == (again.id, 1)
    assert first.active_from == date(2026, 3, 16)
    assert [item["id"] for item in first.questions] == [*SCALES, "helped", "change"]
    for item in first.questions:
        shown = [item["text"], item["label"], *item.get("words", [])]
        assert all(text["ro"] and text["en"] for text in shown), item["id"]
        assert len(item.get("words", [])) == (5 if item["kind"] == "scale" else 0)


def test_form_of_a_later_day_is_not_used_before_it(session):
    feedback.ensure_form(session, now=ASKED_AT)
    session.add(FeedbackForm(id=uuid4(), version=2, questions=[], active_from=date(2026, 4, 1)))
    session.flush()

    assert feedback.ensure_form(session, now=ASKED_AT).version == 1
    assert feedback.ensure_form(session, now=ASKED_AT.replace(month=4)).version == 2


def test_members_are_asked_once_and_told_once(session, cast):
    ids = [cast.member.member_id, cast.colleague.member_id, cast.not_activated.id]

    assert feedback.invite_for_edition(session, cast.edition_id, ids, now=ASKED_AT) == 3
    assert feedback.invite_for_edition(session, cast.edition_id, ids, now=ASKED_AT) == 0
    assert feedback.invite_for_edition(session, cast.edition_id, [], now=ASKED_AT) == 0

    assert count(session, FeedbackInvitation) == 3
    notices = rows(session, Notification)
    assert {row.account_id for row in notices} == {cast.member.id, cast.colleague.id}
    assert {row.kind for row in notices} == {"feedback_invited"}
    assert notices[0].params["title"] == {
        "ro": "Intervenția în criză",
        "en": "Crisis intervention",
    }
    paths = {f"/feedback/{row.id}" for row in rows(session, FeedbackInvitation)}
    assert {row.path for row in notices} < paths


def test_course_is_asked_about_once_with_its_title(session, cast, settings):
    version = publish_small(session, settings)
    member_id = cast.member.member_id

    assert feedback.invite_for_course(session, member_id, version.course_id, now=ASKED_AT)
    assert not feedback.invite_for_course(session, member_id, version.course_id, now=ASKED_AT)

    (form,) = feedback.open_forms(session, member_id)
    assert form.title == version.title
    assert (form.organiser, form.held_on, form.used) == (None, None, False)


def test_answer_marks_the_invitation_and_waits_sealed(session, cast, settings):
    member_id = cast.member.member_id
    invitation = invite(session, cast.edition_id, [member_id])[member_id]
    feedback.submit(session, invitation, member_id, answer(helped="exemplele"), settings=settings)

    assert feedback.open_forms(session, member_id) == []
    assert feedback.asked(session, invitation, member_id).used
    (sealed,) = rows(session, FeedbackSealed)
    assert sealed.subject == cast.edition_id
    assert b"exemplele" not in sealed.sealed
    assert count(session, FeedbackAnswer) == 0


def test_second_answer_is_refused_and_changes_nothing(session, cast, settings):
    member_id = cast.member.member_id
    invitation = invite(session, cast.edition_id, [member_id])[member_id]
    feedback.submit(session, invitation, member_id, answer(), settings=settings)

    with pytest.raises(Conflict, match="Ați completat deja"):
        feedback.submit(session, invitation, member_id, answer(), settings=settings)
    assert count(session, FeedbackSealed) == 1


def test_two_tabs_at_once_give_one_answer(app):
    settings = app.extensions["settings"]
    with app.app_context(), transaction() as session:
        cast = build_cast(session)
        (member_id,) = add_members(session, 1)
        invitation = invite(session, cast.edition_id, [member_id])[member_id]
    start, heard = threading.Barrier(2), []

    def send():
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    feedback.submit(session, invitation, member_id, answer(), settings=settings)
                heard.append("taken")
            except Conflict:
                heard.append("refused")
            finally:
                db.session.remove()

    tabs = [threading.Thread(target=send) for _ in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(timeout=60)

    assert sorted(heard) == ["refused", "taken"]
    with app.app_context():
        assert count(db.session, FeedbackSealed) == 1
        db.session.remove()


def test_invitation_of_somebody_else_is_not_found(session, cast, settings):
    member_id = cast.member.member_id
    invitation = invite(session, cast.edition_id, [member_id])[member_id]

    for taker, asked_for in ((cast.colleague.member_id, invitation), (member_id, uuid4())):
        with pytest.raises(NotFound):
            feedback.asked(session, asked_for, taker)
        with pytest.raises(NotFound):
            feedback.submit(session, asked_for, taker, answer(), settings=settings)
    assert count(session, FeedbackSealed) == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"content": 0}, "content"),
        ({"trainer": 6}, "trainer"),
        ({"trainer": "4"}, "trainer"),
        ({"usefulness": True}, "usefulness"),
        ({"accessibility": None}, "accessibility"),
        ({"organisation": 4.0}, "organisation"),
        ({"helped": "a" * 2001}, "helped"),
        ({"change": "ș" * 2001}, "change"),
    ],
)
def test_bad_answer_names_its_question_and_leaves_the_form_open(
    session, cast, settings, changed, field
):
    member_id = cast.member.member_id
    invitation = invite(session, cast.edition_id, [member_id])[member_id]

    with pytest.raises(BadInput) as refusal:
        feedback.submit(session, invitation, member_id, answer() | changed, settings=settings)
    assert refusal.value.field == field
    assert count(session, FeedbackSealed) == 0
    assert len(feedback.open_forms(session, member_id)) == 1


def test_longest_answers_fit_whatever_their_letters(session, cast, settings):
    longest = [letter * 2000 for letter in ("a", '"', "𝔸", "\\", "ș")]
    everyone_answers(
        session,
        cast.edition_id,
        [answer(helped=text, change=text) for text in longest],
        settings,
    )

    sizes = {len(row.sealed) for row in rows(session, FeedbackSealed)}
    assert len(sizes) == 1
    feedback.shuffle(session, settings, rng=Random(1))
    assert sorted(row.answers["helped"] for row in rows(session, FeedbackAnswer)) == sorted(longest)


def test_text_loses_what_tells_one_keyboard_from_another():
    assert clean_text("s\u0327i t\u0327ara, \u015fi") == "și țara, și"
    assert clean_text("  un\trând\r\nalt\u200b  rând\x00 \r\n") == "un rând\nalt rând"
    assert clean_text(None) == ""


@pytest.mark.parametrize(("given", "opened"), [(4, 0), (5, 5), (7, 5), (9, 5), (10, 10), (12, 10)])
def test_only_whole_groups_of_five_are_opened(session, cast, settings, given, opened):
    everyone_answers(
        session,
        cast.edition_id,
        [answer(helped=f"text {number}") for number in range(given)],
        settings,
    )

    assert feedback.shuffle(session, settings, rng=Random(2)).opened == opened
    assert count(session, FeedbackAnswer) == opened
    assert count(session, FeedbackSealed) == given - opened
    assert feedback.shuffle(session, settings, rng=Random(3)).opened == 0
    texts = {row.answers["helped"] for row in rows(session, FeedbackAnswer)}
    assert len(texts) == opened
    assert {row.edition_id for row in rows(session, FeedbackAnswer)} <= {cast.edition_id}


def test_answers_of_different_subjects_do_not_make_a_group(session, cast, settings):
    version = publish_small(session, settings)
    everyone_answers(session, cast.edition_id, [answer()] * 3, settings)
    for member_id in add_members(session, 3):
        feedback.invite_for_course(session, member_id, version.course_id, now=ASKED_AT)
        (form,) = feedback.open_forms(session, member_id)
        feedback.submit(session, form.id, member_id, answer(), settings=settings)

    assert feedback.shuffle(session, settings, rng=Random(4)).opened == 0


def test_answers_to_different_versions_of_the_form_do_not_make_a_group(session, cast, settings):
    everyone_answers(session, cast.edition_id, [answer(2)] * 4, settings)
    second = FeedbackForm(
        id=uuid4(),
        version=2,
        questions=feedback.ensure_form(session, now=ASKED_AT).questions,
        active_from=date(2026, 3, 16),
    )
    session.add(second)
    session.flush()
    everyone_answers(session, cast.edition_id, [answer(3)] * 5, settings)

    assert feedback.shuffle(session, settings, rng=Random(5)).opened == 5
    assert {row.form_id for row in rows(session, FeedbackAnswer)} == {second.id}
    assert count(session, FeedbackSealed) == 4


def test_answers_about_a_course_are_kept_under_the_course(session, cast, settings):
    version = publish_small(session, settings)
    for member_id in add_members(session, 5):
        feedback.invite_for_course(session, member_id, version.course_id, now=ASKED_AT)
        (form,) = feedback.open_forms(session, member_id)
        feedback.submit(session, form.id, member_id, answer(), settings=settings)
    feedback.shuffle(session, settings, rng=Random(6))

    assert {(row.edition_id, row.course_id) for row in rows(session, FeedbackAnswer)} == {
        (None, version.course_id)
    }


def test_answers_that_no_key_opens_go_on_waiting_and_hold_up_nobody(session, cast, settings):
    everyone_answers(session, cast.edition_id, [answer()] * 6, settings)
    broken = rows(session, FeedbackSealed)[0]
    broken.sealed = broken.sealed[:-1] + bytes([broken.sealed[-1] ^ 1])
    session.flush()

    done = feedback.shuffle(session, settings, rng=Random(7))
    assert (done.opened, done.unreadable) == (5, 1)
    assert [row.id for row in rows(session, FeedbackSealed)] == [broken.id]


def test_sealed_answer_moved_to_another_row_is_not_opened(session, cast, settings):
    everyone_answers(session, cast.edition_id, [answer()] * 5, settings)
    first, second = rows(session, FeedbackSealed)[:2]
    first.sealed = second.sealed
    session.flush()

    done = feedback.shuffle(session, settings, rng=Random(8))
    assert (done.opened, done.unreadable) == (0, 1)


def test_periodic_task_opens_what_waits(session, cast, settings):
    everyone_answers(session, cast.edition_id, [answer()] * 5, settings)
    assert PERIODIC["feedback.shuffle"].total_seconds() == 60

    more = HANDLERS["feedback.shuffle"](
        Step(session=session, payload={}, now=ASKED_AT, settings=settings)
    )
    assert not more
    assert count(session, FeedbackAnswer) == 5
