"""One session of BEX: the decisions on several proposals, recorded together, all or none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms import clock
from lms.errors import BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import promotion_lists, promotion_sessions
from lms.services.promotion_sessions import Numbered
from lms.web.access import person, roles
from lms.web.case_words import OUTCOMES
from lms.web.context import settings
from lms.web.errors import message_of
from lms.web.forms.promotions import SessionForm
from lms.web.promotion_words import answer_tag
from lms.web.promotions.frame import blueprint


@blueprint.get("/commission/promotions/session")
@roles(Role.BEX)
def session() -> Any:
    """The proposals that wait, each with a field for the number of its decision."""
    return _page(SessionForm(formdata=None), {}, None)


@blueprint.post("/commission/promotions/session")
@roles(Role.BEX)
def record_session() -> Any:
    """Record the decisions as proposed, for the files that were given a number."""
    form = SessionForm()
    numbers = {
        key.removeprefix("number-"): text.strip()
        for key, text in request.form.items()
        if key.startswith("number-") and text.strip()
    }
    if not form.validate_on_submit():
        return _page(form, numbers, None), 422
    try:
        rows = [Numbered(case_id=UUID(key), number=text) for key, text in numbers.items()]
    except ValueError:
        return _page(form, {}, BadInput(_("Un dosar din listă nu mai așteaptă hotărârea."))), 422
    try:
        with transaction() as opened:
            count = promotion_sessions.decide_as_proposed(
                opened,
                rows,
                decided_on=form.decided_on.data,
                account_id=person().account_id,
                settings=settings(),
                now=clock.now(),
            )
    except BadInput as error:
        return _page(form, numbers, error), 422
    except Conflict as error:
        flash(message_of(error), "warning")
        return redirect(url_for("promotions.session"))
    words = ngettext(
        "A fost înregistrată %(count)s hotărâre. Membrul a fost anunțat.",
        "Au fost înregistrate %(count)s hotărâri. Membrii au fost anunțați.",
        count,
        count=count,
    )
    flash(words, "success")
    return redirect(url_for("promotions.session"))


def _page(form: SessionForm, numbers: dict[str, str], error: BadInput | None) -> str:
    """The page; `error` names the file that it is about, or the day, or neither."""
    problems = []
    place = None
    if error is not None:
        place = error.field if error.field in numbers else None
        if error.field == "decided_on":
            form.decided_on.errors = [*form.decided_on.errors, message_of(error)]
        else:
            problems.append((message_of(error), f"number-{place}" if place else "decided_on"))
    return render_template(
        "promotions/session.html",
        form=form,
        rows=promotion_lists.to_decide(db.session(), account_id=person().account_id),
        numbers=numbers,
        place=place,
        problems=problems,
        outcomes=OUTCOMES,
        answer_tag=answer_tag,
    )
