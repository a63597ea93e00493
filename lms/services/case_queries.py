"""Files as people read them: lists for members and officers, one file with its history."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from credit_engine.results import Basis
from lms.clock import legal_day
from lms.errors import N_, NotFound
from lms.models import (
    Account,
    AuditEntry,
    CaseDocument,
    CaseEvent,
    CaseFile,
    CaseKind,
    CaseState,
    Decision,
    Member,
    Provider,
    Role,
    StoredFile,
)
from lms.services import audit
from lms.services.case_files import PROCEDURES, answer_days
from lms.services.listing import Order, Page, Wanted, contains, fetch_page

# Without a term a file comes last, on either database.
_DUE = func.coalesce(CaseFile.due_on, date(9999, 12, 31))
_NUMBERED = CaseFile.registration_year * 1_000_000 + CaseFile.registration_number
VIEWED = "case.viewed"
READ_DOCUMENT = "case.document_read"
_LIFE = (
    "opened",
    "submitted",
    "filed_by_branch",
    "sent_to_provider",
    "document_added",
    "provider_answered",
    "provider_silent",
    "taken",
    "document_asked",
    "proposed",
    "decided",
    "withdrawn",
)
_NUMBER = re.compile(r"^\s*(\d{1,7})\s*(?:/\s*(\d{4}))?\s*$")


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A file in a list, with what it is about and whose it is."""

    case: CaseFile
    subject: Mapping[str, str]
    member: Member | None
    outcome: str | None  # of the decision
    provider: Provider | None = None

    @property
    def owner(self) -> str:
        """Whose file it is: the member's or the organiser's name."""
        if self.member is not None:
            return self.member.full_name
        return self.provider.name if self.provider is not None else ""


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A document in a file."""

    id: UUID
    title: str
    part: str | None  # what the norms ask for that it shows
    media_type: str
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """A step in the history of a file; `who` is a name; outcome, text, day where it has one."""

    code: str
    at: datetime
    who: str | None
    outcome: str | None
    text: str | None = None  # what an officer wrote in this step
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ViewRow:
    """An officer opened a file."""

    at: datetime
    who: str
    role: str  # cfpc | caap | bex


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A file with everything in it."""

    case: CaseFile
    subject: Mapping[str, str]
    member: Member | None
    provider: Provider | None
    documents: Sequence[DocumentRow]
    events: Sequence[EventRow]
    due_basis: Basis | None  # of the number of days that gave the due day


# --- lists ------------------------------------------------------------------------------------


