"""What booking a list would do, member by member: for the page before it, and for each step."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from lms import attendance
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    CreditEntry,
    Edition,
)
from lms.services import attendance_outcomes as outcomes
from lms.services import crediting, facts
from lms.services.attendance_reading import sessions_of
from lms.services.objections import contested_entries, contested_lines, decided_absent

BATCH = "attendance:"


def batch_of(file_id: UUID) -> str:
    """The name under which the ledger keeps what a list booked and reversed."""
    return f"{BATCH}{file_id}"


@dataclass(frozen=True, kw_only=True)
class Presence:
    """A member's presence at an edition in whole minutes, from all their rows of a list."""

    minutes: int
    late: int


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to one member: book and / or reverse, or nothing; and what is said of it."""

    member_id: UUID
    presence: Presence
    outcome: outcomes.Written
    book: bool
    reverse: CreditEntry | None
    needs_officer: bool


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What confirming a list would do; credits in thousandths."""

    changes: Sequence[Change]
    removals: Sequence[CreditEntry]
    replaces: AttendanceFile | None
    base: Mapping[UUID, Presence]
    aside: Mapping[str, int]  # people who get nothing: undecided | skipped | not_member | absent
    seen: str

    @property
    def credited(self) -> int:
        """Members who newly get credits."""
        return sum(change.book for change in self.changes)

    @property
    def credits(self) -> int:
        """Credits that would be booked."""
        return sum(c.outcome["params"]["credits"] for c in self.changes if c.book)

    @property
    def reversed(self) -> Sequence[CreditEntry]:
        """Entries that would be reversed."""
        return [*self.removals, *(c.reverse for c in self.changes if c.reverse is not None)]

    def by_outcome(self) -> Counter[str]:
        """How many members get which outcome."""
        return Counter(change.outcome["code"] for change in self.changes)


def presences(
    rows: Sequence[AttendanceRow], sessions: Sequence[attendance.Session]
) -> dict[UUID, Presence]:
    """Minutes of each member from rows that have one: the union over the member's rows."""
    matches = [_as_match(row) for row in rows]
    accepted = {str(row.ordinal): str(row.member_id) if row.member_id else "" for row in rows}
    grouped = attendance.group_by_member(matches, accepted=accepted, sessions=sessions)
    return {
        UUID(each.member): Presence(
            minutes=each.minutes, late=minutes_late(each.intervals, sessions)
        )
        for each in grouped
    }


def _as_match(row: AttendanceRow) -> attendance.Match:
    person = attendance.FilePerson(
        key=str(row.ordinal),
        source_rows=tuple(row.source_rows),
        name=row.name or "",
        presence=attendance.Presence(row.presence),
        intervals=tuple(
            attendance.Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))
            for start, end in row.intervals
        ),
        duration_minutes=row.duration_minutes,
        minutes=row.minutes,
    )
    return attendance.Match(
        person=person,
        member=None,
        rung=attendance.Rung(row.rung),
        score=row.score / 1000,
        decision=attendance.Decision(row.decision),
        candidates=(),
        reason="",
    )


def minutes_late(
    intervals: Sequence[attendance.Interval], sessions: Sequence[attendance.Session]
) -> int:
    """Whole minutes of the sessions that had passed before somebody first arrived."""
    if not intervals or not sessions:
        return 0
    arrived = min(interval.starts_at for interval in intervals)
    missed = [
        attendance.Session(held.starts_at, min(held.ends_at, arrived))
        for held in sessions
        if held.starts_at < arrived
    ]
    return attendance.session_minutes(missed)


def live_entries(edition_id: UUID) -> Select[tuple[CreditEntry]]:
    """The entries of an edition that no reversal has taken back."""
    reversal = aliased(CreditEntry)
    return select(CreditEntry).where(
        CreditEntry.source == facts.edition_source(edition_id),
        CreditEntry.reverses_id.is_(None),
        ~select(reversal.id).where(reversal.reverses_id == CreditEntry.id).exists(),
    )


def live_of_lists(edition_id: UUID) -> Select[tuple[CreditEntry]]:
    """Those that rest on an attendance list alone, which its provider may still change.

    Not an officer's decision, nor a line that its member contests: that one waits for the decision.
    """
    return live_entries(edition_id).where(
        CreditEntry.batch.startswith(BATCH, autoescape=True),
        CreditEntry.id.not_in(contested_entries()),
    )


def contested_of(session: Session, edition_id: UUID) -> int:
    """How many lines of an edition stay as they are until a decision, whatever its list says."""
    frozen = live_entries(edition_id).where(
        CreditEntry.batch.startswith(BATCH, autoescape=True),
        CreditEntry.id.in_(contested_entries()),
    )
    return session.scalar(select(func.count()).select_from(frozen.subquery())) or 0


