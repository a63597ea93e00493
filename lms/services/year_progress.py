"""How a year stands over the profession: figures by county and grade, and the members behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from credit_engine.results import Outcome
from lms.models import (
    ClosedStanding,
    Grade,
    Job,
    Member,
    MemberGrade,
    Outbox,
    YearReview,
    YearRun,
    YearStage,
    YearStanding,
)
from lms.services.closed_years import YearDates, year_dates
from lms.services.listing import EXPORT_LIMIT, Order, Page, Wanted, contains
from lms.services.members import search_words
from lms.services.year_close import CLOSE_TASK, due_stage

NOT_JUDGED = "not_judged"  # no standing yet: the member came today, or the worker is behind
OUTCOMES = (*(outcome.value for outcome in Outcome), NOT_JUDGED)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of the list; empty fields ask nothing. `county` "-" means none recorded."""

    outcome: str = ""
    county: str = ""
    grade: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class StandingRow:
    """A member in a year; amounts in thousandths; `closed` is the stage that stands, if any."""

    last_name: str
    first_name: str
    rnasr_code: str
    county: str | None
    grade: Grade | None
    outcome: str
    earned: int | None
    required: int | None
    has_account: bool
    closed: YearStage | None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many members of a group have each outcome."""

    group: str | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All members of the group."""
        return sum(self.counts.values())


