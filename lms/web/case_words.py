"""Files in words: where one stands, what comes next, what was said and checked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.models import CaseFile, CaseKind, CaseState, Edition, ObjectionKind
from lms.services.case_queries import EventRow
from lms.services.objection_checks import Check
from lms.web.context import credits_words, day, minutes_text, moment

KINDS = {
    CaseKind.OBJECTION: _l("Semnalarea unei greșeli la credite"),
    CaseKind.RECOGNITION: _l("Recunoașterea unei formări"),
    CaseKind.OTHER_ACTIVITY: _l("Altă activitate"),
    CaseKind.REVIEW: _l("Reexaminarea unei hotărâri"),
    CaseKind.YEAR_REVIEW: _l("Verificarea unui an încheiat"),
    CaseKind.PROMOTION: _l("Treaptă superioară"),
    CaseKind.PROMOTION_REVIEW: _l("Contestație despre treaptă"),
    CaseKind.PROVIDER_APPROVAL: _l("Avizarea unui furnizor"),
    CaseKind.PROVIDER_RENEWAL: _l("Reavizarea unui furnizor"),
    CaseKind.PROGRAMME_APPROVAL: _l("Aprobarea unui program"),
    CaseKind.PROGRAMME_RENEWAL: _l("Reaprobarea unui program"),
    CaseKind.PROGRAMME_CHANGE: _l("O versiune nouă a unui program"),
}
STATES = {
    CaseState.DRAFT: _l("Ciornă"),
    CaseState.WITH_PROVIDER: _l("La furnizor"),
    CaseState.SUBMITTED: _l("Depus"),
    CaseState.IN_ANALYSIS: _l("În analiză"),
    CaseState.PROPOSED: _l("Așteaptă hotărârea"),
    CaseState.DECIDED: _l("Hotărât"),
    CaseState.WITHDRAWN: _l("Retras"),
}
COMMISSIONS = {
    "cfpc": _l("Comisia de formare profesională"),
    "caap": _l("Comisia de atestare"),
    "bex": _l("Biroul Executiv"),
}
OBJECTIONS = {
    ObjectionKind.DID_NOT_ATTEND: _l("Nu am participat"),
    ObjectionKind.MISSING_FROM_LIST: _l("Lipsesc de pe listă"),
    ObjectionKind.WRONG_CREDIT: _l("Numărul de credite este greșit"),
    ObjectionKind.UNDECIDED: _l("Prezență pe care normele nu o hotărăsc"),
}
OUTCOMES = {
    "upheld": _l("Admis"),
    "rejected": _l("Respins"),
    "approved": _l("Aprobat"),
    "postponed": _l("Amânat"),
    "grade_maintained": _l("Treaptă menținută"),
    "year_maintained": _l("Anul rămâne cum s-a încheiat"),
    "year_undone": _l("Situația anului s-a schimbat"),
}


def state_tag(case: CaseFile, outcome: str | None = None) -> tuple[str, str]:
    """The kind of tag and the word for where a file stands."""
    if case.state is CaseState.DECIDED:
        kind = "done" if outcome in {"upheld", "approved", "year_maintained"} else "neutral"
        return kind, str(OUTCOMES[outcome or "rejected"])
    kinds = {
        CaseState.DRAFT: "neutral",
        CaseState.WITH_PROVIDER: "waiting",
        CaseState.SUBMITTED: "info",
        CaseState.IN_ANALYSIS: "waiting",
        CaseState.PROPOSED: "waiting",
        CaseState.WITHDRAWN: "neutral",
    }
    return kinds[case.state], str(STATES[case.state])


def since(case: CaseFile, events: list[EventRow]) -> str:
    """The day from which a file stands where it stands."""
    codes = {
        CaseState.WITH_PROVIDER: "submitted",
        CaseState.SUBMITTED: "submitted",
        CaseState.IN_ANALYSIS: "taken",
        CaseState.PROPOSED: "proposed",
        CaseState.DECIDED: "decided",
        CaseState.WITHDRAWN: "withdrawn",
        CaseState.DRAFT: "opened",
    }
    wanted = {codes[case.state]}
    if case.state is CaseState.SUBMITTED:
        wanted |= {"provider_answered", "provider_silent"}  # passed on by the provider's turn
    found = [event.at for event in events if event.code in wanted]
    return _("din %(day)s", day=day(found[-1] if found else case.opened_at))


def next_step(case: CaseFile) -> str:
    """What comes next for a file, for the member."""
    commission = str(COMMISSIONS[case.commission])
    return {
        CaseState.DRAFT: _("Încă nu l-ați depus; îl puteți continua oricând."),
        CaseState.WITH_PROVIDER: _(
            "Întâi răspunde furnizorul. Dacă nu răspunde la termen, dosarul trece singur la "
            "Comisia de formare profesională."
        ),
        CaseState.SUBMITTED: _("Urmează să fie luat în analiză: %(who)s.", who=commission),
        CaseState.IN_ANALYSIS: _(
            "%(who)s face o propunere motivată, apoi hotărăște Biroul Executiv.", who=commission
        ),
        CaseState.PROPOSED: _("Comisia a făcut propunerea; urmează hotărârea Biroului Executiv."),
        CaseState.DECIDED: _("Dosarul este încheiat."),
        CaseState.WITHDRAWN: _("L-ați retras; nu s-a schimbat nimic în evidență."),
    }[case.state]


def event_words(event: EventRow) -> dict[str, Any]:
    """A step of the history, for the timeline."""
    outcome = str(OUTCOMES.get(event.outcome or "", ""))
    words = {
        "opened": ("neutral", _("Ciornă începută")),
        "submitted": ("info", _("Depus și înregistrat")),
        "filed_by_branch": ("info", _("Depus prin sucursală, la cererea membrului")),
        "document_added": ("neutral", _("Document adăugat")),
        "document_asked": ("warning", _("Document cerut, până la %(day)s", day=day(event.until))),
        "sent_to_provider": (
            "waiting",
            _("Trimis furnizorului, care răspunde până la %(day)s", day=day(event.until)),
        ),
        "provider_answered": (
            "info",
            _("Furnizorul confirmă ce s-a semnalat; dosarul a trecut la comisie")
            if event.outcome == "confirms"
            else _("Furnizorul nu este de acord; dosarul a trecut la comisie"),
        ),
        "provider_silent": (
            "warning",
            _("Furnizorul nu a răspuns la termen; dosarul a trecut la comisie"),
        ),
        "taken": ("waiting", _("Luat în analiză")),
        "proposed": ("waiting", _("Propunere făcută de comisie")),
        "decided": ("done", _("Hotărât: %(outcome)s", outcome=outcome.lower())),
        "withdrawn": ("neutral", _("Retras")),
    }
    kind, title = words[event.code]
    return {
        "kind": kind,
        "title": title,
        "when": moment(event.at),
        "who": event.who,
        "text": event.text,
    }


def edition_words(edition: Edition) -> str:
    """An edition's days and organiser: "14 martie 2026, Asociația Punte"."""
    days = day(edition.starts_on)
    if edition.ends_on - edition.starts_on >= timedelta(days=1):
        days = _("%(first)s – %(last)s", first=days, last=day(edition.ends_on))
    return f"{days}, {edition.provider.name}"


