"""Attendance that waits for the commission, and reminders of lists."""

from __future__ import annotations

from uuid import uuid4

from tests.roles import Access, only

UNKNOWN = only(404, "cfpc")

MATRIX = [
    Access(
        "commission.attendance",
        "GET",
        url=lambda cast: "/commission/attendance",
        **only(200, "cfpc"),
    ),
    Access(
        "commission.attendance_row",
        "GET",
        url=lambda cast: f"/commission/attendance/{uuid4()}",
        **UNKNOWN,
    ),
    Access(
        "commission.judge_attendance",
        "POST",
        url=lambda cast: f"/commission/attendance/{uuid4()}",
        data=lambda cast: {"outcome": "rejected", "reasons": "Prea puțin."},
        **UNKNOWN,
    ),
    Access(
        "claims.show",
        "GET",
        url=lambda cast: f"/credits/claims/{cast.edition_id}",
        **only(404, "member") | {"colleague": 404, "stranger": 404},
    ),
    Access(
        "claims.claim",
        "POST",
        url=lambda cast: f"/credits/claims/{cast.edition_id}",
        **only(404, "member") | {"colleague": 404, "stranger": 404},
    ),
    Access(
        "credits.remind",
        "POST",
        url=lambda cast: f"/credits/awaited/{cast.edition_id}/remind",
        **only(404, "member") | {"colleague": 404, "stranger": 404},
    ),
]
