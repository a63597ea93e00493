"""Forms of norms: a new draft, what a version says of itself, cases, simulations, the act."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty
from wtforms.widgets import CheckboxInput, ListWidget

from credit_engine.results import Outcome
from lms.models import AdoptingBody
from lms.services.norms_adoption import LONGEST_NUMBER, Act
from lms.services.norms_cases import MOST_CREDITS, MOST_SENTENCE, Expected, MadeUp
from lms.services.norms_drafts import MOST_TITLE
from lms.services.norms_text import Heading
from lms.web.forms.commission import read_credits
from lms.web.norms_words import BODIES, outcome_words

_DAY = ["%Y-%m-%d", "%d.%m.%Y"]
_WHICH_DAY = _("Alegeți ziua.")
_LONG_TITLE = Length(max=MOST_TITLE, message=_("Titlul poate avea cel mult %(max)d de caractere."))


def revision_of(form: Any) -> int:
    """The revision of the draft that the person saw; -1 when it was not sent."""
    seen = str(form.seen.data or "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else -1


class SeenForm(FlaskForm):  # type: ignore[misc]
    """An act on a draft as it was seen."""

    seen = HiddenField()


class BeginForm(FlaskForm):  # type: ignore[misc]
    """A new draft."""

    effective_from = DateField(
        _("Ziua de la care ar intra în vigoare"),
        format=_DAY,
        validators=[InputRequired(_WHICH_DAY)],
    )
    title_ro = StringField(
        _("Titlul, în română"), validators=[DataRequired(_("Scrieți titlul.")), _LONG_TITLE]
    )
    title_en = StringField(
        _("Titlul, în engleză"),
        validators=[DataRequired(_("Scrieți și titlul în engleză.")), _LONG_TITLE],
    )

    def title(self) -> dict[str, str]:
        """The title in both languages."""
        return {"ro": self.title_ro.data.strip(), "en": self.title_en.data.strip()}


class HeadingForm(BeginForm):
    """What the version says of itself, and one more source."""

    seen = HiddenField()
    legal_basis = StringField(
        _("Temeiul legal, în cuvinte"),
        validators=[
            DataRequired(_("Scrieți temeiul legal.")),
            Length(max=1000, message=_("Textul este prea lung: cel mult %(max)d de caractere.")),
        ],
    )
    new_source = StringField(
        _("O sursă nouă, pe care valorile o pot cita"),
        validators=[
            Length(max=500, message=_("Textul este prea lung: cel mult %(max)d de caractere."))
        ],
    )

    def heading(self) -> Heading:
        """What was filled in."""
        return Heading(
            title_ro=self.title_ro.data.strip(),
            title_en=self.title_en.data.strip(),
            legal_basis=self.legal_basis.data.strip(),
            effective_from=self.effective_from.data,
        )


class TextForm(SeenForm):
    """The whole text, for experts."""

    text = TextAreaField(
        _("Textul normelor (YAML)"), validators=[DataRequired(_("Textul este gol."))]
    )


class CaseForm(FlaskForm):  # type: ignore[misc]
    """A case: the sentence, the member, the year, what must come out."""

    sentence = StringField(
        _("Cazul, într-o propoziție"),
        validators=[
            DataRequired(_("Scrieți cazul într-o propoziție.")),
            Length(
                max=MOST_SENTENCE, message=_("Propoziția poate avea cel mult %(max)d de caractere.")
            ),
        ],
    )
    who = RadioField(
        _("Membrul"),
        choices=[
            SelectChoice("made_up", _("unul inventat")),
            SelectChoice("real", _("unul din registru, așa cum se cunoaște acum")),
        ],
        default="made_up",
        validators=[DataRequired(_("Alegeți ce membru."))],
    )
    rnasr_code = StringField(_("Codul RNASR"), validators=[Length(max=60)])
    registered_on = DateField(_("Înscris în registru la"), format=_DAY, validators=[MayBeEmpty()])
    credits = StringField(_("Credite în anul întrebat"))
    away_from = DateField(_("Suspendat din"), format=_DAY, validators=[MayBeEmpty()])
    away_until = DateField(_("Suspendat până la"), format=_DAY, validators=[MayBeEmpty()])
    year = IntegerField(
        _("Anul întrebat"),
        validators=[
            InputRequired(_("Scrieți anul.")),
            NumberRange(2014, 2100, message=_("Scrieți un an între %(min)s și %(max)s.")),
        ],
    )
    asked_on = DateField(
        _("Ziua în care se întreabă"), format=_DAY, validators=[InputRequired(_WHICH_DAY)]
    )
    outcome = RadioField(
        _("Ce trebuie să iasă"), validators=[DataRequired(_("Alegeți ce trebuie să iasă."))]
    )
    expected_credits = StringField(_("Cu câte credite"))

    def offer(self) -> None:
        """The six answers."""
        self.outcome.choices = [SelectChoice(o.value, outcome_words(o.value)) for o in Outcome]

    def validate_credits(self, field: StringField) -> None:
        """A number of credits or nothing."""
        _check_credits(field)

    validate_expected_credits = validate_credits

    def validate(self, extra_validators: Any = None) -> bool:
        """All problems at once; a made-up member was registered on some day."""
        valid = bool(super().validate(extra_validators))
        if self.who.data == "made_up" and self.registered_on.data is None:
            said = _("Alegeți ziua înscrierii membrului inventat.")
            self.registered_on.errors = [*self.registered_on.errors, said]
            return False
        return valid

    def validate_away_until(self, field: DateField) -> None:
        """A suspension ends after it began."""
        if field.data and (self.away_from.data is None or field.data <= self.away_from.data):
            raise ValidationError(_("Suspendarea se încheie după ce începe."))

    def expected(self) -> Expected:
        """What must come out."""
        return Expected(
            sentence=self.sentence.data.strip(),
            year=self.year.data,
            asked_on=self.asked_on.data,
            outcome=Outcome(self.outcome.data),
            credits=read_credits(self.expected_credits.data),
        )

    def made_up(self) -> MadeUp:
        """The member who does not exist."""
        return MadeUp(
            registered_on=self.registered_on.data,
            credits=read_credits(self.credits.data) or 0,
            away_from=self.away_from.data,
            away_until=self.away_until.data,
        )


def _check_credits(field: StringField) -> None:
    try:
        credits = read_credits(field.data)
    except ValueError:
        raise ValidationError(_("Scrieți creditele ca număr, de exemplu 4 sau 7,5.")) from None
    if credits is not None and credits > MOST_CREDITS:
        raise ValidationError(_("Numărul de credite este prea mare."))


class SimulateForm(SeenForm):
    """Which years to replay."""

    years = SelectMultipleField(
        _("Anii de rejucat"),
        coerce=int,
        validate_choice=False,
        validators=[DataRequired(_("Alegeți cel puțin un an."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, this_year: int) -> None:
        """The years that may be chosen."""
        years = range(this_year - 3, this_year + 2)
        self.years.choices = [SelectChoice(year, str(year)) for year in years]


class ActForm(FlaskForm):  # type: ignore[misc]
    """The act that adopts a draft."""

    body = RadioField(
        _("Cine a adoptat"),
        choices=[SelectChoice(body.value, words) for body, words in BODIES.items()],
        validators=[DataRequired(_("Alegeți cine a adoptat normele."))],
    )
    number = StringField(
        _("Numărul hotărârii"),
        validators=[
            DataRequired(_("Scrieți numărul hotărârii.")),
            Length(
                max=LONGEST_NUMBER,
                message=_("Numărul hotărârii poate avea cel mult 40 de semne."),
            ),
        ],
    )
    decided_on = DateField(
        _("Data hotărârii"),
        format=_DAY,
        validators=[InputRequired(_("Scrieți data hotărârii, cu zi, lună și an."))],
    )
    effective_from = DateField(
        _("Intră în vigoare la"), format=_DAY, validators=[InputRequired(_WHICH_DAY)]
    )
    retroactive = BooleanField(
        _("Hotărârea spune anume că normele se aplică de la o zi care a trecut")
    )
    compensates = BooleanField(
        _(
            "Hotărârea spune anume că se socotesc din nou creditele activităților din ziua "
            "intrării în vigoare și de după ea"
        )
    )

    def act(self) -> Act:
        """What was filled in."""
        return Act(
            body=AdoptingBody(self.body.data),
            number=self.number.data.strip(),
            decided_on=self.decided_on.data,
            effective_from=self.effective_from.data,
            retroactive=bool(self.retroactive.data),
            compensates=bool(self.compensates.data),
        )
