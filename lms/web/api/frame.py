"""The blueprint of /api/v1: tokens and scopes, errors as problem+json, requests done once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from apiflask import APIBlueprint, HTTPTokenAuth
from apiflask.exceptions import HTTPError
from flask import Response, jsonify, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, TooManyRequests

from lms import clock
from lms.errors import N_, BadInput
from lms.extensions import Session, csrf, db, limiter, transaction
from lms.services import api_answers, api_tokens
from lms.services.api_answers import Answer
from lms.services.api_tokens import Bearer, TokenScope
from lms.web.api.schemas import OUT_OF_CALENDAR
from lms.web.problems import problem

blueprint = APIBlueprint("api", __name__, tag="Treapta")
csrf.exempt(blueprint)
auth = HTTPTokenAuth(name="token", description=N_("Un jeton făcut în pagina entității."))
IDEMPOTENCY = "Idempotency-Key"
PER_MINUTE = 300  # for a token
PER_ADDRESS = 1200  # a minute, whatever the tokens
_DEEPEST = 8  # levels of JSON; a new edition needs three

_NO_JSON = N_("Conținutul nu este JSON valid, în UTF-8.")
# What marshmallow says of a value, in our words.
_SAID = {
    "Missing data for required field.": N_("Lipsește și este obligatoriu."),
    "Field may not be null.": N_("Nu poate fi null."),
    "Unknown field.": N_("Câmpul nu este cunoscut."),
    "Not a valid UUID.": N_("Nu este un UUID."),
    "Not a valid string.": N_("Nu este un text."),
    "Not a valid integer.": N_("Nu este un număr întreg."),
    "Not a valid list.": N_("Nu este o listă."),
    "Not a valid date.": N_("Nu este o zi de forma 2026-03-14."),
    "Not a valid aware datetime.": N_("Nu este un moment cu fus, de forma 2026-03-14T09:30+02:00."),
    "Not a valid datetime.": N_("Nu este un moment cu fus, de forma 2026-03-14T09:30+02:00."),
    "Not a valid file.": N_("Nu este un fișier."),
    "Invalid input type.": N_("Trimiteți un obiect JSON."),
    "Invalid JSON body.": _NO_JSON,
    OUT_OF_CALENDAR: N_("Anul trebuie să fie între 2000 și 2100."),
}
_NOT_GOOD = N_("Valoarea nu se poate folosi; vedeți descrierea la /api/docs.")


def refused_input(error: HTTPError) -> Response:
    """What APIFlask refuses: fields that are missing or not of their kind, each by its place."""
    found = [
        {"field": where, "detail": _(_SAID.get(text, _NOT_GOOD))}
        for where, text in _flat(error.detail if isinstance(error.detail, dict) else {}, "")
    ]
    detail = _("Cererea nu se poate folosi așa; nu s-a schimbat nimic.")
    return problem(error.status_code, detail, errors=found)


def _flat(tree: Any, where: str) -> list[tuple[str, str]]:
    if isinstance(tree, dict):
        return [
            each
            for name, below in tree.items()
            for each in _flat(below, f"{where}.{name}" if where else str(name))
        ]
    texts = tree if isinstance(tree, list) else [tree]
    return [(where, str(text)) for text in texts]


@auth.verify_token  # type: ignore[untyped-decorator]
def verify(token: str) -> Bearer | None:
    """Who stands behind the request; the day of use is noted once a day."""
    today = clock.today()
    bearer = api_tokens.find(db.session(), token, on=today) if token else None
    if bearer and not api_tokens.was_used(db.session(), bearer.token_id, on=today):
        with transaction() as session:
            api_tokens.note_use(session, bearer.token_id, on=today)
    return bearer


@auth.get_user_roles  # type: ignore[untyped-decorator]
def scopes_of(bearer: Bearer) -> list[str]:
    """The scopes of a token."""
    return sorted(bearer.scopes)


@auth.error_handler  # type: ignore[untyped-decorator]
def refused_token(status: int) -> Response:
    """401 without a token that opens something, 403 without the scope."""
    if status == HTTPStatus.FORBIDDEN:
        return problem(status, _("Jetonul nu are dreptul pentru această cerere."))
    return problem(
        status,
        _(
            "Trimiteți un jeton în folosință: antetul „Authorization: Bearer …”. Jetoanele se fac "
            "în pagina entității."
        ),
    )


def address() -> str:
    """The address that a request comes from."""
    return request.remote_addr or ""


def who() -> str:
    """Whose requests are counted together: a token, else an address.

    By what was sent: requests are counted before anybody looks a token up.
    """
    given = request.headers.get("Authorization", "")
    return hashlib.sha256(given.encode("utf-8", "replace")).hexdigest() if given else address()


limiter.limit(lambda: f"{PER_MINUTE}/minute", key_func=who)(blueprint)
limiter.limit(lambda: f"{PER_ADDRESS}/minute", key_func=address)(blueprint)


@blueprint.errorhandler(TooManyRequests)
def too_many(error: TooManyRequests) -> Response:
    """Asked too often: in how many seconds to ask again."""
    del error
    answer, reached = (
        problem(429, _("Prea multe cereri; așteptați un minut.")),
        limiter.current_limit,
    )
    wait = round(reached.reset_at - time.time()) if reached else 60
    answer.headers["Retry-After"] = str(max(1, wait))
    return answer


def needs(scope: TokenScope) -> Callable[[Any], Any]:
    """Only with a token that has this scope; stands above the input, so that it is asked first."""
    required = blueprint.auth_required(auth, roles=[scope.value])

    def decorate(view: Any) -> Any:
        return required(readable(view))

    return decorate


def readable(view: Any) -> Any:
    """Only a body that can be read and kept; stands above the input."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return _unreadable(view) or view(*args, **kwargs)

    return guarded


