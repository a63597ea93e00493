"""What follows norms put in force: members are told why, bookings corrected if the act says so.

Both go some members at a step, and may be repeated after a kill: a notification is said once, and
an entry that was corrected is of the new version, so it is not corrected again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload

from credit_engine.results import Assessment, Outcome, to_thousandths
from lms.clock import legal_day
from lms.models import (
    AttendanceRow,
    CreditEntry,
    Effect,
    Enrolment,
    EntryKind,
    Job,
    Member,
    NormsChange,
    NormsDecision,
    YearStanding,
)
from lms.services import crediting, facts, jobs, ledger, notifications
from lms.services.norms_adoption import adopted_by

CHUNK = 100  # members per transaction
REASON = "norms_changed"


def _locked(session: Session, decision_id: UUID) -> NormsDecision:
    return session.scalars(
        select(NormsDecision)
        .where(NormsDecision.id == decision_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def tell_step(session: Session, decision_id: UUID, *, now: datetime) -> bool:
    """Tell the next members whom the simulation found affected; True when more are left."""
    decision = _locked(session, decision_id)
    wanted = (
        select(NormsChange.member_id)
        .where(
            NormsChange.simulation_id == decision.simulation_id,
            NormsChange.effect != Effect.SAME,
        )
        .distinct()
        .order_by(NormsChange.member_id)
        .limit(CHUNK)
    )
    if "told_until" in decision.counts:
        wanted = wanted.where(NormsChange.member_id > UUID(decision.counts["told_until"]))
    members = session.scalars(wanted).all()
    if not members:
        return False
    _tell(session, decision, members, now=now)
    told = int(decision.counts.get("told", 0)) + len(members)
    decision.counts = decision.counts | {"told": told, "told_until": str(members[-1])}
    return True


def _tell(
    session: Session, decision: NormsDecision, members: Sequence[UUID], *, now: datetime
) -> None:
    for account_id in session.scalars(
        select(Member.account_id).where(Member.id.in_(members), Member.account_id.is_not(None))
    ):
        assert account_id is not None
        notifications.notify(
            session,
            account_id,
            "norms_changed",
            key=f"norms_changed:{decision.id}:{account_id}",
            now=now,
            params={
                "from": decision.effective_from.isoformat(),
                "act": adopted_by(decision.body, decision.act_number, decision.act_date),
            },
            path=f"/norms?on={decision.effective_from.isoformat()}",
        )


def effects_step(
    session: Session, decision_id: UUID, *, records_from: date | None, now: datetime
) -> bool:
    """Correct and recompute the next members, from the norms' first day; True when more follow."""
    decision = _locked(session, decision_id)
    if decision.finished_at is not None:
        return False
    wanted = select(Member.id).where(Member.withdrawn_at.is_(None)).order_by(Member.id).limit(CHUNK)
    if decision.last_member_id is not None:
        wanted = wanted.where(Member.id > decision.last_member_id)
    members = session.scalars(wanted).all()
    if not members:
        decision.finished_at = now
        counts = {key: decision.counts.get(key, 0) for key in ("corrected", "for_officer")}
        jobs.finish(session, decision.job_id, now=now, result=counts)
        return False
    if decision.compensates:
        _compensate(session, decision, members, records_from=records_from, now=now)
    _refresh(session, decision, members, records_from=records_from, now=now)
    decision.last_member_id = members[-1]
    job = session.get(Job, decision.job_id) if decision.job_id else None
    if job is not None:
        jobs.advance(session, job.id, done=min(job.done + len(members), job.total))
    return True


def _refresh(
    session: Session,
    decision: NormsDecision,
    members: Sequence[UUID],
    *,
    records_from: date | None,
    now: datetime,
) -> None:
    """Lists read the years from the first one that the new version may decide."""
    years = set(
        session.scalars(
            select(YearStanding.year)
            .where(
                YearStanding.member_id.in_(members),
                YearStanding.year >= decision.effective_from.year,
            )
            .distinct()
        )
    )
    if legal_day(now) >= decision.effective_from:
        years.add(legal_day(now).year)
    crediting.refresh_standings(session, members, sorted(years), records_from, now)


def _compensate(
    session: Session,
    decision: NormsDecision,
    members: Sequence[UUID],
    *,
    records_from: date | None,
    now: datetime,
) -> None:
    ledger.lock_chains(session, members)
    entries = _entries(session, decision, members)
    corrected = for_officer = 0
    for entry, answer in _answers(session, entries, records_from=records_from, now=now):
        if answer.outcome is Outcome.UNDETERMINED:
            for_officer += 1
            continue
        credits = to_thousandths(answer.credits) if crediting.is_bookable(answer) else 0  # type: ignore[arg-type]
        if credits == entry.credits:
            continue
        _correct(session, decision, entry, answer, records_from=records_from, now=now)
        corrected += 1
    counts = decision.counts
    decision.counts = counts | {
        "corrected": int(counts.get("corrected", 0)) + corrected,
        "for_officer": int(counts.get("for_officer", 0)) + for_officer,
    }


