"""What a file of a programme holds, what the norms ask of it, and the credits that they give.

Lecturers with an RNASR code are asked about in the register on the day: only there is a grade
known. A curriculum has days but no dates: the engine is given days that follow one another from
the day of the question, so that the limit per day can be looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from credit_engine.facts import Organiser, ProgrammeForm
from credit_engine.programme import (
    Lecturer,
    ProgrammeFacts,
    ProgrammePart,
    curriculum_credits,
    filed_parts,
    propose_programme_credits,
)
from credit_engine.proposal import Converted
from credit_engine.recognition import FiledDocument
from credit_engine.regulation import Excluded, RegulationVersion
from credit_engine.results import BINDING, Assessment, Finding, Outcome
from lms.models import (
    CaseDocument,
    CaseFile,
    ProgrammeLecturer,
    ProgrammeModule,
    ProgrammeRequest,
    Provider,
    RequestOrganiser,
    Status,
)
from lms.services import facts, provider_facts
from lms.services.provider_facts import PrincipalLine
from lms.services.regulations import norms

# Documents of the norms that the file itself makes, when it is filled in.
REQUEST, CURRICULUM, PRINCIPALS = "request", "curriculum", "proof_of_principal_lecturers"
CVS, INDEX = "europass_cvs", "index"


@dataclass(frozen=True, kw_only=True)
class LecturerLine:
    """A lecturer: what the register says where there is a code, and the CV."""

    lecturer: ProgrammeLecturer
    principal: PrincipalLine | None
    cv: CaseDocument | None

    @property
    def counts(self) -> bool:
        """Whether the register says today that this is a principal social worker, active."""
        return self.principal is not None and self.principal.today.counts


@dataclass(frozen=True, kw_only=True)
class ProgrammeFile:
    """Everything in a file of a programme, read as of a day."""

    case: CaseFile
    request: ProgrammeRequest
    modules: Sequence[ProgrammeModule]
    lecturers: Sequence[LecturerLine]
    partners: Sequence[Provider]
    documents: Sequence[CaseDocument]
    on: date

    @property
    def minutes(self) -> int:
        """Minutes of theory and practice, without breaks."""
        return taught(self.modules)


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """What the norms ask of a file, each as a finding; and the credits that they would give."""

    answer: Assessment
    asked: Sequence[Finding]
    credits: Converted  # of the curriculum, whatever else the file lacks
    lacking: Sequence[str]  # what the request itself still lacks, by the name of the field

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

    @property
    def steps(self) -> Sequence[Finding]:
        """How the credits come about; what the steps give adds up to the credits."""
        return self.credits.findings

    @property
    def settled(self) -> bool:
        """Whether only values that the College has set give the credits; else they orient."""
        return all(finding.basis in BINDING for finding in self.steps)


def read(session: Session, case: CaseFile, *, on: date) -> ProgrammeFile:
    """A file of a programme with everything in it; the register is asked as of a day."""
    request = session.get_one(
        ProgrammeRequest,
        case.id,
        options=[joinedload(ProgrammeRequest.provider).selectinload(Provider.approvals)],
    )
    documents = session.scalars(
        select(CaseDocument)
        .where(CaseDocument.case_id == case.id)
        .order_by(CaseDocument.added_at, CaseDocument.id)
    ).all()
    return ProgrammeFile(
        case=case,
        request=request,
        modules=modules_of(session, [case.id]),
        lecturers=_lecturers(session, case.id, documents, on=on),
        partners=partners_of(session, case.id),
        documents=documents,
        on=on,
    )


def modules_of(session: Session, case_ids: Collection[UUID]) -> Sequence[ProgrammeModule]:
    """The modules of files, in the order of their days."""
    return session.scalars(
        select(ProgrammeModule)
        .where(ProgrammeModule.case_id.in_(case_ids))
        .order_by(ProgrammeModule.day, ProgrammeModule.position)
    ).all()


def taught(modules: Iterable[ProgrammeModule]) -> int:
    """Minutes of theory and practice of modules, without breaks."""
    return sum(row.theory_minutes + row.practice_minutes for row in modules)


def partners_of(session: Session, case_id: UUID) -> Sequence[Provider]:
    """The further organisers named in a file, by name."""
    return session.scalars(
        select(Provider)
        .join(RequestOrganiser, RequestOrganiser.provider_id == Provider.id)
        .where(RequestOrganiser.case_id == case_id)
        .options(selectinload(Provider.approvals))
        .order_by(Provider.name)
    ).all()


def _lecturers(
    session: Session, case_id: UUID, documents: Sequence[CaseDocument], *, on: date
) -> list[LecturerLine]:
    rows = session.scalars(
        select(ProgrammeLecturer)
        .where(ProgrammeLecturer.case_id == case_id)
        .order_by(ProgrammeLecturer.added_at, ProgrammeLecturer.id)
    ).all()
    named = {line.named.id: line for line in provider_facts.principals_of(session, case_id, on=on)}
    papers = {document.id: document for document in documents}
    return [
        LecturerLine(
            lecturer=row,
            principal=named.get(row.named_id) if row.named_id else None,
            cv=papers.get(row.cv_id) if row.cv_id else None,
        )
        for row in rows
    ]


# --- what is there ----------------------------------------------------------------------------


def lacking(file: ProgrammeFile) -> list[str]:
    """The fields of the request that are still empty, by name."""
    request = file.request
    asked = {
        "title": request.title,
        "summary": request.summary,
        "kind": request.kind,
        "field": request.field,
        "modality": request.modality,
        "target_grades": request.target_grades,
        "selection": request.selection,
    }
    return [name for name, value in asked.items() if not value]


def filed_kinds(file: ProgrammeFile, version: RegulationVersion | None) -> frozenset[str]:
    """The documents of the norms that are there: put in, or made by the file itself."""
    filed = {document.part for document in file.documents if document.part}
    filed -= {CVS}
    least = None if version is None else version.programmes.min_principal_lecturers.value
    made = {
        REQUEST: not lacking(file),
        CURRICULUM: file.minutes > 0,
        PRINCIPALS: least is not None and sum(line.counts for line in file.lecturers) >= least,
        CVS: bool(file.lecturers) and all(line.cv is not None for line in file.lecturers),
        INDEX: True,  # printed when the file is submitted
    }
    return frozenset(filed | {kind for kind, is_there in made.items() if is_there})


def parts_asked(session: Session, *, on: date) -> list[str]:
    """The documents of the norms that may be put in: not the CVs, which belong to lecturers."""
    version = norms(session).in_force_on(on)
    kinds = () if version is None else version.programmes.file.value or ()
    return [kind for kind in kinds if kind not in (CVS, INDEX)]


# --- what the norms say -----------------------------------------------------------------------


def completeness(session: Session, file: ProgrammeFile) -> Completeness:
    """What the norms in force ask of a file, and what of it is there."""
    version = norms(session).in_force_on(file.on)
    filed = filed_kinds(file, version)
    known = _facts(file, filed)
    answer = propose_programme_credits(norms(session), known, on=file.on, known_at=None)
    asked = [
        finding
        for finding in answer.findings
        if not _of_the_credits(finding) and finding.rule != "programmes.file"
    ]
    credits = Converted(None, None, ())
    if version is not None:
        asked += filed_parts(version, filed)
        credits = curriculum_credits(version, known.parts, on=file.on)
    return Completeness(answer=answer, asked=asked, credits=credits, lacking=lacking(file))


def _of_the_credits(finding: Finding) -> bool:
    return finding.rule.startswith("programmes.proposal.")


def _facts(file: ProgrammeFile, filed: Collection[str]) -> ProgrammeFacts:
    request, at = file.request, file.case.opened_at
    organisers = [request.provider, *file.partners]
    return ProgrammeFacts(
        id=str(request.case_id),
        title=request.title,
        organisers=tuple(Organiser(organiser.kind.value) for organiser in organisers),
        form=None if request.kind is None else ProgrammeForm(request.kind.value),
        parts=_parts(file),
        lecturers=tuple(
            Lecturer(recorded_at=at, name=line.lecturer.name, grade=_grade(line))
            for line in file.lecturers
        ),
        max_participants=request.max_participants,
        documents=tuple(FiledDocument(recorded_at=at, kind=kind) for kind in sorted(filed)),
        provider_approvals=facts.approvals(
            approval
            for organiser in organisers
            for approval in organiser.approvals
            if approval.superseded_at is None
        ),
    )


def _grade(line: LecturerLine) -> str:
    """The grade of the register on the day; "none" without a code, or while not active."""
    today = None if line.principal is None else line.principal.today
    if today is None or today.grade is None or today.status is not Status.ACTIVE:
        return "none"
    return today.grade.value


def _parts(file: ProgrammeFile) -> tuple[ProgrammePart, ...]:
    parts = []
    for row in file.modules:
        day = file.on + timedelta(days=row.day - 1)
        for minutes, what, excluded in (
            (row.theory_minutes, "theory", None),
            (row.practice_minutes, "practice", None),
            (row.break_minutes, "break", Excluded.BREAKS),
        ):
            if minutes:
                parts.append(
                    ProgrammePart(
                        recorded_at=file.case.opened_at,
                        minutes=minutes,
                        activity=what,
                        day=day,
                        excluded=excluded,
                        reserved=file.request.reserved,
                    )
                )
    return tuple(parts)
