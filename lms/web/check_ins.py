"""Area: check_ins. The code on the screen of the room, and the member who scans it."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup

from lms import clock
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import attendance_files, check_ins
from lms.services.check_ins import Held
from lms.web.access import own_member_id, person, roles
from lms.web.context import settings

blueprint = Blueprint("check_ins", __name__)
CONFIRM_WITHIN = 600  # seconds between the scan and the button


def _picture(url: str) -> Markup:
    """A QR code as SVG of our own making."""
    out = io.BytesIO()
    segno.make(url, error="m").save(
        out, kind="svg", border=2, dark="#1B2430", xmldecl=False, omitsize=True
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (segno's own markup)


@blueprint.get("/provider/editions/<uuid:edition_id>/check-in")
@roles(Role.PROVIDER)
def screen(edition_id: UUID) -> Any:
    """The code for the screen of the room; htmx asks for the next one."""
    session, now = db.session(), clock.now()
    edition = attendance_files.find_fileable(
        session, edition_id, provider_ids=person().provider_ids()
    )
    held = next(iter(check_ins.open_now(session, now=now, edition_ids=[edition.id])), None)
    shown: dict[str, Any] = {"edition": edition, "held": held}
    if held is not None:
        code = check_ins.code_of(held.session_id, settings=settings(), now=now)
        url = settings().public_url.rstrip("/") + url_for("check_ins.scanned", code=code)
        shown |= {
            "code": f"{code[:4]} {code[4:]}",
            "picture": _picture(url),
            "where": settings().public_url.rstrip("/") + url_for("check_ins.ask"),
            "count": check_ins.count(session, held),
        }
    is_part = request.headers.get("HX-Request") == "true"
    template = "check_ins/_code.html" if is_part else "check_ins/screen.html"
    return render_template(template, **shown)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().derived_key("check-in-confirm"))


@blueprint.get("/check-in")
@roles(Role.MEMBER)
def ask() -> Any:
    """For those whose camera does not read it: the code typed by hand."""
    own_member_id()
    code = request.args.get("code", "")[:40]
    if code.strip():
        return redirect(url_for("check_ins.scanned", code=code))
    return render_template("check_ins/ask.html", problem=None)


@blueprint.get("/check-in/<code>")
@roles(Role.MEMBER)
def scanned(code: str) -> Any:
    """What was scanned; one button says that one is there."""
    own_member_id()
    held = check_ins.find(db.session(), code, settings=settings(), now=clock.now())
    if held is None:
        problem = _("Codul s-a schimbat între timp. Scanați-l din nou de pe ecranul din sală.")
        return render_template("check_ins/ask.html", problem=problem), 410
    proof = _serializer().dumps([held.session_id.hex, own_member_id().hex])
    return render_template("check_ins/confirm.html", held=held, proof=proof)


@blueprint.post("/check-in")
@roles(Role.MEMBER)
def confirm() -> Any:
    """Keep that the member is there; a second time changes nothing."""
    member_id, now = own_member_id(), clock.now()
    held = _proved(request.form.get("proof", ""), member_id)
    if held is None:
        problem = _("Confirmarea a venit prea târziu. Scanați din nou codul de pe ecran.")
        return render_template("check_ins/ask.html", problem=problem), 410
    with transaction() as session:
        fresh = check_ins.check_in(
            session, held, member_id=member_id, account_id=person().account_id, now=now
        )
    if fresh:
        flash(_("Am notat că sunteți în sală. Creditele vin după lista de prezență."), "success")
    else:
        flash(_("Notasem deja că sunteți în sală."), "info")
    return redirect(url_for("editions.show", edition_id=held.edition.id), 303)


def _proved(proof: str, member_id: UUID) -> Held | None:
    """The session whose code this member scanned a moment ago."""
    try:
        said = _serializer().loads(proof[:400], max_age=CONFIRM_WITHIN)
    except BadSignature:
        return None
    session_id, who = UUID(said[0]), UUID(said[1])
    if who != member_id:
        return None
    return next(
        (
            held
            for held in check_ins.open_now(db.session(), now=clock.now())
            if held.session_id == session_id
        ),
        None,
    )
