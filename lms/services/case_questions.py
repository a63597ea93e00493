"""Questions and answers inside a file, between its commission and the organiser whose it is.

The day by which an answer is asked for is a request: nothing is refused after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import Account, CaseFile, CaseQuestion, Side
from lms.services import audit, provider_people
from lms.services.case_decisions import case_to_propose_on
from lms.services.case_files import AT_COMMISSION, clean_text, require_state

MOST_DAYS = 180
MOST_QUESTIONS = 50


class QuestionState(StrEnum):
    """Where a question stands."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    ANSWERED = "answered"


@dataclass(frozen=True, kw_only=True)
class QuestionRow:
    """A question with who asked and who answered, by name."""

    question: CaseQuestion
    state: QuestionState
    asked_by: str
    answered_by: str | None


def questions_of(session: Session, case: CaseFile, *, on: date) -> Sequence[QuestionRow]:
    """The questions of a file in the order in which they were asked."""
    rows = session.scalars(
        select(CaseQuestion)
        .where(CaseQuestion.case_id == case.id)
        .order_by(CaseQuestion.asked_at, CaseQuestion.id)
    ).all()
    ids = {row.asked_by for row in rows} | {row.answered_by for row in rows if row.answered_by}
    names = {
        account.id: account.display_name
        for account in session.scalars(select(Account).where(Account.id.in_(ids)))
    }
    return [
        QuestionRow(
            question=row,
            state=_state(row, on=on),
            asked_by=names[row.asked_by],
            answered_by=names[row.answered_by] if row.answered_by else None,
        )
        for row in rows
    ]


def _state(row: CaseQuestion, *, on: date) -> QuestionState:
    if row.answered_at is not None:
        return QuestionState.ANSWERED
    late = row.until is not None and row.until < on
    return QuestionState.OVERDUE if late else QuestionState.WAITING


def ask_provider(
    session: Session,
    case_id: UUID,
    text: str,
    *,
    until: date,
    account_id: UUID,
    now: datetime,
    path: str,
) -> CaseQuestion:
    """The commission asks; everybody who acts for the organiser is told, and until when."""
    case = case_to_propose_on(session, case_id, account_id=account_id, now=now)
    today = legal_day(now)
    if not today < until <= today + timedelta(days=MOST_DAYS):
        raise BadInput(
            N_("Alegeți o zi viitoare, în cel mult %(most)d de zile."),
            most=MOST_DAYS,
            field="until",
        )
    asked, is_new = _ask(
        session, case, Side.COMMISSION, text, until=until, account_id=account_id, now=now
    )
    if is_new and case.provider_id is not None:
        provider_people.tell(
            session,
            case.provider_id,
            "case_question",
            key=f"case_question:{asked.id}",
            now=now,
            params={"number": case.number, "until": until.isoformat()},
            path=path,
        )
    return asked


def ask_commission(
    session: Session, case: CaseFile, text: str, *, account_id: UUID, now: datetime
) -> CaseQuestion:
    """The organiser asks about its own file, which is locked already."""
    asked, _is_new = _ask(
        session, case, Side.PROVIDER, text, until=None, account_id=account_id, now=now
    )
    return asked


def _ask(
    session: Session,
    case: CaseFile,
    side: Side,
    text: str,
    *,
    until: date | None,
    account_id: UUID,
    now: datetime,
) -> tuple[CaseQuestion, bool]:
    """The question, and whether it is new: the same one sent twice is one."""
    require_state(case, AT_COMMISSION)
    text = clean_text(text, field="text")
    if not text:
        raise BadInput(N_("Scrieți întrebarea."), field="text")
    there = session.scalars(select(CaseQuestion).where(CaseQuestion.case_id == case.id)).all()
    for row in there:
        if (row.side, row.text, row.until) == (side, text, until) and row.answered_at is None:
            return row, False
    if len(there) >= MOST_QUESTIONS:
        raise BadInput(
            N_("Un dosar poate avea cel mult %(most)d de întrebări."),
            most=MOST_QUESTIONS,
            field="text",
        )
    asked = CaseQuestion(
        id=uuid4(),
        case_id=case.id,
        side=side,
        text=text,
        until=until,
        asked_by=account_id,
        asked_at=now,
        answer="",
    )
    session.add(asked)
    session.flush()
    _note(session, "case.question_asked", asked, account_id=account_id, now=now)
    return asked, True


def answer_provider(
    session: Session,
    case_id: UUID,
    question_id: UUID,
    text: str,
    *,
    account_id: UUID,
    now: datetime,
    path: str,
) -> CaseQuestion:
    """An officer of the commission answers what the organiser asked; its people are told."""
    case = case_to_propose_on(session, case_id, account_id=account_id, now=now)
    asked = _answer(
        session, case, question_id, text, asked_by=Side.PROVIDER, account_id=account_id, now=now
    )
    if case.provider_id is not None:
        provider_people.tell(
            session,
            case.provider_id,
            "case_answer",
            key=f"case_answer:{asked.id}",
            now=now,
            params={"number": case.number},
            path=path,
        )
    return asked


def answer_commission(
    session: Session,
    case: CaseFile,
    question_id: UUID,
    text: str,
    *,
    account_id: UUID,
    now: datetime,
) -> CaseQuestion:
    """The organiser answers about its own file, which is locked already."""
    return _answer(
        session, case, question_id, text, asked_by=Side.COMMISSION, account_id=account_id, now=now
    )


def _answer(
    session: Session,
    case: CaseFile,
    question_id: UUID,
    text: str,
    *,
    asked_by: Side,
    account_id: UUID,
    now: datetime,
) -> CaseQuestion:
    asked = session.get(CaseQuestion, question_id)
    if asked is None or asked.case_id != case.id or asked.side is not asked_by:
        raise NotFound(N_("Această întrebare nu este în dosar."))
    text = clean_text(text, field="answer")
    if asked.answered_at is not None:
        if asked.answer == text:
            return asked
        raise Conflict(N_("La întrebare s-a răspuns deja; puteți întreba din nou."))
    require_state(case, AT_COMMISSION)
    if not text:
        raise BadInput(N_("Scrieți răspunsul."), field="answer")
    asked.answer, asked.answered_by, asked.answered_at = text, account_id, now
    session.flush()
    _note(session, "case.question_answered", asked, account_id=account_id, now=now)
    return asked


def _note(
    session: Session, action: str, asked: CaseQuestion, *, account_id: UUID, now: datetime
) -> None:
    audit.record(
        session,
        action,
        f"case:{asked.case_id}",
        account_id=account_id,
        now=now,
        details={"question": str(asked.id)},
    )
