"""What the register holds, in words: statuses, periods, and the lines of a difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.counties import COUNTIES
from lms.models import (
    ChangeKind,
    CoveredYear,
    Dues,
    ImportState,
    MemberGrade,
    MemberStatus,
    PracticeKind,
    PracticePeriod,
    RegisterImport,
    Status,
)
from lms.services.register_lists import UndoPlan
from lms.web.context import credits_words, day, grade_words, number

STATUS_WORDS = {
    Status.ACTIVE: _l("activ"),
    Status.SUSPENDED: _l("suspendat"),
    Status.PARENTAL_LEAVE: _l("concediu pentru creșterea copilului"),
    Status.MEDICAL_LEAVE: _l("concediu medical"),
    Status.REMOVED: _l("radiat"),
}
STATUS_TAGS = {
    Status.ACTIVE: "done",
    Status.SUSPENDED: "warning",
    Status.PARENTAL_LEAVE: "info",
    Status.MEDICAL_LEAVE: "info",
    Status.REMOVED: "problem",
}
PRACTICE_WORDS = {
    PracticeKind.SPECIALTY: _l("în specialitate"),
    PracticeKind.FIELD: _l("în domeniu"),
}
KIND_WORDS = {ChangeKind.NEW: _l("membru nou"), ChangeKind.CHANGED: _l("schimbat")}
LINE_WORDS = {
    "last_name": _l("Nume"),
    "first_name": _l("Prenume"),
    "registered_on": _l("Înregistrat la"),
    "county": _l("Județ"),
    "branch": _l("Sucursală"),
    "email": _l("E-mail"),
    "grade": _l("Treaptă"),
    "status": _l("Statut"),
    "practice": _l("Practică"),
    "dues": _l("Cotizație"),
    "credit": _l("Credite anterioare"),
    "covered": _l("An acoperit"),
}
VIEWER_WORDS = {
    "caap": _l("Comisia de atestare (CAAP)"),
    "administrator": _l("administrator"),
}


def state_tag(found: RegisterImport) -> tuple[str, str]:
    """The kind of tag and the word for an import."""
    if found.state is ImportState.REFUSED:
        if found.counts.get("changes"):
            return "neutral", _("Renunțat")
        return "neutral", _("Nimic de aplicat")
    return {
        ImportState.PREVIEW: ("waiting", _("De hotărât")),
        ImportState.APPLYING: ("waiting", _("Se aplică")),
        ImportState.APPLIED: ("done", _("Aplicat")),
        ImportState.UNDOING: ("waiting", _("Se anulează")),
        ImportState.UNDONE: ("info", _("Anulat")),
    }[found.state]


def status_words(status: Status | None) -> str:
    """A status in words."""
    return "–" if status is None else str(STATUS_WORDS[status])


def county_words(code: str | None) -> str:
    """A county by its name."""
    return COUNTIES.get(code or "", "–")


def period_words(valid_from: date, valid_until: date | None) -> str:
    """A half-open period by its first and last day: "din 5 martie 2020 până la …"."""
    first = day(valid_from)
    if valid_until is None:
        return _("din %(first)s", first=first)
    last = day(valid_until - timedelta(days=1))
    return _("din %(first)s până la %(last)s", first=first, last=last)


def line_values(line: Mapping[str, Any], branches: Mapping[str, str]) -> tuple[str, str]:
    """The old and the new value of a line of a difference, "" for none; branch names by slug."""
    old, new = line["old"], line["new"]
    if line["what"] == "branch":
        return branches.get(old, old) or "", branches.get(new, new) or ""
    return _value(line["what"], old), _value(line["what"], new)


def _value(what: str, value: Any) -> str:
    if value is None:
        return ""
    if what in {"grade", "status", "practice"}:
        return _period(what, value)
    if what == "credit":
        counts_on = date.fromisoformat(value["counts_on"])
        return _(
            "%(credits)s, „%(title)s”, %(day)s, după %(document)s",
            credits=credits_words(value["credits"]),
            title=value["title"],
            day=day(counts_on),
            document=value["document"],
        )
    if what == "dues":
        if value["paid_on"] is None:
            return _("%(year)s, neplătită", year=value["year"])
        paid = day(date.fromisoformat(value["paid_on"]))
        return _("%(year)s, plătită la %(day)s", year=value["year"], day=paid)
    if what == "covered":
        return _("%(year)s, după %(source)s", year=value["year"], source=value["source"])
    if what == "registered_on":
        return day(date.fromisoformat(value))
    return county_words(value) if what == "county" else str(value)


def _period(what: str, value: Mapping[str, Any]) -> str:
    code = value["value"]
    if what == "grade":
        word = grade_words(code)
    elif what == "status":
        word = str(STATUS_WORDS[Status(code)])
    else:
        word = str(PRACTICE_WORDS[PracticeKind(code)])
    until = value["valid_until"]
    period = period_words(
        date.fromisoformat(value["valid_from"]), date.fromisoformat(until) if until else None
    )
    text = f"{word}, {period}"
    return f"{text} ({value['decision']})" if value["decision"] else text


OUTCOME_WORDS = {
    "met": _l("Îndeplinit"),
    "not_met": _l("Neîndeplinit"),
    "in_progress": _l("În curs"),
    "exempt": _l("Scutit"),
    "not_in_force": _l("Fără norme în vigoare"),
    "undetermined": _l("Nu se poate stabili încă"),
}
FactRow = tuple[str, str | None]


def outcome_words(outcome: str) -> str:
    """The annual answer in words."""
    return str(OUTCOME_WORDS[outcome])


def grade_rows(rows: Sequence[MemberGrade]) -> list[FactRow]:
    """Grades with their periods, and the decision."""
    return [
        (f"{grade_words(row.grade)}, {period_words(row.valid_from, row.valid_until)}", row.decision)
        for row in rows
    ]


def status_rows(rows: Sequence[MemberStatus]) -> list[FactRow]:
    """Statuses with their periods."""
    return [
        (f"{STATUS_WORDS[row.status]}, {period_words(row.valid_from, row.valid_until)}", None)
        for row in rows
    ]


def practice_rows(rows: Sequence[PracticePeriod]) -> list[FactRow]:
    """Practice with its periods."""
    return [
        (f"{PRACTICE_WORDS[row.kind]}, {period_words(row.valid_from, row.valid_until)}", None)
        for row in rows
    ]


def dues_rows(rows: Sequence[Dues]) -> list[FactRow]:
    """Dues by year."""
    return [
        (
            _("%(year)s, plătită la %(day)s", year=row.year, day=day(row.paid_on))
            if row.paid_on
            else _("%(year)s, neplătită", year=row.year),
            None,
        )
        for row in rows
    ]


def covered_rows(rows: Sequence[CoveredYear]) -> list[FactRow]:
    """Years whose record is complete, with the document."""
    return [(str(row.year), row.source) for row in rows]


def count_rows(counts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the file holds, for a list of terms."""
    rows = counts["rows"]
    return [
        (_("Rânduri citite"), number(sum(rows.values()))),
        (_("Membri"), number(counts["members"])),
        (_("Membri neschimbați"), number(counts["unchanged"])),
        (_("Greșeli"), number(counts["errors"])),
        (_("De știut"), number(counts["notices"])),
    ]


