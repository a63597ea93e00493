"""Semnalați o greșeală, one question at a time: what, how it was, documents, check, submit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import SelectChoice

from lms import clock
from lms.errors import N_, BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import CaseFile, CaseKind, CaseState, CreditEntry, Edition, ObjectionKind, Role
from lms.services import (
    case_documents,
    case_files,
    case_queries,
    objections,
    provider_turns,
)
from lms.services.listing import Page
from lms.web.access import own_member_id, person, roles
from lms.web.case_words import OBJECTIONS, edition_words, file_size
from lms.web.context import settings
from lms.web.errors import message_of
from lms.web.files.frame import blueprint
from lms.web.forms import show_refusal
from lms.web.forms.files import (
    KIND_CHOICES,
    DocumentForm,
    EditionForm,
    KindForm,
    StatementForm,
)


def steps() -> list[str]:
    """The questions, for the stepper."""
    return [
        _("Ce nu este în regulă"),
        _("Ce s-a întâmplat"),
        _("Documente"),
        _("Verificați și depuneți"),
    ]


def _to(endpoint: str, case: CaseFile) -> Any:
    return redirect(url_for(f"files.{endpoint}", case_id=case.id))


def _draft(case_id: UUID) -> case_queries.CaseView:
    shown = case_queries.member_case(db.session(), own_member_id(), case_id)
    if shown.case.kind is not CaseKind.OBJECTION:
        raise Conflict(N_("Dosarul este de alt fel. Deschideți-l din Dosarele mele."))
    return shown


@blueprint.get("/files/new")
@roles(Role.MEMBER)
def new() -> Any:
    """What can be said to be wrong: a line, or a line that is not there."""
    return render_template("files/new.html")


@blueprint.get("/files/new/line/<uuid:entry_id>")
@roles(Role.MEMBER)
def object_to(entry_id: UUID) -> Any:
    """What is wrong with this line?"""
    session = db.session()
    entry = objections.line_to_object_to(session, own_member_id(), entry_id)
    case = objections.open_objection_to(session, entry_id)
    if case is not None and case.state is not CaseState.DRAFT:
        return _to("show", case)
    form = _kind_form(entry)
    if case is not None and not form.kind.data:
        form.kind.data = objections.objection_of(session, case).kind.value
    return _kind_page(entry, form)


@blueprint.post("/files/new/line/<uuid:entry_id>")
@roles(Role.MEMBER)
def say_kind(entry_id: UUID) -> Any:
    """Open the draft, or change what it says is wrong."""
    entry = objections.line_to_object_to(db.session(), own_member_id(), entry_id)
    form = _kind_form(entry)
    if not form.validate_on_submit():
        return _kind_page(entry, form), 422
    with transaction() as session:
        case = objections.object_to_line(
            session,
            entry_id,
            ObjectionKind(form.kind.data),
            member_id=own_member_id(),
            account_id=person().account_id,
            now=clock.now(),
        )
    return _to("write" if case.state is CaseState.DRAFT else "show", case)


def _kind_form(entry: CreditEntry) -> KindForm:
    form = KindForm()
    kinds = objections.kinds_for(entry)
    form.kind.choices = [SelectChoice(kind.value, KIND_CHOICES[kind]) for kind in kinds]
    return form


def _kind_page(entry: CreditEntry, form: KindForm) -> str:
    return render_template("files/kind.html", entry=entry, form=form, steps=steps())


@blueprint.get("/files/new/missing")
@roles(Role.MEMBER)
def missing() -> Any:
    """From which edition's list is the member missing?"""
    return _missing_page(*_edition_form())


