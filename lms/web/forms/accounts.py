"""Forms of accounts: signing in, activation, passwords, profile."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import DataRequired, Email, Length

from lms.services.accounts import MIN_PASSWORD
from lms.web.context import LANGUAGES


def one_line(text: str | None) -> str | None:
    """A name as it is kept: no line breaks, no signs that turn or hide text."""
    if text is None:
        return None
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _new_password(label: object) -> PasswordField:
    return PasswordField(
        label,
        description=_(
            "Cel puțin %(least)d caractere. Trei-patru cuvinte la întâmplare se țin minte ușor.",
            least=MIN_PASSWORD,
        ),
        validators=[
            DataRequired(_("Scrieți o parolă.")),
            Length(
                min=MIN_PASSWORD,
                message=_(
                    "Parola are mai puțin de %(least)d caractere. Alegeți una mai lungă.",
                    least=MIN_PASSWORD,
                ),
            ),
            Length(max=1000, message=_("Parola este prea lungă; ajung 1000 de caractere.")),
        ],
    )


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail and password."""

    email = StringField(_("E-mail"), validators=[DataRequired(_("Scrieți adresa de e-mail."))])
    password = PasswordField(_("Parolă"), validators=[DataRequired(_("Scrieți parola."))])
    remember = BooleanField(_("Țineți-mă minte pe acest dispozitiv"))
    next = HiddenField()


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """The e-mail to which a link for a new password goes."""

    email = StringField(
        _("E-mail"),
        validators=[
            DataRequired(_("Scrieți adresa de e-mail.")),
            Email(_("Aceasta nu pare o adresă de e-mail; verificați-o.")),
        ],
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, chosen through a link."""

    password = _new_password(_("Parola nouă"))


class ActivationForm(FlaskForm):  # type: ignore[misc]
    """The code of a member in the register."""

    rnasr_code = StringField(
        _("Codul din RNASR"),
        description=_("Îl găsiți pe avizul de exercitare a profesiei."),
        validators=[
            DataRequired(_("Scrieți codul din Registrul național (RNASR).")),
            Length(max=60, message=_("Codul este prea lung; verificați-l pe aviz.")),
        ],
    )


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """How the person is greeted, and in which language."""

    display_name = StringField(
        _("Numele afișat"),
        description=_("Numele de pe adeverințe și insigne este cel din registru."),
        filters=[one_line],
        validators=[
            DataRequired(_("Scrieți numele cu care să vă salutăm.")),
            Length(max=120, message=_("Numele are mai mult de 120 de caractere; scurtați-l.")),
        ],
    )
    language = RadioField(
        _("Limba paginilor și a mesajelor"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        validators=[DataRequired(_("Alegeți limba."))],
    )


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password and a new one."""

    present = PasswordField(
        _("Parola actuală"), validators=[DataRequired(_("Scrieți parola actuală."))]
    )
    password = _new_password(_("Parola nouă"))


class AddEmailForm(FlaskForm):  # type: ignore[misc]
    """Another e-mail of the member."""

    email = StringField(
        _("Altă adresă de e-mail"),
        description=_("Vă trimitem pe ea o legătură de confirmare."),
        validators=[
            DataRequired(_("Scrieți adresa de e-mail.")),
            Length(max=254, message=_("Adresa este prea lungă; verificați-o.")),
            Email(_("Aceasta nu pare o adresă de e-mail; verificați-o.")),
        ],
    )


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Nothing but the proof that our own page was sent."""