def member_cases(session: Session, member_id: UUID, *, state: str, wanted: Wanted) -> Page[CaseRow]:
    """A member's files, of a state when one is given."""
    query = select(CaseFile).where(CaseFile.member_id == member_id)
    if state in set(CaseState):
        query = query.where(CaseFile.state == CaseState(state))
    # Submitted files have a number each: of two with the same term the earlier comes first.
    return _rows(session, _page(session, query, wanted, tie=_NUMBERED))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What of the queue is asked for: "" means what waits for these roles, "all" everything."""

    state: str = ""
    kind: str = ""
    search: str = ""


def officer_cases(
    session: Session, roles: Collection[Role], asked: Asked, *, wanted: Wanted
) -> Page[CaseRow]:
    """The files that officers with these roles may see, filtered; drafts are never among them."""
    query = (
        select(CaseFile)
        .outerjoin(Member, Member.id == CaseFile.member_id)
        .outerjoin(Provider, Provider.id == CaseFile.provider_id)
        .where(CaseFile.state != CaseState.DRAFT)
    )
    if Role.BEX not in roles:
        query = query.where(CaseFile.commission.in_([role.value for role in roles]))
    if asked.state in set(CaseState):
        query = query.where(CaseFile.state == CaseState(asked.state))
    elif asked.state != "all":
        query = query.where(_waiting_for(roles))
    if asked.kind in set(CaseKind):
        query = query.where(CaseFile.kind == CaseKind(asked.kind))
    if asked.search.strip():
        query = _searched(query, asked.search)
    # Submitted files have a number each: of two with the same term the earlier comes first.
    return _rows(session, _page(session, query, wanted, tie=_NUMBERED))


@dataclass(frozen=True, kw_only=True)
class QueuePlace:
    """Where a file stands among those that wait: from 1, None when it does not wait itself."""

    position: int | None
    waiting: int
    before: UUID | None
    after: UUID | None


def place_in_queue(session: Session, roles: Collection[Role], case: CaseFile) -> QueuePlace:
    """The neighbours of a file in the queue of these roles, in the order in which it is shown.

    Once a file no longer waits, the first that does comes after it.
    """
    waiting = session.scalars(
        select(CaseFile.id)
        .where(CaseFile.state != CaseState.DRAFT, _waiting_for(roles))
        .order_by(_DUE, _NUMBERED)
    ).all()
    if case.id not in waiting:
        first = waiting[0] if waiting else None
        return QueuePlace(position=None, waiting=len(waiting), before=None, after=first)
    place = waiting.index(case.id)
    return QueuePlace(
        position=place + 1,
        waiting=len(waiting),
        before=waiting[place - 1] if place else None,
        after=waiting[place + 1] if place + 1 < len(waiting) else None,
    )


def due_until(
    session: Session, roles: Collection[Role], last: date, *, limit: int
) -> Sequence[CaseRow]:
    """The files that wait for these roles and have to be answered until a day, first due first."""
    query = (
        select(CaseFile)
        .where(_waiting_for(roles), CaseFile.due_on <= last)
        .options(joinedload(CaseFile.decision))
        .order_by(CaseFile.due_on, CaseFile.id)
        .limit(limit)
    )
    return _all_rows(session, session.scalars(query).all())


def latest_decisions(session: Session, roles: Collection[Role], *, limit: int) -> Sequence[CaseRow]:
    """The files that these roles may see and that were decided last, newest first."""
    query = (
        select(CaseFile)
        .join(Decision, Decision.case_id == CaseFile.id)
        .options(joinedload(CaseFile.decision))
        .order_by(Decision.recorded_at.desc(), CaseFile.id)
        .limit(limit)
    )
    if Role.BEX not in roles:
        query = query.where(CaseFile.commission.in_([role.value for role in roles]))
    return _all_rows(session, session.scalars(query).all())


def _waiting_for(roles: Collection[Role]) -> ColumnElement[bool]:
    waits: list[ColumnElement[bool]] = [
        and_(
            CaseFile.commission == role.value,
            CaseFile.state.in_([CaseState.SUBMITTED, CaseState.IN_ANALYSIS]),
        )
        for role in roles
        if role in (Role.CFPC, Role.CAAP)
    ]
    if Role.BEX in roles:
        waits.append(CaseFile.state == CaseState.PROPOSED)
    return or_(*waits)


def _searched(query: Select[tuple[CaseFile]], search: str) -> Select[tuple[CaseFile]]:
    number = _NUMBER.match(search)
    if number is not None:
        query = query.where(CaseFile.registration_number == int(number[1]))
        return query.where(CaseFile.registration_year == int(number[2])) if number[2] else query
    for word in search.split()[:4]:
        places = (Member.last_name, Member.first_name, Member.rnasr_code, Provider.name)
        query = query.where(or_(*(contains(place, word) for place in places)))
    return query


def _page(
    session: Session,
    query: Select[tuple[CaseFile]],
    wanted: Wanted,
    *,
    tie: Order = CaseFile.id,
) -> Page[CaseFile]:
    orders: dict[str, Order] = {
        "submitted_at": func.coalesce(CaseFile.submitted_at, CaseFile.opened_at),
        "number": _NUMBERED,
        "due_on": _DUE,
        "state": CaseFile.state,
        "member": func.lower(func.coalesce(Member.last_name, Provider.name)),
    }
    return fetch_page(
        session,
        query.options(joinedload(CaseFile.decision)),
        wanted,
        orders=orders,
        tie=tie,
    )


def _rows(session: Session, page: Page[CaseFile]) -> Page[CaseRow]:
    rows = _all_rows(session, page.rows)
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def _all_rows(session: Session, cases: Sequence[CaseFile]) -> list[CaseRow]:
    subjects = subjects_of(session, cases)
    ids = {case.member_id for case in cases}
    members = {
        member.id: member for member in session.scalars(select(Member).where(Member.id.in_(ids)))
    }
    provider_ids = {case.provider_id for case in cases} - {None}
    providers = (
        {p.id: p for p in session.scalars(select(Provider).where(Provider.id.in_(provider_ids)))}
        if provider_ids
        else {}
    )
    return [
        CaseRow(
            case=case,
            subject=subjects.get(case.id, {}),
            member=None if case.member_id is None else members[case.member_id],
            outcome=case.decision.outcome if case.decision else None,
            provider=None if case.provider_id is None else providers[case.provider_id],
        )
        for case in cases
    ]


def subjects_of(session: Session, cases: Sequence[CaseFile]) -> dict[UUID, Mapping[str, str]]:
    """What files are about, in both languages; a fixed number of queries for each kind."""
    subjects: dict[UUID, Mapping[str, str]] = {}
    for kind, procedure in PROCEDURES.items():
        ids = [case.id for case in cases if case.kind is kind]
        if ids:
            subjects |= procedure.subjects(session, ids)
    return subjects


# --- one file ---------------------------------------------------------------------------------


def member_case(session: Session, member_id: UUID, case_id: UUID) -> CaseView:
    """A member's own file; NotFound for somebody else's."""
    case = _loaded(session, case_id)
    if case is None or case.member_id != member_id:
        raise NotFound(N_("Acest dosar nu există între dosarele dumneavoastră."))
    return view_of(session, case)


def view_of(session: Session, case: CaseFile) -> CaseView:
    """Everything in a file."""
    submitted = case.submitted_at
    days = None if submitted is None else answer_days(session, case, on=legal_day(submitted))
    return CaseView(
        case=case,
        subject=subjects_of(session, [case]).get(case.id, {}),
        member=None if case.member_id is None else session.get(Member, case.member_id),
        provider=None if case.provider_id is None else session.get(Provider, case.provider_id),
        documents=documents_of(session, case),
        events=_events(session, case),
        due_basis=None if days is None else days.basis,
    )


def documents_of(session: Session, case: CaseFile) -> list[DocumentRow]:
    """The documents of a file, in the order in which they came."""
    rows = session.execute(
        select(CaseDocument, StoredFile)
        .join(StoredFile, StoredFile.id == CaseDocument.stored_file_id)
        .where(CaseDocument.case_id == case.id)
        .order_by(CaseDocument.added_at, CaseDocument.id)
    )
    return [
        DocumentRow(
            id=document.id,
            title=document.title,
            part=document.part,
            media_type=stored.media_type,
            size=stored.size,
            sha256=stored.sha256,
            added_at=document.added_at,
        )
        for document, stored in rows
    ]


def views_of(session: Session, case: CaseFile, *, limit: int = 20) -> list[ViewRow]:
    """Which officers opened a file, the latest first."""
    rows = session.execute(
        select(AuditEntry, Account.display_name)
        .join(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.subject == f"case:{case.id}", AuditEntry.action == VIEWED)
        .order_by(AuditEntry.at.desc())
        .limit(limit)
    )
    return [
        ViewRow(at=entry.at, who=name, role=str(entry.details.get("role", "")))
        for entry, name in rows
    ]


def record_view(
    session: Session,
    case: CaseFile,
    *,
    roles: Collection[Role],
    account_id: UUID,
    now: datetime,
    action: str = VIEWED,
) -> None:
    """Note that an officer opened a file (or a document in it): the member can see it."""
    own = Role(case.commission)
    role = own if own in roles else Role.BEX
    audit.record(
        session,
        action,
        f"case:{case.id}",
        account_id=account_id,
        now=now,
        details={"role": role.value},
    )


@dataclass(frozen=True, kw_only=True)
class ReceiptCheck:
    """What the register says of a receipt, for anyone who holds one: initials, never a name."""

    case: CaseFile
    initials: str
    documents: int
    sha256: str


def check_receipt(session: Session, case_id: UUID) -> ReceiptCheck:
    """What a receipt must say; NotFound when no file was submitted under this address."""
    case = session.get(CaseFile, case_id)
    if case is None or case.receipt_file_id is None or case.submitted_at is None:
        raise NotFound(N_("Nu există o dovadă de depunere cu această adresă."))
    member = None if case.member_id is None else session.get(Member, case.member_id)
    before = CaseDocument.added_at <= case.submitted_at
    return ReceiptCheck(
        case=case,
        initials=f"{member.first_name[:1]}. {member.last_name[:1]}." if member else "–",
        documents=session.scalar(
            select(func.count()).where(CaseDocument.case_id == case.id, before)
        )
        or 0,
        sha256=session.get_one(StoredFile, case.receipt_file_id).sha256,
    )


def _loaded(session: Session, case_id: UUID) -> CaseFile | None:
    return session.scalar(
        select(CaseFile)
        .where(CaseFile.id == case_id)
        .options(selectinload(CaseFile.proposals), joinedload(CaseFile.decision))
    )


def _events(session: Session, case: CaseFile) -> list[EventRow]:
    rows = session.execute(
        select(CaseEvent, Account.display_name)
        .outerjoin(Account, Account.id == CaseEvent.account_id)
        .where(CaseEvent.case_id == case.id)
    )
    events = [
        EventRow(
            code=event.code,
            at=event.at,
            who=name,
            outcome=event.params.get("outcome"),
            text=event.params.get("text"),
            until=date.fromisoformat(event.params["until"]) if "until" in event.params else None,
        )
        for event, name in rows
    ]
    return sorted(events, key=lambda event: (event.at, _LIFE.index(event.code)))
