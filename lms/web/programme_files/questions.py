"""Questions and answers inside a file, on the organiser's side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms import clock
from lms.models import Role
from lms.services import case_questions
from lms.web.access import person, roles
from lms.web.forms.provider_approvals import AnswerForm, OwnQuestionForm
from lms.web.programme_files.frame import acted, blueprint
from lms.web.programme_files.pages import Refused, page


@blueprint.post("/provider/programmes/files/<uuid:case_id>/questions")
@roles(Role.PROVIDER)
def ask(case_id: UUID) -> Any:
    """The organiser asks the commission."""
    form = OwnQuestionForm()

    def refused(sent: Any) -> Any:
        return page(case_id, Refused(form=sent)), 422

    if not form.validate_on_submit():
        return refused(form)
    return acted(
        case_id,
        lambda session, case: case_questions.ask_commission(
            session,
            case,
            str(form.text.data),
            account_id=person().account_id,
            now=clock.now(),
        ),
        said=_("Întrebarea a ajuns la Comisie."),
        anchor="questions",
        refused=refused,
        form=form,
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/questions/<uuid:question_id>")
@roles(Role.PROVIDER)
def answer(case_id: UUID, question_id: UUID) -> Any:
    """The organiser answers the commission."""
    form = AnswerForm()

    def refused(sent: Any) -> Any:
        return page(case_id, Refused(form=sent, about=question_id)), 422

    if not form.validate_on_submit():
        return refused(form)
    return acted(
        case_id,
        lambda session, case: case_questions.answer_commission(
            session,
            case,
            question_id,
            str(form.answer.data),
            account_id=person().account_id,
            now=clock.now(),
        ),
        said=_("Răspunsul a ajuns la Comisie."),
        anchor="questions",
        refused=refused,
        form=form,
    )
