"""What became of the people of a confirmed list, and what a corrected list would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.models import AttendanceFile, AttendanceRow
from lms.services.attendance_candidates import MemberCard, member_cards
from lms.services.attendance_plan import Change, Plan, Presence
from lms.services.listing import Order, Page, Wanted, fetch_page


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """A person of a list and what was booked; `card` is None for people who are no members."""

    row: AttendanceRow
    card: MemberCard | None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A member about whom a corrected list says something else than the one that counts."""

    card: MemberCard
    before: Presence | None
    after: Presence | None
    booked: int | None  # thousandths that would be booked anew
    reversed: int | None  # thousandths that would be taken back


def list_results(
    session: Session, file: AttendanceFile, wanted: Wanted, *, outcome: str = ""
) -> Page[ResultLine]:
    """The people of a list with their outcomes, filtered, sorted and paged."""
    query = select(AttendanceRow).where(AttendanceRow.file_id == file.id)
    if outcome:
        query = query.where(AttendanceRow.outcome["code"].as_string() == outcome)
    orders: dict[str, Order] = {
        "ordinal": AttendanceRow.ordinal,
        "name": AttendanceRow.name,
        "minutes": AttendanceRow.minutes,
    }
    page = fetch_page(session, query, wanted, orders=orders, tie=AttendanceRow.ordinal)
    cards = member_cards(session, {row.member_id for row in page.rows if row.member_id})
    lines = [
        ResultLine(row=row, card=cards.get(row.member_id) if row.member_id else None)
        for row in page.rows
    ]
    return Page(rows=lines, total=page.total, number=page.number, pages=page.pages)


def list_people(
    session: Session, file: AttendanceFile, *, decision: str | None, number: int, size: int
) -> Page[ResultLine]:
    """The people of a list in the order of the file, with the member found for each."""
    query = select(AttendanceRow).where(AttendanceRow.file_id == file.id)
    if decision:
        query = query.where(AttendanceRow.decision == decision)
    page = fetch_page(
        session,
        query,
        Wanted(page=number, size=size),
        orders={"ordinal": AttendanceRow.ordinal},
        tie=AttendanceRow.ordinal,
    )
    cards = member_cards(session, {row.member_id for row in page.rows if row.member_id})
    lines = [
        ResultLine(row=row, card=cards.get(row.member_id) if row.member_id else None)
        for row in page.rows
    ]
    return Page(rows=lines, total=page.total, number=page.number, pages=page.pages)


def differences(session: Session, planned: Plan) -> Sequence[Difference]:
    """Who a corrected list adds, takes off, or gives other minutes; nobody else."""
    changed = [c for c in planned.changes if planned.base.get(c.member_id) != c.presence]
    lost = {entry.member_id: entry.credits for entry in planned.removals}
    gone = [m for m in planned.base if m not in {c.member_id for c in planned.changes}]
    cards = member_cards(session, {*(c.member_id for c in changed), *lost, *gone})
    lines = [_changed(cards[c.member_id], c, planned) for c in changed]
    lines += [
        Difference(
            card=cards[member_id],
            before=planned.base.get(member_id),
            after=None,
            booked=None,
            reversed=lost.get(member_id),
        )
        for member_id in dict.fromkeys([*gone, *lost])
    ]
    return sorted(lines, key=lambda line: (line.card.name, line.card.rnasr_code))


def _changed(card: MemberCard, change: Change, planned: Plan) -> Difference:
    return Difference(
        card=card,
        before=planned.base.get(change.member_id),
        after=change.presence,
        booked=change.outcome["params"]["credits"] if change.book else None,
        reversed=change.reverse.credits if change.reverse is not None else None,
    )


def people_by_outcome(session: Session, file_id: UUID) -> dict[str, int]:
    """How many people of a list have which outcome, for the filter."""
    code = AttendanceRow.outcome["code"].as_string()
    rows = session.execute(
        select(code, func.count())
        .where(AttendanceRow.file_id == file_id, AttendanceRow.outcome.is_not(None))
        .group_by(code)
    )
    return {str(name): int(count) for name, count in rows}
