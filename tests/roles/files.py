"""Files are their member's; a receipt can be checked by anyone who holds its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tests.infra.cast import Cast
from tests.infra.documents import pdf_of
from tests.roles import Access, anyone, only

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OWN = only(200, "member") | {"colleague": 404, "stranger": 404}
SENT = only(302, "member") | {"colleague": 404, "stranger": 404}


def _case(cast: Cast, state: str) -> tuple[UUID, UUID]:
    """A new file of the member (and a document in it): draft, submitted …; anew each time."""
    from lms import clock
    from lms.extensions import transaction
    from lms.models import CaseState, ObjectionKind
    from lms.services import case_documents, case_files, objections
    from tests.services.objection_world import SETTINGS, member_id

    now = clock.now()
    with transaction() as session:
        line = _line(cast)
        about: dict[str, Any] = {
            "member_id": member_id(cast.member),
            "account_id": cast.member.id,
            "now": now,
        }
        case = objections.object_to_line(session, line, ObjectionKind.WRONG_CREDIT, **about)
        if case.state is CaseState.PROPOSED:
            _reject(session, case.id, cast)
        elif case.state is not CaseState.DRAFT:
            case_files.withdraw(session, case, account_id=cast.member.id, now=now)
        if case.state is not CaseState.DRAFT:
            case = objections.object_to_line(session, line, ObjectionKind.WRONG_CREDIT, **about)
        case_files.write_statement(session, case, "Sunt 6, nu 4.")
        document = case_documents.add_document(
            session,
            case,
            pdf_of("foaie"),
            filename="foaie.pdf",
            account_id=cast.member.id,
            settings=SETTINGS,
            now=now,
        )
        if state == "submitted":
            case_files.submit(session, case, settings=SETTINGS, now=now)
    return case.id, document.id


def _reject(session: Session, case_id: UUID, cast: Cast) -> None:
    from lms import clock
    from lms.services import case_decisions
    from tests.services.objection_world import REJECTED, SETTINGS

    case_decisions.decide(
        session,
        case_id,
        REJECTED,
        number=uuid4().hex[:10],
        decided_on=clock.today(),
        account_id=cast.bex.id,
        settings=SETTINGS,
        now=clock.now(),
    )


def _line(cast: Cast) -> UUID:
    """The member's line of credit; the norms and the credits come with the first call."""
    from lms.extensions import db
    from lms.services import crediting, regulations
    from tests.services.objection_world import NOW, member_id, world_of

    session = db.session()
    there = crediting.entries_of(session, member_id(cast.member))
    if there:
        return there[-1].id
    regulations.ensure_bundled(session, now=NOW)
    return world_of(session, cast).entry_id


def _line_url(cast: Cast) -> str:
    from lms.extensions import transaction

    with transaction():
        return f"/files/new/line/{_line(cast)}"


def _url(state: str, path: str):
    def url(cast: Cast) -> str:
        case_id, document_id = _case(cast, state)
        return f"/files/{case_id}{path}".replace("DOC", str(document_id))

    return url


def _upload(cast: Cast) -> dict[str, object]:
    import io

    return {"file": (io.BytesIO(pdf_of("alt act")), "act.pdf")}


MATRIX = [
    Access("files.index", "GET", url=lambda cast: "/files", **only(200, "member")),
    Access("files.new", "GET", url=lambda cast: "/files/new", **only(200, "member")),
    Access("files.missing", "GET", url=lambda cast: "/files/new/missing", **only(200, "member")),
    Access(
        "files.say_edition",
        "POST",
        url=lambda cast: "/files/new/missing",
        data=lambda cast: {"edition": str(cast.edition_id)},
        **only(302, "stranger", others=403) | {"member": 302},
    ),
    Access("files.object_to", "GET", url=_line_url, **OWN),
    Access(
        "files.say_kind",
        "POST",
        url=_line_url,
        data=lambda cast: {"kind": "did_not_attend"},
        **SENT,
    ),
    Access("files.write", "GET", url=_url("draft", "/statement"), **OWN),
    Access(
        "files.save_statement",
        "POST",
        url=_url("draft", "/statement"),
        data=lambda cast: {"statement": "Nu am fost."},
        **SENT,
    ),
    Access("files.documents", "GET", url=_url("draft", "/documents"), **OWN),
    Access("files.add_document", "POST", url=_url("draft", "/documents"), data=_upload, **SENT),
    Access("files.remove_document", "POST", url=_url("draft", "/documents/DOC/remove"), **SENT),
    Access("files.check", "GET", url=_url("draft", "/check"), **OWN),
    Access("files.submit", "POST", url=_url("draft", "/submit"), **SENT),
    Access("files.discard", "POST", url=_url("draft", "/discard"), **SENT),
    Access("files.show", "GET", url=_url("submitted", ""), **OWN),
    Access("files.document", "GET", url=_url("submitted", "/documents/DOC"), **OWN),
    Access("files.receipt", "GET", url=_url("submitted", "/receipt.pdf"), **OWN),
    Access("files.withdraw", "POST", url=_url("submitted", "/withdraw"), **SENT),
    Access(
        "files.check_receipt",
        "GET",
        url=lambda cast: f"/files/receipts/{_case(cast, 'submitted')[0]}",
        **anyone(200),
    ),
]
