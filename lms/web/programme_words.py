"""Programmes in words: kinds, what a file lacks, how credits come about, how versions differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from credit_engine.results import Finding, Outcome
from credit_engine.sentences import label_of
from lms.models import Grade, Modality, ProgrammeKind, ProgrammeRequest
from lms.services.programme_facts import (
    CURRICULUM,
    CVS,
    INDEX,
    PRINCIPALS,
    REQUEST,
    Completeness,
)
from lms.services.programme_versions import Change
from lms.web.approval_words import finding_row
from lms.web.context import (
    credits_text,
    credits_words,
    grade_words,
    language,
    minutes_text,
    number,
)

KINDS = {
    ProgrammeKind.COURSE: _l("curs"),
    ProgrammeKind.WORKSHOP: _l("atelier"),
    ProgrammeKind.CONFERENCE: _l("conferință"),
    ProgrammeKind.ROUND_TABLE: _l("masă rotundă"),
    ProgrammeKind.WEBINAR: _l("webinar"),
}
MODALITIES = {
    Modality.ONLINE: _l("online"),
    Modality.IN_PERSON: _l("la fața locului"),
    Modality.HYBRID: _l("și online, și la fața locului"),
}
FIELDS = {
    "title": _l("titlul"),
    "summary": _l("descrierea"),
    "kind": _l("felul"),
    "field": _l("domeniul"),
    "modality": _l("cum se ține"),
    "target_grades": _l("treptele cărora li se adresează"),
    "selection": _l("cum se aleg participanții"),
    "max_participants": _l("numărul maxim de participanți"),
    "minutes": _l("durata, fără pauze"),
}
CHOICES = {
    "approved": _l("Se aprobă programul, cu creditele de mai jos"),
    "rejected": _l("Se respinge"),
    "postponed": _l("Se amână"),
}


def part_words(code: str) -> str:
    """A document by the code of the norms."""
    return label_of(code, language())


def grades_words(codes: Sequence[Any]) -> str:
    """Grades in words, from the lowest to the highest."""
    order = [grade.value for grade in Grade]
    return ", ".join(grade_words(code) for code in sorted(codes, key=order.index)) or "–"


def meter(found: Completeness) -> dict[str, Any]:
    """The completeness of a file: what is there of what is asked, each with its ground."""
    return {
        "done": found.done,
        "total": len(found.asked),
        "rows": [_asked(finding, found) for finding in found.asked],
        "missing": len(found.missing),
        "refusing": len(found.refusing),
    }


def _asked(finding: Finding, found: Completeness) -> dict[str, Any]:
    row = finding_row(finding)
    part = finding.params.get("part")
    if finding.outcome is Outcome.MET:
        row["note"] = _("se face singur, la depunere") if part == INDEX else ""
        return row
    row["note"] = {
        REQUEST: _("Completați: %(fields)s.", fields=lacking_words(found.lacking)),
        CURRICULUM: _("Adăugați modulele cu minutele lor; programa se face din ele."),
        PRINCIPALS: _("Numiți lectorii cu codul din RNASR; dovada este răspunsul registrului."),
        CVS: _("Puneți un CV pentru fiecare lector."),
    }.get(str(part), "")
    return row


def lacking_words(fields: Sequence[str]) -> str:
    """The empty fields of the request, in words."""
    return ", ".join(str(FIELDS[name]) for name in fields)


def receipt_of(found: Completeness) -> dict[str, Any]:
    """The credits that the norms would give, as the lines of a receipt; `orientative` if so."""
    certain = int((found.credits.certain or 0) * 1000)
    most = int((found.credits.possible or 0) * 1000)
    return {
        "lines": [
            {
                "text": finding.sentence(language()),
                "amount": _amount(finding),
                "article": finding.article,
                "basis": finding.basis.value,
                "note": finding.source,
            }
            for finding in found.steps
        ],
        "total": credits_words(certain) if certain else _("nu se pot socoti încă"),
        "possible": credits_words(most) if most > certain else None,
        "basis": "default" if certain and not found.settled else None,
        "expected": credits_text(certain) if certain else "",
    }


def _amount(finding: Finding) -> str:
    if not finding.credits:
        return ""
    text = credits_text(int(abs(finding.credits) * 1000))
    return f"+{text}" if finding.credits > 0 else f"−{text}"


def change_row(change: Change) -> dict[str, Any]:
    """A line of a comparison in words."""
    before, after = _said(change.what, change.before), _said(change.what, change.after)
    if change.what == "module":
        label = (change.after or change.before)[0]
        tag = {
            (False, True): ("info", _("modul nou")),
            (True, False): ("warning", _("modul scos")),
        }.get((change.before is not None, change.after is not None))
        if tag is None:
            tag = ("warning", _("schimbat")) if change.differs else ("neutral", _("la fel"))
    else:
        label = str(FIELDS[change.what]).capitalize()
        tag = ("warning", _("schimbat")) if change.differs else ("neutral", _("la fel"))
    return {"label": label, "before": before, "after": after, "tag": tag, "differs": change.differs}


def _said(what: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if what == "module":
        _title, place, theory, practice, pause = value
        return module_words(place, theory, practice, pause)
    return {
        "kind": lambda: str(KINDS[value]),
        "modality": lambda: str(MODALITIES[value]),
        "target_grades": lambda: grades_words(value),
        "max_participants": lambda: number(value),
        "minutes": lambda: minutes_text(value),
    }.get(what, lambda: str(value))()


def module_words(place: int, theory: int, practice: int, pause: int) -> str:
    """A module's day and minutes: "ziua 1: teorie 2 h, practică 1 h, pauze 30 min"."""
    parts = [
        (theory, _("teorie %(minutes)s", minutes=minutes_text(theory))),
        (practice, _("practică %(minutes)s", minutes=minutes_text(practice))),
        (pause, _("pauze %(minutes)s", minutes=minutes_text(pause))),
    ]
    said = ", ".join(words for minutes, words in parts if minutes)
    return _("ziua %(day)s: %(parts)s", day=place, parts=said)


def request_rows(request: ProgrammeRequest, *, partners: Sequence[str], minutes: int) -> list[Any]:
    """What a file says, for a list of terms."""
    rows: list[Any] = [
        (_("Felul"), _said("kind", request.kind)),
        (_("Domeniul"), request.field or "–"),
        (_("Cum se ține"), _said("modality", request.modality)),
        (_("Durata, fără pauze"), minutes_text(minutes) if minutes else "–"),
        (_("Pentru treptele"), grades_words(request.target_grades)),
        (_("Cel mult participanți"), number(request.max_participants)),
    ]
    if request.reserved:
        rows.append((_("Activitate rezervată"), part_words(request.reserved)))
    if partners:
        rows.append((_("Împreună cu"), ", ".join(partners)))
    return rows
