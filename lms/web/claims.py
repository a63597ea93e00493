"""Area: claims. A member says that an undecided row of a list is theirs; the organiser decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from lms import clock
from lms.extensions import db, transaction
from lms.models import Role
from lms.services import attendance_claims
from lms.web.access import own_member_id, person, roles

blueprint = Blueprint("claims", __name__)


@blueprint.get("/credits/claims/<uuid:edition_id>")
@roles(Role.MEMBER)
def show(edition_id: UUID) -> Any:
    """What the member may say of an edition, and what follows from it."""
    found = attendance_claims.find(db.session(), own_member_id(), edition_id)
    return render_template("credits/claim.html", found=found, edition=found.edition)


@blueprint.post("/credits/claims/<uuid:edition_id>")
@roles(Role.MEMBER)
def claim(edition_id: UUID) -> Any:
    """Keep what the member says, for the organiser."""
    with transaction() as session:
        attendance_claims.claim(
            session,
            own_member_id(),
            edition_id,
            account_id=person().account_id,
            now=clock.now(),
        )
    flash(_("Am spus organizatorului. El verifică lista și hotărăște."), "success")
    return redirect(url_for("claims.show", edition_id=edition_id), 303)
