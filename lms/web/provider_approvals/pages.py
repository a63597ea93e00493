"""One file of approval as its organiser sees it: the draft to fill in, or where it stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, url_for

from lms import clock
from lms.extensions import Session, db
from lms.models import CaseFile, CaseState, Role
from lms.services import (
    case_documents,
    case_queries,
    case_questions,
    provider_approvals,
    provider_entry,
    provider_facts,
)
from lms.services.case_files import BEFORE_PROPOSAL
from lms.services.provider_approval_effects import request_of
from lms.web import approval_words
from lms.web.access import roles
from lms.web.case_pages import pages_of
from lms.web.case_words import (
    COMMISSIONS,
    OUTCOMES,
    event_words,
    file_size,
    next_step,
    since,
    state_tag,
)
from lms.web.context import settings
from lms.web.downloads import send_stored
from lms.web.forms.provider_approvals import (
    AnswerForm,
    OwnQuestionForm,
    PartForm,
    PrincipalForm,
    RequestForm,
)
from lms.web.provider_approvals.frame import blueprint, own

Form = RequestForm | PartForm | PrincipalForm | OwnQuestionForm | AnswerForm


@blueprint.get("/provider/approvals/<uuid:case_id>")
@roles(Role.PROVIDER)
def show(case_id: UUID) -> Any:
    """The draft to fill in, or where the file stands."""
    return page(case_id)


def page(case_id: UUID, refused: Form | None = None, *, about: UUID | None = None) -> str:
    """The page of a file; `refused` is a form with its problems, `about` the question answered."""
    session = db.session()
    case = own(session, case_id)
    shared = _shared(session, case)
    if case.state is CaseState.DRAFT:
        return render_template("approvals/draft.html", **shared, **_forms(session, case, refused))
    return render_template(
        "approvals/show.html", **shared, **_standing(session, case, refused, about)
    )


def _shared(session: Session, case: CaseFile) -> dict[str, Any]:
    today = clock.today()
    request = request_of(session, case)
    found = provider_approvals.completeness(session, case, on=today)
    return {
        "case": case,
        "filed": request,
        "provider": request.provider,
        "shown": case_queries.view_of(session, case),
        "what": pages_of(case).what(session, case),
        "meter": approval_words.meter(found),
        "rest": approval_words.rest(found),
        "principals": [
            (line, approval_words.principal_tag(line.today))
            for line in provider_facts.principals_of(session, case.id, on=today)
        ],
        "today": today,
        "file_size": file_size,
        "part_words": approval_words.part_words,
        "refused": None,
    }


def _forms(session: Session, case: CaseFile, refused: Form | None) -> dict[str, Any]:
    request = request_of(session, case)
    part = refused if isinstance(refused, PartForm) else PartForm(formdata=None)
    part.offer(provider_approvals.parts_asked(session, on=clock.today()))
    return {
        "form": refused
        if isinstance(refused, RequestForm)
        else RequestForm(formdata=None, obj=request),
        "part_form": part,
        "principal_form": refused
        if isinstance(refused, PrincipalForm)
        else PrincipalForm(formdata=None),
        "refused_form": refused,
        "unverified": bool(provider_entry.unverified(session, [request.provider_id])),
    }


def _standing(
    session: Session, case: CaseFile, refused: Form | None, about: UUID | None
) -> dict[str, Any]:
    shown = case_queries.view_of(session, case)
    pages = pages_of(case)
    part = refused if isinstance(refused, PartForm) else PartForm(formdata=None)
    part.offer(provider_approvals.parts_asked(session, on=clock.today()))
    is_open = case.state in BEFORE_PROPOSAL
    return {
        "tag": state_tag(case, case.decision.outcome if case.decision else None),
        "since": since(case, list(shown.events)),
        "next_step": next_step(case),
        "history": [event_words(event) for event in reversed(shown.events)],
        "views": case_queries.views_of(session, case),
        "outcomes": OUTCOMES,
        "commissions": COMMISSIONS,
        "result": pages.result(case) if case.decision else None,
        "withdrawal": pages.withdrawal() if is_open else None,
        "questions": case_questions.questions_of(session, case, on=clock.today()),
        "question_words": approval_words.QUESTIONS,
        "own_question": refused
        if isinstance(refused, OwnQuestionForm)
        else OwnQuestionForm(formdata=None),
        "answer_form": AnswerForm(formdata=None),
        "refused_answer": refused if isinstance(refused, AnswerForm) else None,
        "answer_about": about,
        "part_form": part,
        "refused_form": refused,
        "is_open": is_open,
        "register_url": url_for(
            "provider_register.show", slug=request_of(session, case).provider.slug
        ),
    }


@blueprint.get("/provider/approvals/<uuid:case_id>/documents/<uuid:document_id>")
@roles(Role.PROVIDER)
def document(case_id: UUID, document_id: UUID) -> Any:
    """A document of the file."""
    session = db.session()
    case = own(session, case_id)
    return send_stored(
        *case_documents.read_document(session, case, document_id, settings=settings())
    )


@blueprint.get("/provider/approvals/<uuid:case_id>/receipt")
@roles(Role.PROVIDER)
def receipt(case_id: UUID) -> Any:
    """The receipt of the submission."""
    session = db.session()
    return send_stored(
        *case_documents.read_receipt(session, own(session, case_id), settings=settings())
    )


@blueprint.get("/provider/approvals/<uuid:case_id>/opis")
@roles(Role.PROVIDER)
def opis(case_id: UUID) -> Any:
    """The opis of the submission."""
    session = db.session()
    return send_stored(
        *provider_approvals.read_opis(session, own(session, case_id), settings=settings())
    )
