"""Certificates of participation: the member's own, and the public page that checks one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms import clock
from lms.extensions import db, limiter, transaction
from lms.models import Role
from lms.services import participation
from lms.web import listing
from lms.web.access import own_member_id, person, roles
from lms.web.context import credits_text, settings
from lms.web.downloads import send_stored
from lms.web.needs import edition_place, edition_title
from lms.web.proofs import moment_of, paper_verdict

blueprint = Blueprint("participation", __name__)

_LIMIT = "60 per minute; 600 per hour"
_VERDICTS = {
    participation.Standing.SAME: ("done", _l("Valabilă")),
    participation.Standing.CHANGED: ("warning", _l("Depășită")),
    participation.Standing.UPDATING: ("warning", _l("În actualizare")),
    participation.Standing.WITHDRAWN: ("problem", _l("Retrasă")),
}
COLUMNS = [
    listing.Column(key="ends_on", label=_l("Data"), value=lambda part: part.edition.ends_on),
    listing.Column(
        key="title", label=_l("Programul"), value=lambda part: edition_title(part.edition)
    ),
    listing.Column(
        key="organiser", label=_l("Organizator"), value=lambda part: part.edition.provider.name
    ),
    listing.Column(
        key="minutes", label=_l("Minute prezente"), value=lambda part: part.minutes, numeric=True
    ),
    listing.Column(
        key="delivered", label=_l("Minute ținute"), value=lambda part: part.delivered, numeric=True
    ),
    listing.Column(
        key="credits",
        label=_l("Credite"),
        value=lambda part: "" if part.credits is None else credits_text(part.credits),
        numeric=True,
    ),
    listing.Column(
        key="number",
        label=_l("Adeverința"),
        value=lambda part: part.certificate.number if part.certificate else "",
    ),
]


@blueprint.after_request
def mark(response: Response) -> Response:
    """The page that carries a person's name stays out of search engines and of others' logs."""
    if request.endpoint == "participation.show":
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/credits/participation")
@roles(Role.MEMBER)
def index() -> Any:
    """The editions in which the member took part, each with its certificate."""
    wanted = listing.read_wanted(COLUMNS, sort="ends_on", descending=True)
    page = participation.list_parts(db.session(), own_member_id(), wanted)
    if listing.export_format():
        return listing.export(page.rows, COLUMNS, filename="participari")
    return render_template(
        "proofs/participations.html",
        title_of=edition_title,
        place_of=edition_place,
        **listing.frame(page, COLUMNS, wanted),
    )


@blueprint.post("/credits/participation/<uuid:edition_id>")
@roles(Role.MEMBER)
def issue(edition_id: UUID) -> Any:
    """Issue the certificate; while the list says the same it is the same one."""
    with transaction() as session:
        made = participation.issue(
            session,
            own_member_id(),
            edition_id,
            account_id=person().account_id,
            settings=settings(),
            now=clock.now(),
        )
    flash(_("Adeverința nr. %(number)s este gata.", number=made.number), "success")
    return redirect(url_for("participation.index", _anchor=f"edition-{edition_id}"), 303)


@blueprint.get("/credits/participation/<uuid:certificate_id>.pdf")
@roles(Role.MEMBER)
def pdf(certificate_id: UUID) -> Any:
    """The PDF as it was issued."""
    return send_stored(
        *participation.own_pdf(db.session(), own_member_id(), certificate_id, settings=settings())
    )


@blueprint.get("/verify/participation/<public_id>")
@limiter.limit(_LIMIT)
def show(public_id: str) -> Any:
    """Public: every field as issued, and what the record says now."""
    found = participation.verify(db.session(), public_id[:40], settings=settings())
    tag, word = paper_verdict(found.refusal, _VERDICTS[found.standing])
    return render_template(
        "proofs/participation.html",
        found=found,
        tag=tag,
        word=word,
        signed_at=moment_of(found.document["proof"]["created"]),
        checked_at=clock.now(),
    )
