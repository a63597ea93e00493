"""State of the system, work, accounts and roles, audit log, messages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import SelectChoice

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import account_admin, doctor, operations_lists, outbox
from lms.services import audit as audit_lines
from lms.services.operations_lists import AuditFilter, WorkState, state_of
from lms.web import access, listing
from lms.web.admin.columns import (
    ACCOUNT_COLUMNS,
    AUDIT_COLUMNS,
    MAIL_COLUMNS,
    WORK_COLUMNS,
    role_words,
)
from lms.web.context import settings
from lms.web.forms import show_refusal
from lms.web.forms.admin import (
    ROLE_WORDS,
    WORK_WORDS,
    AccountsFilter,
    AuditFilterForm,
    GrantForm,
    MailFilter,
    WorkFilter,
)

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
administrators = access.roles(Role.ADMINISTRATOR)

# Such a link opens somebody's account: outside the demonstration nobody reads it here.
_SECRET_LINK = re.compile(r"(/(?:activate|password|email)/)[\w-]{20,}")


@blueprint.get("/")
@administrators
def index() -> Any:
    """What the doctor finds, problems first."""
    findings = doctor.examine(
        doctor.Patient(
            session=db.session(),
            settings=settings(),
            migrations=Path(current_app.extensions["migrate"].directory),
            now=clock.now(),
        )
    )
    shown = [
        {
            "code": finding.code,
            "ok": finding.ok,
            "sentence": _(finding.message, **finding.params),
            "todo": _(finding.todo) if finding.todo else None,
        }
        for finding in sorted(findings, key=lambda finding: finding.ok)
    ]
    return render_template("admin/index.html", findings=shown, looked_at=clock.now())


@blueprint.get("/work")
@administrators
def work() -> Any:
    """Work that waits or failed, with the reason."""
    form = WorkFilter(request.args)
    wanted = listing.read_wanted(WORK_COLUMNS, sort="created_at")
    state = form.state.data if form.state.data in set(WorkState) else None
    page = operations_lists.list_work(
        db.session(), wanted, state=WorkState(state) if state else None, task=form.task.data or ""
    )
    if listing.export_format():
        return listing.export(page.rows, WORK_COLUMNS, filename="lucrari")
    frame = listing.frame(page, WORK_COLUMNS, wanted)
    return render_template(
        "admin/work.html", form=form, state_of=state_of, words=WORK_WORDS, **frame
    )


@blueprint.post("/work/<uuid:work_id>/retry")
@administrators
def retry_work(work_id: UUID) -> Any:
    """Try failed work again, now."""
    with transaction() as session:
        entered = outbox.retry(session, work_id, now=clock.now())
        if entered:
            audit_lines.record(
                session,
                "work.retried",
                f"work:{work_id}",
                account_id=access.person().account_id,
                now=clock.now(),
            )
    if entered:
        flash(_("Lucrarea se încearcă din nou acum."), "success")
    else:
        flash(_("Lucrarea nu mai este printre cele nereușite; nu s-a schimbat nimic."), "info")
    return redirect(url_for("admin.work"))


@blueprint.get("/accounts")
@administrators
def accounts() -> Any:
    """Every account."""
    form = AccountsFilter(request.args)
    wanted = listing.read_wanted(ACCOUNT_COLUMNS, sort="name")
    role = form.role.data if form.role.data in set(Role) else None
    page = account_admin.list_accounts(
        db.session(),
        wanted,
        text=(form.q.data or "").strip(),
        role=Role(role) if role else None,
        only_disabled=form.disabled.data or "",
        on=clock.today(),
    )
    if listing.export_format():
        return listing.export(page.rows, ACCOUNT_COLUMNS, filename="conturi")
    frame = listing.frame(page, ACCOUNT_COLUMNS, wanted)
    return render_template("admin/accounts.html", form=form, role_words=role_words, **frame)


def _account_page(account_id: UUID, *, form: GrantForm | None = None, status: int = 200) -> Any:
    view = account_admin.read_account(db.session(), account_id, on=clock.today())
    form = form or _grant_form(formdata=None)
    return (
        render_template("admin/account.html", view=view, form=form, role_words=ROLE_WORDS),
        status,
    )


def _grant_form(**options: Any) -> GrantForm:
    form = GrantForm(data={"valid_from": clock.today()}, **options)
    providers, branches = account_admin.scopes(db.session())
    for field, found in ((form.provider_id, providers), (form.branch_id, branches)):
        field.choices = [
            SelectChoice("", _("niciunul")),
            *(SelectChoice(str(key), name) for key, name in found),
        ]
    return form


@blueprint.get("/accounts/<uuid:account_id>")
@administrators
def account(account_id: UUID) -> Any:
    """One account and its roles."""
    return _account_page(account_id)


@blueprint.post("/accounts/<uuid:account_id>/roles")
@administrators
def grant_role(account_id: UUID) -> Any:
    """Give a role from a day on."""
    form = _grant_form()
    if not form.validate_on_submit():
        return _account_page(account_id, form=form, status=422)
    try:
        with transaction() as session:
            account_admin.grant(
                session,
                account_id,
                Role(form.role.data),
                provider_id=UUID(form.provider_id.data) if form.provider_id.data else None,
                branch_id=UUID(form.branch_id.data) if form.branch_id.data else None,
                valid_from=form.valid_from.data,
                valid_until=form.valid_until.data,
                by=access.person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _account_page(account_id, form=form, status=422)
    flash(_("Rolul a fost dat."), "success")
    return redirect(url_for("admin.account", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/roles/<uuid:grant_id>/end")
@administrators
def end_role(account_id: UUID, grant_id: UUID) -> Any:
    """End a role today."""
    with transaction() as session:
        account_admin.end_grant(
            session,
            account_id,
            grant_id,
            by=access.person().account_id,
            on=clock.today(),
            now=clock.now(),
        )
    flash(_("Rolul s-a încheiat."), "success")
    return redirect(url_for("admin.account", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/disable")
@administrators
def disable(account_id: UUID) -> Any:
    """Close an account."""
    with transaction() as session:
        account_admin.disable(
            session,
            account_id,
            by=access.person().account_id,
            on=clock.today(),
            now=clock.now(),
        )
    flash(_("Contul a fost închis; dispozitivele lui au ieșit din cont."), "success")
    return redirect(url_for("admin.account", account_id=account_id))


@blueprint.post("/accounts/<uuid:account_id>/enable")
@administrators
def enable(account_id: UUID) -> Any:
    """Open a closed account."""
    with transaction() as session:
        account_admin.enable(session, account_id, by=access.person().account_id, now=clock.now())
    flash(_("Contul a fost deschis din nou."), "success")
    return redirect(url_for("admin.account", account_id=account_id))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID((text or "").strip())
    except ValueError:
        return None


@blueprint.get("/audit")
@administrators
def audit() -> Any:
    """Who did what to what."""
    form = AuditFilterForm(request.args)
    form.validate()
    wanted = listing.read_wanted(AUDIT_COLUMNS, sort="at", descending=True)
    chosen = AuditFilter(
        action=(form.action.data or "").strip(),
        subject=(form.subject.data or "").strip(),
        account_id=_uuid(form.account.data),
        first_day=form.first_day.data,
        last_day=form.last_day.data,
    )
    page = operations_lists.list_audit(db.session(), wanted, chosen)
    if listing.export_format():
        return listing.export(page.rows, AUDIT_COLUMNS, filename="jurnal")
    names = operations_lists.names_of(db.session(), page)
    frame = listing.frame(page, AUDIT_COLUMNS, wanted)
    return render_template("admin/audit.html", form=form, names=names, **frame)


def _require_mailbox() -> None:
    """Messages are kept only with `mailbox:`; with a mail server there is nothing to read."""
    if not settings().mail_url.startswith("mailbox:"):
        abort(404)


@blueprint.get("/mailbox")
@administrators
def mailbox() -> Any:
    """The messages that would have been sent."""
    _require_mailbox()
    form = MailFilter(request.args)
    wanted = listing.read_wanted(MAIL_COLUMNS, sort="created_at", descending=True)
    page = operations_lists.list_mail(db.session(), wanted, text=(form.q.data or "").strip())
    if listing.export_format():
        return listing.export(page.rows, MAIL_COLUMNS, filename="mesaje")
    return render_template(
        "admin/mailbox.html", form=form, **listing.frame(page, MAIL_COLUMNS, wanted)
    )


@blueprint.get("/mailbox/<uuid:mail_id>")
@administrators
def message(mail_id: UUID) -> Any:
    """One message; links that open an account can be followed in the demonstration only."""
    _require_mailbox()
    found = operations_lists.find_mail(db.session(), mail_id)
    if found is None:
        abort(404)
    body = found.body if settings().demo else _SECRET_LINK.sub(r"\1…", found.body)
    return render_template(
        "admin/message.html", message=found, body=body, follow_links=settings().demo
    )
