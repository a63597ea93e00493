"""Attendance lists: only the organiser that files them; a stranger may not even know of one."""

from __future__ import annotations

from uuid import UUID, uuid4

from tests.infra.cast import RECORDED_AT, Cast
from tests.roles import Access, only

OWN = only(200, "provider") | {"provider_colleague": 200, "stranger_provider": 404}
SENT_ON = only(303, "provider") | {"provider_colleague": 303, "stranger_provider": 404}
PATH = "/provider/editions/{edition}/attendance"


def lists(cast: Cast) -> str:
    return PATH.format(edition=cast.edition_id)


def _row_of(cast: Cast, state: str = "review") -> tuple[UUID, UUID]:
    """A list of the cast's edition in a state, made anew, and its one row."""
    from flask import current_app
    from sqlalchemy import delete, update

    from lms.extensions import db, transaction
    from lms.models import AttendanceFile, AttendanceRow, AttendanceState
    from lms.services import regulations
    from tests.infra.attendance import csv_list, keep_list

    line = ("Moraru", "Ana", "", "AS-10001", str(100 + uuid4().int % 200))
    with transaction() as session:
        regulations.ensure_bundled(session, now=RECORDED_AT)
        session.execute(update(AttendanceFile).values(replaced_by=None))
        session.execute(delete(AttendanceRow))
        session.execute(delete(AttendanceFile))
        file, _is_new = keep_list(session, cast, csv_list(line), app=current_app)
        file.state = AttendanceState(state)
        file.confirmed_at = file.booked_at = file.uploaded_at
        found = file.id, file.rows[0].id
    db.session.remove()
    return found


def file_url(cast: Cast, ending: str = "", *, state: str = "review") -> str:
    return f"{lists(cast)}/{_row_of(cast, state)[0]}{ending}"


def row_url(cast: Cast) -> str:
    file_id, row_id = _row_of(cast)
    return f"{lists(cast)}/{file_id}/rows/{row_id}"


def columns_url(cast: Cast, ending: str = "") -> str:
    """A list of an unknown layout that waits for its columns."""
    from flask import current_app

    from lms import clock
    from lms.extensions import db, transaction
    from lms.models import Edition
    from lms.services import attendance_layouts

    with transaction() as session:
        draft = attendance_layouts.keep_draft(
            session,
            session.get_one(Edition, cast.edition_id),
            data=f"Cine;Ce\nPopa;{uuid4()}\n".encode(),
            filename="lista.csv",
            account_id=cast.provider.id,
            settings=current_app.extensions["settings"],
            now=clock.now(),
        )
        address = f"{lists(cast)}/columns/{draft.id}{ending}"
    db.session.remove()
    return address


MATRIX = [
    Access("attendance.columns", "GET", url=columns_url, **OWN),
    Access(
        "attendance.name_columns",
        "POST",
        url=columns_url,
        **only(422, "provider"),
        provider_colleague=422,
        stranger_provider=404,
    ),
    Access("attendance.drop_draft", "POST", url=lambda cast: columns_url(cast, "/drop"), **SENT_ON),
    Access("attendance.layouts", "GET", url=lambda _: "/provider/layouts", **only(200, "provider")),
    Access(
        "attendance.forget_layout",
        "POST",
        url=lambda _: f"/provider/layouts/{UUID(int=0)}/forget",
        **only(404, "provider"),
    ),
    Access("attendance.upload_form", "GET", url=lambda cast: f"{lists(cast)}/new", **OWN),
    Access(
        "attendance.upload",
        "POST",
        url=lambda cast: f"{lists(cast)}/new",
        **only(422, "provider"),
        provider_colleague=422,
        stranger_provider=404,
    ),
    Access("attendance.show", "GET", url=file_url, **OWN),
    Access("attendance.check", "GET", url=lambda cast: file_url(cast, "/confirm"), **OWN),
    Access(
        "attendance.confirm",
        "POST",
        url=lambda cast: file_url(cast, "/confirm"),
        data=lambda cast: {"seen": "something else"},
        **only(422, "provider"),
        provider_colleague=422,
        stranger_provider=404,
    ),
    Access("attendance.progress", "GET", url=lambda cast: file_url(cast, "/progress"), **OWN),
    Access(
        "attendance.decide",
        "POST",
        url=row_url,
        data=lambda cast: {"choice": "not_member"},
        **SENT_ON,
    ),
    Access(
        "attendance.decide_unmatched",
        "POST",
        url=lambda cast: file_url(cast, "/unmatched"),
        data=lambda cast: {"act": "not_member"},
        **SENT_ON,
    ),
    Access(
        "attendance.choose_date_order",
        "POST",
        url=lambda cast: file_url(cast, "/date-order"),
        data=lambda cast: {"order": "day_first"},
        **SENT_ON,
    ),
    Access(
        "attendance.undo",
        "POST",
        url=lambda cast: file_url(cast, "/undo", state="booked"),
        **SENT_ON,
    ),
]
