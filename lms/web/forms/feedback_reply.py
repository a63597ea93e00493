"""The form with which an organiser replies to the results of an edition."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired


class ReplyToFeedbackForm(FlaskForm):  # type: ignore[misc]
    """What the organiser says to those who answered."""

    text = TextAreaField(
        _("Răspunsul dumneavoastră"),
        validators=[DataRequired(_("Scrieți ce ați schimbat sau de ce nu se poate."))],
    )
