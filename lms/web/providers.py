"""Area: providers. The editions of the organisers for whom a person acts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.counties import COUNTIES
from lms.errors import N_, BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import Edition, Modality, Role
from lms.services import attendance_files, edition_changes, providing, scheduling
from lms.services.providing import EditionFilter, Standing
from lms.services.scheduling import ApprovalGap, NewEdition, Offer
from lms.web import listing
from lms.web.access import person, roles
from lms.web.attendance.words import file_tag
from lms.web.context import day
from lms.web.forms import show_refusal
from lms.web.forms.providers import CancelForm, EditionForm, edition_form, entered_terms, filled_in

blueprint = Blueprint("providers", __name__)


def standing_tag(standing: Standing) -> tuple[str, str]:
    """Where an edition stands: the kind of tag and its word."""
    return {
        Standing.PLANNED: ("info", _("Planificată")),
        Standing.AWAITED: ("warning", _("Așteaptă lista")),
        Standing.REVIEW: ("warning", _("Listă de verificat")),
        Standing.BOOKING: ("waiting", _("În lucru")),
        Standing.BOOKED: ("done", _("Înregistrată")),
        Standing.CANCELLED: ("neutral", _("Anulată")),
    }[standing]


def modality_words(modality: Modality) -> str:
    """How an edition is held."""
    return {
        Modality.ONLINE: _("online"),
        Modality.IN_PERSON: _("la fața locului"),
        Modality.HYBRID: _("și online, și la fața locului"),
    }[modality]


def place_words(edition: Edition) -> str:
    """Place and county, as far as they are known."""
    county = COUNTIES.get(edition.county or "", "")
    return ", ".join(filter(None, [edition.place, county]))


def days_words(starts_on: date, ends_on: date) -> str:
    """One day, or from – to."""
    if starts_on == ends_on:
        return day(starts_on)
    return _("%(first)s – %(last)s", first=day(starts_on), last=day(ends_on))


def gap_words(subject: str, gap: ApprovalGap | None) -> str | None:
    """The sentence about a day without an approval."""
    if gap is None:
        return None
    message = scheduling.gap_message(subject, gap)
    return _(message, day=day(gap.day), limit=day(gap.limit))


COLUMNS = [
    listing.Column(
        key="title",
        label=_l("Programul"),
        value=lambda line: line.edition.programme.title,
        sortable=True,
    ),
    listing.Column(key="number", label=_l("Ediția"), value=lambda line: line.edition.number),
    listing.Column(
        key="starts_on", label=_l("Data"), value=lambda line: line.edition.starts_on, sortable=True
    ),
    listing.Column(
        key="where",
        label=_l("Cum și unde"),
        value=lambda line: where_words(line.edition),
    ),
    listing.Column(
        key="standing",
        label=_l("Starea"),
        value=lambda line: standing_tag(line.standing)[1],
        sortable=True,
    ),
]


def where_words(edition: Edition) -> str:
    """How and where, in one line."""
    return ", ".join(filter(None, [modality_words(edition.modality), place_words(edition)]))


@blueprint.get("/provider")
@roles(Role.PROVIDER)
def index() -> Any:
    """The editions, filtered, sorted, paged or exported."""
    scope = person().provider_ids()
    wanted = listing.read_wanted(COLUMNS, sort="starts_on", descending=True)
    page = providing.list_editions(
        db.session(), wanted, _asked(), provider_ids=scope, on=clock.today()
    )
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="editii")
    programmes, years = providing.filter_choices(db.session(), provider_ids=scope)
    return render_template(
        "providers/index.html",
        programmes=programmes,
        years=years,
        standings={standing.value: standing_tag(standing)[1] for standing in Standing},
        asked=request.args,
        standing_tag=standing_tag,
        where_words=where_words,
        days_words=days_words,
        **listing.frame(page, COLUMNS, wanted),
    )


def _asked() -> EditionFilter:
    """The filter of the address; nonsense means no filter."""
    arguments = request.args
    year = arguments.get("year", "")
    try:
        programme_id = UUID(arguments.get("programme", ""))
    except ValueError:
        programme_id = None
    standing = arguments.get("standing", "")
    return EditionFilter(
        programme_id=programme_id,
        standing=Standing(standing) if standing in set(Standing) else None,
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        text=arguments.get("q", "").strip()[:200],
    )


@blueprint.get("/provider/editions/<uuid:edition_id>")
@roles(Role.PROVIDER)
def edition(edition_id: UUID) -> Any:
    """An edition: its sessions, its approval on the day, its lists, what comes next."""
    return _edition_page(edition_id, CancelForm(formdata=None))


def _edition_page(edition_id: UUID, form: CancelForm) -> str:
    shown = providing.edition_page(
        db.session(), edition_id, provider_ids=person().provider_ids(), now=clock.now()
    )
    return render_template(
        "providers/edition.html",
        shown=shown,
        form=form,
        is_open=shown.may_file and edition_changes.is_open(db.session(), shown.edition),
        may_change=shown.may_file
        and edition_changes.may_change(db.session(), shown.edition, now=clock.now()),
        edition=shown.edition,
        gaps=list(
            filter(
                None,
                [gap_words("provider", shown.provider_gap), gap_words("programme", shown.gap)],
            )
        ),
        tag=standing_tag(shown.standing),
        file_tag=file_tag,
        where_words=where_words,
        days_words=days_words,
    )


@blueprint.get("/provider/editions/new")
@roles(Role.PROVIDER)
def new() -> Any:
    """The form for an edition."""
    offers = scheduling.offers(db.session(), provider_ids=person().provider_ids())
    form = edition_form(1)(formdata=None)
    asked = request.args.get("programme", "")
    form.programme.choices = _choices(offers)
    form.programme.data = next((c[0] for c in form.programme.choices if c[0][:36] == asked), "")
    return _form_page(form, offers)


@blueprint.post("/provider/editions/new")
@roles(Role.PROVIDER)
def create() -> Any:
    """Enter the edition, or one more row for a session."""
    offers = scheduling.offers(db.session(), provider_ids=person().provider_ids())
    count = _count(request.form.get("count", "1"))
    if "more" in request.form:
        form = edition_form(count + 1)()
        form.count.data = str(len(form.sessions))
        form.programme.choices = _choices(offers)
        return _form_page(form, offers, focus=f"day_{len(form.sessions)}")
    form = edition_form(count)()
    form.programme.choices = _choices(offers)
    if not form.validate_on_submit():
        return _form_page(form, offers, status=422)
    programme_id, provider_id = map(UUID, str(form.programme.data).split("/"))
    wanted = _wanted(form, programme_id, provider_id)
    try:
        with transaction() as session:
            made = scheduling.create_edition(
                session,
                wanted,
                provider_ids=person().provider_ids(),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _form_page(form, offers, status=422)
    flash(_("Ediția %(number)d a fost adăugată.", number=made.number), "success")
    return redirect(url_for("providers.edition", edition_id=made.id), 303)


def _wanted(form: EditionForm, programme_id: UUID, provider_id: UUID) -> NewEdition:
    return NewEdition(
        programme_id=programme_id,
        provider_id=provider_id,
        modality=Modality(form.modality.data),
        county=form.county.data or None,
        place=(form.place.data or "").strip() or None,
        sessions=form.entered(),
        terms=entered_terms(form),
    )


def _changeable(edition_id: UUID) -> Edition:
    edition = attendance_files.find_fileable(
        db.session(), edition_id, provider_ids=person().provider_ids()
    )
    if not edition_changes.may_change(db.session(), edition, now=clock.now()):
        raise Conflict(
            N_("Ediția a început, este anulată sau are o listă de prezență; nu se mai schimbă.")
        )
    return edition


@blueprint.get("/provider/editions/<uuid:edition_id>/change")
@roles(Role.PROVIDER)
def change_form(edition_id: UUID) -> Any:
    """The form of an edition, filled in with what it has."""
    held = _changeable(edition_id)
    form = edition_form(len(held.sessions))(formdata=None, data=filled_in(held))
    return _change_page(form, held)


@blueprint.post("/provider/editions/<uuid:edition_id>/change")
@roles(Role.PROVIDER)
def change(edition_id: UUID) -> Any:
    """Change the edition, or show one more row for a session."""
    held = _changeable(edition_id)
    count = _count(request.form.get("count", "1"))
    more = "more" in request.form
    form = edition_form(count + more)()
    form.count.data = str(len(form.sessions))
    form.programme.choices = [(_one(held), held.programme.title)]
    form.programme.data = _one(held)
    if more:
        return _change_page(form, held, focus=f"day_{len(form.sessions)}")
    if not form.validate_on_submit():
        return _change_page(form, held, status=422)
    try:
        with transaction() as session:
            told = edition_changes.change_edition(
                session,
                edition_id,
                _wanted(form, held.programme_id, held.provider_id),
                provider_ids=person().provider_ids(),
                account_id=person().account_id,
                write=current_app.extensions["letters"],
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _change_page(form, _changeable(edition_id), status=422)
    flash(_("Ediția a fost schimbată. Membri anunțați: %(told)d.", told=told), "success")
    return redirect(url_for("providers.edition", edition_id=edition_id), 303)


@blueprint.post("/provider/editions/<uuid:edition_id>/cancel")
@roles(Role.PROVIDER)
def cancel(edition_id: UUID) -> Any:
    """Cancel the edition, with a reason that those registered read."""
    form = CancelForm()
    try:
        with transaction() as session:
            told = edition_changes.cancel_edition(
                session,
                edition_id,
                reason=form.reason.data or "",
                provider_ids=person().provider_ids(),
                account_id=person().account_id,
                write=current_app.extensions["letters"],
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return _edition_page(edition_id, form), 422
    flash(_("Ediția a fost anulată. Membri anunțați: %(told)d.", told=told), "success")
    return redirect(url_for("providers.edition", edition_id=edition_id), 303)


def _one(held: Edition) -> str:
    return f"{held.programme_id}/{held.provider_id}"


def _change_page(
    form: EditionForm, held: Edition, *, status: int = 200, focus: str | None = None
) -> Any:
    form.programme.choices = [(_one(held), held.programme.title)]
    page = render_template(
        "providers/new.html", form=form, offers=[held], focus=focus, changed=held
    )
    return page, status


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 else 1


def _choices(offers: list[Offer]) -> list[tuple[str, str]]:
    several = len({offer.provider.id for offer in offers}) > 1
    return [("", _("alegeți programul"))] + [
        (
            f"{offer.programme.id}/{offer.provider.id}",
            f"{offer.programme.title} ({offer.provider.name})"
            if several
            else offer.programme.title,
        )
        for offer in offers
    ]


def _form_page(
    form: EditionForm, offers: list[Offer], *, status: int = 200, focus: str | None = None
) -> Any:
    page = render_template("providers/new.html", form=form, offers=offers, focus=focus)
    return page, status
