"""The commission's monthly list of files for a higher grade, and what a branch has filed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.clock import LEGAL_ZONE
from lms.models import (
    CaseFile,
    CaseKind,
    CaseState,
    Grade,
    Member,
    PromotionRequest,
)
from lms.services.listing import Order, Page, Wanted, contains, fetch_page


@dataclass(frozen=True, kw_only=True)
class AskedMonth:
    """What is asked of the list: the first day of a month (None: every month), and filters."""

    month: date | None = None
    grade: Grade | None = None
    outcome: str = ""
    state: str = ""
    search: str = ""


@dataclass(frozen=True, kw_only=True)
class PromotionRow:
    """A file in the list: the request, whose it is, and the decision's outcome."""

    case: CaseFile
    request: PromotionRequest
    member: Member
    outcome: str | None


def monthly(session: Session, asked: AskedMonth, *, wanted: Wanted) -> Page[PromotionRow]:
    """Files for a grade that were registered in a month; in a fixed number of queries."""
    query = _base()
    if asked.month is not None:
        query = query.where(
            CaseFile.submitted_at >= _instant(asked.month),
            CaseFile.submitted_at < _instant(next_month(asked.month)),
        )
    if asked.grade is not None:
        query = query.where(PromotionRequest.grade == asked.grade)
    if asked.outcome:
        query = query.where(PromotionRequest.outcome == asked.outcome)
    if asked.state in set(CaseState):
        query = query.where(CaseFile.state == CaseState(asked.state))
    for word in asked.search.split()[:4]:
        places = (Member.last_name, Member.first_name, Member.rnasr_code)
        query = query.where(or_(*(contains(place, word) for place in places)))
    return _rows(session, _page(session, query, wanted))


def of_branches(
    session: Session, branch_ids: Collection[UUID], *, wanted: Wanted
) -> Page[PromotionRow]:
    """What branches have filed for their members."""
    query = _base().where(PromotionRequest.branch_id.in_(branch_ids))
    return _rows(session, _page(session, query, wanted))


def to_decide(session: Session, *, account_id: UUID) -> Sequence[PromotionRow]:
    """Proposals on grades that wait for BEX and that this officer did not make, oldest first."""
    query = _base().where(CaseFile.state == CaseState.PROPOSED)
    query = query.options(selectinload(CaseFile.proposals))
    page = _page(session, query, Wanted(page=None, sort="submitted_at"))
    rows = _rows(session, page).rows
    return [
        row
        for row in rows
        if all(proposal.proposed_by != account_id for proposal in row.case.proposals)
        and account_id not in (row.case.opened_by, row.member.account_id)
    ]


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=LEGAL_ZONE).astimezone(UTC)


def _base() -> Select[tuple[CaseFile]]:
    return (
        select(CaseFile)
        .join(PromotionRequest, PromotionRequest.case_id == CaseFile.id)
        .join(Member, Member.id == CaseFile.member_id)
        .where(CaseFile.kind == CaseKind.PROMOTION, CaseFile.state != CaseState.DRAFT)
    )


def _page(session: Session, query: Select[tuple[CaseFile]], wanted: Wanted) -> Page[CaseFile]:
    orders: dict[str, Order] = {
        "submitted_at": CaseFile.submitted_at,
        "number": CaseFile.registration_year * 1_000_000 + CaseFile.registration_number,
        "member": func.lower(Member.last_name),
        "county": Member.county,
        "grade": PromotionRequest.grade,
        "answer": PromotionRequest.outcome,
        "state": CaseFile.state,
    }
    return fetch_page(
        session,
        query.options(joinedload(CaseFile.decision)),
        wanted,
        orders=orders,
        tie=CaseFile.id,
    )


def _rows(session: Session, page: Page[CaseFile]) -> Page[PromotionRow]:
    requests = _by_id(session, PromotionRequest, [case.id for case in page.rows], "case_id")
    members = _by_id(session, Member, [case.member_id for case in page.rows], "id")
    rows = [
        PromotionRow(
            case=case,
            request=requests[case.id],
            member=members[case.member_id],
            outcome=case.decision.outcome if case.decision else None,
        )
        for case in page.rows
    ]
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def _by_id(session: Session, table: Any, ids: Sequence[Any], key: str) -> dict[Any, Any]:
    rows = session.scalars(select(table).where(getattr(table, key).in_(ids)))
    return {getattr(row, key): row for row in rows}
