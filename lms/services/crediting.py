"""From a fact to the ledger: what the engine says of it, and the entry that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine import facts as engine
from credit_engine.activity import assess_activity
from credit_engine.regulation import Regulation
from credit_engine.results import Assessment, Outcome, to_thousandths
from credit_engine.year import assess_year
from lms.clock import legal_day
from lms.models import CreditEntry, Edition, Enrolment, EntryKind, YearStanding
from lms.services import closed_years, facts, ledger
from lms.services.regulations import norms
from lms.services.upserts import insert_into


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """A member's presence at an edition, in whole minutes."""

    member_id: UUID
    minutes_present: int
    minutes_late: int = 0


def findings_text(answer: Assessment) -> str:
    """The assessment as the canonical text that the ledger keeps and hashes."""
    return ledger.canonical_json(answer.as_dict())


def _booking(
    answer: Assessment,
    member_id: UUID,
    *,
    source: str,
    counts_on: date,
    title: Mapping[str, str],
    kind: EntryKind = EntryKind.CREDIT,
    batch: str | None = None,
) -> ledger.Booking:
    assert answer.credits is not None
    assert answer.regulation_id is not None
    return ledger.Booking(
        member_id=member_id,
        source=source,
        credits=to_thousandths(answer.credits),
        counts_on=counts_on,
        regulation_id=answer.regulation_id,
        basis=answer.basis.value if answer.basis else "default",
        title=title,
        findings=findings_text(answer),
        kind=kind,
        batch=batch,
    )


def rebooking(answer: Assessment, entry: CreditEntry) -> ledger.Booking:
    """The same source weighed again: the place of an entry, with what a new answer gives."""
    return _booking(
        answer,
        entry.member_id,
        source=entry.source,
        counts_on=entry.counts_on,
        title={code: str(text) for code, text in entry.title.items()},
        kind=entry.kind,
        batch=entry.batch,
    )


def is_bookable(answer: Assessment) -> bool:
    """Whether an assessment credits something."""
    return answer.outcome is Outcome.MET and bool(answer.credits)


def credit_completion(
    session: Session,
    enrolment: Enrolment,
    *,
    completed_at: datetime,
    records_from: date | None,
    now: datetime,
) -> tuple[Assessment, CreditEntry | None]:
    """Book the credits of a completed course, once; the assessment says why, or why not."""
    source = facts.course_source(enrolment.course_id)
    answer = assess_completion(
        session, enrolment, completed_at=completed_at, records_from=records_from, now=now
    )
    live = ledger.live_entry(session, member_id=enrolment.member_id, source=source)
    if live is not None or not is_bookable(answer):
        return answer, live
    title = {code: str(text) for code, text in enrolment.version.title.items()}
    booking = _booking(
        answer,
        enrolment.member_id,
        source=source,
        counts_on=legal_day(completed_at),
        title=title,
        batch=f"enrolment:{enrolment.id}",
    )
    entry = ledger.book(session, [booking], now=now)[(enrolment.member_id, source)]
    refresh_standings(session, [enrolment.member_id], [booking.counts_on.year], records_from, now)
    return answer, entry


def assess_completion(
    session: Session,
    enrolment: Enrolment,
    *,
    completed_at: datetime,
    records_from: date | None,
    now: datetime,
) -> Assessment:
    """What a completed course would give its member, and why; books nothing."""
    members = facts.member_facts(session, [enrolment.member_id], records_from=records_from)
    activity = facts.completion_activity(
        enrolment,
        started_on=legal_day(enrolment.enrolled_at),
        completed_on=legal_day(completed_at),
        recorded_at=now,
    )
    return _assess(norms(session), members[enrolment.member_id], activity, now=now)


def _assess(
    regulation: Regulation, member: engine.MemberFacts, activity: engine.Activity, *, now: datetime
) -> Assessment:
    earlier = tuple(a for a in member.activities if a.id != activity.id)
    others = engine.MemberFacts(
        member=member.member,
        registrations=member.registrations,
        platform_from=member.platform_from,
        statuses=member.statuses,
        grades=member.grades,
        leaves=member.leaves,
        practice=member.practice,
        imported_years=member.imported_years,
        activities=earlier,
    )
    return assess_activity(regulation, others, activity, on=legal_day(now), known_at=None)


