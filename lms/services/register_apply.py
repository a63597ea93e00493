"""Applying an import, some members a step: facts are superseded and recorded, credits booked.

Each step compares again with what stands, so a step that is repeated after a kill finds nothing
left to do. `effects` of each change notes what the undo needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.models import (
    CoveredYear,
    Dues,
    Grade,
    ImportState,
    Member,
    MemberEmail,
    MemberGrade,
    MemberStatus,
    PastRegistration,
    PracticeKind,
    PracticePeriod,
    RegisterChange,
    RegisterImport,
    Status,
)
from lms.registry_file import Period, Record, record_from_dict
from lms.services import jobs
from lms.services.register_credits import Step, book_credits, refresh_years
from lms.services.register_difference import (
    emails_to_add,
    emails_to_remove,
    period_of,
    present_fields,
    wanted_fields,
)
from lms.services.register_import import lock_import
from lms.services.register_preview import folded_name
from lms.services.register_state import (
    Current,
    PeriodRow,
    load_branches,
    load_current,
)

MEMBERS_PER_STEP = 100


@dataclass(kw_only=True)
class Effects:
    """What was done for one member, by row ids, as the undo needs it."""

    created: bool = False
    fields: dict[str, list[Any]] = field(default_factory=dict)
    superseded: dict[str, list[str]] = field(default_factory=dict)
    emails_added: list[str] = field(default_factory=list)
    emails_removed: list[str] = field(default_factory=list)
    replaced_entries: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The effects as JSON-able data."""
        return dict(vars(self))


def apply_step(
    session: Session, import_id: UUID, *, records_from: date | None, now: datetime
) -> bool:
    """Apply the next members; True when more are left."""
    found = lock_import(session, import_id)
    if found.state is not ImportState.APPLYING:
        return False
    waiting = session.scalars(
        select(RegisterChange)
        .where(RegisterChange.import_id == import_id, RegisterChange.applied_at.is_(None))
        .order_by(RegisterChange.position)
        .limit(MEMBERS_PER_STEP)
    ).all()
    step = Step(session=session, import_id=import_id, branches=load_branches(session), now=now)
    _apply(step, waiting, records_from=records_from)
    left = _count_waiting(session, import_id)
    jobs.advance(session, found.job_id, done=found.counts["changes"] - left)
    if left:
        return True
    _finish(session, found, now=now)
    return False


def _count_waiting(session: Session, import_id: UUID) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(RegisterChange)
            .where(RegisterChange.import_id == import_id, RegisterChange.applied_at.is_(None))
        )
        or 0
    )


def _finish(session: Session, found: RegisterImport, *, now: datetime) -> None:
    found.state = ImportState.APPLIED
    found.applied_at = now
    jobs.finish(session, found.job_id, now=now, result={"changes": found.counts["changes"]})


def _apply(step: Step, changes: Sequence[RegisterChange], *, records_from: date | None) -> None:
    session = step.session
    records = {change.rnasr_code: record_from_dict(change.record) for change in changes}
    current = load_current(session, list(records))
    effects = {code: Effects() for code in records}
    for code, record in records.items():
        known = current.get(code)
        if known is None or known.member.withdrawn_at is not None:
            current[code] = _bring_in(step, record, known, effects[code])
        else:
            _change_fields(step, record, known, effects[code])
        _supersede(step, record, current[code], effects[code])
    session.flush()  # what is superseded makes room, in the unique indexes, for what is recorded
    for code, record in records.items():
        _change_emails(step, record, current[code], effects[code])
        _record_facts(step, record, current[code])
    session.flush()
    for code, entries in book_credits(step, records, current).items():
        effects[code].replaced_entries = entries
    for change in changes:
        change.member_id = current[change.rnasr_code].member.id
        change.effects = effects[change.rnasr_code].as_dict()
        change.applied_at = step.now
    session.flush()
    years = {
        current[code].member.id: {credit.counts_on.year for credit in record.credits}
        | set(record.covered)
        for code, record in records.items()
    }
    refresh_years(session, years, records_from=records_from, now=step.now)


def _bring_in(step: Step, record: Record, known: Current | None, effects: Effects) -> Current:
    identity = record.identity
    assert identity is not None, "a record of an unknown member was refused before"
    effects.created = True
    if known is not None:
        member = known.member
        if member.registered_on != identity.registered_on:
            _correct_registration(step, member, identity.registered_on)
        member.withdrawn_at = None
    else:
        member = Member(
            id=uuid4(),
            key=uuid4(),
            rnasr_code=record.code,
            registered_on=identity.registered_on,
            account_id=None,
            recorded_at=step.now,
            import_id=step.import_id,
            withdrawn_at=None,
        )
        step.session.add(member)
    for name, value in wanted_fields(identity).items():
        if name != "registered_on":
            _set_field(step, member, name, value)
    return known or Current(member=member)


def _change_fields(step: Step, record: Record, current: Current, effects: Effects) -> None:
    if record.identity is None:
        return
    present = present_fields(current, step.branches)
    for name, value in wanted_fields(record.identity).items():
        if present[name] != value:
            effects.fields[name] = [present[name], value]
            set_field(step, current.member, name, value)


