"""The filter of the profession's year."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Form, SelectChoice, SelectField, StringField

from lms.counties import COUNTIES
from lms.models import Grade
from lms.services.year_progress import OUTCOMES, Asked
from lms.web.context import grade_words
from lms.web.years import words


class StandingsFilter(Form):  # type: ignore[misc]
    """Which members of a year; what cannot be chosen is not asked."""

    name = StringField(_("Nume"))
    outcome = SelectField(_("Situația"), validate_choice=False)
    county = SelectField(_("Județ"), validate_choice=False)
    grade = SelectField(_("Treaptă"), validate_choice=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        every = SelectChoice("", _("oricare"))
        outcomes = (SelectChoice(code, words.OUTCOME_WORDS[code]) for code in OUTCOMES)
        self.outcome.choices = [every, *outcomes]
        self.county.choices = [every, *(SelectChoice(c, n) for c, n in COUNTIES.items())]
        self.grade.choices = [every, *(SelectChoice(g.value, grade_words(g)) for g in Grade)]

    def asked(self) -> Asked:
        """What is asked of the list."""
        county = (self.county.data or "").strip()
        return Asked(
            outcome=self.outcome.data if self.outcome.data in OUTCOMES else "",
            county=county if county in COUNTIES else "",
            grade=self.grade.data if self.grade.data in set(Grade) else "",
            name=(self.name.data or "").strip()[:200],
        )
