"""Confirming a list with its numbers in words, watching it be booked, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import AttendanceFile, AttendanceSignal, AttendanceState, Job, Role
from lms.services import (
    attendance_booking,
    attendance_outcomes,
    attendance_plan,
    attendance_results,
    attendance_review,
    signals,
)
from lms.web import listing
from lms.web.access import person, roles
from lms.web.attendance import words
from lms.web.attendance.frame import FILE, address, blueprint, find, go, scope
from lms.web.context import settings
from lms.web.errors import message_of
from lms.web.signal_words import own_sentence


def minutes_of(line: attendance_results.ResultLine) -> int:
    """Minutes on which a member's outcome rests, else those of the row."""
    outcome = line.row.outcome or {}
    return int(outcome.get("minutes", line.row.minutes))


def outcome_line(outcome: dict[str, Any] | None) -> str:
    """The outcome for a file: its word and its sentence."""
    word, text = words.outcome_tag(outcome)[1], words.outcome_text(outcome)
    return f"{word}: {text}" if text else word


COLUMNS = [
    listing.Column(
        key="ordinal",
        label=_l("Rândul"),
        value=lambda line: ", ".join(map(str, line.row.source_rows)),
        sortable=True,
    ),
    listing.Column(
        key="name",
        label=_l("Numele din listă"),
        value=lambda line: line.row.name,
        sortable=True,
    ),
    listing.Column(
        key="code",
        label=_l("Membrul"),
        value=lambda line: line.card.rnasr_code if line.card else "",
    ),
    listing.Column(
        key="minutes",
        label=_l("Minute"),
        value=minutes_of,
        sortable=True,
        numeric=True,
    ),
    listing.Column(
        key="outcome", label=_l("Rezultatul"), value=lambda line: outcome_line(line.row.outcome)
    ),
]


@blueprint.get(FILE + "/confirm")
@roles(Role.PROVIDER)
def check(edition_id: UUID, file_id: UUID) -> Any:
    """What confirming would do, in numbers; for a corrected list also the difference."""
    file = find(edition_id, file_id)
    may = file.state in (AttendanceState.REVIEW, AttendanceState.UNDONE)
    if not may and not attendance_booking.pending_members(db.session(), file):
        return go("show", edition_id, file_id)
    return _check_page(file)


def _check_page(file: AttendanceFile, *, problem: str | None = None, status: int = 200) -> Any:
    session = db.session()
    planned = attendance_plan.plan(
        session, file, records_from=settings().records_from, now=clock.now()
    )
    by_outcome = planned.by_outcome()
    page = render_template(
        "attendance/confirm.html",
        file=file,
        edition=file.edition,
        planned=planned,
        by_outcome=by_outcome,
        edition_problems=_edition_problems(planned),
        differences=(attendance_results.differences(session, planned) if planned.replaces else []),
        reversed_credits=sum(entry.credits for entry in planned.reversed),
        questions=attendance_booking.open_questions(file),
        outcomes=attendance_outcomes,
        problem=problem,
        address=address,
        words=words,
    )
    return page, status


def _edition_problems(planned: attendance_plan.Plan) -> list[str]:
    """Why the edition credits nobody, each reason once."""
    found = [
        words.outcome_text(change.outcome)
        for change in planned.changes
        if attendance_outcomes.is_of_the_edition(change.outcome["code"])
    ]
    return list(dict.fromkeys(found))


@blueprint.post(FILE + "/confirm")
@roles(Role.PROVIDER)
def confirm(edition_id: UUID, file_id: UUID) -> Any:
    """Start booking, if the numbers are still those that were shown."""
    try:
        with transaction() as session:
            started = attendance_booking.confirm(
                session,
                edition_id,
                file_id,
                seen=request.form.get("seen", ""),
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
                **scope(),
            )
    except BadInput as error:
        return _check_page(find(edition_id, file_id), problem=message_of(error), status=422)
    if not started:
        flash(_("Lista fusese deja confirmată; nu s-a înregistrat nimic de două ori."), "info")
    return go("show", edition_id, file_id)


@blueprint.post(FILE + "/undo")
@roles(Role.PROVIDER)
def undo(edition_id: UUID, file_id: UUID) -> Any:
    """Start taking back what a list booked."""
    try:
        with transaction() as session:
            started = attendance_booking.undo(
                session,
                edition_id,
                file_id,
                account_id=person().account_id,
                now=clock.now(),
                **scope(),
            )
    except BadInput as error:
        flash(message_of(error), "error")
    else:
        if not started:
            flash(_("Lista fusese deja anulată."), "info")
    return go("show", edition_id, file_id)


@blueprint.get(FILE + "/progress")
@roles(Role.PROVIDER)
def progress(edition_id: UUID, file_id: UUID) -> Any:
    """How far the work on a list is: the region that the page asks for again and again."""
    file = find(edition_id, file_id)
    return render_template("attendance/_progress.html", **_progress_of(file))


def _progress_of(file: AttendanceFile) -> dict[str, Any]:
    job = db.session().get(Job, file.job_id) if file.job_id else None
    working = file.state in (AttendanceState.BOOKING, AttendanceState.UNDOING)
    return {"file": file, "job": job, "working": working, "address": address}


def progress_page(file: AttendanceFile) -> Any:
    """The page of a list that is being booked or undone."""
    return render_template("attendance/progress.html", edition=file.edition, **_progress_of(file))


def result_page(file: AttendanceFile) -> Any:
    """What became of everyone on a list, with exports and the way back."""
    session = db.session()
    wanted = listing.read_wanted(COLUMNS, sort="ordinal")
    asked = request.args.get("outcome", "")
    page = attendance_results.list_results(session, file, wanted, outcome=asked)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="rezultatul-listei")
    counts = attendance_results.people_by_outcome(session, file.id)
    count, amount = attendance_booking.undo_figures(session, file)
    return render_template(
        "attendance/result.html",
        file=file,
        edition=file.edition,
        asked=asked,
        counts=counts,
        members=attendance_review.counts_of(session, file.id).members,
        pending=attendance_booking.pending_members(session, file),
        undo_count=count,
        undo_credits=amount,
        unlisted=attendance_review.claims_without_row(session, file)
        if file.state is AttendanceState.BOOKED
        else (),
        doubts=[own_sentence(each) for each in _doubts(file)],
        frozen=attendance_plan.contested_of(session, file.edition_id),
        address=address,
        words=words,
        minutes_of=minutes_of,
        **listing.frame(page, COLUMNS, wanted),
    )


def _doubts(file: AttendanceFile) -> Sequence[AttendanceSignal]:
    """What the commission looks into on the list that counts, as far as it is this list's own."""
    if file.state is not AttendanceState.BOOKED:
        return ()
    return signals.of_own_file(db.session(), file.edition_id)
