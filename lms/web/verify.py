"""Verification, for anyone: one word, the reason, every check, every field to compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

import badges
from lms import clock
from lms.errors import Gone, NotFound, TreaptaError
from lms.extensions import db, limiter
from lms.services import badge_pages, badge_standing, verifying
from lms.services.fetching import Fetcher
from lms.services.presented import Reference, read_presented, read_text
from lms.services.verifying import Verified
from lms.web.badges.showing import TAGS
from lms.web.context import day, language, moment, settings
from lms.web.errors import message_of
from lms.web.forms.badges import VerifyForm

blueprint = Blueprint("verify", __name__)

# A verification costs some 50 ms of one core; people try files by hand.
LIMIT = "60 per minute; 600 per hour"


@blueprint.get("/verify")
@limiter.limit(LIMIT)
def index() -> Any:
    """The form; with ?code=, the answer about one of our published badges."""
    form = VerifyForm()
    code = request.args.get("code", "")
    if not code:
        return render_template("verify/index.html", form=form)
    form.reference.data = code
    return _answer(form, code=code)


@blueprint.post("/verify")
@limiter.limit(LIMIT)
def check() -> Any:
    """The answer about a file, an address or a code; nothing is kept."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return _refused(form)
    uploaded = form.file.data
    if uploaded:
        return _answer(form, data=uploaded.read(), filename=uploaded.filename or "")
    if form.reference.data and form.reference.data.strip():
        return _answer(form, code=form.reference.data)
    return _refused(
        form, "file", _("Alegeți fișierul insignei sau lipiți adresa, codul ori textul.")
    )


def _answer(
    form: VerifyForm, *, data: bytes | None = None, filename: str = "", code: str = ""
) -> Any:
    field = "reference" if data is None else "file"
    try:
        found = verify_brought(data=data, filename=filename, text=code)
    except (badges.BadgeError, TreaptaError) as error:
        return _refused(form, field, refusal_of(error))
    award = badge_standing.own_award(db.session(), found, settings=settings())
    return render_template(
        "verify/result.html",
        found=found,
        report=found.report,
        tag=TAGS[found.report.outcome],
        is_authentic=found.is_authentic,
        summary=_summary(found),
        revoked_at=award.revoked_at if award else None,
        today=badge_standing.of_award(db.session(), award, on=clock.today()) if award else None,
        sentence_of=_sentence_of,
        checked_at=clock.now(),
    )


def verify_brought(*, data: bytes | None = None, filename: str = "", text: str = "") -> Verified:
    """The answer about a file or a text; raises BadgeError or TreaptaError, see `refusal_of`."""
    session = db.session()
    # While another site is waited for, no connection to the database is kept.
    fetcher = Fetcher(before=session.rollback)
    presented = (
        read_text(text, settings=settings(), fetcher=fetcher)
        if data is None
        else read_presented(data, filename=filename, settings=settings(), fetcher=fetcher)
    )
    if isinstance(presented, Reference):
        presented = badge_pages.document_of(badge_pages.public_badge(session, presented.public_id))
    return verifying.verify_document(
        session, presented, settings=settings(), now=clock.now(), fetcher=fetcher
    )


def refusal_of(error: badges.BadgeError | TreaptaError) -> str:
    """Why something could not be verified at all, in the reader's language."""
    if isinstance(error, badges.BadgeError):
        return error.sentence(language())
    if isinstance(error, Gone):
        return _(
            "Titularul a retras pagina acestei insigne. Dacă aveți fișierul ei sau "
            "adeverința PDF, încărcați-l și îl verificăm."
        )
    if isinstance(error, NotFound):
        return _(
            "Nu există o insignă publicată cu acest cod. Poate titularul nu a publicat-o: "
            "dacă aveți fișierul ei sau adeverința PDF, încărcați-l și îl verificăm."
        )
    return message_of(error)


def _sentence_of(check: badges.Check) -> str:
    """What a check found, with the instants of its period as a person reads them."""
    if check.kind is not badges.CheckKind.VALIDITY:
        return check.sentence(language())
    params = {name: _moment_of(value) for name, value in check.params.items()}
    return replace(check, params=params).sentence(language())


def _moment_of(written: str | int) -> str | int:
    try:
        return moment(datetime.fromisoformat(str(written)))
    except (ValueError, OverflowError):
        return written


def _summary(found: Verified) -> list[tuple[str, str]]:
    """What to compare first: the person, the badge, the issuer, the day."""
    printed = {item.path: item.value for item in found.report.fields}
    names = [
        value
        for path, value in printed.items()
        if path.endswith("identityHash")
        and printed.get(path.replace("identityHash", "identityType")) == "name"
    ]
    rows = [
        (_("Titular"), ", ".join(names)),
        (_("Insigna"), _first(printed, "credentialSubject.achievement.name", "badge.name")),
        (_("Emitent"), _first(printed, "issuer.name", "badge.issuer.name")),
        (_("Acordată la"), _day_of(_first(printed, "awardedDate", "validFrom", "issuedOn"))),
    ]
    return [(label, value) for label, value in rows if value]


def _first(printed: dict[str, str], *paths: str) -> str:
    """What stands at the first of these places: 3.0 and 2.0 call the same thing by two names."""
    return next((printed[path] for path in paths if printed.get(path)), "")


def _day_of(written: str) -> str:
    """The day of an instant that a document carries, in words; unreadable, as it is written."""
    try:
        return day(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        return written


def _refused(form: VerifyForm, field: str | None = None, message: str | None = None) -> Any:
    if field is not None:
        form[field].errors = [message]
    return render_template("verify/index.html", form=form), 422
