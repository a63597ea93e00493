"""Looking at a booked list for attendance that cannot have been; the same look twice adds nothing.

Signals are found again by their key. One that no longer holds (a list undone or corrected, an
approval recorded since) lapses by itself; one that was closed stays closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.attendance import Interval, impossible
from lms.attendance.impossible import Attended, Gap, Line, Signal
from lms.models import (
    AttendanceFile,
    AttendanceRow,
    AttendanceSignal,
    AttendanceState,
    Edition,
    Programme,
    Provider,
    SignalCheck,
    SignalState,
    SignalStep,
)
from lms.services import outbox
from lms.services.attendance_files import lock_edition
from lms.services.attendance_reading import sessions_of
from lms.services.scheduling import approval_gap, days_of, provider_gap
from lms.services.upserts import insert_into

TASK = "attendance.signals"
GRACE = timedelta(seconds=30)  # work just entered is not lost
_SWEPT = 200


def enqueue(session: Session, file: AttendanceFile, *, now: datetime) -> None:
    """Enter the look at a list that was just booked or undone."""
    outbox.enqueue(
        session, TASK, {"file": str(file.id)}, key=f"{TASK}:{file.id}:{file.job_id}", now=now
    )


def unchecked(session: Session, *, now: datetime) -> Sequence[UUID]:
    """Booked lists that nobody looked at since they were booked."""
    return session.scalars(
        select(AttendanceFile.id)
        .outerjoin(SignalCheck, SignalCheck.file_id == AttendanceFile.id)
        .where(
            AttendanceFile.state == AttendanceState.BOOKED,
            AttendanceFile.booked_at < now - GRACE,
            or_(
                SignalCheck.checked_at.is_(None),
                SignalCheck.checked_at < AttendanceFile.booked_at,
            ),
        )
        .order_by(AttendanceFile.booked_at)
        .limit(_SWEPT)
    ).all()


def examine(session: Session, file_id: UUID, *, now: datetime) -> int:
    """Look at the edition of a list; returns how many signals hold now."""
    file = session.get_one(AttendanceFile, file_id)
    lock_edition(session, file.edition_id)
    counting = session.scalar(
        select(AttendanceFile).where(
            AttendanceFile.edition_id == file.edition_id,
            AttendanceFile.state == AttendanceState.BOOKED,
        )
    )
    found = {} if counting is None else {s.key: s for s in _signals_of(session, counting)}
    known = {
        signal.key: signal
        for signal in session.scalars(
            select(AttendanceSignal).where(
                or_(
                    AttendanceSignal.edition_id == file.edition_id,
                    AttendanceSignal.other_edition_id == file.edition_id,
                )
            )
        )
    }
    for key in sorted(found):  # in one order, so that two looks never wait for each other
        _raise(session, found[key], known.get(key), file=counting or file, now=now)
    for key, signal in known.items():
        if key not in found and signal.state in (SignalState.NEW, SignalState.SEEN):
            move(session, signal, SignalState.LAPSED, note="", account_id=None, now=now)
    checked = insert_into(session, SignalCheck).values(file_id=file.id, checked_at=now)
    session.execute(
        checked.on_conflict_do_update(index_elements=["file_id"], set_={"checked_at": now})
    )
    return len(found)


def move(
    session: Session,
    signal: AttendanceSignal,
    state: SignalState,
    *,
    note: str,
    account_id: UUID | None,
    now: datetime,
) -> None:
    """Give a signal another state, and keep that it was given."""
    signal.state = state
    session.add(
        SignalStep(
            id=uuid4(), signal_id=signal.id, at=now, account_id=account_id, state=state, note=note
        )
    )
    session.flush()


def _raise(
    session: Session,
    found: Signal,
    known: AttendanceSignal | None,
    *,
    file: AttendanceFile,
    now: datetime,
) -> None:
    if known is not None:
        known.params = dict(found.params)
        if known.edition_id == file.edition_id:
            known.file_id = file.id  # a corrected list says the same
        if known.state is SignalState.LAPSED:
            move(session, known, SignalState.NEW, note="", account_id=None, now=now)
        return
    statement = insert_into(session, AttendanceSignal).values(
        id=uuid4(),
        key=found.key,
        kind=found.kind.value,
        code=found.code,
        edition_id=file.edition_id,
        other_edition_id=UUID(found.other_edition) if found.other_edition else None,
        file_id=file.id,
        member_id=UUID(found.member) if found.member else None,
        day=found.day,
        params=dict(found.params),
        state=SignalState.NEW,
        raised_at=now,
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))


def _signals_of(session: Session, file: AttendanceFile) -> Iterable[Signal]:
    edition = session.scalars(
        select(Edition)
        .where(Edition.id == file.edition_id)
        .options(
            joinedload(Edition.provider).selectinload(Provider.approvals),
            joinedload(Edition.programme).options(
                selectinload(Programme.approvals), selectinload(Programme.organisers)
            ),
            selectinload(Edition.sessions),
        )
    ).one()
    rows = session.scalars(
        select(AttendanceRow).where(
            AttendanceRow.file_id == file.id, AttendanceRow.presence == "present"
        )
    ).all()
    here = _attended(edition, rows)
    elsewhere = _elsewhere(session, file, edition)
    for member_id, attended in here.items():
        others = elsewhere[member_id]
        yield from impossible.overlaps(attended, others)
        yield from impossible.too_long(attended)
        yield from impossible.day_too_short(attended, others)
    name, day = str(edition.id), edition.starts_on
    yield from impossible.too_many(
        edition=name,
        day=day,
        present=_heads(rows),
        declared=edition.programme.max_participants,
        places=edition.capacity,
        booked=len(here),
    )
    yield from impossible.outside_approval(edition=name, gaps=_gaps(edition))
    yield from impossible.one_email_many_names(edition=name, day=day, lines=_lines(rows))


def _heads(rows: Sequence[AttendanceRow]) -> int:
    """People present: a member's several rows are one, those who ran the meeting are none."""
    members = {row.member_id for row in rows if row.member_id}
    strangers = sum(
        1 for row in rows if row.member_id is None and row.role not in ("host", "panelist")
    )
    return len(members) + strangers


