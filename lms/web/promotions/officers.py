"""The commission's monthly list of files for a grade, and the record of one as of any day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.extensions import db, transaction
from lms.models import CaseFile, CaseState, Grade, Role
from lms.services import case_decisions, case_queries, promotion_lists, promotions
from lms.services.promotion_lists import AskedMonth
from lms.web import listing
from lms.web.access import person, roles
from lms.web.case_words import STATES, state_tag
from lms.web.context import grade_words
from lms.web.promotion_words import ANSWERS, answer_tag
from lms.web.promotions.frame import blueprint
from lms.web.promotions.records import record_json, record_page
from lms.web.register_words import county_words

OFFICERS = (Role.CAAP, Role.BEX)
MONTHS_OFFERED = 24
COLUMNS = [
    listing.Column(
        key="number", label=_l("Numărul"), value=lambda row: row.case.number, sortable=True
    ),
    listing.Column(
        key="member",
        label=_l("Membrul"),
        value=lambda row: row.member.full_name,
        sortable=True,
    ),
    listing.Column(key="code", label=_l("Cod RNASR"), value=lambda row: row.member.rnasr_code),
    listing.Column(
        key="county",
        label=_l("Județ"),
        value=lambda row: county_words(row.member.county),
        sortable=True,
    ),
    listing.Column(
        key="grade",
        label=_l("Treapta cerută"),
        value=lambda row: grade_words(row.request.grade),
        sortable=True,
    ),
    listing.Column(
        key="answer",
        label=_l("Ce spun datele"),
        value=lambda row: answer_tag(row.request.outcome)[1],
        sortable=True,
    ),
    listing.Column(
        key="submitted_at",
        label=_l("Depus la"),
        value=lambda row: row.case.submitted_at,
        sortable=True,
    ),
    listing.Column(
        key="state",
        label=_l("Starea"),
        value=lambda row: state_tag(row.case, row.outcome)[1],
        sortable=True,
    ),
]


@blueprint.get("/commission/promotions")
@roles(*OFFICERS)
def monthly() -> Any:
    """Files for a grade, by default those registered this month."""
    today = clock.today()
    wanted = listing.read_wanted(COLUMNS, sort="submitted_at")
    asked = _asked(today)
    page = promotion_lists.monthly(db.session(), asked, wanted=wanted)
    if listing.export_format():
        month = "toate" if asked.month is None else f"{asked.month:%Y-%m}"
        return listing.export(page.rows, COLUMNS, filename=f"trepte-{month}")
    return render_template(
        "promotions/monthly.html",
        asked=asked,
        months=_months(today),
        all_grades=[grade for grade in Grade if grade is not Grade.DEBUTANT],
        answers=ANSWERS,
        states={state: words for state, words in STATES.items() if state is not CaseState.DRAFT},
        state_tag=state_tag,
        answer_tag=answer_tag,
        county_words=county_words,
        is_bex=person().has(Role.BEX),
        **listing.frame(page, COLUMNS, wanted),
    )


def _asked(today: date) -> AskedMonth:
    grade = request.args.get("grade", "")
    answer = request.args.get("answer", "")
    return AskedMonth(
        month=_month(request.args.get("month"), today),
        grade=Grade(grade) if grade in set(Grade) else None,
        outcome=answer if answer in {outcome.value for outcome in ANSWERS} else "",
        state=request.args.get("state", ""),
        search=request.args.get("q", "")[:100],
    )


def _month(text: str | None, today: date) -> date | None:
    """The first day of the month asked for ("2026-03"), of this one; None for "all"."""
    if text == "all":
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last, last - MONTHS_OFFERED, -1)]


def _opened(case_id: UUID) -> CaseFile:
    """A file for a grade, once it is noted that this officer opened it."""
    account_id = person().account_id
    with transaction() as session:
        case, held = case_decisions.case_for_officer(
            session, case_id, account_id=account_id, on=clock.today()
        )
        promotions.require_promotion(case)
        case_queries.record_view(session, case, roles=held, account_id=account_id, now=clock.now())
    return case


@blueprint.get("/commission/promotions/<uuid:case_id>/record")
@roles(*OFFICERS)
def officer_record(case_id: UUID) -> Any:
    """The record of a file as it was stored, or as of a past day (?day=); the view is noted."""
    case = _opened(case_id)
    return record_page(
        case,
        request.args.get("day", ""),
        back=url_for("commission.show", case_id=case.id),
        endpoint="promotions.officer_record",
    )


@blueprint.get("/commission/promotions/<uuid:case_id>/record.json")
@roles(*OFFICERS)
def officer_record_file(case_id: UUID) -> Any:
    """The same as canonical JSON; the view is noted."""
    return record_json(_opened(case_id), request.args.get("day", ""))