def _unreadable(view: Any) -> Response | None:
    """The refusal of a body of another kind, that is no JSON, or that no database can hold."""
    expected = view._spec["content_type"] if view._spec.get("body") else request.mimetype
    if request.mimetype != expected:
        said = _("Conținutul este „%(kind)s”; trimiteți %(expected)s.")
        kind = request.mimetype[:80] or "–"
        return problem(415, said % {"kind": kind, "expected": expected})
    if expected != "application/json" or not view._spec.get("body"):
        return None
    try:
        data = request.get_json()
    except (BadRequest, RecursionError):
        return problem(400, _(_NO_JSON))
    if not _is_keepable(data, _DEEPEST):
        return problem(
            422, _("JSON-ul are prea multe niveluri sau un caracter care nu se păstrează.")
        )
    return None


def _is_keepable(data: Any, levels: int) -> bool:
    """Whether JSON has no more levels than these, and only text that every database can hold."""
    if isinstance(data, str):
        return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in data)
    if not isinstance(data, dict | list):
        return True
    inner = [*data, *data.values()] if isinstance(data, dict) else data
    return levels > 0 and all(_is_keepable(each, levels - 1) for each in inner)


def bearer() -> Bearer:
    """Who stands behind this request."""
    return cast(Bearer, auth.current_user)


def scope() -> dict[str, Any]:
    """Whose editions and lists this request may touch."""
    return {"provider_ids": {bearer().provider_id}}


def repeated(*parts: bytes) -> Answer | None:
    """The answer to the same request done before, by its Idempotency-Key."""
    key = request.headers.get(IDEMPOTENCY)
    if key is None:
        return None
    found = api_answers.find(db.session(), bearer().token_id, key, _hash(parts))
    return found if found and found.status else None


def once(act: Callable[[Session], Answer], *parts: bytes) -> Any:
    """Do something in one transaction, and with an Idempotency-Key only once."""
    key = request.headers.get(IDEMPOTENCY)
    if key is not None and not key.strip():
        raise BadInput(
            N_("Idempotency-Key este gol; trimiteți o cheie sau lăsați antetul deoparte.")
        )
    with transaction() as session:
        if key is None:
            return answered(act(session))
        before = api_answers.claim(session, bearer().token_id, key, _hash(parts), now=clock.now())
        if before is None:
            before = act(session)
            api_answers.keep(session, bearer().token_id, key, before)
    return answered(before)


def _hash(parts: tuple[bytes, ...]) -> str:
    return api_answers.fingerprint(request.method.encode(), request.path.encode(), *parts)


def answered(answer: Answer) -> Any:
    """An answer as a response: what is kept is answered as it is, not formed again."""
    response = jsonify(answer.body)
    response.status_code = answer.status
    return response
