"""Area: editions. The calendar of editions, a member's registrations, an organiser's list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.counties import COUNTIES
from lms.extensions import db, transaction
from lms.models import EditionState, Modality, Role
from lms.services import attendance_files, calendar_links, edition_places, edition_registrations
from lms.services.edition_calendar import CalendarFilter, CalendarLine, list_calendar
from lms.services.edition_places import Place
from lms.services.scheduling import approval_on
from lms.web import listing
from lms.web.access import own_member_id, person, roles
from lms.web.context import credits_text, settings
from lms.web.needs import calendar_answer, edition_place, edition_title
from lms.web.programme_words import MODALITIES
from lms.web.providers import days_words
from lms.web.sessions import current

blueprint = Blueprint("editions", __name__)


def price_words(price: int | None) -> str:
    """A price of bani in words."""
    if price is None:
        return _("nu este anunțat")
    return _("gratuit") if price == 0 else _("%(lei)s lei", lei=price // 100)


def places_words(line: CalendarLine) -> str:
    """How many places are left."""
    if line.edition.state is EditionState.CANCELLED:
        return _("anulată")
    if line.left is None:
        return _("fără limită")
    return str(line.left) if line.left else _("listă de așteptare")


def _credits(line: CalendarLine) -> str:
    return credits_text(line.approval.credits) if line.approval else "–"


COLUMNS = [
    listing.Column(
        key="title",
        label=_l("Programul"),
        value=lambda line: edition_title(line.edition),
        sortable=True,
    ),
    listing.Column(
        key="starts_on", label=_l("Data"), value=lambda line: line.edition.starts_on, sortable=True
    ),
    listing.Column(key="where", label=_l("Unde"), value=lambda line: edition_place(line.edition)),
    listing.Column(
        key="provider",
        label=_l("Organizatorul"),
        value=lambda line: line.edition.provider.name,
        sortable=True,
    ),
    listing.Column(key="credits", label=_l("Credite"), value=_credits, numeric=True),
    listing.Column(
        key="price", label=_l("Prețul"), value=lambda line: price_words(line.edition.price)
    ),
    listing.Column(key="places", label=_l("Locuri libere"), value=places_words),
]
REGISTERED = [
    listing.Column(
        key="rnasr_code", label=_l("Cod RNASR"), value=lambda row: row.rnasr_code, sortable=True
    ),
    listing.Column(key="name", label=_l("Numele"), value=lambda row: row.name, sortable=True),
    listing.Column(
        key="registered_at",
        label=_l("Înscris la"),
        value=lambda row: row.registered_at,
        sortable=True,
    ),
    listing.Column(
        key="place",
        label=_l("Locul"),
        value=lambda row: (
            _("așteaptă, locul %(turn)s", turn=row.turn) if row.turn else _("are loc")
        ),
    ),
]


def _reader_id() -> UUID | None:
    someone = current()
    return someone.member_id if someone is not None and someone.has(Role.MEMBER) else None


@blueprint.get("/editions")
def index() -> Any:
    """The calendar; ?mine=1 for a member: the editions for which they are registered."""
    reader_id, args = _reader_id(), request.args
    county, modality = args.get("county", ""), args.get("modality", "")
    asked = CalendarFilter(
        text=args.get("q", "").strip()[:100],
        county=county if county in COUNTIES else "",
        modality=modality if modality in {each.value for each in Modality} else "",
        member_id=reader_id if args.get("mine") == "1" else None,
    )
    wanted = listing.read_wanted(COLUMNS, sort="starts_on", descending=asked.member_id is not None)
    page = list_calendar(db.session(), asked, wanted, reader_id=reader_id, on=clock.today())
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="calendarul-editiilor")
    return render_template(
        "editions/index.html",
        asked=asked,
        is_member=reader_id is not None,
        feed_since=calendar_links.made_at(db.session(), asked.member_id)
        if asked.member_id
        else None,
        counties=COUNTIES,
        modalities=MODALITIES,
        edition_title=edition_title,
        edition_place=edition_place,
        days_words=days_words,
        price_words=price_words,
        places_words=places_words,
        credits_of=_credits,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.get("/editions/<uuid:edition_id>")
def show(edition_id: UUID) -> Any:
    """An edition for everybody; a member registers here or gives the place back."""
    session, now, reader_id = db.session(), clock.now(), _reader_id()
    edition = edition_places.find_edition(session, edition_id)
    place, turn = Place.NONE, 0
    if reader_id is not None:
        place, turn = edition_places.place_of(session, edition_id, reader_id)
    most = edition_places.most_places(edition)
    taken = edition_places.taken_places(session, [edition_id]).get(edition_id, 0)
    return render_template(
        "editions/show.html",
        edition=edition,
        title=edition_title(edition),
        place=place,
        turn=turn,
        is_member=reader_id is not None,
        is_signed_in=current() is not None,
        most=most,
        left=None if most is None else max(0, most - taken),
        approval=approval_on(edition.programme.approvals, edition.ends_on),
        may_register=edition_places.may_register(edition, now=now),
        may_cancel=edition_places.may_cancel(edition, now=now),
        edition_place=edition_place,
        days_words=days_words,
        price_words=price_words,
    )


@blueprint.post("/editions/<uuid:edition_id>/register")
@roles(Role.MEMBER)
def register(edition_id: UUID) -> Any:
    """Take a place, or one in the waiting list."""
    with transaction() as session:
        place = edition_places.register(
            session,
            edition_id,
            member_id=own_member_id(),
            account_id=person().account_id,
            write=current_app.extensions["letters"],
            now=clock.now(),
        )
    if place is Place.TAKEN:
        flash(_("Sunteți înscris: aveți un loc la această ediție."), "success")
    else:
        flash(_("Locurile sunt ocupate. Sunteți pe lista de așteptare."), "success")
    return redirect(url_for("editions.show", edition_id=edition_id), 303)


@blueprint.post("/editions/<uuid:edition_id>/cancel")
@roles(Role.MEMBER)
def cancel(edition_id: UUID) -> Any:
    """Give the place back."""
    with transaction() as session:
        edition_places.cancel(
            session,
            edition_id,
            member_id=own_member_id(),
            account_id=person().account_id,
            write=current_app.extensions["letters"],
            now=clock.now(),
        )
    flash(_("Ați renunțat la înscriere."), "success")
    return redirect(url_for("editions.show", edition_id=edition_id), 303)


@blueprint.get("/editions/<uuid:edition_id>.ics")
def calendar(edition_id: UUID) -> Any:
    """The sessions of one edition as a calendar file."""
    edition = edition_places.find_edition(db.session(), edition_id)
    return calendar_answer([edition], filename="treapta-program.ics")


@blueprint.post("/editions/feed")
@roles(Role.MEMBER)
def make_feed() -> Any:
    """A new secret address of the member's own calendar, shown this once."""
    with transaction() as session:
        token = calendar_links.make(
            session, own_member_id(), account_id=person().account_id, now=clock.now()
        )
    path = url_for("editions.feed", token=token)
    return render_template("editions/feed.html", address=settings().public_url.rstrip("/") + path)


