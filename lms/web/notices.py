"""Notifications in words: one sentence per kind, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.models import Notification
from lms.web import promotion_words
from lms.web.case_words import OUTCOMES
from lms.web.context import credits_words, iso_day, localised
from lms.web.years import words as year_words


def edition_changes(changes: list[dict[str, str]]) -> str:
    """What changed at an edition, old and new."""
    labels = {"sessions": _("când"), "place": _("unde"), "link": _("linkul întâlnirii")}
    return "; ".join(
        _(
            "%(what)s: %(old)s → %(new)s",
            what=labels[each["what"]],
            old=each["old"],
            new=each["new"],
        )
        if each["new"]
        else labels[each["what"]]
        for each in changes
    )


def notice_text(row: Notification) -> str:
    """The sentence of a notification."""
    params = row.params
    title = localised(params.get("title"))
    amount = credits_words(params.get("credits"))
    words = {
        "credit_booked": _("Ați primit %(amount)s pentru „%(title)s”.", amount=amount, title=title),
        "credit_reversed": _(
            "Creditele pentru „%(title)s” au fost stornate (%(amount)s).",
            amount=amount,
            title=title,
        ),
        "badge_awarded": _("Aveți o insignă digitală nouă: „%(title)s”.", title=title),
        "badge_revoked": _("Insigna „%(title)s” nu mai este valabilă.", title=title),
        "feedback_invited": _("Vă rugăm să ne spuneți cum a fost „%(title)s”.", title=title),
        "review_opened": _(
            "Comisia propune reexaminarea hotărârii din dosarul %(number)s.",
            number=params.get("number", ""),
        ),
        "norms_changed": _(
            "Se schimbă normele de formare din %(day)s: %(act)s. Simularea a arătat că schimbarea "
            "vă atinge; vedeți ce se schimbă.",
            day=iso_day(params.get("from")),
            act=params.get("act", ""),
        ),
        "credit_corrected_by_norms": _(
            "Creditele pentru „%(title)s” s-au socotit din nou după normele noi: acum %(after)s în "
            "loc de %(amount)s (%(act)s).",
            title=title,
            amount=amount,
            after=credits_words(params.get("now")),
            act=params.get("act", ""),
        ),
        "objection_to_answer": _(
            "Un membru semnalează o greșeală la „%(title)s” (dosarul %(number)s). Răspundeți până "
            "la %(day)s.",
            title=title,
            number=params.get("number", ""),
            day=iso_day(params.get("until")),
        ),
        "objection_passed_on": (
            _(
                "Furnizorul nu a răspuns la termen; dosarul %(number)s a trecut la Comisie.",
                number=params.get("number", ""),
            )
            if params.get("reply") == "silent"
            else _(
                "Furnizorul a răspuns; dosarul %(number)s a trecut la Comisie.",
                number=params.get("number", ""),
            )
        ),
        "attendance_claimable": _(
            "Pe lista de la „%(title)s” este cineva care ați putea fi dumneavoastră. Ați fost "
            "acolo?",
            title=title,
        ),
        "attendance_claimed": _(
            "Un membru spune că a participat la „%(title)s”. Verificați rândul din listă.",
            title=title,
        ),
        "list_reminder": _(
            "Un participant vă amintește de lista de prezență: „%(title)s”, încheiată la %(day)s.",
            title=title,
            day=iso_day(params.get("ended")),
        ),
        "edition_taken": _(
            "Aveți un loc la „%(title)s”, din %(day)s.", title=title, day=iso_day(params.get("day"))
        ),
        "edition_waiting": _(
            "Sunteți pe lista de așteptare la „%(title)s”, din %(day)s. Vă anunțăm când se "
            "eliberează un loc.",
            title=title,
            day=iso_day(params.get("day")),
        ),
        "edition_soon": _(
            "Începe curând: „%(title)s”, la %(day)s.",
            title=title,
            day=iso_day(params.get("day")),
        ),
        "edition_promoted": _(
            "S-a eliberat un loc și este al dumneavoastră: „%(title)s”, din %(day)s.",
            title=title,
            day=iso_day(params.get("day")),
        ),
        "edition_cancelled": _(
            "Ediția „%(title)s”, din %(day)s, a fost anulată. Motivul: %(reason)s",
            title=title,
            day=iso_day(params.get("day")),
            reason=params.get("reason", ""),
        ),
        "edition_changed": _(
            "S-a schimbat „%(title)s”: %(what)s.",
            title=title,
            what=edition_changes(params.get("changes", [])),
        ),
        "attendance_proposed": _(
            "Comisia a propus cum se socotește prezența la „%(title)s” (dosarul %(number)s).",
            title=title,
            number=params.get("number", ""),
        ),
        "entry_verified": _(
            "Colegiul a verificat entitatea „%(name)s”. Puteți depune dosarul de avizare.",
            name=params.get("name", ""),
        ),
        "entry_refused": _(
            "Colegiul nu a putut confirma entitatea „%(name)s”. Vedeți motivul.",
            name=params.get("name", ""),
        ),
        "named_principal": _(
            "„%(name)s” v-a numit asistent social principal în dosarul său de avizare "
            "(%(number)s). Dacă nu lucrați pentru această entitate, scrieți Comisiei de formare.",
            name=params.get("name", ""),
            number=params.get("number", ""),
        ),
        "named_lecturer": _(
            "„%(name)s” v-a numit lector în dosarul programului „%(title)s” (%(number)s). Dacă nu "
            "predați acolo, scrieți Comisiei de formare.",
            name=params.get("name", ""),
            title=title,
            number=params.get("number", ""),
        ),
        "named_organiser": _(
            "„%(name)s” a depus dosarul programului „%(title)s” (%(number)s), împreună cu "
            "dumneavoastră. Dacă nu știți de el, scrieți Comisiei de formare.",
            name=params.get("name", ""),
            title=title,
            number=params.get("number", ""),
        ),
        "case_question": _(
            "Comisia vă întreabă ceva în dosarul %(number)s. Răspundeți până la %(day)s.",
            number=params.get("number", ""),
            day=iso_day(params.get("until")),
        ),
        "case_answer": _(
            "Comisia v-a răspuns în dosarul %(number)s.", number=params.get("number", "")
        ),
        "renewal_due": _(
            "Avizul entității „%(name)s” este valabil până la %(day)s. Cereți reavizarea.",
            name=params.get("name", ""),
            day=iso_day(params.get("until")),
        ),
        "approval_ended": _(
            "Avizul entității „%(name)s” a fost valabil până la %(day)s. Ediții noi se pot adăuga "
            "după reavizare.",
            name=params.get("name", ""),
            day=iso_day(params.get("until")),
        ),
        "programme_renewal_due": _(
            "Aprobarea programului „%(title)s” este valabilă până la %(day)s. Cereți reaprobarea.",
            title=title,
            day=iso_day(params.get("until")),
        ),
        "programme_approval_ended": _(
            "Aprobarea programului „%(title)s” a fost valabilă până la %(day)s. Ediții noi se pot "
            "adăuga după reaprobare.",
            title=title,
            day=iso_day(params.get("until")),
        ),
        "credit_undetermined": _(
            "Prezența dumneavoastră la „%(title)s” este analizată de un ofițer.", title=title
        ),
    }
    if row.kind in _DECIDED:
        outcome = str(OUTCOMES[params["outcome"]]).lower()
        return _(
            "Dosarul %(number)s s-a hotărât: %(outcome)s.",
            number=params.get("number", ""),
            outcome=outcome,
        )
    if row.kind in _OF_GRADES:
        return _OF_GRADES[row.kind](params)
    if row.kind in _OF_YEARS:
        return _OF_YEARS[row.kind](params)
    return str(words.get(row.kind, title))


_DECIDED = frozenset(
    {
        "objection_decided",
        "recognition_decided",
        "other_activity_decided",
        "review_decided",
        "approval_decided",
        "programme_decided",
    }
)
_OF_GRADES = {
    "promotion_decided": promotion_words.outcome_notice,
    "promotion_review_decided": promotion_words.review_notice,
    "promotion_filed": promotion_words.filed_notice,
    "document_asked": promotion_words.asked_notice,
}
_OF_YEARS = {
    "year_closed": year_words.closed_notice,
    "year_reminder": year_words.reminder_notice,
    "year_review_opened": year_words.review_notice,
    "year_review_decided": year_words.review_decided_notice,
}
