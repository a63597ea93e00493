"""Attendance that the norms do not settle: the commission proposes, BEX decides, as in every file.

A row is not credited by a click of one officer: crediting it here would be a second way round
the two officers. The commission's proposal opens a file of the kind that corrects credits, which
carries the member's notice, the decision with its number, and the booking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from credit_engine.results import Assessment, to_thousandths
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, Conflict, NotAllowed, NotFound
from lms.models import (
    Account,
    AttendanceFile,
    AttendanceRow,
    AttendanceState,
    CaseFile,
    CaseKind,
    CaseState,
    Edition,
    Member,
    Objection,
    ObjectionKind,
    Programme,
    Role,
)
from lms.services import attendance_outcomes as outcomes
from lms.services import case_decisions, case_files, crediting, facts, ledger, notifications
from lms.services.accounts import roles_in_force
from lms.services.listing import Page, Wanted, contains, fetch_page
from lms.services.procedures import Verdict

_CODES = (outcomes.OFFICER, outcomes.OFFICER_MINUTES)


@dataclass(frozen=True, kw_only=True)
class Undecided:
    """A member's attendance that waits for the commission; minutes are whole."""

    row: AttendanceRow
    member: Member
    edition: Edition


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """The same, with what the norms say of it now; `possible` in thousandths, if it is credited."""

    undecided: Undecided
    answer: Assessment
    possible: int | None


def waiting() -> Select[tuple[AttendanceRow]]:
    """One row for each member and edition that waits, with no file about it yet."""
    earlier = aliased(AttendanceRow)
    about = (
        select(Objection.case_id)
        .join(CaseFile, CaseFile.id == Objection.case_id)
        .where(
            Objection.edition_id == AttendanceFile.edition_id,
            CaseFile.member_id == AttendanceRow.member_id,
            CaseFile.state.not_in([CaseState.DRAFT, CaseState.WITHDRAWN]),
        )
    )
    return (
        select(AttendanceRow)
        .join(AttendanceFile, AttendanceFile.id == AttendanceRow.file_id)
        .join(Edition, Edition.id == AttendanceFile.edition_id)
        .join(Programme, Programme.id == Edition.programme_id)
        .join(Member, Member.id == AttendanceRow.member_id)
        .where(
            AttendanceFile.state == AttendanceState.BOOKED,
            _undecided(AttendanceRow),
            ~about.exists(),
            ~select(earlier.id)
            .where(
                earlier.file_id == AttendanceRow.file_id,
                earlier.member_id == AttendanceRow.member_id,
                earlier.ordinal < AttendanceRow.ordinal,
            )
            .exists(),
        )
    )


def _undecided(row: type[AttendanceRow]) -> ColumnElement[bool]:
    return or_(*(row.outcome["code"].as_string() == code for code in _CODES))


def count(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(waiting().subquery())) or 0


def list_waiting(session: Session, wanted: Wanted, *, search: str) -> Page[Undecided]:
    """Those that wait, filtered by programme or member, sorted and paged."""
    query = waiting().options(
        joinedload(AttendanceRow.file)
        .joinedload(AttendanceFile.edition)
        .options(joinedload(Edition.programme), joinedload(Edition.provider))
    )
    for word in search.split()[:4]:
        places = (Programme.title, Member.last_name, Member.first_name, Member.rnasr_code)
        query = query.where(or_(*(contains(place, word) for place in places)))
    page = fetch_page(
        session,
        query,
        wanted,
        orders={
            "ends_on": Edition.ends_on,
            "member": func.lower(Member.last_name),
            "title": func.lower(Programme.title),
            "minutes": AttendanceRow.minutes,
        },
        tie=AttendanceRow.id,
    )
    members = {
        member.id: member
        for member in session.scalars(
            select(Member).where(Member.id.in_({row.member_id for row in page.rows}))
        )
    }
    rows = [
        Undecided(row=row, member=members[row.member_id], edition=row.file.edition)
        for row in page.rows
        if row.member_id is not None
    ]
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def weigh(session: Session, row_id: UUID, *, settings: Settings, now: datetime) -> Weighed:
    """One that waits, with what the norms say of it now; NotFound when it waits no longer."""
    row = session.scalar(waiting().where(AttendanceRow.id == row_id))
    if row is None or row.member_id is None or row.outcome is None:
        raise NotFound(N_("Această prezență nu mai așteaptă o hotărâre."))
    edition = facts.load_edition(session, row.file.edition_id)
    answer = crediting.assess_attendance(
        session,
        edition,
        [
            crediting.Attendee(
                member_id=row.member_id,
                minutes_present=int(row.outcome["minutes"]),
                minutes_late=int(row.outcome["late"]),
            )
        ],
        records_from=settings.records_from,
        now=now,
    )[row.member_id]
    member = session.get_one(Member, row.member_id)
    return Weighed(
        undecided=Undecided(row=row, member=member, edition=edition),
        answer=answer,
        possible=to_thousandths(answer.possible) if answer.possible else None,
    )


def propose(
    session: Session,
    row_id: UUID,
    verdict: Verdict,
    *,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> CaseFile:
    """Open the file of an attendance with the commission's proposal; BEX comes next."""
    grants = roles_in_force(session.get_one(Account, account_id), on=legal_day(now))
    if Role.CFPC not in {grant.role for grant in grants}:
        raise NotAllowed(N_("Propunerea o face comisia căreia i s-a repartizat dosarul."))
    found = session.get(AttendanceRow, row_id)
    if found is None or found.member_id is None:
        raise NotFound(N_("Această prezență nu mai așteaptă o hotărâre."))
    ledger.lock_chains(session, [found.member_id])  # two officers open one file
    weighed = weigh(session, row_id, settings=settings, now=now)
    member, edition = weighed.undecided.member, weighed.undecided.edition
    if member.account_id == account_id:
        raise NotAllowed(N_("Dosarul este al dumneavoastră. Îl rezolvă alt ofițer."))
    source = facts.edition_source(edition.id)
    if ledger.live_entry(session, member_id=member.id, source=source) is not None:
        raise Conflict(N_("Membrul are deja credite pentru această ediție."))
    case = case_files.open_draft(
        session, CaseKind.OBJECTION, member_id=member.id, account_id=account_id, now=now
    )
    session.add(Objection(case_id=case.id, kind=ObjectionKind.UNDECIDED, edition_id=edition.id))
    case_files.write_statement(session, case, verdict.reasons)
    case_decisions.check_verdict(session, case, verdict)
    case_files.submit(session, case, settings=settings, now=now)
    case_decisions.record_proposal(session, case, verdict, account_id=account_id, now=now)
    notifications.notify_member(
        session,
        member.id,
        "attendance_proposed",
        key=f"attendance_proposed:{case.id}",
        now=now,
        params={
            "number": case.number,
            "title": {"ro": edition.programme.title, "en": edition.programme.title_en},
        },
        path=f"/files/{case.id}",
    )
    return case
