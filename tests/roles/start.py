"""Public pages, and the first page of everybody."""

from tests.roles import Access, anyone

MATRIX = [
    Access("start.home", "GET", url=lambda cast: "/", **anyone(200)),
    Access("start.about", "GET", url=lambda cast: "/about", **anyone(200)),
    Access("start.accessibility", "GET", url=lambda cast: "/accessibility", **anyone(200)),
    Access("start.privacy", "GET", url=lambda cast: "/privacy", **anyone(200)),
    # The style guide exists only in the demonstration.
    Access("start.styleguide", "GET", url=lambda cast: "/styleguide", **anyone(404)),
]
