"""Forms of what a member shows of credits: which years, and for whom a link is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    validators,
    widgets,
)
from wtforms.validators import DataRequired, Length


class StatementForm(FlaskForm):  # type: ignore[misc]
    """The years of a statement; the choices are the member's years."""

    years = SelectMultipleField(
        _("Pentru ce ani?"),
        validators=[DataRequired(_("Alegeți cel puțin un an."))],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )


class LinkForm(FlaskForm):  # type: ignore[misc]
    """A link; `id` is chosen when the form is shown, so that sending it twice gives one."""

    id = HiddenField(
        default=lambda: str(uuid4()),
        validators=[validators.UUID(_("Formularul nu mai este valabil. Reîncărcați pagina."))],
    )
    label = StringField(
        _("Pentru cine este?"),
        validators=[Length(max=120, message=_("Numele poate avea cel mult 120 de semne."))],
    )
    shows = SelectField(_("Ce arată?"), default="standing")
    at_least = IntegerField(
        _("Cel puțin câte credite?"),
        default=10,
        validators=[
            validators.Optional(),
            validators.NumberRange(
                1, 100, message=_("Scrieți un număr întreg de credite, între 1 și 100.")
            ),
        ],
    )
    days = SelectField(_("Cât ține?"), default="30")

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        # They have a value from the start, so none is called optional.
        for each in (self.shows, self.at_least, self.days):
            each.flags.required, each.flags.optional = True, False
