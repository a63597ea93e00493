"""A file of approval in words: what is asked, what is there, what the register says."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from credit_engine.results import Finding, Outcome, finding_from_dict
from credit_engine.sentences import label_of
from lms.models import ApprovalRequest, CheckedWhen, PrincipalCheck, ProgrammeRequest
from lms.services.case_questions import QuestionState
from lms.services.provider_approvals import Completeness
from lms.services.provider_facts import FEE, PrincipalLine, Registered
from lms.web.context import day, grade_words, language
from lms.web.promotion_words import answer_tag
from lms.web.register_words import STATUS_WORDS

OCCASIONS = {
    CheckedWhen.NAMED: _l("la numire"),
    CheckedWhen.SUBMITTED: _l("la depunere"),
    CheckedWhen.PROPOSED: _l("la propunere"),
    CheckedWhen.DECIDED: _l("la hotărâre"),
}
QUESTIONS = {
    QuestionState.WAITING: ("waiting", _l("Așteaptă răspuns")),
    QuestionState.OVERDUE: ("warning", _l("Termenul cerut a trecut")),
    QuestionState.ANSWERED: ("done", _l("Răspuns primit")),
}
CHOICES = {
    "approved": _l("Se avizează furnizorul"),
    "rejected": _l("Se respinge"),
    "postponed": _l("Se amână"),
}


def part_words(code: str) -> str:
    """What a document shows, by the code of the norms."""
    if code == FEE:
        return _("dovada plății taxei")
    words = label_of(code, language())
    return words[:1].lower() + words[1:]


def part_of(finding: Finding) -> str | None:
    """The part of the file whose documents show what a finding is about; None where none do."""
    if finding.code.startswith("provider-fee"):
        return FEE
    part = finding.params.get("criterion", finding.params.get("part"))
    return None if part is None else str(part)


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding with its outcome, sentence, source, basis and the part of the file it is about."""
    return {
        "part": part_of(finding),
        "tag": answer_tag(finding.outcome),
        "sentence": finding.sentence(language()),
        "source": ", ".join(text for text in (finding.article, finding.source) if text),
        "basis": finding.basis.value,
        "done": finding.outcome is Outcome.MET,
    }


def meter(found: Completeness) -> dict[str, Any]:
    """The completeness of a file: what is there of what is asked, each with its ground."""
    return {
        "done": found.done,
        "total": len(found.asked),
        "rows": [finding_row(finding) for finding in found.asked],
        "missing": len(found.missing),
        "refusing": len(found.refusing),
    }


def rest(found: Completeness) -> list[dict[str, Any]]:
    """What the engine adds about time: the approval in force, its renewal, the length."""
    asked = set(map(id, found.asked))
    return [finding_row(each) for each in found.answer.findings if id(each) not in asked]


def submitted_rows(request: ApprovalRequest | ProgrammeRequest) -> list[dict[str, Any]]:
    """What the engine found when the file was submitted."""
    stored = request.submitted or {"findings": []}
    return [finding_row(finding_from_dict(row)) for row in stored["findings"]]


def principal_tag(found: Registered) -> tuple[str, str]:
    """Whether a person counts today, in the words that the organiser may read."""
    if found.counts:
        return "done", _("Principal, activ în registru")
    return "problem", _("Nu îndeplinește condiția azi")


def register_words(found: Registered | PrincipalCheck) -> str:
    """What the register says of a person, for officers."""
    status = STATUS_WORDS[found.status] if found.status is not None else _("fără statut")
    grade = grade_words(found.grade) if found.grade is not None else _("fără treaptă")
    return f"{grade}, {status}"


def history(line: PrincipalLine) -> list[str]:
    """What the register said of a person before, for officers."""
    return [
        _(
            "%(when)s, %(day)s: %(words)s",
            when=OCCASIONS[check.occasion],
            day=day(check.at),
            words=register_words(check),
        )
        for check in line.checks
    ]
