"""Anyone may verify."""

from __future__ import annotations

from tests.roles import Access, anyone

MATRIX = [
    Access("verify.index", "GET", url=lambda cast: "/verify", **anyone(200)),
    Access(
        "verify.check",
        "POST",
        url=lambda cast: "/verify",
        data=lambda cast: {"reference": "nu-exista-un-astfel-de-cod"},
        **anyone(422),
    ),
]
