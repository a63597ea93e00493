"""The calendar of editions is public; members register; the organiser sees who did."""

from __future__ import annotations

from tests.roles import Access, anyone, only
from tests.roles.needs import _announced


def _of(path: str):
    return lambda cast: path.format(edition=cast.edition_id)


MATRIX = [
    Access("editions.index", "GET", url=lambda _: "/editions", **anyone(200)),
    Access("editions.show", "GET", url=_of("/editions/{edition}"), **anyone(200)),
    Access("editions.calendar", "GET", url=_of("/editions/{edition}.ics"), **anyone(200)),
    Access(
        "editions.register",
        "POST",
        url=_announced("/editions/{edition}/register"),
        data=lambda cast: {},
        **only(303, "member"),
    ),
    Access(
        "editions.cancel",
        "POST",
        url=_announced("/editions/{edition}/cancel"),
        data=lambda cast: {},
        **only(303, "member"),
    ),
    Access(
        "editions.make_feed",
        "POST",
        url=lambda _: "/editions/feed",
        data=lambda cast: {},
        **only(200, "member"),
    ),
    Access(
        "editions.end_feed",
        "POST",
        url=lambda _: "/editions/feed/end",
        data=lambda cast: {},
        **only(303, "member"),
    ),
    Access("editions.feed", "GET", url=lambda _: "/editions/feed/guessed.ics", **anyone(404)),
    Access(
        "editions.registrations",
        "GET",
        url=_of("/provider/editions/{edition}/registrations"),
        **only(200, "provider"),
        provider_colleague=200,
        stranger_provider=404,
    ),
]
