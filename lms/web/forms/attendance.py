"""Forms of attendance: the list that is uploaded."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class UploadForm(FlaskForm):  # type: ignore[misc]
    """One attendance file."""

    file = FileField(
        _("Lista de prezență"),
        validators=[FileRequired(_("Alegeți fișierul cu lista de prezență."))],
    )
