"""What the credit engine reads, gathered from the tables in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from credit_engine import facts as engine
from lms.models import (
    ActivityRequest,
    CourseCredit,
    CourseVersion,
    CoveredYear,
    CreditEntry,
    Dues,
    Edition,
    Enrolment,
    EntryKind,
    Member,
    MemberGrade,
    MemberStatus,
    PastRegistration,
    PracticeKind,
    PracticePeriod,
    Programme,
    ProgrammeApproval,
    Provider,
    ProviderApproval,
    Status,
)
from lms.services import request_checks

_LEAVES = {
    Status.PARENTAL_LEAVE: engine.Leave.PARENTAL,
    Status.MEDICAL_LEAVE: engine.Leave.MEDICAL,
}
_STATUSES = {
    Status.ACTIVE: engine.Status.ACTIVE,
    Status.SUSPENDED: engine.Status.SUSPENDED,
    Status.REMOVED: engine.Status.REMOVED,
    Status.PARENTAL_LEAVE: engine.Status.ACTIVE,
    Status.MEDICAL_LEAVE: engine.Status.ACTIVE,
}
_PRACTICE = {
    PracticeKind.SPECIALTY: engine.PracticeField.SPECIALTY,
    PracticeKind.FIELD: engine.PracticeField.FIELD,
}


@lru_cache(maxsize=4096)  # few amounts, many entries
def credits_fraction(thousandths: int) -> Fraction:
    """Thousandths of a credit as the exact number of credits."""
    return Fraction(thousandths, 1000)


def edition_source(edition_id: UUID) -> str:
    """The ledger's name of an edition."""
    return f"edition:{edition_id}"


def edition_of(source: str) -> UUID | None:
    """The edition that the ledger's source names; None for a source of another kind."""
    kind, _, number = source.partition(":")
    return UUID(number) if kind == "edition" else None


def course_source(course_id: UUID) -> str:
    """The ledger's name of a course of the College (credited once per member)."""
    return f"course:{course_id}"


def recognition_source(case_id: UUID) -> str:
    """The ledger's name of a training recognised by file."""
    return f"recognition:{case_id}"


def other_source(case_id: UUID) -> str:
    """The ledger's name of another activity credited by file."""
    return f"other:{case_id}"


def work_source(row: ActivityRequest) -> str:
    """What is repeated when another activity is done again: the lecture, the book, the mandate."""
    return f"{row.item}:{request_checks.work_mark(row) or row.case_id}"


# Most of an entry, in bytes: the engine reads amounts and days.
_NOT_READ = tuple(
    defer(column)
    for column in (CreditEntry.payload, CreditEntry.findings, CreditEntry.leaf, CreditEntry.root)
)


@dataclass(frozen=True)
class _Sources:
    """What the sources of entries stand for, loaded at once."""

    editions: Mapping[UUID, Edition]
    activities: Mapping[UUID, ActivityRequest]


def member_facts(
    session: Session, member_ids: Sequence[UUID], *, records_from: date | None
) -> dict[UUID, engine.MemberFacts]:
    """Facts of members with the activities that their ledger holds; one pass per table."""
    if not member_ids:
        return {}
    members = _members(session, member_ids)
    statuses = _by_member(session, MemberStatus, member_ids)
    grades = _by_member(session, MemberGrade, member_ids)
    practice = _by_member(session, PracticePeriod, member_ids)
    covered = _by_member(session, CoveredYear, member_ids)
    dues = _by_member(session, Dues, member_ids)
    past = _by_member(session, PastRegistration, member_ids)
    entries = _by_member(session, CreditEntry, member_ids, _NOT_READ)
    sources = _load_sources(session, (e.source for rows in entries.values() for e in rows))
    return {
        member.id: engine.MemberFacts(
            member=str(member.key),
            registrations=_registrations(member, past[member.id]),
            platform_from=records_from,
            statuses=tuple(
                engine.StatusPeriod(**_period(row), status=_STATUSES[row.status])
                for row in statuses[member.id]
            ),
            leaves=tuple(
                engine.LeavePeriod(**_period(row), leave=_LEAVES[row.status])
                for row in statuses[member.id]
                if row.status in _LEAVES
            ),
            grades=tuple(
                engine.GradePeriod(**_period(row), grade=row.grade.value)
                for row in grades[member.id]
            ),
            practice=tuple(
                engine.PracticePeriod(**_period(row), field=_PRACTICE[row.kind])
                for row in practice[member.id]
            ),
            imported_years=tuple(
                engine.ImportedYear(
                    recorded_at=row.recorded_at,
                    superseded_at=row.superseded_at,
                    year=row.year,
                    document=row.source,
                )
                for row in covered[member.id]
            ),
            dues=tuple(
                engine.DuesYear(
                    recorded_at=row.recorded_at,
                    superseded_at=row.superseded_at,
                    year=row.year,
                    paid_on=row.paid_on,
                )
                for row in dues[member.id]
            ),
            activities=_ledger_activities(entries[member.id], sources),
        )
        for member in members
    }


