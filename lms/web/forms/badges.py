"""Forms of badges: the consent to publish, what is to be verified."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length


class PublishForm(FlaskForm):  # type: ignore[misc]
    """Consent to publish one badge: separate, never ticked beforehand."""

    consent = BooleanField(
        _("Sunt de acord ca această insignă să fie publică."),
        validators=[DataRequired(_("Bifați că sunteți de acord; altfel insigna rămâne privată."))],
    )


class VerifyForm(FlaskForm):  # type: ignore[misc]
    """A file, or a link or code of ours."""

    file = FileField(_("Fișierul insignei sau o fotografie a codului QR"))
    reference = StringField(
        _("Adresa sau codul insignei"),
        validators=[Length(max=500, message=_("Adresa este prea lungă; copiați-o din nou."))],
    )

    def __init__(self) -> None:
        super().__init__()
        # One of the two is needed, so neither is called optional.
        self.file.flags.required = self.reference.flags.required = True
