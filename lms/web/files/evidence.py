"""The documents of a request: from Documentele mele, or kept there now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from lms import clock
from lms.errors import N_, BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import CaseKind, CaseState, DocumentKind, MemberDocument, Role
from lms.services import case_documents, case_files, case_queries, member_documents
from lms.web.access import own_member_id, person, roles
from lms.web.case_words import file_size
from lms.web.context import day, settings
from lms.web.files.frame import blueprint
from lms.web.files.requests import steps, to
from lms.web.forms import show_refusal
from lms.web.forms.documents import DOCUMENT_KINDS, KeepForm
from lms.web.forms.requests import ChooseDocumentsForm


def _own(case_id: UUID) -> case_queries.CaseView:
    """The member's own file; Conflict for an objection, whose documents have their own page."""
    shown = case_queries.member_case(db.session(), own_member_id(), case_id)
    if shown.case.kind is CaseKind.OBJECTION:
        raise Conflict(N_("Dosarul este de alt fel. Deschideți-l din Dosarele mele."))
    return shown


@blueprint.get("/files/<uuid:case_id>/evidence")
@roles(Role.MEMBER)
def evidence(case_id: UUID) -> Any:
    """What proves it: documents kept before, or a new one."""
    shown = _own(case_id)
    case = shown.case
    if case.state is not CaseState.DRAFT and case.state not in case_files.BEFORE_PROPOSAL:
        return to("show", case)
    return _page(shown)


@blueprint.post("/files/<uuid:case_id>/evidence")
@roles(Role.MEMBER)
def put_in(case_id: UUID) -> Any:
    """Put documents that were kept before in the file."""
    shown = _own(case_id)
    choose = _choose_form(shown)
    if not choose.validate_on_submit():
        return _page(shown, choose=choose), 422
    try:
        with transaction() as session:
            case = case_files.own_case(session, own_member_id(), case_id)
            added = member_documents.put_in(
                session,
                case,
                [UUID(chosen) for chosen in choose.documents.data],
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(choose, error)
        return _page(_own(case_id), choose=choose), 422
    words = ngettext(
        "Am pus %(count)s document în dosar.",
        "Am pus %(count)s documente în dosar.",
        added,
        count=added,
    )
    flash(words, "success")
    return to("evidence", case)


@blueprint.post("/files/<uuid:case_id>/evidence/new")
@roles(Role.MEMBER)
def keep_and_put_in(case_id: UUID) -> Any:
    """Keep a new document in Documentele mele, and put it in the file."""
    shown = _own(case_id)
    form = KeepForm()
    if not form.validate_on_submit():
        return _page(shown, form=form), 422
    data = form.file.data.read(case_documents.MOST_BYTES + 1)
    try:
        # Read before the transaction: reading is slow and must not hold the database.
        checked = case_documents.check_document(data)
        with transaction() as session:
            case = case_files.own_case(session, own_member_id(), case_id)
            document = member_documents.keep(
                session,
                own_member_id(),
                data,
                filename=form.file.data.filename or "",
                kind=DocumentKind(form.kind.data),
                title=form.title.data or "",
                issued_on=form.issued_on.data,
                settings=settings(),
                now=clock.now(),
                checked=checked,
            )
            member_documents.put_in(
                session, case, [document.id], account_id=person().account_id, now=clock.now()
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(_own(case_id), form=form), 422
    flash(_("Am adăugat „%(title)s”.", title=document.title), "success")
    return to("evidence", case)


def _page(
    shown: case_queries.CaseView,
    *,
    choose: ChooseDocumentsForm | None = None,
    form: KeepForm | None = None,
) -> str:
    choose = choose or _choose_form(shown)
    return render_template(
        "files/evidence.html",
        shown=shown,
        case=shown.case,
        choose=choose,
        form=form or KeepForm(formdata=None, kind=DocumentKind.CERTIFICATE.value),
        steps=steps(shown.case),
        file_size=file_size,
    )


def _choose_form(shown: case_queries.CaseView) -> ChooseDocumentsForm:
    form = ChooseDocumentsForm()
    form.documents.choices = [
        SelectChoice(str(document.id), _label(document))
        for document in member_documents.to_choose_from(db.session(), shown.case)
    ]
    return form


def _label(document: MemberDocument) -> str:
    kind = str(DOCUMENT_KINDS[document.kind])
    if document.issued_on is None:
        return f"{document.title} ({kind})"
    return f"{document.title} ({kind}, {day(document.issued_on)})"
