"""What the pages of the player share: the blueprint, and the member's enrolment."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from lms.extensions import db
from lms.models import Enrolment
from lms.services import learning
from lms.services.learning import NotEnrolled, Study
from lms.web.access import own_member_id
from lms.web.context import settings
from lms.web.errors import error_page, message_of

blueprint = Blueprint("player", __name__)


def own_enrolment(slug: str) -> Enrolment:
    """The signed-in member's enrolment in a course; NotEnrolled when there is none."""
    return learning.find_enrolment(db.session(), own_member_id(), slug)


def own_study(slug: str) -> Study:
    """The signed-in member's enrolment with its course and progress."""
    return learning.study(db.session(), own_enrolment(slug), settings=settings())


def is_fragment() -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


@blueprint.errorhandler(NotEnrolled)
def to_the_course(error: NotEnrolled) -> Any:
    """Who follows a colleague's link to a lesson finds the course, and can enrol."""
    slug = (request.view_args or {}).get("slug")
    if request.method != "GET" or slug is None or is_fragment():
        return error_page(error.status, message_of(error))
    flash(message_of(error), "info")
    return redirect(url_for("catalogue.show", slug=slug))
