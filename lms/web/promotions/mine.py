"""Treaptă superioară: where the member stands, the request in one click, the file of any day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import CaseFile, Grade, Role
from lms.services import case_queries, promotions
from lms.web.access import own_member_id, person, roles
from lms.web.case_words import state_tag
from lms.web.context import grade_words, settings
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.promotions import AskForm, ContestForm
from lms.web.home_member import ladder_text
from lms.web.promotion_words import missing, parts_of
from lms.web.promotions.frame import blueprint
from lms.web.promotions.records import record_json, record_page


@blueprint.get("/promotion")
@roles(Role.MEMBER)
def index() -> Any:
    """Where the member stands on the ladder, and what a file would hold if it were filed now."""
    found = promotions.standing_of(
        db.session(), own_member_id(), records_from=settings().records_from, now=clock.now()
    )
    return render_template(
        "promotions/index.html",
        found=found,
        grades=[(grade.value, grade_words(grade.value)) for grade in Grade],
        ladder_text=ladder_text(found.ladder),
        parts=None if found.record is None else parts_of(found.record),
        lacking=[] if found.record is None else missing(found.record),
        state_tag=state_tag,
    )


@blueprint.post("/promotion")
@roles(Role.MEMBER)
def ask() -> Any:
    """Ask for the next grade: the file assembles itself and is registered at once."""
    form = AskForm()
    if not form.validate_on_submit():
        flash(_("Treapta aceasta nu există. Reîncărcați pagina."), "warning")
        return redirect(url_for("promotions.index"))
    try:
        with transaction() as session:
            case = promotions.ask(
                session,
                own_member_id(),
                Grade(form.grade.data),
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("promotions.index"))
    flash(_("Dosarul a fost depus. Numărul lui este %(number)s.", number=case.number), "success")
    return redirect(url_for("files.show", case_id=case.id))


def _own(case_id: UUID) -> CaseFile:
    """The member's own file for a grade, to read; 404 for another kind or somebody else's."""
    return promotions.require_promotion(
        case_queries.member_case(db.session(), own_member_id(), case_id).case
    )


@blueprint.get("/promotion/<uuid:case_id>/record")
@roles(Role.MEMBER)
def record(case_id: UUID) -> Any:
    """The file as it was stored, or as it would have looked on a past day (?day=)."""
    case = _own(case_id)
    return record_page(
        case,
        request.args.get("day", ""),
        back=url_for("files.show", case_id=case.id),
        endpoint="promotions.record",
    )


@blueprint.get("/promotion/<uuid:case_id>/record.json")
@roles(Role.MEMBER)
def record_file(case_id: UUID) -> Any:
    """The same as canonical JSON, byte for byte."""
    return record_json(_own(case_id), request.args.get("day", ""))


@blueprint.get("/promotion/<uuid:case_id>/contest")
@roles(Role.MEMBER)
def contest(case_id: UUID) -> Any:
    """Why should the decision be another?"""
    case = _own(case_id)
    review = promotions.contestation_of(db.session(), case.id)
    if review is not None:
        return redirect(url_for("files.show", case_id=review.id))
    if not promotions.may_contest(db.session(), case):
        return redirect(url_for("files.show", case_id=case.id))
    return render_template("promotions/contest.html", case=case, form=ContestForm(formdata=None))


@blueprint.post("/promotion/<uuid:case_id>/contest")
@roles(Role.MEMBER)
def send_contest(case_id: UUID) -> Any:
    """Register the contestation."""
    case = _own(case_id)
    form = ContestForm()
    if not form.validate_on_submit():
        return render_template("promotions/contest.html", case=case, form=form), 422
    try:
        with transaction() as session:
            review = promotions.contest(
                session,
                case_id,
                str(form.statement.data),
                member_id=own_member_id(),
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return render_template("promotions/contest.html", case=case, form=form), 422
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("files.show", case_id=case_id))
    flash(_("Contestația a fost depusă. Numărul ei este %(number)s.", number=review.number),
          "success")  # fmt: skip
    return redirect(url_for("files.show", case_id=review.id))
