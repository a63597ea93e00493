"""Signals of quality: raised by rule, each with its reason; ended by the Training Commission.

A signal changes nothing else. Its sentence keeps the figures of the day on which it was raised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.errors import N_, BadInput, NotFound
from lms.models import (
    OPEN_STATES,
    Account,
    Edition,
    Programme,
    QualityKind,
    QualitySignal,
    QualityStep,
    SignalState,
)
from lms.quality import Drift, Low, Score, find_drift, find_low
from lms.services import audit, quality_scores
from lms.services.quality_charts import Point, points_of
from lms.services.quality_scores import Baseline, baseline
from lms.services.upserts import insert_into

MOST_NOTE = 2000
LOOKED_BACK = timedelta(days=2 * 365)  # an older fall is history, not a signal


@dataclass(frozen=True, kw_only=True)
class Share:
    """What a programme contributed to a signal: its mean in the latest editions, and before."""

    programme: Programme
    editions: int
    after: float
    before: float | None


@dataclass(frozen=True, kw_only=True)
class SignalPage:
    """A signal, the editions that it rests on, what each programme had in it, and who spoke."""

    signal: QualitySignal
    points: Sequence[Point]
    shares: Sequence[Share]
    centre: float
    people: Mapping[UUID, str]


def watch(session: Session, *, now: datetime) -> int:
    """Sum up what is missing, measure chance anew, raise what is due; returns signals raised.

    The same answers raise nothing twice, however often and in however many processes it runs.
    While a signal of an organiser is open no other is raised; after one was closed only editions
    that ended later count.
    """
    quality_scores.rescore_missing(session)
    series = quality_scores.series_of_all(session)
    present = quality_scores.measure([score for _, _, score in known] for known in series.values())
    quality_scores.keep(session, present, now=now)
    ended: dict[UUID, date] = {}
    open_ones: set[UUID] = set()
    for provider_id, state, last in session.execute(
        select(QualitySignal.provider_id, QualitySignal.state, Edition.ends_on).join(
            Edition, Edition.id == QualitySignal.edition_id
        )
    ):
        if state in OPEN_STATES:
            open_ones.add(provider_id)
        ended[provider_id] = max(last, ended.get(provider_id, last))
    raised = 0
    since = now.date() - LOOKED_BACK
    for provider_id in sorted(series.keys() - open_ones):
        begun = ended.get(provider_id)
        known = [one for one in series[provider_id] if begun is None or one[1] > begun]
        raised += _look(session, provider_id, known, present, since=since, now=now)
    return raised


def _look(
    session: Session,
    provider_id: UUID,
    known: Sequence[tuple[UUID, date, Score]],
    present: Baseline,
    *,
    since: date,
    now: datetime,
) -> int:
    """Raise the first signal that the editions show, looked at after each one."""
    scores = [score for _, _, score in known]
    for place, (edition_id, ended_on, _) in enumerate(known, start=1):
        if ended_on < since:
            continue
        seen = scores[:place]
        drift = find_drift(seen, present.spread)
        low = find_low(seen, present.spread, centre=present.centre, organisers=present.organisers)
        found = drift or low
        if found is None:
            continue
        kind = QualityKind.DRIFT if isinstance(found, Drift) else QualityKind.LOW
        statement = insert_into(session, QualitySignal).values(
            id=uuid4(),
            key=f"{kind.value}:{provider_id}:{edition_id}",
            kind=kind,
            provider_id=provider_id,
            edition_id=edition_id,
            params=_params(found),
            state=SignalState.NEW,
            raised_at=now,
        )
        session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
        return 1
    return 0


def _params(found: Drift | Low) -> dict[str, Any]:
    """What the sentence of a signal says, with three decimals: it is kept as it was that day."""
    if isinstance(found, Drift):
        return {
            "base": found.base,
            "latest": found.latest,
            "before": round(found.before, 3),
            "after": round(found.after, 3),
            "errors": round(found.errors, 3),
        }
    return {
        "latest": found.latest,
        "after": round(found.mean, 3),
        "centre": round(found.centre, 3),
        "errors": round(found.errors, 3),
    }


def _signals() -> Select[tuple[QualitySignal]]:
    return select(QualitySignal).options(
        joinedload(QualitySignal.provider),
        joinedload(QualitySignal.edition).joinedload(Edition.programme),
        joinedload(QualitySignal.edition).joinedload(Edition.provider),
    )


def open_signals(session: Session) -> Sequence[QualitySignal]:
    """Signals that wait for the Commission, newest first."""
    return session.scalars(
        _signals()
        .where(QualitySignal.state.in_(OPEN_STATES))
        .order_by(QualitySignal.raised_at.desc(), QualitySignal.id)
    ).all()


def signals_of(session: Session, provider_id: UUID) -> Sequence[QualitySignal]:
    """All signals of a provider, newest first."""
    return session.scalars(
        _signals()
        .where(QualitySignal.provider_id == provider_id)
        .order_by(QualitySignal.raised_at.desc(), QualitySignal.id)
    ).all()


def find_signal(session: Session, signal_id: UUID) -> SignalPage:
    """One signal with what it rests on and all that was said of it; NotFound when there is none."""
    signal = session.scalar(
        _signals()
        .where(QualitySignal.id == signal_id)
        .options(selectinload(QualitySignal.steps))
        .execution_options(populate_existing=True)
    )
    if signal is None:
        raise NotFound(N_("Acest semnal nu există."))
    present = baseline(session)
    points = [
        point
        for point in points_of(session, present, Edition.provider_id == signal.provider_id)
        if (point.edition.ends_on, point.edition.id) <= (signal.edition.ends_on, signal.edition_id)
    ]
    latest = signal.params["latest"]
    accounts = {step.account_id for step in signal.steps}
    people = session.execute(
        select(Account.id, Account.display_name).where(Account.id.in_(accounts))
    ).all()
    return SignalPage(
        signal=signal,
        points=points,
        shares=_shares(points[-latest:], points[:-latest]),
        centre=present.centre,
        people={row.id: row.display_name for row in people},
    )


def _shares(latest: Sequence[Point], before: Sequence[Point]) -> list[Share]:
    """Programmes of the latest editions, the lowest first."""

    def mean(points: Sequence[Point]) -> float:
        return sum(point.score.mean * point.score.answers for point in points) / sum(
            point.score.answers for point in points
        )

    def of(programme: Programme, points: Sequence[Point]) -> list[Point]:
        return [point for point in points if point.edition.programme_id == programme.id]

    programmes = {point.edition.programme_id: point.edition.programme for point in latest}
    shares = [
        Share(
            programme=programme,
            editions=len(of(programme, latest)),
            after=mean(of(programme, latest)),
            before=mean(earlier) if (earlier := of(programme, before)) else None,
        )
        for programme in programmes.values()
    ]
    return sorted(shares, key=lambda share: (share.after, share.programme.id))


def say(
    session: Session,
    signal_id: UUID,
    state: SignalState,
    *,
    note: str,
    account_id: UUID,
    now: datetime,
) -> None:
    """Note that a signal was seen, or close it with a reason; what was noted before stays."""
    signal = session.scalar(
        select(QualitySignal).where(QualitySignal.id == signal_id).with_for_update()
    )
    if signal is None:
        raise NotFound(N_("Acest semnal nu există."))
    note = note.strip()
    if state not in (SignalState.SEEN, SignalState.CLOSED):
        raise BadInput(N_("Alegeți „văzut” sau „închis”."), field="state")
    if state is SignalState.CLOSED and not note:
        raise BadInput(N_("Scrieți de ce închideți semnalul."), field="note")
    if len(note) > MOST_NOTE:
        raise BadInput(N_("Nota poate avea cel mult 2000 de semne."), field="note")
    signal.state = state
    session.add(
        QualityStep(
            id=uuid4(), signal_id=signal.id, at=now, account_id=account_id, state=state, note=note
        )
    )
    session.flush()
    audit.record(
        session,
        f"quality.{state.value}",
        f"quality_signal:{signal.id}",
        account_id=account_id,
        now=now,
        details={"provider": str(signal.provider_id)},
    )
