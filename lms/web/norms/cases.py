"""Cases of a draft: sentences with a member's facts, run against it and the norms in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import DraftState, NormsDraft, Role
from lms.services import norms_cases, norms_drafts, regulations
from lms.web import access
from lms.web import norms_words as words
from lms.web.context import language, settings
from lms.web.forms import show_refusal
from lms.web.forms.norms import CaseForm
from lms.web.norms.frame import blueprint, drafters, officers


@blueprint.get("/norms/drafts/<uuid:draft_id>/cases")
@officers
def cases(draft_id: UUID) -> Any:
    """The cases, what each gives, and the form of one more."""
    return _page(draft_id, None)


def _page(draft_id: UUID, form: CaseForm | None) -> str:
    session = db.session()
    draft = norms_drafts.get_draft(session, draft_id)
    may_add = draft.state is DraftState.DRAFT and access.person().has(Role.CFPC)
    if form is None:
        year = _first_year(draft)
        form = CaseForm(formdata=None, year=year, asked_on=clock.today())
        form.offer()
    return render_template(
        "norms/cases.html",
        draft=draft,
        form=form if may_add else None,
        words=words,
        lang=language(),
        **_results(draft),
    )


def _first_year(draft: NormsDraft) -> int:
    if norms_drafts.problems_of(draft):
        return clock.today().year
    day = norms_drafts.read(draft).version.effective_from
    return day.year if (day.month, day.day) == (1, 1) else day.year + 1


def _results(draft: NormsDraft) -> dict[str, Any]:
    session = db.session()
    if norms_drafts.problems_of(draft):
        found = norms_cases.cases_of(session, draft)
        return {"pairs": [(case, None, None) for case in found], "readable": False}
    rows = norms_cases.cases_of(session, draft)
    since = settings().records_from
    after = norms_cases.run(session, rows, norms_drafts.read(draft).regulation, records_from=since)
    before = norms_cases.run(session, rows, regulations.parsed(draft.base), records_from=since)
    return {
        "pairs": [(new.case, new, old) for new, old in zip(after, before, strict=True)],
        "readable": True,
    }


@blueprint.post("/norms/drafts/<uuid:draft_id>/cases")
@drafters
def add_case(draft_id: UUID) -> Any:
    """Add a case."""
    form = CaseForm()
    form.offer()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                author, now = access.person().account_id, clock.now()
                expected = form.expected()
                if form.who.data == "real":
                    code = (form.rnasr_code.data or "").strip()
                    norms_cases.add_real(
                        session, draft_id, expected, code, account_id=author, now=now
                    )
                else:
                    member = form.made_up()
                    norms_cases.add_made_up(
                        session, draft_id, expected, member, account_id=author, now=now
                    )
            flash(_("Cazul s-a adăugat."), "success")
            return redirect(url_for("norms.cases", draft_id=draft_id))
        except BadInput as error:
            show_refusal(form, error)
    return _page(draft_id, form), 422


@blueprint.post("/norms/drafts/<uuid:draft_id>/cases/<uuid:case_id>/remove")
@drafters
def remove_case(draft_id: UUID, case_id: UUID) -> Any:
    """Take a case away."""
    with transaction() as session:
        norms_cases.remove(session, draft_id, case_id)
    flash(_("Cazul nu mai este la această ciornă."), "success")
    return redirect(url_for("norms.cases", draft_id=draft_id))
