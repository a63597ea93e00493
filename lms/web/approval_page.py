"""Approval and re-approval of a provider, on the pages that all files share."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from credit_engine.regulation import Value
from lms import clock
from lms.extensions import Session
from lms.models import CaseFile, CaseKind, CaseState
from lms.services import case_questions, provider_approvals, provider_facts
from lms.services.provider_approval_effects import ends_on, length_of, request_of
from lms.web.approval_words import (
    CHOICES,
    QUESTIONS,
    finding_row,
    history,
    meter,
    principal_tag,
    register_words,
    rest,
    submitted_rows,
)
from lms.web.case_parts import CasePages, DeskPart
from lms.web.context import day
from lms.web.forms.provider_approvals import AnswerForm, QuestionForm


def _what(session: Session, case: CaseFile) -> str:
    del session
    if case.kind is CaseKind.PROVIDER_RENEWAL:
        return _("Reavizarea unui furnizor")
    return _("Avizarea unui furnizor")


def _rows(session: Session, case: CaseFile) -> list[Any]:
    request = request_of(session, case)
    rows: list[Any] = [(_("Taxa plătită la"), day(request.fee_paid_on))]
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
    return url_for("provider_approvals.show", case_id=case.id)


def until_words(first: str, length: Value[int] | None) -> str:
    """What the norms say of how long an approval holds, and on what it rests."""
    if length is None or length.value is None:
        return first + " " + _("Normele nu spun cât ține; scrie hotărârea.")
    if length.binds:
        return first + " " + _("Dacă nu scrieți nimic, ține %(months)s luni.", months=length.value)
    return (
        first
        + " "
        + _(
            "Valoarea orientativă este %(months)s luni, nestabilită de Colegiu: scrieți ce spune "
            "hotărârea.",
            months=length.value,
        )
    )


def _desk(session: Session, case: CaseFile) -> DeskPart:
    request = request_of(session, case)
    today = clock.today()
    found = provider_approvals.completeness(session, case, on=today)
    lines = provider_facts.principals_of(session, case.id, on=today)
    is_open = case.state in (CaseState.SUBMITTED, CaseState.IN_ANALYSIS)
    return DeskPart(
        choices=CHOICES,
        asks_credits=False,
        asks_until=True,
        expected_until=ends_on(session, request.provider, today),
        until_hint=until_words(_("Prima zi fără aviz."), length_of(session, on=today)),
        checks=[
            {
                "kind": "done" if row["done"] else "warning",
                "text": row["sentence"],
                "part": row["part"],
            }
            for row in map(finding_row, found.asked)
        ],
        partial="approvals/_desk.html",
        context={
            "filed": request,
            "meter": meter(found),
            "rest": rest(found),
            "submitted": submitted_rows(request),
            "principals": [
                {
                    "line": line,
                    "tag": principal_tag(line.today),
                    "register": register_words(line.today),
                    "history": history(line),
                }
                for line in lines
            ],
            "questions": case_questions.questions_of(session, case, on=today),
            "question_words": QUESTIONS,
            "question_form": QuestionForm(formdata=None) if is_open else None,
            "answer_form": AnswerForm(formdata=None) if is_open else None,
            "refused_answer": None,
            "answer_about": None,
            "today": today,
        },
        effect=_(
            "Dacă se avizează, furnizorul intră în registrul public din ziua hotărârii (sau de la "
            "sfârșitul avizului în vigoare) și este anunțat."
        ),
    )


def _result(case: CaseFile) -> str:
    decision = case.decision
    assert decision is not None
    if decision.outcome == "approved":
        return _("Sunteți în registrul public al furnizorilor.")
    return _("Registrul furnizorilor nu s-a schimbat. Puteți cere din nou.")


def _withdrawal() -> str:
    return _("Comisia nu îl mai analizează. Puteți cere din nou oricând, cu alt număr.")


PAGES = CasePages(
    what=_what,
    rows=_rows,
    draft_url=_draft_url,
    desk=_desk,
    result=_result,
    withdrawal=_withdrawal,
)
