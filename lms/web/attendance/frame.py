"""The blueprint of attendance, and what its pages share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for

from lms.extensions import db
from lms.models import AttendanceFile
from lms.services import attendance_files
from lms.web import access

blueprint = Blueprint("attendance", __name__)
LISTS = "/provider/editions/<uuid:edition_id>/attendance"
FILE = LISTS + "/<uuid:file_id>"


def scope() -> dict[str, Any]:
    """Whose lists the signed-in person may touch."""
    return {"provider_ids": access.person().provider_ids()}


def find(edition_id: UUID, file_id: UUID) -> AttendanceFile:
    """The list asked for, for reading; 404 for a stranger's."""
    return attendance_files.find_file(db.session(), edition_id, file_id, **scope())


def address(endpoint: str, file: AttendanceFile, **more: Any) -> str:
    """The address of a page of a list."""
    return url_for(f"attendance.{endpoint}", edition_id=file.edition_id, file_id=file.id, **more)


def go(endpoint: str, edition_id: UUID, file_id: UUID, **more: Any) -> Any:
    """On to a page of a list, after a form was sent."""
    target = url_for(f"attendance.{endpoint}", edition_id=edition_id, file_id=file_id, **more)
    return redirect(target, 303)


def is_fragment() -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"
