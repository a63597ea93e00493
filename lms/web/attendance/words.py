"""Problems, reasons, outcomes and states of attendance lists in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from credit_engine.sentences import sentence_of as engine_sentence
from lms.attendance.catalogue import SENTENCES, sentence_of
from lms.models import AttendanceFile, AttendanceRow, AttendanceState, Resolution
from lms.services import attendance_outcomes as outcomes
from lms.services.attendance_candidates import Offered
from lms.web.context import credits_words, day, language, minutes_text

Tag = tuple[str, str]


def problem_text(problem: Mapping[str, Any]) -> str:
    """The sentence of a problem of a file."""
    code, params = problem["code"], problem["params"]
    if code == "topic_differs":
        return _(
            "Fișierul este despre „%(topic)s”, iar ediția este a programului „%(title)s”. "
            "Verificați dacă ați încărcat lista potrivită.",
            **params,
        )
    if code == "day_differs":
        return _(
            "Cei mai mulți au intrat la %(day)s, iar ediția a început la %(starts_on)s. "
            "Verificați dacă ați încărcat lista potrivită.",
            day=day(date.fromisoformat(params["day"])),
            starts_on=day(date.fromisoformat(params["starts_on"])),
        )
    if code not in SENTENCES:
        return _("Fișierul are o problemă pe care nu o putem descrie.")
    return sentence_of(
        code,
        params,
        lang=language(),
        row=problem.get("row"),
        column=problem.get("column") or "",
        sheet=problem.get("sheet") or "",
    )


def reason_text(row: AttendanceRow) -> str:
    """Why a row was (or was not) matched."""
    code = row.reason["code"]
    if code == "host_or_panelist":
        return _(
            "Apare în raport ca gazdă sau lector. Cine a ținut programul nu este numărat singur "
            "între participanți; hotărâți dumneavoastră."
        )
    if code == "erased":
        return _("Nu este membru; numele a fost șters la 30 de zile după înregistrare.")
    if code not in SENTENCES:
        return ""
    return sentence_of(code, row.reason["params"], lang=language())


def reason_labels() -> dict[str, str]:
    """Each reason in a few words, as the filter of the list names it."""
    return {
        "code_matches": _("codul RNASR se potrivește"),
        "email_matches": _("e-mailul se potrivește"),
        "code_name_contradicts": _("cod cu alt nume"),
        "number_short_name": _("număr lângă un nume scurt"),
        "email_name_contradicts": _("e-mail cu alt nume"),
        "code_email_differ": _("codul și e-mailul diferă"),
        "code_shared": _("cod la mai mulți membri"),
        "email_shared": _("e-mail la mai mulți membri"),
        "code_many_names": _("un cod, mai multe nume"),
        "email_many_names": _("un e-mail, mai multe nume"),
        "registrant_name_same": _("același nume, înscris"),
        "registrant_name_similar": _("nume apropiat, înscris"),
        "name_same": _("același nume"),
        "name_similar": _("nume apropiat"),
        "namesakes": _("mai mulți cu acest nume"),
        "no_person_name": _("fără nume de persoană"),
        "nobody_found": _("nimeni găsit"),
        "host_or_panelist": _("gazdă sau lector"),
    }


def said_labels() -> dict[str, str]:
    """What may have been said of a person, as the filter of the list names it."""
    return {
        Resolution.OPEN.value: _("nehotărâți"),
        Resolution.ACCEPTED.value: _("membru ales"),
        Resolution.NOT_MEMBER.value: _("nu este membru"),
        Resolution.SKIPPED.value: _("săriți"),
    }


def agreement_marks(offer: Offered, row: AttendanceRow) -> list[tuple[str, str]]:
    """What a member and the row have in common and what not: icon and words."""
    found = offer.agreement
    marks = []
    if found.same:
        marks.append(("check", _("La fel: %(words)s", words=", ".join(found.same))))
    for known, written in found.close:
        text = _("Apropiat: %(known)s, în listă „%(written)s”", known=known, written=written)
        marks.append(("neutral", text))
    if found.missing:
        marks.append(("neutral", _("Nu apar în listă: %(words)s", words=", ".join(found.missing))))
    if found.extra:
        marks.append(("warning", _("Doar în listă: %(words)s", words=", ".join(found.extra))))
    if not (found.same or found.close or found.missing):
        marks.append(("info", _("Lista nu spune un nume de persoană")))
    if found.code:
        marks.append(("check", _("Același cod RNASR")))
    elif found.code is False:
        marks.append(("warning", _("Alt cod în listă: %(code)s", code=row.rnasr_code)))
    if offer.registered:
        marks.append(("check", _("Înscris la ediție")))
    return marks


def role_text(row: AttendanceRow) -> str | None:
    """In which part of the report a person stood, unless among the attendees."""
    return {
        "host": _("gazdă"),
        "panelist": _("lector sau panelist"),
        "phone": _("prin telefon"),
    }.get(row.role)


def resolution_tag(row: AttendanceRow) -> Tag:
    """What was said of a person, as a tag."""
    if row.presence != "present":
        return "neutral", _("absent")
    if row.resolution is Resolution.ACCEPTED:
        return "done", _("ales")
    if row.resolution is Resolution.NOT_MEMBER:
        return "neutral", _("nu este membru")
    if row.resolution is Resolution.SKIPPED:
        return "neutral", _("sărit")
    if row.decision == "sure":
        return "done", _("sigur")
    if row.decision == "review":
        return "warning", _("de hotărât")
    return "info", _("fără pereche")


def file_tag(file: AttendanceFile) -> tuple[str, str, str, str]:
    """The state of a list: kind, word, date, what comes next."""
    return {
        AttendanceState.REVIEW: (
            "warning",
            _("De verificat"),
            _("încărcată la %(day)s", day=day(file.uploaded_at)),
            _("urmează confirmarea dumneavoastră"),
        ),
        AttendanceState.BOOKING: (
            "waiting",
            _("Se înregistrează"),
            _("confirmată la %(day)s", day=day(file.confirmed_at)),
            _("creditele apar în câteva clipe"),
        ),
        AttendanceState.BOOKED: (
            "done",
            _("Înregistrată"),
            _("la %(day)s", day=day(file.booked_at)),
            _("creditele sunt la membri"),
        ),
        AttendanceState.UNDOING: (
            "waiting",
            _("Se anulează"),
            "",
            _("creditele se stornează"),
        ),
        AttendanceState.UNDONE: (
            "neutral",
            _("Anulată"),
            _("la %(day)s", day=day(file.undone_at)),
            _("o puteți confirma din nou"),
        ),
        AttendanceState.REPLACED: (
            "neutral",
            _("Înlocuită"),
            "",
            _("contează lista corectată"),
        ),
    }[file.state]


def outcome_words() -> dict[str, Tag]:
    """Each outcome as a tag, in the order of the filter."""
    return {
        outcomes.CREDITED: ("done", _("A primit creditele")),
        outcomes.KEPT: ("done", _("Avea deja creditele")),
        outcomes.OFFICER_MINUTES: ("waiting", _("Hotărăște un ofițer")),
        outcomes.OFFICER: ("waiting", _("Hotărăște Colegiul")),
        outcomes.TOO_SHORT: ("problem", _("Prezență prea scurtă")),
        outcomes.NOT_PRESENT: ("problem", _("Niciun minut în sesiuni")),
        outcomes.CANNOT_NOW: ("neutral", _("Nu poate fi creditat acum")),
        "undecided": ("warning", _("Nehotărât")),
        "not_member": ("neutral", _("Nu este membru")),
        "skipped": ("neutral", _("Sărit")),
        "absent": ("neutral", _("Absent")),
    }


def outcome_tag(outcome: Mapping[str, Any] | None) -> Tag:
    """The outcome of a person as a tag."""
    if not outcome:
        return "waiting", _("În lucru")
    if outcomes.is_of_the_edition(outcome["code"]):
        return "problem", _("Ediția nu aduce credite")
    return outcome_words().get(outcome["code"], ("neutral", _("În lucru")))


def outcome_text(outcome: Mapping[str, Any] | None) -> str:
    """The outcome of a person in a sentence that an organiser may read."""
    if not outcome:
        return ""
    code, params = outcome["code"], outcome.get("params") or {}
    if outcomes.is_of_the_edition(code):
        return engine_sentence(code, params, language())
    if code in (outcomes.CREDITED, outcomes.KEPT):
        return credits_words(params.get("credits"))
    if code in (outcomes.OFFICER_MINUTES, outcomes.TOO_SHORT) and "present" in params:
        return _(
            "Prezent %(present)s din %(delivered)s (%(percent)d %%), sub pragul de %(least)d %%.",
            present=minutes_text(params["present"]),
            delivered=minutes_text(params["delivered"]),
            percent=params["percent"],
            least=params["least"],
        )
    return {
        outcomes.OFFICER_MINUTES: _("Minutele de prezență nu se cunosc."),
        outcomes.CANNOT_NOW: _("Colegiul îi poate spune membrului de ce."),
        outcomes.OFFICER: _("Un ofițer al Colegiului se uită la acest caz."),
        "undecided": _("Nu s-a ales niciun membru; se poate alege și acum."),
    }.get(code, "")
