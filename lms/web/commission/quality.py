"""Quality of programmes as the Training Commission sees it: figures, charts, signals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Role, SignalState
from lms.services import quality_charts, quality_signals
from lms.services.quality_charts import Chart, Figure, Filters, Point, Unit
from lms.web import listing
from lms.web.access import person, roles
from lms.web.commission.frame import blueprint
from lms.web.context import day, localised
from lms.web.feedback_page import read_year, title_of
from lms.web.forms import show_refusal
from lms.web.forms.commission import SignalForm
from lms.web.quality_words import (
    KINDS,
    STANDINGS,
    certainty,
    percent_text,
    score_text,
    sentence,
)
from lms.web.signal_words import STATES

MOST_DRAWN = 60  # points that a picture can hold; the table has them all


def _standing_words(figure: Figure) -> str:
    return _("Semnal deschis") if figure.signal_id else str(STANDINGS[figure.standing][1])


def _figure_columns(unit: Unit) -> list[listing.Column]:
    name = _l("Organizatorul") if unit is Unit.PROVIDER else _l("Programul")
    columns = [
        listing.Column(
            key="name",
            label=name,
            value=lambda row: localised({"ro": row.name, "en": row.name_en}),
            sortable=True,
        ),
        listing.Column(
            key="provider", label=_l("Organizatorul"), value=lambda row: row.provider, sortable=True
        ),
        listing.Column(
            key="standing",
            label=_l("Față de limite"),
            value=_standing_words,
        ),
        listing.Column(
            key="mean",
            label=_l("Media (1–5)"),
            value=lambda row: score_text(row.mean),
            sortable=True,
            numeric=True,
        ),
        listing.Column(
            key="limits",
            label=_l("Limitele întâmplării"),
            value=lambda row: f"{score_text(row.limits.lower)} – {score_text(row.limits.upper)}",
            numeric=True,
        ),
        listing.Column(
            key="low",
            label=_l("Nemulțumiți"),
            value=lambda row: percent_text(row.low / row.answers),
            sortable=True,
            numeric=True,
        ),
        listing.Column(
            key="answers",
            label=_l("Răspunsuri"),
            value=lambda row: row.answers,
            sortable=True,
            numeric=True,
        ),
        listing.Column(
            key="editions",
            label=_l("Ediții"),
            value=lambda row: row.editions,
            sortable=True,
            numeric=True,
        ),
        listing.Column(
            key="last", label=_l("Ultima ediție"), value=lambda row: row.last, sortable=True
        ),
    ]
    if unit is Unit.PROVIDER:
        del columns[1]
    return columns


POINT_COLUMNS = [
    listing.Column(
        key="programme",
        label=_l("Ediția"),
        value=lambda point: _(
            "%(title)s, ediția %(number)s",
            title=title_of(point.edition.programme),
            number=point.edition.number,
        ),
    ),
    listing.Column(
        key="ends_on", label=_l("Încheiată la"), value=lambda point: point.edition.ends_on
    ),
    listing.Column(
        key="standing",
        label=_l("Față de limite"),
        value=lambda point: str(STANDINGS[point.standing][1]),
    ),
    listing.Column(
        key="mean",
        label=_l("Media (1–5)"),
        value=lambda point: score_text(point.score.mean),
        numeric=True,
    ),
    listing.Column(
        key="limits",
        label=_l("Limitele întâmplării"),
        value=lambda point: f"{score_text(point.limits.lower)} – {score_text(point.limits.upper)}",
        numeric=True,
    ),
    listing.Column(
        key="low",
        label=_l("Nemulțumiți"),
        value=lambda point: percent_text(point.low_share),
        numeric=True,
    ),
    listing.Column(
        key="answers",
        label=_l("Răspunsuri"),
        value=lambda point: point.score.answers,
        numeric=True,
    ),
    listing.Column(
        key="invited", label=_l("Invitați"), value=lambda point: point.invited, numeric=True
    ),
    listing.Column(
        key="bounds",
        label=_l("Media, orice ar fi zis ceilalți"),
        value=lambda point: f"{score_text(point.bounds.lower)} – {score_text(point.bounds.upper)}",
        numeric=True,
    ),
]


@blueprint.get("/commission/quality")
@roles(Role.CFPC)
def quality_list() -> Any:
    """What waits for a look, and every provider or programme against what chance explains."""
    asked = request.args.get("unit", "")
    filters = Filters(
        unit=Unit(asked) if asked in set(Unit) else Unit.PROVIDER,
        search=request.args.get("q", "")[:100],
        year=read_year(request.args.get("year", "")),
    )
    columns = _figure_columns(filters.unit)
    wanted = listing.read_wanted(columns, sort="")
    page = quality_charts.list_figures(db.session(), wanted, filters)
    if listing.export_format():
        return listing.export(page.rows, columns, filename="calitatea-programelor")
    return render_template(
        "commission/quality.html",
        filters=filters,
        years=quality_charts.years(db.session()),
        signals=quality_signals.open_signals(db.session()),
        sentence=sentence,
        kinds=KINDS,
        states=STATES,
        standings=STANDINGS,
        score_text=score_text,
        funnel=_funnel(page.rows),
        **listing.frame(page, columns, wanted),
    )


def _funnel(figures: Any) -> list[list[object]]:
    """Rows of the funnel: name, answers, mean, lower, upper; few answers first."""
    return [
        [
            localised({"ro": figure.name, "en": figure.name_en}),
            figure.answers,
            round(figure.mean, 3),
            round(figure.limits.lower, 3),
            round(figure.limits.upper, 3),
        ]
        for figure in sorted(figures, key=_by_answers)
    ]


def _by_answers(figure: Figure) -> tuple[int, str]:
    return figure.answers, figure.name


@blueprint.get("/commission/quality/providers/<uuid:provider_id>")
@roles(Role.CFPC)
def quality_provider(provider_id: UUID) -> Any:
    """The editions of a provider on control charts."""
    return _chart_page(quality_charts.provider_chart(db.session(), provider_id))


@blueprint.get("/commission/quality/programmes/<uuid:programme_id>")
@roles(Role.CFPC)
def quality_programme(programme_id: UUID) -> Any:
    """The editions of a programme on control charts."""
    return _chart_page(quality_charts.programme_chart(db.session(), programme_id))


def _chart_page(chart: Chart) -> Any:
    if listing.export_format():
        return listing.export(chart.points, POINT_COLUMNS, filename="calitatea-editiilor")
    return render_template(
        "commission/quality_chart.html",
        chart=chart,
        columns=[_plain(column) for column in POINT_COLUMNS],
        points=list(reversed(chart.points)),
        means=_means(chart.points, chart.centre),
        shares=_low_shares(chart.points),
        title_of=title_of,
        sentence=sentence,
        kinds=KINDS,
        states=STATES,
        standings=STANDINGS,
        score_text=score_text,
        percent_text=percent_text,
        signals=quality_signals.signals_of(db.session(), chart.provider.id),
        csv_url=listing.address(format="csv"),
        xlsx_url=listing.address(format="xlsx"),
    )


def _plain(column: listing.Column) -> dict[str, Any]:
    return {"key": column.key, "label": column.label, "numeric": column.numeric}


def _means(points: Any, centre: float) -> list[list[object]]:
    """Rows of the control chart of means: edition, mean, lower, middle, upper."""
    return [
        [
            _point_name(point),
            round(point.score.mean, 3),
            round(point.limits.lower, 3),
            round(centre, 3),
            round(point.limits.upper, 3),
        ]
        for point in points[-MOST_DRAWN:]
    ]


def _low_shares(points: Any) -> list[list[object]]:
    """Rows of the p-chart: edition, percentage of low answers, lower and upper limit."""
    return [
        [
            _point_name(point),
            round(100 * point.low_share, 1),
            round(100 * point.low_limits.lower, 1),
            round(100 * point.low_limits.upper, 1),
        ]
        for point in points[-MOST_DRAWN:]
    ]


def _point_name(point: Point) -> str:
    return day(point.edition.ends_on)


@blueprint.get("/commission/quality/signals/<uuid:signal_id>")
@roles(Role.CFPC)
def quality_signal(signal_id: UUID) -> Any:
    """One signal: why, how sure, the editions behind it, what was said of it."""
    return _signal_page(signal_id, SignalForm(formdata=None))


@blueprint.post("/commission/quality/signals/<uuid:signal_id>")
@roles(Role.CFPC)
def say_of_quality_signal(signal_id: UUID) -> Any:
    """Note that a signal was seen, or close it with a reason."""
    form = SignalForm()
    if not form.validate_on_submit():
        return _signal_page(signal_id, form), 422
    try:
        with transaction() as session:
            quality_signals.say(
                session,
                signal_id,
                SignalState(form.state.data),
                note=form.note.data or "",
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _signal_page(signal_id, form), 422
    flash(_("S-a notat. Ce s-a spus mai înainte rămâne în istoric."), "success")
    return redirect(url_for("commission.quality_list"), 303)


def _signal_page(signal_id: UUID, form: SignalForm) -> str:
    found = quality_signals.find_signal(db.session(), signal_id)
    signal = found.signal
    return render_template(
        "commission/quality_signal.html",
        signal=signal,
        kind=KINDS[signal.kind],
        why=sentence(signal),
        certainty=certainty(signal),
        means=_means(found.points, found.centre),
        latest=list(reversed(found.points[-signal.params["latest"] :])),
        shares=found.shares,
        people=found.people,
        form=form,
        states=STATES,
        standings=STANDINGS,
        title_of=title_of,
        score_text=score_text,
    )
