"""Area: start. The way in, and the pages that say what this service is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.extensions import db
from lms.models import Role
from lms.services.desk import read_desk
from lms.web.context import settings
from lms.web.forms.styleguide import StyleGuideForm
from lms.web.home_member import render_home
from lms.web.sessions import SignedIn, current

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def home() -> Any:
    """The landing page, the member's start, or the desk of everybody else."""
    someone = current()
    if someone is None:
        return render_template("start/landing.html", cards=_public_cards())
    if someone.member_id is not None and someone.has(Role.MEMBER):
        return render_home()
    return render_template("start/desk.html", cards=_cards(someone))


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


def _cards(someone: SignedIn) -> list[dict[str, Any]]:
    """What waits for the person: words, count, and the page where it is done."""
    words = {
        "lists_to_send": (_("Ediții ținute, fără listă de prezență"), "providers.index"),
        "lists_to_review": (_("Liste de prezență de verificat"), "providers.index"),
        "objections_to_answer": (
            _("Greșeli semnalate, care așteaptă răspunsul dumneavoastră"),
            "objections.index",
        ),
        "files_cfpc": (_("Dosare care așteaptă propunerea CFPC"), "commission.index"),
        "files_caap": (_("Dosare care așteaptă propunerea CAAP"), "commission.index"),
        "files_bex": (_("Propuneri care așteaptă hotărârea BEX"), "commission.index"),
        "imports": (_("Importuri de verificat în registru"), "registry.index"),
        "failed_work": (_("Lucrări care nu au reușit"), "admin.work"),
    }
    waiting = read_desk(
        db.session(),
        roles=someone.roles,
        provider_ids=someone.provider_ids(),
        on=clock.today(),
    )
    return [
        {"label": words[item.code][0], "count": item.count, "url": url_for(words[item.code][1])}
        for item in waiting
        if words[item.code][1] in current_app.view_functions
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
