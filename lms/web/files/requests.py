"""Asking for credits: recognition of outside training, other activities; and contesting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import SelectChoice

from lms import clock
from lms.errors import N_, BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import (
    ActivityRequest,
    CaseFile,
    CaseKind,
    CaseState,
    RecognitionRequest,
    Role,
)
from lms.services import (
    case_documents,
    case_files,
    case_queries,
    credit_requests,
    request_checks,
    reviews,
)
from lms.services.regulations import norms
from lms.web import request_page
from lms.web.access import own_member_id, person, roles
from lms.web.case_pages import pages_of
from lms.web.case_words import file_size
from lms.web.context import settings
from lms.web.errors import message_of
from lms.web.files.frame import blueprint
from lms.web.forms import show_refusal
from lms.web.forms.requests import (
    ActivityForm,
    ContestForm,
    ItemForm,
    RecognitionForm,
    number_text,
)
from lms.web.request_words import ask_quantity, item_rows, item_words, recognition_rows

Form = RecognitionForm | ActivityForm
_AT_STEP = {"hours": "details", "quantity": "details"}


def steps(case: CaseFile | None = None) -> list[str]:
    """The questions, for the stepper."""
    if case is not None and case.kind is CaseKind.REVIEW:
        return [_("Motivele"), _("Documente"), _("Verificați și depuneți")]
    return [_("Activitatea"), _("Documente"), _("Verificați și depuneți")]


def own(case_id: UUID) -> case_queries.CaseView:
    """The member's own request or contestation; Conflict for a file of another kind."""
    shown = case_queries.member_case(db.session(), own_member_id(), case_id)
    if shown.case.kind not in request_page.PAGES:
        raise Conflict(N_("Dosarul este de alt fel. Deschideți-l din Dosarele mele."))
    return shown


def to(endpoint: str, case: CaseFile) -> Any:
    """To another page of the same file."""
    return redirect(url_for(f"files.{endpoint}", case_id=case.id))


# --- opening -----------------------------------------------------------------------------------


@blueprint.get("/files/new/recognition")
@roles(Role.MEMBER)
def new_recognition() -> Any:
    """What the norms say of recognition, before one begins."""
    version = norms(db.session()).in_force_on(clock.today())
    return render_template(
        "files/new_recognition.html", rows=[] if version is None else recognition_rows(version)
    )


@blueprint.post("/files/new/recognition")
@roles(Role.MEMBER)
def open_recognition() -> Any:
    """Open the draft."""
    with transaction() as session:
        case = credit_requests.open_recognition(
            session, member_id=own_member_id(), account_id=person().account_id, now=clock.now()
        )
    return to("details", case)


@blueprint.get("/files/new/activity")
@roles(Role.MEMBER)
def new_activity() -> Any:
    """Which of the activities of the norms; what each brings is said beside it."""
    return _items_page(_item_form())


@blueprint.post("/files/new/activity")
@roles(Role.MEMBER)
def open_activity() -> Any:
    """Open the draft about the chosen activity."""
    form = _item_form()
    if not form.validate_on_submit():
        return _items_page(form), 422
    with transaction() as session:
        case = credit_requests.open_activity(
            session,
            str(form.item.data),
            member_id=own_member_id(),
            account_id=person().account_id,
            now=clock.now(),
        )
    return to("details", case)


def _item_form() -> ItemForm:
    form = ItemForm()
    listed = request_checks.listed_items(db.session(), on=clock.today())
    form.item.choices = [SelectChoice(code, item_words(code)) for code in listed]
    return form


def _items_page(form: ItemForm) -> str:
    listed = request_checks.listed_items(db.session(), on=clock.today())
    rows = {code: item_rows(item) for code, item in listed.items()}
    return render_template("files/new_activity.html", form=form, rows=rows)


# --- what it is about ----------------------------------------------------------------------------


@blueprint.get("/files/<uuid:case_id>/details")
@roles(Role.MEMBER)
def details(case_id: UUID) -> Any:
    """The training or the activity, with what the norms say beside it."""
    shown = own(case_id)
    if shown.case.state is not CaseState.DRAFT:
        return to("show", shown.case)
    if shown.case.kind is CaseKind.REVIEW:
        return to("check_request", shown.case)
    return _details_page(shown.case, _form_of(shown.case))


@blueprint.post("/files/<uuid:case_id>/details")
@roles(Role.MEMBER)
def save_details(case_id: UUID) -> Any:
    """Keep what is written, whole or not; the browser also sends it here while one writes."""
    found = own(case_id).case
    if found.kind is CaseKind.REVIEW:
        raise Conflict(N_("Dosarul este de alt fel. Deschideți-l din Dosarele mele."))
    form: Form = RecognitionForm() if found.kind is CaseKind.RECOGNITION else ActivityForm()
    form.validate()
    try:
        with transaction() as session:
            case = case_files.own_case(session, own_member_id(), case_id)
            if isinstance(form, RecognitionForm):
                credit_requests.write_recognition(session, case, form.details(), on=clock.today())
            else:
                credit_requests.write_activity(session, case, form.details(), on=clock.today())
            case_files.write_statement(session, case, form.statement.data or "")
    except BadInput as error:
        show_refusal(form, error)
        return _details_page(found, form), 422
    if "X-Autosave" in request.headers:
        return "", 204
    for problem in request_checks.problems_of(db.session(), case):
        if not (problem.field in form and form[problem.field].errors):
            show_refusal(form, problem)
    if form.errors or form.form_errors:
        return _details_page(case, form), 422
    return to("evidence", case)


