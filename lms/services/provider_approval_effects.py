"""Approval and re-approval of a provider as kinds of file: CFPC proposes, BEX decides.

The decision enters the approval in its own transaction; the public register is read from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from credit_engine.regulation import Value
from credit_engine.results import BINDING
from credit_engine.seniority import add_months
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    ApprovalRequest,
    CaseFile,
    CaseKind,
    CheckedWhen,
    Decision,
    NamedPrincipal,
    OrganiserKind,
    PrincipalCheck,
    Provider,
    ProviderApproval,
    Role,
)
from lms.services import audit, provider_entry, provider_facts, provider_people
from lms.services.procedures import Procedure, Verdict
from lms.services.regulations import norms
from lms.services.request_effects import REJECTED, no_term

APPROVED, POSTPONED = "approved", "postponed"


def length_of(session: Session, *, on: date) -> Value[int] | None:
    """How long an approval runs by the norms of a day, in months, with its basis."""
    version = norms(session).in_force_on(on)
    return None if version is None else version.providers.validity_months


def begins_on(provider: Provider, decided_on: date) -> date:
    """The day on which a new approval begins: where the one in force ends, else the decision."""
    ends = [
        approval.valid_until
        for approval in provider.approvals
        if approval.superseded_at is None
        and approval.valid_from <= decided_on
        and approval.valid_until is not None
        and decided_on < approval.valid_until
    ]
    return max(ends, default=decided_on)


def ends_on(session: Session, provider: Provider, decided_on: date) -> date | None:
    """The day on which the norms end an approval decided on a day; None while they set none."""
    months = length_of(session, on=decided_on)
    if months is None or months.value is None or months.basis not in BINDING:
        return None
    return add_months(begins_on(provider, decided_on), months.value)


def request_of(session: Session, case: CaseFile) -> ApprovalRequest:
    """What a file of approval is about."""
    return session.get_one(ApprovalRequest, case.id)


def _subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    rows = session.execute(
        select(ApprovalRequest.case_id, Provider.name)
        .join(Provider, Provider.id == ApprovalRequest.provider_id)
        .where(ApprovalRequest.case_id.in_(case_ids))
    )
    return {row.case_id: {"ro": row.name, "en": row.name} for row in rows}


def _check_submission(session: Session, case: CaseFile) -> None:
    request = session.get(ApprovalRequest, case.id)
    if request is None:
        raise Conflict(N_("Dosarul nu spune cine cere avizarea."))
    if provider_entry.unverified(session, [request.provider_id]):
        raise Conflict(
            N_(
                "Colegiul nu a verificat încă entitatea, deci dosarul nu se poate depune. Ciorna "
                "rămâne aici; vă anunțăm după verificare."
            )
        )


def _check_verdict(session: Session, case: CaseFile, verdict: Verdict) -> None:
    if verdict.credits is not None:
        raise BadInput(N_("La această soluție nu se scriu credite."), field="credits")
    assert case.submitted_at is not None
    filed = legal_day(case.submitted_at)
    if verdict.outcome != APPROVED:
        if verdict.valid_until is not None:
            raise BadInput(N_("Ziua se scrie numai dacă se avizează."), field="valid_until")
        return
    provider = request_of(session, case).provider
    if verdict.valid_until is None:
        if ends_on(session, provider, filed) is None:
            raise BadInput(
                N_(
                    "Normele nu stabilesc cât ține avizul: scrieți până când este valabil, cum "
                    "spune hotărârea."
                ),
                field="valid_until",
            )
    elif verdict.valid_until <= begins_on(provider, filed):
        raise BadInput(
            N_("Avizul s-ar încheia înainte de a începe; verificați ziua."), field="valid_until"
        )


def _carry_out(
    session: Session, case: CaseFile, decision: Decision, _settings: Settings, now: datetime
) -> None:
    request = request_of(session, case)
    provider = session.get_one(
        Provider, request.provider_id, with_for_update=True, populate_existing=True
    )
    provider_facts.note_checks(session, case.id, CheckedWhen.DECIDED, now=now)
    if decision.outcome == APPROVED:
        _approve(session, provider, decision, now)
    provider_people.tell(
        session,
        provider.id,
        "approval_decided",
        key=f"decision:{decision.id}",
        now=now,
        params={"number": case.number, "outcome": decision.outcome},
        path=f"/provider/approvals/{case.id}",
    )


def _approve(session: Session, provider: Provider, decision: Decision, now: datetime) -> None:
    begins = begins_on(provider, decision.decided_on)
    until = decision.valid_until or ends_on(session, provider, decision.decided_on)
    if until is None or until <= begins:
        raise BadInput(
            N_("Avizul s-ar încheia înainte de a începe; verificați ziua."), field="valid_until"
        )
    approval = ProviderApproval(
        id=uuid4(),
        provider_id=provider.id,
        decision_number=decision.number,
        decided_on=decision.decided_on,
        body=decision.body,
        valid_from=begins,
        valid_until=until,
        recorded_at=now,
    )
    session.add(approval)
    provider.kind = OrganiserKind.APPROVED_PROVIDER
    session.flush()
    session.expire(provider, ["approvals"])
    audit.record(
        session,
        "provider.approved",
        f"provider:{provider.id}",
        account_id=decision.recorded_by,
        now=now,
        details={"approval": str(approval.id), "decision": str(decision.id)},
    )


def _close(session: Session, case: CaseFile, now: datetime) -> None:
    request_of(session, case).closed_at = now
    session.flush()


def _discard(session: Session, case: CaseFile) -> None:
    named = select(NamedPrincipal.id).where(NamedPrincipal.case_id == case.id)
    session.execute(delete(PrincipalCheck).where(PrincipalCheck.principal_id.in_(named)))
    session.execute(delete(NamedPrincipal).where(NamedPrincipal.case_id == case.id))
    session.execute(delete(ApprovalRequest).where(ApprovalRequest.case_id == case.id))


def _receipt_rows(session: Session, case: CaseFile) -> list[list[str]]:
    """Who filed."""
    provider = request_of(session, case).provider
    entry = provider_entry.entry_of(session, provider.id)
    code = f", cod fiscal {entry.fiscal_code}" if entry else ""
    return [["Depus de", f"{provider.name}{code}"]]


def _procedure(kind: CaseKind, title: Mapping[str, str]) -> Procedure:
    return Procedure(
        kind=kind,
        title=title,
        commission=Role.CFPC,
        outcomes=(APPROVED, REJECTED, POSTPONED),
        days_to_answer=no_term,
        subjects=_subjects,
        check_submission=_check_submission,
        check_verdict=_check_verdict,
        carry_out=_carry_out,
        close=_close,
        discard=_discard,
        receipt_rows=_receipt_rows,
        note_proposal=provider_facts.note_proposal,
    )


PROVIDER_APPROVAL = _procedure(
    CaseKind.PROVIDER_APPROVAL,
    {"ro": "Avizarea unui furnizor de formare", "en": "Approval of a training provider"},
)
PROVIDER_RENEWAL = _procedure(
    CaseKind.PROVIDER_RENEWAL,
    {"ro": "Reavizarea unui furnizor de formare", "en": "Re-approval of a training provider"},
)
