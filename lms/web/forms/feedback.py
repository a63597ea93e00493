"""The feedback form, made from the questions of the version that the member was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import AnyOf, InputRequired, ValidationError

from lms.services.feedback_form import (
    POINTS,
    TEXT_LIMIT,
    Question,
    QuestionKind,
    clean_text,
)
from lms.web.context import localised, number


def build_form(questions: Sequence[Question]) -> FlaskForm:
    """A form with a field per question, filled from the request when it was sent."""
    fields = {question.id: _field(question) for question in questions}
    return type("AnswersForm", (FlaskForm,), fields)()


def answers_of(form: FlaskForm, questions: Sequence[Question]) -> dict[str, int | str]:
    """What was answered: points as whole numbers, texts as text; the form must be valid."""
    return {
        question.id: (
            int(form[question.id].data)
            if question.kind is QuestionKind.SCALE
            else str(form[question.id].data)
        )
        for question in questions
    }


def _field(question: Question) -> Any:
    label, hint = localised(question.text), localised(question.hint)
    if question.kind is QuestionKind.TEXT:
        return TextAreaField(
            label, description=hint, filters=[clean_text], validators=[_bounded(question)]
        )
    message = _("%(label)s: alegeți un răspuns.", label=localised(question.label))
    words = [localised(word) for word in question.words]
    return RadioField(
        label,
        description=hint,
        choices=[
            SelectChoice(value=str(point), label=word)
            for point, word in zip(POINTS, words, strict=True)
        ],
        validate_choice=False,  # its message is English; AnyOf says it in ours
        validators=[InputRequired(message), AnyOf([str(p) for p in POINTS], message)],
    )


def _bounded(question: Question) -> Any:
    def check(_form: FlaskForm, field: TextAreaField) -> None:
        length = len(field.data or "")
        if length > TEXT_LIMIT:
            raise ValidationError(
                _(
                    "%(label)s: textul are %(length)s caractere și încap %(limit)s. "
                    "Scurtați-l, vă rugăm.",
                    label=localised(question.label),
                    length=number(length),
                    limit=number(TEXT_LIMIT),
                )
            )

    return check
