"""Our programmes and their files; one file as its organiser sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, request

from lms import clock
from lms.extensions import Session, db
from lms.models import CaseFile, CaseState, Role
from lms.services import (
    case_documents,
    case_queries,
    case_questions,
    programme_facts,
    programme_files,
    programme_parts,
    programme_register,
    programme_versions,
    provider_entry,
)
from lms.services.case_files import BEFORE_PROPOSAL
from lms.services.programme_facts import ProgrammeFile
from lms.web import approval_words, programme_page, programme_words
from lms.web.access import person, roles
from lms.web.case_words import (
    COMMISSIONS,
    KINDS,
    OUTCOMES,
    event_words,
    file_size,
    next_step,
    since,
    state_tag,
)
from lms.web.context import settings
from lms.web.downloads import send_stored
from lms.web.forms.programmes import (
    CvForm,
    LecturerForm,
    ModuleForm,
    PaperForm,
    PartnerForm,
    WordsForm,
)
from lms.web.forms.provider_approvals import AnswerForm, OwnQuestionForm
from lms.web.programme_files.frame import blueprint, own
from lms.web.programme_register import programme_tag
from lms.web.provider_register import act


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A form that was refused, and what it was about where a page has several of its kind."""

    form: Any = None
    about: UUID | None = None

    def given(self, kind: type[Any]) -> Any:
        """The refused form when it is of this kind, else an empty one."""
        return self.form if isinstance(self.form, kind) else kind(formdata=None)


@blueprint.get("/provider/programmes")
@roles(Role.PROVIDER)
def index() -> Any:
    """The programmes of a person's organisers, and the files that are open or decided."""
    session = db.session()
    ids = person().provider_ids()
    managed = person().managed_ids()
    files = programme_files.files_of(session, ids)
    return render_template(
        "programmes/index.html",
        lines=programme_register.lines_of(session, ids, on=clock.today()),
        files=files,
        open_files={row.programme_id: row for row in files if row.closed_at is None},
        ids=ids,
        managed=managed,
        organisers=provider_entry.providers_of(session, managed),
        kinds=KINDS,
        case_tag=state_tag,
        register_tag=programme_tag,
        act=act,
    )


@blueprint.get("/provider/programmes/files/<uuid:case_id>")
@roles(Role.PROVIDER)
def show(case_id: UUID) -> Any:
    """The draft to fill in, or where the file stands."""
    return page(case_id)


def page(case_id: UUID, refused: Refused | None = None) -> str:
    """The page of a file; `refused` is a form with its problems."""
    session = db.session()
    refused = refused or Refused()
    case = own(session, case_id)
    file = programme_facts.read(session, case, on=clock.today())
    shared = _shared(session, file, refused)
    if case.state is CaseState.DRAFT:
        return render_template("programmes/draft.html", **shared, **_forms(session, file, refused))
    return render_template("programmes/show.html", **shared, **_standing(session, case, refused))


def _shared(session: Session, file: ProgrammeFile, refused: Refused) -> dict[str, Any]:
    found = programme_facts.completeness(session, file)
    before = programme_versions.newest(session, file.request.programme_id)
    return {
        "case": file.case,
        "file": file,
        "filed": file.request,
        "what": programme_page.what(session, file.case),
        "meter": programme_words.meter(found),
        "proposal": programme_words.receipt_of(found),
        "rows": programme_words.request_rows(
            file.request, partners=[each.name for each in file.partners], minutes=file.minutes
        ),
        "changes": programme_page.changes(session, file.case, before),
        "before": before,
        "kind": programme_files.kind_of(session, file.case),
        "principal_tag": approval_words.principal_tag,
        "part_words": programme_words.part_words,
        "module_words": programme_words.module_words,
        "file_size": file_size,
        "refused_form": refused.form,
    }


def _forms(session: Session, file: ProgrammeFile, refused: Refused) -> dict[str, Any]:
    today = file.on
    words = refused.given(WordsForm)
    if words is not refused.form:
        words.offer(programme_files.reserved_activities(session, on=today))
        words.show(file.request)
    paper, partner = refused.given(PaperForm), refused.given(PartnerForm)
    if paper is not refused.form:
        paper.offer(programme_facts.parts_asked(session, on=today))
    if partner is not refused.form:
        partner.offer(programme_parts.possible_partners(session, file.case, on=today))
    module, chosen = refused.given(ModuleForm), refused.about
    if module is not refused.form:
        chosen = _fill_module(module, file)
    return {
        "words": words,
        "paper": paper,
        "partner": partner,
        "lecturer": refused.given(LecturerForm),
        "module": module,
        "chosen": chosen,
        "cv": refused.given(CvForm),
        "cv_about": refused.about,
        "unverified": bool(provider_entry.unverified(session, [file.request.provider_id])),
    }


def _fill_module(form: ModuleForm, file: ProgrammeFile) -> UUID | None:
    """Fill the form with the module of the address (?module=); its id, None for a new one."""
    asked = request.args.get("module", "")
    row = next((each for each in file.modules if str(each.id) == asked), None)
    if row is None:
        form.day.data = file.modules[-1].day if file.modules else 1
        return None
    form.module_title.data, form.day.data = row.title, row.day
    form.theory_minutes.data = row.theory_minutes or None
    form.practice_minutes.data = row.practice_minutes or None
    form.break_minutes.data = row.break_minutes or None
    return row.id


def _standing(session: Session, case: CaseFile, refused: Refused) -> dict[str, Any]:
    shown = case_queries.view_of(session, case)
    is_open = case.state in BEFORE_PROPOSAL
    paper = refused.given(PaperForm)
    if paper is not refused.form:
        paper.offer(programme_facts.parts_asked(session, on=clock.today()))
    return {
        "shown": shown,
        "tag": state_tag(case, case.decision.outcome if case.decision else None),
        "since": since(case, list(shown.events)),
        "next_step": next_step(case),
        "history": [event_words(event) for event in reversed(shown.events)],
        "views": case_queries.views_of(session, case),
        "outcomes": OUTCOMES,
        "commissions": COMMISSIONS,
        "result": programme_page.result(case) if case.decision else None,
        "questions": case_questions.questions_of(session, case, on=clock.today()),
        "question_words": approval_words.QUESTIONS,
        "own_question": refused.given(OwnQuestionForm),
        "answer_form": AnswerForm(formdata=None),
        "refused_answer": refused.form if isinstance(refused.form, AnswerForm) else None,
        "answer_about": refused.about,
        "paper": paper,
        "is_open": is_open,
    }


@blueprint.get("/provider/programmes/files/<uuid:case_id>/documents/<uuid:document_id>")
@roles(Role.PROVIDER)
def document(case_id: UUID, document_id: UUID) -> Any:
    """A document of the file."""
    session = db.session()
    case = own(session, case_id)
    return send_stored(
        *case_documents.read_document(session, case, document_id, settings=settings())
    )


@blueprint.get("/provider/programmes/files/<uuid:case_id>/receipt")
@roles(Role.PROVIDER)
def receipt(case_id: UUID) -> Any:
    """The receipt of the submission."""
    session = db.session()
    return send_stored(
        *case_documents.read_receipt(session, own(session, case_id), settings=settings())
    )


@blueprint.get("/provider/programmes/files/<uuid:case_id>/opis")
@roles(Role.PROVIDER)
def opis(case_id: UUID) -> Any:
    """The opis of the submission."""
    session = db.session()
    return send_stored(
        *programme_files.read_opis(session, own(session, case_id), settings=settings())
    )
