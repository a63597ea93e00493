"""Imports of the register: upload, preview, apply, undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import ChangeKind, RegisterImport
from lms.registry_file import (
    Limits,
    RegisterFile,
    RegisterRefusedError,
    read_register,
    template_workbook,
)
from lms.services import register_import, register_lists, register_preview, stored_files
from lms.web import access, listing
from lms.web import register_words as words
from lms.web.context import language, moment, settings
from lms.web.forms import show_refusal
from lms.web.forms.registry import ApplyForm, ChangesFilter, ProblemsFilter, UploadForm
from lms.web.registry.frame import blueprint, officers_only

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = [
    listing.Column(
        key="filename", label=_l("Fișier"), value=lambda row: row.found.filename, sortable=True
    ),
    listing.Column(
        key="uploaded_at",
        label=_l("Încărcat"),
        value=lambda row: moment(row.found.uploaded_at),
        sortable=True,
    ),
    listing.Column(
        key="uploaded_by",
        label=_l("De"),
        value=lambda row: row.uploaded_by or _("consolă"),
    ),
    listing.Column(
        key="changes",
        label=_l("Membri de schimbat"),
        value=lambda row: row.found.counts.get("changes", 0),
        numeric=True,
    ),
    listing.Column(
        key="errors",
        label=_l("Greșeli"),
        value=lambda row: row.found.counts.get("errors", 0),
        numeric=True,
    ),
    listing.Column(
        key="state",
        label=_l("Starea"),
        value=lambda row: words.state_tag(row.found)[1],
        sortable=True,
    ),
]
PROBLEM_COLUMNS = [
    listing.Column(key="sheet", label=_l("Foaia"), value=lambda row: row.sheet),
    listing.Column(key="row", label=_l("Rândul"), value=lambda row: row.row, numeric=True),
    listing.Column(key="column", label=_l("Coloana"), value=lambda row: row.column),
    listing.Column(key="value", label=_l("Valoarea"), value=lambda row: row.value),
    listing.Column(
        key="sentence", label=_l("Ce este și ce faceți"), value=lambda row: row.sentence(language())
    ),
]
LINE_COLUMNS = [
    listing.Column(key="code", label=_l("Cod RNASR"), value=lambda row: row[0].rnasr_code),
    listing.Column(key="name", label=_l("Nume"), value=lambda row: row[0].name),
    listing.Column(
        key="kind", label=_l("Ce se întâmplă"), value=lambda row: str(words.KIND_WORDS[row[0].kind])
    ),
    listing.Column(
        key="what", label=_l("Ce anume"), value=lambda row: str(words.LINE_WORDS[row[1]["what"]])
    ),
    listing.Column(key="old", label=_l("Acum"), value=lambda row: row[2][0]),
    listing.Column(key="new", label=_l("După import"), value=lambda row: row[2][1]),
]


@blueprint.get("/registry/imports")
@officers_only
def index() -> Any:
    """Imports, newest first."""
    wanted = listing.read_wanted(COLUMNS, sort="uploaded_at", descending=True)
    page = register_lists.list_imports(db.session(), wanted)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="importuri")
    frame = listing.frame(page, COLUMNS, wanted)
    return render_template("registry/imports.html", words=words, **frame)


@blueprint.get("/registry/imports/template.xlsx")
@officers_only
def template() -> Any:
    """The workbook to fill in."""
    response = Response(template_workbook(language()), content_type=XLSX)
    name = "registru-model.xlsx" if language() == "ro" else "register-template.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/registry/imports/new")
@officers_only
def new() -> Any:
    """How to import, and the upload."""
    return _new_page(UploadForm())


def _new_page(form: UploadForm, status: int = 200) -> Any:
    limit = settings().max_upload_mb
    return render_template("registry/new.html", form=form, limit_mb=limit), status


@blueprint.post("/registry/imports/new")
@officers_only
def upload() -> Any:
    """Read a file and show what it would change; nothing else is written."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _new_page(form, 422)
    try:
        read = _read(form)
    except RegisterRefusedError as refusal:
        form.file.errors = [*form.file.errors, refusal.sentence(language())]
        return _new_page(form, 422)
    with transaction() as session:
        found = register_preview.preview(
            session,
            read,
            account_id=access.person().account_id,
            settings=settings(),
            now=clock.now(),
        )
    return redirect(url_for("registry.detail", import_id=found.id))


def _read(form: UploadForm) -> RegisterFile:
    known = register_preview.reading_facts(db.session())
    return read_register(
        form.file.data.read(),
        filename=form.file.data.filename or "registru",
        today=clock.today(),
        branches=known.branches,
        norms_from=known.norms_from,
        limits=Limits(max_bytes=settings().max_upload_mb * 1024 * 1024),
    )


