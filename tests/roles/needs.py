"""Ce îmi mai trebuie: members only, each for themselves."""

from __future__ import annotations

from typing import Any

from tests.infra.cast import Cast
from tests.infra.editions import announce
from tests.roles import Access, only


def _announced(path: str) -> Any:
    def url(cast: Cast) -> str:
        from lms.extensions import transaction

        with transaction() as session:
            edition_id = announce(session, cast)
        return path.format(edition=edition_id)

    return url


MATRIX = [
    Access("needs.index", "GET", url=lambda cast: "/needs", **only(200, "member")),
    Access("needs.what_if", "GET", url=_announced("/needs/what-if?asked=1"), **only(200, "member")),
    Access(
        "needs.calendar",
        "GET",
        url=_announced("/needs/calendar.ics?edition={edition}"),
        **only(200, "member"),
    ),
]
