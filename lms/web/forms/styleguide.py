"""The form of the style guide: each kind of field once, two of them refused."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired


class StyleGuideForm(Form):  # type: ignore[misc]
    """Never sent anywhere."""

    name = StringField(_("Numele și prenumele"), validators=[DataRequired(_("Scrieți numele."))])
    email = StringField(_("E-mail"))
    county = SelectField(_("Județul"), choices=[SelectChoice("CJ", "Cluj")])
    mode = RadioField(
        _("Cum se ține"),
        choices=[SelectChoice("online", _("la distanță")), SelectChoice("in_person", _("în sală"))],
    )
    topics = SelectMultipleField(
        _("Teme"),
        choices=[SelectChoice("ethics", _("etică")), SelectChoice("research", _("cercetare"))],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    on = DateField(_("Data"))
    agree = BooleanField(_("Am citit"))
    file = FileField(_("Document"), validators=[DataRequired(_("Alegeți un fișier."))])
    note = TextAreaField(_("Observații"))
