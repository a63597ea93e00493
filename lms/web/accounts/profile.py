"""What people keep up themselves: name, language, password, e-mails, open sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask import session as browser
from flask_babel import gettext as _
from flask_babel import ngettext

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.services import members, profiles
from lms.web import access, letters
from lms.web.accounts.frame import blueprint, enter, visitor
from lms.web.forms import show_refusal
from lms.web.forms.accounts import AddEmailForm, ChangePasswordForm, ConfirmForm, ProfileForm


def _page(status: int = 200, **submitted: Any) -> Any:
    """The profile page; a form that was refused is shown as it was sent."""
    someone = access.person()
    shown = profiles.read_profile(
        db.session(), someone.account_id, token=someone.token, now=clock.now()
    )
    forms = {
        "profile_form": ProfileForm(formdata=None, obj=shown.account),
        "password_form": ChangePasswordForm(formdata=None),
        "email_form": AddEmailForm(formdata=None),
    } | submitted
    refused = next(iter(submitted.values()), None)
    views = (
        members.views_of_member(db.session(), someone.member_id, limit=10)
        if someone.member_id
        else []
    )
    page = render_template(
        "accounts/profile.html", shown=shown, refused=refused, views=views, **forms
    )
    return page, status


@blueprint.get("/account")
@access.signed_in
def profile() -> Any:
    """Name, language, password, e-mails, open sessions."""
    return _page()


@blueprint.post("/account")
@access.signed_in
def save_profile() -> Any:
    """Keep the name and the language."""
    form = ProfileForm()
    if not form.validate_on_submit():
        return _page(422, profile_form=form)
    chosen = str(form.language.data)
    with transaction() as session:
        profiles.rename(
            session,
            access.person().account_id,
            display_name=str(form.display_name.data),
            language=chosen,
        )
    browser["language"] = chosen
    flash(_("Am păstrat schimbările."), "success")
    return redirect("/account")


@blueprint.post("/account/password")
@access.signed_in
def change_password() -> Any:
    """Set a new password; other devices are signed out."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(422, password_form=form)
    try:
        with transaction() as session:
            token = profiles.change_password(
                session,
                access.person().account_id,
                present=str(form.present.data),
                new=str(form.password.data),
                write=letters.write,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(422, password_form=form)
    enter(token)
    flash(_("Parola a fost schimbată. Celelalte dispozitive au ieșit din cont."), "success")
    return redirect("/account")


@blueprint.post("/account/emails")
@access.signed_in
def add_email() -> Any:
    """Mail a confirmation link to another e-mail."""
    form = AddEmailForm()
    if not form.validate_on_submit():
        return _page(422, email_form=form)
    try:
        with transaction() as session:
            profiles.request_email(
                session,
                access.person().account_id,
                email=str(form.email.data),
                visitor=visitor(),
                write=letters.write,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(422, email_form=form)
    flash(
        _(
            "Am trimis o legătură la %(email)s. Adresa intră în cont când o deschideți.",
            email=form.email.data,
        ),
        "info",
    )
    return redirect("/account#emails")


@blueprint.post("/account/emails/<uuid:email_id>/remove")
@access.signed_in
def remove_email(email_id: UUID) -> Any:
    """Take an e-mail off the account."""
    with transaction() as session:
        email = profiles.remove_email(
            session, access.person().account_id, email_id, now=clock.now()
        )
    flash(_("Adresa %(email)s a fost scoasă din cont.", email=email), "success")
    return redirect("/account#emails")


@blueprint.post("/account/emails/<uuid:email_id>/sign-in")
@access.signed_in
def sign_in_with(email_id: UUID) -> Any:
    """Sign in with this e-mail from now on."""
    with transaction() as session:
        email = profiles.sign_in_with(
            session, access.person().account_id, email_id, now=clock.now()
        )
    flash(_("De acum vă autentificați cu %(email)s.", email=email), "success")
    return redirect("/account#emails")


@blueprint.get("/email/<token>")
def confirm_email(token: str) -> Any:
    """Say which e-mail is about to be added."""
    email = profiles.email_of_link(db.session(), token, now=clock.now())
    if email is None:
        return render_template("accounts/stale_link.html", ask="accounts.profile"), 410
    return render_template("accounts/confirm_email.html", form=ConfirmForm(), email=email)


@blueprint.post("/email/<token>")
def save_email(token: str) -> Any:
    """Add the e-mail: who opened the link reads its mail."""
    with transaction() as session:
        email = profiles.confirm_email(session, token, now=clock.now())
    flash(_("Adresa %(email)s este acum în contul dumneavoastră.", email=email), "success")
    return redirect("/account#emails")


@blueprint.post("/account/sessions/close")
@access.signed_in
def close_sessions() -> Any:
    """Sign one browser out (`key`), or every other one."""
    someone, key = access.person(), request.form.get("key", "")
    with transaction() as session:
        if key:
            profiles.close_one_session(session, someone.account_id, key=key, now=clock.now())
            count = 1
        else:
            count = profiles.close_other_sessions(
                session, someone.account_id, token=someone.token, now=clock.now()
            )
    flash(
        ngettext(
            "Un dispozitiv a ieșit din cont.",
            "%(num)s dispozitive au ieșit din cont.",
            count,
        ),
        "success",
    )
    return redirect("/account#sessions")
