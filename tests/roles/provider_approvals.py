"""Files of approval: only who manages the organiser, then CFPC and BEX; never a clerk."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.infra.cast import Cast
from tests.roles import Access, only


def _case(cast: Cast, path: str = "", *, step: str = "draft") -> str:
    """A file of the cast's provider, brought to a step; P is its person, Q its question."""
    from sqlalchemy import update

    from lms import clock
    from lms.extensions import transaction
    from lms.models import ApprovalRequest, CaseQuestion, CaseState, Side
    from lms.services import case_documents, provider_approvals
    from lms.web.context import settings
    from tests.infra.documents import pdf_of

    now = clock.now()
    with transaction() as session:
        session.execute(update(ApprovalRequest).values(closed_at=now))
        case = provider_approvals.start(
            session, cast.provider_id, account_id=cast.provider.id, now=now
        )
        document = case_documents.add_document(
            session,
            case,
            pdf_of("Statut"),
            filename="statut.pdf",
            account_id=cast.provider.id,
            settings=settings(),
            now=now,
        )
        named = provider_approvals.name_principal(
            session,
            case,
            rnasr_code=str(cast.member.rnasr_code),
            name=cast.member.name,
            account_id=cast.provider.id,
            now=now,
        )
        question = CaseQuestion(
            id=uuid4(),
            case_id=case.id,
            side=Side.PROVIDER if step == "officer" else Side.COMMISSION,
            text="Când?",
            asked_by=cast.cfpc.id,
            asked_at=now,
            answer="",
        )
        if step != "draft":
            session.add(question)
            request = session.get_one(ApprovalRequest, case.id)
            request.opis_file_id = case.receipt_file_id = document.stored_file_id
            case.state, case.submitted_at = CaseState.IN_ANALYSIS, now
    ids = {"CASE": case.id, "DOC": document.id, "PERSON": named.id, "QUESTION": question.id}
    for word, value in ids.items():
        path = path.replace(word, str(value))
    return path


def _own(path: str = "", step: str = "draft"):
    return lambda cast: _case(cast, f"/provider/approvals/CASE{path}", step=step)


def _officer(path: str, step: str = "officer"):
    return lambda cast: _case(cast, f"/commission/files/CASE{path}", step=step)


def _owner(answer: int) -> dict[str, Any]:
    return only(answer, "provider") | {"provider_colleague": answer, "stranger_provider": 404}


def _post(endpoint: str, url: Any, answer: int, data: dict[str, str] | None = None) -> Access:
    return Access(
        f"provider_approvals.{endpoint}",
        "POST",
        url=url,
        data=lambda _: data or {},
        **_owner(answer),
    )


MATRIX = [
    Access("provider_approvals.show", "GET", url=_own(), **_owner(200)),
    Access("provider_approvals.document", "GET", url=_own("/documents/DOC"), **_owner(200)),
    Access("provider_approvals.receipt", "GET", url=_own("/receipt", "sent"), **_owner(200)),
    Access("provider_approvals.opis", "GET", url=_own("/opis", "sent"), **_owner(200)),
    _post("start", lambda cast: f"/provider/organisations/{cast.provider_id}/approval", 303),
    _post("save", _own(), 303, {"plan": "Supervizare"}),
    _post("add_document", _own("/documents"), 422),
    _post("remove_document", _own("/documents/DOC/remove"), 303),
    _post("name_principal", _own("/principals"), 422),
    _post("remove_principal", _own("/principals/PERSON/remove"), 303),
    _post("submit", _own("/submit"), 303),
    _post("withdraw", _own("/withdraw"), 303),
    _post("ask", _own("/questions", "sent"), 422),
    _post("answer", _own("/questions/QUESTION", "sent"), 303, {"answer": "Luni."}),
    Access(
        "provider_approvals.officer_opis",
        "GET",
        url=_officer("/opis"),
        **only(200, "cfpc", "bex"),
    ),
    Access(
        "provider_approvals.officer_ask",
        "POST",
        url=_officer("/questions"),
        data=lambda _: {"text": ""},
        **only(422, "cfpc"),
    ),
    Access(
        "provider_approvals.officer_answer",
        "POST",
        url=_officer("/questions/QUESTION"),
        data=lambda _: {"answer": "Luni."},
        **only(303, "cfpc"),
    ),
]
