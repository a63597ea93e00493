"""The organisation of a person: where it stands, what comes next, who acts for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.counties import COUNTIES
from lms.errors import BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import CaseState, Provider, ProviderDuty, Role
from lms.services import provider_approvals, provider_entry, provider_register, provider_staff
from lms.services.provider_staff import Invited
from lms.web import case_words, letters
from lms.web.access import person, roles
from lms.web.accounts.frame import visitor
from lms.web.context import language
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.provider_entry import DUTIES, InviteForm
from lms.web.provider_entry.frame import blueprint, entry_tag
from lms.web.provider_register import LEGAL_FORMS, act, state_tag

CLOSED = (CaseState.DECIDED, CaseState.WITHDRAWN)


def managed(provider_id: UUID) -> UUID:
    """The organiser, when this person manages it; 404 for a stranger's, 403 for a clerk."""
    if provider_id not in person().provider_ids():
        abort(404)
    if provider_id not in person().managed_ids():
        abort(403)
    return provider_id


@blueprint.get("/provider/organisations")
@roles(Role.PROVIDER)
def organisations() -> Any:
    """The only organisation of a person, or the list of them."""
    found = provider_entry.providers_of(db.session(), person().provider_ids())
    if len(found) == 1:
        return redirect(url_for("provider_entry.organisation", provider_id=found[0].id))
    return render_template("provider_entry/organisations.html", providers=found)


@blueprint.get("/provider/organisations/<uuid:provider_id>")
@roles(Role.PROVIDER)
def organisation(provider_id: UUID) -> Any:
    """Where the organisation stands and who acts for it."""
    if provider_id not in person().provider_ids():
        abort(404)
    return _page(provider_id, InviteForm(formdata=None, duty=ProviderDuty.CLERK.value))


def _page(provider_id: UUID, form: InviteForm) -> str:
    session = db.session()
    entry = provider_entry.entry_of(session, provider_id)
    provider = session.get_one(Provider, provider_id)
    approval = provider_register.approval_of(provider.approvals, clock.today())
    cases = provider_approvals.cases_of(session, provider_id)
    return render_template(
        "provider_entry/organisation.html",
        provider=provider,
        approval=approval,
        approval_tag=state_tag(provider_register.state_of(approval, clock.today()))
        if approval
        else None,
        act=act,
        cases=cases,
        case_tag=case_words.state_tag,
        is_open=any(case.state not in CLOSED for case in cases),
        kinds=case_words.KINDS,
        entry=entry,
        tag=entry_tag(entry) if entry else None,
        staff=provider_staff.staff_of(session, provider_id, now=clock.now()),
        manages=provider_id in person().managed_ids(),
        form=form,
        duties=DUTIES,
        counties=COUNTIES,
        legal_forms=LEGAL_FORMS,
        own_account=person().account_id,
    )


@blueprint.post("/provider/organisations/<uuid:provider_id>/staff")
@roles(Role.PROVIDER)
def invite(provider_id: UUID) -> Any:
    """Mail a colleague the link."""
    managed(provider_id)
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(provider_id, form), 422
    try:
        with transaction() as session:
            provider_staff.invite(
                session,
                provider_id,
                Invited(
                    name=str(form.name.data),
                    email=str(form.email.data),
                    duty=ProviderDuty(form.duty.data),
                    language=language(),
                ),
                by=person().account_id,
                visitor=visitor(),
                write=letters.write,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(provider_id, form), 422
    flash(_("Am trimis o legătură la %(email)s.", email=form.email.data), "success")
    return _back(provider_id)


def _back(provider_id: UUID) -> Any:
    return redirect(url_for("provider_entry.organisation", provider_id=provider_id), 303)


@blueprint.post("/provider/organisations/<uuid:provider_id>/staff/<uuid:grant_id>/remove")
@roles(Role.PROVIDER)
def remove(provider_id: UUID, grant_id: UUID) -> Any:
    """End a colleague's role at once."""
    managed(provider_id)
    try:
        with transaction() as session:
            leaving = provider_staff.remove(
                session, provider_id, grant_id, by=person().account_id, now=clock.now()
            )
            name = leaving.account.display_name
    except Conflict as error:
        flash(message_of(error), "warning")
        return _back(provider_id)
    flash(_("%(name)s nu mai lucrează pentru entitate.", name=name), "success")
    return redirect("/", 303) if leaving.account.id == person().account_id else _back(provider_id)


@blueprint.post("/provider/organisations/<uuid:provider_id>/invitations/<uuid:invitation_id>")
@roles(Role.PROVIDER)
def withdraw_invitation(provider_id: UUID, invitation_id: UUID) -> Any:
    """Make a link useless."""
    managed(provider_id)
    with transaction() as session:
        provider_staff.withdraw_invitation(
            session, provider_id, invitation_id, by=person().account_id, now=clock.now()
        )
    flash(_("Invitația a fost retrasă; legătura nu mai deschide nimic."), "success")
    return _back(provider_id)
