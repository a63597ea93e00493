"""Lists for administrators: work, audit lines, messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from lms.clock import LEGAL_ZONE
from lms.models import Account, AuditEntry, Mail, Outbox
from lms.services.listing import Page, Wanted, contains, fetch_page


class WorkState(StrEnum):
    """Where a piece of work stands."""

    FAILED = "failed"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which audit lines: text in the action, in the subject, who, and days (both included)."""

    action: str = ""
    subject: str = ""
    account_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None


def state_of(row: Outbox) -> WorkState:
    """Where a piece of work stands."""
    if row.failed_at is not None:
        return WorkState.FAILED
    return WorkState.WAITING if row.done_at is None else WorkState.DONE


def list_work(
    session: Session, wanted: Wanted, *, state: WorkState | None, task: str = ""
) -> Page[Outbox]:
    """Pieces of work in a state (None: every undone one), of tasks whose name contains a text."""
    query = select(Outbox).where(_in_state(state))
    if task:
        query = query.where(contains(Outbox.task, task))
    orders = {
        "created_at": Outbox.created_at,
        "task": Outbox.task,
        "attempts": Outbox.attempts,
        "run_after": Outbox.run_after,
    }
    return fetch_page(session, query, wanted, orders=orders, tie=Outbox.id)


def _in_state(state: WorkState | None) -> ColumnElement[bool]:
    match state:
        case WorkState.FAILED:
            return Outbox.failed_at.is_not(None)
        case WorkState.WAITING:
            return Outbox.done_at.is_(None) & Outbox.failed_at.is_(None)
        case WorkState.DONE:
            return Outbox.done_at.is_not(None)
        case None:
            return Outbox.done_at.is_(None)


def list_audit(session: Session, wanted: Wanted, chosen: AuditFilter) -> Page[AuditEntry]:
    """Audit lines that match a filter."""
    query = select(AuditEntry)
    if chosen.action:
        query = query.where(contains(AuditEntry.action, chosen.action))
    if chosen.subject:
        query = query.where(contains(AuditEntry.subject, chosen.subject))
    if chosen.account_id is not None:
        query = query.where(AuditEntry.account_id == chosen.account_id)
    if chosen.first_day is not None:
        query = query.where(AuditEntry.at >= _midnight(chosen.first_day))
    if chosen.last_day is not None:
        query = query.where(AuditEntry.at < _midnight(chosen.last_day) + timedelta(days=1))
    orders = {"at": AuditEntry.at, "action": AuditEntry.action, "subject": AuditEntry.subject}
    return fetch_page(session, query, wanted, orders=orders, tie=AuditEntry.id)


def _midnight(day: date) -> datetime:
    """The day's beginning in Bucharest; days beyond any record become the nearest usable one."""
    usable = min(max(day, date(1900, 1, 1)), date(2999, 12, 31))
    return datetime.combine(usable, time.min, tzinfo=LEGAL_ZONE)


def names_of(session: Session, entries: Page[AuditEntry]) -> Mapping[UUID, str]:
    """The names of the accounts behind audit lines, asked for at once."""
    wanted = {entry.account_id for entry in entries.rows if entry.account_id is not None}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def list_mail(session: Session, wanted: Wanted, *, text: str = "") -> Page[Mail]:
    """Messages whose recipient or subject contains a text."""
    query = select(Mail)
    if text:
        query = query.where(contains(Mail.recipient, text) | contains(Mail.subject, text))
    orders = {"created_at": Mail.created_at, "recipient": Mail.recipient, "kind": Mail.kind}
    return fetch_page(session, query, wanted, orders=orders, tie=Mail.id)


def find_mail(session: Session, mail_id: UUID) -> Mail | None:
    """One message."""
    return session.get(Mail, mail_id)
