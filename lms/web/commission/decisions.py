"""Taking a file into analysis, the commission's proposal, the decision of BEX."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import Decision, Role
from lms.services import case_asking, case_decisions
from lms.web.access import person, roles
from lms.web.case_pages import pages_of
from lms.web.commission.desk import desk, offer
from lms.web.commission.frame import blueprint
from lms.web.context import settings
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.commission import AskDocumentForm, DecisionForm, VerdictForm


def _back(case_id: UUID) -> Any:
    return redirect(url_for("commission.show", case_id=case_id))


def _went_on(case_id: UUID, error: Conflict) -> Any:
    """Somebody else was faster: say so, and show the file as it is now."""
    flash(message_of(error), "warning")
    return _back(case_id)


@blueprint.post("/commission/files/<uuid:case_id>/take")
@roles(Role.CFPC, Role.CAAP)
def take(case_id: UUID) -> Any:
    """Take the file into analysis."""
    try:
        with transaction() as session:
            case = case_decisions.take_into_analysis(
                session, case_id, account_id=person().account_id, now=clock.now()
            )
    except Conflict as error:
        return _went_on(case_id, error)
    if case.provider_id is not None:
        flash(_("Ați luat dosarul în analiză. Furnizorul vede acest lucru."), "success")
    else:
        flash(_("Ați luat dosarul în analiză. Membrul vede acest lucru."), "success")
    return _back(case_id)


@blueprint.post("/commission/files/<uuid:case_id>/ask")
@roles(Role.CFPC, Role.CAAP)
def ask_document(case_id: UUID) -> Any:
    """Ask the member for a document; they are told, and until when."""
    form = AskDocumentForm()
    if not form.validate_on_submit():
        return desk(case_id, asking=form), 422
    try:
        with transaction() as session:
            case_asking.ask_document(
                session,
                case_id,
                str(form.text.data),
                until=form.until.data,
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return desk(case_id, asking=form), 422
    except Conflict as error:
        return _went_on(case_id, error)
    flash(_("Membrul a fost anunțat de ce document este nevoie și până când."), "success")
    return _back(case_id)


@blueprint.post("/commission/files/<uuid:case_id>/proposal")
@roles(Role.CFPC, Role.CAAP)
def propose(case_id: UUID) -> Any:
    """Record the commission's reasoned proposal."""
    form = _filled(case_id, VerdictForm())
    if not form.validate_on_submit():
        return desk(case_id, form), 422
    try:
        with transaction() as session:
            case_decisions.propose(
                session,
                case_id,
                form.verdict(),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return desk(case_id, form), 422
    except Conflict as error:
        return _went_on(case_id, error)
    flash(_("Propunerea a fost trimisă Biroului Executiv."), "success")
    return _back(case_id)


@blueprint.post("/commission/files/<uuid:case_id>/decision")
@roles(Role.BEX)
def decide(case_id: UUID) -> Any:
    """Record the decision of BEX; it takes effect at once."""
    form = _filled(case_id, DecisionForm())
    if not form.validate_on_submit():
        return desk(case_id, form), 422
    try:
        with transaction() as session:
            decision = case_decisions.decide(
                session,
                case_id,
                form.verdict(),
                number=str(form.number.data),
                decided_on=form.decided_on.data,
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return desk(case_id, form), 422
    except Conflict as error:
        return _went_on(case_id, error)
    flash(_carried_out(decision), "success")
    return _back(case_id)


def _carried_out(decision: Decision) -> str:
    if decision.case.provider_id is not None:
        return _(
            "Hotărârea a fost înregistrată și adusă la îndeplinire. Furnizorul a fost anunțat."
        )
    return _("Hotărârea a fost înregistrată și adusă la îndeplinire. Membrul a fost anunțat.")


def _filled(case_id: UUID, form: Any) -> Any:
    session = db.session()
    case, _roles = case_decisions.case_for_officer(
        session, case_id, account_id=person().account_id, on=clock.today()
    )
    return offer(form, pages_of(case).desk(session, case))