def minutes_delivered(edition: Edition) -> int:
    """Whole minutes held, breaks excluded: the union of the sessions."""
    total = 0.0
    last: datetime | None = None
    for held in sorted(edition.sessions, key=lambda held: held.starts_at):
        start = held.starts_at if last is None else max(held.starts_at, last)
        total += max(0.0, (held.ends_at - start).total_seconds())
        last = held.ends_at if last is None else max(last, held.ends_at)
    return int(total // 60)


def assess_attendance(
    session: Session,
    edition: Edition,
    attendees: Sequence[Attendee],
    *,
    records_from: date | None,
    now: datetime,
) -> dict[UUID, Assessment]:
    """What each member would get for an edition (from `facts.load_edition`); books nothing."""
    members = facts.member_facts(
        session, [attendee.member_id for attendee in attendees], records_from=records_from
    )
    delivered = minutes_delivered(edition)
    regulation = norms(session)
    return {
        attendee.member_id: _assess(
            regulation,
            members[attendee.member_id],
            facts.edition_activity(
                edition,
                minutes_delivered=delivered,
                minutes_present=attendee.minutes_present,
                minutes_late=attendee.minutes_late,
                recorded_at=now,
            ),
            now=now,
        )
        for attendee in attendees
    }


def book_attendance(
    session: Session,
    edition: Edition,
    attendees: Sequence[Attendee],
    *,
    batch: str,
    records_from: date | None,
    now: datetime,
) -> dict[UUID, tuple[Assessment, CreditEntry | None]]:
    """Book an edition's credits for its attendees, one entry per member; safe to repeat."""
    answers = assess_attendance(session, edition, attendees, records_from=records_from, now=now)
    source = facts.edition_source(edition.id)
    programme = edition.programme
    title = {"ro": programme.title, "en": programme.title_en}
    bookings = [
        _booking(
            answer, member_id, source=source, counts_on=edition.ends_on, title=title, batch=batch
        )
        for member_id, answer in answers.items()
        if is_bookable(answer)
    ]
    entries = ledger.book(session, bookings, now=now)
    members = [booking.member_id for booking in bookings]
    refresh_standings(session, members, [edition.ends_on.year], records_from, now)
    return {
        member_id: (answer, entries.get((member_id, source)))
        for member_id, answer in answers.items()
    }


def reverse_entries(
    session: Session,
    entries: Sequence[CreditEntry],
    *,
    reason: str,
    batch: str | None,
    records_from: date | None,
    now: datetime,
) -> list[CreditEntry]:
    """Reverse entries (once each) and bring the years they touch up to date."""
    reversals = ledger.reverse(session, entries, reason=reason, now=now, batch=batch)
    members = [entry.member_id for entry in entries]
    years = sorted({entry.counts_on.year for entry in entries})
    refresh_standings(session, members, years, records_from, now)
    return reversals


def year_answers(
    session: Session,
    member_ids: Sequence[UUID],
    years: Iterable[int],
    *,
    records_from: date | None,
    on: date,
    known_at: datetime | None = None,
) -> dict[tuple[UUID, int], Assessment]:
    """The annual question for members and years, as seen on a day with what was known then."""
    regulation = norms(session, known_at=known_at)
    members = facts.member_facts(session, member_ids, records_from=records_from)
    return {
        (member_id, year): assess_year(regulation, member, year=year, on=on, known_at=known_at)
        for member_id, member in members.items()
        for year in years
    }


CHUNK = 500  # members whose facts are held at a time


def refresh_standings(
    session: Session,
    member_ids: Sequence[UUID],
    years: Iterable[int],
    records_from: date | None,
    now: datetime,
) -> None:
    """Compute again what lists read: one row per member and year; some members at a time.

    A year closed in favour keeps what it was closed with until a decision (`closed_years`).
    """
    members = list(dict.fromkeys(member_ids))
    wanted = list(years)
    for start in range(0, len(members), CHUNK):
        chunk = members[start : start + CHUNK]
        _write_standings(
            session,
            year_answers(session, chunk, wanted, records_from=records_from, on=legal_day(now)),
            now=now,
        )


def _write_standings(
    session: Session, answers: Mapping[tuple[UUID, int], Assessment], *, now: datetime
) -> None:
    said = closed_years.said_years(session, answers)
    for (member_id, year), known in said.items():
        if known.is_upheld:
            closed_years.enter_check(session, member_id, year, now=now)
    rows = [
        {
            "member_id": member_id,
            "year": year,
            "outcome": known.outcome.value,
            "required": known.required,
            "earned": known.earned,
            "orientative": known.orientative,
            "regulation_id": known.regulation_id,
            "known_at": now,
        }
        for (member_id, year), known in said.items()
        if known.regulation_id is not None
    ]
    if not rows:
        return
    statement = insert_into(session, YearStanding)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["member_id", "year"],
            set_={
                name: statement.excluded[name]
                for name in (
                    "outcome",
                    "required",
                    "earned",
                    "orientative",
                    "regulation_id",
                    "known_at",
                )
            },
        ),
        rows,
    )


def entries_of(session: Session, member_id: UUID, *, year: int | None = None) -> list[CreditEntry]:
    """All entries of a member, newest first; those that count for a year when one is given."""
    wanted = select(CreditEntry).where(CreditEntry.member_id == member_id)
    if year is not None:
        wanted = wanted.where(
            CreditEntry.counts_on >= date(year, 1, 1), CreditEntry.counts_on <= date(year, 12, 31)
        )
    return list(session.scalars(wanted.order_by(CreditEntry.position.desc())))
