"""Documentele mele: what a member keeps once, and uses in as many files as needed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import DocumentKind, MemberDocument, Role
from lms.services import case_documents, member_documents
from lms.web import listing
from lms.web.access import own_member_id, roles
from lms.web.case_words import file_size
from lms.web.context import settings
from lms.web.downloads import send_stored
from lms.web.forms import show_refusal
from lms.web.forms.documents import DOCUMENT_KINDS, DescriptionForm, KeepForm

blueprint = Blueprint("documents", __name__)

COLUMNS = [
    listing.Column(
        key="title", label=_l("Documentul"), value=lambda row: row.document.title, sortable=True
    ),
    listing.Column(
        key="kind",
        label=_l("Felul"),
        value=lambda row: str(DOCUMENT_KINDS[row.document.kind]),
        sortable=True,
    ),
    listing.Column(
        key="issued_on",
        label=_l("Ziua de pe document"),
        value=lambda row: row.document.issued_on,
        sortable=True,
    ),
    listing.Column(
        key="added_at",
        label=_l("Păstrat din"),
        value=lambda row: row.document.added_at,
        sortable=True,
    ),
    listing.Column(
        key="used_in",
        label=_l("În dosarele"),
        value=lambda row: ", ".join(case.number or _("ciornă") for case in row.used_in),
    ),
]


@blueprint.get("/documents")
@roles(Role.MEMBER)
def index() -> Any:
    """The member's documents, the newest first."""
    wanted = listing.read_wanted(COLUMNS, sort="added_at", descending=True)
    kind, search = request.args.get("kind", ""), request.args.get("q", "")[:100]
    page = member_documents.list_documents(
        db.session(), own_member_id(), kind=kind, search=search, wanted=wanted
    )
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="documentele-mele")
    return render_template(
        "documents/index.html",
        kind=kind,
        search=search,
        kinds=DOCUMENT_KINDS,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/documents/new")
@roles(Role.MEMBER)
def new() -> Any:
    """A document to keep."""
    return render_template("documents/new.html", form=KeepForm())


@blueprint.post("/documents/new")
@roles(Role.MEMBER)
def keep() -> Any:
    """Keep a document; the same one sent twice is kept once."""
    form = KeepForm()
    if not form.validate_on_submit():
        return render_template("documents/new.html", form=form), 422
    data = form.file.data.read(case_documents.MOST_BYTES + 1)
    try:
        # Read before the transaction: reading is slow and must not hold the database.
        checked = case_documents.check_document(data)
        with transaction() as session:
            document = member_documents.keep(
                session,
                own_member_id(),
                data,
                filename=form.file.data.filename or "",
                kind=DocumentKind(form.kind.data),
                title=form.title.data or "",
                issued_on=form.issued_on.data,
                settings=settings(),
                now=clock.now(),
                checked=checked,
            )
    except BadInput as error:
        show_refusal(form, error)
        return render_template("documents/new.html", form=form), 422
    flash(_("Documentul „%(title)s” este păstrat.", title=document.title), "success")
    return redirect(url_for("documents.index"))


@blueprint.get("/documents/<uuid:document_id>")
@roles(Role.MEMBER)
def show(document_id: UUID) -> Any:
    """One document: its description, the files that hold it, and how it is deleted."""
    document = member_documents.own_document(db.session(), own_member_id(), document_id)
    form = DescriptionForm(
        formdata=None,
        title=document.title,
        kind=document.kind.value,
        issued_on=document.issued_on,
    )
    return _page(document, form)


@blueprint.post("/documents/<uuid:document_id>")
@roles(Role.MEMBER)
def describe(document_id: UUID) -> Any:
    """Change name, kind and day."""
    document = member_documents.own_document(db.session(), own_member_id(), document_id)
    form = DescriptionForm()
    if not form.validate_on_submit():
        return _page(document, form), 422
    try:
        with transaction() as session:
            document = member_documents.own_document(session, own_member_id(), document_id)
            member_documents.describe(
                session,
                document,
                kind=DocumentKind(form.kind.data),
                title=form.title.data or "",
                issued_on=form.issued_on.data,
                on=clock.today(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(document, form), 422
    flash(_("Am salvat."), "success")
    return redirect(url_for("documents.index"))


@blueprint.get("/documents/<uuid:document_id>/file")
@roles(Role.MEMBER)
def download(document_id: UUID) -> Any:
    """The document itself."""
    session = db.session()
    document = member_documents.own_document(session, own_member_id(), document_id)
    return send_stored(*member_documents.read(session, document, settings=settings()))


@blueprint.post("/documents/<uuid:document_id>/delete")
@roles(Role.MEMBER)
def forget(document_id: UUID) -> Any:
    """Take a document out of the list."""
    with transaction() as session:
        document = member_documents.own_document(session, own_member_id(), document_id)
        title = document.title
        member_documents.forget(session, document)
    flash(_("Am șters documentul „%(title)s”.", title=title), "success")
    return redirect(url_for("documents.index"))


def _page(document: MemberDocument, form: DescriptionForm) -> str:
    uses = member_documents.used_in(db.session(), [document.stored_file_id])
    return render_template(
        "documents/show.html",
        document=document,
        form=form,
        used_in=uses.get(document.stored_file_id, ()),
        file_size=file_size,
    )
