"""Forms of the commissions: a reasoned proposal, and the decision of BEX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from lms.services.procedures import Verdict

_AMOUNT = re.compile(r"^\s*(\d{1,4})(?:[.,](\d{1,3}))?\s*$")
OUTCOME_CHOICES = {
    "upheld": _("Se admite: membrul are dreptate"),
    "rejected": _("Se respinge: linia rămâne cum este"),
}

ATTENDANCE_CHOICES = {
    "upheld": _("Creditat: prezența se ia în calcul"),
    "rejected": _("Nu se creditează"),
}


def read_credits(text: str | None) -> int | None:
    """ "7,5" -> 7500 thousandths; nothing -> None; ValueError for anything else."""
    if not (text or "").strip():
        return None
    found = _AMOUNT.match(text or "")
    if found is None:
        raise ValueError(text)
    return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))


class VerdictForm(FlaskForm):  # type: ignore[misc]
    """What the commission proposes, or BEX decides."""

    outcome = RadioField(_("Soluția"), validators=[DataRequired(_("Alegeți soluția."))])
    credits = StringField(_("Credite care se cuvin"))
    valid_until = DateField(_("Valabil până la"), validators=[Optional()])
    reasons = TextAreaField(
        _("Motivele"), validators=[DataRequired(_("Scrieți motivele: se citesc întocmai."))]
    )

    def validate_credits(self, field: StringField) -> None:
        """A number of credits with at most three decimals, or nothing."""
        try:
            read_credits(field.data)
        except ValueError:
            raise ValidationError(_("Scrieți creditele ca număr, de exemplu 4 sau 7,5.")) from None

    def offer(
        self, choices: Mapping[str, Any], *, asks_credits: bool, asks_until: bool = False
    ) -> None:
        """The outcomes of this kind of file; without the fields that are not asked for."""
        self.outcome.choices = [SelectChoice(code, label) for code, label in choices.items()]
        if not asks_credits:
            del self.credits
        if not asks_until and "valid_until" in self:
            del self.valid_until

    def verdict(self) -> Verdict:
        """What was filled in; credits only where the outcome brings some."""
        credits = read_credits(self.credits.data) if "credits" in self else None
        return Verdict(
            outcome=str(self.outcome.data),
            reasons=str(self.reasons.data),
            credits=credits if self.outcome.data in {"upheld", "approved"} else None,
            valid_until=self.valid_until.data
            if "valid_until" in self and self.outcome.data == "approved"
            else None,
        )


class AskDocumentForm(FlaskForm):  # type: ignore[misc]
    """Which document the commission needs, and by which day."""

    text = TextAreaField(
        _("De ce document este nevoie"),
        validators=[DataRequired(_("Scrieți de ce document este nevoie."))],
    )
    until = DateField(
        _("Până la ce dată"),
        validators=[DataRequired(_("Scrieți data, cu zi, lună și an."))],
    )


class ChangeForm(VerdictForm):
    """The credits that a decision should have given, and why; there is no other outcome."""

    outcome = None
    valid_until = None
    credits = StringField(
        _("Credite care se cuvin"),
        validators=[DataRequired(_("Scrieți creditele care se cuvin; 0 dacă nu se cuvin."))],
    )


class DecisionForm(VerdictForm):
    """The decision of BEX, as recorded."""

    number = StringField(
        _("Numărul hotărârii"),
        validators=[
            DataRequired(_("Scrieți numărul hotărârii.")),
            Length(max=40, message=_("Numărul hotărârii poate avea cel mult 40 de semne.")),
        ],
    )
    decided_on = DateField(
        _("Data hotărârii"),
        validators=[DataRequired(_("Scrieți data hotărârii, cu zi, lună și an."))],
    )


class SignalForm(FlaskForm):  # type: ignore[misc]
    """What the commission says of a signal of impossible attendance."""

    state = RadioField(
        _("Ce notați"),
        choices=[
            SelectChoice("seen", _("Văzut: se verifică")),
            SelectChoice("closed", _("Închis: s-a lămurit")),
        ],
        validators=[DataRequired(_("Alegeți „văzut” sau „închis”."))],
    )
    note = TextAreaField(
        _("Nota"),
        validators=[Length(max=2000, message=_("Nota poate avea cel mult 2000 de semne."))],
    )
