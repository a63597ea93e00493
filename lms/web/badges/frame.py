"""The blueprint of badges, and what every answer of it carries."""

from __future__ import annotations

from flask import Blueprint, Response, request

blueprint = Blueprint("badges", __name__)

# Search engines may find these once they answer; a badge answers only when it is published.
_FOUND_BY_SEARCH = frozenset({"badges.page", "badges.badge_class", "badges.issuer"})
# What programs of others read: wallets and verifiers run in browsers too.
_READ_BY_PROGRAMS = frozenset(
    {"badges.page_json", "badges.page_png", "badges.page_svg", "badges.page_jwt"}
    | {"badges.class_picture", "badges.did"}
    | {"badges.status_list", "badges.class_v2", "badges.issuer_v2", "badges.key_v2"}
    | {"badges.revocations_v2", "badges.page_v2"}
)


@blueprint.after_request
def mark(response: Response) -> Response:
    """Keep out of search engines what is not public, and let programs read what is."""
    if response.status_code != 200 or request.endpoint not in _FOUND_BY_SEARCH:
        response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code == 200 and request.endpoint in _READ_BY_PROGRAMS:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def file_response(
    data: bytes | str, media_type: str, *, filename: str | None = None, kept_seconds: int = 0
) -> Response:
    """A file: shown, or downloaded under a name; `kept_seconds` lets others keep a copy."""
    response = Response(data, content_type=media_type)
    if filename is not None:
        response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    if kept_seconds:
        response.headers["Cache-Control"] = f"public, max-age={kept_seconds}"
    return response
