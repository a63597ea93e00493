"""Forms of Documentele mele: one document, its name, kind and day."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired

from lms.models import DocumentKind
from lms.web.forms.requests import day_field

DOCUMENT_KINDS = {
    DocumentKind.CERTIFICATE: _("certificat sau adeverință de formare"),
    DocumentKind.DIPLOMA: _("diplomă"),
    DocumentKind.AGREEMENT: _("acord, convenție sau contract"),
    DocumentKind.PROOF: _("altă adeverință"),
    DocumentKind.PUBLICATION: _("publicație"),
    DocumentKind.OTHER: _("alt document"),
}


class DescriptionForm(FlaskForm):  # type: ignore[misc]
    """Name, kind and day of a document."""

    title = StringField(_("Numele documentului"))
    kind = SelectField(
        _("Felul documentului"), validators=[DataRequired(_("Alegeți felul documentului."))]
    )
    issued_on = day_field(_("Ziua de pe document"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice(code.value, words) for code, words in DOCUMENT_KINDS.items()
        ]


class KeepForm(DescriptionForm):
    """A document to keep."""

    file = FileField(_("Document"), validators=[FileRequired(_("Alegeți un fișier."))])