def _entries(
    session: Session, decision: NormsDecision, members: Sequence[UUID]
) -> Sequence[CreditEntry]:
    """Live entries on or after the day, of an earlier version, that no officer decided."""
    reversal = aliased(CreditEntry)
    return session.scalars(
        select(CreditEntry)
        .where(
            CreditEntry.member_id.in_(members),
            CreditEntry.kind == EntryKind.CREDIT,
            CreditEntry.counts_on >= decision.effective_from,
            CreditEntry.regulation_id != decision.regulation_id,
            ~select(reversal.id).where(reversal.reverses_id == CreditEntry.id).exists(),
        )
        .order_by(CreditEntry.member_id, CreditEntry.position)
    ).all()


Weighed = tuple[CreditEntry, Assessment]


def _answers(
    session: Session,
    entries: Sequence[CreditEntry],
    *,
    records_from: date | None,
    now: datetime,
) -> list[Weighed]:
    """What the norms of now give for what each entry was booked for."""
    by_list: dict[tuple[str, str], list[CreditEntry]] = defaultdict(list)
    found: list[Weighed] = []
    for entry in entries:
        batch = entry.batch or ""
        if entry.source.startswith("edition:") and batch.startswith("attendance:"):
            by_list[entry.source, batch].append(entry)
        elif entry.source.startswith("course:"):
            found += _of_course(session, entry, records_from=records_from, now=now)
    for (source, batch), rows in by_list.items():
        found += _of_edition(session, source, batch, rows, records_from=records_from, now=now)
    return found


def _of_course(
    session: Session, entry: CreditEntry, *, records_from: date | None, now: datetime
) -> Iterable[Weighed]:
    enrolment = _enrolment(session, entry)
    if enrolment is None or enrolment.completed_at is None:
        return
    yield (
        entry,
        crediting.assess_completion(
            session,
            enrolment,
            completed_at=enrolment.completed_at,
            records_from=records_from,
            now=now,
        ),
    )


def _enrolment(session: Session, entry: CreditEntry) -> Enrolment | None:
    course_id = UUID(entry.source.partition(":")[2])
    return session.scalar(
        select(Enrolment)
        .where(Enrolment.member_id == entry.member_id, Enrolment.course_id == course_id)
        .options(joinedload(Enrolment.version), joinedload(Enrolment.course))
    )


def _of_edition(
    session: Session,
    source: str,
    batch: str,
    entries: Sequence[CreditEntry],
    *,
    records_from: date | None,
    now: datetime,
) -> Iterable[Weighed]:
    attendees = _attendees(session, batch, [entry.member_id for entry in entries])
    edition = facts.load_edition(session, UUID(source.partition(":")[2]))
    answers = crediting.assess_attendance(
        session, edition, attendees, records_from=records_from, now=now
    )
    for entry in entries:
        if entry.member_id in answers:
            yield entry, answers[entry.member_id]


def _attendees(session: Session, batch: str, members: Sequence[UUID]) -> list[crediting.Attendee]:
    """Presence as the list said when it was booked."""
    try:
        file_id = UUID(batch.partition(":")[2])
    except ValueError:
        return []
    rows = session.scalars(
        select(AttendanceRow).where(
            AttendanceRow.file_id == file_id, AttendanceRow.member_id.in_(members)
        )
    )
    found = {}
    for row in rows:
        if row.outcome and "minutes" in row.outcome and row.member_id is not None:
            found[row.member_id] = crediting.Attendee(
                member_id=row.member_id,
                minutes_present=int(row.outcome["minutes"]),
                minutes_late=int(row.outcome.get("late", 0)),
            )
    return list(found.values())


def _correct(
    session: Session,
    decision: NormsDecision,
    entry: CreditEntry,
    answer: Assessment,
    *,
    records_from: date | None,
    now: datetime,
) -> None:
    """The reversal of what was booked, and what the new norms give instead."""
    batch = f"norms:{decision.id}"
    crediting.reverse_entries(
        session, [entry], reason=REASON, batch=batch, records_from=records_from, now=now
    )
    booked = 0
    if crediting.is_bookable(answer):
        [again] = ledger.book(
            session,
            [crediting.rebooking(answer, entry)],
            now=now,
        ).values()
        booked = again.credits
    notifications.notify_member(
        session,
        entry.member_id,
        "credit_corrected_by_norms",
        key=f"norms_corrected:{entry.id}",
        now=now,
        params={
            "title": entry.title,
            "credits": entry.credits,
            "now": booked,
            "act": adopted_by(decision.body, decision.act_number, decision.act_date),
        },
        path=f"/credits?year={entry.counts_on.year}",
    )
