"""Changing a draft: chapter by chapter in a form, or the whole text, checked as it is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from lms import clock
from lms.errors import N_, BadInput, Conflict
from lms.extensions import db, transaction
from lms.models import DraftState
from lms.services import norms_drafts, norms_text
from lms.services.norms_drafts import StaleDraftError, UnusableTextError
from lms.services.norms_values import groups_of
from lms.web import access
from lms.web import norms_words as words
from lms.web.errors import message_of
from lms.web.forms import show_refusal
from lms.web.forms.norms import HeadingForm, SeenForm, TextForm, revision_of
from lms.web.norms import values
from lms.web.norms.frame import blueprint, drafters
from lms.web.norms_labels import group_label


@blueprint.get("/norms/drafts/<uuid:draft_id>/values/<name>")
@drafters
def chapter(draft_id: UUID, name: str) -> Any:
    """The values of a chapter."""
    return _chapter_page(draft_id, name)


def _chapter_page(
    draft_id: UUID,
    name: str,
    *,
    sent: values.Sent | None = None,
    problems: Any = (),
    seen: str = "",
) -> str:
    draft = norms_drafts.get_draft(db.session(), draft_id)
    if draft.state is not DraftState.DRAFT:
        raise Conflict(N_("Ciorna nu mai este în lucru; valorile ei se văd pe pagina ei."))
    read = norms_drafts.read(draft)
    found = values.group_of(read, name)
    if found is None:
        abort(404)
    group, before = found
    shown = values.views(read, group, before, sent)
    refused = [(text, f"{view.id}-value") for view in shown for text in view.errors.values()]
    return render_template(
        "norms/values.html",
        draft=draft,
        group=group,
        title=group_label(name),
        groups=[(each.name, group_label(each.name)) for each in groups_of(read.version)],
        values=shown,
        problems=[*((text, None) for text in problems), *refused],
        bases=values.bases(),
        sources=list(read.regulation.sources.items()),
        has_comments=norms_text.has_comments(draft.text, draft.version_id),
        form=SeenForm(formdata=None, seen=seen or str(draft.revision)),
    )


@blueprint.post("/norms/drafts/<uuid:draft_id>/values/<name>")
@drafters
def save_chapter(draft_id: UUID, name: str) -> Any:
    """Save the values of a chapter; refused values keep what was typed."""
    form = SeenForm()
    if not form.validate_on_submit():
        abort(400)
    sent = dict(request.form.lists())
    draft = norms_drafts.get_draft(db.session(), draft_id)
    read = norms_drafts.read(draft)
    found = values.group_of(read, name)
    if found is None:
        abort(404)
    group, before = found
    if values.errors_of(read.regulation, group, sent):
        return _chapter_page(draft_id, name, sent=sent, seen=str(form.seen.data)), 422
    try:
        with transaction() as session:
            norms_drafts.save_values(
                session,
                draft_id,
                values.read_changes(read, group, before, sent),
                seen=revision_of(form),
                account_id=access.person().account_id,
                now=clock.now(),
            )
    except UnusableTextError as error:
        said = [words.problem_sentence(problem) for problem in error.problems]
        return _chapter_page(
            draft_id, name, sent=sent, problems=said, seen=str(form.seen.data)
        ), 422
    except StaleDraftError as error:
        return _chapter_page(draft_id, name, sent=sent, problems=[message_of(error)]), 409
    flash(_("S-a salvat capitolul „%(title)s”.", title=group_label(name)), "success")
    return redirect(url_for("norms.chapter", draft_id=draft_id, name=name))


@blueprint.get("/norms/drafts/<uuid:draft_id>/heading")
@drafters
def heading(draft_id: UUID) -> Any:
    """What the version says of itself, and its sources."""
    draft = norms_drafts.get_draft(db.session(), draft_id)
    version = norms_drafts.read(draft).version
    form = HeadingForm(
        formdata=None,
        seen=str(draft.revision),
        title_ro=version.title.ro,
        title_en=version.title.en,
        legal_basis=version.legal_basis,
        effective_from=version.effective_from,
    )
    return _heading_page(draft_id, form)


def _heading_page(draft_id: UUID, form: HeadingForm) -> str:
    draft = norms_drafts.get_draft(db.session(), draft_id)
    return render_template(
        "norms/heading.html",
        draft=draft,
        form=form,
        sources=norms_drafts.read(draft).regulation.sources.values(),
    )


@blueprint.post("/norms/drafts/<uuid:draft_id>/heading")
@drafters
def save_heading(draft_id: UUID) -> Any:
    """Save what the version says of itself."""
    form = HeadingForm()
    status = 422
    if form.validate_on_submit():
        try:
            with transaction() as session:
                norms_drafts.save_heading(
                    session,
                    draft_id,
                    form.heading(),
                    new_source=(form.new_source.data or "").strip(),
                    seen=revision_of(form),
                    account_id=access.person().account_id,
                    now=clock.now(),
                )
            flash(_("S-a salvat."), "success")
            return redirect(url_for("norms.heading", draft_id=draft_id))
        except UnusableTextError as error:
            form.form_errors.extend(words.problem_sentence(found) for found in error.problems)
        except StaleDraftError as error:
            form.form_errors.append(message_of(error))
            _see_newest(form, draft_id)
            status = 409
        except BadInput as error:
            show_refusal(form, error)
    return _heading_page(draft_id, form), status


def _see_newest(form: Any, draft_id: UUID) -> None:
    """What was typed may be saved over the newest save: the person has been told of it."""
    form.seen.data = str(norms_drafts.get_draft(db.session(), draft_id).revision)


@blueprint.get("/norms/drafts/<uuid:draft_id>/text")
@drafters
def text(draft_id: UUID) -> Any:
    """The whole text, for experts."""
    draft = norms_drafts.get_draft(db.session(), draft_id)
    return _text_page(draft_id, TextForm(formdata=None, seen=str(draft.revision), text=draft.text))


def _text_page(draft_id: UUID, form: TextForm) -> str:
    draft = norms_drafts.get_draft(db.session(), draft_id)
    if draft.state is not DraftState.DRAFT:
        raise Conflict(N_("Ciorna nu mai este în lucru; textul ei se vede la salvări."))
    return render_template(
        "norms/text.html",
        draft=draft,
        form=form,
        problems=norms_drafts.check_text(draft, form.text.data or ""),
        words=words,
    )


@blueprint.post("/norms/drafts/<uuid:draft_id>/text")
@drafters
def save_text(draft_id: UUID) -> Any:
    """Save the text, also with problems: nothing is lost, and it cannot be simulated yet."""
    form = TextForm()
    status = 422
    if form.validate_on_submit():
        try:
            with transaction() as session:
                norms_drafts.save_text(
                    session,
                    draft_id,
                    form.text.data,
                    seen=revision_of(form),
                    account_id=access.person().account_id,
                    now=clock.now(),
                )
            flash(_("Textul s-a salvat."), "success")
            return redirect(url_for("norms.text", draft_id=draft_id))
        except StaleDraftError as error:
            form.form_errors.append(message_of(error))
            _see_newest(form, draft_id)
            status = 409
        except BadInput as error:
            show_refusal(form, error)
    return _text_page(draft_id, form), status


@blueprint.post("/norms/drafts/<uuid:draft_id>/check")
@drafters
def check(draft_id: UUID) -> Any:
    """The problems of a text that is being typed; nothing is saved."""
    draft = norms_drafts.get_draft(db.session(), draft_id)
    problems = norms_drafts.check_text(draft, request.form.get("text", ""))
    return render_template("norms/_problems.html", problems=problems, words=words)