def plan_lines(counts: Mapping[str, Any]) -> list[str]:
    """What applying does, in numbers."""
    lines = []
    if new := counts.get("new", 0):
        lines.append(
            ngettext(
                "%(count)s membru nou intră în registru.",
                "%(count)s membri noi intră în registru.",
                new,
                count=number(new),
            )
        )
    if changed := counts.get("changed", 0):
        lines.append(
            ngettext(
                "%(count)s membru se schimbă.",
                "%(count)s membri se schimbă.",
                changed,
                count=number(changed),
            )
        )
    if entries := counts.get("lines_credit", 0):
        lines.append(
            ngettext(
                "Se înscrie %(count)s linie de credite anterioare, în total %(credits)s.",
                "Se înscriu %(count)s linii de credite anterioare, în total %(credits)s.",
                entries,
                count=number(entries),
                credits=credits_words(counts["credits_booked"]),
            )
        )
    if reversed_credits := counts.get("credits_reversed", 0):
        lines.append(
            _(
                "Dintre ele, unele corectează linii vechi: se stornează %(credits)s.",
                credits=credits_words(reversed_credits),
            )
        )
    return lines


def apply_words(counts: Mapping[str, Any]) -> str:
    """The button that applies."""
    changes = counts["changes"]
    return ngettext(
        "Aplicați: %(count)s membru", "Aplicați: %(count)s membri", changes, count=number(changes)
    )


def error_words(counts: Mapping[str, Any]) -> str:
    """How many mistakes keep the import from being applied."""
    errors = counts["errors"]
    return ngettext(
        "Fișierul are %(count)s greșeală", "Fișierul are %(count)s greșeli", errors,
        count=number(errors),
    )  # fmt: skip


def leave_out_words(counts: Mapping[str, Any]) -> str:
    """Exactly what is left out when the import is applied in spite of mistakes."""
    bad, out = counts["bad_rows"], counts["left_out"]
    text = ngettext(
        "Las deoparte %(count)s rând cu greșeli",
        "Las deoparte %(count)s rânduri cu greșeli",
        bad,
        count=number(bad),
    )
    if out == bad:
        return f"{text}."
    more = ngettext(
        "și încă %(count)s rând care nu se poate folosi fără ele",
        "și încă %(count)s rânduri care nu se pot folosi fără ele",
        out - bad,
        count=number(out - bad),
    )
    return f"{text} {more}."


def applied_words(counts: Mapping[str, Any]) -> str:
    """What was applied."""
    changes = counts["changes"]
    return ngettext(
        "Importul a fost aplicat pentru %(count)s membru.",
        "Importul a fost aplicat pentru %(count)s membri.",
        changes,
        count=number(changes),
    )


def undo_lines(plan: UndoPlan) -> list[str]:
    """What undoing does, in numbers."""
    lines = []
    if plan.withdrawn:
        lines.append(
            ngettext(
                "%(count)s membru adus de import iese din liste.",
                "%(count)s membri aduși de import ies din liste.",
                plan.withdrawn,
                count=number(plan.withdrawn),
            )
        )
    if plan.kept:
        lines.append(
            ngettext(
                "%(count)s membru nou are deja cont sau activitate: rămâne, "
                "fără datele din import.",
                "%(count)s membri noi au deja cont sau activitate: rămân, fără datele din import.",
                plan.kept,
                count=number(plan.kept),
            )
        )
    if plan.changed:
        lines.append(
            ngettext(
                "%(count)s membru revine la ce se știa înainte.",
                "%(count)s membri revin la ce se știa înainte.",
                plan.changed,
                count=number(plan.changed),
            )
        )
    if plan.entries:
        lines.append(
            ngettext(
                "Se stornează %(count)s linie de credite anterioare, în total %(credits)s.",
                "Se stornează %(count)s linii de credite anterioare, în total %(credits)s.",
                plan.entries,
                count=number(plan.entries),
                credits=credits_words(plan.credits),
            )
        )
    if plan.restored:
        lines.append(
            _(
                "Se înscriu din nou liniile pe care importul le corectase, în total %(credits)s.",
                credits=credits_words(plan.restored),
            )
        )
    return lines
