"""The blueprint of files of approval, and whose they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from lms.errors import Conflict
from lms.extensions import Session
from lms.models import CaseFile
from lms.services import provider_approvals
from lms.web.access import person
from lms.web.errors import message_of

blueprint = Blueprint("provider_approvals", __name__)


def own(session: Session, case_id: UUID) -> CaseFile:
    """The file, locked, when the signed-in person manages its organiser; 404 otherwise."""
    return provider_approvals.own_case(session, case_id, provider_ids=person().managed_ids())


def back(case_id: UUID, anchor: str = "") -> Any:
    """To the page of the file."""
    path = url_for("provider_approvals.show", case_id=case_id)
    return redirect(f"{path}#{anchor}" if anchor else path, 303)


def went_on(case_id: UUID, error: Conflict) -> Any:
    """Something changed meanwhile, or is missing: say so, and show the file as it is now."""
    flash(message_of(error), "warning")
    return back(case_id)
