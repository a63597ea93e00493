"""Forms of a higher grade: the request, its contestation, a branch filing, a session of BEX."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import AnyOf, DataRequired

from lms.models import Grade


class AskForm(FlaskForm):  # type: ignore[misc]
    """Which grade is asked for."""

    grade = HiddenField(validators=[AnyOf([grade.value for grade in Grade])])


class ContestForm(FlaskForm):  # type: ignore[misc]
    """Why the decision should be another."""

    statement = TextAreaField(
        _("De ce trebuie schimbată hotărârea?"),
        validators=[DataRequired(_("Scrieți de ce hotărârea trebuie schimbată."))],
    )


class FileForMemberForm(AskForm):
    """How the member asked the branch to file."""

    how = TextAreaField(
        _("Când și cum v-a cerut membrul să depuneți?"),
        validators=[DataRequired(_("Scrieți când și cum v-a cerut membrul acest lucru."))],
    )


class SessionForm(FlaskForm):  # type: ignore[misc]
    """The day of a session of BEX; the numbers come with the rows."""

    decided_on = DateField(
        _("Data ședinței"), validators=[DataRequired(_("Scrieți data, cu zi, lună și an."))]
    )
