"""Programmes, editions and registrations over /api/v1."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from flask import current_app, request
from marshmallow import RAISE

from lms import clock
from lms.errors import N_, BadInput
from lms.extensions import Session, db
from lms.models import Edition, Modality
from lms.services import (
    attendance_files,
    edition_changes,
    edition_places,
    edition_registrations,
    providing,
    scheduling,
)
from lms.services.api_answers import Answer
from lms.services.api_tokens import TokenScope
from lms.services.edition_places import Place
from lms.services.edition_registrations import Registered
from lms.services.listing import Wanted
from lms.services.providing import EditionFilter, EditionPage, Standing
from lms.services.scheduling import NewEdition, NewSession, Offer, Terms, approval_on
from lms.web.api import schemas
from lms.web.api.frame import answered, bearer, blueprint, needs, once, repeated, scope
from lms.web.api.parts import amount, paged, refusals


@blueprint.get("/api/v1/programmes")
@needs(TokenScope.EDITIONS_READ)
@blueprint.output(schemas.Programmes)
@blueprint.doc(
    summary=N_("Programele pe care le puteți ține"),
    description=N_("Programele aprobate ale organizatorului, cu aprobarea în vigoare azi."),
    operation_id="listProgrammes",
    responses=refusals(),
)
def programmes() -> Any:
    offers = scheduling.offers(db.session(), **scope())
    return {"items": [_programme(offer) for offer in offers]}


def _programme(offer: Offer) -> dict[str, Any]:
    approval = approval_on(offer.programme.approvals, clock.today())
    return {
        "id": offer.programme.id,
        "title": offer.programme.title,
        "title_en": offer.programme.title_en,
        "credits": amount(approval.credits) if approval else None,
        "valid_from": approval.valid_from if approval else None,
        "valid_until": approval.valid_until if approval else None,
    }


@blueprint.get("/api/v1/editions")
@needs(TokenScope.EDITIONS_READ)
@blueprint.input(schemas.EditionsQuery, location="query", arg_name="query", unknown=RAISE)
@blueprint.output(schemas.Editions)
@blueprint.doc(
    summary=N_("Edițiile"),
    description=N_("Edițiile pe care le ține organizatorul sau le vede, cele mai noi întâi."),
    operation_id="listEditions",
    responses=refusals(422),
)
def editions(query: dict[str, Any]) -> Any:
    standing = query.get("standing")
    page = providing.list_editions(
        db.session(),
        Wanted(page=query["page"], size=query["per_page"], sort="starts_on", descending=True),
        EditionFilter(
            programme_id=query.get("programme"),
            standing=Standing(standing) if standing else None,
            year=query.get("year"),
            text=query.get("q", "").strip(),
        ),
        on=clock.today(),
        **scope(),
    )
    items = [
        _edition(line.edition, standing=line.standing, may_file=line.may_file) for line in page.rows
    ]
    return paged(page, items)


def _edition(edition: Edition, *, standing: Standing, may_file: bool) -> dict[str, Any]:
    return {
        "id": edition.id,
        "number": edition.number,
        "programme": edition.programme_id,
        "title": edition.programme.title,
        "modality": edition.modality.value,
        "county": edition.county,
        "place": edition.place,
        "starts_on": edition.starts_on,
        "ends_on": edition.ends_on,
        "standing": standing.value,
        "may_file": may_file,
    }


@blueprint.get("/api/v1/editions/<uuid:edition_id>")
@needs(TokenScope.EDITIONS_READ)
@blueprint.output(schemas.EditionWhole)
@blueprint.doc(
    summary=N_("O ediție"),
    description=N_("Ediția cu sesiunile ei și cu listele de prezență pe care le are."),
    operation_id="getEdition",
    responses=refusals(404),
)
def edition(edition_id: UUID) -> Any:
    return _whole(_page(db.session(), edition_id))


def _page(session: Session, edition_id: UUID) -> EditionPage:
    return providing.edition_page(session, edition_id, now=clock.now(), **scope())


def _whole(shown: EditionPage) -> dict[str, Any]:
    edition = shown.edition
    return {
        **_edition(edition, standing=shown.standing, may_file=shown.may_file),
        "sessions": [
            {"starts_at": held.starts_at, "ends_at": held.ends_at, "topic": held.topic}
            for held in edition.sessions
        ],
        "capacity": edition.capacity,
        "price": None if edition.price is None else edition.price // 100,
        "link": edition.link if shown.may_file else None,
        "register_until": edition.register_until,
        "cancel_until": edition.cancel_until,
        "cancelled_at": edition.cancellation.at if edition.cancellation else None,
        "cancel_reason": edition.cancellation.reason if edition.cancellation else None,
        "attendance": [file.id for file in shown.files],
    }


@blueprint.get("/api/v1/editions/<uuid:edition_id>/registrations")
@needs(TokenScope.REGISTRATIONS_READ)
@blueprint.input(schemas.RegistrationsQuery, location="query", arg_name="query", unknown=RAISE)
@blueprint.output(schemas.Registrations)
@blueprint.doc(
    summary=N_("Cine s-a înscris la o ediție"),
    description=N_(
        "Cei cu un loc, apoi cei din lista de așteptare în ordinea lor (`turn`), cu numele și "
        "codul din RNASR. E-mailurile nu se arată."
    ),
    operation_id="listRegistrations",
    responses=refusals(404, 422),
)
def registrations(edition_id: UUID, query: dict[str, Any]) -> Any:
    session = db.session()
    found = attendance_files.find_fileable(session, edition_id, **scope())
    place = query.get("place")
    page = edition_registrations.list_registered(
        session,
        found.id,
        Wanted(page=query["page"], size=query["per_page"]),
        place=Place(place) if place else None,
    )
    return paged(page, [_registration(row) for row in page.rows])


def _registration(row: Registered) -> dict[str, Any]:
    return {
        "rnasr_code": row.rnasr_code,
        "name": row.name,
        "registered_at": row.registered_at,
        "place": (Place.WAITING if row.turn else Place.TAKEN).value,
        "waiting_since": row.waiting_since,
        "turn": row.turn,
    }


@blueprint.post("/api/v1/editions")
@needs(TokenScope.EDITIONS_WRITE)
@blueprint.input(schemas.EditionIn, location="json", arg_name="wanted")
@blueprint.input(schemas.OnceHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.EditionWhole, status_code=201)
@blueprint.doc(
    summary=N_("O ediție nouă"),
    description=N_(
        "Programul și furnizorul trebuie să aibă aprobare în fiecare zi a ediției. Aceeași ediție "
        "trimisă a doua oară este refuzată, iar cu același Idempotency-Key primește același "
        "răspuns."
    ),
    operation_id="createEdition",
    responses=refusals(404, 409, 415, 422),
)
def create(wanted: dict[str, Any], headers: dict[str, Any]) -> Any:
    del headers
    modality, place = Modality(wanted["modality"]), (wanted["place"] or "").strip() or None
    _refuse_nowhere(modality, county=wanted["county"], place=place)
    asked = NewEdition(
        programme_id=wanted["programme"],
        provider_id=bearer().provider_id,
        modality=modality,
        county=wanted["county"],
        place=place,
        sessions=_sessions(wanted["sessions"]),
        terms=_terms(Terms(), wanted),
    )
    body = request.get_data()
    if before := repeated(body):
        return answered(before)

    def act(session: Session) -> Answer:
        made = scheduling.create_edition(
            session, asked, account_id=bearer().account_id, now=clock.now(), **scope()
        )
        shown = schemas.EditionWhole().dump(_whole(_page(session, made.id)))
        return Answer(status=201, body=shown)

    return once(act, body)


def _sessions(given: list[dict[str, Any]]) -> list[NewSession]:
    return [
        NewSession(
            starts_at=held["starts_at"],
            ends_at=held["ends_at"],
            topic=(held["topic"] or "").strip() or None,
        )
        for held in given
    ]


def _terms(terms: Terms, given: dict[str, Any]) -> Terms:
    """The terms with what was given of them; the price is sent in lei and kept in bani."""
    found = {each.name: given[each.name] for each in fields(Terms) if each.name in given}
    if found.get("price") is not None:
        found["price"] *= 100
    return replace(terms, **found)


def _changed(edition: Edition, given: dict[str, Any]) -> NewEdition:
    """The edition as it would be with what was given."""
    modality = Modality(given.get("modality", edition.modality))
    county = given.get("county", edition.county)
    place = (given.get("place", edition.place) or "").strip() or None
    _refuse_nowhere(modality, county=county, place=place)
    now_held = [
        NewSession(starts_at=held.starts_at, ends_at=held.ends_at, topic=held.topic)
        for held in edition.sessions
    ]
    terms = Terms(**{each.name: getattr(edition, each.name) for each in fields(Terms)})
    return NewEdition(
        programme_id=edition.programme_id,
        provider_id=edition.provider_id,
        modality=modality,
        county=county,
        place=place,
        sessions=_sessions(given["sessions"]) if "sessions" in given else now_held,
        terms=_terms(terms, given),
    )


@blueprint.patch("/api/v1/editions/<uuid:edition_id>")
@needs(TokenScope.EDITIONS_WRITE)
@blueprint.input(schemas.EditionChange, location="json", arg_name="given")
@blueprint.input(schemas.OnceHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.EditionWhole)
@blueprint.doc(
    summary=N_("Schimbarea unei ediții"),
    description=N_(
        "Ce nu se trimite rămâne cum este; sesiunile se trimit toate. Se poate până la prima "
        "sesiune, cu verificările unei ediții noi și niciodată sub locurile deja ocupate. Dacă se "
        "schimbă zilele, orele, locul sau linkul, cei înscriși și cei care așteaptă sunt anunțați "
        "o dată."
    ),
    operation_id="changeEdition",
    responses=refusals(404, 409, 415, 422),
)
def change(edition_id: UUID, given: dict[str, Any], headers: dict[str, Any]) -> Any:
    del headers

    def act(session: Session) -> Answer:
        edition_places.locked(session, edition_id)  # before it is read: what is left out stays
        edition = attendance_files.find_fileable(session, edition_id, **scope())
        session.refresh(edition)
        edition_changes.change_edition(
            session, edition_id, _changed(edition, given), **_acting(), **scope()
        )
        shown = schemas.EditionWhole().dump(_whole(_page(session, edition_id)))
        return Answer(status=200, body=shown)

    return once(act, request.get_data())


@blueprint.post("/api/v1/editions/<uuid:edition_id>/cancel")
@needs(TokenScope.EDITIONS_WRITE)
@blueprint.input(schemas.CancelIn, location="json", arg_name="given")
@blueprint.input(schemas.OnceHeaders, location="headers", arg_name="headers")
@blueprint.output(schemas.EditionWhole)
@blueprint.doc(
    summary=N_("Anularea unei ediții"),
    description=N_(
        "O ediție planificată, fără listă de prezență. Cei înscriși și cei care așteaptă sunt "
        "anunțați o dată, cu motivul. Anularea nu se poate întoarce."
    ),
    operation_id="cancelEdition",
    responses=refusals(404, 409, 415, 422),
)
def cancel(edition_id: UUID, given: dict[str, Any], headers: dict[str, Any]) -> Any:
    del headers

    def act(session: Session) -> Answer:
        edition_changes.cancel_edition(
            session, edition_id, reason=given["reason"], **_acting(), **scope()
        )
        shown = schemas.EditionWhole().dump(_whole(_page(session, edition_id)))
        return Answer(status=200, body=shown)

    return once(act, request.get_data())


def _acting() -> dict[str, Any]:
    return {
        "account_id": bearer().account_id,
        "write": current_app.extensions["letters"],
        "now": clock.now(),
    }


def _refuse_nowhere(modality: Modality, *, county: str | None, place: str | None) -> None:
    """Where people come together is said, as in the form of the pages."""
    if modality is Modality.ONLINE:
        return
    if not county:
        raise BadInput(N_("Alegeți județul în care se ține ediția."), field="county")
    if not place:
        raise BadInput(N_("Scrieți unde se ține ediția."), field="place")
