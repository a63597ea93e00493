"""Uploading a list: read, checked, matched and kept; nothing is booked yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms import clock
from lms.attendance import AttendanceRefused, DateOrder, UnknownLayout
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Edition, Role
from lms.services import attendance_files, attendance_layouts, attendance_plan
from lms.web.access import person, roles
from lms.web.attendance.frame import FILE, LISTS, blueprint, find, go, scope
from lms.web.context import language, settings
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.attendance import UploadForm


def _page(edition: Edition, form: UploadForm, status: int = 200) -> Any:
    counting = attendance_plan.counting_file(db.session(), edition.id)
    return (
        render_template(
            "attendance/upload.html",
            edition=edition,
            form=form,
            counting=counting,
            limit_mb=settings().max_upload_mb,
        ),
        status,
    )


@blueprint.get(LISTS + "/new")
@roles(Role.PROVIDER)
def upload_form(edition_id: UUID) -> Any:
    """The form for a list of an edition."""
    edition = attendance_files.find_fileable(db.session(), edition_id, **scope())
    form = UploadForm(formdata=None)
    try:
        attendance_files.refuse_unfileable(edition, now=clock.now())
    except BadInput as error:
        show_refusal(form, error)
    return _page(edition, form)


@blueprint.post(LISTS + "/new")
@roles(Role.PROVIDER)
def upload(edition_id: UUID) -> Any:
    """Read the list and keep it for review; the same bytes again lead to the list that is there."""
    edition = attendance_files.find_fileable(db.session(), edition_id, **scope())
    form = UploadForm()
    if not form.validate_on_submit():
        return _page(edition, form, 422)
    now = clock.now()
    data, filename = form.file.data.stream.read(), form.file.data.filename or ""
    try:
        attendance_files.refuse_unfileable(edition, now=now)
        # Read before the transaction: reading is slow and must not hold the database.
        read = attendance_layouts.read_known(
            db.session(), edition, data=data, filename=filename, settings=settings()
        )
        with transaction() as session:
            file, is_new = attendance_files.save_upload(
                session, edition, read, account_id=person().account_id, settings=settings(), now=now
            )
    except UnknownLayout:
        return _ask_columns(edition, data, filename)
    except AttendanceRefused as refusal:
        form.file.errors = [*form.file.errors, refusal.sentence(language())]
    except BadInput as error:
        show_refusal(form, error)
    else:
        if not is_new:
            flash(_("Acest fișier a fost deja încărcat; iată-l. Nu s-a înregistrat nimic."), "info")
        return go("show", edition_id, file.id)
    return _page(attendance_files.find_fileable(db.session(), edition_id, **scope()), form, 422)


def _ask_columns(edition: Edition, data: bytes, filename: str) -> Any:
    """Keep the list for a day, and ask what its columns are."""
    with transaction() as session:
        draft = attendance_layouts.keep_draft(
            session,
            edition,
            data=data,
            filename=filename,
            account_id=person().account_id,
            settings=settings(),
            now=clock.now(),
        )
        draft_id = draft.id
    return redirect(url_for("attendance.columns", edition_id=edition.id, draft_id=draft_id), 303)


@blueprint.post(FILE + "/date-order")
@roles(Role.PROVIDER)
def choose_date_order(edition_id: UUID, file_id: UUID) -> Any:
    """Read the list again with its dates in the order that the officer says."""
    file = find(edition_id, file_id)
    try:
        order = DateOrder(request.form.get("order", ""))
    except ValueError:
        flash(_("Spuneți în ce ordine sunt scrise datele."), "error")
        return go("show", edition_id, file_id)
    try:
        read = attendance_files.read_stored(
            db.session(), file, date_order=order, settings=settings()
        )
        with transaction() as session:
            locked = attendance_files.lock_file(session, edition_id, file_id, **scope())
            attendance_files.save_again(session, locked, read, date_order=order, now=clock.now())
    except AttendanceRefused as refusal:
        flash(refusal.sentence(language()), "error")
    except BadInput as error:
        flash(message_of(error), "error")
    else:
        flash(_("Lista a fost citită din nou, cu datele în ordinea aleasă."), "success")
    return go("show", edition_id, file_id)
