"""Figures and control charts of organisers and programmes, with the limits of chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from lms.errors import N_, NotFound
from lms.models import (
    OPEN_STATES,
    Edition,
    FeedbackInvitation,
    FeedbackScore,
    Programme,
    Provider,
    QualitySignal,
)
from lms.quality import Limits, Score, Spread, mean_limits, response_bounds, share_limits
from lms.services.listing import Page, Wanted, contains, cut_page
from lms.services.quality_scores import Baseline, baseline, of_most, score_in, scored


class Unit(StrEnum):
    """Of what a figure is."""

    PROVIDER = "provider"
    PROGRAMME = "programme"


class Standing(StrEnum):
    """A figure against the limits of chance."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A provider or programme: answers over its editions, their mean and what chance allows."""

    id: UUID
    name: str
    name_en: str
    provider: str
    editions: int
    answers: int
    mean: float
    low: int
    last: date
    limits: Limits
    signal_id: UUID | None  # the open signal of a provider

    @property
    def standing(self) -> Standing:
        """Where the mean lies."""
        return _standing(self.mean, self.limits)

    @property
    def waits(self) -> bool:
        """Whether it needs a look: an open signal, or a mean that chance does not explain."""
        return self.signal_id is not None or self.standing is Standing.BELOW


@dataclass(frozen=True, kw_only=True)
class Point:
    """An edition on a control chart: its score, limits of the mean and of the share of low ones."""

    edition: Edition
    invited: int
    score: Score
    limits: Limits
    low_limits: Limits

    @property
    def standing(self) -> Standing:
        """Where the mean lies."""
        return _standing(self.score.mean, self.limits)

    @property
    def bounds(self) -> Limits:
        """What the mean could be, had those who were silent said the worst or the best."""
        return response_bounds(self.score.mean, self.score.answers, self.invited)

    @property
    def low_share(self) -> float:
        """The share of answers whose mean is under 3."""
        return self.score.low / self.score.answers


def _standing(value: float, limits: Limits) -> Standing:
    if limits.holds(value):
        return Standing.WITHIN
    return Standing.BELOW if value < limits.lower else Standing.ABOVE


