"""Recognition and other activities as kinds of file: CFPC proposes, BEX decides, work books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from credit_engine.regulation import RegulationVersion, Value
from credit_engine.results import Basis
from lms.config import Settings
from lms.errors import N_, BadInput
from lms.models import (
    ActivityRequest,
    CaseFile,
    CaseKind,
    Decision,
    RecognitionRequest,
    Role,
)
from lms.services import outbox, request_checks
from lms.services.procedures import Procedure, Verdict
from lms.services.regulations import norms

UPHELD, REJECTED = "upheld", "rejected"
MOST_CREDITS = 60_000  # thousandths; no source of the profession brings more
BOOK = "request.book"
_UNTITLED = {"ro": "încă fără titlu", "en": "without a title yet"}


def check_credits(credits: int | None, *, least: int) -> None:
    """BadInput unless this can be the credits (thousandths) of one activity."""
    if credits is None or credits < least:
        raise BadInput(N_("Scrieți câte credite se cuvin, de exemplu 4 sau 7,5."), field="credits")
    if credits > MOST_CREDITS:
        raise BadInput(
            N_("Pot fi cel mult %(most)d de credite la o activitate; verificați numărul."),
            most=MOST_CREDITS // 1000,
            field="credits",
        )


def enter_booking(session: Session, decision: Decision, now: datetime) -> None:
    """Enter the work that books what a decision gave, with the decision itself."""
    outbox.enqueue(
        session, BOOK, {"decision": str(decision.id)}, key=f"{BOOK}:{decision.id}", now=now
    )


def no_term(_version: RegulationVersion) -> Value[int]:
    """The norms name no days in which the commission answers such a request."""
    return Value(
        key="clocks.commission_answers_request_days",
        value=None,
        basis=Basis.DEFAULT,
        source=None,
        article=None,
    )


def _check_verdict(session: Session, case: CaseFile, verdict: Verdict) -> None:
    if verdict.outcome == UPHELD:
        check_credits(verdict.credits, least=1)
        ended = request_checks.request_of(session, case).ends_on
        if ended is None or norms(session).in_force_on(ended) is None:
            raise BadInput(
                N_("În ultima zi a activității nu era în vigoare nicio versiune a normelor.")
            )
    elif verdict.credits is not None:
        raise BadInput(N_("La această soluție nu se scriu credite."), field="credits")


def _carry_out(
    session: Session, _case: CaseFile, decision: Decision, _settings: Settings, now: datetime
) -> None:
    if decision.outcome == UPHELD:
        enter_booking(session, decision, now)


def _close(_session: Session, _case: CaseFile, _now: datetime) -> None:
    """Nothing is held open by a request."""


def _check_submission(session: Session, case: CaseFile) -> None:
    problems = request_checks.problems_of(session, case)
    if problems:
        raise problems[0]


def _procedure(
    kind: CaseKind,
    table: type[RecognitionRequest] | type[ActivityRequest],
    title: Mapping[str, str],
) -> Procedure:
    def subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
        rows = session.execute(
            select(table.case_id, table.title).where(table.case_id.in_(case_ids))
        )
        return {
            row.case_id: {"ro": row.title, "en": row.title} if row.title else _UNTITLED
            for row in rows
        }

    def discard(session: Session, case: CaseFile) -> None:
        session.execute(delete(table).where(table.case_id == case.id))

    return Procedure(
        kind=kind,
        title=title,
        commission=Role.CFPC,
        outcomes=(UPHELD, REJECTED),
        days_to_answer=no_term,
        subjects=subjects,
        check_submission=_check_submission,
        check_verdict=_check_verdict,
        carry_out=_carry_out,
        close=_close,
        discard=discard,
    )


RECOGNITION = _procedure(
    CaseKind.RECOGNITION,
    RecognitionRequest,
    {
        "ro": "Recunoașterea unei formări din afara registrului",
        "en": "Recognition of training outside the register",
    },
)
OTHER_ACTIVITY = _procedure(
    CaseKind.OTHER_ACTIVITY,
    ActivityRequest,
    {"ro": "Credite pentru altă activitate", "en": "Credits for another activity"},
)
