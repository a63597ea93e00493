"""Errors for programs, as RFC 9457 says (application/problem+json)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, current_app, json


def problem(status: int, detail: str, *, errors: Any = None) -> Response:
    """An error: type, title, status, detail; `errors` names the fields that are in the way."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        said["errors"] = errors
    answer = current_app.response_class(
        json.dumps(said, ensure_ascii=False), mimetype="application/problem+json"
    )
    answer.status_code = status
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Treapta"'
    return answer
