"""The file of a programme while it is prepared: words, curriculum, organisers, submission."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from credit_engine.sentences import label_of
from lms.clock import legal_day
from lms.config import Settings
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import (
    CaseFile,
    CaseKind,
    CaseState,
    CheckedWhen,
    Grade,
    Modality,
    Programme,
    ProgrammeKind,
    ProgrammeModule,
    ProgrammeRequest,
    Provider,
    StoredFile,
)
from lms.services import (
    case_files,
    notifications,
    opis,
    programme_facts,
    programme_parts,
    programme_versions,
    provider_facts,
    provider_people,
    stored_files,
)
from lms.services.programme_effects import PROGRAMMES, request_of
from lms.services.regulations import norms

KINDS = tuple(PROGRAMMES)
MOST_DRAFTS = 20
MOST_PARTICIPANTS = 100_000
LONGEST_FIELD = 120


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is written in a draft; everything may wait but the length of the texts."""

    title: str
    title_en: str
    summary: str
    summary_en: str
    kind: ProgrammeKind | None
    field: str
    modality: Modality | None
    target_grades: Sequence[Grade]
    selection: str
    max_participants: int | None
    reserved: str | None


# --- whose it is, and how it begins -----------------------------------------------------------


def own_case(session: Session, case_id: UUID, *, provider_ids: Collection[UUID]) -> CaseFile:
    """A file of a programme of one of these organisers, under a row lock; NotFound otherwise."""
    case = case_files.lock_case(session, case_id)
    if case is None or case.kind not in KINDS or case.provider_id not in provider_ids:
        raise NotFound(N_("Acest dosar nu există între dosarele entității dumneavoastră."))
    return case


def start(session: Session, provider_id: UUID, *, account_id: UUID, now: datetime) -> CaseFile:
    """A draft for a new programme; an empty draft that is there already is the same draft."""
    session.get_one(Provider, provider_id, with_for_update=True)  # two clicks open one file
    drafts = session.scalars(
        select(ProgrammeRequest)
        .join(CaseFile, CaseFile.id == ProgrammeRequest.case_id)
        .where(
            ProgrammeRequest.provider_id == provider_id,
            ProgrammeRequest.programme_id.is_(None),
            CaseFile.state == CaseState.DRAFT,
        )
        .options(joinedload(ProgrammeRequest.case))
    ).all()
    for request in drafts:
        if not (request.title or programme_facts.modules_of(session, [request.case_id])):
            return request.case
    if len(drafts) >= MOST_DRAFTS:
        raise Conflict(
            N_("Aveți deja %(most)d de ciorne de programe. Depuneți sau ștergeți una dintre ele."),
            most=MOST_DRAFTS,
        )
    case = case_files.open_draft(
        session,
        CaseKind.PROGRAMME_APPROVAL,
        provider_id=provider_id,
        account_id=account_id,
        now=now,
    )
    session.add(_blank(case, provider_id))
    session.flush()
    return case


def start_again(
    session: Session,
    programme_id: UUID,
    *,
    provider_ids: Collection[UUID],
    account_id: UUID,
    now: datetime,
) -> CaseFile:
    """A draft of re-approval or change with what the programme says now; the open one if any."""
    programme = session.get(Programme, programme_id, with_for_update=True)
    if programme is None or programme.provider_id not in provider_ids:
        raise NotFound(N_("Acest program nu există sau nu este al furnizorului dumneavoastră."))
    there = session.scalar(
        select(CaseFile)
        .join(ProgrammeRequest, ProgrammeRequest.case_id == CaseFile.id)
        .where(ProgrammeRequest.programme_id == programme_id, ProgrammeRequest.closed_at.is_(None))
    )
    if there is not None:
        return there
    case = case_files.open_draft(
        session,
        CaseKind.PROGRAMME_RENEWAL,
        provider_id=programme.provider_id,
        account_id=account_id,
        now=now,
    )
    request = _blank(case, programme.provider_id)
    request.programme_id = programme.id
    for name in ("title", "title_en", "summary", "summary_en", "kind", "field"):
        setattr(request, name, getattr(programme, name))
    request.max_participants = programme.max_participants
    session.add(request)
    session.flush()
    for row in programme.organisers:
        programme_parts.add_partner(session, case, row.provider_id)
    _copy(session, request, programme_versions.newest(session, programme.id))
    return case


def _blank(case: CaseFile, provider_id: UUID) -> ProgrammeRequest:
    return ProgrammeRequest(
        case_id=case.id,
        provider_id=provider_id,
        title="",
        title_en="",
        summary="",
        summary_en="",
        field="",
        target_grades=[],
        selection="",
    )


def _copy(
    session: Session, request: ProgrammeRequest, before: programme_versions.Version | None
) -> None:
    """What only files say (the curriculum among it), from the file approved last."""
    if before is None:
        return
    for name in ("modality", "target_grades", "selection", "reserved"):
        setattr(request, name, getattr(before.request, name))
    for row in before.modules:
        session.add(
            ProgrammeModule(
                id=uuid4(),
                case_id=request.case_id,
                position=row.position,
                title=row.title,
                day=row.day,
                theory_minutes=row.theory_minutes,
                practice_minutes=row.practice_minutes,
                break_minutes=row.break_minutes,
            )
        )
    session.flush()


# --- the draft --------------------------------------------------------------------------------