@dataclass(frozen=True, kw_only=True)
class Chart:
    """The editions of one provider or programme in time, about the mean of the College."""

    unit: Unit
    id: UUID
    name: Mapping[str, str]
    provider: Provider
    centre: float
    points: Sequence[Point]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Which figures: of what, words of the name, a year in which editions ended."""

    unit: Unit = Unit.PROVIDER
    search: str = ""
    year: int | None = None


def list_figures(session: Session, wanted: Wanted, filters: Filters) -> Page[Figure]:
    """Providers or programmes with feedback; unless sorted, what needs a look comes first."""
    entity: type[Provider] | type[Programme]
    title: InstrumentedAttribute[str]
    if filters.unit is Unit.PROVIDER:
        entity, title, owner = Provider, Provider.name, Edition.provider_id
    else:
        entity, title, owner = Programme, Programme.title, Edition.programme_id
    weight = FeedbackScore.answers * FeedbackScore.scales
    query = (
        select(
            owner.label("id"),
            func.count(Edition.id.distinct()).label("editions"),
            func.sum(FeedbackScore.answers).label("answers"),
            func.sum(FeedbackScore.points).label("points"),
            func.sum(weight).label("weight"),
            func.sum(FeedbackScore.low).label("low"),
            func.max(Edition.ends_on).label("last"),
        )
        .join(Edition, Edition.id == FeedbackScore.edition_id)
        .group_by(owner)
    )
    if filters.year is not None:
        days = date(filters.year, 1, 1), date(filters.year, 12, 31)
        query = query.where(Edition.ends_on.between(*days))
    if filters.search:
        query = query.join(entity, entity.id == owner).where(contains(title, filters.search))
    present = baseline(session)
    rows = session.execute(query).all()
    names = _names(session, filters.unit, [row.id for row in rows])
    waiting = {
        row.provider_id: row.id
        for row in session.execute(
            select(QualitySignal.provider_id, QualitySignal.id).where(
                QualitySignal.state.in_(OPEN_STATES)
            )
        )
    }
    figures = []
    for row in rows:
        name, name_en, provider = names[row.id]
        # Organisers differ without being better or worse: the limits leave room for it.
        error = sqrt(present.spread.between**2 + row.editions * present.organisers**2)
        figures.append(
            Figure(
                id=row.id,
                name=name,
                name_en=name_en,
                provider=provider,
                editions=row.editions,
                answers=row.answers,
                mean=row.points / row.weight,
                low=row.low,
                last=row.last,
                limits=mean_limits(
                    present.centre,
                    row.answers,
                    Spread(within=present.spread.within, between=error),
                    editions=row.editions,
                ),
                signal_id=waiting.get(row.id),
            )
        )
    figures.sort(
        key=lambda figure: (
            not figure.waits,
            figure.mean - figure.limits.lower,
            figure.name,
            figure.id,
        )
    )
    return cut_page(
        figures,
        wanted,
        orders={
            "name": lambda figure: figure.name.casefold(),
            "provider": lambda figure: figure.provider.casefold(),
            "editions": lambda figure: figure.editions,
            "answers": lambda figure: figure.answers,
            "mean": lambda figure: figure.mean,
            "low": lambda figure: figure.low / figure.answers,
            "last": lambda figure: figure.last,
        },
    )


def _names(
    session: Session, unit: Unit, ids: Sequence[UUID]
) -> Mapping[UUID, tuple[str, str, str]]:
    if unit is Unit.PROVIDER:
        rows = session.execute(select(Provider.id, Provider.name)).all()
        return {row.id: (row.name, row.name, row.name) for row in rows}
    named = session.execute(
        select(Programme.id, Programme.title, Programme.title_en, Provider.name).join(
            Provider, Provider.id == Programme.provider_id
        )
    )
    wanted = set(ids)
    return {row.id: (row.title, row.title_en, row.name) for row in named if row.id in wanted}


def years(session: Session) -> list[int]:
    """The years in which editions with a score ended, newest first."""
    first, last = session.execute(
        select(func.min(Edition.ends_on), func.max(Edition.ends_on)).join(
            FeedbackScore, FeedbackScore.edition_id == Edition.id
        )
    ).one()
    return [] if first is None else list(range(last.year, first.year - 1, -1))


def provider_chart(session: Session, provider_id: UUID) -> Chart:
    """The editions of a provider in time; NotFound otherwise."""
    provider = session.get(Provider, provider_id)
    if provider is None:
        raise NotFound(N_("Nu există un organizator cu această adresă."))
    present = baseline(session)
    return Chart(
        unit=Unit.PROVIDER,
        id=provider.id,
        name={"ro": provider.name, "en": provider.name},
        provider=provider,
        centre=present.centre,
        points=points_of(session, present, Edition.provider_id == provider_id),
    )


def programme_chart(session: Session, programme_id: UUID) -> Chart:
    """The editions of a programme in time; NotFound otherwise."""
    programme = session.get(Programme, programme_id, options=[joinedload(Programme.provider)])
    if programme is None:
        raise NotFound(N_("Nu există un program cu această adresă."))
    present = baseline(session)
    return Chart(
        unit=Unit.PROGRAMME,
        id=programme.id,
        name={"ro": programme.title, "en": programme.title_en},
        provider=programme.provider,
        centre=present.centre,
        points=points_of(session, present, Edition.programme_id == programme_id),
    )


def points_of(session: Session, present: Baseline, *about: Any) -> list[Point]:
    """The editions that meet conditions, in time, with their limits."""
    rows = session.execute(scored(Edition.id).where(*about)).all()
    scores: dict[UUID, list[Score]] = defaultdict(list)
    for row in rows:
        scores[row.id].append(score_in(row))
    invited = {
        row.edition_id: row.invited
        for row in session.execute(
            select(FeedbackInvitation.edition_id, func.count().label("invited"))
            .join(Edition, Edition.id == FeedbackInvitation.edition_id)
            .where(*about)
            .group_by(FeedbackInvitation.edition_id)
        )
    }
    editions = session.scalars(
        select(Edition)
        .where(*about, Edition.id.in_(select(FeedbackScore.edition_id)))
        .options(joinedload(Edition.programme), joinedload(Edition.provider))
        .order_by(Edition.ends_on, Edition.id)
    ).all()
    room = Spread(
        within=present.spread.within,
        between=sqrt(present.spread.between**2 + present.organisers**2),
    )
    points = []
    for edition in editions:
        score = of_most(scores[edition.id])
        points.append(
            Point(
                edition=edition,
                invited=invited.get(edition.id, 0),
                score=score,
                limits=mean_limits(present.centre, score.answers, room),
                low_limits=share_limits(present.low, score.answers),
            )
        )
    return points
