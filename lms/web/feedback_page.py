"""Results of feedback as a page and as files, for the Commission and for the organiser alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal
from flask import render_template, request
from flask_babel import gettext as _

from lms.models import Programme
from lms.services.feedback_results import Filters, Results, ScaleResult
from lms.web import listing
from lms.web.context import language, localised


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


def read_filters() -> Filters:
    """The filters of the address; nonsense means no filter."""
    year, provider = request.args.get("year", ""), request.args.get("provider", "")
    try:
        provider_id = UUID(provider) if provider else None
    except ValueError:
        provider_id = None
    return Filters(
        programme=request.args.get("q", "")[:100].strip(),
        provider_id=provider_id,
        year=read_year(year),
    )


def read_year(text: str) -> int | None:
    """A year of four digits, else None."""
    year = int(text) if text.isdecimal() and len(text) == 4 else 0
    return year if 1990 <= year <= 2999 else None


def results_page(results: Results, *, template: str, title: str, filename: str, **more: Any) -> Any:
    """The page of results, or the file that ?format= asks for (&list=texts: what was written)."""
    columns = _scale_columns()
    if listing.export_format():
        if request.args.get("list") == "texts":
            return _export_texts(results, filename=filename)
        return listing.export(results.scales, columns, filename=filename)
    return render_template(
        template,
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
