"""The officers of CFPC verify entities that registered themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.counties import COUNTIES
from lms.errors import BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import provider_entry
from lms.services.provider_entry import EntryState
from lms.web import listing
from lms.web.access import person, roles
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.provider_entry import EntryCheckForm
from lms.web.provider_entry.frame import STATES, blueprint, entry_tag
from lms.web.provider_register import LEGAL_FORMS

COLUMNS = [
    listing.Column(
        key="name", label=_l("Entitatea"), value=lambda entry: entry.name, sortable=True
    ),
    listing.Column(
        key="fiscal_code", label=_l("Codul fiscal"), value=lambda entry: entry.fiscal_code
    ),
    listing.Column(
        key="county",
        label=_l("Județul"),
        value=lambda entry: COUNTIES.get(entry.county, ""),
        sortable=True,
    ),
    listing.Column(
        key="confirmed_at",
        label=_l("Înscrisă la"),
        value=lambda entry: entry.confirmed_at,
        sortable=True,
    ),
    listing.Column(key="state", label=_l("Starea"), value=lambda entry: entry_tag(entry)[1]),
]


@blueprint.get("/commission/entries")
@roles(Role.CFPC)
def entries() -> Any:
    """Entities that wait to be verified; the others by a filter."""
    wanted = listing.read_wanted(COLUMNS, sort="confirmed_at")
    state, search = request.args.get("state", ""), request.args.get("q", "")[:100]
    page = provider_entry.list_entries(db.session(), wanted, state=state, search=search)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="entitati-inscrise")
    return render_template(
        "provider_entry/entries.html",
        state=state,
        search=search,
        states=STATES,
        counties=COUNTIES,
        entry_tag=entry_tag,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/commission/entries/<uuid:entry_id>")
@roles(Role.CFPC)
def entry(entry_id: UUID) -> Any:
    """One entity: what it says of itself, and the verification."""
    return _page(entry_id, EntryCheckForm(formdata=None))


def _page(entry_id: UUID, form: EntryCheckForm) -> str:
    found = provider_entry.find_entry(db.session(), entry_id)
    return render_template(
        "provider_entry/entry.html",
        entry=found,
        form=form if provider_entry.state_of(found) is EntryState.WAITING else None,
        tag=entry_tag(found),
        counties=COUNTIES,
        legal_forms=LEGAL_FORMS,
    )


@blueprint.post("/commission/entries/<uuid:entry_id>")
@roles(Role.CFPC)
def check(entry_id: UUID) -> Any:
    """Verify or refuse, with the reason."""
    form = EntryCheckForm()
    if not form.validate_on_submit():
        return _page(entry_id, form), 422
    try:
        with transaction() as session:
            provider_entry.check(
                session,
                entry_id,
                EntryState(form.state.data),
                str(form.reason.data),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(entry_id, form), 422
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("provider_entry.entry", entry_id=entry_id), 303)
    flash(_("Verificarea a fost înregistrată; entitatea a fost anunțată."), "success")
    return redirect(url_for("provider_entry.entries"), 303)
