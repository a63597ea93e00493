"""Forms of a file of a programme: its words, modules, lecturers, organisers, documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.models import Grade, Modality, ProgrammeKind, ProgrammeRequest, Provider
from lms.services.programme_files import Words
from lms.services.programme_parts import Module
from lms.web.context import grade_words
from lms.web.forms.accounts import one_line
from lms.web.forms.requests import Needed
from lms.web.programme_words import KINDS, MODALITIES, part_words

_WHOLE = _("Scrieți un număr întreg, de exemplu 30.")
_MINUTES = _("Scrieți minutele ca număr întreg, de exemplu 90.")


class Whole(IntegerField):  # type: ignore[misc]
    """A whole number; what cannot be read is said in our words, and kept as it was typed."""

    def __init__(self, label: Any, *, problem: Any = _WHOLE, **more: Any) -> None:
        super().__init__(label, **more)
        self.problem = problem

    def process_formdata(self, valuelist: list[str]) -> None:
        """Digits only, or nothing."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if text and not (text.isascii() and text.isdecimal() and len(text) < 8):
            raise ValueError(str(self.problem))
        if text:
            self.data = int(text)


class WordsForm(FlaskForm):  # type: ignore[misc]
    """What the organiser says of the programme; everything may wait while it is a draft."""

    title = StringField(_("Titlul programului"), validators=[Needed()])
    title_en = StringField(_("Titlul în engleză"), validators=[Optional()])
    summary = TextAreaField(
        _("Pe scurt, ce învață participanții"),
        description=_("Apare în registrul public. Fără date despre beneficiari."),
        validators=[Needed()],
    )
    summary_en = TextAreaField(_("Pe scurt, în engleză"), validators=[Optional()])
    kind = SelectField(_("Felul"), default="", validators=[Needed()])
    field = StringField(
        _("Domeniul"),
        description=_("De exemplu: familie, protecția copilului, supervizare."),
        validators=[Needed()],
    )
    modality = SelectField(_("Cum se ține"), default="", validators=[Needed()])
    target_grades = SelectMultipleField(
        _("Treptele cărora li se adresează"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Needed()],
    )
    selection = TextAreaField(
        _("Cum alegeți participanții"),
        description=_("De exemplu: în ordinea înscrierii; după un interviu."),
        validators=[Needed()],
    )
    max_participants = Whole(
        _("Cel mult participanți la o ediție"),
        description=_("Se declară; o listă mai lungă se vede la Colegiu."),
        validators=[Needed()],
    )
    reserved = SelectField(
        _("Activitate rezervată furnizorilor avizați"), default="", validators=[Optional()]
    )

    def offer(self, reserved: Sequence[str]) -> None:
        """The lists to choose from; the last only where the norms reserve something."""
        nothing = SelectChoice("", _("alegeți"))
        self.kind.choices = [nothing] + [
            SelectChoice(kind.value, words) for kind, words in KINDS.items()
        ]
        self.modality.choices = [nothing] + [
            SelectChoice(each.value, words) for each, words in MODALITIES.items()
        ]
        self.target_grades.choices = [
            SelectChoice(grade.value, grade_words(grade.value)) for grade in Grade
        ]
        self.reserved.choices = [SelectChoice("", _("niciuna"))] + [
            SelectChoice(code, part_words(code)) for code in reserved
        ]
        if not reserved:
            del self.reserved

    def show(self, request: ProgrammeRequest) -> None:
        """Fill the form with what a draft says."""
        for name in ("title", "title_en", "summary", "summary_en", "field", "selection"):
            self[name].data = getattr(request, name)
        self.kind.data = request.kind.value if request.kind else ""
        self.modality.data = request.modality.value if request.modality else ""
        self.target_grades.data = list(request.target_grades)
        self.max_participants.data = request.max_participants
        if "reserved" in self:
            self.reserved.data = request.reserved or ""

    def words(self) -> Words:
        """What was filled in."""
        return Words(
            title=self.title.data or "",
            title_en=self.title_en.data or "",
            summary=self.summary.data or "",
            summary_en=self.summary_en.data or "",
            kind=ProgrammeKind(self.kind.data) if self.kind.data else None,
            field=self.field.data or "",
            modality=Modality(self.modality.data) if self.modality.data else None,
            target_grades=[Grade(code) for code in self.target_grades.data or []],
            selection=self.selection.data or "",
            max_participants=self.max_participants.data,
            reserved=(self.reserved.data or None) if "reserved" in self else None,
        )


