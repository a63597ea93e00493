"""The form of a provider: whether the member is right, and what the provider's records show."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired

from lms.models import Reply

REPLIES = {
    Reply.CONFIRMS: _("Membrul are dreptate: este o greșeală"),
    Reply.DISPUTES: _("Nu suntem de acord: datele noastre arată altceva"),
}


class ReplyForm(FlaskForm):  # type: ignore[misc]
    """What the provider says of a reported mistake."""

    reply = RadioField(
        _("Ce răspundeți?"),
        choices=[SelectChoice(code.value, words) for code, words in REPLIES.items()],
        validators=[DataRequired(_("Alegeți răspunsul."))],
    )
    reasons = TextAreaField(
        _("Ce arată datele dumneavoastră"),
        validators=[DataRequired(_("Scrieți ce arată datele dumneavoastră."))],
    )
