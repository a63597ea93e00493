"""The public page of a badge, and its files: nothing before it is published, 410 after."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from lms.extensions import db
from lms.services import badge_classes, badge_files, badge_pages
from lms.web.badges.frame import blueprint, file_response
from lms.web.badges.showing import shared_words, show
from lms.web.context import localised

_KEPT = 300  # seconds; a withdrawn badge is gone from caches after that


@blueprint.get("/b/<public_id>")
def page(public_id: str) -> Any:
    """The badge: what it is, whose, what they can do, how it was assessed, valid today."""
    award = badge_pages.public_badge(db.session(), public_id)
    return render_template("badges/public.html", shown=show(award), identity=badge_classes.IDENTITY)


@blueprint.get("/b/<public_id>.png")
def page_png(public_id: str) -> Response:
    """The picture with the signed document inside."""
    award = badge_pages.public_badge(db.session(), public_id)
    return file_response(badge_files.baked_png(award), "image/png", kept_seconds=_KEPT)


@blueprint.get("/b/<public_id>.json")
def page_json(public_id: str) -> Response:
    """The signed document."""
    award = badge_pages.public_badge(db.session(), public_id)
    return file_response(award.credential, badge_files.MEDIA_TYPE, kept_seconds=_KEPT)


@blueprint.get("/b/<public_id>/share.png")
def share(public_id: str) -> Response:
    """What social networks show of the page."""
    award = badge_pages.public_badge(db.session(), public_id)
    signed = badge_pages.signed_facts(badge_pages.document_of(award))
    png = badge_files.shared_png(
        award.badge_class,
        holder=signed.holder,
        title=localised(award.badge_class.name),
        words=shared_words(),
        issuer=award.badge_class.issuer.name,
    )
    return file_response(png, "image/png", kept_seconds=_KEPT)
