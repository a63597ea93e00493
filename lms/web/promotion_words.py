"""A file for a higher grade in words: articles, periods, dues and lines of credit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from credit_engine.results import Finding, Outcome
from lms.models import PracticeKind, Status
from lms.services.promotion_record import PromotionRecord
from lms.web.context import credits_text, day, grade_words, language, localised
from lms.web.register_words import PRACTICE_WORDS, STATUS_WORDS, period_words

CHOICES = {
    "approved": _l("Se aprobă: membrul primește treapta cerută"),
    "rejected": _l("Se respinge"),
    "postponed": _l("Se amână"),
    "grade_maintained": _l("Se menține treapta pe care o are"),
}
REVIEW_CHOICES = {
    "upheld": _l("Se admite contestația: membrul primește treapta cerută"),
    "rejected": _l("Se respinge contestația: hotărârea rămâne"),
}
ANSWERS = {
    Outcome.MET: _l("Îndeplinit"),
    Outcome.NOT_MET: _l("Neîndeplinit"),
    Outcome.IN_PROGRESS: _l("În curs"),
    Outcome.EXEMPT: _l("Scutit"),
    Outcome.NOT_IN_FORCE: _l("Fără norme în vigoare"),
    Outcome.UNDETERMINED: _l("De văzut de comisie"),
}
_TAGS = {
    Outcome.MET: "done",
    Outcome.NOT_MET: "problem",
    Outcome.IN_PROGRESS: "waiting",
    Outcome.EXEMPT: "info",
    Outcome.NOT_IN_FORCE: "neutral",
    Outcome.UNDETERMINED: "waiting",
}
_ABSENCES = {
    "suspended": STATUS_WORDS[Status.SUSPENDED],
    "removed": STATUS_WORDS[Status.REMOVED],
    "parental": STATUS_WORDS[Status.PARENTAL_LEAVE],
    "medical": STATUS_WORDS[Status.MEDICAL_LEAVE],
}


def answer_tag(outcome: Outcome) -> tuple[str, str]:
    """The kind of tag and the word for an answer on a grade."""
    return _TAGS[outcome], str(ANSWERS[outcome])


def overall(record: PromotionRecord) -> str:
    """What the articles say together, in one sentence."""
    return {
        Outcome.MET: _("După evidență, toate condițiile sunt îndeplinite."),
        Outcome.NOT_MET: _("După evidență, cel puțin o condiție nu este îndeplinită."),
        Outcome.UNDETERMINED: _(
            "Unele condiții nu se pot stabili din evidență: le vede un ofițer al comisiei."
        ),
        Outcome.NOT_IN_FORCE: _("În ziua aceasta nu era în vigoare nicio versiune a normelor."),
    }.get(record.outcome, "")


def articles(record: PromotionRecord) -> list[dict[str, Any]]:
    """Each article with its outcome, sentence, source and basis."""
    return [_article(finding) for finding in record.findings]


def _article(finding: Finding) -> dict[str, Any]:
    source = ", ".join(text for text in (finding.article, finding.source) if text)
    return {
        "tag": answer_tag(finding.outcome),
        "sentence": finding.sentence(language()),
        "source": source,
        "basis": finding.basis.value,
    }


def missing(record: PromotionRecord) -> list[str]:
    """What is not there yet, as sentences."""
    return [
        finding.sentence(language())
        for finding in record.findings
        if finding.outcome is not Outcome.MET
    ]


def parts_of(record: PromotionRecord) -> dict[str, Any]:
    """Everything in a record, for the template that shows it."""
    content = record.content
    return {
        "record": record,
        "overall": overall(record),
        "answer": answer_tag(record.outcome),
        "articles": articles(record),
        "grades": [f"{grade_words(row['grade'])}, {_period(row)}" for row in content["grades"]],
        "practice": [
            f"{PRACTICE_WORDS[PracticeKind(row['field'])]}, {_period(row)}"
            for row in content["practice"]
        ],
        "absences": [f"{_ABSENCES[row['kind']]}, {_period(row)}" for row in content["absences"]],
        "dues": [_due(row) for row in content["dues"]],
        "lines": [
            _line(row) for row in sorted(content["credits"], key=lambda row: str(row["counts_on"]))
        ],
        "total": credits_text(sum(row["credits"] for row in content["credits"])),
    }


def _period(row: Mapping[str, Any]) -> str:
    until = row["until"]
    return period_words(
        date.fromisoformat(row["from"]), None if until is None else date.fromisoformat(until)
    )


def _due(row: Mapping[str, Any]) -> str:
    if row["paid_on"] is None:
        return _("%(year)s, neplătită", year=row["year"])
    paid = day(date.fromisoformat(row["paid_on"]))
    return _("%(year)s, plătită la %(day)s", year=row["year"], day=paid)


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "entry": row["entry"],
        "title": localised(dict(row["title"])),
        "day": day(date.fromisoformat(row["counts_on"])),
        "credits": credits_text(row["credits"]),
        "is_reversal": row["reverses"] is not None,
    }


def outcome_notice(params: Mapping[str, Any]) -> str:
    """What a decision on a grade says, for the news of the member."""
    number = params.get("number", "")
    return {
        "approved": _("Treapta cerută în dosarul %(number)s a fost aprobată.", number=number),
        "rejected": _("Cererea din dosarul %(number)s a fost respinsă.", number=number),
        "postponed": _("Cererea din dosarul %(number)s a fost amânată.", number=number),
        "grade_maintained": _(
            "În dosarul %(number)s s-a hotărât menținerea treptei.", number=number
        ),
    }.get(str(params.get("outcome")), "")


def review_notice(params: Mapping[str, Any]) -> str:
    """What the decision on a contestation says, for the news of the member."""
    number = params.get("number", "")
    if params.get("outcome") == "upheld":
        return _("Contestația %(number)s a fost admisă: treapta se schimbă.", number=number)
    return _("Contestația %(number)s a fost respinsă.", number=number)


def filed_notice(params: Mapping[str, Any]) -> str:
    """That a branch filed for the member."""
    return _(
        "%(branch)s a depus pentru dumneavoastră dosarul %(number)s. Îl puteți retrage.",
        branch=params.get("branch", ""),
        number=params.get("number", ""),
    )


def asked_notice(params: Mapping[str, Any]) -> str:
    """That a commission asks for a document."""
    return _(
        "Comisia vă cere un document în dosarul %(number)s, până la %(day)s.",
        number=params.get("number", ""),
        day=day(date.fromisoformat(str(params["until"]))),
    )
