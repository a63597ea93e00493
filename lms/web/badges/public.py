"""The public page of a badge, and its files: nothing before it is published, 410 after."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, g, render_template, request
from flask_babel import force_locale

from lms import clock
from lms.extensions import db, transaction
from lms.services import badge_classes, badge_files, badge_pages, open_badges_2
from lms.web.badges.frame import blueprint, file_response
from lms.web.badges.showing import shared_words, show
from lms.web.context import LANGUAGES, localised, settings

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


@blueprint.get("/b/<public_id>.svg")
def page_svg(public_id: str) -> Response:
    """The drawing with the signed document inside."""
    award = badge_pages.public_badge(db.session(), public_id)
    return file_response(badge_files.baked_svg(award), "image/svg+xml", kept_seconds=_KEPT)


@blueprint.get("/b/<public_id>.jwt")
def page_jwt(public_id: str) -> Response:
    """The same badge as a JWT (ES256)."""
    award = badge_pages.public_badge(db.session(), public_id)
    with transaction() as session:  # the first one makes the key
        data = badge_files.as_jwt(session, award, settings=settings(), now=clock.now())
    return file_response(data, badge_files.JWT_MEDIA_TYPE, kept_seconds=_KEPT)


@blueprint.get("/b/<public_id>/ob2.json")
def page_v2(public_id: str) -> Response:
    """The badge as a hosted assertion of Open Badges 2.0; 410 says that it was revoked."""
    award = badge_pages.public_badge(db.session(), public_id)
    body = json.dumps(
        open_badges_2.hosted_assertion(award, settings=settings()), ensure_ascii=False
    )
    answer = file_response(body, open_badges_2.MEDIA_TYPE, kept_seconds=_KEPT)
    answer.status_code = 200 if award.revoked_at is None else 410
    return answer


@blueprint.get("/b/<public_id>/share.png")
def share(public_id: str) -> Response:
    """What social networks show of the page, in the language that its address says."""
    award = badge_pages.public_badge(db.session(), public_id)
    signed = badge_pages.signed_facts(badge_pages.document_of(award))
    # Never by the asker's language: what caches keep is the same for everybody.
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else badge_classes.LANGUAGE
    with force_locale(g.language):
        words = shared_words()
    png = badge_files.shared_png(
        award.badge_class,
        holder=signed.holder,
        title=localised(award.badge_class.name),
        words=words,
        issuer=award.badge_class.issuer.name,
    )
    return file_response(png, "image/png", kept_seconds=_KEPT)
