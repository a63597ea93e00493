"""Area: feedback. The forms a member was asked to fill, without a name and without a time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from lms.errors import Conflict
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import feedback, feedback_replies
from lms.web.access import own_member_id, roles
from lms.web.context import settings
from lms.web.forms.feedback import answers_of, build_form

blueprint = Blueprint("feedback", __name__)

MAX_FORM_BYTES = 256 * 1024  # two texts of 2000 characters take 48 kB at most


@blueprint.url_value_preprocessor
def bound(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """No more is read than a form needs; set before anything (the form token too) reads it."""
    del endpoint, values
    request.max_content_length = MAX_FORM_BYTES


@blueprint.get("/feedback")
@roles(Role.MEMBER)
def index() -> Any:
    """The forms that wait for this member."""
    return render_template(
        "feedback/index.html",
        forms=feedback.open_forms(db.session(), own_member_id()),
        replies=feedback_replies.replies_for_member(db.session(), own_member_id()),
    )


@blueprint.get("/feedback/<uuid:invitation_id>")
@roles(Role.MEMBER)
def form(invitation_id: UUID) -> Any:
    """One form, or word that it was filled."""
    asked = feedback.asked(db.session(), invitation_id, own_member_id())
    if asked.used:
        return render_template("feedback/already.html", asked=asked)
    return render_template("feedback/form.html", asked=asked, form=build_form(asked.questions))


@blueprint.post("/feedback/<uuid:invitation_id>")
@roles(Role.MEMBER)
def submit(invitation_id: UUID) -> Any:
    """Take the answer; what was typed stays on the page when something is missing."""
    member_id = own_member_id()
    asked = feedback.asked(db.session(), invitation_id, member_id)
    sent = build_form(asked.questions)
    if asked.used:
        return render_template("feedback/already.html", asked=asked), 409
    if not sent.validate():
        return render_template("feedback/form.html", asked=asked, form=sent), 422
    try:
        with transaction() as session:
            feedback.submit(
                session,
                invitation_id,
                member_id,
                answers_of(sent, asked.questions),
                settings=settings(),
            )
    except Conflict:
        return render_template("feedback/already.html", asked=asked), 409
    return redirect(url_for("feedback.thanks"))


@blueprint.get("/feedback/thanks")
@roles(Role.MEMBER)
def thanks() -> Any:
    """Thanks, and the next form if one waits."""
    return render_template(
        "feedback/thanks.html", forms=feedback.open_forms(db.session(), own_member_id())
    )


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Any:
    """A text of megabytes is refused before it is read."""
    del error
    return render_template("feedback/too_large.html"), 413
