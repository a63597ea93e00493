"""The act that adopts a draft: entered by one officer, confirmed by another, of BEX."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Job, NormsDecision, Role
from lms.services import norms_adoption, norms_drafts, norms_results, norms_simulation
from lms.web import access
from lms.web import norms_words as words
from lms.web.forms import show_refusal
from lms.web.forms.norms import ActForm
from lms.web.norms.frame import blueprint, deciders, officers


@blueprint.get("/norms/drafts/<uuid:draft_id>/decision")
@officers
def decision(draft_id: UUID) -> Any:
    """The act: its form, or what was entered and who may confirm it."""
    return _page(draft_id, None)


def _page(draft_id: UUID, form: ActForm | None) -> str:
    session = db.session()
    draft = norms_drafts.get_draft(session, draft_id)
    found = norms_adoption.open_decision(session, draft_id)
    refusal = None if found else norms_adoption.why_not(session, draft)
    person = access.person()
    if form is None and found is None and refusal is None:
        day = norms_drafts.read(draft).version.effective_from
        form = ActForm(formdata=None, effective_from=day)
    read = None if norms_drafts.problems_of(draft) else norms_drafts.read(draft)
    return render_template(
        "norms/decision.html",
        draft=draft,
        decision=found,
        form=form if found is None and refusal is None else None,
        refusal=_(refusal) if refusal else None,
        changes=words.difference_rows(read.before, read.version) if read else [],
        is_author=found is not None and found.entered_by == person.account_id,
        may_confirm=found is not None
        and found.entered_by != person.account_id
        and person.has(Role.BEX),
        totals=_totals(found),
        words=words,
        **_state(found),
    )


def _totals(found: NormsDecision | None) -> Any:
    if found is None:
        return []
    session = db.session()
    simulation = norms_simulation.get_simulation(session, found.simulation_id)
    return [(year, norms_results.totals(session, simulation.id, year)) for year in simulation.years]


def _state(found: NormsDecision | None) -> dict[str, Any]:
    job = db.session().get(Job, found.job_id) if found and found.job_id else None
    return {"found": found, "job": job, "today": clock.today()}


@blueprint.post("/norms/drafts/<uuid:draft_id>/decision")
@officers
def enter(draft_id: UUID) -> Any:
    """Note the act; nothing takes effect yet."""
    form = ActForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                norms_adoption.enter(
                    session,
                    draft_id,
                    form.act(),
                    account_id=access.person().account_id,
                    now=clock.now(),
                )
            flash(
                _("Hotărârea s-a înscris. O confirmă alt ofițer al Biroului executiv."), "success"
            )
            return redirect(url_for("norms.decision", draft_id=draft_id))
        except BadInput as error:
            show_refusal(form, error)
    return _page(draft_id, form), 422


@blueprint.post("/norms/decisions/<uuid:decision_id>/confirm")
@deciders
def confirm(decision_id: UUID) -> Any:
    """Put the norms in force."""
    with transaction() as session:
        found = norms_adoption.confirm(
            session, decision_id, account_id=access.person().account_id, now=clock.now()
        )
    flash(_("Normele sunt adoptate și înscrise."), "success")
    return redirect(url_for("norms.decision", draft_id=found.draft_id))


@blueprint.post("/norms/decisions/<uuid:decision_id>/withdraw")
@officers
def withdraw(decision_id: UUID) -> Any:
    """Take back a decision that was not confirmed."""
    with transaction() as session:
        found = norms_adoption.withdraw(
            session, decision_id, account_id=access.person().account_id, now=clock.now()
        )
    flash(_("Hotărârea s-a retras. Ciorna se poate schimba din nou."), "success")
    return redirect(url_for("norms.draft", draft_id=found.draft_id))


@blueprint.get("/norms/decisions/<uuid:decision_id>/state")
@officers
def decision_state(decision_id: UUID) -> Any:
    """The live part: how far the effects are."""
    found = norms_adoption.get_decision(db.session(), decision_id)
    return render_template("norms/_effects.html", **_state(found))
