"""Attendance lists over /api/v1: sent, looked at, confirmed and undone, as in the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from marshmallow import RAISE

from lms import clock
from lms.attendance import AttendanceRefused
from lms.errors import N_, BadInput
from lms.extensions import Session, db
from lms.models import AttendanceFile, AttendanceState, Job
from lms.services import (
    attendance_booking,
    attendance_files,
    attendance_layouts,
    attendance_plan,
    attendance_results,
    attendance_review,
)
from lms.services.api_answers import Answer
from lms.services.api_tokens import TokenScope
from lms.services.attendance_review import Tab
from lms.web.api import schemas
from lms.web.api.frame import answered, bearer, blueprint, needs, once, repeated, scope
from lms.web.api.parts import amount, paged, refusals
from lms.web.attendance import words
from lms.web.context import language, settings

LISTS = "/api/v1/editions/<uuid:edition_id>/attendance"
LIST = LISTS + "/<uuid:list_id>"
_CONFIRMABLE = (AttendanceState.REVIEW, AttendanceState.UNDONE)


def _dumped(session: Session, file: AttendanceFile, status: int) -> Answer:
    return Answer(status=status, body=schemas.AttendanceList().dump(_list(session, file)))


def _list(session: Session, file: AttendanceFile) -> dict[str, Any]:
    counts = attendance_review.counts_of(session, file.id)
    seen, expected = _expected(session, file)
    job = session.get(Job, file.job_id) if file.job_id else None
    where = f"/provider/editions/{file.edition_id}/attendance/{file.id}"
    return {
        "id": file.id,
        "edition": file.edition_id,
        "filename": file.filename,
        "sha256": file.sha256,
        "format": file.format,
        "state": file.state.value,
        "uploaded_at": file.uploaded_at,
        "people": {
            **{tab.value: counts.tabs[tab] for tab in Tab},
            "absent": counts.absent,
            "to_decide": counts.left,
        },
        "problems": [
            {"severity": each.get("severity", "warning"), "detail": words.problem_text(each)}
            for each in file.problems
        ],
        "review_url": settings().public_url.rstrip("/") + where,
        "seen": seen,
        "expected": expected,
        "progress": {"done": job.done, "total": job.total} if job else None,
    }


def _expected(session: Session, file: AttendanceFile) -> tuple[str | None, dict[str, Any] | None]:
    """The mark and the numbers of what confirming would do, while it can be done."""
    if file.state not in _CONFIRMABLE and not attendance_booking.pending_members(session, file):
        return None, None
    planned = attendance_plan.plan(
        session, file, records_from=settings().records_from, now=clock.now()
    )
    return planned.seen, {
        "members_credited": planned.credited,
        "credits": amount(planned.credits),
        "reversals": len(planned.reversed),
        "outcomes": dict(planned.by_outcome()),
    }


@blueprint.post(LISTS)
@needs(TokenScope.ATTENDANCE_WRITE)
@blueprint.input(schemas.FileIn, location="files", arg_name="given")
@blueprint.input(schemas.OnceHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.AttendanceList, status_code=201)
@blueprint.doc(
    summary=N_("O listă de prezență"),
    description=N_(
        "Fișierul întreg, ca în pagină: Zoom, Teams, Meet, Moodle, XLSX, XLS, ODS, CSV. Se citește "
        "și se potrivește cu registrul; nu se înregistrează nimic până la confirmare. Același "
        "fișier trimis din nou primește lista care este deja (200). Fără date despre beneficiari."
    ),
    operation_id="uploadAttendance",
    responses={
        **refusals(404, 409, 413, 415, 422),
        200: {
            "description": N_("Fișierul era deja aici."),
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/AttendanceList"}}
            },
        },
    },
)
def upload(edition_id: UUID, given: dict[str, Any], headers: dict[str, Any]) -> Any:
    del headers
    session = db.session()
    edition = attendance_files.find_fileable(session, edition_id, **scope())
    now = clock.now()
    attendance_files.refuse_unfileable(edition, now=now)
    data, name = given["file"].stream.read(), given["file"].filename or ""
    if before := repeated(name.encode(), data):
        return answered(before)
    try:
        read = attendance_layouts.read_known(
            session, edition, data=data, filename=name, settings=settings()
        )
    except AttendanceRefused as refusal:
        raise BadInput("%(said)s", said=refusal.sentence(language()), field="file") from refusal

    def act(session: Session) -> Answer:
        file, is_new = attendance_files.save_upload(
            session,
            edition,
            read,
            account_id=bearer().account_id,
            settings=settings(),
            now=now,
        )
        return _dumped(session, file, 201 if is_new else 200)

    return once(act, name.encode(), data)


@blueprint.get(LIST)
@needs(TokenScope.ATTENDANCE_READ)
@blueprint.output(schemas.AttendanceList)
@blueprint.doc(
    summary=N_("O listă și unde a ajuns"),
    description=N_(
        "Cât se mai poate confirma: `expected` spune ce s-ar înregistra, iar `seen` se trimite la "
        "confirmare. Cât se lucrează: `progress`."
    ),
    operation_id="getAttendance",
    responses=refusals(404),
)
def attendance_list(edition_id: UUID, list_id: UUID) -> Any:
    session = db.session()
    return _list(session, attendance_files.find_file(session, edition_id, list_id, **scope()))


@blueprint.get(LIST + "/people")
@needs(TokenScope.ATTENDANCE_READ)
@blueprint.input(schemas.PeopleQuery, location="query", arg_name="query", unknown=RAISE)
@blueprint.output(schemas.People)
@blueprint.doc(
    summary=N_("Oamenii unei liste"),
    description=N_(
        "Fiecare om cu membrul găsit și de ce. Numele singur nu creditează: cei „review” se "
        "hotărăsc în pagină (`review_url`). E-mailurile nu se arată."
    ),
    operation_id="listAttendancePeople",
    responses=refusals(404, 422),
)
def people(edition_id: UUID, list_id: UUID, query: dict[str, Any]) -> Any:
    session = db.session()
    file = attendance_files.find_file(session, edition_id, list_id, **scope())
    page = attendance_results.list_people(
        session,
        file,
        decision=query.get("decision"),
        number=query["page"],
        size=query["per_page"],
    )
    return paged(page, [_person(line) for line in page.rows])


def _person(line: attendance_results.ResultLine) -> dict[str, Any]:
    row = line.row
    return {
        "rows": row.source_rows,
        "name": row.name,
        "minutes": row.minutes,
        "decision": row.decision,
        "rung": row.rung,
        "resolution": row.resolution.value,
        "member": line.card.rnasr_code if line.card else None,
        "reason": words.reason_text(row),
        "outcome": words.outcome_text(row.outcome) or None,
    }


@blueprint.post(LIST + "/confirm")
@needs(TokenScope.ATTENDANCE_WRITE)
@blueprint.input(schemas.ConfirmIn, location="json", arg_name="looked_at")
@blueprint.input(schemas.OnceHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.AttendanceList, status_code=202)
@blueprint.doc(
    summary=N_("Confirmarea unei liste"),
    description=N_(
        "Înregistrează creditele celor recunoscuți sigur sau hotărâți în pagină. `seen` este al "
        "listei citite: dacă între timp s-a schimbat ceva, cererea este refuzată. A doua oară nu "
        "se înregistrează nimic."
    ),
    operation_id="confirmAttendance",
    responses=refusals(404, 409, 415, 422),
)
def confirm(
    edition_id: UUID, list_id: UUID, looked_at: dict[str, Any], headers: dict[str, Any]
) -> Any:
    del headers

    def act(session: Session) -> Answer:
        attendance_booking.confirm(
            session,
            edition_id,
            list_id,
            seen=looked_at["seen"],
            account_id=bearer().account_id,
            settings=settings(),
            now=clock.now(),
            **scope(),
        )
        file = attendance_files.find_file(session, edition_id, list_id, **scope())
        return _dumped(session, file, 202)

    return once(act, request.get_data())


@blueprint.post(LIST + "/undo")
@needs(TokenScope.ATTENDANCE_WRITE)
@blueprint.input(schemas.OnceHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.AttendanceList, status_code=202)
@blueprint.doc(
    summary=N_("Anularea unei liste înregistrate"),
    description=N_(
        "Stornează tot ce a înregistrat lista; liniile rămân în registru, cu stornările lor."
    ),
    operation_id="undoAttendance",
    responses=refusals(404, 409, 422),
)
def undo(edition_id: UUID, list_id: UUID, headers: dict[str, Any]) -> Any:
    del headers

    def act(session: Session) -> Answer:
        attendance_booking.undo(
            session,
            edition_id,
            list_id,
            account_id=bearer().account_id,
            now=clock.now(),
            **scope(),
        )
        file = attendance_files.find_file(session, edition_id, list_id, **scope())
        return _dumped(session, file, 202)

    return once(act)