def _form_of(case: CaseFile) -> Form:
    row = request_checks.request_of(db.session(), case)
    known: dict[str, Any] = {
        "title": row.title,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "statement": case.statement,
    }
    if isinstance(row, RecognitionRequest):
        known |= {
            "provider": row.provider,
            "country": row.country or "",
            "hours": number_text(None if row.minutes is None else row.minutes * 1000 // 60),
            "certificate_number": row.certificate_number,
            "certificate_on": row.certificate_on,
        }
        return RecognitionForm(formdata=None, **known)
    known |= {"place": row.place, "mark": row.mark, "quantity": number_text(row.quantity)}
    return ActivityForm(formdata=None, **known)


def _details_page(case: CaseFile, form: Form) -> str:
    session = db.session()
    row = request_checks.request_of(session, case)
    if isinstance(form, ActivityForm) and isinstance(row, ActivityRequest):
        form.quantity.label.text = ask_quantity(request_page.item_of(session, row))
    return render_template(
        "files/details.html",
        case=case,
        form=form,
        what=pages_of(case).what(session, case),
        is_training=isinstance(row, RecognitionRequest),
        norms_rows=request_page.norms_rows(session, row),
        norms_day=row.ends_on or clock.today(),
        same=request_checks.duplicate_of(session, case),
        steps=steps(case),
    )


# --- the check and the submission ----------------------------------------------------------------


@blueprint.get("/files/<uuid:case_id>/request")
@roles(Role.MEMBER)
def check_request(case_id: UUID) -> Any:
    """Everything once more, with what the norms say, before it is submitted."""
    shown = own(case_id)
    if shown.case.state is not CaseState.DRAFT:
        return to("show", shown.case)
    return _check_page(shown)


@blueprint.post("/files/<uuid:case_id>/request")
@roles(Role.MEMBER)
def submit_request(case_id: UUID) -> Any:
    """Register the file; it gets its number and its receipt."""
    own(case_id)
    try:
        with transaction() as session:
            case = case_files.own_case(session, own_member_id(), case_id)
            case_files.submit(session, case, settings=settings(), now=clock.now())
    except BadInput as error:
        return _check_page(own(case_id), [error]), 422
    flash(_("Dosarul a fost depus. Numărul lui este %(number)s.", number=case.number), "success")
    return to("show", case)


def _check_page(shown: case_queries.CaseView, refused: list[BadInput] | None = None) -> str:
    session, case = db.session(), shown.case
    is_review = case.kind is CaseKind.REVIEW
    found = refused or []
    if not is_review:
        found = request_checks.problems_of(session, case)
    return render_template(
        "files/check_request.html",
        shown=shown,
        case=case,
        is_review=is_review,
        rows=pages_of(case).rows(session, case),
        answer=None if is_review else request_page.answer_of(session, case),
        change_url=_change_url(case),
        problems=[(message_of(problem), "rows") for problem in found],
        may_submit=not found or is_review,
        days=case_files.answer_days(session, case, on=clock.today()),
        file_size=file_size,
        steps=steps(case),
    )


def _change_url(case: CaseFile) -> str:
    if case.kind is CaseKind.REVIEW:
        reviewed = reviews.reviewed_by(db.session(), case)
        return url_for("files.contest", case_id=reviewed.id)
    return url_for("files.details", case_id=case.id)


# --- a contestation ------------------------------------------------------------------------------


@blueprint.get("/files/<uuid:case_id>/contest")
@roles(Role.MEMBER)
def contest(case_id: UUID) -> Any:
    """Why should the decision of this file be another?"""
    shown = own(case_id)
    session = db.session()
    if shown.case.kind is CaseKind.REVIEW or shown.case.decision is None:
        return to("show", shown.case)
    there = reviews.open_review_of(session, case_id)
    if there is not None and there.state is not CaseState.DRAFT:
        return to("show", there)
    known = "" if there is None else there.statement
    return _contest_page(shown.case, ContestForm(formdata=None, statement=known))


@blueprint.post("/files/<uuid:case_id>/contest")
@roles(Role.MEMBER)
def save_contest(case_id: UUID) -> Any:
    """Open the draft of a contestation, or keep its new text."""
    shown = own(case_id)
    form = ContestForm()
    if not form.validate_on_submit():
        return _contest_page(shown.case, form), 422
    try:
        with transaction() as session:
            case = reviews.contest(
                session,
                case_id,
                str(form.statement.data),
                member_id=own_member_id(),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _contest_page(shown.case, form), 422
    return to("evidence" if case.state is CaseState.DRAFT else "show", case)


def _contest_page(case: CaseFile, form: ContestForm) -> str:
    return render_template(
        "files/contest.html",
        case=case,
        form=form,
        rows=pages_of(case).rows(db.session(), case),
        steps=[_("Motivele"), _("Documente"), _("Verificați și depuneți")],
        most=case_documents.MOST_DOCUMENTS,
    )
