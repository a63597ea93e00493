"""A reported mistake goes first to the provider of the edition, then to the commission.

The provider says whether the member is right, with reasons; silence passes the file on by
itself. Only the commission's proposal and the decision of BEX change the record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from credit_engine.results import Basis
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotAllowed, NotFound
from lms.models import (
    CaseFile,
    CaseKind,
    CaseState,
    Edition,
    Member,
    Objection,
    ObjectionKind,
    ProviderReply,
    Reply,
)
from lms.services import audit, case_files, notifications, objections, provider_people
from lms.services.listing import Order, Page, Wanted, fetch_page
from lms.services.regulations import norms

AT_A_TIME = 50


def submit(session: Session, case: CaseFile, *, settings: Settings, now: datetime) -> CaseFile:
    """Register an objection and give the provider its turn, where one can answer."""
    if case.state is not CaseState.DRAFT or case.kind is not CaseKind.OBJECTION:
        return case_files.submit(session, case, settings=settings, now=now)
    case_files.submit(session, case, settings=settings, now=now)
    edition = objections.objection_of(session, case).edition
    days = days_to_answer(session, on=legal_day(now))
    if edition is None or days is None:
        return case
    if not provider_people.accounts_of(session, edition.provider_id, on=legal_day(now)):
        return case  # nobody could answer: waiting would only cost the member time
    due_on = legal_day(now) + timedelta(days=days[0])
    session.add(
        ProviderReply(
            case_id=case.id,
            provider_id=edition.provider_id,
            edition_id=edition.id,
            asked_at=now,
            due_on=due_on,
            reasons="",
        )
    )
    case.state = CaseState.WITH_PROVIDER
    session.flush()
    case_files.add_event(
        session, case, "sent_to_provider", account_id=None, now=now, until=due_on.isoformat()
    )
    provider_people.tell(
        session,
        edition.provider_id,
        "objection_to_answer",
        key=f"objection_to_answer:{case.id}",
        now=now,
        params={"title": title_of(edition), "until": due_on.isoformat(), "number": case.number},
        path=f"/provider/objections/{case.id}",
    )
    return case


def title_of(edition: Edition) -> Mapping[str, str]:
    """The programme of an edition in both languages."""
    return {"ro": edition.programme.title, "en": edition.programme.title_en}


def days_to_answer(session: Session, *, on: date) -> tuple[int, Basis] | None:
    """The provider's days by the norms of a day, and on what they rest; None when not set."""
    version = norms(session).in_force_on(on)
    if version is None:
        return None
    value = version.clocks.provider_answers_objection_days
    return None if value.value is None else (value.value, value.basis)


def turn_of(session: Session, case_id: UUID) -> ProviderReply | None:
    """The provider's turn with a file, if it had one."""
    return session.scalar(
        select(ProviderReply)
        .where(ProviderReply.case_id == case_id)
        .options(joinedload(ProviderReply.provider))
    )


# --- the provider -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Turn:
    """An objection as its provider sees it."""

    reply: ProviderReply
    case: CaseFile
    member: Member
    kind: ObjectionKind
    is_open: bool


def list_turns(
    session: Session, wanted: Wanted, *, show: str, provider_ids: Collection[UUID]
) -> Page[Turn]:
    """The objections of these organisers; `show` "all", else those that wait for an answer."""
    query = (
        select(ProviderReply)
        .join(CaseFile, CaseFile.id == ProviderReply.case_id)
        .where(ProviderReply.provider_id.in_(provider_ids))
        .options(
            joinedload(ProviderReply.case), joinedload(ProviderReply.edition, Edition.programme)
        )
    )
    if show != "all":
        query = query.where(CaseFile.state == CaseState.WITH_PROVIDER)
    orders: dict[str, Order] = {
        "due_on": ProviderReply.due_on,
        "asked_at": ProviderReply.asked_at,
    }
    page = fetch_page(session, query, wanted, orders=orders, tie=ProviderReply.case_id)
    ids = [row.case_id for row in page.rows]
    kinds = {
        row.case_id: row.kind
        for row in session.execute(
            select(Objection.case_id, Objection.kind).where(Objection.case_id.in_(ids))
        )
    }
    members = {
        member.id: member
        for member in session.scalars(
            select(Member).where(Member.id.in_({row.case.member_id for row in page.rows}))
        )
    }
    rows = []
    for row in page.rows:
        assert row.case.member_id is not None
        rows.append(_turn(row, members[row.case.member_id], kinds[row.case_id]))
    return Page(rows=rows, total=page.total, number=page.number, pages=page.pages)