def file_size(size: int) -> str:
    """1234567 -> "1,2 MB"; small files in KB."""
    if size < 1024 * 1024:
        return f"{-(-size // 1024)} KB"
    tenths = size * 10 // (1024 * 1024)
    return _("%(whole)s,%(tenth)s MB", whole=tenths // 10, tenth=tenths % 10)


def check_words(check: Check) -> dict[str, Any]:
    """A line of the officer's checklist: kind of tag, what the records say."""
    kind = {True: "done", False: "warning", None: "neutral"}[check.holds]
    return {"kind": kind, "text": _CHECKS[check.code](check)}


def _decision(check: Check) -> dict[str, str]:
    params: dict[str, Any] = dict(check.params)
    return {"number": params["number"], "day": day(params["decided_on"])}


def _provider(check: Check) -> str:
    if not check.holds:
        return _("Furnizorul nu avea aviz în ultima zi a ediției.")
    return _("Furnizor avizat prin decizia nr. %(number)s din %(day)s.", **_decision(check))


def _programme(check: Check) -> str:
    if not check.holds:
        return _("Programul nu avea aviz sau creditare în ultima zi a ediției.")
    params: dict[str, Any] = dict(check.params)
    amount = credits_words(params["credits"])
    return _(
        "Program cu %(amount)s, prin decizia nr. %(number)s din %(day)s.",
        amount=amount,
        **_decision(check),
    )


def _on_list(check: Check) -> str:
    params: dict[str, Any] = dict(check.params)
    if not check.holds:
        return _("Membrul nu este pe lista depusă.")
    minutes = minutes_text(params["minutes"])
    return _("Membrul este pe listă cu %(minutes)s de prezență.", minutes=minutes)


def _at(check: Check) -> str:
    params: dict[str, Any] = dict(check.params)
    return day(params.get("at") or params.get("day"))


_CHECKS = {
    "line_counts": lambda check: (
        _("Linia este în evidență și contează.")
        if check.holds
        else _("Linia a fost stornată între timp.")
    ),
    "edition_ended": lambda check: _("Ediția s-a încheiat la %(day)s.", day=_at(check)),
    "provider_approved": _provider,
    "programme_approved": _programme,
    "member_active": lambda check: (
        _("Membrul putea fi creditat în acea zi.")
        if check.holds
        else _("Membrul nu putea fi creditat în acea zi, după registru.")
    ),
    "registered": lambda check: (
        _("Înscris din timp la ediție, la %(day)s.", day=_at(check))
        if check.holds
        else _("Nu figurează ca înscris din timp; înscrierea nu era obligatorie.")
    ),
    "list_filed": lambda check: (
        _("Lista de prezență a fost depusă la %(day)s.", day=_at(check))
        if check.holds
        else _("Furnizorul nu a depus încă lista de prezență.")
    ),
    "on_list": _on_list,
}