def changes_for(
    session: Session,
    edition: Edition,
    present: Mapping[UUID, Presence],
    *,
    base: Mapping[UUID, Presence],
    records_from: date | None,
    now: datetime,
) -> list[Change]:
    """What the list means for these members; `base` is what the list it corrects said of them.

    Who has an officer's credits keeps them, and so does everyone whose minutes did not change:
    what was decided is not weighed again behind anyone's back. A contested line waits too. Nor is
    a member credited of whom BEX decided that they were not there.
    """
    entries = session.scalars(
        live_entries(edition.id).where(CreditEntry.member_id.in_(list(present)))
    )
    live = {entry.member_id: entry for entry in entries}
    contested = contested_lines(session, [entry.id for entry in live.values()])
    settled = {
        member_id
        for member_id, entry in live.items()
        if not (entry.batch or "").startswith(BATCH)
        or entry.id in contested
        or base.get(member_id) == present[member_id]
    }
    absent = decided_absent(session, edition.id) - live.keys()
    attendees = [
        crediting.Attendee(
            member_id=member_id, minutes_present=each.minutes, minutes_late=each.late
        )
        for member_id, each in present.items()
        if member_id not in settled | absent
    ]
    answers = crediting.assess_attendance(
        session, edition, attendees, records_from=records_from, now=now
    )
    return [
        _made(member_id, each, outcomes.not_now())
        if member_id in absent
        else _change(member_id, each, live.get(member_id), answers.get(member_id))
        for member_id, each in present.items()
    ]


def _change(member_id: UUID, present: Presence, entry: CreditEntry | None, answer: Any) -> Change:
    if answer is None:
        assert entry is not None, "only members with an entry are not assessed"
        kept = outcomes.credited(entry.credits, code=outcomes.KEPT)
        return _made(member_id, present, kept)
    if not crediting.is_bookable(answer):
        return _made(
            member_id,
            present,
            outcomes.not_credited(answer),
            reverse=entry,
            needs_officer=outcomes.needs_officer(answer),
        )
    amount = outcomes.credits_of(answer)
    if entry is not None and entry.credits == amount:
        return _made(member_id, present, outcomes.credited(amount, code=outcomes.KEPT))
    return _made(member_id, present, outcomes.credited(amount), book=True, reverse=entry)


def _made(
    member_id: UUID,
    present: Presence,
    outcome: outcomes.Written,
    *,
    book: bool = False,
    reverse: CreditEntry | None = None,
    needs_officer: bool = False,
) -> Change:
    return Change(
        member_id=member_id,
        presence=present,
        outcome=outcome,
        book=book,
        reverse=reverse,
        needs_officer=needs_officer,
    )


def base_presences(session: Session, file_ids: Collection[UUID]) -> dict[UUID, Presence]:
    """The minutes on which the members of these lists were credited."""
    if not file_ids:
        return {}
    rows = session.execute(
        select(AttendanceRow.member_id, AttendanceRow.outcome).where(
            AttendanceRow.file_id.in_(file_ids),
            AttendanceRow.member_id.is_not(None),
            AttendanceRow.outcome.is_not(None),
        )
    )
    return {
        member_id: Presence(minutes=outcome["minutes"], late=outcome["late"])
        for member_id, outcome in rows
        if outcome and "minutes" in outcome
    }


def pending(file_id: UUID) -> Select[tuple[UUID | None]]:
    """The members of a list about whom booking has not yet said anything."""
    return (
        select(AttendanceRow.member_id)
        .where(
            AttendanceRow.file_id == file_id,
            AttendanceRow.member_id.is_not(None),
            AttendanceRow.outcome.is_(None),
        )
        .distinct()
        .order_by(AttendanceRow.member_id)
    )


def counting_file(session: Session, edition_id: UUID) -> AttendanceFile | None:
    """The list of an edition that counts, or is being booked or undone."""
    return session.scalar(
        select(AttendanceFile).where(
            AttendanceFile.edition_id == edition_id,
            AttendanceFile.state.in_(
                [AttendanceState.BOOKING, AttendanceState.BOOKED, AttendanceState.UNDOING]
            ),
        )
    )


def plan(
    session: Session, file: AttendanceFile, *, records_from: date | None, now: datetime
) -> Plan:
    """What confirming a list under review would do; reads only."""
    edition = facts.load_edition(session, file.edition_id)
    counting = counting_file(session, file.edition_id)
    replaces = counting if counting is not None and counting.id != file.id else None
    base = base_presences(session, [replaces.id if replaces else file.id])
    rows = session.scalars(
        select(AttendanceRow)
        .where(AttendanceRow.file_id == file.id)
        .order_by(AttendanceRow.ordinal)
    ).all()
    present = presences([row for row in rows if row.member_id], sessions_of(edition))
    changes = changes_for(session, edition, present, base=base, records_from=records_from, now=now)
    removals = [
        entry
        for entry in session.scalars(live_of_lists(file.edition_id).order_by(CreditEntry.id))
        if entry.member_id not in present
    ]
    return Plan(
        changes=changes,
        removals=removals,
        replaces=replaces,
        base=base,
        aside=aside_of(rows),
        seen=digest(rows),
    )


def aside_of(rows: Sequence[AttendanceRow]) -> Counter[str]:
    """How many people of a list get nothing, by why."""
    found: Counter[str] = Counter()
    for row in rows:
        if row.presence != "present":
            found["absent"] += 1
        elif row.member_id is None:
            found["undecided" if row.resolution.value == "open" else row.resolution.value] += 1
    return found


def digest(rows: Sequence[AttendanceRow]) -> str:
    """What an officer saw before confirming: who each row is."""
    text = ";".join(f"{row.ordinal}:{row.member_id or row.resolution.value}" for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def grouped_rows(rows: Sequence[AttendanceRow]) -> Mapping[UUID, list[AttendanceRow]]:
    """The rows of each member."""
    found: dict[UUID, list[AttendanceRow]] = defaultdict(list)
    for row in rows:
        if row.member_id is not None:
            found[row.member_id].append(row)
    return found
