"""Forms of organisers that come in: the entity, its people, the officer's verification."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from lms.counties import COUNTIES
from lms.models import LegalForm, ProviderDuty
from lms.services.accounts import MIN_PASSWORD
from lms.services.provider_entry import EntryState
from lms.web.forms.accounts import one_line
from lms.web.provider_register import LEGAL_FORMS

_LONG_NAME = _("Numele are mai mult de 120 de caractere; scurtați-l.")
DUTIES = {
    ProviderDuty.MANAGER: _("administrează: dosarul de avizare, colegii și tot restul"),
    ProviderDuty.CLERK: _("ține edițiile și listele de prezență"),
}


def _email(label: object, description: object) -> StringField:
    return StringField(
        label,
        description=description,
        filters=[one_line],
        validators=[
            DataRequired(_("Scrieți adresa de e-mail.")),
            Length(max=254, message=_("Adresa este prea lungă; verificați-o.")),
            Email(_("Aceasta nu pare o adresă de e-mail; verificați-o.")),
        ],
    )


def _name(label: object, missing: object) -> StringField:
    return StringField(
        label,
        filters=[one_line],
        validators=[DataRequired(missing), Length(max=120, message=_LONG_NAME)],
    )


class EntryForm(FlaskForm):  # type: ignore[misc]
    """An entity that registers itself."""

    name = _name(_("Numele entității"), _("Scrieți numele entității, ca în statut."))
    fiscal_code = StringField(
        _("Codul fiscal (CUI)"),
        description=_("De exemplu 1590082 sau RO1590082. Nu CNP-ul unei persoane."),
        validators=[
            DataRequired(_("Scrieți codul fiscal al entității.")),
            Length(max=20, message=_("Codul fiscal are cel mult 10 cifre.")),
        ],
    )
    legal_form = SelectField(
        _("Forma juridică"), validators=[DataRequired(_("Alegeți forma juridică."))]
    )
    county = SelectField(_("Județul sediului"), validators=[DataRequired(_("Alegeți județul."))])
    contact_name = _name(_("Numele dumneavoastră"), _("Scrieți numele dumneavoastră."))
    email = _email(
        _("E-mailul dumneavoastră"),
        _("Vă trimitem pe el o legătură. Cu el veți intra în contul entității."),
    )
    phone = StringField(
        _("Telefonul entității"),
        filters=[one_line],
        validators=[
            Optional(),
            Length(max=40, message=_("Telefonul are mai mult de 40 de semne; verificați-l.")),
        ],
    )

    def offer(self) -> None:
        """The legal forms and the counties in the reader's language."""
        choose = SelectChoice("", _("alegeți"))
        self.legal_form.choices = [choose] + [
            SelectChoice(form.value, LEGAL_FORMS[form]) for form in LegalForm
        ]
        self.county.choices = [choose] + [SelectChoice(*pair) for pair in COUNTIES.items()]


class JoinForm(FlaskForm):  # type: ignore[misc]
    """The link of an e-mail that has an account already: nothing to fill in."""


class JoinWithPasswordForm(JoinForm):
    """The first password of a new account."""

    password = PasswordField(
        _("Parola nouă"),
        description=_(
            "Cel puțin %(least)d caractere. Trei-patru cuvinte la întâmplare se țin minte ușor.",
            least=MIN_PASSWORD,
        ),
        validators=[
            DataRequired(_("Scrieți o parolă.")),
            Length(max=1000, message=_("Parola este prea lungă; ajung 1000 de caractere.")),
        ],
    )


class InviteForm(FlaskForm):  # type: ignore[misc]
    """A colleague who will act for the entity."""

    name = _name(_("Numele colegului"), _("Scrieți numele colegului."))
    email = _email(_("E-mailul colegului"), _("Vine pe el o legătură, bună 7 zile."))
    duty = RadioField(
        _("Ce va face"),
        choices=[SelectChoice(duty.value, words) for duty, words in DUTIES.items()],
        validators=[DataRequired(_("Alegeți ce va face."))],
    )


class EntryCheckForm(FlaskForm):  # type: ignore[misc]
    """The officer's verification of an entity, with the reason."""

    state = RadioField(
        _("Rezultatul verificării"),
        choices=[
            SelectChoice(EntryState.VERIFIED.value, _("Entitatea este cine spune că este")),
            SelectChoice(EntryState.REFUSED.value, _("Nu se poate confirma")),
        ],
        validators=[DataRequired(_("Alegeți rezultatul verificării."))],
    )
    reason = TextAreaField(
        _("Pe ce vă sprijiniți"),
        validators=[DataRequired(_("Scrieți pe ce vă sprijiniți: textul ajunge la entitate."))],
    )
