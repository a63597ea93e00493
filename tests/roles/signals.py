"""Signals of impossible attendance: the Training Commission only."""

from __future__ import annotations

from uuid import uuid4

from tests.roles import Access, only

MATRIX = [
    Access(
        "commission.signals_list",
        "GET",
        url=lambda cast: "/commission/signals",
        **only(200, "cfpc"),
    ),
    Access(
        "commission.signal",
        "GET",
        url=lambda cast: f"/commission/signals/{uuid4()}",
        **only(404, "cfpc"),
    ),
    Access(
        "commission.say_of_signal",
        "POST",
        url=lambda cast: f"/commission/signals/{uuid4()}",
        data=lambda cast: {"state": "seen"},
        **only(404, "cfpc"),
    ),
]
