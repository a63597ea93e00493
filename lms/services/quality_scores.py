"""The score of each edition, kept beside its answers, and what chance explains of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from lms.models import Edition, FeedbackAnswer, FeedbackForm, FeedbackScore, QualityBaseline
from lms.quality import Score, Spread, organisers_of, spread_of
from lms.services.feedback_form import QuestionKind, read_questions
from lms.services.upserts import insert_into

GROUP = 5  # answers are opened, shown and counted in whole groups
_SWEPT = 500
_ONLY = 1  # the id of the one baseline


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What chance explains in the College; see QualityBaseline."""

    spread: Spread
    centre: float
    organisers: float
    low: float
    editions: int


def rescore(session: Session, edition_id: UUID, form_id: UUID) -> None:
    """Sum up the opened answers of an edition to one form; the same answers, the same row."""
    rows = session.scalars(
        select(FeedbackAnswer.answers)
        .where(FeedbackAnswer.edition_id == edition_id, FeedbackAnswer.form_id == form_id)
        .order_by(FeedbackAnswer.id)
    ).all()
    score = Score.of(_points(rows[: len(rows) // GROUP * GROUP], _scales(session, form_id)))
    if not score.answers or not score.scales:
        return
    values = {
        "answers": score.answers,
        "scales": score.scales,
        "points": score.points,
        "squares": score.squares,
        "low": score.low,
    }
    statement = insert_into(session, FeedbackScore).values(
        edition_id=edition_id, form_id=form_id, **values
    )
    session.execute(
        statement.on_conflict_do_update(index_elements=["edition_id", "form_id"], set_=values)
    )


def rescore_missing(session: Session) -> int:
    """Sum up editions whose answers grew without their score; returns how many, at most 500."""
    opened = (
        select(FeedbackAnswer.edition_id, FeedbackAnswer.form_id, func.count().label("answers"))
        .where(FeedbackAnswer.edition_id.is_not(None))
        .group_by(FeedbackAnswer.edition_id, FeedbackAnswer.form_id)
        .subquery()
    )
    due = session.execute(
        select(opened.c.edition_id, opened.c.form_id)
        .outerjoin(
            FeedbackScore,
            (FeedbackScore.edition_id == opened.c.edition_id)
            & (FeedbackScore.form_id == opened.c.form_id),
        )
        .where(
            opened.c.answers >= GROUP,
            opened.c.answers - opened.c.answers % GROUP != func.coalesce(FeedbackScore.answers, 0),
        )
        .order_by(opened.c.edition_id, opened.c.form_id)
        .limit(_SWEPT)
    ).all()
    for edition_id, form_id in due:
        rescore(session, edition_id, form_id)
    return len(due)


def _scales(session: Session, form_id: UUID) -> Sequence[str]:
    questions = session.scalars(
        select(FeedbackForm.questions).where(FeedbackForm.id == form_id)
    ).one()
    return [
        question.id for question in read_questions(questions) if question.kind is QuestionKind.SCALE
    ]


def _points(rows: Iterable[Mapping[str, Any]], scales: Sequence[str]) -> Iterable[Sequence[int]]:
    return [[answers[scale] for scale in scales] for answers in rows]


def scored(*columns: Any) -> Select[Any]:
    """Columns of editions with the counts of their scores."""
    return select(
        *columns,
        FeedbackScore.answers,
        FeedbackScore.scales,
        FeedbackScore.points,
        FeedbackScore.squares,
        FeedbackScore.low,
    ).join(Edition, Edition.id == FeedbackScore.edition_id)


def score_in(row: Row[Any]) -> Score:
    """The score in a row of `scored`."""
    return Score(
        answers=row.answers,
        scales=row.scales,
        points=row.points,
        squares=row.squares,
        low=row.low,
    )


def of_most(scores: Sequence[Score]) -> Score:
    """The score of an edition answered with several versions of the form: the most answered."""
    return max(scores, key=lambda score: score.answers)


def series_of_all(session: Session) -> dict[UUID, list[tuple[UUID, date, Score]]]:
    """Editions with a score of every organiser, in the order of their end."""
    rows = session.execute(
        scored(Edition.id, Edition.provider_id, Edition.ends_on).order_by(
            Edition.provider_id, Edition.ends_on, Edition.id, FeedbackScore.answers.desc()
        )
    )
    series: dict[UUID, list[tuple[UUID, date, Score]]] = defaultdict(list)
    for row in rows:
        known = series[row.provider_id]
        if not known or known[-1][0] != row.id:
            known.append((row.id, row.ends_on, score_in(row)))
    return series


def measure(series: Iterable[Sequence[Score]]) -> Baseline:
    """What chance explains of the editions of all organisers."""
    kept = [scores for scores in series if scores]
    centre, organisers = organisers_of(kept)
    answers = sum(score.answers for scores in kept for score in scores)
    low = sum(score.low for scores in kept for score in scores)
    return Baseline(
        spread=spread_of(kept),
        centre=centre,
        organisers=organisers,
        low=low / answers if answers else 0.0,
        editions=sum(map(len, kept)),
    )


def baseline(session: Session) -> Baseline:
    """What was measured at the last look; measured now when there was none."""
    row = session.get(QualityBaseline, _ONLY)
    if row is None:
        return measure(
            [[score for _, _, score in known] for known in series_of_all(session).values()]
        )
    return Baseline(
        spread=Spread(within=row.within, between=row.between),
        centre=row.centre,
        organisers=row.organisers,
        low=row.low,
        editions=row.editions,
    )


def keep(session: Session, measured: Baseline, *, now: datetime) -> None:
    """Make this what the pages show as explained by chance."""
    values = {
        "measured_at": now,
        "editions": measured.editions,
        "within": measured.spread.within,
        "between": measured.spread.between,
        "centre": measured.centre,
        "organisers": measured.organisers,
        "low": measured.low,
    }
    kept = insert_into(session, QualityBaseline).values(id=_ONLY, **values)
    session.execute(kept.on_conflict_do_update(index_elements=["id"], set_=values))
