"""The ledger's signed roots, for everybody; and the proof of a line, for its member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from lms.extensions import db
from lms.models import Role
from lms.services import ledger_roots
from lms.web import listing
from lms.web.access import own_member_id, roles
from lms.web.context import settings

blueprint = Blueprint("ledger", __name__)


@blueprint.get("/ledger/roots")
def index() -> Any:
    """The roots, newest first, and in plain words what they are for."""
    asked = request.args.get("page", "1")
    page = ledger_roots.list_roots(
        db.session(), page=int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    )
    return render_template(
        "ledger/roots.html", page=page, page_url=lambda number: listing.address(page=number)
    )


@blueprint.get("/ledger/roots/<int(max=2147483647):number>.json")
def root(number: int) -> Response:
    """A root as it was signed; it never changes."""
    found = ledger_roots.get_root(db.session(), number)
    response = Response(found.document, content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/credits/<uuid:entry_id>/proof")
@roles(Role.MEMBER)
def proof(entry_id: UUID) -> Any:
    """What the proof of a line is, how it is checked, and the proof itself or when it comes."""
    entry, covering = ledger_roots.standing_of(
        db.session(), own_member_id(), entry_id, settings=settings()
    )
    return render_template("ledger/proof.html", entry=entry, root=covering)


@blueprint.get("/credits/<uuid:entry_id>/proof.json")
@roles(Role.MEMBER)
def proof_json(entry_id: UUID) -> Response:
    """The proof of a line, to keep."""
    text = ledger_roots.proof_text(db.session(), own_member_id(), entry_id, settings=settings())
    response = Response(text, content_type="application/json")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="treapta-proof-{str(entry_id)[:8]}.json"'
    )
    return response
