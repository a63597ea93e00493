"""The desk of one file: checklist and documents, the contested line, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext

from lms import clock
from lms.extensions import db, transaction
from lms.models import CaseFile
from lms.services import case_asking, case_decisions, case_documents, case_queries
from lms.services.case_decisions import Act
from lms.services.case_queries import DocumentRow
from lms.web.access import person, roles
from lms.web.approval_words import part_words
from lms.web.case_pages import pages_of
from lms.web.case_parts import DeskPart
from lms.web.case_words import (
    COMMISSIONS,
    OUTCOMES,
    event_words,
    file_size,
    next_step,
    since,
    state_tag,
)
from lms.web.commission.frame import OFFICERS, blueprint
from lms.web.context import credits_text, settings
from lms.web.downloads import send_picture, send_stored
from lms.web.forms.commission import AskDocumentForm, DecisionForm, VerdictForm


@blueprint.get("/commission/files/<uuid:case_id>")
@roles(*OFFICERS)
def show(case_id: UUID) -> Any:
    """The desk of one file; that it was opened is noted, and the member can see it."""
    _note_view(case_id, case_queries.VIEWED)
    return desk(case_id)


@blueprint.get("/commission/files/<uuid:case_id>/documents/<uuid:document_id>")
@roles(*OFFICERS)
def document(case_id: UUID, document_id: UUID) -> Any:
    """A document of the file; that it was read is noted."""
    case = _note_view(case_id, case_queries.READ_DOCUMENT)
    return send_stored(
        *case_documents.read_document(db.session(), case, document_id, settings=settings())
    )


@blueprint.get("/commission/files/<uuid:case_id>/documents/<uuid:document_id>/picture")
@roles(*OFFICERS)
def picture(case_id: UUID, document_id: UUID) -> Any:
    """A picture of the file, drawn anew, to look at on the desk; that it was read is noted."""
    case = _note_view(case_id, case_queries.READ_DOCUMENT)
    stored, data = case_documents.read_document(
        db.session(), case, document_id, settings=settings()
    )
    return send_picture(case_documents.picture_of(stored, data))


def _note_view(case_id: UUID, action: str) -> CaseFile:
    """The file, once it is noted that this officer opened it: the law asks for it of every GET."""
    account_id = person().account_id
    with transaction() as session:
        case, held = case_decisions.case_for_officer(
            session, case_id, account_id=account_id, on=clock.today()
        )
        case_queries.record_view(
            session, case, roles=held, account_id=account_id, now=clock.now(), action=action
        )
    return case


def desk(
    case_id: UUID,
    sent: VerdictForm | None = None,
    *,
    asking: AskDocumentForm | None = None,
    more: Mapping[str, Any] | None = None,
) -> str:
    """The page of a file; `sent` and `asking` are forms that were refused.

    `more` replaces what the kind of file shows: a form of its own that was refused.
    """
    session = db.session()
    account_id = person().account_id
    case, held = case_decisions.case_for_officer(
        session, case_id, account_id=account_id, on=clock.today()
    )
    shown = case_queries.view_of(session, case)
    opened = _opened(shown.documents)
    pages = pages_of(case)
    part = pages.desk(session, case)
    act = case_decisions.next_act(case, held)
    refusal = act and case_decisions.why_not(session, case, act, account_id=account_id)
    return render_template(
        "commission/show.html",
        shown=shown,
        case=case,
        form=None if refusal else sent or _blank_form(act, case, part),
        act=None if refusal else act,
        asking=_asking(case, act, refusal, asking),
        asked_for=case_asking.asked_of(session, case),
        refusal=gettext(refusal) if refusal else None,
        what=pages.what(session, case),
        rows=pages.rows(session, case),
        part=part,
        tag=state_tag(case, case.decision.outcome if case.decision else None),
        since=since(case, list(shown.events)),
        next_step=next_step(case),
        history=[event_words(event) for event in reversed(shown.events)],
        outcomes=OUTCOMES,
        commissions=COMMISSIONS,
        file_size=file_size,
        part_words=part_words,
        opened=opened,
        around=_around(shown.documents, opened),
        place=case_queries.place_in_queue(session, person().roles, case),
        **{"refused_form": None, **part.context, **(more or {})},
    )


def _opened(documents: Sequence[DocumentRow]) -> DocumentRow | None:
    """The document that is read in the page: the only one, else what ?document= asks for."""
    if len(documents) == 1:
        return documents[0]
    wanted = request.args.get("document", "")
    return next((row for row in documents if str(row.id) == wanted), None)


def _around(
    documents: Sequence[DocumentRow], opened: DocumentRow | None
) -> tuple[DocumentRow | None, DocumentRow | None]:
    """The documents before and after the one that is read; the first comes after none."""
    if opened is None:
        return None, documents[0] if documents else None
    place = documents.index(opened)
    before = documents[place - 1] if place else None
    return before, documents[place + 1] if place + 1 < len(documents) else None


def _asking(
    case: CaseFile, act: Act | None, refusal: str | None, sent: AskDocumentForm | None
) -> AskDocumentForm | None:
    """The form by which a document is asked for, while the commission has the file."""
    if refusal or act not in (Act.TAKE, Act.PROPOSE) or case.member_id is None:
        return None
    return sent or AskDocumentForm(formdata=None)


def offer(form: VerdictForm, part: DeskPart) -> VerdictForm:
    """Give a form the outcomes of its file, and the fields that it asks for."""
    form.offer(part.choices, asks_credits=part.asks_credits, asks_until=part.asks_until)
    return form


def _blank_form(act: Act | None, case: CaseFile, part: DeskPart) -> VerdictForm | None:
    if act is Act.DECIDE:
        latest = case.proposals[-1]
        known: dict[str, Any] = {"outcome": latest.outcome, "reasons": latest.reasons}
        if latest.credits is not None:
            known["credits"] = credits_text(latest.credits)
        if latest.valid_until is not None:
            known["valid_until"] = latest.valid_until
        return offer(DecisionForm(formdata=None, **known), part)
    if act is Act.PROPOSE:
        blank = VerdictForm(formdata=None, credits=part.expected, valid_until=part.expected_until)
        return offer(blank, part)
    return None
