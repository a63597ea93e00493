"""A list of an unknown layout: a person names its columns, and sees at once what is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.attendance import MAPPABLE, AttendanceRefused, ColumnMapping, Preview
from lms.attendance.headers import Field
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import AttendanceDraft, Role
from lms.services import attendance_files, attendance_layouts
from lms.web.access import person, roles
from lms.web.attendance.frame import LISTS, blueprint, go, is_fragment, scope
from lms.web.context import language, settings
from lms.web.errors import message_of

COLUMNS = LISTS + "/columns/<uuid:draft_id>"
MEANINGS = {
    Field.FULL_NAME: _l("numele și prenumele"),
    Field.LAST_NAME: _l("numele de familie"),
    Field.FIRST_NAME: _l("prenumele"),
    Field.EMAIL: _l("e-mailul"),
    Field.CODE: _l("codul din RNASR"),
    Field.JOINED: _l("ora sosirii"),
    Field.LEFT: _l("ora plecării"),
    Field.MINUTES: _l("minutele de prezență"),
    Field.HOURS: _l("orele de prezență"),
    Field.PRESENT: _l("prezent sau absent"),
}
SAMPLES, MOST_COLUMNS, SHOWN = 3, 60, 8


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A column for the page: place from 0, title, what stands under it, what it is said to be."""

    at: int
    title: str
    samples: Sequence[str]
    meaning: str


@blueprint.get(COLUMNS)
@roles(Role.PROVIDER)
def columns(edition_id: UUID, draft_id: UUID) -> Any:
    """The columns with a choice for each, and the people as they would be read."""
    draft, copy, preview = _find(edition_id, draft_id)
    asked = _asked(preview) if request.args else preview.guess
    if is_fragment():
        return _tried(draft, copy, asked)
    return _page(draft, copy, preview, asked)


def _find(edition_id: UUID, draft_id: UUID) -> tuple[AttendanceDraft, bytes, Preview]:
    session = db.session()
    draft = attendance_layouts.find_draft(session, edition_id, draft_id, **scope())
    copy = attendance_layouts.copy_of(session, draft, settings=settings())
    return draft, copy, attendance_layouts.preview_of(draft, copy, settings=settings())


def _asked(preview: Preview) -> ColumnMapping:
    """What the form says; a meaning given twice keeps its first column, which is said below."""
    known = {field.value: field for field in MAPPABLE}
    named: dict[Field, int] = {}
    for at in range(MOST_COLUMNS):
        field = known.get(request.values.get(f"c{at}", ""))
        if field is not None:
            named.setdefault(field, at)
    row = request.values.get("header_row", "")
    is_row = row.isascii() and row.isdecimal() and len(row) < 6
    return ColumnMapping(named, int(row) if is_row else preview.guess.header_row)


def _repeated() -> list[str]:
    """Meanings that the form gives to more than one column, in words."""
    said = [request.values.get(f"c{at}", "") for at in range(MOST_COLUMNS)]
    return [str(words) for field, words in MEANINGS.items() if said.count(field.value) > 1]


def _problem() -> str | None:
    twice = _repeated()
    if not twice:
        return None
    return _("O singură coloană poate fi: %(meanings)s.", meanings=", ".join(twice))


def _read(draft: AttendanceDraft, copy: bytes, asked: ColumnMapping) -> dict[str, Any]:
    """The people by these columns, or why they cannot be read."""
    problem = _problem()
    if problem is None:
        try:
            reading = attendance_layouts.try_out(draft, copy, asked, settings=settings())
        except AttendanceRefused as refusal:
            problem = refusal.sentence(language())
        else:
            return {"people": reading.people[:SHOWN], "count": len(reading.people), "problem": None}
    return {"people": [], "count": 0, "problem": problem}


def _tried(draft: AttendanceDraft, copy: bytes, asked: ColumnMapping) -> Any:
    return render_template("attendance/_columns_read.html", **_read(draft, copy, asked))