class ModuleForm(FlaskForm):  # type: ignore[misc]
    """A module of the curriculum."""

    module_title = StringField(
        _("Tema modulului"),
        filters=[one_line],
        validators=[DataRequired(_("Scrieți tema modulului."))],
    )
    day = Whole(
        _("A câta zi a programului"),
        default=1,
        validators=[InputRequired(_("Scrieți a câta zi a programului este, de exemplu 1."))],
    )
    theory_minutes = Whole(_("Minute de teorie"), problem=_MINUTES, validators=[Optional()])
    practice_minutes = Whole(_("Minute de practică"), problem=_MINUTES, validators=[Optional()])
    break_minutes = Whole(
        _("Minute de pauză"),
        problem=_MINUTES,
        description=_("Pauze, mese, înscriere: nu intră la credite."),
        validators=[Optional()],
    )

    def module(self) -> Module:
        """What was filled in; nothing means no minutes."""
        return Module(
            title=self.module_title.data or "",
            day=self.day.data or 0,
            theory_minutes=self.theory_minutes.data or 0,
            practice_minutes=self.practice_minutes.data or 0,
            break_minutes=self.break_minutes.data or 0,
        )


class LecturerForm(FlaskForm):  # type: ignore[misc]
    """Somebody who teaches."""

    name = StringField(
        _("Numele și prenumele"),
        filters=[one_line],
        validators=[
            DataRequired(_("Scrieți numele și prenumele.")),
            Length(max=120, message=_("Numele are mai mult de 120 de caractere; scurtați-l.")),
        ],
    )
    rnasr_code = StringField(
        _("Codul din RNASR, pentru asistenții sociali"),
        description=_(
            "De pe avizul de exercitare. Cu cod, registrul este întrebat acum, la depunere și la "
            "hotărâre; persoana este anunțată la depunere. Fără cod, lectorul apare numai cu nume."
        ),
        filters=[one_line],
        validators=[
            Optional(),
            Length(max=60, message=_("Codul este prea lung; verificați-l pe aviz.")),
        ],
    )


class CvForm(FlaskForm):  # type: ignore[misc]
    """The Europass CV of a lecturer."""

    file = FileField(_("CV Europass"), validators=[FileRequired(_("Alegeți un fișier."))])


class PartnerForm(FlaskForm):  # type: ignore[misc]
    """A further organiser."""

    partner = SelectField(
        _("Organizatorul"), validators=[DataRequired(_("Alegeți un organizator din listă."))]
    )

    def offer(self, providers: Sequence[Provider]) -> None:
        """Who may be named."""
        self.partner.choices = [SelectChoice("", _("alegeți"))] + [
            SelectChoice(str(each.id), each.name) for each in providers
        ]


class PaperForm(FlaskForm):  # type: ignore[misc]
    """A document, and which of those of the norms it is."""

    part = SelectField(
        _("Ce arată documentul"), validators=[DataRequired(_("Alegeți ce arată documentul."))]
    )
    file = FileField(_("Document"), validators=[FileRequired(_("Alegeți un fișier."))])

    def offer(self, parts: Sequence[str]) -> None:
        """The documents that the norms ask for."""
        self.part.choices = [SelectChoice("", _("alegeți"))] + [
            SelectChoice(code, part_words(code)) for code in parts
        ]
