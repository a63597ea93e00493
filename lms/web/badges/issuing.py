"""What verifiers of others read: badge classes, the issuer, its keys, its status lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, abort, render_template, url_for

from lms import clock
from lms.extensions import db
from lms.models import BadgeClass, Issuer
from lms.services import badge_classes, badge_files, issuers, open_badges_2, status_lists
from lms.web.badges.frame import blueprint, file_response
from lms.web.context import language, settings


@blueprint.get("/classes/<slug>")
def badge_class(slug: str) -> Any:
    """What a badge is awarded for."""
    found = _class(slug)
    return render_template(
        "badges/class.html",
        badge_class=found,
        picture_url=url_for("badges.class_picture", slug=slug),
        picture_alt=badge_classes.picture_alt(found, language()),
    )


@blueprint.get("/classes/<slug>.png")
def class_picture(slug: str) -> Response:
    """The picture of a badge class; it never changes."""
    return file_response(badge_files.picture(_class(slug)), "image/png", kept_seconds=86400)


@blueprint.get("/issuers/<slug>")
def issuer(slug: str) -> Any:
    """Who issues, by which identifier and keys."""
    found = _issuer(slug)
    document = issuers.did_document(db.session(), found, settings=settings())
    return render_template("badges/issuer.html", issuer=found, document=document)


@blueprint.get("/issuers/<slug>/did.json")
def did(slug: str) -> Response:
    """The DID document of an issuer (did:web)."""
    document = issuers.did_document(db.session(), _issuer(slug), settings=settings())
    body = json.dumps(document, ensure_ascii=False)
    return file_response(body, "application/did+ld+json", kept_seconds=300)


@blueprint.get("/status/<int(max=999999999):number>")
def status_list(number: int) -> Response:
    """A status list, signed by its issuer."""
    found = status_lists.published(db.session(), number, settings=settings(), now=clock.now())
    if found is None:
        abort(404)
    return file_response(found, badge_files.MEDIA_TYPE, kept_seconds=60)


@blueprint.get("/classes/<slug>/ob2.json")
def class_v2(slug: str) -> Response:
    """A badge class as Open Badges 2.0."""
    return _v2(open_badges_2.badge_class(db.session(), _class(slug), settings=settings()))


@blueprint.get("/issuers/<slug>/ob2.json")
def issuer_v2(slug: str) -> Response:
    """The issuer as Open Badges 2.0."""
    return _v2(open_badges_2.profile(db.session(), _issuer(slug), settings=settings()))


@blueprint.get("/issuers/<slug>/keys/<int(max=999999999):number>.json")
def key_v2(slug: str, number: int) -> Response:
    """The public half of an RSA key, with which badges of 2.0 are signed."""
    found = open_badges_2.key_document(db.session(), _issuer(slug), number, settings=settings())
    return _v2(found)


@blueprint.get("/issuers/<slug>/revocations.json")
def revocations_v2(slug: str) -> Response:
    """Which signed badges of 2.0 were revoked."""
    return _v2(open_badges_2.revocations(db.session(), _issuer(slug), settings=settings()))


def _v2(document: Mapping[str, Any]) -> Response:
    body = json.dumps(document, ensure_ascii=False)
    return file_response(body, open_badges_2.MEDIA_TYPE, kept_seconds=60)


def _class(slug: str) -> BadgeClass:
    found = badge_classes.class_by_slug(db.session(), slug)
    if found is None:
        abort(404)
    return found


def _issuer(slug: str) -> Issuer:
    found = issuers.issuer_by_slug(db.session(), slug)
    if found is None:
        abort(404)
    return found
