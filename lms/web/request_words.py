"""Requests for credits in words: the activities of the norms, their units, what the norms say."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from credit_engine.regulation import OtherActivity, Per, RegulationVersion, Value
from credit_engine.results import Assessment, Outcome, to_thousandths
from lms import clock
from lms.models import RecognitionRequest
from lms.services.request_answers import last_day_to_file
from lms.services.request_checks import Request
from lms.web.context import credits_text, credits_words, day, language, minutes_text
from lms.web.forms.requests import number_text

ITEMS = {
    "board_membership": _l("Membru într-un consiliu sau comitet"),
    "lecturer": _l("Lector sau formator"),
    "student_practice": _l("Coordonarea practicii studenților"),
    "supervision_received": _l("Supervizare primită"),
    "supervision_given": _l("Supervizarea colegilor"),
    "book": _l("Carte publicată"),
    "doctorate": _l("Doctorat"),
    "article": _l("Articol publicat"),
    "chapter_or_compendium": _l("Capitol sau culegere"),
}
CONDITIONS = {
    "outside_the_workplace": _l("în afara locului de muncă"),
    "first_delivery_only": _l("numai prima susținere"),
    "at_least_5_students_a_year": _l("cel puțin 5 studenți pe an"),
    "at_most_2_supervisees": _l("cel mult 2 colegi supervizați"),
    "a_branch_of_the_social_sciences": _l("într-o ramură a științelor sociale"),
}
EVIDENCE = {
    "practice_agreement": _l("acordul de practică"),
    "agreement": _l("acordul de supervizare"),
}
_PER = {
    Per.YEAR: _l("pe an"),
    Per.HOUR: _l("pe oră"),
    Per.SUPERVISEE: _l("pentru fiecare coleg supervizat"),
    Per.WORK: _l("pentru fiecare lucrare"),
    Per.ONCE: _l("o singură dată"),
}
_ASK = {
    Per.YEAR: _l("Câți ani (sau ce parte dintr-un an)"),
    Per.HOUR: _l("Câte ore"),
    Per.SUPERVISEE: _l("Câți colegi supervizați"),
    Per.WORK: _l("Câte lucrări"),
    Per.ONCE: _l("De câte ori"),
}


def item_words(code: str) -> str:
    """An activity of the list in words; its code where the norms name a new one."""
    return str(ITEMS.get(code, code.replace("_", " ")))


def ask_quantity(item: OtherActivity | None) -> str:
    """The label of the quantity: hours, works, colleagues …"""
    per = None if item is None else item.per.value
    return str(_ASK[per]) if per in _ASK else _("Cantitatea (unitatea nu este stabilită încă)")


def country_words(code: str | None) -> str:
    """A country in the reader's language."""
    return str(Locale(get_locale().language).territories.get(code or "", "–"))


def _row(label: str, value: Value[Any], text: str | None) -> dict[str, Any]:
    return {
        "label": label,
        "value": _("nestabilit încă") if text is None else text,
        "basis": value.basis.value if text is not None else None,
        "source": value.source,
        "article": value.article,
    }


def _amount(value: Value[Any]) -> str | None:
    return None if value.value is None else credits_words(to_thousandths(value.value))


def item_rows(item: OtherActivity) -> list[dict[str, Any]]:
    """What the norms say of an activity: credits, cap, conditions, evidence, with their basis."""
    credits = _amount(item.credits)
    per = item.per.value
    if credits is not None and per in _PER:
        credits = f"{credits} {_PER[per]}"
    evidence = item.evidence.value
    return [
        _row(_("Credite"), item.credits, credits),
        _row(_("Cel mult, într-un an"), item.cap, _amount(item.cap)),
        *(
            _row(_("Condiția"), rule, str(CONDITIONS.get(rule.value or "", rule.value)))
            for rule in item.conditions
        ),
        _row(
            _("Dovada"),
            item.evidence,
            None if evidence is None else str(EVIDENCE.get(evidence, evidence)),
        ),
    ]


def recognition_rows(
    version: RegulationVersion, row: RecognitionRequest | None = None
) -> list[dict[str, Any]]:
    """What the norms say of recognition; the last day too, once the days are written."""
    rules = version.recognition
    days, latest = rules.window_days.value, rules.latest.value
    found = [
        _row(
            _("Formările din afara registrului se pot recunoaște"),
            rules.allowed,
            None if rules.allowed.value is None else (_("da") if rules.allowed.value else _("nu")),
        ),
        _row(
            _("Termenul de la eliberarea certificatului"),
            rules.window_days,
            None if days is None else ngettext("%(count)s zi", "%(count)s zile", days, count=days),
        ),
        _row(
            _("Cel târziu"),
            rules.latest,
            None
            if latest is None
            else _("%(day)s pentru o formare încheiată în anul %(year)s", **_example(latest, row)),
        ),
        _row(
            _("Formările din străinătate"),
            rules.foreign,
            None if rules.foreign.value is None else _("se hotărăște de la caz la caz"),
        ),
    ]
    last = None if row is None else last_day_to_file(version, row)
    if last is not None:
        basis = rules.window_days if days is not None else rules.latest
        found.append(_row(_("Ultima zi de depunere a acestei cereri"), basis, day(last)))
    return found


def _example(latest: Any, row: RecognitionRequest | None) -> dict[str, str]:
    year = clock.today().year if row is None or row.ends_on is None else row.ends_on.year
    return {"day": day(latest.of(year)), "year": str(year)}


def request_rows(row: Request, *, item: OtherActivity | None = None) -> list[Any]:
    """What a request is about, for the member and for the officer."""
    if isinstance(row, RecognitionRequest):
        number = row.certificate_number or "–"
        return [
            (_("Formarea"), row.title or "–"),
            (_("Organizatorul"), f"{row.provider or '–'}, {country_words(row.country)}"),
            (_("Perioada"), _period(row)),
            (_("Durata"), minutes_text(row.minutes)),
            (
                _("Certificatul"),
                _("nr. %(number)s din %(day)s", number=number, day=day(row.certificate_on)),
            ),
        ]
    found = [
        (_("Felul activității"), item_words(row.item)),
        (_("Activitatea"), row.title or "–"),
        (_("Perioada"), _period(row)),
        (ask_quantity(item), number_text(row.quantity) or "–"),
    ]
    if row.place:
        found.append((_("Unde"), row.place))
    if row.mark:
        found.append((_("Se recunoaște după"), row.mark))
    return found


def _period(row: Request) -> str:
    if row.starts_on == row.ends_on:
        return day(row.ends_on)
    return _("%(first)s – %(last)s", first=day(row.starts_on), last=day(row.ends_on))


def answer_lines(answer: Assessment) -> list[dict[str, Any]]:
    """The engine's findings as lines of a receipt."""
    return [
        {
            "text": finding.sentence(language()),
            "amount": "" if not finding.credits else f"+{credits_text(_exact(finding.credits))}",
            "article": finding.article,
            "basis": finding.basis.value,
            "note": finding.source,
        }
        for finding in answer.findings
    ]


def _exact(credits: Any) -> int:
    return int(credits * 1000)


def answer_total(answer: Assessment) -> str:
    """What the norms would give, in words: never more sure than they are."""
    credits = answer.credits if answer.outcome is Outcome.MET else answer.possible
    if credits is None:
        return _("se stabilește prin hotărâre")
    return credits_words(_exact(credits))
