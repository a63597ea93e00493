"""The commission asks for a document: the member is told, and until when; nothing is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.errors import N_, BadInput
from lms.models import CaseDocument, CaseEvent, CaseFile
from lms.services import audit, notifications
from lms.services.case_decisions import case_to_propose_on
from lms.services.case_files import AT_COMMISSION, add_event, clean_text, require_state

ASKED = "document_asked"
MOST_DAYS = 180


@dataclass(frozen=True, kw_only=True)
class DocumentAsked:
    """What the commission asked for last; `answered` once a document came after it."""

    text: str
    until: date
    at: datetime
    answered: bool

    def is_for(self, text: str, until: date) -> bool:
        """Whether it asked for the same, by the same day."""
        return (self.text, self.until) == (text, until)


def ask_document(
    session: Session, case_id: UUID, text: str, *, until: date, account_id: UUID, now: datetime
) -> None:
    """Ask the member for a document by a day; the same request sent twice is one."""
    case = case_to_propose_on(session, case_id, account_id=account_id, now=now)
    require_state(case, AT_COMMISSION)
    text = clean_text(text, field="text")
    if not text:
        raise BadInput(N_("Scrieți de ce document este nevoie."), field="text")
    today = legal_day(now)
    if not today < until <= today + timedelta(days=MOST_DAYS):
        raise BadInput(
            N_("Alegeți o zi viitoare, în cel mult %(most)d de zile."),
            most=MOST_DAYS,
            field="until",
        )
    earlier = asked_of(session, case)
    if earlier is not None and not earlier.answered and earlier.is_for(text, until):
        return
    add_event(
        session, case, ASKED, account_id=account_id, now=now, text=text, until=until.isoformat()
    )
    audit.record(session, "case.document_asked", f"case:{case.id}", account_id=account_id, now=now)
    if case.member_id is not None:
        notifications.notify_member(
            session,
            case.member_id,
            ASKED,
            key=f"{ASKED}:{case.id}:{now.isoformat()}",
            now=now,
            params={"number": case.number, "until": until.isoformat()},
            path=f"/files/{case.id}",
        )


def asked_of(session: Session, case: CaseFile) -> DocumentAsked | None:
    """What was asked for last in a file, if anything was."""
    last = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.code == ASKED)
        .order_by(CaseEvent.at.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    newest = session.scalar(
        select(func.max(CaseDocument.added_at)).where(CaseDocument.case_id == case.id)
    )
    return DocumentAsked(
        text=last.params["text"],
        until=date.fromisoformat(last.params["until"]),
        at=last.at,
        answered=newest is not None and newest > last.at,
    )
