"""Enrolment, lessons, self-checks: what is stated, what is remembered, and that it is so once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.problems import AnswersRefused
from courses.progress import StepKind
from lms.errors import NotFound
from lms.models import Enrolment, Outbox, Statement
from lms.services import learning, publishing
from lms.services.statements import store_statements
from tests.courses.sample import course_files
from tests.infra.cast import build_cast
from tests.services.classroom import (
    LESSONS,
    NOON,
    SLUG,
    enrol,
    later,
    pass_test,
    publish_small,
    read_everything,
    settings_on,
)


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


@pytest.fixture
def people(session):
    return build_cast(session)


@pytest.fixture
def version(session, settings):
    return publish_small(session, settings)


def verbs(session, enrolment):
    rows = session.scalars(
        select(Statement).where(Statement.registration == enrolment.registration)
    )
    return Counter(row.verb.rsplit("/", 1)[1] for row in rows)


def test_enrolling_twice_is_one_enrolment_and_one_statement(session, settings, people, version):
    first = enrol(session, people.member.member_id, settings)
    again = enrol(session, people.member.member_id, settings, now=later(5))

    assert first.id == again.id
    assert first.version.id == version.id
    assert verbs(session, first) == {"registered": 1}


def test_enrolment_stays_on_its_version_when_a_newer_one_is_published(
    session, settings, people, version
):
    early = enrol(session, people.member.member_id, settings)
    files = course_files()
    files["course.yaml"] = files["course.yaml"].replace(b'"1.2.0"', b'"1.3.0"')
    newer = publishing.publish_course(session, files, settings=settings, now=later(1)).version
    late = enrol(session, people.colleague.member_id, settings, now=later(2))

    found = learning.find_enrolment(session, people.member.member_id, SLUG)
    assert found.version.id == early.version.id == version.id
    assert late.version.id == newer.id


def test_an_unknown_course_takes_no_enrolment(session, settings, people):
    with pytest.raises(NotFound):
        learning.enrol(session, people.member.member_id, "altul", settings=settings, now=NOON)


def test_a_lesson_opened_again_the_same_day_is_stated_once(session, settings, people, version):
    enrolment = enrol(session, people.member.member_id, settings)
    for minutes, anchor in ((1, None), (2, "s-un-tabel")):
        learning.open_lesson(
            session, enrolment, "intai", anchor=anchor, settings=settings, now=later(minutes)
        )
    tomorrow = NOON + timedelta(days=1)
    learning.open_lesson(
        session, enrolment, "intai", anchor="<script>", settings=settings, now=tomorrow
    )

    said = verbs(session, enrolment)
    assert said == {"registered": 1, "launched": 2, "initialized": 2, "experienced": 2}
    assert (enrolment.lesson_id, enrolment.lesson_anchor) == ("intai", None)


def test_the_place_where_one_stopped_is_kept(session, settings, people, version):
    enrolment = enrol(session, people.member.member_id, settings)
    learning.open_lesson(
        session, enrolment, "apoi", anchor="s-un-tabel", settings=settings, now=later(1)
    )

    assert (enrolment.lesson_id, enrolment.lesson_anchor) == ("apoi", "s-un-tabel")


def test_finishing_lessons_moves_on_to_the_test(session, settings, people, version):
    enrolment = enrol(session, people.member.member_id, settings)
    learning.open_lesson(session, enrolment, "intai", anchor=None, settings=settings, now=later(1))
    first = learning.finish_lesson(session, enrolment, "intai", settings=settings, now=later(9))
    assert (first.next_step.kind, first.next_step.lesson_id) == (StepKind.LESSON, "apoi")
    assert enrolment.lessons_done == 1
    again = learning.finish_lesson(session, enrolment, "intai", settings=settings, now=later(12))
    second = learning.finish_lesson(session, enrolment, "apoi", settings=settings, now=later(20))

    assert again.lessons_done == ("intai",)
    assert second.next_step.kind is StepKind.TEST
    assert enrolment.lessons_done == 2
    assert verbs(session, enrolment)["completed"] == 2
    read = next(
        said
        for said in learning.study(session, enrolment, settings=settings).statements
        if said["verb"]["id"].endswith("completed") and "intai" in said["object"]["id"]
    )
    assert read["result"]["duration"] == "PT08M00S"


def test_a_lesson_that_does_not_exist_is_not_stated(session, settings, people, version):
    enrolment = enrol(session, people.member.member_id, settings)
    with pytest.raises(NotFound):
        learning.finish_lesson(session, enrolment, "nicio", settings=settings, now=later(1))
    assert verbs(session, enrolment) == {"registered": 1}


def test_self_check_answers_are_stated_each_time_and_the_last_is_shown(
    session, settings, people, version
):
    enrolment = enrol(session, people.member.member_id, settings)
    wrong = learning.answer_check(session, enrolment, "c1", ["a"], settings=settings, now=later(1))
    right = learning.answer_check(session, enrolment, "c1", ["b"], settings=settings, now=later(2))

    assert (wrong.right, right.right) == (False, True)
    assert verbs(session, enrolment)["answered"] == 2
    found = learning.study(session, enrolment, settings=settings)
    shown = learning.last_answers(found, public_url=settings.public_url)
    assert {key: (one.chosen, one.right) for key, one in shown.items()} == {"c1": (("b",), True)}


@pytest.mark.parametrize(("check", "chosen"), [("c1", []), ("c1", ["z"]), ("c9", ["a"])])
def test_self_check_answers_that_cannot_be_marked_state_nothing(
    session, settings, people, version, check, chosen
):
    enrolment = enrol(session, people.member.member_id, settings)
    with pytest.raises(AnswersRefused) as refused:
        learning.answer_check(session, enrolment, check, chosen, settings=settings, now=later(1))
    assert refused.value.sentence("ro").strip()
    assert "answered" not in verbs(session, enrolment)


def test_a_complete_course_enters_its_work_once(session, settings, people, version):
    enrolment = enrol(session, people.member.member_id, settings)
    read_everything(session, enrolment, settings)
    keys = select(Outbox.key).where(Outbox.task == "course.complete")
    assert session.scalars(keys).all() == []
    pass_test(session, enrolment, settings)
    learning.finish_lesson(session, enrolment, LESSONS[0], settings=settings, now=later(50))

    assert session.scalars(keys).all() == [f"course.complete:{enrolment.id}"]


def test_statements_sent_from_outside_complete_nothing(session, settings, people, version):
    enrolment = enrol(session, people.member.member_id, settings)
    forged = {
        "actor": {"mbox": "mailto:forger@example.ro"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": f"{settings.public_url}/courses/{SLUG}/lessons/intai"},
        "context": {"registration": str(enrolment.registration)},
    }
    store_statements(session, [forged], authority="key:1", version="1.0.3", now=later(1))

    assert learning.study(session, enrolment, settings=settings).progress.lessons_done == ()
    assert session.get_one(Enrolment, enrolment.id).lessons_done == 0