def _members(session: Session, member_ids: Sequence[UUID]) -> Sequence[Member]:
    if len(member_ids) == 1:  # a page of one member has often loaded them already
        found = session.get(Member, member_ids[0])
        return [] if found is None else [found]
    return session.scalars(select(Member).where(Member.id.in_(member_ids))).all()


def _by_member(
    session: Session,
    table: Any,
    member_ids: Sequence[UUID],
    options: Sequence[ExecutableOption] = (),
) -> dict[UUID, list[Any]]:
    rows: dict[UUID, list[Any]] = defaultdict(list)
    wanted = select(table).where(table.member_id.in_(member_ids)).options(*options)
    for row in session.scalars(wanted):
        rows[row.member_id].append(row)
    return rows


def _registrations(
    member: Member, past: Sequence[PastRegistration]
) -> tuple[engine.Registration, ...]:
    """The days of registration as they were known, the present one last."""
    known_since = max((row.superseded_at for row in past), default=member.recorded_at)
    return (
        *(
            engine.Registration(
                recorded_at=row.recorded_at,
                superseded_at=row.superseded_at,
                registered_on=row.registered_on,
            )
            for row in past
        ),
        engine.Registration(recorded_at=known_since, registered_on=member.registered_on),
    )


def _period(row: Any) -> dict[str, Any]:
    return {
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "recorded_at": row.recorded_at,
        "superseded_at": row.superseded_at,
    }


def _load_sources(session: Session, names: Iterable[str]) -> _Sources:
    wanted: dict[str, set[UUID]] = {"edition": set(), "other": set()}
    for name in names:
        kind, _, key = name.partition(":")
        if kind in wanted:
            wanted[kind].add(UUID(key))
    editions: Iterable[Edition] = ()
    if wanted["edition"]:
        editions = session.scalars(
            select(Edition)
            .where(Edition.id.in_(wanted["edition"]))
            .options(selectinload(Edition.sessions), joinedload(Edition.programme))
        )
    activities: Iterable[ActivityRequest] = ()
    if wanted["other"]:
        activities = session.scalars(
            select(ActivityRequest).where(ActivityRequest.case_id.in_(wanted["other"]))
        )
    return _Sources(
        {edition.id: edition for edition in editions},
        {activity.case_id: activity for activity in activities},
    )


