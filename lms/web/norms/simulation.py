"""Simulations of a draft over all members: started, watched, read by county and grade, exported."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms import clock
from lms.counties import COUNTIES
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Effect, Grade, Job, NormsSimulation
from lms.services import norms_drafts, norms_results, norms_simulation
from lms.services.norms_results import EFFECTS, Filters, Totals
from lms.web import access, listing
from lms.web import norms_words as words
from lms.web.context import credits_text, grade_words, number
from lms.web.forms import show_refusal
from lms.web.forms.norms import SimulateForm, revision_of
from lms.web.norms.drafts import draft_page
from lms.web.norms.frame import blueprint, drafters, officers

COLUMNS = [
    listing.Column(
        key="name", label=_l("Numele"), value=lambda row: f"{row[2]} {row[3]}", sortable=True
    ),
    listing.Column(key="code", label=_l("Cod RNASR"), value=lambda row: row[1], sortable=True),
    listing.Column(
        key="county",
        label=_l("Județ"),
        value=lambda row: words.county_words(row[0].county),
        sortable=True,
    ),
    listing.Column(
        key="grade", label=_l("Treaptă"), value=lambda row: grade_words(row[0].grade), sortable=True
    ),
    listing.Column(
        key="effect",
        label=_l("Ce se schimbă"),
        value=lambda row: str(words.EFFECTS[row[0].effect]),
        sortable=True,
    ),
    listing.Column(
        key="before",
        label=_l("Acum"),
        value=lambda row: words.outcome_words(row[0].outcome_before),
    ),
    listing.Column(
        key="after",
        label=_l("Cu ciorna"),
        value=lambda row: words.outcome_words(row[0].outcome_after),
    ),
    listing.Column(
        key="credits_before",
        label=_l("Credite acum"),
        value=lambda row: _of(row[0].credits_before, row[0].required_before),
        numeric=True,
    ),
    listing.Column(
        key="credits_after",
        label=_l("Credite cu ciorna"),
        value=lambda row: _of(row[0].credits_after, row[0].required_after),
        sortable=True,
        numeric=True,
    ),
]


# On the page the answer and its credits stand together.
SHOWN = [column for column in COLUMNS if not column.key.startswith("credits")]


def _of(credits: int | None, required: int | None) -> str:
    if required is None:
        return credits_text(credits)
    return _(
        "%(credits)s din %(required)s",
        credits=credits_text(credits),
        required=credits_text(required),
    )


@blueprint.post("/norms/drafts/<uuid:draft_id>/simulations")
@drafters
def simulate(draft_id: UUID) -> Any:
    """Start a simulation of the draft as it was seen."""
    form = SimulateForm()
    form.offer(clock.today().year)
    if not form.validate_on_submit():
        return draft_page(draft_id, form), 422
    try:
        with transaction() as session:
            found = norms_simulation.start(
                session,
                draft_id,
                years=form.years.data or [],
                seen=revision_of(form),
                account_id=access.person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return draft_page(draft_id, form), 422
    return redirect(url_for("norms.simulation", simulation_id=found.id))


@blueprint.get("/norms/simulations/<uuid:simulation_id>")
@officers
def simulation(simulation_id: UUID) -> Any:
    """How far a simulation is, then what it found; the members as CSV or XLSX."""
    session = db.session()
    found = norms_simulation.get_simulation(session, simulation_id)
    filters = _filters(found)
    wanted = replace(listing.read_wanted(COLUMNS, sort="name"), size=25)
    page = norms_results.list_changes(session, found.id, wanted, filters)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename=f"simulare-{filters.year}")
    totals = norms_results.totals(session, found.id, filters.year)
    draft = norms_drafts.get_draft(session, found.draft_id)
    return render_template(
        "norms/simulation.html",
        draft=draft,
        exact=draft.sha256 == found.sha256,
        filters=filters,
        totals=totals,
        effects=EFFECTS,
        of=_of,
        counties=COUNTIES,
        grades=[(grade.value, grade_words(grade)) for grade in Grade],
        summary=_summary(totals),
        series=[str(words.EFFECTS[effect]) for effect in EFFECTS[:4]],
        by_county=_chart(totals.counties, words.county_words),
        by_grade=_chart(totals.grades, _grade),
        **_state(found),
        **listing.frame(page, SHOWN, wanted),
    )


def _state(found: NormsSimulation) -> dict[str, Any]:
    return {
        "simulation": found,
        "job": db.session().get_one(Job, found.job_id),
        "words": words,
    }


def _grade(grade: str | None) -> str:
    return grade_words(grade) if grade else _("fără treaptă")


def _chart(groups: Any, name: Any) -> list[list[Any]]:
    return [
        [name(key), *(counts[effect] for effect in EFFECTS[:4])] for key, counts in groups.items()
    ]


def _summary(totals: Totals) -> str:
    """What the simulation found, in a sentence."""
    gains, loses = totals.all.get(Effect.GAINS, 0), totals.all.get(Effect.LOSES, 0)
    unknown = totals.all.get(Effect.UNDETERMINED, 0)
    if not gains + loses + unknown:
        return _("Nimeni nu câștigă și nu pierde.")
    return _(
        "%(gains)s câștigă, %(loses)s pierd, la %(unknown)s nu se mai poate stabili.",
        gains=_people(gains),
        loses=_people(loses),
        unknown=_people(unknown),
    )


def _people(count: int) -> str:
    return str(ngettext("%(shown)s membru", "%(shown)s membri", count, shown=number(count)))


def _filters(found: NormsSimulation) -> Filters:
    asked = request.args.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked[:6]) in found.years else found.years[-1]
    effect, county = request.args.get("effect", ""), request.args.get("county", "")
    grade = request.args.get("grade", "")
    return Filters(
        year=year,
        effect=Effect(effect) if effect in set(Effect) else None,
        county=county if county in COUNTIES else "",
        grade=grade if grade in set(Grade) else "",
    )


@blueprint.get("/norms/simulations/<uuid:simulation_id>/state")
@officers
def simulation_state(simulation_id: UUID) -> Any:
    """The live part of a simulation; when it is done, the page is asked for again."""
    found = norms_simulation.get_simulation(db.session(), simulation_id)
    body = render_template("norms/_simulation_state.html", **_state(found))
    return body, 200, {"HX-Refresh": "true"} if found.finished_at else {}
