"""Feedback as the Training Commission sees it: the editions asked about, and their results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.extensions import db
from lms.models import Role
from lms.services import feedback_replies, feedback_results
from lms.web import listing
from lms.web.access import roles
from lms.web.commission.frame import blueprint
from lms.web.context import localised
from lms.web.feedback_page import read_filters, read_year, results_page, title_of

PAGE = "commission/feedback_results.html"

EDITIONS = [
    listing.Column(
        key="programme",
        label=_l("Programul"),
        value=lambda row: title_of(row.edition.programme),
        sortable=True,
    ),
    listing.Column(key="number", label=_l("Ediția"), value=lambda row: row.edition.number),
    listing.Column(
        key="ends_on",
        label=_l("Încheiată la"),
        value=lambda row: row.edition.ends_on,
        sortable=True,
    ),
    listing.Column(
        key="provider",
        label=_l("Furnizorul"),
        value=lambda row: row.edition.provider.name,
        sortable=True,
    ),
    listing.Column(
        key="invited",
        label=_l("Invitați"),
        value=lambda row: row.tally.invited,
        sortable=True,
        numeric=True,
    ),
    listing.Column(
        key="answered",
        label=_l("Au răspuns"),
        value=lambda row: row.tally.answered,
        sortable=True,
        numeric=True,
    ),
    listing.Column(
        key="counted",
        label=_l("Rezultate din"),
        value=lambda row: row.tally.counted or "",
    ),
]


@blueprint.get("/commission/feedback")
@roles(Role.CFPC)
def feedback() -> Any:
    """Editions that were asked about: how many answered, and which have results."""
    wanted = listing.read_wanted(EDITIONS, sort="ends_on", descending=True)
    filters = read_filters()
    page = feedback_results.list_editions(db.session(), wanted, filters)
    if listing.export_format():
        return listing.export(page.rows, EDITIONS, filename="feedback-editii")
    return render_template(
        "commission/feedback.html",
        filters=filters,
        years=feedback_results.years(db.session()),
        providers=feedback_results.providers(db.session()),
        courses=feedback_results.list_courses(db.session()),
        title_of=title_of,
        **listing.frame(page, EDITIONS, wanted),
    )


@blueprint.get("/commission/feedback/<uuid:edition_id>")
@roles(Role.CFPC)
def feedback_edition(edition_id: UUID) -> Any:
    """Results of one edition."""
    edition = feedback_results.edition(db.session(), edition_id)
    results = feedback_results.edition_results(db.session(), edition_id)
    return results_page(
        results,
        template=PAGE,
        title=title_of(edition.programme),
        about=_("ediția %(number)s, %(who)s", number=edition.number, who=edition.provider.name),
        day=edition.ends_on,
        reply=feedback_replies.current_reply(db.session(), edition_id),
        wider=(
            _("Toate edițiile programului"),
            url_for("commission.feedback_programme", programme_id=edition.programme_id),
        ),
        filename=f"feedback-{edition.programme.slug}-{edition.number}",
    )


@blueprint.get("/commission/feedback/programmes/<uuid:programme_id>")
@roles(Role.CFPC)
def feedback_programme(programme_id: UUID) -> Any:
    """Results of a programme's editions together (?year= for those of a year)."""
    programme = feedback_results.programme(db.session(), programme_id)
    year = read_year(request.args.get("year", ""))
    return results_page(
        feedback_results.programme_results(db.session(), programme_id, year=year),
        template=PAGE,
        title=title_of(programme),
        about=(
            _("edițiile din %(year)s, %(who)s", year=year, who=programme.provider.name)
            if year
            else _("toate edițiile, %(who)s", who=programme.provider.name)
        ),
        filename=f"feedback-{programme.slug}",
    )


@blueprint.get("/commission/feedback/courses/<uuid:course_id>")
@roles(Role.CFPC)
def feedback_course(course_id: UUID) -> Any:
    """Results of a course of the College."""
    title = feedback_results.course_title(db.session(), course_id)
    return results_page(
        feedback_results.course_results(db.session(), course_id),
        template=PAGE,
        title=localised(title),
        about=_("Curs al Colegiului"),
        filename="feedback-curs",
    )
