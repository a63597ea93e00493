"""Who a person of a list may be, as an organiser sees it: each member beside the row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from lms.attendance.agreement import Agreement, agreement
from lms.attendance.index import code_key
from lms.models import AttendanceRow, Branch, EditionRegistration, Member
from lms.services import check_ins

NOTHING_COMPARED = Agreement()


@dataclass(frozen=True, kw_only=True)
class MemberCard:
    """What an organiser sees of a member: never an e-mail, never a standing."""

    id: UUID
    key: UUID
    last_name: str
    first_name: str
    rnasr_code: str
    branch: str | None

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A member that a person of the list may be; `score` in percent, None when searched for.

    A score of 0: known by e-mail only.

    `claimed` is when the member said so: evidence, never a match by itself.
    """

    card: MemberCard
    score: int | None
    suggested: bool
    agreement: Agreement = NOTHING_COMPARED
    registered: bool = False
    claimed: datetime | None = None
    checked_in: Sequence[datetime] = ()  # when they scanned the code in the room


def offered(
    session: Session,
    row: AttendanceRow | None,
    cards: Mapping[UUID, MemberCard],
    *,
    said: Mapping[UUID, datetime],
    code: str,
) -> list[Offered]:
    """The members that a row may be: found by the ladder, by their own word, by `code`, chosen."""
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


def with_evidence(
    session: Session,
    edition_id: UUID,
    row: AttendanceRow | None,
    offered: Sequence[Offered],
) -> list[Offered]:
    """The same candidates, each beside the row, with who registered and who scanned the code."""
    if row is None or not offered:
        return []
    ids = [each.card.id for each in offered]
    scanned = check_ins.of_members(session, edition_id, ids)
    registered = set(
        session.scalars(
            select(EditionRegistration.member_id).where(
                EditionRegistration.edition_id == edition_id,
                EditionRegistration.member_id.in_(ids),
                EditionRegistration.cancelled_at.is_(None),
                EditionRegistration.waiting_since.is_(None),
            )
        )
    )
    return [
        replace(
            each,
            checked_in=scanned.get(each.card.id, ()),
            registered=each.card.id in registered,
            agreement=agreement(
                [row.name or "", *row.other_names],
                row.rnasr_code or "",
                last_name=each.card.last_name,
                first_name=each.card.first_name,
                rnasr_code=each.card.rnasr_code,
            ),
        )
        for each in offered
    ]


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
            last_name=member.last_name,
            first_name=member.first_name,
            rnasr_code=member.rnasr_code,
            branch=branch,
        )
        for member, branch in rows
    ]
