"""The list of members, and one member with the dated facts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.extensions import db, transaction
from lms.services import members as service
from lms.web import access, listing
from lms.web import register_words as words
from lms.web.context import credits_text, grade_words, localised
from lms.web.forms.registry import MembersFilter
from lms.web.registry.frame import acting_role, blueprint, officers_only

COLUMNS = [
    listing.Column(
        key="name",
        label=_l("Nume"),
        value=lambda row: f"{row.member.last_name} {row.member.first_name}",
        sortable=True,
    ),
    listing.Column(
        key="code", label=_l("Cod RNASR"), value=lambda row: row.member.rnasr_code, sortable=True
    ),
    listing.Column(
        key="county",
        label=_l("Județ"),
        value=lambda row: words.county_words(row.member.county),
        sortable=True,
    ),
    listing.Column(
        key="branch", label=_l("Sucursală"), value=lambda row: row.branch or "", sortable=True
    ),
    listing.Column(
        key="grade", label=_l("Treaptă"), value=lambda row: grade_words(row.grade), sortable=True
    ),
    listing.Column(
        key="status",
        label=_l("Statut"),
        value=lambda row: words.status_words(row.status),
        sortable=True,
    ),
    listing.Column(
        key="activated",
        label=_l("Cont"),
        value=lambda row: _("activat") if row.member.account_id else _("neactivat"),
        sortable=True,
    ),
]


@blueprint.get("/registry")
@officers_only
def members() -> Any:
    """Members, filtered, sorted, paged; or the same list as a file."""
    session = db.session()
    form = MembersFilter(request.args)
    wanted = listing.read_wanted(COLUMNS, sort="name")
    page = service.list_members(session, form.asked(), wanted, on=clock.today())
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="membri")
    form.offer(service.branches(session))
    frame = listing.frame(page, COLUMNS, wanted)
    return render_template(
        "registry/members.html",
        form=form,
        words=words,
        register_is_empty=not page.total and not frame["filtered"],
        **frame,
    )


@blueprint.get("/registry/members/<uuid:key>")
@officers_only
def member(key: UUID) -> Any:
    """One member. Each time it is opened the member sees who did (the one GET that writes)."""
    with transaction() as session:
        found = service.open_member(
            session,
            key,
            account_id=access.person().account_id,
            role=acting_role(),
            on=clock.today(),
            now=clock.now(),
        )
    return render_template(
        "registry/member.html",
        found=found,
        words=words,
        entry_title=lambda entry: localised(entry.title),
        credits_text=credits_text,
    )
