"""Quality of programmes: the Training Commission only."""

from __future__ import annotations

from uuid import uuid4

from tests.roles import Access, only

MATRIX = [
    Access(
        "commission.quality_list",
        "GET",
        url=lambda cast: "/commission/quality",
        **only(200, "cfpc"),
        stranger_provider=403,
    ),
    Access(
        "commission.quality_provider",
        "GET",
        url=lambda cast: f"/commission/quality/providers/{cast.provider_id}",
        **only(200, "cfpc"),
        provider_colleague=403,
    ),
    Access(
        "commission.quality_programme",
        "GET",
        url=lambda cast: f"/commission/quality/programmes/{cast.programme_id}",
        **only(200, "cfpc"),
    ),
    Access(
        "commission.quality_signal",
        "GET",
        url=lambda cast: f"/commission/quality/signals/{uuid4()}",
        **only(404, "cfpc"),
    ),
    Access(
        "commission.say_of_quality_signal",
        "POST",
        url=lambda cast: f"/commission/quality/signals/{uuid4()}",
        data=lambda cast: {"state": "seen"},
        **only(404, "cfpc"),
    ),
]
