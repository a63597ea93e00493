"""Credits of the past in the ledger, and the years of members that an import touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from credit_engine import facts as engine
from credit_engine.activity import assess_activity
from credit_engine.results import to_thousandths
from lms.clock import legal_day
from lms.models import CreditEntry, EntryKind, Member, YearStanding
from lms.registry_file import PastCredit, Record
from lms.services import crediting, facts, ledger
from lms.services.register_difference import credits_to_book
from lms.services.register_state import Branches, Current, opening_source
from lms.services.regulations import norms

REPLACED = "opening-corrected"  # reason of the reversal of an amount that a later file corrects


@dataclass(frozen=True, kw_only=True)
class Step:
    """What every part of a step needs."""

    session: Session
    import_id: UUID
    branches: Branches
    now: datetime


def book_credits(
    step: Step, records: Mapping[str, Record], current: Mapping[str, Current]
) -> dict[str, list[str]]:
    """Book the credits that the ledger lacks; gives, by code, the entries they replaced."""
    lacking = [
        (code, credit, replaced)
        for code, record in records.items()
        for credit, replaced in credits_to_book(record, current[code])
    ]
    replaced_entries = [entry for _, _, entry in lacking if entry is not None]
    batch = f"import:{step.import_id}"
    if replaced_entries:
        ledger.reverse(step.session, replaced_entries, reason=REPLACED, now=step.now, batch=batch)
    replaced_by_code: dict[str, list[str]] = defaultdict(list)
    for code, _, entry in lacking:
        if entry is not None:
            replaced_by_code[code].append(str(entry.id))
    ids = {current[code].member.id: current[code].member for code, _, _ in lacking}
    members = facts.member_facts(step.session, list(ids), records_from=None)
    bookings = []
    for code, credit, _ in lacking:
        member = current[code].member
        bookings.append(_opening(step, member, members[member.id], credit, batch=batch))
    ledger.book(step.session, bookings, now=step.now)
    return replaced_by_code


def _opening(
    step: Step, member: Member, known: engine.MemberFacts, credit: PastCredit, *, batch: str
) -> ledger.Booking:
    source = opening_source(member.key, credit)
    activity = engine.Activity(
        recorded_at=step.now,
        id=source,
        kind=engine.ActivityKind.OPENING,
        source=source,
        title=credit.title,
        started_on=credit.counts_on,
        completed_on=credit.counts_on,
        credits_declared=facts.credits_fraction(credit.credits),
        document=credit.document,
    )
    answer = assess_activity(
        norms(step.session), known, activity, on=legal_day(step.now), known_at=None
    )
    if not crediting.is_bookable(answer) or answer.credits is None or answer.regulation_id is None:
        raise AssertionError(f"Opening credits that the reader accepted are {answer.outcome}.")
    return ledger.Booking(
        member_id=member.id,
        source=source,
        credits=to_thousandths(answer.credits),
        counts_on=credit.counts_on,
        regulation_id=answer.regulation_id,
        basis=answer.basis.value if answer.basis else "sourced",
        title={"ro": credit.title, "en": credit.title},
        findings=crediting.findings_text(answer),
        kind=EntryKind.OPENING,
        batch=batch,
    )


def refresh_years(
    session: Session,
    touched: Mapping[UUID, set[int]],
    *,
    records_from: date | None,
    now: datetime,
) -> None:
    """Compute again the years of members: those touched, those known before, the present one."""
    years: dict[UUID, set[int]] = {
        member_id: {legal_day(now).year, *own} for member_id, own in touched.items()
    }
    known = session.execute(
        select(YearStanding.member_id, YearStanding.year).where(
            YearStanding.member_id.in_(list(touched))
        )
    )
    for member_id, year in known:
        years[member_id].add(year)
    groups: dict[tuple[int, ...], list[UUID]] = defaultdict(list)
    for member_id, own in years.items():
        groups[tuple(sorted(own))].append(member_id)
    for same_years, members in groups.items():
        crediting.refresh_standings(session, members, same_years, records_from, now)


def entries_of_batch(session: Session, batch: str, member_ids: Sequence[UUID]) -> list[CreditEntry]:
    """The openings that an import booked for some members."""
    return list(
        session.scalars(
            select(CreditEntry).where(
                CreditEntry.batch == batch,
                CreditEntry.kind == EntryKind.OPENING,
                CreditEntry.member_id.in_(member_ids),
            )
        )
    )
