"""Results: nothing under five, then exact figures, and no answer recognisable as a whole."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from uuid import uuid4

import pytest

from lms.errors import NotFound
from lms.models import FeedbackAnswer
from lms.services import feedback, feedback_results
from lms.services.feedback_results import Filters, Tally
from lms.services.listing import Wanted
from tests.infra.cast import build_cast
from tests.services.audience import (
    ASKED_AT,
    add_edition,
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


def hear(session, edition_id, answers, settings):
    everyone_answers(session, edition_id, answers, settings)
    feedback.shuffle(session, settings, rng=Random(1))


@pytest.mark.parametrize("given", [0, 1, 4])
def test_nothing_is_said_under_five(session, cast, settings, given):
    hear(session, cast.edition_id, [answer(helped="secret")] * given, settings)

    found = feedback_results.edition_results(session, cast.edition_id)
    assert (found.counted, found.scales, found.texts) == (0, (), ())
    assert found.answered == given


def test_figures_are_exact(session, cast, settings):
    points = [1, 2, 2, 5, 5, 4, 4, 4, 3, 5]
    hear(session, cast.edition_id, [answer(3, content=point) for point in points], settings)
    invite(session, cast.edition_id, add_members(session, 6))

    found = feedback_results.edition_results(session, cast.edition_id)
    content = found.scales[0]
    assert (found.invited, found.answered, found.counted) == (16, 10, 10)
    assert found.response_rate == Fraction(10, 16)
    assert (content.question.id, content.counts) == ("content", (1, 2, 1, 3, 3))
    assert content.mean == Fraction(35, 10)
    assert [scale.mean for scale in found.scales[1:]] == [Fraction(3)] * 4


def test_results_move_in_steps_of_five(session, cast, settings):
    counted = []
    for _ in range(11):
        hear(session, cast.edition_id, [answer()], settings)
        counted.append(feedback_results.edition_results(session, cast.edition_id).counted)

    assert counted == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]


def test_answers_that_came_another_way_are_rounded_down_and_chosen_by_id(session, cast):
    form = feedback.ensure_form(session, now=ASKED_AT)
    ids = sorted(uuid4() for _ in range(8))
    session.add_all(
        FeedbackAnswer(
            id=key,
            edition_id=cast.edition_id,
            course_id=None,
            form_id=form.id,
            answers=answer(5 if place < 5 else 1),
        )
        for place, key in enumerate(ids)
    )
    session.flush()

    found = feedback_results.edition_results(session, cast.edition_id)
    assert found.counted == 5
    assert found.scales[0].counts == (0, 0, 0, 0, 5)


def test_words_of_one_answer_do_not_stand_side_by_side(session, cast, settings):
    """The two lists are in orders of their own: an order shared would pair the words again."""
    hear(
        session,
        cast.edition_id,
        [answer(helped=f"x{number}", change=f"x{number}") for number in range(20)],
        settings,
    )

    helped, change = feedback_results.edition_results(session, cast.edition_id).texts
    assert sorted(helped.texts) == sorted(change.texts) == sorted(f"x{n}" for n in range(20))
    assert helped.texts != change.texts
    again = feedback_results.edition_results(session, cast.edition_id)
    assert again.texts == (helped, change)


def test_empty_texts_are_left_out(session, cast, settings):
    hear(session, cast.edition_id, [answer(helped="da")] + [answer()] * 4, settings)

    helped, change = feedback_results.edition_results(session, cast.edition_id).texts
    assert (helped.texts, change.texts) == (("da",), ())


def test_programme_pools_what_its_editions_show(session, cast, settings):
    other = add_edition(session, cast.programme_id, number=2, on=date(2025, 5, 9))
    small = add_edition(session, cast.programme_id, number=3)
    hear(session, cast.edition_id, [answer(5)] * 5, settings)
    hear(session, other, [answer(1)] * 5, settings)
    hear(session, small, [answer(2)] * 4, settings)

    whole = feedback_results.programme_results(session, cast.programme_id)
    assert (whole.answered, whole.counted, whole.scales[0].mean) == (14, 10, Fraction(3))
    year = feedback_results.programme_results(session, cast.programme_id, year=2026)
    assert (year.answered, year.counted, year.scales[0].mean) == (9, 5, Fraction(5))
    assert feedback_results.programme_results(session, uuid4()).counted == 0


def test_course_has_results_of_its_own(session, cast, settings):
    version = publish_small(session, settings)
    for member_id in add_members(session, 5):
        feedback.invite_for_course(session, member_id, version.course_id, now=ASKED_AT)
        (form,) = feedback.open_forms(session, member_id)
        feedback.submit(session, form.id, member_id, answer(4), settings=settings)
    feedback.shuffle(session, settings, rng=Random(1))

    found = feedback_results.course_results(session, version.course_id)
    assert (found.invited, found.counted, found.scales[0].mean) == (5, 5, Fraction(4))
    (row,) = feedback_results.list_courses(session)
    assert (row.title, row.tally) == (version.title, Tally(invited=5, answered=5, counted=5))
    assert feedback_results.course_title(session, version.course_id) == version.title


def test_list_names_editions_that_were_asked_about(session, cast, settings):
    later = add_edition(session, cast.programme_id, number=2, on=date(2026, 9, 1))
    add_edition(session, cast.programme_id, number=3, on=date(2026, 9, 2))
    hear(session, cast.edition_id, [answer()] * 6, settings)
    invite(session, later, add_members(session, 2))

    def listed(filters=None, **wanted):
        page = feedback_results.list_editions(session, Wanted(**wanted), filters or Filters())
        return [(row.edition.number, row.tally) for row in page.rows]

    both = [
        (2, Tally(invited=2, answered=0, counted=0)),
        (1, Tally(invited=6, answered=6, counted=5)),
    ]
    assert listed(sort="ends_on", descending=True) == both
    assert listed(sort="invited") == both
    assert listed(sort="answered", descending=True) == both[::-1]
    assert listed(Filters(programme="crisis inter"), sort="invited") == both
    assert listed(Filters(programme="%")) == []
    assert listed(Filters(provider_id=cast.stranger_provider_id)) == []
    assert len(listed(Filters(provider_id=cast.provider_id, year=2026))) == 2
    assert listed(Filters(year=2025)) == []
    assert feedback_results.years(session) == [2026]
    assert [name for _, name in feedback_results.providers(session)] == ["Asociația Punte"]


def test_what_does_not_exist_is_not_found(session, cast):
    for read in (
        feedback_results.edition,
        feedback_results.programme,
        feedback_results.course_title,
    ):
        with pytest.raises(NotFound):
            read(session, uuid4())
