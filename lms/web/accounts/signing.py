"""Signing in and out, language, activation, new passwords by mail."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask import session as browser
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.services import access_links, accounts, signing_in
from lms.web import letters
from lms.web.accounts.frame import blueprint, enter, local_path, visitor
from lms.web.context import LANGUAGES, language
from lms.web.forms import show_refusal
from lms.web.forms.accounts import ActivationForm, ForgottenForm, PasswordForm, SignInForm
from lms.web.sessions import current, end_session


@blueprint.get("/login")
def login() -> Any:
    """The sign-in form."""
    onward = local_path(request.args.get("next"))
    if current() is not None:
        return redirect(onward)
    return render_template("accounts/login.html", form=SignInForm(data={"next": onward}))


@blueprint.post("/login")
def sign_in() -> Any:
    """Sign in, or say in the same words that e-mail and password do not go together."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/login.html", form=form), 422
    now, who, email = clock.now(), visitor(), str(form.email.data)
    checked = signing_in.check_password(
        db.session(), email=email, password=str(form.password.data), visitor=who, now=now
    )
    with transaction() as session:
        token = signing_in.enter(session, checked, email=email, visitor=who, now=now)
    if token is None:
        return _refuse_sign_in(form, checked.entry)
    enter(token)
    browser.permanent = bool(form.remember.data)
    return redirect(local_path(form.next.data))


def _refuse_sign_in(form: SignInForm, entry: signing_in.Entry) -> Any:
    if entry is signing_in.Entry.TOO_MANY:
        message = _(
            "Au fost prea multe încercări. Așteptați 15 minute sau cereți o parolă nouă pe e-mail."
        )
        status = 429
    else:
        message = _("Adresa de e-mail și parola nu se potrivesc. Verificați-le și încercați iar.")
        status = 422
    form.form_errors.append(message)
    return render_template("accounts/login.html", form=form), status


@blueprint.post("/logout")
def logout() -> Any:
    """End this browser's session; harmless when there is none."""
    someone = current()
    if someone is not None:
        with transaction() as session:
            accounts.close_session(session, someone.token, now=clock.now())
        end_session()
        flash(_("Ați ieșit din cont."), "success")
    return redirect("/")


@blueprint.get("/language/<code>")
def set_language(code: str) -> Any:
    """Remember the language in this browser, and go back."""
    if code not in LANGUAGES:
        abort(404)
    browser["language"] = code
    return redirect(local_path(request.args.get("next")))


@blueprint.get("/password")
def forgotten() -> Any:
    """Ask for a link for a new password."""
    return render_template("accounts/forgotten.html", form=ForgottenForm())


@blueprint.post("/password")
def send_reset() -> Any:
    """Mail the link; the answer is the same whether or not the e-mail has an account."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten.html", form=form), 422
    with transaction() as session:
        access_links.request_reset(
            session,
            email=str(form.email.data),
            visitor=visitor(),
            write=letters.write,
            now=clock.now(),
        )
    return render_template("accounts/reset_sent.html")


@blueprint.get("/password/<token>")
def reset(token: str) -> Any:
    """Choose a new password, through a link."""
    if not access_links.can_reset(db.session(), token, now=clock.now()):
        return render_template("accounts/stale_link.html", ask="accounts.forgotten"), 410
    return render_template("accounts/reset.html", form=PasswordForm())


@blueprint.post("/password/<token>")
def save_reset(token: str) -> Any:
    """Set the new password; every device is signed out."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                access_links.reset_password(
                    session,
                    token,
                    password=str(form.password.data),
                    write=letters.write,
                    now=clock.now(),
                )
            flash(_("Parola a fost schimbată. Autentificați-vă cu cea nouă."), "success")
            return redirect("/login")
        except BadInput as error:
            show_refusal(form, error)
    return render_template("accounts/reset.html", form=form), 422


@blueprint.get("/activate")
def activate() -> Any:
    """Ask for the code in the register."""
    return render_template("accounts/activate.html", form=ActivationForm())


@blueprint.post("/activate")
def send_activation() -> Any:
    """Mail the link to the registered e-mail; the answer says nothing about the code."""
    form = ActivationForm()
    if not form.validate_on_submit():
        return render_template("accounts/activate.html", form=form), 422
    with transaction() as session:
        access_links.request_activation(
            session,
            rnasr_code=str(form.rnasr_code.data),
            language=language(),
            visitor=visitor(),
            write=letters.write,
            now=clock.now(),
        )
    return render_template("accounts/activation_sent.html")


@blueprint.get("/activate/<token>")
def choose_password(token: str) -> Any:
    """Choose the first password, through the link."""
    member = access_links.member_of_link(db.session(), token, now=clock.now())
    if member is None:
        return render_template("accounts/stale_link.html", ask="accounts.activate"), 410
    return render_template("accounts/choose_password.html", form=PasswordForm(), member=member)


@blueprint.post("/activate/<token>")
def save_activation(token: str) -> Any:
    """Open the account and go in."""
    form, now = PasswordForm(), clock.now()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                opened = access_links.activate(
                    session,
                    token,
                    password=str(form.password.data),
                    language=language(),
                    now=now,
                    today=clock.today(),
                )
            enter(opened)
            flash(_("Contul dumneavoastră este activ. Bine ați venit!"), "success")
            return redirect("/")
        except BadInput as error:
            show_refusal(form, error)
    member = access_links.member_of_link(db.session(), token, now=now)
    return render_template("accounts/choose_password.html", form=form, member=member), 422
