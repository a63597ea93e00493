"""The blueprint of files of programmes, whose they are, and how a form of theirs is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from lms.errors import BadInput, Conflict
from lms.extensions import Session, transaction
from lms.models import CaseFile
from lms.services import programme_files
from lms.web.access import person
from lms.web.errors import message_of
from lms.web.forms import show_refusal

blueprint = Blueprint("programme_files", __name__)


def own(session: Session, case_id: UUID) -> CaseFile:
    """The file, locked, when the signed-in person manages its organiser; 404 otherwise."""
    return programme_files.own_case(session, case_id, provider_ids=person().managed_ids())


def back(case_id: UUID, anchor: str = "") -> Any:
    """To the page of the file."""
    path = url_for("programme_files.show", case_id=case_id)
    return redirect(f"{path}#{anchor}" if anchor else path, 303)


def acted(
    case_id: UUID,
    act: Callable[[Session, CaseFile], Any],
    *,
    said: str,
    anchor: str,
    refused: Callable[[Any], Any],
    form: Any = None,
) -> Any:
    """Do something with the own file in one transaction and go back to it.

    What the service refuses is shown at its field by `refused(form)`; a file that went on
    meanwhile is shown as it is now.
    """
    try:
        with transaction() as session:
            act(session, own(session, case_id))
    except BadInput as error:
        if form is None:
            flash(message_of(error), "warning")
            return back(case_id, anchor)
        show_refusal(form, error)
        return refused(form)
    except Conflict as error:
        flash(message_of(error), "warning")
        return back(case_id)
    flash(said, "success")
    return back(case_id, anchor)
