"""The columns of the administrators' lists, on the page and in exports."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from lms import clock
from lms.models import Account
from lms.services import accounts
from lms.services.operations_lists import state_of
from lms.web.forms.admin import ROLE_WORDS, WORK_WORDS
from lms.web.listing import Column


def role_words(account: Account) -> str:
    """The roles that an account holds today, in words."""
    in_force = accounts.roles_in_force(account, on=clock.today())
    return ", ".join(sorted({str(ROLE_WORDS[grant.role]) for grant in in_force}))


WORK_COLUMNS = (
    Column(key="task", label=_("Lucrarea"), value=lambda row: row.task, sortable=True),
    Column(key="state", label=_("Starea"), value=lambda row: WORK_WORDS[state_of(row)]),
    Column(
        key="created_at", label=_("Intrată la"), value=lambda row: row.created_at, sortable=True
    ),
    Column(
        key="run_after",
        label=_("Se încearcă după"),
        value=lambda row: row.run_after,
        sortable=True,
    ),
    Column(
        key="attempts",
        label=_("Încercări"),
        value=lambda row: row.attempts,
        sortable=True,
        numeric=True,
    ),
    Column(key="last_error", label=_("Motivul"), value=lambda row: row.last_error),
)
ACCOUNT_COLUMNS = (
    Column(key="name", label=_("Nume"), value=lambda row: row.display_name, sortable=True),
    Column(key="email", label=_("E-mail"), value=lambda row: row.email, sortable=True),
    Column(key="roles", label=_("Roluri azi"), value=role_words),
    Column(key="created_at", label=_("Din"), value=lambda row: row.created_at, sortable=True),
    Column(key="disabled_at", label=_("Închis la"), value=lambda row: row.disabled_at),
)
AUDIT_COLUMNS = (
    Column(key="at", label=_("Când"), value=lambda row: row.at, sortable=True),
    Column(key="account_id", label=_("Cine"), value=lambda row: row.account_id),
    Column(key="action", label=_("Acțiunea"), value=lambda row: row.action, sortable=True),
    Column(key="subject", label=_("Asupra cui"), value=lambda row: row.subject, sortable=True),
    Column(
        key="details",
        label=_("Amănunte"),
        value=lambda row: ", ".join(f"{k}={v}" for k, v in row.details.items()),
    ),
)
MAIL_COLUMNS = (
    Column(key="created_at", label=_("Când"), value=lambda row: row.created_at, sortable=True),
    Column(key="recipient", label=_("Către"), value=lambda row: row.recipient, sortable=True),
    Column(key="subject", label=_("Subiectul"), value=lambda row: row.subject),
    Column(key="kind", label=_("Felul"), value=lambda row: row.kind, sortable=True),
    Column(key="sent_at", label=_("Pusă în cutie la"), value=lambda row: row.sent_at),
)