def _page(
    draft: AttendanceDraft,
    copy: bytes,
    preview: Preview,
    asked: ColumnMapping,
    *,
    status: int = 200,
) -> Any:
    page = render_template(
        "attendance/columns.html",
        draft=draft,
        edition=draft.edition,
        columns=_shown(preview, asked),
        header_row=asked.header_row,
        meanings=MEANINGS,
        **_read(draft, copy, asked),
    )
    return page, status


def _shown(preview: Preview, asked: ColumnMapping) -> list[Shown]:
    lines = [line for table in preview.tables for line in table.lines]
    titles = attendance_layouts.titles_of(preview, asked.header_row)
    said = {at: field.value for field, at in asked.columns.items()}
    below = [line.cells for line in lines if line.number > asked.header_row]
    width = min(max((len(line.cells) for line in lines), default=0), MOST_COLUMNS)
    return [
        Shown(
            at=at,
            title=titles.get(at, ""),
            samples=[cells[at] for cells in below if at < len(cells) and cells[at]][:SAMPLES],
            meaning=said.get(at, ""),
        )
        for at in range(width)
    ]


@blueprint.post(COLUMNS)
@roles(Role.PROVIDER)
def name_columns(edition_id: UUID, draft_id: UUID) -> Any:
    """Read the list by these columns, remember them for the organiser, and go to its review."""
    draft, copy, preview = _find(edition_id, draft_id)
    asked, now, session = _asked(preview), clock.now(), db.session()
    try:
        if problem := _problem():
            raise BadInput("%(said)s", said=problem)
        attendance_files.refuse_unfileable(draft.edition, now=now)
        # Read before the transaction: reading is slow and must not hold the database.
        read = attendance_layouts.read_draft(session, draft, copy, asked, settings=settings())
        with transaction() as writing:
            draft = attendance_layouts.find_draft(writing, edition_id, draft_id, **scope())
            file, _is_new = attendance_files.save_upload(
                writing,
                draft.edition,
                read,
                account_id=person().account_id,
                settings=settings(),
                now=now,
            )
            attendance_layouts.remember(
                writing,
                draft.edition.provider_id,
                preview,
                asked,
                account_id=person().account_id,
                now=now,
            )
            attendance_layouts.drop_draft(writing, draft)
            file_id = file.id
    except AttendanceRefused as refusal:
        flash(refusal.sentence(language()), "error")
    except BadInput as error:
        flash(message_of(error), "error")
    else:
        flash(_("Am ținut minte coloanele; la liste cu aceste titluri nu mai întrebăm."), "info")
        return go("show", edition_id, file_id)
    return _page(*_find(edition_id, draft_id), asked, status=422)


@blueprint.post(COLUMNS + "/drop")
@roles(Role.PROVIDER)
def drop_draft(edition_id: UUID, draft_id: UUID) -> Any:
    """Give up a list whose columns are not named; nothing of it is kept."""
    with transaction() as session:
        draft = attendance_layouts.find_draft(session, edition_id, draft_id, **scope())
        attendance_layouts.drop_draft(session, draft)
    flash(_("Am șters copia listei; nu s-a înregistrat nimic."), "info")
    return redirect(url_for("attendance.upload_form", edition_id=edition_id), 303)


@blueprint.get("/provider/layouts")
@roles(Role.PROVIDER)
def layouts() -> Any:
    """What is remembered of the organiser's own lists."""
    return render_template(
        "attendance/layouts.html",
        layouts=attendance_layouts.list_layouts(db.session(), person().provider_ids()),
        meanings={field.value: words for field, words in MEANINGS.items()},
    )


@blueprint.post("/provider/layouts/<uuid:layout_id>/forget")
@roles(Role.PROVIDER)
def forget_layout(layout_id: UUID) -> Any:
    """Forget it: the next such list asks again."""
    with transaction() as session:
        attendance_layouts.forget(
            session, layout_id, account_id=person().account_id, now=clock.now(), **scope()
        )
    flash(_("Am uitat coloanele; lista următoare întreabă din nou."), "success")
    return redirect(url_for("attendance.layouts"), 303)
