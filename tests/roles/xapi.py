"""The statement store is for machines with a key: no person's role opens it."""

from tests.roles import Access, anyone

MATRIX = [
    Access("xapi.about", "GET", url=lambda cast: "/xapi/about", **anyone(200)),
    Access("xapi.read", "GET", url=lambda cast: "/xapi/statements", **anyone(400)),
    Access("xapi.add", "POST", url=lambda cast: "/xapi/1.0.3/statements", **anyone(400)),
    Access("xapi.put", "PUT", url=lambda cast: "/xapi/statements", **anyone(400)),
]
