"""The record of a file for a grade: as it was stored, or as of a past day, to see or to keep."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, render_template, url_for

from lms import clock
from lms.errors import N_, BadInput
from lms.extensions import db
from lms.models import CaseFile
from lms.services import promotions
from lms.services.promotion_record import PromotionRecord
from lms.web.context import settings
from lms.web.errors import message_of
from lms.web.promotion_words import parts_of


def record_page(case: CaseFile, asked: str, *, back: str, endpoint: str) -> Any:
    """The page of a record; a day that cannot be shown is told on the page."""
    session = db.session()
    stored = promotions.stored_record(session, case)
    problem = None
    shown = stored
    try:
        shown = _record(case, asked)
    except BadInput as error:
        problem = message_of(error)
    is_past = shown is not stored and bool(asked)
    page = render_template(
        "promotions/record.html",
        case=case,
        parts=parts_of(shown),
        is_stored=not asked or problem is not None,
        is_same=promotions.recomputed(session, case).text == stored.text,
        differs=is_past and shown.outcome is not stored.outcome,
        asked=asked if _day(asked) else "",
        today=clock.today(),
        problem=problem,
        back=back,
        endpoint=endpoint,
        json_url=url_for(
            "promotions.officer_record_file"
            if endpoint == "promotions.officer_record"
            else "promotions.record_file",
            case_id=case.id,
            day=asked if asked and problem is None else None,
        ),
    )
    return (page, 422) if problem else page


def record_json(case: CaseFile, asked: str) -> Response:
    """The canonical text of a record as a file."""
    record = _record(case, asked)
    response = Response(record.text, content_type="application/json; charset=utf-8")
    name = f"treapta-{(case.number or '').replace('/', '-')}-{record.on.isoformat()}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _record(case: CaseFile, asked: str) -> PromotionRecord:
    session = db.session()
    if not asked:
        return promotions.stored_record(session, case)
    day = _day(asked)
    if day is None:
        raise BadInput(N_("Scrieți data, cu zi, lună și an."), field="day")
    return promotions.record_as_of(
        session, case, day, records_from=settings().records_from, now=clock.now()
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
