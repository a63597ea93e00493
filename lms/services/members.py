"""The register as officers see it: the list of members, one member, and who looked at whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from lms.attendance.names import fold_member_name
from lms.errors import N_, NotFound
from lms.models import (
    Account,
    AuditEntry,
    Branch,
    CoveredYear,
    CreditEntry,
    Dues,
    Grade,
    Member,
    MemberEmail,
    MemberGrade,
    MemberStatus,
    PracticePeriod,
    Status,
    YearStanding,
)
from lms.services import audit
from lms.services.listing import Order, Page, Wanted, contains, fetch_page
from lms.services.register_state import in_batches

VIEWED = "member.viewed"


@dataclass(frozen=True, kw_only=True)
class MemberFilter:
    """What is asked of the list; empty fields ask nothing. `activated`: "yes" | "no" | ""."""

    name: str = ""
    code: str = ""
    county: str = ""
    branch_id: UUID | None = None
    grade: Grade | None = None
    status: Status | None = None
    activated: str = ""


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """A member in the list, with the grade and status in force on the day asked."""

    member: Member
    branch: str | None
    grade: Grade | None
    status: Status | None


@dataclass(frozen=True, kw_only=True)
class MemberDetail:
    """A member with every fact that stands, oldest first."""

    member: Member
    account: Account | None
    grade: Grade | None
    status: Status | None
    emails: Sequence[MemberEmail]
    grades: Sequence[MemberGrade]
    statuses: Sequence[MemberStatus]
    practice: Sequence[PracticePeriod]
    dues: Sequence[Dues]
    covered: Sequence[CoveredYear]
    years: Sequence[YearStanding]
    entries: Sequence[CreditEntry]


@dataclass(frozen=True, kw_only=True)
class MemberView:
    """One time that an officer opened a member's record."""

    at: datetime
    name: str
    role: str | None


def _holds(table: type[MemberGrade] | type[MemberStatus], on: date) -> ColumnElement[bool]:
    return and_(
        table.member_id == Member.id,
        table.superseded_at.is_(None),
        table.valid_from <= on,
        or_(table.valid_until.is_(None), table.valid_until > on),
    )


