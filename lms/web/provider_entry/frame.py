"""The blueprint of organisers that come in, and what its pages say alike."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from lms.models import ProviderEntry
from lms.services.provider_entry import EntryState, state_of

blueprint = Blueprint("provider_entry", __name__)

STATES = {
    EntryState.WAITING: _l("De verificat"),
    EntryState.VERIFIED: _l("Verificată"),
    EntryState.REFUSED: _l("Neconfirmată"),
}
_KINDS = {
    EntryState.WAITING: "waiting",
    EntryState.VERIFIED: "done",
    EntryState.REFUSED: "problem",
}


def entry_tag(entry: ProviderEntry) -> tuple[str, str]:
    """The kind of tag and the word for where an entry stands."""
    state = state_of(entry)
    return _KINDS[state], str(STATES[state])
