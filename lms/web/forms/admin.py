"""Forms of administrators: filters of lists, and roles."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Form, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Optional

from lms.models import Role
from lms.services.operations_lists import WorkState

ROLE_WORDS = {
    Role.MEMBER: _("membru"),
    Role.PROVIDER: _("furnizor de formare"),
    Role.CFPC: _("Comisia de Formare Profesională (CFPC)"),
    Role.CAAP: _("Comisia de atestare (CAAP)"),
    Role.BEX: _("Biroul Executiv (BEX)"),
    Role.BRANCH: _("sucursală"),
    Role.SUPERVISOR: _("supervizor"),
    Role.ADMINISTRATOR: _("administrator"),
}
WORK_WORDS = {
    WorkState.FAILED: _("nu a reușit"),
    WorkState.WAITING: _("așteaptă"),
    WorkState.DONE: _("făcută"),
}


class WorkFilter(Form):  # type: ignore[misc]
    """Which pieces of work."""

    state = SelectField(
        _("Starea"),
        choices=[
            SelectChoice("", _("așteaptă sau nu au reușit")),
            *(SelectChoice(state.value, words) for state, words in WORK_WORDS.items()),
        ],
        validators=[Optional()],
    )
    task = StringField(_("Felul lucrării"), validators=[Optional()])


class AccountsFilter(Form):  # type: ignore[misc]
    """Which accounts."""

    q = StringField(_("Nume sau e-mail"), validators=[Optional()])
    role = SelectField(
        _("Are rolul"),
        choices=[
            SelectChoice("", _("oricare")),
            *(SelectChoice(role.value, words) for role, words in ROLE_WORDS.items()),
        ],
        validators=[Optional()],
    )
    disabled = SelectField(
        _("Contul este"),
        choices=[
            SelectChoice("", _("deschis sau închis")),
            SelectChoice("no", _("deschis")),
            SelectChoice("yes", _("închis")),
        ],
        validators=[Optional()],
    )


class AuditFilterForm(Form):  # type: ignore[misc]
    """Which audit lines."""

    action = StringField(_("Acțiunea"), validators=[Optional()])
    subject = StringField(_("Asupra cui (cod)"), validators=[Optional()])
    account = StringField(_("Cine (cod de cont)"), validators=[Optional()])
    first_day = DateField(_("Din ziua"), validators=[Optional()])
    last_day = DateField(_("Până în ziua"), validators=[Optional()])


class MailFilter(Form):  # type: ignore[misc]
    """Which messages."""

    q = StringField(_("Destinatar sau subiect"), validators=[Optional()])


class GrantForm(FlaskForm):  # type: ignore[misc]
    """A role, its scope and its days."""

    role = SelectField(
        _("Rolul"),
        choices=[
            SelectChoice("", _("alegeți")),
            *(
                SelectChoice(role.value, words)
                for role, words in ROLE_WORDS.items()
                if role is not Role.MEMBER
            ),
        ],
        validators=[DataRequired(_("Alegeți rolul."))],
    )
    provider_id = SelectField(_("Furnizorul, pentru rolul de furnizor"), validators=[Optional()])
    branch_id = SelectField(_("Sucursala, pentru rolul de sucursală"), validators=[Optional()])
    valid_from = DateField(
        _("Din ziua"), validators=[DataRequired(_("Alegeți ziua din care ține rolul."))]
    )
    valid_until = DateField(_("Până la (ziua aceasta nu mai ține)"), validators=[Optional()])
