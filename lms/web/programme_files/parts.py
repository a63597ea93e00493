"""What a draft is made of: modules, lecturers with their CVs, further organisers, documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms import clock
from lms.extensions import db
from lms.models import Role
from lms.services import programme_facts, programme_parts
from lms.web.access import person, roles
from lms.web.context import settings
from lms.web.forms.programmes import CvForm, LecturerForm, ModuleForm, PaperForm, PartnerForm
from lms.web.programme_files.frame import acted, blueprint, own
from lms.web.programme_files.pages import Refused, page


def _refused(case_id: UUID, *, about: UUID | None = None) -> Callable[[Any], Any]:
    return lambda form: (page(case_id, Refused(form=form, about=about)), 422)


@blueprint.post("/provider/programmes/files/<uuid:case_id>/modules")
@roles(Role.PROVIDER)
def add_module(case_id: UUID) -> Any:
    """A new module of the curriculum."""
    return _put_module(case_id, None, said=_("Modulul este în programă."))


@blueprint.post("/provider/programmes/files/<uuid:case_id>/modules/<uuid:module_id>")
@roles(Role.PROVIDER)
def change_module(case_id: UUID, module_id: UUID) -> Any:
    """Another title, day or other minutes for a module."""
    return _put_module(case_id, module_id, said=_("Modulul a fost schimbat."))


def _put_module(case_id: UUID, module_id: UUID | None, *, said: str) -> Any:
    form = ModuleForm()
    refused = _refused(case_id, about=module_id)
    if not form.validate_on_submit():
        return refused(form)
    return acted(
        case_id,
        lambda session, case: programme_parts.put_module(
            session, case, form.module(), module_id=module_id
        ),
        said=said,
        anchor="curriculum",
        refused=refused,
        form=form,
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/modules/<uuid:module_id>/remove")
@roles(Role.PROVIDER)
def remove_module(case_id: UUID, module_id: UUID) -> Any:
    """Take a module out."""
    return acted(
        case_id,
        lambda session, case: programme_parts.remove_module(session, case, module_id),
        said=_("Modulul a fost scos din programă."),
        anchor="curriculum",
        refused=_refused(case_id),
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/lecturers")
@roles(Role.PROVIDER)
def add_lecturer(case_id: UUID) -> Any:
    """Name a lecturer; with a code the register is asked at once."""
    form = LecturerForm()
    refused = _refused(case_id)
    if not form.validate_on_submit():
        return refused(form)
    return acted(
        case_id,
        lambda session, case: programme_parts.add_lecturer(
            session,
            case,
            name=str(form.name.data),
            rnasr_code=form.rnasr_code.data or "",
            account_id=person().account_id,
            now=clock.now(),
        ),
        said=_("Lectorul este în dosar. Puneți și CV-ul Europass."),
        anchor="lecturers",
        refused=refused,
        form=form,
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/lecturers/<uuid:lecturer_id>/cv")
@roles(Role.PROVIDER)
def put_cv(case_id: UUID, lecturer_id: UUID) -> Any:
    """The CV of a lecturer; another one takes its place."""
    form = CvForm()
    refused = _refused(case_id, about=lecturer_id)
    if not form.validate_on_submit():
        return refused(form)
    return acted(
        case_id,
        lambda session, case: programme_parts.put_cv(
            session,
            case,
            lecturer_id,
            form.file.data.read(),
            filename=form.file.data.filename or "",
            account_id=person().account_id,
            settings=settings(),
            now=clock.now(),
        ),
        said=_("CV-ul este în dosar."),
        anchor="lecturers",
        refused=refused,
        form=form,
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/lecturers/<uuid:lecturer_id>/remove")
@roles(Role.PROVIDER)
def remove_lecturer(case_id: UUID, lecturer_id: UUID) -> Any:
    """Take a lecturer out, with the CV."""
    return acted(
        case_id,
        lambda session, case: programme_parts.remove_lecturer(session, case, lecturer_id),
        said=_("Lectorul a fost scos din dosar."),
        anchor="lecturers",
        refused=_refused(case_id),
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/organisers")
@roles(Role.PROVIDER)
def name_partner(case_id: UUID) -> Any:
    """Name a further organiser."""
    form = PartnerForm()
    session = db.session()
    form.offer(programme_parts.possible_partners(session, own(session, case_id), on=clock.today()))
    refused = _refused(case_id)
    if not form.validate_on_submit():
        return refused(form)
    return acted(
        case_id,
        lambda session, case: programme_parts.name_partner(
            session, case, UUID(form.partner.data), on=clock.today()
        ),
        said=_("Organizatorul este în dosar; îl anunțăm la depunere."),
        anchor="organisers",
        refused=refused,
        form=form,
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/organisers/<uuid:provider_id>/remove")
@roles(Role.PROVIDER)
def remove_partner(case_id: UUID, provider_id: UUID) -> Any:
    """Take a further organiser out."""
    return acted(
        case_id,
        lambda session, case: programme_parts.remove_partner(session, case, provider_id),
        said=_("Organizatorul a fost scos din dosar."),
        anchor="organisers",
        refused=_refused(case_id),
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/documents")
@roles(Role.PROVIDER)
def add_document(case_id: UUID) -> Any:
    """Put in a document and say what it is."""
    form = PaperForm()
    form.offer(programme_facts.parts_asked(db.session(), on=clock.today()))
    refused = _refused(case_id)
    if not form.validate_on_submit():
        return refused(form)
    return acted(
        case_id,
        lambda session, case: programme_parts.add_document(
            session,
            case,
            form.file.data.read(),
            str(form.part.data),
            filename=form.file.data.filename or "",
            account_id=person().account_id,
            settings=settings(),
            now=clock.now(),
        ),
        said=_("Documentul este în dosar."),
        anchor="documents",
        refused=refused,
        form=form,
    )


@blueprint.post("/provider/programmes/files/<uuid:case_id>/documents/<uuid:document_id>/remove")
@roles(Role.PROVIDER)
def remove_document(case_id: UUID, document_id: UUID) -> Any:
    """Take a document out of the draft."""
    return acted(
        case_id,
        lambda session, case: programme_parts.remove_document(session, case, document_id),
        said=_("Documentul a fost scos din dosar."),
        anchor="documents",
        refused=_refused(case_id),
    )
