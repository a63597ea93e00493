"""Mistakes that members reported, for the provider of the edition: what to answer, until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Reply, Role
from lms.services import provider_turns
from lms.services.provider_turns import Turn
from lms.web import listing
from lms.web.access import person, roles
from lms.web.case_words import OBJECTIONS, edition_words, state_tag
from lms.web.context import localised
from lms.web.forms import show_refusal
from lms.web.forms.objections import ReplyForm

blueprint = Blueprint("objections", __name__)

ANSWERS = {
    Reply.CONFIRMS: _l("ați confirmat greșeala"),
    Reply.DISPUTES: _l("nu ați fost de acord"),
    Reply.SILENT: _l("fără răspuns la termen"),
}


def title_words(turn: Turn) -> str:
    """The programme of an objection in the reader's language."""
    return localised(dict(provider_turns.title_of(turn.reply.edition)))


COLUMNS = [
    listing.Column(key="number", label=_l("Numărul"), value=lambda turn: turn.case.number),
    listing.Column(key="member", label=_l("Membrul"), value=lambda turn: turn.member.full_name),
    listing.Column(
        key="kind", label=_l("Ce se semnalează"), value=lambda turn: str(OBJECTIONS[turn.kind])
    ),
    listing.Column(key="edition", label=_l("Ediția"), value=title_words),
    listing.Column(
        key="due_on",
        label=_l("Răspuns până la"),
        value=lambda turn: turn.reply.due_on,
        sortable=True,
    ),
    listing.Column(key="state", label=_l("Starea"), value=lambda turn: standing_of(turn)[1]),
]


def standing_of(turn: Turn) -> tuple[str, str]:
    """The kind of tag and the word: what waits for the provider, or what was answered."""
    if turn.is_open:
        return "warning", _("Așteaptă răspunsul")
    if turn.reply.reply is None:
        return state_tag(turn.case)  # taken back by the member
    return "neutral", str(ANSWERS[turn.reply.reply]).capitalize()


@blueprint.get("/provider/objections")
@roles(Role.PROVIDER)
def index() -> Any:
    """The objections that wait for an answer; all of them by the filter."""
    wanted = listing.read_wanted(COLUMNS, sort="due_on")
    show = "all" if request.args.get("show") == "all" else ""
    page = provider_turns.list_turns(
        db.session(), wanted, show=show, provider_ids=person().provider_ids()
    )
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="greseli-semnalate")
    return render_template(
        "objections/index.html",
        show=show,
        title_words=title_words,
        edition_words=edition_words,
        standing_of=standing_of,
        objections=OBJECTIONS,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/provider/objections/<uuid:case_id>")
@roles(Role.PROVIDER)
def show(case_id: UUID) -> Any:
    """One objection, and the answer."""
    return _page(case_id, ReplyForm(formdata=None))


@blueprint.post("/provider/objections/<uuid:case_id>/reply")
@roles(Role.PROVIDER)
def reply(case_id: UUID) -> Any:
    """Answer; the file goes on to the commission."""
    form = ReplyForm()
    if not form.validate_on_submit():
        return _page(case_id, form), 422
    try:
        with transaction() as session:
            provider_turns.reply(
                session,
                case_id,
                Reply(form.reply.data),
                str(form.reasons.data),
                provider_ids=person().provider_ids(),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(case_id, form), 422
    flash(_("Răspunsul a fost trimis. Dosarul a trecut la Comisie."), "success")
    return redirect(url_for("objections.show", case_id=case_id), 303)


def _page(case_id: UUID, form: ReplyForm) -> str:
    turn = provider_turns.read_turn(db.session(), case_id, provider_ids=person().provider_ids())
    days = provider_turns.days_to_answer(db.session(), on=clock.today())
    return render_template(
        "objections/show.html",
        turn=turn,
        form=form,
        title=title_words(turn),
        edition_words=edition_words(turn.reply.edition),
        tag=standing_of(turn),
        objections=OBJECTIONS,
        answers=ANSWERS,
        basis=days[1] if days else None,
        is_own=turn.member.account_id == person().account_id,
    )