def _lines(rows: Sequence[AttendanceRow]) -> list[Line]:
    return [
        Line(
            row=int(row.source_rows[0]) if row.source_rows else row.ordinal,
            name=row.name or "",
            email=row.email or "",
            member=str(row.member_id) if row.member_id else None,
        )
        for row in rows
    ]


def _gaps(edition: Edition) -> list[Gap]:
    days = days_of(edition.sessions) or (edition.starts_on, edition.ends_on)
    programme = edition.programme
    found = {
        "programme": approval_gap(programme.approvals, days),
        "provider": provider_gap(edition.provider, days),
    }
    gaps = [
        Gap(subject=subject, code=gap.code, day=gap.day, limit=gap.limit)
        for subject, gap in found.items()
        if gap is not None
    ]
    organisers = {programme.provider_id, *(each.provider_id for each in programme.organisers)}
    if edition.provider_id not in organisers:
        gaps.append(Gap(subject="organiser", code="other", day=edition.starts_on))
    return gaps


def _attended(edition: Edition, rows: Iterable[AttendanceRow]) -> dict[UUID, Attended]:
    """Who was booked or looked at, with all their rows of one list taken together."""
    by_member: dict[UUID, list[AttendanceRow]] = defaultdict(list)
    for row in rows:
        if row.member_id is not None:
            by_member[row.member_id].append(row)
    sessions = sessions_of(edition)
    return {
        member_id: Attended(
            edition=str(edition.id),
            member=str(member_id),
            sessions=sessions,
            minutes=int((own[0].outcome or {}).get("minutes", max(r.minutes for r in own))),
            intervals=_intervals(own),
            written=max((r.duration_minutes for r in own if r.duration_minutes), default=None),
        )
        for member_id, own in by_member.items()
    }


def _intervals(rows: Sequence[AttendanceRow]) -> tuple[Interval, ...]:
    """The times of all rows; none when one of them has none."""
    if not all(row.intervals for row in rows):
        return ()
    return tuple(
        Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for row in rows
        for start, end in row.intervals
    )


def _elsewhere(
    session: Session, file: AttendanceFile, edition: Edition
) -> Mapping[UUID, list[Attended]]:
    """The same members at other editions of the same days; two queries."""
    members = select(AttendanceRow.member_id).where(
        AttendanceRow.file_id == file.id, AttendanceRow.member_id.is_not(None)
    )
    found = session.execute(
        select(AttendanceRow, AttendanceFile.edition_id)
        .join(AttendanceFile, AttendanceFile.id == AttendanceRow.file_id)
        .join(Edition, Edition.id == AttendanceFile.edition_id)
        .where(
            AttendanceFile.state == AttendanceState.BOOKED,
            Edition.id != edition.id,
            Edition.starts_on <= edition.ends_on,
            Edition.ends_on >= edition.starts_on,
            AttendanceRow.presence == "present",
            AttendanceRow.member_id.in_(members),
        )
    ).all()
    rows: dict[UUID, list[AttendanceRow]] = defaultdict(list)
    for row, edition_id in found:
        rows[edition_id].append(row)
    editions = session.scalars(
        select(Edition).where(Edition.id.in_(rows)).options(selectinload(Edition.sessions))
    ).all()
    by_member: dict[UUID, list[Attended]] = defaultdict(list)
    for other in sorted(editions, key=lambda each: str(each.id)):
        for member_id, attended in _attended(other, rows[other.id]).items():
            by_member[member_id].append(attended)
    return by_member
