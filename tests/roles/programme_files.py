"""Files of programmes: only who manages the organiser; the list also for its other people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tests.infra.cast import Cast
from tests.roles import Access, only

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

WORDS = ("CASE", "MODULE", "DOC", "PERSON", "PARTNER", "QUESTION")


def _case(cast: Cast, path: str, *, step: str) -> str:
    """A file of the cast's provider with one of everything, at a step; made anew when used up."""
    from lms.extensions import transaction

    with transaction() as session:
        ids = _there(session, cast, step=step) or _made(session, cast, step=step)
    for word, value in ids.items():
        path = path.replace(word, str(value))
    return path


def _there(session: Session, cast: Cast, *, step: str) -> dict[str, UUID] | None:
    """What an earlier row left whole, or None (its drafts are then out of the way)."""
    from sqlalchemy import select, update

    from lms.models import (
        CaseDocument,
        CaseFile,
        CaseQuestion,
        CaseState,
        ProgrammeLecturer,
        ProgrammeModule,
        ProgrammeRequest,
        RequestOrganiser,
    )

    state = CaseState.DRAFT if step == "draft" else CaseState.IN_ANALYSIS
    row = session.execute(
        select(
            CaseFile.id,
            ProgrammeModule.id,
            CaseDocument.id,
            ProgrammeLecturer.id,
            RequestOrganiser.provider_id,
            CaseQuestion.id,
        )
        .join(ProgrammeRequest, ProgrammeRequest.case_id == CaseFile.id)
        .join(ProgrammeModule, ProgrammeModule.case_id == CaseFile.id)
        .join(CaseDocument, CaseDocument.case_id == CaseFile.id)
        .join(ProgrammeLecturer, ProgrammeLecturer.case_id == CaseFile.id)
        .join(RequestOrganiser, RequestOrganiser.case_id == CaseFile.id)
        .outerjoin(CaseQuestion, CaseQuestion.case_id == CaseFile.id)
        .where(CaseFile.state == state, CaseQuestion.answered_at.is_(None))
    ).first()
    if row is not None:
        return dict(zip(WORDS, row, strict=True))
    session.execute(
        update(CaseFile).where(CaseFile.state == CaseState.DRAFT).values(state=CaseState.WITHDRAWN)
    )
    return None


def _made(session: Session, cast: Cast, *, step: str) -> dict[str, UUID]:
    from lms import clock
    from lms.models import CaseQuestion, CaseState, ProgrammeRequest, Provider, Side
    from lms.services import programme_facts, programme_files, programme_parts
    from lms.web.context import settings
    from tests.infra.documents import pdf_of
    from tests.services.programme_world import add_modules, words

    now = clock.now()
    who: dict[str, Any] = {"account_id": cast.provider.id, "now": now}
    case = programme_files.start(session, cast.provider_id, **who)
    programme_files.write(session, case, words())
    add_modules(session, case)
    module = programme_facts.modules_of(session, [case.id])[0]
    document = programme_parts.add_document(
        session,
        case,
        pdf_of("Dotari"),
        "equipment_and_venue",
        filename="dotari.pdf",
        settings=settings(),
        **who,
    )
    lecturer = programme_parts.add_lecturer(session, case, name="Ana O.", rnasr_code="", **who)
    partner = session.query(Provider).filter(Provider.id != cast.provider_id).first()
    assert partner is not None
    programme_parts.add_partner(session, case, partner.id)
    question = CaseQuestion(
        id=uuid4(),
        case_id=case.id,
        side=Side.COMMISSION,
        text="Când?",
        asked_by=cast.cfpc.id,
        asked_at=now,
        answer="",
    )
    if step == "sent":
        session.add(question)
        request = session.get_one(ProgrammeRequest, case.id)
        request.opis_file_id = case.receipt_file_id = document.stored_file_id
        case.state, case.submitted_at = CaseState.IN_ANALYSIS, now
    ids = (case.id, module.id, document.id, lecturer.id, partner.id, question.id)
    return dict(zip(WORDS, ids, strict=True))


def _own(path: str = "", step: str = "draft"):
    return lambda cast: _case(cast, f"/provider/programmes/files/CASE{path}", step=step)


def _owner(answer: int) -> dict[str, Any]:
    return only(answer, "provider") | {"provider_colleague": answer, "stranger_provider": 404}


def _post(endpoint: str, url: Any, answer: int, data: dict[str, str] | None = None) -> Access:
    return Access(
        f"programme_files.{endpoint}",
        "POST",
        url=url,
        data=lambda _: data or {},
        **_owner(answer),
    )


MATRIX = [
    Access(
        "programme_files.index",
        "GET",
        url=lambda _: "/provider/programmes",
        **only(200, "provider"),
        stranger_provider=200,
    ),
    Access("programme_files.show", "GET", url=_own(), **_owner(200)),
    Access("programme_files.document", "GET", url=_own("/documents/DOC"), **_owner(200)),
    Access("programme_files.receipt", "GET", url=_own("/receipt", "sent"), **_owner(200)),
    Access("programme_files.opis", "GET", url=_own("/opis", "sent"), **_owner(200)),
    _post("start", lambda cast: f"/provider/organisations/{cast.provider_id}/programmes", 303),
    _post("start_again", lambda cast: f"/provider/programmes/{cast.programme_id}/again", 303),
    _post("save", _own(), 303, {"title": "Supervizare"}),
    _post("add_module", _own("/modules"), 422),
    _post("change_module", _own("/modules/MODULE"), 422),
    _post("remove_module", _own("/modules/MODULE/remove"), 303),
    _post("add_lecturer", _own("/lecturers"), 422),
    _post("put_cv", _own("/lecturers/PERSON/cv"), 422),
    _post("remove_lecturer", _own("/lecturers/PERSON/remove"), 303),
    _post("name_partner", _own("/organisers"), 422),
    _post("remove_partner", _own("/organisers/PARTNER/remove"), 303),
    _post("add_document", _own("/documents"), 422),
    _post("remove_document", _own("/documents/DOC/remove"), 303),
    _post("submit", _own("/submit"), 303),
    _post("withdraw", _own("/withdraw"), 303),
    _post("ask", _own("/questions", "sent"), 422),
    _post("answer", _own("/questions/QUESTION", "sent"), 303, {"answer": "Luni."}),
]
