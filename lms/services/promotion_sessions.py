"""One session of BEX over several proposals: each file gets its own number, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lms.config import Settings
from lms.errors import N_, BadInput
from lms.models import CaseFile, CaseKind
from lms.services import case_decisions
from lms.services.procedures import Verdict


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A file and the number of its decision."""

    case_id: UUID
    number: str


def decide_as_proposed(
    session: Session,
    rows: Sequence[Numbered],
    *,
    decided_on: date,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> int:
    """Record for each file the decision that the commission proposed; how many there are.

    The first that cannot be recorded stops all of them (BadInput, its field is the file's id).
    """
    if not rows:
        raise BadInput(N_("Scrieți numărul hotărârii la cel puțin un dosar."), field="numbers")
    for row in sorted(rows, key=lambda row: row.case_id):  # one order of locks
        case = session.get(CaseFile, row.case_id)
        if case is None or case.kind is not CaseKind.PROMOTION or not case.proposals:
            raise BadInput(N_("Un dosar din listă nu mai așteaptă hotărârea."), field="numbers")
        proposal = case.proposals[-1]
        verdict = Verdict(outcome=proposal.outcome, reasons=proposal.reasons)
        try:
            case_decisions.decide(
                session,
                row.case_id,
                verdict,
                number=row.number,
                decided_on=decided_on,
                account_id=account_id,
                settings=settings,
                now=now,
            )
        except BadInput as error:
            place = "decided_on" if error.field == "decided_on" else str(row.case_id)
            raise BadInput(error.message, field=place, **error.params) from error
    return len(rows)
