"""Forms of files: what is wrong, what happened, documents."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired

from lms.models import ObjectionKind

KIND_CHOICES = {
    ObjectionKind.DID_NOT_ATTEND: _("Nu am participat: creditele nu sunt ale mele"),
    ObjectionKind.WRONG_CREDIT: _("Am participat, dar numărul de credite este greșit"),
}


class KindForm(FlaskForm):  # type: ignore[misc]
    """What is wrong with a line; the choices depend on the line."""

    kind = RadioField(
        _("Ce nu este în regulă?"), validators=[DataRequired(_("Alegeți ce nu este în regulă."))]
    )


class EditionForm(FlaskForm):  # type: ignore[misc]
    """From which edition's list one is missing; the choices are what the search found."""

    edition = RadioField(
        _("La ce ediție ați participat?"),
        validators=[DataRequired(_("Alegeți ediția la care ați participat."))],
    )


class StatementForm(FlaskForm):  # type: ignore[misc]
    """What happened, in the person's words."""

    statement = TextAreaField(
        _("Ce s-a întâmplat?"), validators=[DataRequired(_("Scrieți pe scurt ce s-a întâmplat."))]
    )


class DocumentForm(FlaskForm):  # type: ignore[misc]
    """One document."""

    file = FileField(_("Document"), validators=[FileRequired(_("Alegeți un fișier."))])
