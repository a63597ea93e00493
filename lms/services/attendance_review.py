"""What an officer of the organiser says of each person of a list; kept at once, undone at will."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session

from lms.attendance.index import code_key
from lms.errors import N_, BadInput, NotFound
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    Branch,
    Member,
    Resolution,
)
from lms.services import attendance_claims, check_ins
from lms.services.attendance_files import HIDDEN, erasure_day, lock_file

PAGE = 50
_PRESENT = AttendanceRow.presence == "present"
# What booking left aside may still be decided afterwards.
REOPENABLE = ("undecided", "skipped", "not_member")


class Tab(StrEnum):
    """The lists of the review screen."""

    REVIEW = "review"
    UNMATCHED = "unmatched"
    SURE = "sure"
    ALL = "all"


class Act(StrEnum):
    """What can be said of one person; REOPEN takes it back."""

    ACCEPT = "accept"
    NOT_MEMBER = "not_member"
    SKIP = "skip"
    REOPEN = "reopen"


@dataclass(frozen=True, kw_only=True)
class MemberCard:
    """What an organiser sees of a member: never an e-mail, never a standing."""

    id: UUID
    key: UUID
    name: str
    rnasr_code: str
    branch: str | None


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A member that a person of the list may be; `score` in percent, None when searched for.

    A score of 0: known by e-mail only.

    `claimed` is when the member said so: evidence, never a match by itself.
    """

    card: MemberCard
    score: int | None
    suggested: bool
    claimed: datetime | None = None
    checked_in: Sequence[datetime] = ()  # when they scanned the code in the room


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many people stand where; `left` are those between namesakes or by name, undecided."""

    tabs: Mapping[Tab, int]
    left: int
    to_decide: int
    unmatched_open: int
    absent: int
    booked_people: int
    members: int


@dataclass(frozen=True, kw_only=True)
class RowPage:
    """A part of a tab with one row open, its candidates, and the members chosen so far."""

    rows: Sequence[AttendanceRow]
    number: int
    pages: int
    total: int
    selected: AttendanceRow | None
    offered: Sequence[Offered]
    chosen: Mapping[UUID, MemberCard]


def counts_of(session: Session, file_id: UUID) -> Counts:
    """The numbers on the tabs and on the bar; two queries."""
    tabs = dict.fromkeys(Tab, 0)
    left = to_decide = unmatched_open = absent = 0
    rows = session.execute(
        select(
            AttendanceRow.presence, AttendanceRow.decision, AttendanceRow.resolution, func.count()
        )
        .where(AttendanceRow.file_id == file_id)
        .group_by(AttendanceRow.presence, AttendanceRow.decision, AttendanceRow.resolution)
    )
    for presence, decision, resolution, count in rows:
        tabs[Tab.ALL] += count
        if presence != "present":
            absent += count
            continue
        tabs[Tab(decision)] += count
        is_open = resolution is Resolution.OPEN
        if decision == Tab.REVIEW:
            to_decide += count
            left += count if is_open else 0
        if decision == Tab.UNMATCHED and is_open:
            unmatched_open += count
    people, members = session.execute(
        select(func.count(), func.count(func.distinct(AttendanceRow.member_id))).where(
            AttendanceRow.file_id == file_id, _PRESENT, AttendanceRow.member_id.is_not(None)
        )
    ).one()
    return Counts(
        tabs=tabs,
        left=left,
        to_decide=to_decide,
        unmatched_open=unmatched_open,
        absent=absent,
        booked_people=people,
        members=members,
    )


def _in_tab(tab: Tab) -> ColumnElement[bool]:
    if tab is Tab.ALL:
        return AttendanceRow.id.is_not(None)
    return (AttendanceRow.decision == tab.value) & _PRESENT


def _rows(file_id: UUID, tab: Tab) -> Select[tuple[AttendanceRow]]:
    return select(AttendanceRow).where(AttendanceRow.file_id == file_id, _in_tab(tab))


def row_page(
    session: Session,
    file: AttendanceFile,
    *,
    tab: Tab,
    row_id: UUID | None = None,
    page: int | None = None,
    code: str = "",
) -> RowPage:
    """The page of a tab that holds the row asked for, else the page asked for, else the first
    page with an undecided row. `code` adds the member of that RNASR code to the candidates."""
    total = session.scalar(select(func.count()).select_from(_rows(file.id, tab).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    selected = session.scalar(_rows(file.id, tab).where(AttendanceRow.id == row_id))
    if selected is None and page is None:
        selected = session.scalar(_open(file.id, tab).limit(1))
    if selected is not None:
        before = _rows(file.id, tab).where(AttendanceRow.ordinal < selected.ordinal)
        rank = session.scalar(select(func.count()).select_from(before.subquery())) or 0
        page = rank // PAGE + 1
    number = min(max(1, page or 1), pages)
    rows = session.scalars(
        _rows(file.id, tab).order_by(AttendanceRow.ordinal).limit(PAGE).offset((number - 1) * PAGE)
    ).all()
    if selected is None and rows:
        selected = rows[0]
    wanted = {row.member_id for row in rows if row.member_id}
    said = (
        attendance_claims.of_row(session, selected, edition_id=file.edition_id) if selected else {}
    )
    offered_ids = [UUID(each["member"]) for each in selected.candidates] if selected else []
    if selected is not None and selected.member_id:
        wanted.add(selected.member_id)
    cards = member_cards(session, wanted.union(offered_ids, said))
    return RowPage(
        rows=rows,
        number=number,
        pages=pages,
        total=total,
        selected=selected,
        offered=_with_check_ins(
            session, file.edition_id, _offered(session, selected, cards, said=said, code=code)
        ),
        chosen=cards,
    )


def _offered(
    session: Session,
    row: AttendanceRow | None,
    cards: Mapping[UUID, MemberCard],
    *,
    said: Mapping[UUID, datetime],
    code: str,
) -> list[Offered]:
    if row is None:
        return []
    offered = [
        Offered(
            card=cards[UUID(each["member"])],
            score=each["score"] // 10,
            suggested=bool(each["suggested"]),
            claimed=said.get(UUID(each["member"])),
        )
        for each in row.candidates
        if UUID(each["member"]) in cards
    ]
    known = {each.card.id for each in offered}
    offered += [
        Offered(card=cards[member_id], score=0, suggested=False, claimed=at)
        for member_id, at in said.items()
        if member_id not in known
    ]
    known.update(said)
    found = member_by_code(session, code) if code else None
    if found is not None and found.id not in known:
        offered.append(Offered(card=found, score=None, suggested=False))
        known.add(found.id)
    if row.member_id and row.member_id not in known and row.member_id in cards:
        offered.append(Offered(card=cards[row.member_id], score=None, suggested=False))
    return offered


def _with_check_ins(
    session: Session, edition_id: UUID, offered: Sequence[Offered]
) -> list[Offered]:
    """The same candidates, with when each scanned the code in the room."""
    scanned = check_ins.of_members(session, edition_id, [each.card.id for each in offered])
    return [replace(each, checked_in=scanned.get(each.card.id, ())) for each in offered]


def claims_without_row(
    session: Session, file: AttendanceFile
) -> Sequence[tuple[MemberCard, datetime]]:
    """Members who say that they were there and are on no row of a list, by when they said so."""
    said = attendance_claims.without_row(session, file)
    cards = member_cards(session, said)
    return [(cards[member_id], at) for member_id, at in said.items()]


def member_cards(session: Session, member_ids: Collection[UUID]) -> dict[UUID, MemberCard]:
    """Members as an organiser sees them, by id."""
    if not member_ids:
        return {}
    return {card.id: card for card in _cards(session, Member.id.in_(member_ids))}


def member_by_code(session: Session, code: str) -> MemberCard | None:
    """The member of a whole RNASR code, whatever its spaces and case; None if there is none."""
    wanted = code_key(code)[:60]
    if not wanted:
        return None
    same = func.replace(func.lower(Member.rnasr_code), " ", "") == wanted
    return next(iter(_cards(session, same)), None)


def _cards(session: Session, condition: ColumnElement[bool]) -> list[MemberCard]:
    rows = session.execute(
        select(Member, Branch.name)
        .outerjoin(Branch, Branch.id == Member.branch_id)
        .where(condition)
        .order_by(Member.id)
    )
    return [
        MemberCard(
            id=member.id,
            key=member.key,
            name=member.full_name,
            rnasr_code=member.rnasr_code,
            branch=branch,
        )
        for member, branch in rows
    ]


def may_decide(file: AttendanceFile, row: AttendanceRow) -> bool:
    """Whether something may (still) be said of a person of the list."""
    if row.presence != "present":
        return False
    if file.state in (AttendanceState.REVIEW, AttendanceState.UNDONE):
        return True
    if file.state is not AttendanceState.BOOKED:
        return False
    return row.outcome is None or row.outcome["code"] in REOPENABLE


def decide(
    session: Session,
    edition_id: UUID,
    file_id: UUID,
    row_id: UUID,
    act: Act,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
    member_key: UUID | None = None,
) -> AttendanceRow:
    """Keep what an officer says of one person; the list's credits wait for its confirmation."""
    file = lock_file(session, edition_id, file_id, provider_ids=provider_ids)
    row = session.get(AttendanceRow, row_id)
    if row is None or row.file_id != file.id:
        raise NotFound(HIDDEN)
    if not may_decide(file, row):
        raise BadInput(N_("Despre acest rând nu se mai poate hotărî: lista este deja confirmată."))
    if act is Act.ACCEPT:
        row.member_id = _member_of(session, row, member_key)
    elif act is Act.REOPEN:
        row.member_id = _sure_member(row)
    else:
        row.member_id = None
    row.resolution = {
        Act.ACCEPT: Resolution.ACCEPTED,
        Act.NOT_MEMBER: Resolution.NOT_MEMBER,
        Act.SKIP: Resolution.SKIPPED,
        Act.REOPEN: Resolution.OPEN,
    }[act]
    row.resolved_by = None if act is Act.REOPEN else account_id
    row.resolved_at = None if act is Act.REOPEN else now
    if file.booked_at is not None:
        row.erase_on = None if row.member_id else erasure_day(file.booked_at)
    if file.state is AttendanceState.BOOKED:
        row.outcome = None if row.member_id else {"code": aside(row.resolution)}
    session.flush()
    return row


