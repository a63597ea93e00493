"""The draft of a file of approval: begun, kept, its documents and principals, submitted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput, Conflict
from lms.extensions import transaction
from lms.models import CaseState, Role
from lms.services import case_documents, case_files, provider_approvals
from lms.web.access import person, roles
from lms.web.context import settings
from lms.web.forms import show_refusal
from lms.web.forms.provider_approvals import PartForm, PrincipalForm, RequestForm
from lms.web.provider_approvals.frame import back, blueprint, own, went_on
from lms.web.provider_approvals.pages import page
from lms.web.provider_entry.organisations import managed


@blueprint.post("/provider/organisations/<uuid:provider_id>/approval")
@roles(Role.PROVIDER)
def start(provider_id: UUID) -> Any:
    """Begin the file, or go on with the open one."""
    managed(provider_id)
    with transaction() as session:
        case = provider_approvals.start(
            session, provider_id, account_id=person().account_id, now=clock.now()
        )
        case_id = case.id
    return back(case_id)


@blueprint.post("/provider/approvals/<uuid:case_id>")
@roles(Role.PROVIDER)
def save(case_id: UUID) -> Any:
    """Keep what is written; also called by the page itself while one writes."""
    form = RequestForm()
    if not form.validate_on_submit():
        return page(case_id, form), 422
    try:
        with transaction() as session:
            provider_approvals.write(
                session,
                own(session, case_id),
                plan=form.plan.data or "",
                experience=form.experience.data or "",
                fee_paid_on=form.fee_paid_on.data,
            )
    except BadInput as error:
        show_refusal(form, error)
        return page(case_id, form), 422
    except Conflict as error:
        return went_on(case_id, error)
    if "X-Autosave" in request.headers:
        return "", 204
    flash(_("Am păstrat ciorna."), "success")
    return back(case_id)


@blueprint.post("/provider/approvals/<uuid:case_id>/documents")
@roles(Role.PROVIDER)
def add_document(case_id: UUID) -> Any:
    """Put in a document for a criterion."""
    form = PartForm()
    form.offer(_parts())
    if not form.validate_on_submit():
        return page(case_id, form), 422
    try:
        with transaction() as session:
            provider_approvals.add_document(
                session,
                own(session, case_id),
                form.file.data.read(),
                str(form.part.data),
                filename=form.file.data.filename or "",
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return page(case_id, form), 422
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Documentul este în dosar."), "success")
    return back(case_id, "documents")


def _parts() -> list[str]:
    with transaction() as session:
        return provider_approvals.parts_asked(session, on=clock.today())


@blueprint.post("/provider/approvals/<uuid:case_id>/documents/<uuid:document_id>/remove")
@roles(Role.PROVIDER)
def remove_document(case_id: UUID, document_id: UUID) -> Any:
    """Take a document out of the draft."""
    try:
        with transaction() as session:
            case_documents.remove_document(session, own(session, case_id), document_id)
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Documentul a fost scos din dosar."), "success")
    return back(case_id, "documents")


@blueprint.post("/provider/approvals/<uuid:case_id>/principals")
@roles(Role.PROVIDER)
def name_principal(case_id: UUID) -> Any:
    """Name a principal social worker; the register is asked at once."""
    form = PrincipalForm()
    if not form.validate_on_submit():
        return page(case_id, form), 422
    try:
        with transaction() as session:
            provider_approvals.name_principal(
                session,
                own(session, case_id),
                rnasr_code=str(form.rnasr_code.data),
                name=str(form.name.data),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return page(case_id, form), 422
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Am căutat persoana în registru; vedeți mai jos răspunsul."), "success")
    return back(case_id, "principals")


@blueprint.post("/provider/approvals/<uuid:case_id>/principals/<uuid:named_id>/remove")
@roles(Role.PROVIDER)
def remove_principal(case_id: UUID, named_id: UUID) -> Any:
    """Take a person out of the draft."""
    try:
        with transaction() as session:
            provider_approvals.remove_principal(session, own(session, case_id), named_id)
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Persoana a fost scoasă din dosar."), "success")
    return back(case_id, "principals")


@blueprint.post("/provider/approvals/<uuid:case_id>/submit")
@roles(Role.PROVIDER)
def submit(case_id: UUID) -> Any:
    """Register the file: number, receipt, opis."""
    try:
        with transaction() as session:
            case = provider_approvals.submit(
                session,
                own(session, case_id),
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
            number = case.number
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Dosarul a fost depus cu numărul %(number)s.", number=number), "success")
    return back(case_id)


@blueprint.post("/provider/approvals/<uuid:case_id>/withdraw")
@roles(Role.PROVIDER)
def withdraw(case_id: UUID) -> Any:
    """Take the file back; a draft is deleted."""
    try:
        with transaction() as session:
            case = own(session, case_id)
            provider_id = case.provider_id
            is_draft = case.state is CaseState.DRAFT
            if is_draft:
                case_files.discard_draft(session, case)
            else:
                case_files.withdraw(session, case, account_id=person().account_id, now=clock.now())
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Ciorna a fost ștearsă.") if is_draft else _("Dosarul a fost retras."), "success")
    return redirect(url_for("provider_entry.organisation", provider_id=provider_id), 303)
