"""Forms of a file of approval: what it says, documents, principals, questions and answers."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from lms.web.approval_words import part_words
from lms.web.forms.accounts import one_line


class RequestForm(FlaskForm):  # type: ignore[misc]
    """What the organiser says in its file; everything may wait while it is a draft."""

    plan = TextAreaField(
        _("Programele pe care le propuneți"),
        description=_("Pe scurt: teme, pentru cine, cât de des. Scrisoarea se pune la documente."),
        validators=[Optional()],
    )
    experience = TextAreaField(
        _("Experiența în formare"),
        description=_("Ce ați ținut până acum și pentru cine. Fără date despre beneficiari."),
        validators=[Optional()],
    )
    fee_paid_on = DateField(
        _("Ziua în care ați plătit taxa"),
        description=_("Dovada plății se pune la documente."),
        validators=[Optional()],
    )


class PartForm(FlaskForm):  # type: ignore[misc]
    """A document, and what it shows."""

    part = SelectField(
        _("Ce arată documentul"), validators=[DataRequired(_("Alegeți ce arată documentul."))]
    )
    file = FileField(_("Document"), validators=[FileRequired(_("Alegeți un fișier."))])

    def offer(self, parts: Sequence[str]) -> None:
        """The criteria of the norms, and the fee."""
        self.part.choices = [SelectChoice("", _("alegeți"))] + [
            SelectChoice(code, part_words(code)) for code in parts
        ]


class PrincipalForm(FlaskForm):  # type: ignore[misc]
    """A principal social worker who works for the organiser."""

    name = StringField(
        _("Numele și prenumele"),
        filters=[one_line],
        validators=[
            DataRequired(_("Scrieți numele și prenumele.")),
            Length(max=120, message=_("Numele are mai mult de 120 de caractere; scurtați-l.")),
        ],
    )
    rnasr_code = StringField(
        _("Codul din RNASR"),
        description=_(
            "De pe avizul de exercitare a profesiei. Persoana este anunțată la depunere."
        ),
        filters=[one_line],
        validators=[
            DataRequired(_("Scrieți codul din Registrul național (RNASR).")),
            Length(max=60, message=_("Codul este prea lung; verificați-l pe aviz.")),
        ],
    )


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """What the commission asks, and by which day."""

    text = TextAreaField(_("Întrebarea"), validators=[DataRequired(_("Scrieți întrebarea."))])
    until = DateField(
        _("Până la ce dată"),
        validators=[DataRequired(_("Scrieți data, cu zi, lună și an."))],
    )


class OwnQuestionForm(FlaskForm):  # type: ignore[misc]
    """What the organiser asks."""

    text = TextAreaField(_("Întrebarea"), validators=[DataRequired(_("Scrieți întrebarea."))])


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The answer to a question."""

    answer = TextAreaField(_("Răspunsul"), validators=[DataRequired(_("Scrieți răspunsul."))])
