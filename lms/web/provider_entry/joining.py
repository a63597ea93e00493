"""Public pages: an entity registers itself; a link confirms it, or makes somebody act for it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import LegalForm
from lms.services import provider_entry, provider_staff
from lms.services.provider_entry import NewEntry
from lms.web import letters
from lms.web.accounts.frame import enter, visitor
from lms.web.context import language
from lms.web.forms import show_refusal
from lms.web.forms.provider_entry import EntryForm, JoinForm, JoinWithPasswordForm
from lms.web.provider_entry.frame import blueprint


@blueprint.get("/providers/join")
def new() -> Any:
    """The form by which an entity registers itself."""
    form = EntryForm(formdata=None)
    form.offer()
    return render_template("provider_entry/new.html", form=form)


@blueprint.post("/providers/join")
def create() -> Any:
    """Mail the link that confirms the entry."""
    form = EntryForm()
    form.offer()
    if not form.validate_on_submit():
        return render_template("provider_entry/new.html", form=form), 422
    wanted = NewEntry(
        name=str(form.name.data),
        fiscal_code=str(form.fiscal_code.data),
        legal_form=LegalForm(form.legal_form.data),
        county=str(form.county.data),
        contact_name=str(form.contact_name.data),
        email=str(form.email.data),
        phone=form.phone.data or "",
    )
    try:
        with transaction() as session:
            provider_entry.ask(
                session,
                wanted,
                language=language(),
                visitor=visitor(),
                write=letters.write,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return render_template("provider_entry/new.html", form=form), 422
    return render_template("provider_entry/sent.html", email=wanted.email)


@blueprint.get("/providers/join/<token>")
def join(token: str) -> Any:
    """What the link does, and the password where the account is new."""
    return _join_page(token, None)


def _join_page(token: str, refused: JoinForm | None) -> Any:
    session = db.session()
    invitation = provider_staff.open_invitation(session, token, now=clock.now())
    if invitation is None:
        return render_template("accounts/stale_link.html", ask="provider_entry.new"), 410
    form = refused or _form_for(provider_staff.has_account(session, invitation))
    page = render_template(
        "provider_entry/join.html",
        form=form,
        invitation=invitation,
        entity=provider_entry.entity_name(session, invitation),
    )
    return page, 422 if refused else 200


def _form_for(has_account: bool) -> JoinForm:
    return JoinForm(formdata=None) if has_account else JoinWithPasswordForm(formdata=None)


@blueprint.post("/providers/join/<token>")
def accept(token: str) -> Any:
    """Use the link; a new account goes in at once, an old one signs in as always."""
    session, now = db.session(), clock.now()
    invitation = provider_staff.open_invitation(session, token, now=now)
    if invitation is None:
        return render_template("accounts/stale_link.html", ask="provider_entry.new"), 410
    has_account = provider_staff.has_account(session, invitation)
    form = JoinForm() if has_account else JoinWithPasswordForm()
    if not form.validate_on_submit():
        return _join_page(token, form)
    try:
        with transaction() as opened_in:
            provider, opened = provider_entry.accept(
                opened_in,
                token,
                password=None if has_account else str(form.password.data),
                now=now,
            )
            name, path = provider.name, f"/provider/organisations/{provider.id}"
    except BadInput as error:
        show_refusal(form, error)
        return _join_page(token, form)
    flash(_("De acum lucrați pentru %(name)s.", name=name), "success")
    if opened is None:
        return redirect(f"/login?next={path}", 303)
    enter(opened)
    return redirect(path, 303)
