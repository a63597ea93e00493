"""Forms of badges: the consent to publish, what is to be verified."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from lms.services.presented import MOST_LETTERS


class PublishForm(FlaskForm):  # type: ignore[misc]
    """Consent to publish one badge: separate, never ticked beforehand."""

    consent = BooleanField(
        _("Sunt de acord ca această insignă să fie publică."),
        validators=[DataRequired(_("Bifați că sunteți de acord; altfel insigna rămâne privată."))],
    )


class VerifyForm(FlaskForm):  # type: ignore[misc]
    """A file, or a text: the document itself, a link, a code of ours."""

    file = FileField(_("Fișierul insignei sau o fotografie a codului QR"))
    reference = TextAreaField(
        _("Adresa, codul sau textul insignei"),
        validators=[
            Length(max=MOST_LETTERS, message=_("Textul este prea lung; încărcați fișierul."))
        ],
    )

    def __init__(self) -> None:
        super().__init__()
        # One of the two is needed, so neither is called optional.
        self.file.flags.required = self.reference.flags.required = True
