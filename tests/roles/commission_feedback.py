"""Feedback results: the Training Commission only."""

from __future__ import annotations

from tests.infra.cast import Cast
from tests.roles import Access, only


def _course(cast: Cast) -> str:
    from sqlalchemy import select

    from lms.extensions import transaction
    from lms.models import Course
    from lms.web.context import settings
    from tests.services.classroom import SLUG, publish_small

    with transaction() as session:
        course_id = session.scalar(select(Course.id).where(Course.slug == SLUG))
        if course_id is None:
            course_id = publish_small(session, settings()).course_id
    return f"/commission/feedback/courses/{course_id}"


MATRIX = [
    Access(
        "commission.feedback", "GET", url=lambda cast: "/commission/feedback", **only(200, "cfpc")
    ),
    Access(
        "commission.feedback_edition",
        "GET",
        url=lambda cast: f"/commission/feedback/{cast.edition_id}",
        **only(200, "cfpc"),
        stranger_provider=403,
    ),
    Access(
        "commission.feedback_programme",
        "GET",
        url=lambda cast: f"/commission/feedback/programmes/{cast.programme_id}",
        **only(200, "cfpc"),
    ),
    Access("commission.feedback_course", "GET", url=_course, **only(200, "cfpc")),
]
