"""Forms of organisers: a new edition, with as many sessions as it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from lms.clock import LEGAL_ZONE
from lms.counties import COUNTIES
from lms.models import Edition, Modality
from lms.services.scheduling import MOST_SESSIONS, NewSession, Terms

_TOO_LONG = _("Textul are mai mult de 200 de caractere; scurtați-l.")


class EditionForm(FlaskForm):  # type: ignore[misc]
    """The checks of an edition; `edition_form` adds the fields after the programme, in order."""

    programme = SelectField(
        _("Programul"), validators=[DataRequired(_("Alegeți programul din listă."))]
    )
    count = HiddenField(default="1")
    sessions: Sequence[int] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        """All problems at once, each at its field."""
        valid = bool(super().validate(extra_validators))
        if self.modality.data in (Modality.IN_PERSON.value, Modality.HYBRID.value):
            if not self.county.data:
                self.county.errors = [_("Alegeți județul în care se ține ediția.")]
                valid = False
            if not (self.place.data or "").strip():
                self.place.errors = [_("Scrieți unde se ține ediția.")]
                valid = False
        checked = [self._check_session(n) for n in self.sessions]
        return valid and all(checked)

    def _check_session(self, n: int) -> bool:
        day, starts, ends = (self[f"{part}_{n}"] for part in ("day", "starts", "ends"))
        if n > 1 and not any(_is_filled(field) for field in (day, starts, ends)):
            return True  # a row left empty
        missing = {
            day: _("Scrieți ziua sesiunii."),
            starts: _("Scrieți ora de început."),
            ends: _("Scrieți ora de sfârșit."),
        }
        valid = True
        for field, text in missing.items():
            if field.data is None:
                valid = False
                if not _is_filled(field):
                    field.errors = [text]
        if valid and ends.data <= starts.data:
            ends.errors = [_("Ora de sfârșit trebuie să fie după cea de început.")]
            valid = False
        return valid

    def entered(self) -> list[NewSession]:
        """The sessions, with times of Bucharest made into instants."""
        found = []
        for n in self.sessions:
            day = self[f"day_{n}"].data
            if day is None:
                continue
            starts, ends = (
                datetime.combine(day, self[f"{part}_{n}"].data, tzinfo=LEGAL_ZONE)
                for part in ("starts", "ends")
            )
            topic = (self[f"topic_{n}"].data or "").strip()
            found.append(NewSession(starts_at=starts, ends_at=ends, topic=topic or None))
        return found


class _Needed:
    """Marks a field that must be filled; the form itself says when it is not."""

    field_flags = {"required": True}  # noqa: RUF012 (WTForms reads it)

    def __call__(self, form: Any, field: Any) -> None:
        del form, field


class CancelForm(FlaskForm):  # type: ignore[misc]
    """Why an edition is cancelled; the service checks it."""

    reason = TextAreaField(
        _("De ce se anulează ediția"),
        description=_(
            "Cei înscriși și cei care așteaptă citesc motivul, pe site și prin e-mail, iar pe "
            "pagina publică a ediției îl citește oricine. Fără date despre beneficiari. Anularea "
            "nu se poate întoarce."
        ),
        validators=[_Needed()],
        render_kw={"rows": 3},
    )


def entered_terms(form: EditionForm) -> Terms:
    """What the form says of registration; the price in bani."""
    price = form.price.data
    return Terms(
        capacity=form.capacity.data,
        price=None if price is None else price * 100,
        link=(form.link.data or "").strip() or None,
        register_until=form.register_until.data,
        cancel_until=form.cancel_until.data,
    )


def filled_in(edition: Edition) -> dict[str, Any]:
    """What the form shows of an edition that is changed; times of Bucharest."""
    data: dict[str, Any] = {
        "programme": f"{edition.programme_id}/{edition.provider_id}",
        "count": str(len(edition.sessions)),
        "modality": edition.modality.value,
        "county": edition.county or "",
        "place": edition.place,
        "capacity": edition.capacity,
        "price": None if edition.price is None else edition.price // 100,
        "link": edition.link,
        "register_until": edition.register_until,
        "cancel_until": edition.cancel_until,
    }
    for n, held in enumerate(edition.sessions, start=1):
        starts = held.starts_at.astimezone(LEGAL_ZONE)
        data[f"day_{n}"], data[f"starts_{n}"] = starts.date(), starts.time()
        data[f"ends_{n}"] = held.ends_at.astimezone(LEGAL_ZONE).time()
        data[f"topic_{n}"] = held.topic
    return data


def edition_form(count: int) -> type[EditionForm]:
    """The form with rows for `count` sessions."""
    count = min(max(count, 1), MOST_SESSIONS)
    fields: dict[str, Any] = {"sessions": range(1, count + 1)}
    for n in range(1, count + 1):
        needed = [_Needed()] if n == 1 else []
        fields[f"day_{n}"] = _SessionDate(
            _("Ziua"), format=["%Y-%m-%d", "%d.%m.%Y"], validators=needed
        )
        fields[f"starts_{n}"] = _SessionTime(
            _("De la ora"), format=["%H:%M", "%H.%M"], validators=needed
        )
        fields[f"ends_{n}"] = _SessionTime(
            _("Până la ora"), format=["%H:%M", "%H.%M"], validators=needed
        )
        fields[f"topic_{n}"] = StringField(
            _("Tema sesiunii"),
            description=_("Fără date despre beneficiari."),
            validators=[Optional(), Length(max=200, message=_TOO_LONG)],
        )
    fields["modality"] = RadioField(
        _("Cum se ține"),
        choices=[
            SelectChoice(Modality.ONLINE.value, _("online")),
            SelectChoice(Modality.IN_PERSON.value, _("la fața locului")),
            SelectChoice(Modality.HYBRID.value, _("și online, și la fața locului")),
        ],
        validators=[DataRequired(_("Alegeți cum se ține ediția."))],
    )
    fields["county"] = SelectField(
        _("Județul"),
        choices=[SelectChoice("", _("fără județ (online)"))]
        + [SelectChoice(code, name) for code, name in COUNTIES.items()],
        validators=[Optional()],
    )
    fields["place"] = StringField(
        _("Locul"),
        description=_("Localitatea și adresa. Fără date despre beneficiari."),
        validators=[Optional(), Length(max=200, message=_TOO_LONG)],
    )
    fields.update(_terms())
    return type("EditionFormWithSessions", (EditionForm,), fields)


def _terms() -> dict[str, Any]:
    """The fields about registration."""
    return {
        "capacity": IntegerField(
            _("Câte locuri sunt"),
            description=_("Necompletat: câți participanți are programul prin aprobare."),
            validators=[
                Optional(),
                NumberRange(1, 100_000, message=_("Scrieți un număr de la 1 la 100 000.")),
            ],
        ),
        "price": IntegerField(
            _("Prețul, în lei"),
            description=_("0 înseamnă gratuit."),
            validators=[
                Optional(),
                NumberRange(0, 100_000, message=_("Scrieți un număr de la 0 la 100 000.")),
            ],
        ),
        "link": StringField(
            _("Linkul întâlnirii online"),
            description=_("Îl văd doar cei care au un loc."),
            validators=[
                Optional(),
                Length(max=500, message=_("Linkul are mai mult de 500 de caractere.")),
                Regexp(r"https://\S+$", message=_("Linkul începe cu https:// și nu are spații.")),
            ],
        ),
        "register_until": _SessionDate(
            _("Ultima zi de înscriere"),
            description=_("Necompletat: până la prima sesiune."),
            format=["%Y-%m-%d", "%d.%m.%Y"],
            validators=[Optional()],
        ),
        "cancel_until": _SessionDate(
            _("Ultima zi în care se poate renunța la loc"),
            description=_("Necompletat: până la prima sesiune."),
            format=["%Y-%m-%d", "%d.%m.%Y"],
            validators=[Optional()],
        ),
    }


def _is_filled(field: Any) -> bool:
    return bool(field.raw_data and field.raw_data[0].strip())


class _SessionDate(DateField):  # type: ignore[misc]
    """A day, with our own sentence about a wrong one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            try:
                super().process_formdata(valuelist)
            except ValueError as error:
                raise ValueError(_("Aceasta nu este o zi; scrieți-o ca 14.03.2026.")) from error


class _SessionTime(TimeField):  # type: ignore[misc]
    """A time of day, with our own sentence about a wrong one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            try:
                super().process_formdata(valuelist)
            except ValueError as error:
                raise ValueError(_("Aceasta nu este o oră; scrieți-o ca 09:30.")) from error
