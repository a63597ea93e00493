"""Insignele mele: what the public would see, publishing it, withdrawing it, one's own copies."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.extensions import db, limiter, transaction
from lms.models import Award, Role
from lms.services import (
    badge_archive,
    badge_classes,
    badge_files,
    badge_pages,
    badge_standing,
    certificates,
    micro_credentials,
    open_badges_2,
)
from lms.services.badge_pages import Visibility
from lms.web.access import own_member_id, person, roles
from lms.web.badges.frame import blueprint, file_response
from lms.web.badges.showing import show
from lms.web.context import settings
from lms.web.forms.badges import PublishForm


def state_of(award: Award) -> tuple[str, str]:
    """The kind of tag and the word for who sees a badge."""
    if award.revoked_at is not None:
        return "problem", _("Revocată")
    return {
        Visibility.PRIVATE: ("neutral", _("O vedeți doar dumneavoastră")),
        Visibility.PUBLISHED: ("done", _("Publicată")),
        Visibility.WITHDRAWN: ("neutral", _("Retrasă")),
    }[badge_pages.visibility(award)]


@blueprint.get("/badges")
@roles(Role.MEMBER)
def index() -> Any:
    """My badges, newest first."""
    rows = badge_pages.badges_of(db.session(), own_member_id())
    return render_template("badges/index.html", awards=rows, state_of=state_of)


@blueprint.get("/badges/<uuid:award_id>", endpoint="show")
@roles(Role.MEMBER)
def mine(award_id: UUID) -> Any:
    """One of my badges, exactly as the public would see it, and who sees it now."""
    return _mine_page(_own(award_id), PublishForm())


@blueprint.post("/badges/<uuid:award_id>/publish")
@roles(Role.MEMBER)
def publish(award_id: UUID) -> Any:
    """Publish a badge, with the consent that the page asks for."""
    form = PublishForm()
    if not form.validate_on_submit():
        return _mine_page(_own(award_id), form), 422
    with transaction() as session:
        award = badge_pages.own_badge(session, own_member_id(), award_id)
        badge_pages.publish(session, award, now=clock.now(), account_id=person().account_id)
    flash(_("Insigna este publicată. Oricine are adresa ei o poate vedea și verifica."), "success")
    return redirect(url_for("badges.show", award_id=award_id))


@blueprint.post("/badges/<uuid:award_id>/withdraw")
@roles(Role.MEMBER)
def withdraw(award_id: UUID) -> Any:
    """Withdraw a published badge."""
    with transaction() as session:
        award = badge_pages.own_badge(session, own_member_id(), award_id)
        badge_pages.withdraw(session, award, now=clock.now(), account_id=person().account_id)
    flash(_("Pagina insignei a fost retrasă. O puteți publica din nou oricând."), "success")
    return redirect(url_for("badges.show", award_id=award_id))


@blueprint.post("/badges/<uuid:award_id>/standing")
@roles(Role.MEMBER)
def show_standing(award_id: UUID) -> Any:
    """Let those who verify the badge see whether I am an active member that day."""
    with transaction() as session:
        award = badge_pages.own_badge(session, own_member_id(), award_id)
        badge_standing.allow(session, award, now=clock.now(), account_id=person().account_id)
    flash(_("Cine verifică insigna vede de acum și situația dumneavoastră din acea zi."), "success")
    return redirect(url_for("badges.show", award_id=award_id))


@blueprint.post("/badges/<uuid:award_id>/standing/hide")
@roles(Role.MEMBER)
def hide_standing(award_id: UUID) -> Any:
    """Show it no more."""
    with transaction() as session:
        award = badge_pages.own_badge(session, own_member_id(), award_id)
        badge_standing.forbid(session, award, now=clock.now(), account_id=person().account_id)
    flash(_("Situația dumneavoastră nu se mai vede la verificare."), "success")
    return redirect(url_for("badges.show", award_id=award_id))


@blueprint.get("/badges/all.zip")
@roles(Role.MEMBER)
@limiter.limit("10 per minute")
def all_zip() -> Response:
    """All my badges, sent while they are packed."""
    awards = badge_pages.badges_of(db.session(), own_member_id())
    response = Response(
        badge_archive.archive(awards, now=clock.now()), content_type="application/zip"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="insigne.zip"'
    return response


@blueprint.get("/badges/<uuid:award_id>/badge.png")
@roles(Role.MEMBER)
def own_png(award_id: UUID) -> Response:
    """My badge as a PNG with the signed document inside; mine, published or not."""
    award = _own(award_id)
    return file_response(badge_files.baked_png(award), "image/png", filename=_name(award, "png"))


@blueprint.get("/badges/<uuid:award_id>/badge.json")
@roles(Role.MEMBER)
def own_json(award_id: UUID) -> Response:
    """My badge as the signed document; mine, published or not."""
    award = _own(award_id)
    return file_response(award.credential, badge_files.MEDIA_TYPE, filename=_name(award, "json"))


@blueprint.get("/badges/<uuid:award_id>/badge.svg")
@roles(Role.MEMBER)
def own_svg(award_id: UUID) -> Response:
    """My badge as a drawing with the signed document inside."""
    award = _own(award_id)
    data = badge_files.baked_svg(award)
    return file_response(data, "image/svg+xml", filename=_name(award, "svg"))


@blueprint.get("/badges/<uuid:award_id>/badge.jwt")
@roles(Role.MEMBER)
def own_jwt(award_id: UUID) -> Response:
    """My badge as a JWT (ES256)."""
    award = _own(award_id)
    with transaction() as session:  # the first one makes the key
        data = badge_files.as_jwt(session, award, settings=settings(), now=clock.now())
    return file_response(data, badge_files.JWT_MEDIA_TYPE, filename=_name(award, "jwt"))


@blueprint.get("/badges/<uuid:award_id>/certificate.pdf")
@roles(Role.MEMBER)
def certificate(award_id: UUID) -> Response:
    """My certificate as PDF/A."""
    award = _own(award_id)
    pdf = certificates.certificate_pdf(db.session(), award, settings=settings(), now=clock.now())
    name = f"adeverinta-{award.badge_class.slug}.pdf"
    return file_response(pdf, "application/pdf", filename=name)


@blueprint.get("/badges/<uuid:award_id>/ob2.jws")
@roles(Role.MEMBER)
def own_v2(award_id: UUID) -> Response:
    """My badge as a signed assertion of Open Badges 2.0."""
    award, signed = _signed_v2(award_id)
    return file_response(signed, "text/plain", filename=_name(award, "jws"))


@blueprint.get("/badges/<uuid:award_id>/ob2.png")
@roles(Role.MEMBER)
def own_v2_png(award_id: UUID) -> Response:
    """My badge of Open Badges 2.0 inside its picture."""
    award, signed = _signed_v2(award_id)
    data = open_badges_2.baked_png(award, signed)
    return file_response(data, "image/png", filename=_name(award, "ob2.png"))


@blueprint.get("/badges/<uuid:award_id>/ob2.svg")
@roles(Role.MEMBER)
def own_v2_svg(award_id: UUID) -> Response:
    """My badge of Open Badges 2.0 inside its drawing."""
    award, signed = _signed_v2(award_id)
    data = open_badges_2.baked_svg(award, signed)
    return file_response(data, "image/svg+xml", filename=_name(award, "ob2.svg"))


@blueprint.get("/badges/<uuid:award_id>/microcredential.json")
@roles(Role.MEMBER)
def micro_credential(award_id: UUID) -> Response:
    """My micro-credential as a European Digital Credential, made ready for a seal."""
    award = _own(award_id)
    document = micro_credentials.european(award, settings=settings())
    return file_response(
        json.dumps(document, ensure_ascii=False),
        open_badges_2.MEDIA_TYPE,
        filename=f"microcertificare-{award.badge_class.slug}.json",
    )


def _signed_v2(award_id: UUID) -> tuple[Award, str]:
    award = _own(award_id)
    with transaction() as session:  # the first one makes the key
        signed = open_badges_2.signed_assertion(
            session, award, settings=settings(), now=clock.now()
        )
    return award, signed


def _own(award_id: UUID) -> Award:
    return badge_pages.own_badge(db.session(), own_member_id(), award_id)


def _name(award: Award, ending: str) -> str:
    return f"insigna-{award.badge_class.slug}.{ending}"


def _mine_page(award: Award, form: PublishForm) -> str:
    return render_template(
        "badges/mine.html",
        shown=show(award),
        state=state_of(award),
        visibility=badge_pages.visibility(award).value,
        consent=badge_pages.consent_of(db.session(), award),
        form=form,
        is_micro=micro_credentials.is_micro_credential(award),
        identity=badge_classes.IDENTITY,
    )
