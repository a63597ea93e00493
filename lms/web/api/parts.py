"""What the answers of /api/v1 share: pages, amounts, and the refusals that a request may get."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from lms.errors import N_
from lms.services.listing import Page

_REFUSALS = {
    400: N_("Nu se poate face; `detail` spune de ce și ce e de făcut."),
    401: N_("Fără jeton în folosință."),
    403: N_("Jetonul nu are dreptul."),
    404: N_("Nu există sau nu este a organizatorului."),
    409: N_("Între timp s-a schimbat ceva; citiți din nou."),
    413: N_("Fișierul este prea mare."),
    415: N_("Conținutul nu este de felul așteptat."),
    422: N_(
        "Câmpuri care lipsesc sau nu sunt bune (`errors` le numește), sau o cheie Idempotency-Key "
        "a altei cereri."
    ),
    429: N_("Prea multe cereri într-un minut."),
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


_WAIT = {
    "Retry-After": {
        "description": N_("Peste câte secunde se poate cere din nou."),
        "schema": {"type": "integer"},
    }
}


def _problem_example(status: int) -> dict[str, Any]:
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _REFUSALS[status],
    }
    if status != HTTPStatus.UNPROCESSABLE_ENTITY:
        return said
    field = {"field": "json.sessions.0.ends_at", "detail": N_("Lipsește și este obligatoriu.")}
    return said | {"errors": [field]}


_ALWAYS = (400, 401, 403, 429)  # of every operation


def refusals(*statuses: int) -> dict[int, Any]:
    """The refusals of an operation, for its description: those of every operation, and its own."""
    return {
        status: {
            "description": _REFUSALS[status],
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": _problem_example(status),
                }
            },
            **({"headers": _WAIT} if status == HTTPStatus.TOO_MANY_REQUESTS else {}),
        }
        for status in sorted({*_ALWAYS, *statuses})
    }


def paged(page: Page[Any], items: Sequence[Any]) -> dict[str, Any]:
    """A page of a list as it is answered."""
    return {"items": items, "total": page.total, "page": page.number, "pages": page.pages}


def amount(thousandths: int) -> str:
    """Credits as an exact decimal: 7500 is "7.500"."""
    sign = "-" if thousandths < 0 else ""
    whole, rest = divmod(abs(thousandths), 1000)
    return f"{sign}{whole}.{rest:03}"
