"""Approval, re-approval and change of a programme, on the pages that all files share."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from lms import clock
from lms.extensions import Session
from lms.models import CaseFile, CaseKind, CaseState
from lms.services import case_questions, programme_facts, programme_versions
from lms.services.programme_effects import ends_on, length_of, request_of
from lms.services.programme_versions import Version
from lms.web import approval_words, programme_words
from lms.web.approval_page import until_words
from lms.web.case_parts import CasePages, DeskPart
from lms.web.forms.provider_approvals import AnswerForm, QuestionForm


def what(session: Session, case: CaseFile) -> str:
    """What a file asks for."""
    del session
    return {
        CaseKind.PROGRAMME_RENEWAL: _("Reaprobarea unui program"),
        CaseKind.PROGRAMME_CHANGE: _("O versiune nouă a unui program"),
    }.get(case.kind, _("Aprobarea unui program"))


def changes(session: Session, case: CaseFile, before: Version | None) -> list[dict[str, Any]]:
    """How a file differs from what was approved before, in words; nothing where nothing was."""
    if before is None or before.request.case_id == case.id:
        return []
    after = programme_versions.version_of(session, case)
    return [programme_words.change_row(row) for row in programme_versions.compare(before, after)]


def _rows(session: Session, case: CaseFile) -> list[Any]:
    partners = [each.name for each in programme_facts.partners_of(session, case.id)]
    minutes = programme_facts.taught(programme_facts.modules_of(session, [case.id]))
    rows = programme_words.request_rows(
        request_of(session, case), partners=partners, minutes=minutes
    )
    if case.state is not CaseState.DRAFT:
        rows.append(
            {
                "term": _("Opisul"),
                "value": _("lista documentelor, cu amprente"),
                "action_label": _("Descărcați (PDF)"),
                "action_url": url_for("provider_approvals.officer_opis", case_id=case.id),
            }
        )
    return rows


def _draft_url(case: CaseFile) -> str:
    return url_for("programme_files.show", case_id=case.id)


def _before(session: Session, case: CaseFile) -> Version | None:
    """What was approved before a file; a file already decided is compared with the one before."""
    request = request_of(session, case)
    if request.programme_id is None:
        return None
    every = programme_versions.versions_of(session, [request.programme_id])
    mine = next((n for n, each in enumerate(every) if each.request.case_id == case.id), len(every))
    return every[mine - 1] if mine else None


def _desk(session: Session, case: CaseFile) -> DeskPart:
    today = clock.today()
    file = programme_facts.read(session, case, on=today)
    found = programme_facts.completeness(session, file)
    proposal = programme_words.receipt_of(found)
    is_open = case.state in (CaseState.SUBMITTED, CaseState.IN_ANALYSIS)
    return DeskPart(
        choices=programme_words.CHOICES,
        asks_credits=True,
        expected=proposal["expected"],
        asks_until=True,
        expected_until=ends_on(session, case, today),
        until_hint=until_words(_("Prima zi fără aprobare."), length_of(session, on=today)),
        checks=[
            {
                "kind": "done" if row["done"] else "warning",
                "text": row["sentence"],
                "part": row["part"],
            }
            for row in map(approval_words.finding_row, found.asked)
        ],
        partial="programmes/_desk.html",
        context={
            "file": file,
            "filed": file.request,
            "meter": programme_words.meter(found),
            "proposal": proposal,
            "changes": changes(session, case, _before(session, case)),
            "submitted": approval_words.submitted_rows(file.request),
            "lecturers": [_lecturer(line) for line in file.lecturers],
            "module_words": programme_words.module_words,
            "questions": case_questions.questions_of(session, case, on=today),
            "question_words": approval_words.QUESTIONS,
            "question_form": QuestionForm(formdata=None) if is_open else None,
            "answer_form": AnswerForm(formdata=None) if is_open else None,
            "refused_answer": None,
            "answer_about": None,
        },
        effect=_effect(case),
    )


def _effect(case: CaseFile) -> str:
    if case.kind is CaseKind.PROGRAMME_RENEWAL:
        return _(
            "Dacă se aprobă, registrul public se schimbă: aprobarea nouă începe unde se încheie "
            "cea în vigoare. Organizatorul este anunțat."
        )
    if case.kind is CaseKind.PROGRAMME_CHANGE:
        return _(
            "Dacă se aprobă, versiunea nouă ține din ziua hotărârii și o încheie pe cea de acum. "
            "Edițiile ținute până atunci își păstrează aprobarea. Organizatorul este anunțat."
        )
    return _(
        "Dacă se aprobă, programul intră în registrul public cu aceste credite, din ziua "
        "hotărârii. Organizatorul este anunțat."
    )


def _lecturer(line: programme_facts.LecturerLine) -> dict[str, Any]:
    principal = line.principal
    if principal is None:
        return {"line": line, "tag": None, "register": None, "history": []}
    return {
        "line": line,
        "tag": approval_words.principal_tag(principal.today),
        "register": approval_words.register_words(principal.today),
        "history": approval_words.history(principal),
    }


def result(case: CaseFile) -> str:
    """What a decision changed, said to the organiser."""
    decision = case.decision
    assert decision is not None
    if decision.outcome == "approved":
        return _("Programul este în registrul public. Puteți adăuga ediții.")
    return _("Registrul programelor nu s-a schimbat. Puteți depune din nou, cu ce s-a cerut.")


def _withdrawal() -> str:
    return _("Comisia nu îl mai analizează. Puteți depune din nou oricând, cu alt număr.")


PAGES = CasePages(
    what=what,
    rows=_rows,
    draft_url=_draft_url,
    desk=_desk,
    result=result,
    withdrawal=_withdrawal,
)
