"""Area: start. The way in, and the pages that say what this service is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for
from flask_babel import gettext as _

from lms.models import Role
from lms.web.context import settings
from lms.web.forms.styleguide import StyleGuideForm
from lms.web.home_desk import render_desk
from lms.web.home_member import render_home
from lms.web.sessions import current

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def home() -> Any:
    """The landing page, the member's start, or the desk of everybody else."""
    someone = current()
    if someone is None:
        return render_template("start/landing.html", cards=_public_cards())
    if someone.member_id is not None and someone.has(Role.MEMBER):
        return render_home()
    return render_desk(someone)


def _public_cards() -> list[dict[str, str]]:
    """Where somebody without an account may go."""
    cards = [
        (
            _("Cursuri"),
            "catalogue.index",
            _("Vedeți ce cursuri și programe sunt, cât durează și câte credite aduc."),
        ),
        (
            _("Verificarea unei insigne"),
            "verify.index",
            _("Ați primit o insignă sau o adeverință? Aflați pe loc dacă este adevărată."),
        ),
        (
            _("Despre Treapta"),
            "start.about",
            _("Cine ține acest serviciu, ce face și ce nu face."),
        ),
    ]
    return [
        {"title": title, "url": url_for(endpoint), "text": text}
        for title, endpoint, text in cards
        if endpoint in current_app.view_functions
    ]


@blueprint.get("/about")
def about() -> Any:
    """What Treapta is and who is behind it."""
    return render_template("start/about.html")


@blueprint.get("/accessibility")
def accessibility() -> Any:
    """What was done so that everybody can use it, and what is known not to work."""
    return render_template("start/accessibility.html")


@blueprint.get("/privacy")
def privacy() -> Any:
    """Which data are kept, on which ground, for whom."""
    return render_template("start/privacy.html")


@blueprint.get("/styleguide")
def styleguide() -> Any:
    """The parts of which pages are made; only in the demonstration."""
    if not settings().demo:
        abort(404)
    form = StyleGuideForm()
    form.validate()
    return render_template("styleguide.html", form=form)
