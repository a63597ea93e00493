"""Years as they were closed: what stands, and what later facts may not undo by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine.regulation import RegulationVersion, Value, YearClose
from credit_engine.results import Basis, Outcome
from lms.clock import legal_day
from lms.models import ClosedStanding, YearStage
from lms.services import outbox
from lms.services.regulations import norms

FAVOURABLE = frozenset({Outcome.MET.value, Outcome.EXEMPT.value})
CHECK_TASK = "year.check"
SETTLES = timedelta(minutes=1)  # a correction is a reversal and a new booking: both are awaited


@dataclass(frozen=True, kw_only=True)
class YearDates:
    """The days of a year by its norms; `evidence_until` None: the norms do not say.

    `notice` is None when no norms were in force on 1 January.
    """

    year: int
    last_day: date
    evidence_until: date | None
    evidence_basis: Basis | None
    notice: Value[YearClose] | None

    @property
    def notice_days(self) -> int:
        """Days between telling a member and a decision against a closed year; 0: not said."""
        closing = self.notice.value if self.notice else None
        return 0 if closing is None else closing.notice_days


def year_dates(session: Session, year: int) -> YearDates:
    """The days of a year, by the norms in force on its first day."""
    return dates_by(norms(session).in_force_on(date(year, 1, 1)), year)


def dates_by(version: RegulationVersion | None, year: int) -> YearDates:
    """The days of a year by a version of the norms."""
    evidence = version.annual_requirement.evidence_until if version else None
    return YearDates(
        year=year,
        last_day=date(year, 12, 31),
        evidence_until=evidence.value.of(year) if evidence and evidence.value else None,
        evidence_basis=evidence.basis if evidence else None,
        notice=version.annual_requirement.after_year_close if version else None,
    )


def latest_standings(
    session: Session, member_ids: Collection[UUID], years: Iterable[int], stage: YearStage
) -> dict[tuple[UUID, int], ClosedStanding]:
    """The last revision of a stage, by member and year."""
    rows = session.scalars(
        select(ClosedStanding)
        .where(
            ClosedStanding.member_id.in_(member_ids),
            ClosedStanding.year.in_(set(years)),
            ClosedStanding.stage == stage,
        )
        .order_by(ClosedStanding.revision)
    )
    return {(row.member_id, row.year): row for row in rows}


def closed_standing(session: Session, member_id: UUID, year: int) -> ClosedStanding | None:
    """The standing of a closed year: the final one, else the provisional one, else None."""
    rows = session.scalars(
        select(ClosedStanding)
        .where(ClosedStanding.member_id == member_id, ClosedStanding.year == year)
        .order_by(ClosedStanding.revision)
    ).all()
    by_stage = {row.stage: row for row in rows}
    return by_stage.get(YearStage.FINAL) or by_stage.get(YearStage.PROVISIONAL)


def undone(closed: ClosedStanding, outcome: str) -> bool:
    """Whether an outcome would take away what a closed year gave."""
    return closed.outcome in FAVOURABLE and outcome not in FAVOURABLE


def uphold(
    session: Session, outcomes: Mapping[tuple[UUID, int], str], *, now: datetime
) -> dict[tuple[UUID, int], str]:
    """Outcomes for lists: a closed year keeps its own, and a look at what changed is entered."""
    past = {key: said for key, said in outcomes.items() if key[1] < legal_day(now).year}
    if not past:
        return dict(outcomes)
    members, years = {key[0] for key in past}, {key[1] for key in past}
    closed = latest_standings(session, members, years, YearStage.FINAL)
    kept = dict(outcomes)
    for key, said in past.items():
        standing = closed.get(key)
        if standing is not None and undone(standing, said):
            kept[key] = standing.outcome
            enter_check(session, *key, now=now)
    return kept


def enter_check(session: Session, member_id: UUID, year: int, *, now: datetime) -> None:
    """Have a closed year of a member looked at, once what is going on has settled."""
    outbox.enqueue(
        session,
        CHECK_TASK,
        {"member": str(member_id), "year": year},
        key=f"{CHECK_TASK}:{member_id}:{year}:{int(now.timestamp() // 60)}",
        now=now,
        run_after=now + SETTLES,
    )
