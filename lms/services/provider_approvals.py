"""The file by which an organiser asks for approval: draft, documents, principals, submission."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from credit_engine.provider import PRINCIPALS
from credit_engine.results import Assessment, Finding, Outcome
from credit_engine.sentences import label_of
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import (
    ApprovalRequest,
    CaseDocument,
    CaseFile,
    CaseKind,
    CaseState,
    CheckedWhen,
    NamedPrincipal,
    PrincipalCheck,
    Provider,
    ProviderApproval,
    StoredFile,
)
from lms.services import (
    case_documents,
    case_files,
    notifications,
    opis,
    provider_facts,
    stored_files,
)
from lms.services.provider_approval_effects import request_of
from lms.services.regulations import norms

KINDS = (CaseKind.PROVIDER_APPROVAL, CaseKind.PROVIDER_RENEWAL)
MOST_PRINCIPALS = 20
_ABOUT_THE_FILE = ("provider-criterion", "provider-principals", "provider-fee")


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """What the norms ask of a file: each finding, and how many of them are met."""

    answer: Assessment
    asked: Sequence[Finding]

    @property
    def done(self) -> int:
        """How many of the things asked are there."""
        return sum(1 for finding in self.asked if finding.outcome is Outcome.MET)

    @property
    def missing(self) -> Sequence[Finding]:
        """What is not there yet."""
        return [finding for finding in self.asked if finding.outcome is not Outcome.MET]

    @property
    def refusing(self) -> Sequence[Finding]:
        """What is not there and is asked by a binding value: the file is not submitted without."""
        return [finding for finding in self.asked if finding.outcome is Outcome.NOT_MET]


def completeness(session: Session, case: CaseFile, *, on: date) -> Completeness:
    """What the norms in force ask of a file, and what of it is there, as of a day."""
    answer = provider_facts.assess(session, case.id, on=on)
    asked = [finding for finding in answer.findings if finding.code.startswith(_ABOUT_THE_FILE)]
    return Completeness(answer=answer, asked=asked)


def parts_asked(session: Session, *, on: date) -> list[str]:
    """The parts for which a document may be put in: each criterion of the norms, and the fee."""
    version = norms(session).in_force_on(on)
    criteria = () if version is None else version.providers.criteria.value or ()
    return [code for code in criteria if code != PRINCIPALS] + [provider_facts.FEE]


# --- the draft --------------------------------------------------------------------------------


def start(session: Session, provider_id: UUID, *, account_id: UUID, now: datetime) -> CaseFile:
    """A draft of approval, or of re-approval once there was one; the open file if there is one."""
    session.get_one(Provider, provider_id, with_for_update=True)  # two clicks open one file
    there = open_case(session, provider_id)
    if there is not None:
        return there
    earlier = session.scalar(
        select(func.count(ProviderApproval.id)).where(ProviderApproval.provider_id == provider_id)
    )
    case = case_files.open_draft(
        session,
        CaseKind.PROVIDER_RENEWAL if earlier else CaseKind.PROVIDER_APPROVAL,
        provider_id=provider_id,
        account_id=account_id,
        now=now,
    )
    session.add(ApprovalRequest(case_id=case.id, provider_id=provider_id, experience="", plan=""))
    session.flush()
    return case


def open_case(session: Session, provider_id: UUID) -> CaseFile | None:
    """The file of an organiser that is not decided yet."""
    return session.scalar(
        select(CaseFile)
        .join(ApprovalRequest, ApprovalRequest.case_id == CaseFile.id)
        .where(ApprovalRequest.provider_id == provider_id, ApprovalRequest.closed_at.is_(None))
    )


def cases_of(session: Session, provider_id: UUID) -> Sequence[CaseFile]:
    """The files of approval of an organiser, the latest first."""
    return session.scalars(
        select(CaseFile)
        .where(CaseFile.provider_id == provider_id, CaseFile.kind.in_(KINDS))
        .options(joinedload(CaseFile.decision))
        .order_by(CaseFile.opened_at.desc())
    ).all()


def own_case(session: Session, case_id: UUID, *, provider_ids: Collection[UUID]) -> CaseFile:
    """A file of approval of one of these organisers, under a row lock; NotFound otherwise."""
    case = case_files.lock_case(session, case_id)
    if case is None or case.kind not in KINDS or case.provider_id not in provider_ids:
        raise NotFound(N_("Acest dosar nu există între dosarele entității dumneavoastră."))
    return case


def write(
    session: Session, case: CaseFile, *, experience: str, plan: str, fee_paid_on: date | None
) -> None:
    """Keep what is written in a draft."""
    case_files.require_state(case, {CaseState.DRAFT})
    request = request_of(session, case)
    request.experience = case_files.clean_text(experience, field="experience")
    request.plan = case_files.clean_text(plan, field="plan")
    request.fee_paid_on = fee_paid_on
    session.flush()


def add_document(
    session: Session,
    case: CaseFile,
    data: bytes,
    part: str,
    *,
    filename: str,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> CaseDocument:
    """Put in a document and say which criterion it shows."""
    if part not in parts_asked(session, on=legal_day(now)):
        raise BadInput(N_("Alegeți ce arată documentul."), field="part")
    document = case_documents.add_document(
        session,
        case,
        data,
        filename=filename,
        account_id=account_id,
        settings=settings,
        now=now,
    )
    if document.part is not None and document.part != part:
        raise BadInput(
            N_("Același document este deja în dosar, la alt criteriu. Alegeți altul."),
            field="file",
        )
    document.part = part
    session.flush()
    return document


def name_principal(
    session: Session,
    case: CaseFile,
    *,
    rnasr_code: str,
    name: str,
    account_id: UUID,
    now: datetime,
) -> NamedPrincipal:
    """Name a principal social worker by code and name, and keep what the register says today."""
    case_files.require_state(case, {CaseState.DRAFT})
    code, name = rnasr_code.strip(), name.strip()
    there = session.scalars(select(NamedPrincipal).where(NamedPrincipal.case_id == case.id)).all()
    if len(there) >= MOST_PRINCIPALS:
        raise BadInput(
            N_("Un dosar poate numi cel mult %(most)d persoane."),
            most=MOST_PRINCIPALS,
            field="rnasr_code",
        )
    same = next((row for row in there if row.rnasr_code == code), None)
    if same is not None:
        return same
    member = provider_facts.find_member(session, rnasr_code=code, name=name)
    if member is None:
        raise BadInput(
            N_(
                "Codul și numele nu se potrivesc în registru. Scrieți-le ca pe avizul de "
                "exercitare; diacriticele nu contează."
            ),
            field="rnasr_code",
        )
    named = NamedPrincipal(
        id=uuid4(),
        case_id=case.id,
        rnasr_code=code,
        name=name,
        member_id=member.id,
        added_by=account_id,
        added_at=now,
    )
    session.add(named)
    session.flush()
    found = provider_facts.registered_on(session, [member.id], on=legal_day(now))[member.id]
    provider_facts.note_check(session, named, found, CheckedWhen.NAMED, now=now)
    return named


def remove_principal(session: Session, case: CaseFile, named_id: UUID) -> None:
    """Take a person out of a draft; one who is gone already is no error."""
    case_files.require_state(case, {CaseState.DRAFT})
    named = session.get(NamedPrincipal, named_id)
    if named is None or named.case_id != case.id:
        return
    session.execute(delete(PrincipalCheck).where(PrincipalCheck.principal_id == named.id))
    session.delete(named)
    session.flush()


# --- submission -------------------------------------------------------------------------------


def submit(
    session: Session, case: CaseFile, *, account_id: UUID, settings: Settings, now: datetime
) -> CaseFile:
    """Register a complete draft with its receipt and its opis; a second time changes nothing."""
    if case.state is not CaseState.DRAFT:
        return case
    request = request_of(session, case)
    found = completeness(session, case, on=legal_day(now))
    if found.refusing:
        raise Conflict(
            N_("Dosarul nu este complet: mai lipsesc %(count)d dintre cele cerute de norme."),
            count=len(found.refusing),
        )
    case.opened_by = account_id  # who files, answers for it
    case_files.submit(session, case, settings=settings, now=now)
    provider_facts.note_checks(session, case.id, CheckedWhen.SUBMITTED, now=now)
    request.submitted = found.answer.as_dict()
    listed = opis.Opis(who=request.provider.name, part_words=_part_words)
    request.opis_file_id = opis.make_opis(session, case, listed, settings=settings, now=now).id
    session.flush()
    for line in provider_facts.principals_of(session, case.id, on=legal_day(now)):
        if line.named.member_id is not None:
            notifications.notify_member(
                session,
                line.named.member_id,
                "named_principal",
                key=f"named_principal:{line.named.id}",
                now=now,
                params={"name": request.provider.name, "number": case.number},
            )
    return case


def _part_words(code: str) -> str:
    """What a document shows, in the Romanian of the opis."""
    return "dovada plății taxei" if code == provider_facts.FEE else label_of(code, "ro")


def read_opis(session: Session, case: CaseFile, *, settings: Settings) -> tuple[StoredFile, bytes]:
    """The opis of a submitted file and its bytes."""
    request = request_of(session, case)
    if request.opis_file_id is None:
        raise NotFound(N_("Dosarul nu a fost depus încă; opisul apare la depunere."))
    stored = session.get_one(StoredFile, request.opis_file_id)
    return stored, stored_files.read(stored, settings=settings)
