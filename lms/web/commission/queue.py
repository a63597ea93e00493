"""The queue of files: what waits for the officer, and everything else by a filter."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.clock import legal_day
from lms.extensions import db
from lms.models import CaseState
from lms.services import case_queries
from lms.services.case_queries import Asked, CaseRow
from lms.web import listing
from lms.web.access import person, roles
from lms.web.case_words import COMMISSIONS, KINDS, STATES, state_tag
from lms.web.commission.frame import OFFICERS, blueprint
from lms.web.context import localised


def _age(row: CaseRow) -> int | None:
    """For how many days an undecided file has waited since it was submitted."""
    if row.case.submitted_at is None or row.case.state not in _WAITING:
        return None
    return (clock.today() - legal_day(row.case.submitted_at)).days


_WAITING = (CaseState.SUBMITTED, CaseState.IN_ANALYSIS, CaseState.PROPOSED)
COLUMNS = [
    listing.Column(
        key="number", label=_l("Numărul"), value=lambda row: row.case.number, sortable=True
    ),
    listing.Column(
        key="member",
        label=_l("Al cui"),
        value=lambda row: row.owner,
        sortable=True,
    ),
    listing.Column(
        key="subject", label=_l("Despre"), value=lambda row: localised(dict(row.subject))
    ),
    listing.Column(key="kind", label=_l("Felul"), value=lambda row: str(KINDS[row.case.kind])),
    listing.Column(
        key="submitted_at",
        label=_l("Depus la"),
        value=lambda row: row.case.submitted_at,
        sortable=True,
    ),
    listing.Column(key="age", label=_l("De câte zile"), value=_age, numeric=True),
    listing.Column(
        key="due_on",
        label=_l("Răspuns până la"),
        value=lambda row: row.case.due_on,
        sortable=True,
    ),
    listing.Column(
        key="state",
        label=_l("Starea"),
        value=lambda row: state_tag(row.case, row.outcome)[1],
        sortable=True,
    ),
]


@blueprint.get("/commission")
@roles(*OFFICERS)
def index() -> Any:
    """What waits for these roles; everything else by a filter."""
    wanted = listing.read_wanted(COLUMNS, sort="due_on")
    asked = Asked(
        state=request.args.get("state", ""),
        kind=request.args.get("kind", ""),
        search=request.args.get("q", "")[:100],
    )
    page = case_queries.officer_cases(db.session(), person().roles, asked, wanted=wanted)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="dosare")
    return render_template(
        "commission/index.html",
        asked=asked,
        states={state: words for state, words in STATES.items() if state is not CaseState.DRAFT},
        kinds=KINDS,
        state_tag=state_tag,
        age=_age,
        today=clock.today(),
        bodies=[COMMISSIONS[role.value] for role in OFFICERS if role in person().roles],
        **listing.frame(page, COLUMNS, wanted),
    )