def aside(resolution: Resolution) -> str:
    """The outcome of a person of a booked list who gets nothing."""
    if resolution is Resolution.NOT_MEMBER:
        return "not_member"
    return "skipped" if resolution is Resolution.SKIPPED else "undecided"


def _sure_member(row: AttendanceRow) -> UUID | None:
    if row.decision != "sure" or not row.candidates:
        return None
    return UUID(row.candidates[0]["member"])


def _member_of(session: Session, row: AttendanceRow, key: UUID | None) -> UUID:
    """The member chosen by key, else the one that stands clearly on top."""
    if key is not None:
        member_id = session.scalar(select(Member.id).where(Member.key == key))
        if member_id is None:
            raise BadInput(N_("Membrul ales nu mai este în registru. Alegeți altul."))
        return member_id
    suggested = next((c["member"] for c in row.candidates if c["suggested"]), None)
    if suggested is None:
        raise BadInput(N_("Mai mulți membri se potrivesc la fel de bine. Alegeți unul dintre ei."))
    return UUID(suggested)


def decide_unmatched(
    session: Session,
    edition_id: UUID,
    file_id: UUID,
    act: Act,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> int:
    """Say of everyone for whom nobody was found that they are no members, or take that back."""
    if act not in (Act.NOT_MEMBER, Act.REOPEN):
        raise BadInput(N_("Pentru mai multe rânduri deodată se poate spune doar „nu este membru”."))
    file = lock_file(session, edition_id, file_id, provider_ids=provider_ids)
    if file.state not in (AttendanceState.REVIEW, AttendanceState.UNDONE):
        raise BadInput(N_("Lista este deja confirmată."))
    before, after = Resolution.OPEN, Resolution.NOT_MEMBER
    if act is Act.REOPEN:
        before, after = after, before
    condition = (
        AttendanceRow.file_id == file.id,
        AttendanceRow.decision == Tab.UNMATCHED.value,
        AttendanceRow.resolution == before,
        _PRESENT,
    )
    count = session.scalar(select(func.count()).select_from(AttendanceRow).where(*condition)) or 0
    session.execute(
        update(AttendanceRow)
        .where(*condition)
        .values(
            resolution=after,
            resolved_by=account_id if after is Resolution.NOT_MEMBER else None,
            resolved_at=now if after is Resolution.NOT_MEMBER else None,
        )
    )
    return count


def _open(file_id: UUID, tab: Tab) -> Select[tuple[AttendanceRow]]:
    """Rows without a word said of them; those that are sure need none, unless one looks there."""
    rows = _rows(file_id, tab).where(AttendanceRow.resolution == Resolution.OPEN, _PRESENT)
    if tab is not Tab.SURE:
        rows = rows.where(AttendanceRow.decision != Tab.SURE.value)
    return rows.order_by(AttendanceRow.ordinal)


def next_row(session: Session, row: AttendanceRow, *, tab: Tab) -> AttendanceRow:
    """The undecided row after this one, else the first undecided one, else the one that follows."""
    undecided = _open(row.file_id, tab)
    later = undecided.where(AttendanceRow.ordinal > row.ordinal).limit(1)
    following = (
        _rows(row.file_id, tab)
        .where(AttendanceRow.ordinal > row.ordinal)
        .order_by(AttendanceRow.ordinal)
        .limit(1)
    )
    return (
        session.scalar(later)
        or session.scalar(undecided.limit(1))
        or session.scalar(following)
        or row
    )
