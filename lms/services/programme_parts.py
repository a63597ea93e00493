"""What a draft of a programme is made of: modules, lecturers, further organisers, documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, NotFound
from lms.models import (
    CaseDocument,
    CaseFile,
    CaseState,
    OrganiserKind,
    ProgrammeLecturer,
    ProgrammeModule,
    Provider,
    ProviderApproval,
    RequestOrganiser,
)
from lms.services import case_documents, case_files, programme_facts, provider_approvals
from lms.services.programme_facts import CVS

MOST_MODULES = 60
MOST_DAYS = 60
MOST_MINUTES = 24 * 60
MOST_PARTNERS = 10
MOST_LECTURERS = 12
MOST_DOCUMENTS = 19  # a CV for each lecturer among them
LONGEST_TITLE = 200
LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Module:
    """A part of the curriculum as it is typed; minutes are whole numbers."""

    title: str
    day: int
    theory_minutes: int
    practice_minutes: int
    break_minutes: int


def short_text(text: str, *, field: str, most: int) -> str:
    """A text of one line as it is kept; BadInput when it is too long or names a CNP."""
    text = " ".join(case_files.clean_text(text, field=field).split())
    if len(text) > most:
        raise BadInput(
            N_("Textul este prea lung: %(count)d din cel mult %(most)d de semne. Scurtați-l."),
            count=len(text),
            most=most,
            field=field,
        )
    return text


def put_module(
    session: Session, case: CaseFile, module: Module, *, module_id: UUID | None = None
) -> ProgrammeModule:
    """Add a module at the end of its day, or change one; the same one sent twice is one."""
    case_files.require_state(case, {CaseState.DRAFT})
    title = _check_module(module)
    there = programme_facts.modules_of(session, [case.id])
    row = next((each for each in there if each.id == module_id), None)
    if row is None:
        last = max(there, key=lambda each: each.position, default=None)
        if last is not None and _as_typed(last) == replace(module, title=title):
            return last
        if len(there) >= MOST_MODULES:
            raise BadInput(
                N_("O programă poate avea cel mult %(most)d de module; uniți câteva."),
                most=MOST_MODULES,
                field="module_title",
            )
        row = ProgrammeModule(
            id=uuid4(), case_id=case.id, position=last.position + 1 if last else 1
        )
        session.add(row)
    row.title, row.day = title, module.day
    row.theory_minutes, row.practice_minutes = module.theory_minutes, module.practice_minutes
    row.break_minutes = module.break_minutes
    session.flush()
    return row


def _as_typed(row: ProgrammeModule) -> Module:
    return Module(
        title=row.title,
        day=row.day,
        theory_minutes=row.theory_minutes,
        practice_minutes=row.practice_minutes,
        break_minutes=row.break_minutes,
    )


def _check_module(module: Module) -> str:
    title = short_text(module.title, field="module_title", most=LONGEST_TITLE)
    if not title:
        raise BadInput(N_("Scrieți tema modulului."), field="module_title")
    if not 1 <= module.day <= MOST_DAYS:
        raise BadInput(
            N_("Ziua este un număr de la 1 la %(most)d: a câta zi a programului."),
            most=MOST_DAYS,
            field="day",
        )
    minutes = (module.theory_minutes, module.practice_minutes, module.break_minutes)
    if min(minutes) < 0 or max(minutes) > MOST_MINUTES:
        raise BadInput(N_("Minutele unui modul sunt între 0 și 1440."), field="theory_minutes")
    if not any(minutes):
        raise BadInput(
            N_("Scrieți minutele de teorie, de practică sau de pauză."), field="theory_minutes"
        )
    return title


def remove_module(session: Session, case: CaseFile, module_id: UUID) -> None:
    """Take a module out of a draft; one that is gone already is no error."""
    case_files.require_state(case, {CaseState.DRAFT})
    session.execute(
        delete(ProgrammeModule).where(
            ProgrammeModule.id == module_id, ProgrammeModule.case_id == case.id
        )
    )
    session.expire_all()


# --- further organisers -----------------------------------------------------------------------


def possible_partners(session: Session, case: CaseFile, *, on: date) -> Sequence[Provider]:
    """Who may be named as a further organiser: approved today, a branch, or the College."""
    approved = select(ProviderApproval.provider_id).where(
        ProviderApproval.superseded_at.is_(None),
        ProviderApproval.valid_from <= on,
        or_(ProviderApproval.valid_until.is_(None), ProviderApproval.valid_until > on),
    )
    named = select(RequestOrganiser.provider_id).where(RequestOrganiser.case_id == case.id)
    return session.scalars(
        select(Provider)
        .where(
            Provider.id != case.provider_id,
            Provider.id.not_in(named),
            or_(
                Provider.id.in_(approved),
                Provider.kind.in_([OrganiserKind.BRANCH, OrganiserKind.COLLEGE]),
            ),
        )
        .order_by(Provider.name)
    ).all()


def name_partner(session: Session, case: CaseFile, provider_id: UUID, *, on: date) -> None:
    """Name a further organiser; one who is named already changes nothing."""
    case_files.require_state(case, {CaseState.DRAFT})
    there = {partner.id for partner in programme_facts.partners_of(session, case.id)}
    if provider_id in there:
        return
    if provider_id not in {each.id for each in possible_partners(session, case, on=on)}:
        raise BadInput(N_("Alegeți un organizator din listă."), field="partner")
    if len(there) >= MOST_PARTNERS:
        raise BadInput(
            N_("Un program poate avea cel mult %(most)d organizatori pe lângă dumneavoastră."),
            most=MOST_PARTNERS,
            field="partner",
        )
    add_partner(session, case, provider_id)


def add_partner(session: Session, case: CaseFile, provider_id: UUID) -> None:
    """Enter a further organiser of whom it is known that it may be one."""
    session.add(RequestOrganiser(id=uuid4(), case_id=case.id, provider_id=provider_id))
    session.flush()


def remove_partner(session: Session, case: CaseFile, provider_id: UUID) -> None:
    """Take a further organiser out of a draft."""
    case_files.require_state(case, {CaseState.DRAFT})
    session.execute(
        delete(RequestOrganiser).where(
            RequestOrganiser.case_id == case.id, RequestOrganiser.provider_id == provider_id
        )
    )
    session.expire_all()


# --- lecturers --------------------------------------------------------------------------------


def add_lecturer(
    session: Session,
    case: CaseFile,
    *,
    name: str,
    rnasr_code: str,
    account_id: UUID,
    now: datetime,
) -> ProgrammeLecturer:
    """Name a lecturer; with a code the register is asked at once, without one by name alone."""
    case_files.require_state(case, {CaseState.DRAFT})
    name = short_text(name, field="name", most=LONGEST_NAME)
    if not name:
        raise BadInput(N_("Scrieți numele și prenumele."), field="name")
    there = session.scalars(
        select(ProgrammeLecturer).where(ProgrammeLecturer.case_id == case.id)
    ).all()
    if len(there) >= MOST_LECTURERS:
        raise BadInput(
            N_("Un dosar poate numi cel mult %(most)d lectori."), most=MOST_LECTURERS, field="name"
        )
    named = None
    if rnasr_code.strip():
        named = provider_approvals.name_principal(
            session, case, rnasr_code=rnasr_code, name=name, account_id=account_id, now=now
        )
    for row in there:
        if row.named_id == (named.id if named else None) and (named or row.name == name):
            return row
    lecturer = ProgrammeLecturer(
        id=uuid4(), case_id=case.id, name=name, named_id=named.id if named else None, added_at=now
    )
    session.add(lecturer)
    session.flush()
    return lecturer


def remove_lecturer(session: Session, case: CaseFile, lecturer_id: UUID) -> None:
    """Take a lecturer out of a draft, with the CV; one who is gone already is no error."""
    case_files.require_state(case, {CaseState.DRAFT})
    row = session.get(ProgrammeLecturer, lecturer_id)
    if row is None or row.case_id != case.id:
        return
    named_id, cv_id = row.named_id, row.cv_id
    session.delete(row)
    session.flush()
    if named_id is not None:
        provider_approvals.remove_principal(session, case, named_id)
    if cv_id is not None:
        case_documents.remove_document(session, case, cv_id)


def put_cv(
    session: Session,
    case: CaseFile,
    lecturer_id: UUID,
    data: bytes,
    *,
    filename: str,
    account_id: UUID,
    settings: Settings,
    now: datetime,
) -> CaseDocument:
    """The Europass CV of a lecturer; another one takes the place of the first."""
    case_files.require_state(case, {CaseState.DRAFT})
    lecturer = session.get(ProgrammeLecturer, lecturer_id)
    if lecturer is None or lecturer.case_id != case.id:
        raise NotFound(N_("Acest lector nu este în dosar."))
    document = _add_document(
        session,
        case,
        data,
        CVS,
        filename=filename,
        account_id=account_id,
        settings=settings,
        now=now,
    )
    if document.id == lecturer.cv_id:
        return document
    taken = select(ProgrammeLecturer.id).where(ProgrammeLecturer.cv_id == document.id)
    if session.scalar(taken) is not None:
        raise BadInput(N_("Acest CV este deja al altui lector. Alegeți altul."), field="file")
    earlier, lecturer.cv_id = lecturer.cv_id, document.id
    session.flush()
    if earlier is not None:
        case_documents.remove_document(session, case, earlier)
    return document


# --- documents --------------------------------------------------------------------------------


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
    """Put in a document and say which of those of the norms it is."""
    if part not in programme_facts.parts_asked(session, on=legal_day(now)):
        raise BadInput(N_("Alegeți ce arată documentul."), field="part")
    return _add_document(
        session,
        case,
        data,
        part,
        filename=filename,
        account_id=account_id,
        settings=settings,
        now=now,
    )


def _add_document(
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
    document = case_documents.add_document(
        session,
        case,
        data,
        filename=filename,
        account_id=account_id,
        settings=settings,
        now=now,
        most=MOST_DOCUMENTS,
    )
    if document.part is not None and document.part != part:
        raise BadInput(
            N_("Același document este deja în dosar, la altă cerință. Alegeți altul."),
            field="file",
        )
    document.part = part
    session.flush()
    return document


def remove_document(session: Session, case: CaseFile, document_id: UUID) -> None:
    """Take a document out of a draft; a lecturer whose CV it was has none any more."""
    lecturer = session.scalar(
        select(ProgrammeLecturer).where(
            ProgrammeLecturer.case_id == case.id, ProgrammeLecturer.cv_id == document_id
        )
    )
    if lecturer is not None and case.state is CaseState.DRAFT:
        lecturer.cv_id = None
        session.flush()
    case_documents.remove_document(session, case, document_id)
