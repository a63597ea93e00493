"""Creditele mele: members only, each their own lines."""

from lms.extensions import transaction
from tests.infra.cast import Cast
from tests.infra.credit import book_edition
from tests.roles import Access, only


def entry_url(cast: Cast) -> str:
    with transaction() as session:
        return f"/credits/{book_edition(session, cast).id}"


MATRIX = [
    Access("credits.index", "GET", url=lambda cast: "/credits", **only(200, "member")),
    Access(
        "credits.entry",
        "GET",
        url=entry_url,
        **only(200, "member") | {"colleague": 404, "stranger": 404},
    ),
]
