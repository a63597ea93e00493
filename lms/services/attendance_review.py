"""What an officer of the organiser says of each person of a list; kept at once, undone at will."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true, update
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput, NotFound
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    Edition,
    Member,
    Resolution,
)
from lms.services import attendance_claims, regulations
from lms.services.attendance_candidates import (
    MemberCard,
    Offered,
    member_cards,
    offered,
    with_evidence,
)
from lms.services.attendance_files import HIDDEN, erasure_day, lock_file
from lms.services.searching import plain, plain_column

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


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which rows of a tab are wanted; empty means any."""

    text: str = ""
    reason: str = ""
    said: Resolution | None = None


EVERY = Filter()


class Act(StrEnum):
    """What can be said of one person; REOPEN takes it back."""

    ACCEPT = "accept"
    NOT_MEMBER = "not_member"
    SKIP = "skip"
    REOPEN = "reopen"


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
    place: int = 0  # of the open row in the tab, from 1


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


def _passes(wanted: Filter) -> ColumnElement[bool]:
    found: ColumnElement[bool] = true()
    if wanted.said is not None:
        found &= (AttendanceRow.resolution == wanted.said) & _PRESENT
    if wanted.reason:
        found &= AttendanceRow.reason["code"].as_string() == wanted.reason
    named = plain_column(AttendanceRow.name)
    as_written = [
        func.lower(place)
        for place in (AttendanceRow.name, AttendanceRow.email, AttendanceRow.rnasr_code)
    ]
    for word in wanted.text.lower().split()[:6]:
        found &= or_(
            named.contains(plain(word).strip(), autoescape=True),
            *(place.contains(word, autoescape=True) for place in as_written),
        )
    return found


def _rows(file_id: UUID, tab: Tab, wanted: Filter = EVERY) -> Select[tuple[AttendanceRow]]:
    return select(AttendanceRow).where(
        AttendanceRow.file_id == file_id, _in_tab(tab), _passes(wanted)
    )


def reasons_of(session: Session, file_id: UUID, *, tab: Tab) -> Sequence[str]:
    """The reasons that stand in a tab, the most frequent first."""
    code = AttendanceRow.reason["code"].as_string()
    return session.scalars(
        select(code)
        .where(AttendanceRow.file_id == file_id, _in_tab(tab))
        .group_by(code)
        .order_by(func.count().desc(), code)
    ).all()


def last_decision(
    session: Session, file: AttendanceFile, *, account_id: UUID
) -> AttendanceRow | None:
    """The row that this officer decided last, on whichever device, if it may be taken back.

    None after many were decided at once: those are taken back together.
    """
    newest = session.scalars(
        select(AttendanceRow)
        .where(AttendanceRow.file_id == file.id, AttendanceRow.resolved_by == account_id)
        .order_by(AttendanceRow.resolved_at.desc(), AttendanceRow.ordinal.desc())
        .limit(2)
    ).all()
    if not newest or len({row.resolved_at for row in newest}) < len(newest):
        return None
    return newest[0] if may_decide(file, newest[0]) else None


def row_page(
    session: Session,
    file: AttendanceFile,
    *,
    tab: Tab,
    row_id: UUID | None = None,
    page: int | None = None,
    code: str = "",
    wanted: Filter = EVERY,
) -> RowPage:
    """The page of a tab that holds the row asked for, else the page asked for, else the first
    page with an undecided row. `code` adds the member of that RNASR code to the candidates."""
    total = (
        session.scalar(select(func.count()).select_from(_rows(file.id, tab, wanted).subquery()))
        or 0
    )
    pages = max(1, -(-total // PAGE))
    selected = session.scalar(_rows(file.id, tab, wanted).where(AttendanceRow.id == row_id))
    if selected is None and page is None:
        selected = session.scalar(_open(file.id, tab, wanted).limit(1))
    if selected is not None:
        before = _rows(file.id, tab, wanted).where(AttendanceRow.ordinal < selected.ordinal)
        rank = session.scalar(select(func.count()).select_from(before.subquery())) or 0
        page = rank // PAGE + 1
    number = min(max(1, page or 1), pages)
    rows = session.scalars(
        _rows(file.id, tab, wanted)
        .order_by(AttendanceRow.ordinal)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    if selected is None and rows:
        selected = rows[0]
    shown = {row.member_id for row in rows if row.member_id}
    said = (
        attendance_claims.of_row(session, selected, edition_id=file.edition_id) if selected else {}
    )
    offered_ids = [UUID(each["member"]) for each in selected.candidates] if selected else []
    if selected is not None and selected.member_id:
        shown.add(selected.member_id)
    cards = member_cards(session, shown.union(offered_ids, said))
    return RowPage(
        rows=rows,
        number=number,
        pages=pages,
        total=total,
        selected=selected,
        offered=with_evidence(
            session,
            file.edition_id,
            selected,
            offered(session, selected, cards, said=said, code=code),
        ),
        chosen=cards,
        place=(number - 1) * PAGE + rows.index(selected) + 1 if selected is not None else 0,
    )


def least_percent(session: Session, edition: Edition) -> int | None:
    """The share of the minutes that the norms of an edition's last day ask for, if they do."""
    if not regulations.are_recorded(session):
        return None
    version = regulations.norms(session).in_force_on(edition.ends_on)
    rule = version.programmes.attendance_min_percent if version else None
    return rule.value if rule is not None and rule.regulated else None


def claims_without_row(
    session: Session, file: AttendanceFile
) -> Sequence[tuple[MemberCard, datetime]]:
    """Members who say that they were there and are on no row of a list, by when they said so."""
    said = attendance_claims.without_row(session, file)
    cards = member_cards(session, said)
    return [(cards[member_id], at) for member_id, at in said.items()]


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


def _open(file_id: UUID, tab: Tab, wanted: Filter = EVERY) -> Select[tuple[AttendanceRow]]:
    """Rows without a word said of them; those that are sure need none, unless one looks there."""
    rows = _rows(file_id, tab, wanted).where(AttendanceRow.resolution == Resolution.OPEN, _PRESENT)
    if tab is not Tab.SURE:
        rows = rows.where(AttendanceRow.decision != Tab.SURE.value)
    return rows.order_by(AttendanceRow.ordinal)


def next_row(
    session: Session, row: AttendanceRow, *, tab: Tab, wanted: Filter = EVERY
) -> AttendanceRow:
    """The undecided row after this one, else the first undecided one, else the one that follows."""
    undecided = _open(row.file_id, tab, wanted)
    later = undecided.where(AttendanceRow.ordinal > row.ordinal).limit(1)
    following = (
        _rows(row.file_id, tab, wanted)
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
