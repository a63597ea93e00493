"""The draft of a file of a programme: begun, kept while one writes, submitted, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import CaseState, Role
from lms.services import case_files, programme_files
from lms.web.access import person, roles
from lms.web.context import settings
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.programmes import WordsForm
from lms.web.programme_files.frame import back, blueprint, own
from lms.web.programme_files.pages import Refused, page
from lms.web.provider_entry.organisations import managed


@blueprint.post("/provider/organisations/<uuid:provider_id>/programmes")
@roles(Role.PROVIDER)
def start(provider_id: UUID) -> Any:
    """Begin the file of a new programme."""
    managed(provider_id)
    try:
        with transaction() as session:
            case = programme_files.start(
                session, provider_id, account_id=person().account_id, now=clock.now()
            )
            case_id = case.id
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("programme_files.index"), 303)
    return back(case_id)


@blueprint.post("/provider/programmes/<uuid:programme_id>/again")
@roles(Role.PROVIDER)
def start_again(programme_id: UUID) -> Any:
    """Begin the file of a re-approval or of a new version, or go on with the open one."""
    with transaction() as session:
        case = programme_files.start_again(
            session,
            programme_id,
            provider_ids=person().managed_ids(),
            account_id=person().account_id,
            now=clock.now(),
        )
        case_id = case.id
    return back(case_id)


@blueprint.post("/provider/programmes/files/<uuid:case_id>")
@roles(Role.PROVIDER)
def save(case_id: UUID) -> Any:
    """Keep what is written; the browser also sends it here by itself while one writes."""
    form = WordsForm()
    form.offer(programme_files.reserved_activities(db.session(), on=clock.today()))
    if not form.validate_on_submit():
        return page(case_id, Refused(form=form)), 422
    try:
        with transaction() as session:
            programme_files.write(session, own(session, case_id), form.words())
    except BadInput as error:
        show_refusal(form, error)
        return page(case_id, Refused(form=form)), 422
    except Conflict as error:
        flash(message_of(error), "warning")
        return back(case_id)
    if "X-Autosave" in request.headers:
        return "", 204
    flash(_("Am păstrat ciorna."), "success")
    return back(case_id)


@blueprint.post("/provider/programmes/files/<uuid:case_id>/submit")
@roles(Role.PROVIDER)
def submit(case_id: UUID) -> Any:
    """Register the file: number, receipt, opis."""
    try:
        with transaction() as session:
            case = programme_files.submit(
                session,
                own(session, case_id),
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
            number = case.number
    except Conflict as error:
        flash(message_of(error), "warning")
        return back(case_id)
    flash(_("Dosarul a fost depus cu numărul %(number)s.", number=number), "success")
    return back(case_id)


@blueprint.post("/provider/programmes/files/<uuid:case_id>/withdraw")
@roles(Role.PROVIDER)
def withdraw(case_id: UUID) -> Any:
    """Take the file back; a draft is deleted."""
    try:
        with transaction() as session:
            case = own(session, case_id)
            is_draft = case.state is CaseState.DRAFT
            if is_draft:
                case_files.discard_draft(session, case)
            else:
                case_files.withdraw(session, case, account_id=person().account_id, now=clock.now())
    except Conflict as error:
        flash(message_of(error), "warning")
        return back(case_id)
    flash(_("Ciorna a fost ștearsă.") if is_draft else _("Dosarul a fost retras."), "success")
    return redirect(url_for("programme_files.index"), 303)