def _grade_on(on: date) -> Any:
    return (
        select(MemberGrade.grade)
        .where(_holds(MemberGrade, on))
        .order_by(MemberGrade.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def _status_on(on: date) -> Any:
    return (
        select(MemberStatus.status)
        .where(_holds(MemberStatus, on))
        .order_by(MemberStatus.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def search_words(text: str) -> tuple[str, ...]:
    """What was typed as the words of a folded name: no case, no marks, hyphen as space."""
    folded, _ = fold_member_name(text, "")
    return folded.versions[0]


def _matching(wanted: MemberFilter, *, on: date) -> Select[tuple[Member]]:
    query = select(Member).where(Member.withdrawn_at.is_(None))
    for word in search_words(wanted.name):
        query = query.where(contains(Member.folded_name, word))
    if wanted.code.strip():
        query = query.where(contains(Member.rnasr_code, wanted.code.strip()))
    if wanted.county:
        query = query.where(Member.county == wanted.county)
    if wanted.branch_id is not None:
        query = query.where(Member.branch_id == wanted.branch_id)
    if wanted.grade is not None:
        query = query.where(_grade_on(on) == wanted.grade)
    if wanted.status is not None:
        query = query.where(_status_on(on) == wanted.status)
    if wanted.activated:
        active = Member.account_id.is_not(None)
        query = query.where(active if wanted.activated == "yes" else ~active)
    return query


def list_members(
    session: Session, asked: MemberFilter, wanted: Wanted, *, on: date
) -> Page[MemberRow]:
    """A page of the register; sort by name, code, county, branch, grade, status or activated."""
    branch = select(Branch.name).where(Branch.id == Member.branch_id).scalar_subquery()
    orders: dict[str, Order] = {
        "name": Member.folded_name,
        "code": Member.rnasr_code,
        "county": Member.county,
        "branch": branch,
        "grade": _grade_on(on),
        "status": _status_on(on),
        "activated": Member.account_id.is_not(None),
    }
    page = fetch_page(
        session,
        _matching(asked, on=on).options(selectinload(Member.branch)),
        wanted,
        orders=orders,
        tie=Member.rnasr_code,
    )
    ids = [member.id for member in page.rows]
    grades = _in_force(session, MemberGrade, ids, on=on)
    statuses = _in_force(session, MemberStatus, ids, on=on)
    rows = [
        MemberRow(
            member=member,
            branch=member.branch.name if member.branch else None,
            grade=getattr(grades.get(member.id), "grade", None),
            status=getattr(statuses.get(member.id), "status", None),
        )
        for member in page.rows
    ]
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def _in_force(
    session: Session,
    table: type[MemberGrade] | type[MemberStatus],
    ids: Sequence[UUID],
    *,
    on: date,
) -> Mapping[UUID, Any]:
    found: dict[UUID, Any] = {}
    for batch in in_batches(ids, 5000):
        rows: Any = session.scalars(
            select(table)
            .where(
                table.member_id.in_(batch),
                table.superseded_at.is_(None),
                table.valid_from <= on,
                or_(table.valid_until.is_(None), table.valid_until > on),
            )
            .order_by(table.valid_from)
        )
        found |= {row.member_id: row for row in rows}
    return found


def branches(session: Session) -> Sequence[Branch]:
    """Every branch by name."""
    return session.scalars(select(Branch).order_by(Branch.name)).all()


def is_empty(session: Session) -> bool:
    """Whether the register has no member at all."""
    return session.scalar(select(Member.id).where(Member.withdrawn_at.is_(None)).limit(1)) is None


def read_member(session: Session, key: UUID, *, on: date) -> MemberDetail:
    """A member by the opaque key, with every standing fact."""
    member = session.scalar(
        select(Member)
        .where(Member.key == key, Member.withdrawn_at.is_(None))
        .options(selectinload(Member.branch))
    )
    if member is None:
        raise NotFound(N_("Acest membru nu este în registru."))
    grades = _standing(session, MemberGrade, member.id, MemberGrade.valid_from)
    statuses = _standing(session, MemberStatus, member.id, MemberStatus.valid_from)
    years = select(YearStanding).where(YearStanding.member_id == member.id)
    entries = select(CreditEntry).where(CreditEntry.member_id == member.id)
    emails = select(MemberEmail).where(
        MemberEmail.member_id == member.id, MemberEmail.removed_at.is_(None)
    )
    return MemberDetail(
        member=member,
        account=session.get(Account, member.account_id) if member.account_id else None,
        grade=getattr(_holding(grades, on), "grade", None),
        status=getattr(_holding(statuses, on), "status", None),
        emails=session.scalars(
            emails.order_by(MemberEmail.is_primary.desc(), MemberEmail.email)
        ).all(),
        grades=grades,
        statuses=statuses,
        practice=_standing(session, PracticePeriod, member.id, PracticePeriod.valid_from),
        dues=_standing(session, Dues, member.id, Dues.year),
        covered=_standing(session, CoveredYear, member.id, CoveredYear.year),
        years=session.scalars(years.order_by(YearStanding.year.desc())).all(),
        entries=session.scalars(entries.order_by(CreditEntry.position.desc())).all(),
    )


def _standing(session: Session, table: Any, member_id: UUID, order: Any) -> Sequence[Any]:
    rows: Sequence[Any] = session.scalars(
        select(table)
        .where(table.member_id == member_id, table.superseded_at.is_(None))
        .order_by(order)
    ).all()
    return rows


def _holding(rows: Sequence[Any], on: date) -> Any:
    holding = [
        row
        for row in rows
        if row.valid_from <= on and (row.valid_until is None or row.valid_until > on)
    ]
    return holding[-1] if holding else None


def open_member(
    session: Session, key: UUID, *, account_id: UUID, role: str, on: date, now: datetime
) -> MemberDetail:
    """What an officer reads of a member, with a note of it that the member sees."""
    found = read_member(session, key, on=on)
    audit.record(
        session,
        VIEWED,
        f"member:{found.member.id}",
        account_id=account_id,
        now=now,
        details={"role": role},
    )
    return found


def views_of_member(session: Session, member_id: UUID, *, limit: int = 200) -> list[MemberView]:
    """Who opened a member's record, newest first; in two queries."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action == VIEWED, AuditEntry.subject == f"member:{member_id}")
        .order_by(AuditEntry.at.desc())
        .limit(limit)
    ).all()
    accounts = {entry.account_id for entry in entries if entry.account_id is not None}
    names = {
        row.id: row.display_name
        for row in session.execute(
            select(Account.id, Account.display_name).where(Account.id.in_(accounts))
        )
    }
    return [
        MemberView(
            at=entry.at,
            name=names.get(entry.account_id, "") if entry.account_id else "",
            role=entry.details.get("role"),
        )
        for entry in entries
    ]
