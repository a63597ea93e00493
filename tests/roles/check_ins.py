"""The code of a room: its organiser shows it, members scan it."""

from tests.roles import Access, only

MATRIX = [
    Access(
        "check_ins.screen",
        "GET",
        url=lambda cast: f"/provider/editions/{cast.edition_id}/check-in",
        **only(200, "provider") | {"provider_colleague": 200, "stranger_provider": 404},
    ),
    Access("check_ins.ask", "GET", url=lambda _: "/check-in", **only(200, "member")),
    Access("check_ins.scanned", "GET", url=lambda _: "/check-in/AAAA2222", **only(410, "member")),
    Access(
        "check_ins.confirm",
        "POST",
        url=lambda _: "/check-in",
        data=lambda _: {"proof": "x"},
        **only(410, "member"),
    ),
]
