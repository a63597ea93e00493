"""Signals of attendance that cannot have been, in sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.attendance.impossible import SignalKind
from lms.models import AttendanceSignal, Edition, SignalState
from lms.web.context import day, localised, minutes_text

KINDS: dict[str, Any] = {
    SignalKind.OVERLAP.value: _l("În două locuri deodată"),
    SignalKind.HOURS.value: _l("Prea multe ore"),
    SignalKind.PARTICIPANTS.value: _l("Prea mulți participanți"),
    SignalKind.APPROVAL.value: _l("În afara avizului sau a aprobării"),
    SignalKind.EMAIL.value: _l("Un e-mail, mai multe nume"),
}
STATES: dict[SignalState, tuple[str, Any]] = {
    SignalState.NEW: ("warning", _l("Nou")),
    SignalState.SEEN: ("waiting", _l("Văzut")),
    SignalState.CLOSED: ("done", _l("Închis")),
    SignalState.LAPSED: ("neutral", _l("Nu mai este valabil")),
}


def title_of(edition: Edition) -> str:
    """The programme of an edition in the reader's language."""
    return localised({"ro": edition.programme.title, "en": edition.programme.title_en})


def edition_name(edition: Edition) -> str:
    """ "Violența domestică, ediția 2 (Asociația Punte)"."""
    return _(
        "%(title)s, ediția %(number)d (%(who)s)",
        title=title_of(edition),
        number=edition.number,
        who=edition.provider.name,
    )


def who(signal: AttendanceSignal) -> str:
    """The member of a signal with the RNASR code, or nothing."""
    member = signal.member
    return f"{member.full_name}, {member.rnasr_code}" if member else ""


def sentence(signal: AttendanceSignal) -> str:
    """Why the commission should look, for the commission: it names both organisers."""
    if signal.code == "overlap" and signal.other_edition is not None:
        return _(
            "%(member)s apare la %(day)s la două ediții deodată, cel puțin %(minutes)s: "
            "%(one)s și %(other)s.",
            member=who(signal),
            day=day(signal.day),
            minutes=minutes_text(signal.params["minutes"]),
            one=edition_name(signal.edition),
            other=edition_name(signal.other_edition),
        )
    if signal.code == "longer_than_day":
        return _(
            "%(member)s are la %(day)s prezențe de %(minutes)s la %(editions)d ediții, mai mult "
            "decât are ziua.",
            member=who(signal),
            day=day(signal.day),
            minutes=minutes_text(signal.params["minutes"]),
            editions=signal.params["editions"],
        )
    return own_sentence(signal)


def own_sentence(signal: AttendanceSignal) -> str:
    """The same where it concerns one list alone, so that its provider may read it."""
    params = signal.params
    if signal.code == "longer_than_held":
        return _(
            "Lista spune că %(member)s a stat %(minutes)s, dar de la început până la sfârșit "
            "ediția a avut %(held)s.",
            member=who(signal),
            minutes=minutes_text(params["minutes"]),
            held=minutes_text(params["held"]),
        )
    if signal.code == "too_many":
        return _(
            "Lista are %(present)s, iar programul a declarat cel mult %(declared)d. "
            "Dintre ei, %(members)d sunt membri.",
            present=ngettext("%(num)d participant", "%(num)d participanți", params["present"]),
            declared=params["declared"],
            members=params["members"],
        )
    if signal.code == "over_places":
        return _(
            "Lista are %(present)s, iar ediția avea %(places)s. Dintre ei, %(members)d sunt "
            "membri.",
            present=ngettext("%(num)d participant", "%(num)d participanți", params["present"]),
            places=ngettext("%(num)d loc", "%(num)d locuri", params["places"]),
            members=params["members"],
        )
    if signal.code == "one_email_many_names":
        return _(
            "O singură adresă de e-mail apare lângă %(names)d nume diferite (rândurile %(rows)s), "
            "iar %(members)d dintre ele sunt ale unor membri de pe listă.",
            names=params["names"],
            rows=params["rows"],
            members=params["members"],
        )
    limit = params.get("limit")
    words = {
        "programme_none": _("La %(day)s programul nu avea nicio aprobare."),
        "programme_not_begun": _(
            "La %(day)s programul nu era încă aprobat: aprobarea începe la %(limit)s."
        ),
        "programme_ended": _(
            "La %(day)s programul nu mai era aprobat: aprobarea a fost valabilă până la %(limit)s."
        ),
        "provider_none": _("La %(day)s furnizorul nu avea niciun aviz."),
        "provider_not_begun": _(
            "La %(day)s furnizorul nu era încă avizat: avizul începe la %(limit)s."
        ),
        "provider_ended": _(
            "La %(day)s furnizorul nu mai era avizat: avizul a fost valabil până la %(limit)s."
        ),
        "organiser_other": _("Cine a ținut ediția nu este printre organizatorii programului."),
    }
    text = words.get(signal.code, _("Prezența nu se potrivește cu ce se știe despre ediție."))
    return text % {
        "day": day(signal.day),
        "limit": day(date.fromisoformat(limit)) if limit else "",
    }
