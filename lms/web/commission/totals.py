"""Credits of the whole profession: sums by year, county, grade and kind; annual standings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.counties import COUNTIES
from lms.extensions import db, transaction
from lms.models import Grade
from lms.services import standings, totals
from lms.services.totals import NONE, By, Filters, Total
from lms.web import listing
from lms.web.access import person, roles
from lms.web.commission.frame import OFFICERS, blueprint
from lms.web.context import credits_text, grade_words
from lms.web.credits import KINDS

LABELS = {By.YEAR: _l("Anul"), By.COUNTY: _l("Județul"), By.GRADE: _l("Treapta"),
          By.KIND: _l("Felul sursei")}  # fmt: skip
MOST_SERIES = 7  # colours that can be told apart


@blueprint.get("/commission/totals")
@roles(*OFFICERS)
def totals_page() -> Any:
    """The sums asked for: told apart by one or two things, filtered, sorted, paged, as a file."""
    dimensions, filters = _dimensions(), _filters()
    columns = _columns(dimensions)
    lines = totals.totals(db.session(), dimensions, filters)
    wanted = listing.read_wanted(columns, sort="key")
    page = totals.sorted_page(lines, wanted)
    if listing.export_format():
        return listing.export(page.rows, columns, filename="credite-totaluri")
    years = totals.years(db.session())
    if filters.year and filters.year not in years:
        years = sorted([*years, filters.year], reverse=True)
    return render_template(
        "commission/totals.html",
        dimensions=dimensions,
        labels=LABELS,
        filters=filters,
        choices={
            "year": [(str(year), str(year)) for year in years],
            "county": [*COUNTIES.items(), (NONE, _("fără județ"))],
            "grade": [
                *((grade.value, grade_words(grade)) for grade in Grade),
                (NONE, _("fără treaptă")),
            ],
            "kind": [(kind, str(label)) for kind, label in KINDS.items()],
        },
        key_text=key_text,
        drawn=_drawn(lines, dimensions),
        sums=_sums(lines),
        job=standings.present_job(db.session()),
        **listing.frame(page, columns, wanted),
    )


@blueprint.get("/commission/totals/state")
@roles(*OFFICERS)
def totals_state() -> Any:
    """How far the annual standings are: the live part of the page."""
    return render_template("commission/_standings.html", job=standings.present_job(db.session()))


@blueprint.post("/commission/totals/refresh")
@roles(*OFFICERS)
def refresh_standings() -> Any:
    """Compute the annual standings of the whole register again."""
    with transaction() as session:
        standings.start(session, owner_id=person().account_id, now=clock.now())
    flash(_("Situațiile anuale se recalculează."), "success")
    return redirect(url_for("commission.totals_page"))


def _dimensions() -> list[By]:
    first, second = request.args.get("by", ""), request.args.get("then", "")
    chosen = [By(first) if first in set(By) else By.YEAR]
    if second in set(By) - {By.COUNTY, chosen[0]}:
        chosen.append(By(second))
    return chosen


def _filters() -> Filters:
    year = request.args.get("year", "")
    county, grade, kind = (request.args.get(name, "") for name in ("county", "grade", "kind"))
    return Filters(
        year=int(year) if year.isdecimal() and len(year) == 4 and year > "1900" else None,
        county=county if county in {*COUNTIES, NONE} else "",
        grade=grade if grade in {*Grade, NONE} else "",
        kind=kind if kind in KINDS else "",
    )


def key_text(by: By, key: Any) -> str:
    """A key of a line in words."""
    if by is By.YEAR:
        return str(key)
    if by is By.COUNTY:
        return COUNTIES.get(key, _("fără județ"))
    if by is By.GRADE:
        return grade_words(key) if key else _("fără treaptă")
    return str(KINDS.get(key, key))


def _columns(dimensions: Sequence[By]) -> list[listing.Column]:
    def key_of(place: int, by: By) -> listing.Column:
        return listing.Column(
            key="key" if place == 0 else f"key{place}",
            label=LABELS[by],
            value=lambda line: key_text(by, line.keys[place]),
            sortable=place == 0,
        )

    return [
        *(key_of(place, by) for place, by in enumerate(dimensions)),
        listing.Column(
            key="credits",
            label=_l("Credite înscrise"),
            value=lambda line: credits_text(line.credits),
            sortable=True,
            numeric=True,
        ),
        listing.Column(
            key="entries",
            label=_l("Înscrieri"),
            value=lambda line: line.entries,
            sortable=True,
            numeric=True,
        ),
        listing.Column(
            key="earning",
            label=_l("Membri cu credite"),
            value=lambda line: line.earning,
            sortable=True,
            numeric=True,
        ),
        listing.Column(
            key="enough",
            label=_l("Membri cu cel puțin 10"),
            value=lambda line: line.enough,
            sortable=True,
            numeric=True,
        ),
    ]


def _sums(lines: Sequence[Total]) -> Total:
    counted = [line for line in lines if line.earning is not None]
    whole = Total(
        keys=(),
        entries=sum(line.entries for line in lines),
        credits=sum(line.credits for line in lines),
        earning=None,
        enough=None,
    )
    if not counted:
        return whole
    return replace(
        whole,
        earning=sum(line.earning or 0 for line in counted),
        enough=sum(line.enough or 0 for line in counted),
    )


def _drawn(lines: Sequence[Total], dimensions: Sequence[By]) -> dict[str, Any] | None:
    """Columns and rows of the chart, in whole credits; None when it would say nothing."""
    if len(lines) < 2:
        return None
    first = dimensions[0]
    if len(dimensions) == 1:
        rows = [[key_text(first, line.keys[0]), _whole(line.credits)] for line in lines]
        return {"kind": "bar", "columns": [LABELS[first], _("Credite")], "rows": rows}
    series = totals.in_order({line.keys[1] for line in lines})
    if len(series) > MOST_SERIES:
        return None
    cells = {line.keys: line.credits for line in lines}
    rows = [
        [key_text(first, key), *(_whole(cells.get((key, one), 0)) for one in series)]
        for key in dict.fromkeys(line.keys[0] for line in lines)
    ]
    names = [key_text(dimensions[1], one) for one in series]
    return {"kind": "stacked", "columns": [LABELS[first], *names], "rows": rows}


def _whole(thousandths: int) -> int:
    return (thousandths + 500) // 1000
