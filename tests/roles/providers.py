"""The editions of organisers: only people who act for one, and only its own."""

from tests.roles import Access, only

OWN = only(200, "provider") | {"provider_colleague": 200}

MATRIX = [
    Access("providers.index", "GET", url=lambda cast: "/provider", **OWN, stranger_provider=200),
    Access(
        "providers.new",
        "GET",
        url=lambda cast: "/provider/editions/new",
        **OWN,
        stranger_provider=200,
    ),
    Access(
        "providers.create",
        "POST",
        url=lambda cast: "/provider/editions/new",
        data=lambda cast: {"count": "1"},
        **only(422, "provider"),
        provider_colleague=422,
        stranger_provider=422,
    ),
    Access(
        "providers.edition",
        "GET",
        url=lambda cast: f"/provider/editions/{cast.edition_id}",
        **OWN,
        stranger_provider=404,
    ),
    Access(
        "providers.change_form",
        "GET",
        url=lambda cast: f"/provider/editions/{cast.edition_id}/change",
        **only(409, "provider"),
        provider_colleague=409,
        stranger_provider=404,
    ),
    Access(
        "providers.change",
        "POST",
        url=lambda cast: f"/provider/editions/{cast.edition_id}/change",
        data=lambda cast: {"count": "1"},
        **only(409, "provider"),
        provider_colleague=409,
        stranger_provider=404,
    ),
    Access(
        "providers.cancel",
        "POST",
        url=lambda cast: f"/provider/editions/{cast.edition_id}/cancel",
        data=lambda cast: {"reason": ""},
        **only(409, "provider"),
        provider_colleague=409,
        stranger_provider=404,
    ),
    Access(
        "provider_feedback.index",
        "GET",
        url=lambda cast: "/provider/feedback",
        **OWN,
        stranger_provider=200,
    ),
    Access(
        "provider_feedback.show",
        "GET",
        url=lambda cast: f"/provider/feedback/{cast.edition_id}",
        **OWN,
        stranger_provider=404,
    ),
    Access(
        "provider_feedback.publish",
        "POST",
        url=lambda cast: f"/provider/feedback/{cast.edition_id}/reply",
        data=lambda cast: {"text": ""},
        **only(422, "provider"),
        provider_colleague=422,
        stranger_provider=404,
    ),
    Access(
        "provider_feedback.withdraw",
        "POST",
        url=lambda cast: f"/provider/feedback/{cast.edition_id}/reply/withdraw",
        data=lambda cast: {},
        **only(303, "provider"),
        provider_colleague=303,
        stranger_provider=404,
    ),
]
