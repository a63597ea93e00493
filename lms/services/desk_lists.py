"""What a desk shows by name: the oldest work, the days that come, what was decided last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.models import AttendanceFile, AttendanceState, Edition, Role, YearStage
from lms.services import awaited_lists, case_queries, promotion_lists, provider_turns
from lms.services.case_queries import Asked, CaseRow
from lms.services.closed_years import year_dates
from lms.services.desk import editions_without_list
from lms.services.listing import Wanted
from lms.services.promotion_lists import PromotionRow
from lms.services.provider_turns import Turn
from lms.services.regulations import norms

LINES = 5
COMING = timedelta(days=45)


@dataclass(frozen=True, kw_only=True)
class OfficerLists:
    """The oldest files that wait, those due soon or overdue, and the last decisions."""

    oldest: Sequence[CaseRow]
    due: Sequence[CaseRow]
    decided: Sequence[CaseRow]
    years: Sequence[YearDay]


@dataclass(frozen=True, kw_only=True)
class YearDay:
    """The day on which a year is stated."""

    year: int
    stage: YearStage
    day: date


@dataclass(frozen=True, kw_only=True)
class ProviderLists:
    """Editions without a list with the day until which it is sent, objections, lists booked."""

    missing: Sequence[tuple[Edition, date | None]]
    turns: Sequence[Turn]
    booked: Sequence[AttendanceFile]


def officer_lists(session: Session, roles: Collection[Role], *, on: date) -> OfficerLists:
    """The lists of a desk of commissions and of BEX."""
    oldest = case_queries.officer_cases(
        session, roles, Asked(), wanted=Wanted(sort="submitted_at", size=LINES)
    )
    return OfficerLists(
        oldest=oldest.rows,
        due=case_queries.due_until(session, roles, on + COMING, limit=LINES),
        decided=case_queries.latest_decisions(session, roles, limit=LINES),
        years=_year_days(session, on=on) if {Role.CFPC, Role.BEX} & set(roles) else [],
    )


def _year_days(session: Session, *, on: date) -> list[YearDay]:
    """The days on which years are stated soon, provisionally and finally."""
    days = []
    for year in (on.year - 1, on.year):
        dates = year_dates(session, year)
        ends = ((YearStage.PROVISIONAL, dates.last_day), (YearStage.FINAL, dates.evidence_until))
        days += [
            YearDay(year=year, stage=stage, day=last + timedelta(days=1))
            for stage, last in ends
            if dates.notice is not None and last is not None and on <= last <= on + COMING
        ]
    return days


def provider_lists(session: Session, provider_ids: Collection[UUID], *, on: date) -> ProviderLists:
    """The lists of the desk of organisers."""
    editions = session.scalars(
        select(Edition)
        .where(*editions_without_list(provider_ids, on=on))
        .options(joinedload(Edition.programme))
        .order_by(Edition.ends_on, Edition.id)
        .limit(LINES)
    ).all()
    turns = provider_turns.list_turns(
        session, Wanted(sort="due_on", size=LINES), show="", provider_ids=provider_ids
    )
    booked = session.scalars(
        select(AttendanceFile)
        .join(Edition, Edition.id == AttendanceFile.edition_id)
        .where(
            Edition.provider_id.in_(provider_ids),
            AttendanceFile.state == AttendanceState.BOOKED,
        )
        .options(joinedload(AttendanceFile.edition, Edition.programme))
        .order_by(AttendanceFile.booked_at.desc(), AttendanceFile.id)
        .limit(LINES)
    ).all()
    regulation = norms(session)
    return ProviderLists(
        missing=[(edition, awaited_lists.list_due(regulation, edition)[0]) for edition in editions],
        turns=turns.rows,
        booked=booked,
    )


def branch_lists(session: Session, branch_ids: Collection[UUID]) -> Sequence[PromotionRow]:
    """What branches filed last for their members, newest first."""
    wanted = Wanted(sort="submitted_at", descending=True, size=LINES)
    return promotion_lists.of_branches(session, branch_ids, wanted=wanted).rows
