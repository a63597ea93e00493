"""Anyone browses the courses; members enrol."""

from flask import current_app

from tests.infra.cast import Cast
from tests.roles import Access, anyone, only
from tests.services.classroom import SLUG, publish_in


def _published(path: str):
    def url(cast: Cast) -> str:
        del cast
        publish_in(current_app._get_current_object())  # type: ignore[attr-defined]
        return path

    return url


MATRIX = [
    Access("catalogue.index", "GET", url=_published("/courses"), **anyone(200)),
    Access("catalogue.show", "GET", url=_published(f"/courses/{SLUG}"), **anyone(200)),
    Access("catalogue.cover", "GET", url=_published(f"/courses/{SLUG}/cover/1.2.0"), **anyone(200)),
    Access(
        "catalogue.enrol", "POST", url=_published(f"/courses/{SLUG}/enrol"), **only(302, "member")
    ),
]