@dataclass(frozen=True, kw_only=True)
class YearTallies:
    """The profession's year: in all, by county, by grade."""

    everyone: Tally
    counties: Sequence[Tally]
    grades: Sequence[Tally]


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A run with its job; `stopped`: it failed too often and waits for an administrator."""

    run: YearRun
    job: Job
    stopped: bool


@dataclass(frozen=True, kw_only=True)
class YearState:
    """The days of a year, what closing it means today, its runs and its open reviews."""

    dates: YearDates
    stage: YearStage | None
    current: RunView | None
    last: RunView | None
    reviews: Sequence[YearReview]
    without_account: int


def _query(year: int, *, on: date) -> tuple[Select[Any], dict[str, Any]]:
    """Members with their standing: as judged last, else as closed."""
    newer = aliased(ClosedStanding)
    is_last = ~(
        select(newer.id)
        .where(
            newer.member_id == ClosedStanding.member_id,
            newer.year == ClosedStanding.year,
            newer.stage == ClosedStanding.stage,
            newer.revision > ClosedStanding.revision,
        )
        .exists()
    )
    closed = and_(
        ClosedStanding.member_id == Member.id,
        ClosedStanding.year == year,
        ClosedStanding.stage == YearStage.FINAL,
        is_last,
    )
    grade = (
        select(MemberGrade.grade)
        .where(
            MemberGrade.member_id == Member.id,
            MemberGrade.superseded_at.is_(None),
            MemberGrade.valid_from <= on,
            or_(MemberGrade.valid_until.is_(None), MemberGrade.valid_until > on),
        )
        .order_by(MemberGrade.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    # What was judged after the close upholds it (`closed_years.said_years`) or is better news.
    as_closed = and_(
        ClosedStanding.id.is_not(None),
        or_(YearStanding.known_at.is_(None), YearStanding.known_at < ClosedStanding.recorded_at),
    )
    columns: dict[str, Any] = {
        "outcome": case(
            (as_closed, ClosedStanding.outcome),
            else_=func.coalesce(YearStanding.outcome, NOT_JUDGED),
        ),
        "earned": case((as_closed, ClosedStanding.earned), else_=YearStanding.earned),
        "required": case((as_closed, ClosedStanding.required), else_=YearStanding.required),
        "grade": grade,
        "stage": ClosedStanding.stage,
    }
    query = (
        select(Member, *(column.label(name) for name, column in columns.items()))
        .outerjoin(
            YearStanding, and_(YearStanding.member_id == Member.id, YearStanding.year == year)
        )
        .outerjoin(ClosedStanding, closed)
        .where(Member.withdrawn_at.is_(None))
    )
    return query, columns


def list_standings(
    session: Session, year: int, asked: Asked, wanted: Wanted, *, on: date
) -> Page[StandingRow]:
    """Members in a year, filtered; sort by name, county, grade, outcome or earned."""
    query, columns = _query(year, on=on)
    if asked.outcome in OUTCOMES:
        query = query.where(columns["outcome"] == asked.outcome)
    if asked.county:
        is_none = asked.county == "-"
        query = query.where(Member.county.is_(None) if is_none else Member.county == asked.county)
    if asked.grade in set(Grade):
        query = query.where(columns["grade"] == Grade(asked.grade))
    for word in search_words(asked.name):
        query = query.where(contains(Member.folded_name, word))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    orders: dict[str, Order] = {
        "name": Member.folded_name,
        "county": Member.county,
        "grade": columns["grade"],
        "outcome": columns["outcome"],
        "earned": func.coalesce(columns["earned"], -1),
    }
    order = orders.get(wanted.sort, Member.folded_name)
    ordered = query.order_by(order.desc() if wanted.descending else order.asc(), Member.rnasr_code)
    pages = 1 if wanted.page is None else max(1, -(-total // wanted.size))
    number = min(max(1, wanted.page or 1), pages)
    size = EXPORT_LIMIT if wanted.page is None else wanted.size
    found = session.execute(ordered.limit(size).offset((number - 1) * size))
    return Page(rows=[_row(row) for row in found], total=total, number=number, pages=pages)


def _row(row: Any) -> StandingRow:
    member: Member = row[0]
    return StandingRow(
        last_name=member.last_name,
        first_name=member.first_name,
        rnasr_code=member.rnasr_code,
        county=member.county,
        grade=row.grade,
        outcome=row.outcome,
        earned=row.earned,
        required=row.required,
        has_account=member.account_id is not None,
        closed=row.stage,
    )


def tallies(session: Session, year: int, *, on: date) -> YearTallies:
    """How many have each outcome: one query, grouped by county and grade."""
    query, _columns = _query(year, on=on)
    members = query.with_only_columns(
        Member.county.label("county"),
        _columns["grade"].label("grade"),
        _columns["outcome"].label("outcome"),
    ).subquery()
    rows = session.execute(
        select(members.c.county, members.c.grade, members.c.outcome, func.count()).group_by(
            members.c.county, members.c.grade, members.c.outcome
        )
    ).all()
    everyone: Counter[str] = Counter()
    counties: dict[str | None, Counter[str]] = defaultdict(Counter)
    grades: dict[str | None, Counter[str]] = defaultdict(Counter)
    for county, grade, outcome, count in rows:
        everyone[outcome] += count
        counties[county][outcome] += count
        grades[None if grade is None else Grade(grade).value][outcome] += count
    ladder = [grade.value for grade in Grade]
    return YearTallies(
        everyone=Tally(group=None, counts=everyone),
        counties=[
            Tally(group=key, counts=counties[key])
            for key in sorted(counties, key=lambda key: (key is None, key or ""))
        ],
        grades=[Tally(group=key, counts=grades[key]) for key in [*ladder, None] if key in grades],
    )


def year_state(session: Session, year: int, *, on: date) -> YearState:
    """What the page of a year says above its lists."""
    dates = year_dates(session, year)
    runs = session.scalars(
        select(YearRun)
        .where(YearRun.year == year, YearRun.stage != YearStage.REMINDER)
        .order_by(YearRun.known_at.desc())
    ).all()
    going = next((run for run in runs if run.finished_at is None), None)
    done = next((run for run in runs if run.finished_at is not None), None)
    return YearState(
        dates=dates,
        stage=due_stage(dates, on=on),
        current=_view(session, going),
        last=_view(session, done),
        reviews=open_reviews(session, year),
        without_account=session.scalar(
            select(func.count())
            .select_from(Member)
            .where(Member.withdrawn_at.is_(None), Member.account_id.is_(None))
        )
        or 0,
    )


def _view(session: Session, run: YearRun | None) -> RunView | None:
    if run is None:
        return None
    failed = select(Outbox.id).where(
        Outbox.key == f"{CLOSE_TASK}:{run.id}", Outbox.failed_at.is_not(None)
    )
    return RunView(
        run=run,
        job=session.get_one(Job, run.job_id),
        stopped=run.finished_at is None and session.scalar(failed) is not None,
    )


def open_reviews(session: Session, year: int) -> Sequence[YearReview]:
    """Closed years that later facts would undo, waiting for a decision; with member and file."""
    return session.scalars(
        select(YearReview)
        .where(YearReview.year == year, YearReview.closed_at.is_(None))
        .options(
            joinedload(YearReview.member),
            joinedload(YearReview.case),
            joinedload(YearReview.standing),
        )
        .order_by(YearReview.notice_until, YearReview.id)
    ).all()


def count_members(session: Session) -> int:
    """How many members a run goes over."""
    query = select(func.count()).select_from(Member).where(Member.withdrawn_at.is_(None))
    return session.scalar(query) or 0


def review_by_id(session: Session, review_id: UUID) -> YearReview | None:
    """A review, whatever its state."""
    return session.get(YearReview, review_id)


def years_to_show(session: Session, *, this_year: int) -> list[int]:
    """The years that have a page: those with standings, this one and the last."""
    known = session.scalars(select(YearStanding.year).distinct())
    return sorted({*known, this_year, this_year - 1}, reverse=True)
