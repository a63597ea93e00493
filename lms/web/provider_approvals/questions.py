"""Questions and answers inside a file, of both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import BadInput, Conflict
from lms.extensions import Session, db, transaction
from lms.models import CaseFile, Role
from lms.services import case_questions
from lms.web.access import person, roles
from lms.web.case_pages import pages_of
from lms.web.commission.desk import desk
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.provider_approvals import AnswerForm, OwnQuestionForm, QuestionForm
from lms.web.provider_approvals.frame import back, blueprint, own, went_on
from lms.web.provider_approvals.pages import page


@blueprint.post("/provider/approvals/<uuid:case_id>/questions")
@roles(Role.PROVIDER)
def ask(case_id: UUID) -> Any:
    """The organiser asks the commission."""
    form = OwnQuestionForm()
    if not form.validate_on_submit():
        return page(case_id, form), 422
    try:
        with transaction() as session:
            case_questions.ask_commission(
                session,
                own(session, case_id),
                str(form.text.data),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return page(case_id, form), 422
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Întrebarea a ajuns la Comisie."), "success")
    return back(case_id, "questions")


@blueprint.post("/provider/approvals/<uuid:case_id>/questions/<uuid:question_id>")
@roles(Role.PROVIDER)
def answer(case_id: UUID, question_id: UUID) -> Any:
    """The organiser answers the commission."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return page(case_id, form, about=question_id), 422
    try:
        with transaction() as session:
            case_questions.answer_commission(
                session,
                own(session, case_id),
                question_id,
                str(form.answer.data),
                account_id=person().account_id,
                now=clock.now(),
            )
    except BadInput as error:
        show_refusal(form, error)
        return page(case_id, form, about=question_id), 422
    except Conflict as error:
        return went_on(case_id, error)
    flash(_("Răspunsul a ajuns la Comisie."), "success")
    return back(case_id, "questions")


@blueprint.post("/commission/files/<uuid:case_id>/questions")
@roles(Role.CFPC)
def officer_ask(case_id: UUID) -> Any:
    """The commission asks the organiser."""
    form = QuestionForm()
    if not form.validate_on_submit():
        return _refused(case_id, form)
    path = _page_of(case_id)

    def act(session: Session) -> None:
        case_questions.ask_provider(
            session,
            case_id,
            str(form.text.data),
            until=form.until.data,
            account_id=person().account_id,
            now=clock.now(),
            path=f"{path}#questions",
        )

    said = _("Furnizorul a fost anunțat ce îl întrebați și până când.")
    return _done(case_id, act, said, form=form)


@blueprint.post("/commission/files/<uuid:case_id>/questions/<uuid:question_id>")
@roles(Role.CFPC)
def officer_answer(case_id: UUID, question_id: UUID) -> Any:
    """The commission answers the organiser."""
    form = AnswerForm()
    if not form.validate_on_submit():
        return _refused(case_id, form, about=question_id)
    path = _page_of(case_id)

    def act(session: Session) -> None:
        case_questions.answer_provider(
            session,
            case_id,
            question_id,
            str(form.answer.data),
            account_id=person().account_id,
            now=clock.now(),
            path=f"{path}#questions",
        )

    return _done(case_id, act, _("Răspunsul a ajuns la furnizor."), form=form, about=question_id)


def _page_of(case_id: UUID) -> str:
    """Where the organiser reads the questions of a file; the services say when there is none."""
    case = db.session().get(CaseFile, case_id)
    return "/" if case is None else pages_of(case).draft_url(case)


def _done(
    case_id: UUID,
    act: Callable[[Session], None],
    words: str,
    *,
    form: QuestionForm | AnswerForm,
    about: UUID | None = None,
) -> Any:
    kind = "success"
    try:
        with transaction() as session:
            act(session)
    except BadInput as error:
        show_refusal(form, error)
        return _refused(case_id, form, about=about)
    except Conflict as error:
        words, kind = message_of(error), "warning"
    flash(words, kind)
    return redirect(f"{url_for('commission.show', case_id=case_id)}#questions", 303)


def _refused(
    case_id: UUID, form: QuestionForm | AnswerForm, *, about: UUID | None = None
) -> tuple[str, int]:
    """The desk with the form as it was sent."""
    more: dict[str, Any] = {"refused_form": form}
    if isinstance(form, QuestionForm):
        more["question_form"] = form
    else:
        more |= {"refused_answer": form, "answer_about": about}
    return desk(case_id, more=more), 422
