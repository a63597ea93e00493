"""/api/v1 is for an organiser's programs with a token: no person's role opens it."""

from uuid import UUID

from tests.roles import Access, anyone, only

NOTHING = UUID(int=0)
EDITION = f"/api/v1/editions/{NOTHING}"
LIST = f"{EDITION}/attendance/{NOTHING}"


def _at(path: str):
    return lambda _: path


def _tokens(path: str = ""):
    return lambda cast: f"/provider/organisations/{cast.provider_id}/tokens{path}"


MANAGES = only(200, "provider") | {"provider_colleague": 200, "stranger_provider": 404}
MATRIX = [
    Access("api.openapi", "GET", url=_at("/api/openapi.json"), **anyone(200)),
    Access("api.docs", "GET", url=_at("/api/docs"), **anyone(200)),
    Access("api.programmes", "GET", url=_at("/api/v1/programmes"), **anyone(401)),
    Access("api.editions", "GET", url=_at("/api/v1/editions"), **anyone(401)),
    Access("api.create", "POST", url=_at("/api/v1/editions"), **anyone(401)),
    Access("api.edition", "GET", url=_at(EDITION), **anyone(401)),
    Access("api.change", "PATCH", url=_at(EDITION), **anyone(401)),
    Access("api.cancel", "POST", url=_at(f"{EDITION}/cancel"), **anyone(401)),
    Access("api.registrations", "GET", url=_at(f"{EDITION}/registrations"), **anyone(401)),
    Access("api.upload", "POST", url=_at(f"{EDITION}/attendance"), **anyone(401)),
    Access("api.attendance_list", "GET", url=_at(LIST), **anyone(401)),
    Access("api.people", "GET", url=_at(f"{LIST}/people"), **anyone(401)),
    Access("api.confirm", "POST", url=_at(f"{LIST}/confirm"), **anyone(401)),
    Access("api.undo", "POST", url=_at(f"{LIST}/undo"), **anyone(401)),
    Access(
        "api.verify",
        "POST",
        url=_at("/api/v1/verify"),
        **anyone(415),
    ),
    Access("api_tokens.index", "GET", url=_tokens(), **MANAGES),
    Access(
        "api_tokens.create",
        "POST",
        url=_tokens(),
        data=lambda _: {"name": ""},
        **only(422, "provider") | {"provider_colleague": 422, "stranger_provider": 404},
    ),
    Access(
        "api_tokens.revoke",
        "POST",
        url=_tokens(f"/{NOTHING}/revoke"),
        **only(404, "provider") | {"provider_colleague": 404, "stranger_provider": 404},
    ),
]