@blueprint.post("/files/new/missing")
@roles(Role.MEMBER)
def say_edition() -> Any:
    """Open the draft about an edition's list."""
    form, page = _edition_form()
    if not form.validate_on_submit():
        return _missing_page(form, page), 422
    try:
        with transaction() as session:
            case = objections.object_to_list(
                session,
                UUID(form.edition.data),
                member_id=own_member_id(),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _missing_page(form, page), 422
    return _to("write" if case.state is CaseState.DRAFT else "show", case)


def _edition_form() -> tuple[EditionForm, Page[Edition]]:
    form = EditionForm()
    number = request.args.get("page", "1")
    page = objections.past_editions(
        db.session(),
        own_member_id(),
        search=request.args.get("q", "")[:100],
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
        on=clock.today(),
    )
    form.edition.choices = [
        SelectChoice(str(row.id), f"{row.programme.title}: {edition_words(row)}")
        for row in page.rows
    ]
    return form, page


def _missing_page(form: EditionForm, page: Page[Edition]) -> str:
    search = request.args.get("q", "")[:100]
    return render_template(
        "files/missing.html",
        form=form,
        page=page,
        search=search,
        page_url=lambda number: url_for("files.missing", q=search or None, page=number),
        steps=steps(),
    )


@blueprint.get("/files/<uuid:case_id>/statement")
@roles(Role.MEMBER)
def write(case_id: UUID) -> Any:
    """What happened?"""
    shown = _draft(case_id)
    if shown.case.state is not CaseState.DRAFT:
        return _to("show", shown.case)
    return _statement_page(shown, StatementForm(formdata=None, statement=shown.case.statement))


@blueprint.post("/files/<uuid:case_id>/statement")
@roles(Role.MEMBER)
def save_statement(case_id: UUID) -> Any:
    """Keep what was written; the browser also sends it here by itself while one writes."""
    form = StatementForm()
    by_itself = "X-Autosave" in request.headers
    if not by_itself and not form.validate_on_submit():
        return _statement_page(_draft(case_id), form), 422
    try:
        with transaction() as session:
            case = case_files.own_case(session, own_member_id(), case_id)
            case_files.write_statement(session, case, form.statement.data or "")
    except BadInput as error:
        show_refusal(form, error)
        return _statement_page(_draft(case_id), form), 422
    return ("", 204) if by_itself else _to("documents", case)


def _statement_page(shown: case_queries.CaseView, form: StatementForm) -> str:
    return render_template("files/statement.html", form=form, steps=steps(), **_about(shown))


def _about(shown: case_queries.CaseView) -> dict[str, Any]:
    about = objections.objection_of(db.session(), shown.case)
    return {
        "shown": shown,
        "case": shown.case,
        "about": about,
        "kind_words": OBJECTIONS[about.kind],
        "edition_words": edition_words(about.edition) if about.edition else None,
        "file_size": file_size,
    }


@blueprint.get("/files/<uuid:case_id>/documents")
@roles(Role.MEMBER)
def documents(case_id: UUID) -> Any:
    """Documents that help, if there are any."""
    shown = case_queries.member_case(db.session(), own_member_id(), case_id)
    if shown.case.kind is not CaseKind.OBJECTION:
        return _to("evidence", shown.case)
    if (
        shown.case.state is not CaseState.DRAFT
        and shown.case.state not in case_files.BEFORE_PROPOSAL
    ):
        return _to("show", shown.case)
    return _documents_page(shown, DocumentForm())


@blueprint.post("/files/<uuid:case_id>/documents")
@roles(Role.MEMBER)
def add_document(case_id: UUID) -> Any:
    """Put a document into the file."""
    form = DocumentForm()
    if not form.validate_on_submit():
        return _documents_page(_draft(case_id), form), 422
    sent = form.file.data
    data = sent.read(case_documents.MOST_BYTES + 1)
    _draft(case_id)
    try:
        # Read before the transaction: reading is slow and must not hold the database.
        checked = case_documents.check_document(data)
        with transaction() as session:
            case = case_files.own_case(session, own_member_id(), case_id)
            document = case_documents.add_document(
                session,
                case,
                data,
                filename=sent.filename or "",
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
                checked=checked,
            )
    except BadInput as error:
        show_refusal(form, error)
        return _documents_page(_draft(case_id), form), 422
    flash(_("Am adăugat „%(title)s”.", title=document.title), "success")
    return _to("documents", case)


@blueprint.post("/files/<uuid:case_id>/documents/<uuid:document_id>/remove")
@roles(Role.MEMBER)
def remove_document(case_id: UUID, document_id: UUID) -> Any:
    """Take a document out of a draft."""
    with transaction() as session:
        case = case_files.own_case(session, own_member_id(), case_id)
        case_documents.remove_document(session, case, document_id)
    flash(_("Am scos documentul din ciornă."), "success")
    return _to("documents", case)


def _documents_page(shown: case_queries.CaseView, form: DocumentForm) -> str:
    return render_template("files/documents.html", form=form, steps=steps(), **_about(shown))


@blueprint.get("/files/<uuid:case_id>/check")
@roles(Role.MEMBER)
def check(case_id: UUID) -> Any:
    """Everything once more, before it is submitted."""
    shown = _draft(case_id)
    if shown.case.state is not CaseState.DRAFT:
        return _to("show", shown.case)
    return _check_page(shown)


def _check_page(shown: case_queries.CaseView, problem: tuple[str, str] | None = None) -> str:
    session = db.session()
    days = case_files.answer_days(session, shown.case, on=clock.today())
    about = objections.objection_of(session, shown.case)
    asked = provider_turns.days_to_answer(session, on=clock.today()) if about.edition else None
    return render_template(
        "files/check.html",
        steps=steps(),
        provider_days=asked,
        provider_name=about.edition.provider.name if about.edition else None,
        days=days,
        problems=[problem] if problem else [],
        **_about(shown),
    )


@blueprint.post("/files/<uuid:case_id>/submit")
@roles(Role.MEMBER)
def submit(case_id: UUID) -> Any:
    """Register the file; it gets its number and its receipt."""
    try:
        with transaction() as session:
            case = case_files.own_case(session, own_member_id(), case_id)
            provider_turns.submit(session, case, settings=settings(), now=clock.now())
    except BadInput as error:
        return _check_page(_draft(case_id), (message_of(error), "statement")), 422
    flash(_("Dosarul a fost depus. Numărul lui este %(number)s.", number=case.number), "success")
    return _to("show", case)


@blueprint.post("/files/<uuid:case_id>/discard")
@roles(Role.MEMBER)
def discard(case_id: UUID) -> Any:
    """Throw a draft away."""
    with transaction() as session:
        case_files.discard_draft(session, case_files.own_case(session, own_member_id(), case_id))
    flash(_("Am șters ciorna și documentele din ea."), "success")
    return redirect(url_for("files.index"))
