"""Requests for credits and contestations are their member's; the commission reviews decisions."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from tests.infra.cast import Cast
from tests.infra.documents import pdf_of, picture
from tests.roles import Access, only

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.models import CaseFile

OWN = only(200, "member") | {"colleague": 404, "stranger": 404}
SENT = only(302, "member") | {"colleague": 404, "stranger": 404}
REFUSED = only(422, "member") | {"colleague": 404, "stranger": 404}
FORM = {
    "title": "Terapia sistemică",
    "provider": "Universität Wien",
    "country": "AT",
    "starts_on": "2026-02-10",
    "ends_on": "2026-02-12",
    "hours": "18",
    "certificate_on": "2026-02-20",
}


Make = Callable[["Session", Cast], "CaseFile"]


def _draft(session: Session, cast: Cast) -> CaseFile:
    from lms import clock
    from tests.services.request_world import TRAINING, training

    details = replace(TRAINING, certificate_number=uuid4().hex[:10])
    return training(session, cast.member, details, now=clock.now())


def _decided(session: Session, cast: Cast) -> CaseFile:
    from lms import clock
    from tests.services.request_world import REJECTED, decide, propose, submit

    case = submit(session, _draft(session, cast), now=clock.now())
    propose(session, case, cast, REJECTED, now=clock.now())
    decide(session, case, cast, REJECTED, now=clock.now())
    return case


def _url(path: str, make: Make = _draft) -> Callable[[Cast], str]:
    def url(cast: Cast) -> str:
        from lms.extensions import transaction

        with transaction() as session:
            return f"/files/{make(session, cast).id}{path}"

    return url


def _review_url(cast: Cast) -> str:
    return "/commission" + _url("/review", _decided)(cast)


def _picture_url(cast: Cast) -> str:
    from lms import clock
    from lms.extensions import transaction
    from lms.services import case_documents
    from tests.services.objection_world import SETTINGS
    from tests.services.request_world import submit

    with transaction() as session:
        case = _draft(session, cast)
        document = case_documents.add_document(
            session,
            case,
            picture(),
            filename="poza.png",
            account_id=cast.member.id,
            settings=SETTINGS,
            now=clock.now(),
        )
        submit(session, case, now=clock.now())
        return f"/commission/files/{case.id}/documents/{document.id}/picture"


def _kept(cast: Cast) -> UUID:
    from lms import clock
    from lms.extensions import transaction
    from tests.services.request_world import kept

    with transaction() as session:
        return kept(session, cast.member, uuid4().hex, now=clock.now()).id


def _upload(cast: Cast) -> dict[str, object]:
    return {"file": (io.BytesIO(pdf_of("act")), "act.pdf"), "kind": "certificate"}


MATRIX = [
    Access(
        "files.new_recognition",
        "GET",
        url=lambda cast: "/files/new/recognition",
        **only(200, "member"),
    ),
    Access(
        "files.open_recognition",
        "POST",
        url=lambda cast: "/files/new/recognition",
        **only(302, "member"),
    ),
    Access(
        "files.new_activity", "GET", url=lambda cast: "/files/new/activity", **only(200, "member")
    ),
    Access(
        "files.open_activity",
        "POST",
        url=lambda cast: "/files/new/activity",
        data=lambda cast: {"item": "article"},
        **only(302, "member"),
    ),
    Access("files.details", "GET", url=_url("/details"), **OWN),
    Access(
        "files.save_details",
        "POST",
        url=_url("/details"),
        data=lambda cast: FORM | {"certificate_number": uuid4().hex},
        **SENT,
    ),
    Access("files.evidence", "GET", url=_url("/evidence"), **OWN),
    # Nobody's form offers the document of a file that is made anew: what counts is who may ask.
    Access("files.put_in", "POST", url=_url("/evidence"), **REFUSED),
    Access("files.keep_and_put_in", "POST", url=_url("/evidence/new"), data=_upload, **SENT),
    Access("files.check_request", "GET", url=_url("/request"), **OWN),
    Access("files.submit_request", "POST", url=_url("/request"), **SENT),
    Access("files.contest", "GET", url=_url("/contest", _decided), **OWN),
    Access(
        "files.save_contest",
        "POST",
        url=_url("/contest", _decided),
        data=lambda cast: {"statement": "Sunt 18 ore."},
        **SENT,
    ),
    Access("commission.review", "GET", url=_review_url, **only(200, "cfpc")),
    Access(
        "commission.propose_review",
        "POST",
        url=_review_url,
        data=lambda cast: {"credits": "3", "reasons": "Sunt 18 ore."},
        **only(302, "cfpc"),
    ),
    Access(
        "commission.picture", "GET", url=_picture_url, **only(200, "cfpc", "bex") | {"caap": 404}
    ),
    Access("documents.index", "GET", url=lambda cast: "/documents", **only(200, "member")),
    Access("documents.new", "GET", url=lambda cast: "/documents/new", **only(200, "member")),
    Access(
        "documents.keep",
        "POST",
        url=lambda cast: "/documents/new",
        data=_upload,
        **only(302, "member"),
    ),
    Access("documents.show", "GET", url=lambda cast: f"/documents/{_kept(cast)}", **OWN),
    Access(
        "documents.describe",
        "POST",
        url=lambda cast: f"/documents/{_kept(cast)}",
        data=lambda cast: {"title": "Acord", "kind": "agreement"},
        **SENT,
    ),
    Access("documents.download", "GET", url=lambda cast: f"/documents/{_kept(cast)}/file", **OWN),
    Access("documents.forget", "POST", url=lambda cast: f"/documents/{_kept(cast)}/delete", **SENT),
]