@blueprint.get("/registry/imports/<uuid:import_id>")
@officers_only
def detail(import_id: UUID) -> Any:
    """An import: numbers, what may be done, problems, difference; either list as a file."""
    found = register_import.get_import(db.session(), import_id)
    if listing.export_format():
        return _export(found)
    return _detail_page(found, ApplyForm())


def _export(found: RegisterImport) -> Any:
    if request.args.get("list") == "problems":
        rows = _problems(found, page=None).rows
        return listing.export(rows, PROBLEM_COLUMNS, filename="probleme")
    changes = _changes(found).rows
    branches = register_lists.branch_names(db.session())
    lines = [
        (change, line, words.line_values(line, branches))
        for change in changes
        for line in change.lines
    ]
    return listing.export(lines, LINE_COLUMNS, filename="diferente")


def _changes(found: RegisterImport) -> Any:
    kind = request.args.get("kind", "")
    wanted = listing.read_wanted([], sort="position")
    return register_lists.list_changes(
        db.session(),
        found.id,
        wanted,
        search=request.args.get("q", "")[:200],
        kind=ChangeKind(kind) if kind in set(ChangeKind) else None,
    )


def _problems(found: RegisterImport, *, page: int | None) -> Any:
    return register_lists.list_problems(
        found,
        sheet=request.args.get("sheet", ""),
        severity=request.args.get("severity", ""),
        code=request.args.get("code", ""),
        page=page,
    )


def _detail_page(found: RegisterImport, form: ApplyForm, status: int = 200) -> Any:
    asked = request.args.get("problems", "1")
    problems_filter = ProblemsFilter(request.args)
    problems_filter.offer(register_lists.sheets_with_problems(found))
    page = render_template(
        "registry/import.html",
        form=form,
        problems=_problems(found, page=int(asked) if asked.isdecimal() and len(asked) < 7 else 1),
        problem_columns=PROBLEM_COLUMNS,
        problems_filter=problems_filter,
        problems_url=lambda number: f"{listing.address(problems=number)}#problems",
        changes=_changes(found),
        branches=register_lists.branch_names(db.session()),
        changes_filter=ChangesFilter(request.args),
        changes_url=lambda number: f"{listing.address(page=number)}#changes",
        export_url=lambda which, kind: listing.address(list=which, format=kind, page=None),
        **_state(found),
    )
    return page, status


def _state(found: RegisterImport) -> dict[str, Any]:
    return {
        "shown": register_lists.read_detail(db.session(), found),
        "counts": found.counts,
        "words": words,
        "language_code": language(),
    }


@blueprint.get("/registry/imports/<uuid:import_id>/state")
@officers_only
def state(import_id: UUID) -> Any:
    """How far an import is: the live part of its page."""
    found = register_import.get_import(db.session(), import_id)
    return render_template("registry/_state.html", form=ApplyForm(), **_state(found))


@blueprint.post("/registry/imports/<uuid:import_id>/apply")
@officers_only
def apply(import_id: UUID) -> Any:
    """Start applying."""
    form = ApplyForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        with transaction() as session:
            register_import.start_apply(
                session,
                import_id,
                agreed_left_out=form.agreed(),
                account_id=access.person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _detail_page(register_import.get_import(db.session(), import_id), form, 422)
    return redirect(url_for("registry.detail", import_id=import_id))


@blueprint.post("/registry/imports/<uuid:import_id>/undo")
@officers_only
def undo(import_id: UUID) -> Any:
    """Start undoing the import that was applied last."""
    with transaction() as session:
        register_import.start_undo(
            session, import_id, account_id=access.person().account_id, now=clock.now()
        )
    return redirect(url_for("registry.detail", import_id=import_id))


@blueprint.post("/registry/imports/<uuid:import_id>/discard")
@officers_only
def discard(import_id: UUID) -> Any:
    """Give a preview up."""
    with transaction() as session:
        register_import.discard(
            session, import_id, account_id=access.person().account_id, now=clock.now()
        )
    flash(_("Ați renunțat la acest import. Nimic nu s-a schimbat în registru."), "success")
    return redirect(url_for("registry.index"))


@blueprint.get("/registry/imports/<uuid:import_id>/file")
@officers_only
def kept_file(import_id: UUID) -> Any:
    """The file as it was kept: an archive of CSV files, without personal numbers."""
    session = db.session()
    row = register_lists.kept_file(session, register_import.get_import(session, import_id))
    if row is None:
        abort(404)
    response = Response(stored_files.read(row, settings=settings()), content_type=row.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=row.filename)
    return response
