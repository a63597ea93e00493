"""Approval, re-approval and change of a programme as kinds of file: CFPC proposes, BEX decides.

The decision enters the approval with its credits in its own transaction. A re-approval begins
where the approval in force ends; a change of the curriculum begins on the day of the decision and
ends what was in force: an edition keeps the approval of its own last day.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from credit_engine.regulation import Value
from credit_engine.results import BINDING
from credit_engine.seniority import add_months
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict
from lms.models import (
    CaseFile,
    CaseKind,
    CheckedWhen,
    Decision,
    NamedPrincipal,
    PrincipalCheck,
    Programme,
    ProgrammeApproval,
    ProgrammeLecturer,
    ProgrammeModule,
    ProgrammeOrganiser,
    ProgrammeRequest,
    Provider,
    RequestOrganiser,
    Role,
)
from lms.services import audit, programme_facts, provider_entry, provider_facts, provider_people
from lms.services.catalogue import folded
from lms.services.procedures import Procedure, Verdict
from lms.services.regulations import norms
from lms.services.request_effects import REJECTED, check_credits, no_term

APPROVED, POSTPONED = "approved", "postponed"
_UNTITLED = {"ro": "încă fără titlu", "en": "without a title yet"}


def request_of(session: Session, case: CaseFile) -> ProgrammeRequest:
    """What a file of a programme is about."""
    return session.get_one(ProgrammeRequest, case.id)


def length_of(session: Session, *, on: date) -> Value[int] | None:
    """How long an approval of a programme runs by the norms of a day, in months."""
    version = norms(session).in_force_on(on)
    return None if version is None else version.programmes.validity_months


def standing_approvals(session: Session, programme_id: UUID | None) -> Sequence[ProgrammeApproval]:
    """The approvals of a programme as known now, the first to begin first."""
    return session.scalars(
        select(ProgrammeApproval)
        .where(
            ProgrammeApproval.programme_id == programme_id,
            ProgrammeApproval.superseded_at.is_(None),
        )
        .order_by(ProgrammeApproval.valid_from)
    ).all()


def begins_on(session: Session, case: CaseFile, decided_on: date) -> date:
    """The day on which what is decided begins, by the kind of the file."""
    if case.kind is not CaseKind.PROGRAMME_RENEWAL:
        return decided_on
    ends = [
        each.valid_until
        for each in standing_approvals(session, request_of(session, case).programme_id)
        if each.valid_until is not None and decided_on < each.valid_until
    ]
    return max(ends, default=decided_on)


def ends_on(session: Session, case: CaseFile, decided_on: date) -> date | None:
    """The day on which the norms end an approval decided on a day; None while they set none."""
    months = length_of(session, on=decided_on)
    if months is None or months.value is None or months.basis not in BINDING:
        return None
    return add_months(begins_on(session, case, decided_on), months.value)


def _subjects(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, str]]:
    rows = session.execute(
        select(ProgrammeRequest.case_id, ProgrammeRequest.title, ProgrammeRequest.title_en).where(
            ProgrammeRequest.case_id.in_(case_ids)
        )
    )
    return {
        row.case_id: {"ro": row.title, "en": row.title_en or row.title} if row.title else _UNTITLED
        for row in rows
    }


def _check_submission(session: Session, case: CaseFile) -> None:
    request = request_of(session, case)
    modules = programme_facts.modules_of(session, [case.id])
    if not request.title or request.kind is None or not programme_facts.taught(modules):
        raise Conflict(
            N_("Dosarul nu se poate depune fără titlu, fără fel și fără niciun modul în programă.")
        )
    if provider_entry.unverified(session, [request.provider_id]):
        raise Conflict(
            N_(
                "Colegiul nu a verificat încă entitatea, deci dosarul nu se poate depune. Ciorna "
                "rămâne aici; vă anunțăm după verificare."
            )
        )


def _check_verdict(session: Session, case: CaseFile, verdict: Verdict) -> None:
    if verdict.outcome != APPROVED:
        if verdict.credits is not None or verdict.valid_until is not None:
            raise BadInput(
                N_("Creditele și ziua se scriu numai dacă programul se aprobă."), field="outcome"
            )
        return
    check_credits(verdict.credits, least=1)
    assert case.submitted_at is not None
    filed = legal_day(case.submitted_at)
    if verdict.valid_until is None:
        if ends_on(session, case, filed) is None:
            raise BadInput(
                N_(
                    "Normele nu stabilesc cât ține aprobarea: scrieți până când este valabilă, "
                    "cum spune hotărârea."
                ),
                field="valid_until",
            )
    elif verdict.valid_until <= begins_on(session, case, filed):
        raise _ends_too_early()


def _ends_too_early() -> BadInput:
    return BadInput(
        N_("Aprobarea s-ar încheia înainte de a începe; verificați ziua."), field="valid_until"
    )


def _carry_out(
    session: Session, case: CaseFile, decision: Decision, _settings: Settings, now: datetime
) -> None:
    request = request_of(session, case)
    provider_facts.note_checks(session, case.id, CheckedWhen.DECIDED, now=now)
    if decision.outcome == APPROVED:
        _approve(session, case, request, decision, now=now)
    for provider_id in {request.provider_id, *_partners(session, case)}:
        provider_people.tell(
            session,
            provider_id,
            "programme_decided",
            key=f"decision:{decision.id}:{provider_id}",
            now=now,
            params={
                "number": case.number,
                "outcome": decision.outcome,
                "title": {"ro": request.title, "en": request.title_en or request.title},
            },
            path=f"/provider/programmes/files/{case.id}"
            if provider_id == request.provider_id
            else "/provider/programmes",
        )


def _approve(
    session: Session,
    case: CaseFile,
    request: ProgrammeRequest,
    decision: Decision,
    *,
    now: datetime,
) -> None:
    if request.programme_id is not None:  # two decisions on one programme, one after the other
        session.get_one(Programme, request.programme_id, with_for_update=True)
    begins = begins_on(session, case, decision.decided_on)
    until = decision.valid_until or ends_on(session, case, decision.decided_on)
    if until is None or until <= begins:
        raise _ends_too_early()
    programme = _entered(session, request, now=now)
    request.programme_id = programme.id
    request.version = _version(session, case, programme)
    _end_from(session, programme, begins, now=now)
    assert decision.credits is not None
    approval = ProgrammeApproval(
        id=uuid4(),
        programme_id=programme.id,
        credits=decision.credits,
        decision_number=decision.number,
        decided_on=decision.decided_on,
        body=decision.body,
        valid_from=begins,
        valid_until=until,
        recorded_at=now,
    )
    session.add(approval)
    session.flush()
    session.expire(programme, ["approvals", "organisers"])
    audit.record(
        session,
        "programme.approved",
        f"programme:{programme.id}",
        account_id=decision.recorded_by,
        now=now,
        details={"approval": str(approval.id), "decision": str(decision.id)},
    )


def _entered(session: Session, request: ProgrammeRequest, *, now: datetime) -> Programme:
    """The programme as the file has it: a new one, or the one that the file is about."""
    programme = None
    if request.programme_id is not None:
        programme = session.get(Programme, request.programme_id)
    assert request.kind is not None
    if programme is None:
        programme = Programme(
            id=uuid4(), slug=_slug(request.title), provider_id=request.provider_id, recorded_at=now
        )
        session.add(programme)
    programme.title, programme.title_en = request.title, request.title_en or request.title
    programme.summary = request.summary
    programme.summary_en = request.summary_en or request.summary
    programme.kind, programme.field = request.kind, request.field
    programme.max_participants = request.max_participants
    session.flush()
    wanted = set(_partners(session, request.case))
    there = session.scalars(
        select(ProgrammeOrganiser).where(ProgrammeOrganiser.programme_id == programme.id)
    ).all()
    for row in there:
        if row.provider_id not in wanted:
            session.delete(row)
    for provider_id in sorted(wanted - {row.provider_id for row in there}):
        session.add(
            ProgrammeOrganiser(id=uuid4(), programme_id=programme.id, provider_id=provider_id)
        )
    session.flush()
    return programme


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", folded(title)).strip("-")
    return f"{words[:80].strip('-') or 'program'}-{uuid4().hex[:6]}"


def _version(session: Session, case: CaseFile, programme: Programme) -> int:
    """The number of the curriculum that is approved: a re-approval keeps the one it has."""
    last = session.scalar(
        select(func.max(ProgrammeRequest.version)).where(
            ProgrammeRequest.programme_id == programme.id
        )
    )
    if case.kind is CaseKind.PROGRAMME_CHANGE:
        return (last or 1) + 1
    return last or 1


def _end_from(session: Session, programme: Programme, day: date, *, now: datetime) -> None:
    """End on a day whatever would hold on it or later; what held before it is kept as it was."""
    for each in standing_approvals(session, programme.id):
        if each.valid_until is not None and each.valid_until <= day:
            continue
        each.superseded_at = now
        if each.valid_from < day:
            session.add(
                ProgrammeApproval(
                    id=uuid4(),
                    programme_id=programme.id,
                    credits=each.credits,
                    decision_number=each.decision_number,
                    decided_on=each.decided_on,
                    body=each.body,
                    valid_from=each.valid_from,
                    valid_until=day,
                    recorded_at=now,
                    import_id=each.import_id,
                )
            )
    session.flush()


def _partners(session: Session, case: CaseFile) -> Collection[UUID]:
    """The further organisers named in a file."""
    return session.scalars(
        select(RequestOrganiser.provider_id).where(RequestOrganiser.case_id == case.id)
    ).all()


def _close(session: Session, case: CaseFile, now: datetime) -> None:
    request_of(session, case).closed_at = now
    session.flush()


def _discard(session: Session, case: CaseFile) -> None:
    named = select(NamedPrincipal.id).where(NamedPrincipal.case_id == case.id)
    for table in (ProgrammeLecturer, ProgrammeModule, RequestOrganiser):
        session.execute(delete(table).where(table.case_id == case.id))
    session.execute(delete(PrincipalCheck).where(PrincipalCheck.principal_id.in_(named)))
    session.execute(delete(NamedPrincipal).where(NamedPrincipal.case_id == case.id))
    session.execute(delete(ProgrammeRequest).where(ProgrammeRequest.case_id == case.id))


def _receipt_rows(session: Session, case: CaseFile) -> list[list[str]]:
    """Who filed, and for which programme."""
    request = request_of(session, case)
    names = session.scalars(
        select(Provider.name).where(Provider.id.in_(_partners(session, case))).order_by("name")
    )
    rows = [["Depus de", request.provider.name], ["Programul", request.title]]
    together = ", ".join(names)
    return [*rows, ["Împreună cu", together]] if together else rows


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
        partners=_partners,
    )


PROGRAMMES = {
    kind: _procedure(kind, {"ro": ro, "en": en})
    for kind, ro, en in (
        (
            CaseKind.PROGRAMME_APPROVAL,
            "Aprobarea și creditarea unui program de formare",
            "Approval and crediting of a training programme",
        ),
        (
            CaseKind.PROGRAMME_RENEWAL,
            "Reaprobarea unui program de formare",
            "Re-approval of a training programme",
        ),
        (
            CaseKind.PROGRAMME_CHANGE,
            "O versiune nouă a unui program de formare",
            "A new version of a training programme",
        ),
    )
}
