"""Quality of organisers: scores of whole groups, signals raised once, closed and begun anew."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError

from lms.errors import BadInput, NotFound
from lms.extensions import db, transaction
from lms.models import (
    AuditEntry,
    Edition,
    FeedbackScore,
    QualityBaseline,
    QualityKind,
    QualitySignal,
    QualityStep,
    SignalState,
)
from lms.services import feedback, quality_charts, quality_scores, quality_signals
from lms.services.listing import Wanted
from lms.services.quality_charts import Filters, Standing, Unit
from lms.tasks import HANDLERS, PERIODIC
from tests.infra.cast import build_cast
from tests.services.audience import (
    ASKED_AT,
    add_edition,
    add_members,
    answer,
    everyone_answers,
    invite,
)
from tests.services.classroom import settings_on

NOW = ASKED_AT + timedelta(days=120)
EACH = Wanted(page=None)


@pytest.fixture
def settings(database_url, tmp_path):
    return settings_on(database_url, tmp_path)


@pytest.fixture
def cast(session):
    return build_cast(session)


def score(session, edition_id, points, *, answers=25, form=None):
    """Enter the score of an edition whose answers all have the same mean."""
    form = form or feedback.ensure_form(session, now=ASKED_AT).id
    total = round(points * 5)
    session.add(
        FeedbackScore(
            edition_id=edition_id,
            form_id=form,
            answers=answers,
            scales=5,
            points=total * answers,
            squares=total**2 * answers,
            low=answers if points < 3 else 0,
        )
    )
    session.flush()


def editions(session, cast, *points, first=10, answers=25):
    """Editions, one a week from 1 May 2026, each with its mean."""
    made = []
    for place, mean in enumerate(points):
        on = date(2026, 4, 1) + timedelta(days=7 * (first - 10 + place))
        made.append(add_edition(session, cast.programme_id, number=first + place, on=on))
        score(session, made[-1], mean, answers=answers)
    return made


def elsewhere(session, cast, number):
    """An edition that another provider holds."""
    edition_id = add_edition(session, cast.programme_id, number=number)
    session.get_one(Edition, edition_id).provider_id = cast.stranger_provider_id
    session.flush()
    return edition_id


def signals(session):
    return session.scalars(select(QualitySignal).order_by(QualitySignal.raised_at)).all()


def test_opened_answers_are_summed_up_in_whole_groups(session, cast, settings):
    edition = add_edition(session, cast.programme_id, number=7)
    given = [answer(5), answer(2), answer(3, trainer=2), answer(4), answer(5), answer(1)]
    everyone_answers(session, edition, given, settings)
    feedback.shuffle(session, settings, rng=Random(3))

    row = session.scalars(select(FeedbackScore)).one()
    assert (row.edition_id, row.answers, row.scales) == (edition, 5, 5)
    opened = session.execute(text("SELECT count(*) FROM feedback_answer")).scalar_one()
    assert opened == 5
    assert row.points in {99 - left for left in (25, 10, 14, 20, 5)}  # one still waits

    everyone_answers(session, edition, [answer(4)] * 4, settings)
    feedback.shuffle(session, settings, rng=Random(3))
    session.expire_all()
    row = session.scalars(select(FeedbackScore)).one()
    assert row.answers == 10
    assert row.points == 25 + 10 + 14 + 20 + 25 + 5 + 4 * 20
    assert row.squares == 25**2 + 10**2 + 14**2 + 20**2 + 25**2 + 5**2 + 4 * 20**2
    assert row.low == 3


def test_scores_that_are_missing_or_behind_are_summed_up_again(session, cast, settings):
    edition = add_edition(session, cast.programme_id, number=7)
    everyone_answers(session, edition, [answer(4)] * 5, settings)
    feedback.shuffle(session, settings, rng=Random(3))
    assert quality_scores.rescore_missing(session) == 0

    session.execute(update(FeedbackScore).values(answers=0, points=0))
    assert quality_scores.rescore_missing(session) == 1
    session.expire_all()
    assert session.scalars(select(FeedbackScore.points)).one() == 100
    assert quality_scores.rescore_missing(session) == 0


def test_a_fall_is_signalled_once_with_what_it_rests_on(session, cast):
    made = editions(session, cast, 4.4, 4.6, 4.4, 4.4, 4.0, 3.2)

    assert quality_signals.watch(session, now=NOW) == 1
    assert quality_signals.watch(session, now=NOW + timedelta(hours=1)) == 0

    (signal,) = signals(session)
    assert (signal.kind, signal.state) == (QualityKind.DRIFT, SignalState.NEW)
    assert signal.provider_id == cast.provider_id
    assert signal.edition_id == made[-1]
    assert (signal.params["base"], signal.params["latest"]) == (4, 2)
    assert signal.params["after"] == pytest.approx(3.6)
    assert signal.params["before"] == pytest.approx(4.45)
    page = quality_signals.find_signal(session, signal.id)
    assert [point.edition.id for point in page.points] == made
    (share,) = page.shares
    assert (share.programme.id, share.editions) == (cast.programme_id, 2)
    assert (share.after, share.before) == pytest.approx((3.6, 4.45))


def test_far_below_the_others_is_signalled(session, cast):
    editions(session, cast, 2.0, 2.0, 2.0)
    for number in range(3):
        score(session, elsewhere(session, cast, number + 5), 4.4)

    assert quality_signals.watch(session, now=NOW) == 1
    (signal,) = signals(session)
    assert (signal.kind, signal.params["latest"]) == (QualityKind.LOW, 3)


def test_steady_or_old_editions_raise_nothing(session, cast):
    editions(session, cast, 4.4, 4.4, 4.2, 4.4, 4.4, 4.2, 4.4)
    assert quality_signals.watch(session, now=NOW) == 0
    assert quality_signals.watch(session, now=NOW + quality_signals.LOOKED_BACK) == 0


def test_a_fall_of_long_ago_raises_nothing(session, cast):
    editions(session, cast, 4.4, 4.4, 4.4, 4.4, 3.0, 3.0)
    assert quality_signals.watch(session, now=NOW + quality_signals.LOOKED_BACK) == 0


def test_while_open_no_other_is_raised_and_after_closing_only_later_editions_count(session, cast):
    editions(session, cast, 4.4, 4.4, 4.4, 4.4, 3.6, 3.6)
    quality_signals.watch(session, now=NOW)
    (first,) = signals(session)
    editions(session, cast, 3.8, 3.8, first=16)
    assert quality_signals.watch(session, now=NOW) == 0

    said = {"account_id": cast.cfpc.id, "now": NOW}
    quality_signals.say(session, first.id, SignalState.SEEN, note="", **said)
    assert quality_signals.watch(session, now=NOW) == 0
    quality_signals.say(session, first.id, SignalState.CLOSED, note="Formator nou.", **said)
    assert quality_signals.watch(session, now=NOW) == 0  # of the later ones, none is worse

    editions(session, cast, 3.8, 2.0, 2.0, first=18)
    assert quality_signals.watch(session, now=NOW + timedelta(days=1)) == 1
    again = signals(session)[-1]
    assert again.id != first.id
    assert again.params["before"] < 4  # the good ones of before are no longer what is compared
    steps = session.scalars(select(QualityStep).order_by(QualityStep.note)).all()
    assert [(step.state, step.note) for step in steps] == [
        (SignalState.SEEN, ""),
        (SignalState.CLOSED, "Formator nou."),
    ]
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("quality.%")))
    assert sorted(actions) == ["quality.closed", "quality.seen"]


def test_two_looks_at_once_raise_one_signal(app):
    with app.app_context():
        with transaction() as session:
            cast = build_cast(session)
            editions(session, cast, 4.4, 4.4, 4.4, 4.4, 3.0, 3.0)
        ready = threading.Barrier(2)
        failures = []

        def look():
            with app.app_context():
                ready.wait()
                try:
                    with transaction() as session:
                        quality_signals.watch(session, now=NOW)
                except Exception as error:
                    failures.append(error)

        threads = [threading.Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(signals(db.session())) == 1
        db.session.remove()


@pytest.mark.parametrize(
    ("state", "note", "field"),
    [
        (SignalState.CLOSED, "  ", "note"),
        (SignalState.SEEN, "x" * 2001, "note"),
        (SignalState.NEW, "înapoi", "state"),
        (SignalState.LAPSED, "gata", "state"),
    ],
)
def test_what_cannot_be_said_is_refused(session, cast, state, note, field):
    editions(session, cast, 4.4, 4.4, 4.4, 4.4, 3.0, 3.0)
    quality_signals.watch(session, now=NOW)
    (signal,) = signals(session)
    with pytest.raises(BadInput) as refused:
        quality_signals.say(session, signal.id, state, note=note, account_id=cast.cfpc.id, now=NOW)
    assert refused.value.field == field
    assert session.scalar(select(func.count()).select_from(QualityStep)) == 0


@pytest.mark.parametrize(
    "attack", ["UPDATE quality_step SET note = ''", "DELETE FROM quality_step"]
)
def test_what_was_said_stays_said(session, cast, attack):
    editions(session, cast, 4.4, 4.4, 4.4, 4.4, 3.0, 3.0)
    quality_signals.watch(session, now=NOW)
    (signal,) = signals(session)
    quality_signals.say(
        session, signal.id, SignalState.SEEN, note="", account_id=cast.cfpc.id, now=NOW
    )
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(attack))


def test_figures_put_what_needs_a_look_first(session, cast):
    editions(session, cast, 4.4, 4.4, 4.4, 4.4, 3.8, 3.8)
    for number in range(2):
        score(session, elsewhere(session, cast, number + 5), 4.0)
    quality_signals.watch(session, now=NOW)

    listed = quality_charts.list_figures(session, EACH, Filters())
    first, second = listed.rows
    assert (first.id, first.editions, first.answers) == (cast.provider_id, 6, 150)
    assert first.mean == pytest.approx(4.2)
    assert first.signal_id == signals(session)[0].id
    assert first.standing is Standing.WITHIN
    assert (second.id, second.waits) == (cast.stranger_provider_id, False)
    worst = quality_charts.list_figures(session, Wanted(page=None, sort="mean"), Filters())
    assert [row.id for row in worst.rows] == [second.id, first.id]

    assert quality_charts.list_figures(session, EACH, Filters(year=2025)).rows == []
    one = quality_charts.list_figures(
        session, EACH, Filters(unit=Unit.PROGRAMME, search="CRIZ")
    ).rows
    assert [row.id for row in one] == [cast.programme_id]


def test_a_chart_has_every_edition_in_time_with_exact_limits(session, cast):
    made = editions(session, cast, 4.4, 4.4, 4.4, 1.0, answers=10)
    quality_signals.watch(session, now=NOW)

    for chart in (
        quality_charts.provider_chart(session, cast.provider_id),
        quality_charts.programme_chart(session, cast.programme_id),
    ):
        assert [point.edition.id for point in chart.points] == made
        last = chart.points[-1]
        assert last.standing is Standing.BELOW
        assert (last.low_share, chart.points[0].low_share) == (1.0, 0.0)
        assert last.low_limits.upper < 1.0
    with pytest.raises(NotFound):
        quality_charts.provider_chart(session, cast.programme_id)
    with pytest.raises(NotFound):
        quality_charts.programme_chart(session, cast.provider_id)


def test_silence_widens_what_the_mean_could_be(session, cast):
    [edition_id] = editions(session, cast, 4.0, answers=10)
    invite(session, edition_id, add_members(session, 40))
    [point] = quality_charts.provider_chart(session, cast.provider_id).points
    assert (point.bounds.lower, point.bounds.upper) == pytest.approx((1.75, 4.75))


def test_the_baseline_is_one_row_and_pages_need_none(session, cast):
    editions(session, cast, 4.4, 4.2)
    before = quality_scores.baseline(session)
    assert (before.editions, before.centre) == pytest.approx((2, 4.3))
    quality_signals.watch(session, now=NOW)
    editions(session, cast, 4.0, first=12)
    assert quality_scores.baseline(session).editions == 2
    quality_signals.watch(session, now=NOW)
    session.expire_all()
    assert quality_scores.baseline(session).editions == 3
    assert session.scalar(select(func.count()).select_from(QualityBaseline)) == 1


def test_watching_runs_by_itself_each_hour():
    assert "quality.watch" in HANDLERS
    assert PERIODIC["quality.watch"] == timedelta(hours=1)