def write(session: Session, case: CaseFile, words: Words) -> None:
    """Keep what is written in a draft."""
    case_files.require_state(case, {CaseState.DRAFT})
    request = request_of(session, case)
    for name, most in (
        ("title", programme_parts.LONGEST_TITLE),
        ("title_en", programme_parts.LONGEST_TITLE),
        ("field", LONGEST_FIELD),
    ):
        setattr(
            request, name, programme_parts.short_text(getattr(words, name), field=name, most=most)
        )
    for name in ("summary", "summary_en", "selection"):
        setattr(request, name, case_files.clean_text(getattr(words, name), field=name))
    if words.max_participants is not None and not 1 <= words.max_participants <= MOST_PARTICIPANTS:
        raise BadInput(
            N_("Scrieți un număr de participanți între 1 și %(most)d."),
            most=MOST_PARTICIPANTS,
            field="max_participants",
        )
    if words.reserved is not None and words.reserved not in reserved_activities(
        session, on=legal_day(case.opened_at)
    ):
        raise BadInput(N_("Alegeți o activitate din listă."), field="reserved")
    request.kind, request.modality = words.kind, words.modality
    request.target_grades = [grade.value for grade in words.target_grades]
    request.max_participants, request.reserved = words.max_participants, words.reserved
    session.flush()


def reserved_activities(session: Session, *, on: date) -> Sequence[str]:
    """The activities that the norms reserve to approved providers, by code."""
    version = norms(session).in_force_on(on)
    return () if version is None else version.programmes.reserved_to_approved_providers.value or ()


# --- submission -------------------------------------------------------------------------------


def kind_of(session: Session, case: CaseFile) -> CaseKind:
    """What a file asks for: a curriculum other than the approved one makes it a new version."""
    if case.kind is CaseKind.PROGRAMME_APPROVAL or case.state is not CaseState.DRAFT:
        return case.kind
    mine = programme_versions.version_of(session, case)
    before = programme_versions.newest(session, mine.request.programme_id)
    if before is None or before.curriculum == mine.curriculum:
        return CaseKind.PROGRAMME_RENEWAL
    return CaseKind.PROGRAMME_CHANGE


def submit(
    session: Session, case: CaseFile, *, account_id: UUID, settings: Settings, now: datetime
) -> CaseFile:
    """Register a complete draft with its receipt and its opis; a second time changes nothing."""
    if case.state is not CaseState.DRAFT:
        return case
    request = request_of(session, case)
    file = programme_facts.read(session, case, on=legal_day(now))
    found = programme_facts.completeness(session, file)
    if found.refusing:
        raise Conflict(
            N_("Dosarul nu este complet: mai lipsesc %(count)d dintre cele cerute de norme."),
            count=len(found.refusing),
        )
    case.kind = kind_of(session, case)
    case.opened_by = account_id  # who files, answers for it
    case_files.submit(session, case, settings=settings, now=now)
    provider_facts.note_checks(session, case.id, CheckedWhen.SUBMITTED, now=now)
    request.submitted = found.answer.as_dict()
    listed = opis.Opis(who=f"{request.provider.name}: {request.title}", part_words=_part_words)
    request.opis_file_id = opis.make_opis(session, case, listed, settings=settings, now=now).id
    session.flush()
    _tell(session, file, now=now)
    return case


def _tell(session: Session, file: programme_facts.ProgrammeFile, *, now: datetime) -> None:
    """Tell the lecturers whose code is in the file, and the further organisers, that they are."""
    params: Mapping[str, object] = {
        "name": file.request.provider.name,
        "number": file.case.number,
        "title": {"ro": file.request.title, "en": file.request.title_en or file.request.title},
    }
    for line in file.lecturers:
        named = None if line.principal is None else line.principal.named
        if named is not None and named.member_id is not None:
            notifications.notify_member(
                session,
                named.member_id,
                "named_lecturer",
                key=f"named_principal:{named.id}",
                now=now,
                params=params,
            )
    for partner in file.partners:
        provider_people.tell(
            session,
            partner.id,
            "named_organiser",
            key=f"named_organiser:{file.case.id}:{partner.id}",
            now=now,
            params=params,
            path="/provider/programmes",
        )


def _part_words(code: str) -> str:
    """What a document shows, in the Romanian of the opis."""
    return label_of(code, "ro")


def read_opis(session: Session, case: CaseFile, *, settings: Settings) -> tuple[StoredFile, bytes]:
    """The opis of a submitted file and its bytes."""
    request = request_of(session, case)
    if request.opis_file_id is None:
        raise NotFound(N_("Dosarul nu a fost depus încă; opisul apare la depunere."))
    stored = session.get_one(StoredFile, request.opis_file_id)
    return stored, stored_files.read(stored, settings=settings)


def files_of(
    session: Session, provider_ids: Collection[UUID], *, limit: int = 200
) -> Sequence[ProgrammeRequest]:
    """The files of programmes of organisers with their decisions, the latest first."""
    return session.scalars(
        select(ProgrammeRequest)
        .join(CaseFile, CaseFile.id == ProgrammeRequest.case_id)
        .where(ProgrammeRequest.provider_id.in_(provider_ids))
        .options(
            joinedload(ProgrammeRequest.case).joinedload(CaseFile.decision),
            joinedload(ProgrammeRequest.provider),
        )
        .order_by(CaseFile.opened_at.desc(), CaseFile.id)
        .limit(limit)
    ).all()
