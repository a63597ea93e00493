"""The commission proposes by itself that a decision on credits be changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import N_, BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import CaseState, Role
from lms.services import case_decisions, case_queries, reviews
from lms.services.credit_requests import KINDS
from lms.services.procedures import Verdict
from lms.web import request_page
from lms.web.access import person, roles
from lms.web.commission.frame import blueprint
from lms.web.context import settings
from lms.web.forms import show_refusal
from lms.web.forms.commission import ChangeForm, read_credits


@blueprint.get("/commission/files/<uuid:case_id>/review")
@roles(Role.CFPC)
def review(case_id: UUID) -> Any:
    """Which credits are due in truth, and why."""
    return _page(case_id, ChangeForm(formdata=None))


@blueprint.post("/commission/files/<uuid:case_id>/review")
@roles(Role.CFPC)
def propose_review(case_id: UUID) -> Any:
    """Open the review with its proposal; BEX decides."""
    form = ChangeForm()
    if not form.validate_on_submit():
        return _page(case_id, form), 422
    verdict = Verdict(
        outcome="upheld", reasons=str(form.reasons.data), credits=read_credits(form.credits.data)
    )
    try:
        with transaction() as session:
            case = reviews.propose_change(
                session,
                case_id,
                verdict,
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(case_id, form), 422
    flash(_("Propunerea a fost trimisă Biroului Executiv."), "success")
    return redirect(url_for("commission.show", case_id=case.id))


def _page(case_id: UUID, form: ChangeForm) -> str:
    session = db.session()
    case, _held = case_decisions.case_for_officer(
        session, case_id, account_id=person().account_id, on=clock.today()
    )
    if case.kind not in KINDS or case.state is not CaseState.DECIDED:
        raise Conflict(N_("Dosarul nu are încă o hotărâre de contestat."))
    return render_template(
        "commission/review.html",
        case=case,
        form=form,
        rows=request_page.decided_rows(session, case),
        subject=case_queries.subjects_of(session, [case]).get(case.id, {}),
    )
