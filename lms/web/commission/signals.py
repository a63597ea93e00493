"""Impossible attendance as the Training Commission sees it: the list, one, and what is said."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.counties import COUNTIES
from lms.errors import BadInput
from lms.extensions import db, transaction
from lms.models import AttendanceSignal, Role, SignalState
from lms.services import signals
from lms.services.signals import Asked
from lms.web import listing
from lms.web.access import person, roles
from lms.web.case_words import edition_words
from lms.web.commission.frame import blueprint
from lms.web.forms import show_refusal
from lms.web.forms.commission import SignalForm
from lms.web.signal_words import KINDS, STATES, edition_name, sentence, who


def county_of(signal: AttendanceSignal) -> str:
    """The county of the edition, else of its organiser, in words."""
    code = signal.edition.county or signal.edition.provider.county or ""
    return COUNTIES.get(code, "")


COLUMNS = [
    listing.Column(
        key="kind", label=_l("Felul"), value=lambda s: str(KINDS.get(s.kind, s.kind)), sortable=True
    ),
    listing.Column(key="why", label=_l("De ce"), value=sentence),
    listing.Column(key="edition", label=_l("Ediția"), value=lambda s: edition_name(s.edition)),
    listing.Column(
        key="provider",
        label=_l("Furnizorul"),
        value=lambda s: s.edition.provider.name,
        sortable=True,
    ),
    listing.Column(key="county", label=_l("Județul"), value=county_of),
    listing.Column(key="day", label=_l("Ziua"), value=lambda s: s.day, sortable=True),
    listing.Column(
        key="state", label=_l("Starea"), value=lambda s: str(STATES[s.state][1]), sortable=True
    ),
]
SHOWN = [column for column in COLUMNS if column.key not in ("edition", "county")]


def _asked() -> Asked:
    state = request.args.get("state", "open")
    kind, county = request.args.get("kind", ""), request.args.get("county", "")
    return Asked(
        kind=kind if kind in KINDS else "",
        provider_id=_uuid(request.args.get("provider", "")),
        county=county if county in COUNTIES else "",
        since=_day(request.args.get("since", "")),
        until=_day(request.args.get("until", "")),
        state=state if state in {"", *SignalState} else "open",
        search=request.args.get("q", "")[:100],
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@blueprint.get("/commission/signals")
@roles(Role.CFPC)
def signals_list() -> Any:
    """Attendance that cannot have been, filtered, sorted, paged, or as a file."""
    wanted = listing.read_wanted(COLUMNS, sort="day", descending=True)
    asked = _asked()
    page = signals.list_signals(db.session(), wanted, asked)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="prezente-imposibile")
    return render_template(
        "commission/signals.html",
        asked=asked,
        kinds=KINDS,
        states=STATES,
        counties=COUNTIES,
        providers=signals.providers(db.session()),
        sentence=sentence,
        **listing.frame(page, SHOWN, wanted),
    )


@blueprint.get("/commission/signals/<uuid:signal_id>")
@roles(Role.CFPC)
def signal(signal_id: UUID) -> Any:
    """One signal: why, the editions, what was said of it."""
    return _page(signal_id, SignalForm(formdata=None))


@blueprint.post("/commission/signals/<uuid:signal_id>")
@roles(Role.CFPC)
def say_of_signal(signal_id: UUID) -> Any:
    """Note that a signal was seen, or close it."""
    form = SignalForm()
    if not form.validate_on_submit():
        return _page(signal_id, form), 422
    try:
        with transaction() as session:
            signals.say(
                session,
                signal_id,
                SignalState(form.state.data),
                note=form.note.data or "",
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _page(signal_id, form), 422
    flash(_("S-a notat. Ce s-a spus mai înainte rămâne în istoric."), "success")
    return redirect(url_for("commission.signals_list"), 303)


def _page(signal_id: UUID, form: SignalForm) -> str:
    found = signals.find(db.session(), signal_id)
    editions = [found.signal.edition]
    if found.signal.other_edition is not None:
        editions.append(found.signal.other_edition)
    return render_template(
        "commission/signal.html",
        signal=found.signal,
        people=found.people,
        form=form,
        why=sentence(found.signal),
        member=who(found.signal),
        kind=KINDS.get(found.signal.kind, found.signal.kind),
        states=STATES,
        editions=[
            {
                "edition": edition,
                "name": edition_name(edition),
                "when": edition_words(edition),
            }
            for edition in editions
        ],
    )
