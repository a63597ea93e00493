"""Dosarele mele: the list, one file with its history, what can be downloaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.extensions import db, transaction
from lms.models import CaseState, Role
from lms.services import case_asking, case_documents, case_files, case_queries
from lms.services.case_queries import ViewRow
from lms.web import listing
from lms.web.access import own_member_id, person, roles
from lms.web.case_pages import pages_of
from lms.web.case_words import (
    COMMISSIONS,
    KINDS,
    OUTCOMES,
    STATES,
    event_words,
    file_size,
    next_step,
    since,
    state_tag,
)
from lms.web.context import localised, settings
from lms.web.downloads import send_stored
from lms.web.files.frame import blueprint

COLUMNS = [
    listing.Column(
        key="number",
        label=_l("Numărul"),
        value=lambda row: row.case.number or _("ciornă"),
        sortable=True,
    ),
    listing.Column(
        key="subject", label=_l("Despre"), value=lambda row: localised(dict(row.subject))
    ),
    listing.Column(key="kind", label=_l("Felul"), value=lambda row: str(KINDS[row.case.kind])),
    listing.Column(
        key="submitted_at",
        label=_l("Depus la"),
        value=lambda row: row.case.submitted_at,
        sortable=True,
    ),
    listing.Column(
        key="state",
        label=_l("Starea"),
        value=lambda row: state_tag(row.case, row.outcome)[1],
        sortable=True,
    ),
]


@blueprint.get("/files")
@roles(Role.MEMBER)
def index() -> Any:
    """The member's files, newest first."""
    wanted = listing.read_wanted(COLUMNS, sort="submitted_at", descending=True)
    state = request.args.get("state", "")
    page = case_queries.member_cases(db.session(), own_member_id(), state=state, wanted=wanted)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="dosarele-mele")
    return render_template(
        "files/index.html",
        state=state,
        states=STATES,
        kinds=KINDS,
        state_tag=state_tag,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/files/<uuid:case_id>")
@roles(Role.MEMBER)
def show(case_id: UUID) -> Any:
    """One file: where it stands, what comes next, its history."""
    session = db.session()
    shown = case_queries.member_case(session, own_member_id(), case_id)
    case = shown.case
    if case.state is CaseState.DRAFT:
        return redirect(pages_of(case).draft_url(case))
    pages = pages_of(case)
    outcome = case.decision.outcome if case.decision else None
    more = pages.member_part(session, case)
    return render_template(
        "files/show.html",
        shown=shown,
        case=case,
        rows=pages.rows(session, case),
        result=pages.result(case) if case.decision else None,
        withdrawal=pages.withdrawal(),
        tag=state_tag(case, outcome),
        since=since(case, list(shown.events)),
        next_step=next_step(case),
        history=[event_words(event) for event in reversed(shown.events)],
        views=by_day(case_queries.views_of(session, case)),
        commissions=COMMISSIONS,
        outcomes=OUTCOMES,
        is_open=case.state in case_files.BEFORE_PROPOSAL,
        asked_for=case_asking.asked_of(session, case),
        file_size=file_size,
        more=more,
        **(more.context if more else {}),
    )


@blueprint.post("/files/<uuid:case_id>/withdraw")
@roles(Role.MEMBER)
def withdraw(case_id: UUID) -> Any:
    """Take the file back, before the commission has proposed."""
    with transaction() as session:
        case = case_files.own_case(session, own_member_id(), case_id)
        case_files.withdraw(session, case, account_id=person().account_id, now=clock.now())
    flash(_("Ați retras dosarul %(number)s.", number=case.number), "success")
    return redirect(url_for("files.show", case_id=case.id))


@blueprint.get("/files/<uuid:case_id>/documents/<uuid:document_id>")
@roles(Role.MEMBER)
def document(case_id: UUID, document_id: UUID) -> Any:
    """A document of the member's own file."""
    session = db.session()
    case = case_queries.member_case(session, own_member_id(), case_id).case
    return send_stored(
        *case_documents.read_document(session, case, document_id, settings=settings())
    )


@blueprint.get("/files/<uuid:case_id>/receipt.pdf")
@roles(Role.MEMBER)
def receipt(case_id: UUID) -> Any:
    """The receipt of the member's own file."""
    session = db.session()
    case = case_queries.member_case(session, own_member_id(), case_id).case
    return send_stored(*case_documents.read_receipt(session, case, settings=settings()))


@blueprint.get("/files/receipts/<uuid:case_id>")
def check_receipt(case_id: UUID) -> Any:
    """Public: what the register says of a receipt, to compare with the paper in hand."""
    found = case_queries.check_receipt(db.session(), case_id)
    return render_template("files/receipt.html", found=found, kinds=KINDS, commissions=COMMISSIONS)


def by_day(views: Iterable[ViewRow]) -> list[tuple[ViewRow, int]]:
    """Who opened a file, once for each day, with the last time and how many times."""
    counts: dict[tuple[str, str, date], list[ViewRow]] = {}
    for view in views:
        counts.setdefault((view.who, view.role, clock.legal_day(view.at)), []).append(view)
    return [(same[0], len(same)) for same in counts.values()]
