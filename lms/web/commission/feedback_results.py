"""Feedback as the Training Commission sees it: the editions asked about, and their results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal
from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.extensions import db
from lms.models import Programme, Role
from lms.services import feedback_results
from lms.services.feedback_results import Filters, Results, ScaleResult
from lms.web import listing
from lms.web.access import roles
from lms.web.commission.frame import blueprint
from lms.web.context import language, localised

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


def _scale_columns() -> list[listing.Column]:
    return [
        listing.Column(
            key="question", label=_("Întrebarea"), value=lambda row: localised(row.question.text)
        ),
        listing.Column(
            key="mean", label=_("Media (1–5)"), value=lambda row: mean_text(row.mean), numeric=True
        ),
        *(
            listing.Column(
                key=f"count{point}",
                label=point_label(point),
                value=_count_of(point),
                numeric=True,
            )
            for point in range(1, 6)
        ),
    ]


def _count_of(point: int) -> Callable[[ScaleResult], int]:
    return lambda row: row.counts[point - 1]


def point_label(point: int) -> str:
    """A point of the scale, whatever the words of its question."""
    words = {1: _("1 (cel mai slab)"), 5: _("5 (cel mai bun)")}
    return words.get(point, str(point))


def title_of(programme: Programme) -> str:
    """A programme's title in the reader's language."""
    return localised({"ro": programme.title, "en": programme.title_en})


def mean_text(mean: Fraction) -> str:
    """An exact mean with two decimals, half to even: 21/5 -> "4,20"."""
    rounded = Decimal(round(mean * 100)) / 100
    return str(format_decimal(rounded, format="0.00", locale=language()))


def percent_text(share: Fraction | None) -> str:
    """A share as a whole percentage: 5/8 -> "62 %"."""
    return "–" if share is None else f"{round(share * 100)} %"


@blueprint.get("/commission/feedback")
@roles(Role.CFPC)
def feedback() -> Any:
    """Editions that were asked about: how many answered, and which have results."""
    wanted = listing.read_wanted(EDITIONS, sort="ends_on", descending=True)
    filters = _filters()
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


def _filters() -> Filters:
    year, provider = request.args.get("year", ""), request.args.get("provider", "")
    try:
        provider_id = UUID(provider) if provider else None
    except ValueError:
        provider_id = None
    return Filters(
        programme=request.args.get("q", "")[:100].strip(),
        provider_id=provider_id,
        year=_year(year),
    )


def _year(text: str) -> int | None:
    year = int(text) if text.isdecimal() and len(text) == 4 else 0
    return year if 1990 <= year <= 2999 else None


@blueprint.get("/commission/feedback/<uuid:edition_id>")
@roles(Role.CFPC)
def feedback_edition(edition_id: UUID) -> Any:
    """Results of one edition."""
    edition = feedback_results.edition(db.session(), edition_id)
    results = feedback_results.edition_results(db.session(), edition_id)
    return _page(
        results,
        title=title_of(edition.programme),
        about=_("ediția %(number)s, %(who)s", number=edition.number, who=edition.provider.name),
        day=edition.ends_on,
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
    year = _year(request.args.get("year", ""))
    return _page(
        feedback_results.programme_results(db.session(), programme_id, year=year),
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
    return _page(
        feedback_results.course_results(db.session(), course_id),
        title=localised(title),
        about=_("Curs al Colegiului"),
        filename="feedback-curs",
    )


def _page(results: Results, *, title: str, filename: str, **more: Any) -> Any:
    columns = _scale_columns()
    if listing.export_format():
        if request.args.get("list") == "texts":
            return _export_texts(results, filename=filename)
        return listing.export(results.scales, columns, filename=filename)
    return render_template(
        "commission/feedback_results.html",
        results=results,
        title=title,
        rate=percent_text(results.response_rate),
        mean_text=mean_text,
        series=[_("Întrebarea"), *(point_label(point) for point in range(1, 6))],
        chart_rows=[[localised(scale.question.label), *scale.counts] for scale in results.scales],
        summary=_summary(results.scales),
        csv_url=listing.address(format="csv"),
        xlsx_url=listing.address(format="xlsx"),
        texts_csv_url=listing.address(format="csv", list="texts"),
        texts_xlsx_url=listing.address(format="xlsx", list="texts"),
        **more,
    )


def _summary(scales: Sequence[ScaleResult]) -> str:
    """What the chart says, in a sentence."""
    if not scales:
        return ""
    best = max(scales, key=lambda scale: scale.mean)
    worst = min(scales, key=lambda scale: scale.mean)
    if best.mean == worst.mean:
        return _("Media este %(mean)s la fiecare întrebare.", mean=mean_text(best.mean))
    return _(
        "Cel mai bine: %(best)s (media %(high)s). Cel mai slab: %(worst)s (media %(low)s).",
        best=localised(best.question.label).lower(),
        high=mean_text(best.mean),
        worst=localised(worst.question.label).lower(),
        low=mean_text(worst.mean),
    )


def _export_texts(results: Results, *, filename: str) -> Any:
    rows = [(group.question, text) for group in results.texts for text in group.texts]
    columns = [
        listing.Column(
            key="question", label=_("Întrebarea"), value=lambda row: localised(row[0].text)
        ),
        listing.Column(key="text", label=_("Ce s-a scris"), value=lambda row: row[1]),
    ]
    return listing.export(rows, columns, filename=f"{filename}-texte")
