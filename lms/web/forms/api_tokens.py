"""The form of a token for programs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from lms.services.api_tokens import TokenScope
from lms.web.forms.accounts import one_line

SCOPES = {
    TokenScope.EDITIONS_READ: _("citește programele și edițiile"),
    TokenScope.EDITIONS_WRITE: _("adaugă ediții"),
    TokenScope.REGISTRATIONS_READ: _("citește cine s-a înscris (cod și nume)"),
    TokenScope.ATTENDANCE_READ: _("citește listele de prezență și unde au ajuns"),
    TokenScope.ATTENDANCE_WRITE: _("trimite, confirmă și anulează liste de prezență"),
}


class TokenForm(FlaskForm):  # type: ignore[misc]
    """What a token is for, what it may do, and until when."""

    name = StringField(
        _("Pentru ce aplicație este"),
        description=_("De exemplu: sincronizarea cu calendarul nostru."),
        filters=[one_line],
        validators=[
            DataRequired(_("Scrieți pentru ce aplicație este jetonul.")),
            Length(max=120, message=_("Numele are mai mult de 120 de caractere; scurtați-l.")),
        ],
    )
    scopes = SelectMultipleField(
        _("Ce are voie"),
        choices=[SelectChoice(scope.value, words) for scope, words in SCOPES.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_("Alegeți cel puțin un drept."))],
    )
    expires_on = DateField(
        _("Până când este bun"),
        description=_("Cel mult 12 luni; din acea zi nu mai deschide nimic."),
        format=["%Y-%m-%d", "%d.%m.%Y"],
        validators=[DataRequired(_("Alegeți o zi din următoarele 12 luni."))],
    )