def _ledger_activities(
    entries: Sequence[CreditEntry], sources: _Sources
) -> tuple[engine.Activity, ...]:
    by_source: dict[str, list[CreditEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.position):
        by_source[entry.source].append(entry)
    return tuple(_booked(source, rows, sources) for source, rows in by_source.items())


def _booked(source: str, rows: Sequence[CreditEntry], sources: _Sources) -> engine.Activity:
    first, last = rows[0], rows[-1]
    bookings = tuple(
        engine.Booking(
            recorded_at=row.recorded_at,
            entry=str(row.id),
            credits=credits_fraction(row.credits),
            basis=row.basis,
        )
        for row in rows
    )
    common: dict[str, Any] = {
        "recorded_at": first.recorded_at,
        "id": source,
        "title": last.title.get("ro", source),
        "bookings": bookings,
        "started_on": last.counts_on,
        "completed_on": last.counts_on,
    }
    if source.startswith("edition:"):
        edition = sources.editions[UUID(source[8:])]
        return engine.Activity(
            **common,
            kind=engine.ActivityKind.PROGRAMME,
            source=f"programme:{edition.programme_id}",
            form=engine.ProgrammeForm(edition.programme.kind.value),
            sessions=_sessions(edition),
        )
    if source.startswith("recognition:"):
        return engine.Activity(**common, kind=engine.ActivityKind.RECOGNITION, source=source)
    if source.startswith("other:"):
        return _other_activity(common, sources.activities.get(UUID(source[6:])))
    kind = (
        engine.ActivityKind.OPENING
        if any(row.kind is EntryKind.OPENING for row in rows)
        else engine.ActivityKind.COURSE
    )
    return engine.Activity(**common, kind=kind, source=source)


def _other_activity(common: dict[str, Any], row: ActivityRequest | None) -> engine.Activity:
    if row is None:
        return engine.Activity(**common, kind=engine.ActivityKind.OTHER, source=common["id"])
    return engine.Activity(
        **common,
        kind=engine.ActivityKind.OTHER,
        source=work_source(row),
        item=row.item,
        quantity=None if row.quantity is None else credits_fraction(row.quantity),
    )


def _sessions(edition: Edition) -> tuple[engine.Session, ...]:
    return tuple(engine.Session(start=s.starts_at, end=s.ends_at) for s in edition.sessions)


def approvals(
    rows: Iterable[ProviderApproval | ProgrammeApproval | CourseCredit],
) -> tuple[engine.Approval, ...]:
    """Approvals of a provider, a programme or a course, as the engine reads them."""
    return tuple(
        engine.Approval(
            **_period(row),
            decision=engine.Decision(
                body=row.body, number=row.decision_number, decided_on=row.decided_on
            ),
            credits=None if isinstance(row, ProviderApproval) else credits_fraction(row.credits),
        )
        for row in rows
    )


def load_edition(session: Session, edition_id: UUID) -> Edition:
    """An edition with everything that crediting reads."""
    return session.scalars(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(
            selectinload(Edition.sessions),
            selectinload(Edition.programme).selectinload(Programme.approvals),
            selectinload(Edition.provider).selectinload(Provider.approvals),
        )
    ).one()


def edition_activity(
    edition: Edition,
    *,
    minutes_delivered: int,
    minutes_present: int,
    minutes_late: int,
    recorded_at: Any,
) -> engine.Activity:
    """A member's attendance of an edition (from `load_edition`), before it is booked."""
    programme, provider = edition.programme, edition.provider
    return engine.Activity(
        recorded_at=recorded_at,
        id=edition_source(edition.id),
        kind=engine.ActivityKind.PROGRAMME,
        source=f"programme:{programme.id}",
        title=programme.title,
        organiser=engine.Organiser(provider.kind.value),
        form=engine.ProgrammeForm(programme.kind.value),
        provider_approvals=approvals(provider.approvals),
        programme_approvals=approvals(programme.approvals),
        sessions=_sessions(edition),
        minutes_delivered=minutes_delivered,
        minutes_present=minutes_present,
        minutes_late=minutes_late,
        started_on=edition.starts_on,
        completed_on=edition.ends_on,
    )


def completion_activity(
    enrolment: Enrolment, *, started_on: date, completed_on: date, recorded_at: Any
) -> engine.Activity:
    """A member's completion of a course of the College, before it is booked."""
    return course_activity(
        enrolment.version,
        started_on=started_on,
        completed_on=completed_on,
        recorded_at=recorded_at,
    )


def course_activity(
    version: CourseVersion, *, started_on: date, completed_on: date, recorded_at: Any
) -> engine.Activity:
    """Any completion of a course version (with its course and decisions), as the engine reads."""
    source = course_source(version.course_id)
    return engine.Activity(
        recorded_at=recorded_at,
        id=source,
        kind=engine.ActivityKind.COURSE,
        source=source,
        title=str(version.title.get("ro", "")),
        organiser=engine.Organiser.COLLEGE,
        form=engine.ProgrammeForm.ELEARNING_COURSE,
        programme_approvals=approvals(version.course.credit_decisions),
        workload_minutes=version.workload_minutes,
        started_on=started_on,
        completed_on=completed_on,
    )
