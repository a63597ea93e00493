"""Forms of requests for credits: a draft takes what is written, whole or not."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from lms.services.credit_requests import ActivityDetails, RecognitionDetails

_NUMBER = re.compile(r"^\s*(\d{1,5})(?:[.,](\d{1,3}))?\s*$")
_DAYS = ["%Y-%m-%d", "%d.%m.%Y"]
MOST_STATEMENT = 6000


class Needed:
    """Marks a field that a submission needs; that it is there is looked at by the service."""

    field_flags = {"required": True}  # noqa: RUF012 (WTForms reads it from the class)

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Nothing: a draft may be incomplete."""


class WrittenAsDay:
    """Says in our words that a day is not written as one."""

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """StopValidation when the field holds something that is no day."""
        if field.process_errors:
            field.errors[:] = []
            if not any(text.strip() for text in field.raw_data or ()):
                return
            raise StopValidation(str(_("Scrieți ziua cu zi, lună și an, de exemplu 12.02.2026.")))


class WrittenAsNumber:
    """Says that a number is not written as one."""

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        """StopValidation when the field holds something that is no number."""
        if (field.data or "").strip() and thousandths(field.data) is None:
            raise StopValidation(str(_("Scrieți un număr, de exemplu 18 sau 7,5.")))


def thousandths(text: str | None) -> int | None:
    """ "7,5" -> 7500; None for what is no number."""
    found = _NUMBER.match(text or "")
    return None if found is None else int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))


def number_text(value: int | None) -> str:
    """7500 -> "7,5"; 18000 -> "18"; None -> ""."""
    if value is None:
        return ""
    whole, rest = divmod(value, 1000)
    return f"{whole},{rest:03d}".rstrip("0") if rest else str(whole)


def day_field(label: Any, *validators: Any) -> DateField:
    """A day, in the browser's calendar or written."""
    return DateField(label, format=_DAYS, validators=[WrittenAsDay(), *validators])


def country_choices() -> list[SelectChoice]:
    """Countries in the reader's language, Romania first."""
    names = Locale(get_locale().language).territories
    listed = sorted(
        ((name, code) for code, name in names.items() if re.fullmatch("[A-Z]{2}", code)),
        key=lambda pair: _sorted_as(pair[0]),
    )
    others = [SelectChoice(code, name) for name, code in listed if code not in _NO_COUNTRY]
    return [SelectChoice("", _("alegeți țara")), SelectChoice("RO", names["RO"]), *others]


_NO_COUNTRY = {"RO", "EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def _sorted_as(name: str) -> str:
    return name.casefold().translate(str.maketrans("ăâîșțåé", "aaistae"))


class ItemForm(FlaskForm):  # type: ignore[misc]
    """Which of the activities that the norms list."""

    item = RadioField(
        _("Ce activitate ați desfășurat?"), validators=[DataRequired(_("Alegeți activitatea."))]
    )


class RequestForm(FlaskForm):  # type: ignore[misc]
    """What both kinds of request say."""

    starts_on = day_field(_("Prima zi"), Needed())
    ends_on = day_field(_("Ultima zi"), Needed())
    statement = TextAreaField(_("Ce ar mai trebui să știe Comisia?"))

    def day(self, name: str) -> date | None:
        """A day as written; None where nothing, or no day, is written."""
        value: date | None = self[name].data
        return value


class RecognitionForm(RequestForm):
    """A training outside the register of providers."""

    title = StringField(_("Titlul formării, ca pe certificat"), validators=[Needed()])
    provider = StringField(_("Cine a organizat-o"), validators=[Needed()])
    country = SelectField(_("Țara organizatorului"), validators=[Needed()])
    hours = StringField(_("Câte ore a durat"), validators=[WrittenAsNumber(), Needed()])
    certificate_number = StringField(_("Numărul certificatului"), validators=[Needed()])
    certificate_on = day_field(_("Ziua în care a fost eliberat certificatul"), Needed())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = country_choices()

    def details(self) -> RecognitionDetails:
        """What is written; what cannot be read counts as not written."""
        hours = thousandths(self.hours.data)
        return RecognitionDetails(
            provider=self.provider.data or "",
            country=self._country(),
            title=self.title.data or "",
            starts_on=self.day("starts_on"),
            ends_on=self.day("ends_on"),
            minutes=None if hours is None else hours * 60 // 1000,
            certificate_number=self.certificate_number.data or "",
            certificate_on=self.day("certificate_on"),
        )

    def _country(self) -> str | None:
        known = {choice.value for choice in self.country.choices}
        return self.country.data if self.country.data and self.country.data in known else None


class ActivityForm(RequestForm):
    """Another activity from the list of the norms."""

    title = StringField(_("Activitatea, pe scurt"), validators=[Needed()])
    place = StringField(_("Unde: instituția, organizația sau editura"))
    mark = StringField(_("Cum se recunoaște: ISBN, DOI, număr de acord"))
    quantity = StringField(_("Cantitatea"), validators=[WrittenAsNumber(), Needed()])

    def details(self) -> ActivityDetails:
        """What is written; what cannot be read counts as not written."""
        return ActivityDetails(
            title=self.title.data or "",
            place=self.place.data or "",
            mark=self.mark.data or "",
            quantity=thousandths(self.quantity.data),
            starts_on=self.day("starts_on"),
            ends_on=self.day("ends_on"),
        )


class ChooseDocumentsForm(FlaskForm):  # type: ignore[misc]
    """Documents that the member keeps, to put in a file."""

    documents = SelectMultipleField(
        _("Din Documentele mele"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_("Bifați cel puțin un document."))],
    )


class ContestForm(FlaskForm):  # type: ignore[misc]
    """Why a decision should be another."""

    statement = TextAreaField(
        _("De ce trebuie schimbată hotărârea?"),
        validators=[DataRequired(_("Scrieți de ce hotărârea trebuie schimbată."))],
    )