@blueprint.post("/editions/feed/end")
@roles(Role.MEMBER)
def end_feed() -> Any:
    """The address opens nothing any more."""
    with transaction() as session:
        calendar_links.end(
            session, own_member_id(), account_id=person().account_id, now=clock.now()
        )
    flash(_("Adresa calendarului a fost închisă."), "success")
    return redirect(url_for("editions.index", mine=1), 303)


@blueprint.get("/editions/feed/<token>.ics")
def feed(token: str) -> Any:
    """The calendar of whoever was given the address; no session is needed."""
    found = calendar_links.editions_of(db.session(), token, now=clock.now())
    response = calendar_answer(found, filename="treapta.ics")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/provider/editions/<uuid:edition_id>/registrations")
@roles(Role.PROVIDER)
def registrations(edition_id: UUID) -> Any:
    """Who has a place and who waits, for the organiser that files the attendance."""
    session = db.session()
    edition = attendance_files.find_fileable(
        session, edition_id, provider_ids=person().provider_ids()
    )
    wanted = listing.read_wanted(REGISTERED, sort="registered_at")
    page = edition_registrations.list_registered(session, edition_id, wanted)
    if listing.export_format():
        return listing.export(page.rows, REGISTERED, filename="inscrieri")
    return render_template(
        "editions/registrations.html",
        edition=edition,
        title=edition_title(edition),
        most=edition_places.most_places(edition),
        taken=edition_places.taken_places(session, [edition_id]).get(edition_id, 0),
        address=settings().public_url.rstrip("/") + url_for("editions.show", edition_id=edition_id),
        **listing.frame(page, REGISTERED, wanted),
    )
