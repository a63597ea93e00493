"""Drafts of norms: the list, a new one, one draft with what comes next, its saves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import DraftState, NormsDecision, NormsDraft, Role
from lms.services import (
    norms_adoption,
    norms_cases,
    norms_drafts,
    norms_simulation,
    regulations,
)
from lms.web import access
from lms.web import norms_words as words
from lms.web.context import settings
from lms.web.forms import show_refusal
from lms.web.forms.norms import BeginForm, SeenForm, SimulateForm, revision_of
from lms.web.norms.frame import blueprint, drafters, officers


@blueprint.get("/norms/drafts")
@officers
def drafts() -> Any:
    """Every draft, the decisions that wait, and the norms in force."""
    session = db.session()
    waiting = norms_adoption.decisions_of(session)
    by_draft = {decision.draft_id: decision for decision in waiting}
    rows = norms_drafts.list_drafts(session)
    return render_template(
        "norms/drafts.html",
        drafts=[(draft, words.draft_tag(draft, by_draft.get(draft.id))) for draft in rows],
        waiting=waiting,
        newest=regulations.newest(session),
        bodies=words.BODIES,
        may_draft=access.person().has(Role.CFPC),
        account_id=access.person().account_id,
    )


@blueprint.get("/norms/drafts/new")
@drafters
def new() -> Any:
    """What a draft begins with."""
    version = regulations.norms(db.session()).versions[-1]
    title = {"title_ro": version.title.ro, "title_en": version.title.en}
    return render_template("norms/new.html", form=BeginForm(formdata=None, **title), last=version)


@blueprint.post("/norms/drafts/new")
@drafters
def begin() -> Any:
    """Begin a draft from the norms in force."""
    form = BeginForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                draft = norms_drafts.begin(
                    session,
                    effective_from=form.effective_from.data,
                    title=form.title(),
                    account_id=access.person().account_id,
                    now=clock.now(),
                )
            return redirect(url_for("norms.draft", draft_id=draft.id))
        except BadInput as error:
            show_refusal(form, error)
    version = regulations.norms(db.session()).versions[-1]
    return render_template("norms/new.html", form=form, last=version), 422


@blueprint.get("/norms/drafts/<uuid:draft_id>")
@officers
def draft(draft_id: UUID) -> Any:
    """One draft: where it is, what it changes, and the one thing to do next."""
    return draft_page(draft_id)


def draft_page(draft_id: UUID, form: SimulateForm | None = None) -> str:
    """The page of a draft; `form` is a request for a simulation that was refused."""
    session = db.session()
    found = norms_drafts.get_draft(session, draft_id)
    problems = norms_drafts.problems_of(found)
    decision = norms_adoption.open_decision(session, draft_id)
    return render_template(
        "norms/draft.html",
        draft=found,
        tag=words.draft_tag(found, decision),
        problems=problems,
        decision=decision,
        words=words,
        form=form or _simulate_form(found),
        seen=SeenForm(formdata=None, seen=str(found.revision)),
        why_not=norms_adoption.why_not(session, found),
        stale=norms_drafts.is_stale(session, found) and found.state is DraftState.DRAFT,
        exact=norms_simulation.of_this_text(session, found),
        simulations=norms_simulation.simulations_of(session, draft_id),
        saves=norms_drafts.saves_of(session, draft_id),
        may_draft=access.person().has(Role.CFPC),
        step=_step(found, decision, exact=norms_simulation.of_this_text(session, found)),
        **_contents(found, problems),
    )


def _simulate_form(found: NormsDraft) -> SimulateForm:
    this_year = clock.today().year
    form = SimulateForm(formdata=None, seen=str(found.revision), years=[this_year - 1, this_year])
    form.offer(this_year)
    return form


def _contents(found: NormsDraft, problems: Any) -> dict[str, Any]:
    """What the draft changes and whether its cases come out; nothing while it has problems."""
    if problems:
        return {"changes": None, "results": [], "version": None, "wrong": 0}
    read = norms_drafts.read(found)
    session = db.session()
    results = norms_cases.run(
        session,
        norms_cases.cases_of(session, found),
        read.regulation,
        records_from=settings().records_from,
    )
    return {
        "changes": words.difference_rows(read.before, read.version),
        "results": results,
        "wrong": sum(not result.right for result in results),
        "version": read.version,
    }


def _step(found: NormsDraft, decision: NormsDecision | None, *, exact: object) -> int:
    if found.state is DraftState.IN_FORCE:
        return 4
    return 3 if exact or decision else 2 if found.revision > 1 else 1


@blueprint.post("/norms/drafts/<uuid:draft_id>/abandon")
@drafters
def abandon(draft_id: UUID) -> Any:
    """Give a draft up."""
    form = SeenForm()
    if not form.validate_on_submit():
        abort(400)
    with transaction() as session:
        norms_drafts.abandon(
            session,
            draft_id,
            seen=revision_of(form),
            account_id=access.person().account_id,
            now=clock.now(),
        )
    flash(_("Ați renunțat la ciornă. Textele ei rămân de citit."), "success")
    return redirect(url_for("norms.drafts"))


@blueprint.get("/norms/drafts/<uuid:draft_id>/saves/<int:revision>")
@officers
def save(draft_id: UUID, revision: int) -> Any:
    """A text that the draft had."""
    session = db.session()
    found = norms_drafts.get_draft(session, draft_id)
    kept = norms_drafts.get_save(session, draft_id, min(revision, 10**6))
    return render_template(
        "norms/save.html",
        draft=found,
        kept=kept,
        seen=SeenForm(formdata=None, seen=str(found.revision)),
        may_restore=access.person().has(Role.CFPC)
        and found.state is DraftState.DRAFT
        and kept.revision != found.revision,
    )


@blueprint.post("/norms/drafts/<uuid:draft_id>/saves/<int:revision>/restore")
@drafters
def restore(draft_id: UUID, revision: int) -> Any:
    """An earlier text becomes the newest save."""
    form = SeenForm()
    if not form.validate_on_submit():
        abort(400)
    with transaction() as session:
        kept = norms_drafts.get_save(session, draft_id, min(revision, 10**6))
        norms_drafts.save_text(
            session,
            draft_id,
            kept.text,
            seen=revision_of(form),
            account_id=access.person().account_id,
            now=clock.now(),
        )
    flash(
        _("Textul de la salvarea %(revision)d este din nou cel de lucru.", revision=revision),
        "success",
    )
    return redirect(url_for("norms.draft", draft_id=draft_id))