def set_field(step: Step, member: Member, name: str, value: str | None) -> None:
    """Give a field of a member the value that a difference states."""
    if name == "registered_on":
        assert value is not None
        _correct_registration(step, member, date.fromisoformat(value))
    else:
        _set_field(step, member, name, value)


def _set_field(step: Step, member: Member, name: str, value: str | None) -> None:
    if name == "branch":
        branch = step.branches.by_slug.get(value) if value else None
        member.branch_id = branch.id if branch else None
    else:
        setattr(member, name, value)
    if name in {"last_name", "first_name"} and member.last_name and member.first_name:
        member.folded_name = folded_name(member.last_name, member.first_name)


def _correct_registration(step: Step, member: Member, day: date) -> None:
    """Keep the day that was known until now: past answers rest on it."""
    last = step.session.scalar(
        select(func.max(PastRegistration.superseded_at)).where(
            PastRegistration.member_id == member.id
        )
    )
    step.session.add(
        PastRegistration(
            id=uuid4(),
            member_id=member.id,
            registered_on=member.registered_on,
            recorded_at=last or member.recorded_at,
            superseded_at=step.now,
            import_id=step.import_id,
        )
    )
    member.registered_on = day
    step.session.flush()


def _change_emails(step: Step, record: Record, current: Current, effects: Effects) -> None:
    identity = record.identity
    if identity is None:
        return
    for email in emails_to_remove(identity, current):
        row = current.emails[email]
        row.removed_at = step.now
        row.is_primary = False
        effects.emails_removed.append(str(row.id))
    active = [row for row in current.emails.values() if row.removed_at is None]
    for email in emails_to_add(identity, current):
        row = _add_email(step, current, email)
        effects.emails_added.append(str(row.id))
        active.append(row)
    if not any(row.is_primary for row in active):
        by_email = {row.email: row for row in active}
        first = next((by_email[email] for email in identity.emails if email in by_email), None)
        if first is not None:
            first.is_primary = True


def _add_email(step: Step, current: Current, email: str) -> MemberEmail:
    row = current.emails.get(email)
    if row is None:
        row = MemberEmail(
            id=uuid4(),
            member_id=current.member.id,
            email=email,
            verified_at=None,
            is_primary=False,
            removed_at=None,
            recorded_at=step.now,
            import_id=step.import_id,
        )
        step.session.add(row)
    row.removed_at = None
    row.import_id = step.import_id
    return row


def _supersede(step: Step, record: Record, current: Current, effects: Effects) -> None:
    def end(kind: str, rows: Iterable[Any]) -> None:
        for row in rows:
            row.superseded_at = step.now
            effects.superseded.setdefault(kind, []).append(str(row.id))

    for kind, wanted, standing in _period_groups(record, current):
        if wanted is not None:
            end(kind, (row for row in standing if period_of(row) not in wanted))
    end(
        "dues",
        (
            current.dues[year]
            for year, paid_on in record.dues.items()
            if year in current.dues and current.dues[year].paid_on != paid_on
        ),
    )
    end(
        "covered",
        (
            current.covered[year]
            for year, source in record.covered.items()
            if year in current.covered and current.covered[year].source != source
        ),
    )


def _period_groups(
    record: Record, current: Current
) -> list[tuple[str, tuple[Period, ...] | None, Sequence[PeriodRow]]]:
    return [
        ("grade", record.grades, current.grades),
        ("status", record.statuses, current.statuses),
        ("practice", record.practice, current.practice),
    ]


def _record_facts(step: Step, record: Record, current: Current) -> None:
    member_id = current.member.id
    for kind, wanted, standing in _period_groups(record, current):
        present = [period_of(row) for row in standing if row.superseded_at is None]
        for period in wanted or ():
            if period not in present:
                step.session.add(new_period(step, kind, member_id, period))
    common = {
        "member_id": member_id,
        "recorded_at": step.now,
        "superseded_at": None,
        "import_id": step.import_id,
    }
    for year, paid_on in record.dues.items():
        row = current.dues.get(year)
        if row is None or row.superseded_at is not None:
            step.session.add(Dues(id=uuid4(), year=year, paid_on=paid_on, **common))
    for year, source in record.covered.items():
        standing_year = current.covered.get(year)
        if standing_year is None or standing_year.superseded_at is not None:
            step.session.add(CoveredYear(id=uuid4(), year=year, source=source, **common))


def new_period(step: Step, kind: str, member_id: UUID, period: Period) -> PeriodRow:
    """A fact of a kind (grade, status, practice) recorded now by the import."""
    common: dict[str, Any] = {
        "id": uuid4(),
        "member_id": member_id,
        "valid_from": period.valid_from,
        "valid_until": period.valid_until,
        "recorded_at": step.now,
        "superseded_at": None,
        "import_id": step.import_id,
    }
    if kind == "grade":
        return MemberGrade(grade=Grade(period.value), decision=period.decision, **common)
    if kind == "status":
        return MemberStatus(status=Status(period.value), **common)
    return PracticePeriod(kind=PracticeKind(period.value), **common)
