"""Area: an organiser's own results of feedback, and its public reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import feedback_replies, feedback_results, providing
from lms.services.feedback import GROUP
from lms.services.feedback_results import EditionRow
from lms.web import listing
from lms.web.access import person, roles
from lms.web.feedback_page import read_filters, results_page, title_of
from lms.web.forms import show_refusal
from lms.web.forms.feedback_reply import ReplyToFeedbackForm

blueprint = Blueprint("provider_feedback", __name__)


def answered_words(row: EditionRow) -> int | str:
    """How many answered; few are not counted out, so that nobody is guessed."""
    return row.tally.answered if row.tally.answered >= GROUP else _("sub cinci")


COLUMNS = [
    listing.Column(
        key="programme",
        label=_l("Programul"),
        value=lambda row: title_of(row.edition.programme),
        sortable=True,
    ),
    listing.Column(key="number", label=_l("Ediția"), value=lambda row: row.edition.number),
    listing.Column(
        key="ends_on",
        label=_l("Încheiată la"),
        value=lambda row: row.edition.ends_on,
        sortable=True,
    ),
    listing.Column(
        key="invited",
        label=_l("Invitați"),
        value=lambda row: row.tally.invited,
        sortable=True,
        numeric=True,
    ),
    listing.Column(key="answered", label=_l("Au răspuns"), value=answered_words, numeric=True),
    listing.Column(
        key="counted", label=_l("Rezultate din"), value=lambda row: row.tally.counted or ""
    ),
]


@blueprint.get("/provider/feedback")
@roles(Role.PROVIDER)
def index() -> Any:
    """The organiser's editions that were asked about, filtered, sorted, paged or exported."""
    wanted = listing.read_wanted(COLUMNS, sort="ends_on", descending=True)
    filters = replace(read_filters(), provider_id=None, organisers=person().provider_ids())
    page = feedback_results.list_editions(db.session(), wanted, filters)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="feedback-editii")
    return render_template(
        "providers/feedback.html",
        filters=filters,
        years=feedback_results.years(db.session()),
        title_of=title_of,
        answered_words=answered_words,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/provider/feedback/<uuid:edition_id>")
@roles(Role.PROVIDER)
def show(edition_id: UUID) -> Any:
    """Results of one edition, from five answers up, and the reply to them."""
    reply = feedback_replies.current_reply(db.session(), edition_id)
    return _page(edition_id, ReplyToFeedbackForm(formdata=None, text=reply.text if reply else ""))


@blueprint.post("/provider/feedback/<uuid:edition_id>/reply")
@roles(Role.PROVIDER)
def publish(edition_id: UUID) -> Any:
    """Publish the reply in place of the one before."""
    form = ReplyToFeedbackForm()
    if not form.validate_on_submit():
        return _page(edition_id, form), 422
    try:
        with transaction() as session:
            feedback_replies.publish(session, edition_id, str(form.text.data), **_acting())
    except BadInput as error:
        show_refusal(form, error)
        return _page(edition_id, form), 422
    flash(_("Răspunsul este publicat."), "success")
    return redirect(url_for("provider_feedback.show", edition_id=edition_id), 303)


@blueprint.post("/provider/feedback/<uuid:edition_id>/reply/withdraw")
@roles(Role.PROVIDER)
def withdraw(edition_id: UUID) -> Any:
    """Take the reply back."""
    with transaction() as session:
        feedback_replies.withdraw(session, edition_id, **_acting())
    flash(_("Răspunsul nu mai este public."), "success")
    return redirect(url_for("provider_feedback.show", edition_id=edition_id), 303)


def _acting() -> Mapping[str, Any]:
    return {
        "provider_ids": person().provider_ids(),
        "account_id": person().account_id,
        "now": clock.now(),
    }


def _page(edition_id: UUID, form: ReplyToFeedbackForm) -> Any:
    scope = person().provider_ids()
    edition = providing.find_edition(db.session(), edition_id, provider_ids=scope)
    return results_page(
        feedback_results.edition_results(db.session(), edition_id),
        template="providers/feedback_results.html",
        title=title_of(edition.programme),
        about=_("ediția %(number)s", number=edition.number),
        day=edition.ends_on,
        filename=f"feedback-{edition.programme.slug}-{edition.number}",
        edition=edition,
        may_reply=edition.provider_id in scope,
        reply=feedback_replies.current_reply(db.session(), edition_id),
        form=form,
        longest=feedback_replies.LONGEST,
        withdraw_url=url_for("provider_feedback.withdraw", edition_id=edition_id),
    )
