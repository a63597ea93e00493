"""The profession's year: how many met it, by county and grade; closing it; closed years at risk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.extensions import db, transaction
from lms.services import year_close, year_progress, year_reviews
from lms.services.year_progress import Asked
from lms.web import access, listing
from lms.web.context import credits_text, grade_words, settings
from lms.web.forms.years import StandingsFilter
from lms.web.register_words import county_words
from lms.web.years import words
from lms.web.years.frame import CLOSERS, blueprint, closers_only, known_year, officers_only

COLUMNS = [
    listing.Column(
        key="name",
        label=_l("Nume"),
        value=lambda row: f"{row.last_name} {row.first_name}",
        sortable=True,
    ),
    listing.Column(key="code", label=_l("Cod RNASR"), value=lambda row: row.rnasr_code),
    listing.Column(
        key="county",
        label=_l("Județ"),
        value=lambda row: county_words(row.county),
        sortable=True,
    ),
    listing.Column(
        key="grade", label=_l("Treaptă"), value=lambda row: grade_words(row.grade), sortable=True
    ),
    listing.Column(
        key="earned",
        label=_l("Credite"),
        value=lambda row: credits_text(row.earned),
        sortable=True,
        numeric=True,
    ),
    listing.Column(
        key="required",
        label=_l("Din"),
        value=lambda row: credits_text(row.required),
        numeric=True,
    ),
    listing.Column(
        key="outcome",
        label=_l("Situația"),
        value=lambda row: str(words.OUTCOME_WORDS[row.outcome]),
        sortable=True,
    ),
]
SHOWN = ("met", "in_progress", "not_met", "undetermined", "exempt")


@blueprint.get("/years")
@officers_only
def index() -> Any:
    """The present year."""
    return redirect(url_for("years.show", year=clock.today().year))


@blueprint.get("/years/<int:year>")
@officers_only
def show(year: int) -> Any:
    """Figures of a year and the members behind them; the list also as a file."""
    year, today, session = known_year(year), clock.today(), db.session()
    form = StandingsFilter(request.args)
    wanted = listing.read_wanted(COLUMNS, sort="name")
    asked: Asked = form.asked()
    page = year_progress.list_standings(session, year, asked, wanted, on=today)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename=f"situatia-{year}")
    found = year_progress.tallies(session, year, on=today)
    outcomes = [*SHOWN, *(code for code in found.everyone.counts if code not in SHOWN)]
    headings = [str(words.OUTCOME_WORDS[code]) for code in outcomes]
    return render_template(
        "years/show.html",
        year=year,
        years=year_progress.years_to_show(session, this_year=today.year),
        found=found,
        outcomes=outcomes,
        headings=headings,
        county_rows=_rows(found.counties, outcomes, county_words),
        grade_rows=_rows(found.grades, outcomes, grade_words),
        form=form,
        words=words,
        county_words=county_words,
        members=found.everyone.total,
        **{key: value for key, value in _live(year).items() if key not in {"words", "year"}},
        **listing.frame(page, COLUMNS, wanted),
    )


def _rows(tallies: Any, outcomes: list[str], label: Any) -> list[list[Any]]:
    return [
        [label(tally.group), *(tally.counts.get(code, 0) for code in outcomes)] for tally in tallies
    ]


def _live(year: int) -> dict[str, Any]:
    today, session = clock.today(), db.session()
    state = year_progress.year_state(session, year, on=today)
    return {
        "state": state,
        "year": year,
        "today": today,
        "stage_words": words.stage_text(state, on=today),
        "may_close": access.person().has(*CLOSERS),
        "words": words,
    }


@blueprint.get("/years/<int:year>/state")
@officers_only
def state(year: int) -> Any:
    """How far the close is: the live part of the page."""
    return render_template(
        "years/_state.html",
        members=year_progress.count_members(db.session()),
        **_live(known_year(year)),
    )


@blueprint.post("/years/<int:year>/close")
@closers_only
def close(year: int) -> Any:
    """Start the close that is due."""
    with transaction() as session:
        year_close.start_close(
            session,
            known_year(year),
            account_id=access.person().account_id,
            records_from=settings().records_from,
            now=clock.now(),
        )
    return redirect(url_for("years.show", year=year))


@blueprint.post("/years/reviews/<uuid:review_id>/register")
@closers_only
def register_review(review_id: UUID) -> Any:
    """Register the file of a review whose member has no account."""
    with transaction() as session:
        review = year_progress.review_by_id(session, review_id)
        if review is None:
            abort(404)
        year_reviews.enter_registration(
            session, review.id, opened_by=access.person().account_id, now=clock.now()
        )
    flash(_("Dosarul se înregistrează; îl găsiți la Dosare de rezolvat."), "success")
    return redirect(url_for("years.show", year=review.year))