def read_turn(session: Session, case_id: UUID, *, provider_ids: Collection[UUID]) -> Turn:
    """One objection of these organisers; NotFound for a stranger's."""
    row = session.scalar(
        select(ProviderReply)
        .where(ProviderReply.case_id == case_id, ProviderReply.provider_id.in_(provider_ids))
        .options(
            joinedload(ProviderReply.case), joinedload(ProviderReply.edition, Edition.programme)
        )
    )
    if row is None:
        raise NotFound(N_("Această greșeală semnalată nu este la o ediție a dumneavoastră."))
    member = session.get_one(Member, row.case.member_id)
    return _turn(row, member, session.get_one(Objection, case_id).kind)


def _turn(row: ProviderReply, member: Member, kind: ObjectionKind) -> Turn:
    is_open = row.case.state is CaseState.WITH_PROVIDER
    return Turn(reply=row, case=row.case, member=member, kind=kind, is_open=is_open)


def reply(
    session: Session,
    case_id: UUID,
    said: Reply,
    reasons: str,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> CaseFile:
    """Record what the provider says and pass the file on; the same said twice is recorded once."""
    case = case_files.lock_case(session, case_id)
    turn = read_turn(session, case_id, provider_ids=provider_ids)
    assert case is not None
    if turn.member.account_id == account_id:
        raise NotAllowed(N_("Dosarul este al dumneavoastră. Răspunde altcineva de la furnizor."))
    row = turn.reply
    reasons = case_files.clean_text(reasons, field="reasons")
    if (row.reply, row.reasons) == (said, reasons):
        return case
    if case.state is not CaseState.WITH_PROVIDER:
        raise Conflict(N_("Dosarul a trecut deja mai departe; răspunsul nu se mai poate schimba."))
    if said is Reply.SILENT:
        raise BadInput(N_("Alegeți una dintre variantele din listă."), field="reply")
    if not reasons:
        raise BadInput(N_("Scrieți ce arată datele dumneavoastră."), field="reasons")
    row.reasons, row.answered_by = reasons, account_id
    _pass_on(session, case, row, said, account_id=account_id, now=now)
    return case


# --- by itself --------------------------------------------------------------------------------


def pass_on_overdue(session: Session, *, now: datetime) -> bool:
    """Pass on the files whose provider has been silent past the day; True when more follow."""
    due = session.scalars(
        select(ProviderReply.case_id)
        .join(CaseFile, CaseFile.id == ProviderReply.case_id)
        .where(
            CaseFile.state == CaseState.WITH_PROVIDER,
            ProviderReply.due_on < legal_day(now),
        )
        .order_by(ProviderReply.case_id)
        .limit(AT_A_TIME)
    ).all()
    for case_id in due:
        case = case_files.lock_case(session, case_id)
        if case is None or case.state is not CaseState.WITH_PROVIDER:
            continue
        row = session.get_one(ProviderReply, case_id)
        _pass_on(session, case, row, Reply.SILENT, account_id=None, now=now)
    return len(due) == AT_A_TIME


def _pass_on(
    session: Session,
    case: CaseFile,
    row: ProviderReply,
    said: Reply,
    *,
    account_id: UUID | None,
    now: datetime,
) -> None:
    row.reply, row.passed_at = said, now
    case.state = CaseState.SUBMITTED
    session.flush()
    code = "provider_silent" if said is Reply.SILENT else "provider_answered"
    params: dict[str, Any] = {} if said is Reply.SILENT else {"outcome": said.value}
    case_files.add_event(session, case, code, account_id=account_id, now=now, **params)
    audit.record(
        session,
        f"case.{code}",
        f"case:{case.id}",
        account_id=account_id,
        now=now,
        details=params,
    )
    assert case.member_id is not None
    notifications.notify_member(
        session,
        case.member_id,
        "objection_passed_on",
        key=f"objection_passed_on:{case.id}",
        now=now,
        params={"number": case.number, "reply": said.value},
        path=f"/files/{case.id}",
    )
