"""Years as they were closed: what stands, and what later facts may not undo by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from babel.dates import format_date
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from credit_engine.regulation import RegulationVersion, Value, YearClose
from credit_engine.results import Assessment, Basis, Outcome, to_thousandths
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
    rows = session.scalars(_revisions(member_ids, years).where(ClosedStanding.stage == stage))
    return {(row.member_id, row.year): row for row in rows}


def closed_standings(
    session: Session, member_ids: Collection[UUID], years: Iterable[int]
) -> dict[tuple[UUID, int], ClosedStanding]:
    """How years were closed, by member and year: the final standing, else the provisional one."""
    found: dict[tuple[UUID, int], ClosedStanding] = {}
    for row in session.scalars(_revisions(member_ids, years)):
        known = found.get((row.member_id, row.year))
        if known is None or known.stage is row.stage or row.stage is YearStage.FINAL:
            found[row.member_id, row.year] = row
    return found


def _revisions(member_ids: Collection[UUID], years: Iterable[int]) -> Select[tuple[ClosedStanding]]:
    return (
        select(ClosedStanding)
        .where(ClosedStanding.member_id.in_(member_ids), ClosedStanding.year.in_(set(years)))
        .order_by(ClosedStanding.revision)
    )


def closed_standing(session: Session, member_id: UUID, year: int) -> ClosedStanding | None:
    """The standing of a closed year: the final one, else the provisional one, else None."""
    return closed_standings(session, [member_id], [year]).get((member_id, year))


def undone(closed: ClosedStanding, outcome: str) -> bool:
    """Whether an outcome would take away what a closed year gave."""
    return closed.outcome in FAVOURABLE and outcome not in FAVOURABLE


@dataclass(frozen=True, kw_only=True)
class SaidYear:
    """A year as every page, paper, link and list says it; amounts in thousandths of a credit.

    `closed` is how it was closed; with `is_upheld` the figures are those of the close, for what
    the record gives now would undo them and nobody has decided so.
    """

    year: int
    answer: Assessment  # what the record gives now
    outcome: Outcome
    earned: int
    required: int | None
    orientative: bool
    regulation_id: str | None
    closed: ClosedStanding | None
    is_upheld: bool

    @property
    def is_final(self) -> bool:
        """Whether the year was closed after its evidence date."""
        return self.closed is not None and self.closed.stage is YearStage.FINAL

    def sentence(self, lang: str) -> str:
        """The reason of the outcome, in ro or en; "" when there is none."""
        if self.is_upheld and self.closed is not None:
            day = format_date(self.closed.seen_on, "d MMMM y", locale=_LOCALES[lang])
            return _UPHELD[lang].format(day=day)
        return self.answer.findings[-1].sentence(lang) if self.answer.findings else ""


_LOCALES = {"ro": "ro_RO", "en": "en_GB"}
_UPHELD = {
    "ro": "Așa a fost încheiat anul la {day} și așa rămâne până la o hotărâre.",
    "en": "The year was closed like this on {day} and stays so until a decision.",
}


def said_years(
    session: Session, answers: Mapping[tuple[UUID, int], Assessment]
) -> dict[tuple[UUID, int], SaidYear]:
    """What is said of years, by member and year: a year closed in favour keeps what it gave."""
    past = {key for key, answer in answers.items() if key[1] < answer.on.year}
    closed = (
        closed_standings(session, {key[0] for key in past}, {key[1] for key in past})
        if past
        else {}
    )
    return {
        key: _said(key[1], answer, closed.get(key) if key in past else None)
        for key, answer in answers.items()
    }


def _said(year: int, answer: Assessment, closed: ClosedStanding | None) -> SaidYear:
    if (
        closed is not None
        and closed.stage is YearStage.FINAL
        and undone(closed, answer.outcome.value)
    ):
        return SaidYear(
            year=year,
            answer=answer,
            outcome=Outcome(closed.outcome),
            earned=closed.earned,
            required=closed.required,
            orientative=closed.orientative,
            regulation_id=closed.regulation_id,
            closed=closed,
            is_upheld=True,
        )
    standing = answer.standing
    required = None if standing is None else standing.required
    return SaidYear(
        year=year,
        answer=answer,
        outcome=answer.outcome,
        earned=0 if standing is None else to_thousandths(standing.earned),
        required=None if required is None else to_thousandths(required),
        orientative=answer.orientative,
        regulation_id=answer.regulation_id,
        closed=closed,
        is_upheld=False,
    )


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
