"""Forms of the register: filters, the upload, applying with rows left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Form, HiddenField, SelectChoice, SelectField, StringField

from lms.counties import COUNTIES
from lms.models import Branch, ChangeKind, Grade, Status
from lms.registry_file import Severity
from lms.services.members import MemberFilter
from lms.web.context import grade_words
from lms.web.register_words import KIND_WORDS, STATUS_WORDS


class MembersFilter(Form):  # type: ignore[misc]
    """What is asked of the list of members."""

    name = StringField(_("Nume"))
    code = StringField(_("Cod RNASR"))
    county = SelectField(_("Județ"), validate_choice=False)
    branch = SelectField(_("Sucursală"), validate_choice=False)
    grade = SelectField(_("Treaptă"), validate_choice=False)
    status = SelectField(_("Statut"), validate_choice=False)
    activated = SelectField(
        _("Cont"),
        choices=[
            SelectChoice("", _("oricare")),
            SelectChoice("yes", _("activat")),
            SelectChoice("no", _("neactivat")),
        ],
        validate_choice=False,
    )

    def offer(self, branches: Iterable[Branch]) -> None:
        """Fill in what may be chosen."""
        every = SelectChoice("", _("oricare"))
        self.county.choices = [every, *(SelectChoice(c, n) for c, n in COUNTIES.items())]
        self.branch.choices = [every, *(SelectChoice(str(b.id), b.name) for b in branches)]
        self.grade.choices = [every, *(SelectChoice(g.value, grade_words(g)) for g in Grade)]
        self.status.choices = [every, *(SelectChoice(s.value, STATUS_WORDS[s]) for s in Status)]

    def asked(self) -> MemberFilter:
        """The filter; what cannot be chosen is not asked."""
        return MemberFilter(
            name=_text(self.name.data),
            code=_text(self.code.data),
            county=_text(self.county.data) if self.county.data in COUNTIES else "",
            branch_id=_uuid(self.branch.data),
            grade=Grade(self.grade.data) if self.grade.data in set(Grade) else None,
            status=Status(self.status.data) if self.status.data in set(Status) else None,
            activated=self.activated.data if self.activated.data in {"yes", "no"} else "",
        )


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A register file."""

    file = FileField(
        _("Fișierul registrului"),
        validators=[FileRequired(_("Alegeți fișierul registrului."))],
    )


class ApplyForm(FlaskForm):  # type: ignore[misc]
    """Applying an import; `left_out` is the number of rows that the person saw."""

    leave_out = BooleanField()
    left_out = HiddenField()

    def agreed(self) -> int | None:
        """The number of rows that the person agreed to leave out."""
        seen = _text(self.left_out.data)
        return int(seen) if self.leave_out.data and seen.isdecimal() and len(seen) < 9 else None


class ProblemsFilter(Form):  # type: ignore[misc]
    """Which problems of an import are shown."""

    sheet = SelectField(_("Foaia"), validate_choice=False)
    severity = SelectField(
        _("Felul"),
        choices=[
            SelectChoice("", _("toate")),
            SelectChoice(Severity.ERROR.value, _("greșeli, care țin rândul afară")),
            SelectChoice(Severity.NOTICE.value, _("doar de știut")),
        ],
        validate_choice=False,
    )

    def offer(self, sheets: Iterable[str]) -> None:
        """Fill in what may be chosen."""
        self.sheet.choices = [
            SelectChoice("", _("toate")),
            *(SelectChoice(sheet, sheet) for sheet in sheets),
        ]


class ChangesFilter(Form):  # type: ignore[misc]
    """Which members of a difference are shown."""

    q = StringField(_("Nume sau cod"))
    kind = SelectField(
        _("Ce se întâmplă"),
        choices=[
            SelectChoice("", _("toate")),
            *(SelectChoice(kind.value, KIND_WORDS[kind]) for kind in ChangeKind),
        ],
        validate_choice=False,
    )


def _text(value: Any) -> str:
    return str(value or "").strip()[:200]


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
