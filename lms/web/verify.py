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
from lms.services import badge_pages, verifying
from lms.services.presented import Reference, read_presented, read_reference
from lms.services.verifying import Verified
from lms.web.badges.showing import TAGS
from lms.web.context import day, language, moment, settings
from lms.web.errors import message_of
from lms.web.forms.badges import VerifyForm

blueprint = Blueprint("verify", __name__)

# A verification costs some 50 ms of one core; people try files by hand.
_LIMIT = "60 per minute; 600 per hour"


@blueprint.get("/verify")
@limiter.limit(_LIMIT)
def index() -> Any:
    """The form; with ?code=, the answer about one of our published badges."""
    form = VerifyForm()
    code = request.args.get("code", "")
    if not code:
        return render_template("verify/index.html", form=form)
    form.reference.data = code
    return _answer(form, code=code)


@blueprint.post("/verify")
@limiter.limit(_LIMIT)
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
    return _refused(form, "file", _("Alegeți fișierul insignei sau scrieți adresa ori codul ei."))


def _answer(
    form: VerifyForm, *, data: bytes | None = None, filename: str = "", code: str = ""
) -> Any:
    field = "reference" if data is None else "file"
    try:
        presented = (
            read_reference(code, settings=settings())
            if data is None
            else read_presented(data, filename=filename, settings=settings())
        )
        found = _verify(presented)
    except badges.BadgeError as error:
        return _refused(form, field, error.sentence(language()))
    except Gone:
        return _refused(
            form,
            field,
            _(
                "Titularul a retras pagina acestei insigne. Dacă aveți fișierul ei sau "
                "adeverința PDF, încărcați-l și îl verificăm."
            ),
        )
    except NotFound:
        return _refused(
            form,
            field,
            _(
                "Nu există o insignă publicată cu acest cod. Poate titularul nu a publicat-o: "
                "dacă aveți fișierul ei sau adeverința PDF, încărcați-l și îl verificăm."
            ),
        )
    except TreaptaError as error:
        return _refused(form, field, message_of(error))
    return render_template(
        "verify/result.html",
        found=found,
        report=found.report,
        tag=TAGS[found.report.outcome],
        is_authentic=found.report.outcome
        not in {badges.Outcome.INVALID, badges.Outcome.UNDETERMINED},
        summary=_summary(found),
        sentence_of=_sentence_of,
        checked_at=clock.now(),
    )


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
        (_("Insigna"), printed.get("credentialSubject.achievement.name", "")),
        (_("Emitent"), printed.get("issuer.name", "")),
        (_("Acordată la"), _day_of(printed.get("awardedDate") or printed.get("validFrom", ""))),
    ]
    return [(label, value) for label, value in rows if value]


def _day_of(written: str) -> str:
    """The day of an instant that a document carries, in words; unreadable, as it is written."""
    try:
        return day(datetime.fromisoformat(written))
    except (ValueError, OverflowError):
        return written


def _verify(presented: Any) -> Verified:
    session = db.session()
    if isinstance(presented, Reference):
        award = badge_pages.public_badge(session, presented.public_id)
        presented = badge_pages.document_of(award)
    return verifying.verify_document(session, presented, settings=settings(), now=clock.now())


def _refused(form: VerifyForm, field: str | None = None, message: str | None = None) -> Any:
    if field is not None:
        form[field].errors = [message]
    return render_template("verify/index.html", form=form), 422
