"""The endpoints of the statement store, with their versions, headers and keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request
from flask_babel import gettext as _

from courses.statements import format_statement
from lms import clock
from lms.errors import N_, BadInput, NotFound
from lms.extensions import csrf, db, transaction
from lms.models import Statement
from lms.services import api_keys, statement_queries
from lms.services.api_keys import Scope
from lms.services.statements import StatementsRefused, statement_json, store_statements
from lms.web.context import language, settings
from lms.web.xapi.asked import Asked, read_asked, read_json, read_put_id

blueprint = Blueprint("xapi", __name__)
csrf.exempt(blueprint)

VERSION = "X-Experience-API-Version"
CONSISTENT = "X-Experience-API-Consistent-Through"
OLD_BASE = "/xapi/1.0.3"
View = TypeVar("View", bound=Callable[..., Any])


def _default_version() -> str:
    return "1.0.3" if request.path.startswith(OLD_BASE) else "2.0.0"


@blueprint.before_request
def read_version() -> None:
    """Which version the request speaks: a version of this base, said in its header."""
    g.xapi_version = _default_version()
    if request.endpoint == "xapi.about":
        return
    said = request.headers.get(VERSION)
    if said is None:
        raise BadInput(N_("Lipsește antetul X-Experience-API-Version."))
    if re.fullmatch(r"1\.0(\.\d{1,3})?", said):
        g.xapi_version = "1.0.3"
    elif re.fullmatch(r"2\.0(\.\d{1,3})?", said) and _default_version() == "2.0.0":
        g.xapi_version = "2.0.0"
    else:
        raise BadInput(
            N_("Versiunea „%(said)s” din X-Experience-API-Version nu este cunoscută aici."),
            said=said[:40],
        )


@blueprint.after_request
def add_headers(response: Response) -> Response:
    """The version spoken and how far reading is consistent; the server itself adds Date."""
    response.headers[VERSION] = g.get("xapi_version", "2.0.0")
    if request.path.endswith("/statements"):
        response.headers[CONSISTENT] = _moment(clock.now())
    return response


@blueprint.errorhandler(StatementsRefused)
def refused(error: StatementsRefused) -> Any:
    """Every problem of what was sent; nothing was stored."""
    return jsonify(
        {
            "error": _("Cererea nu este valabilă; nu s-a înscris nimic."),
            "problems": [
                {
                    "code": problem.code,
                    "place": problem.where,
                    "message": problem.sentence(language()),
                }
                for problem in error.problems
            ],
        }
    ), 400


def needs(scope: Scope) -> Callable[[View], View]:
    """Only with the key and secret (Basic) of a machine that has this scope."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            given = request.authorization
            found = None
            if given is not None and given.type == "basic":
                found = api_keys.verify(
                    db.session(),
                    kind="lrs",
                    key=given.username or "",
                    secret=given.password or "",
                )
            if found is None:
                answer = jsonify({"error": _("Cheia și secretul nu sunt cunoscute.")})
                answer.headers["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
                return answer, 401
            if not api_keys.allows(found, scope):
                return jsonify({"error": _("Cheia nu are dreptul acesta.")}), 403
            g.xapi_authority = f"key:{found.key}"
            return view(*args, **kwargs)

        return cast(View, guarded)

    return decorate


@blueprint.get("/xapi/about")
@blueprint.get(f"{OLD_BASE}/about")
def about() -> Any:
    """The versions spoken at this base; needs no key."""
    versions = ["1.0.3"] if _default_version() == "1.0.3" else ["1.0.3", "2.0.0"]
    return jsonify({"version": versions, "extensions": {}})


@blueprint.post("/xapi/statements")
@blueprint.post(f"{OLD_BASE}/statements")
@needs(Scope.STATEMENTS_WRITE)
def add() -> Any:
    """Store one statement or a list of them; answers their ids."""
    if request.args:
        raise BadInput(
            N_("Aici POST nu primește parametri; trimiteți declarațiile în conținutul cererii.")
        )
    data = read_json(request)
    ids = _store(data if isinstance(data, list) else [data])
    return jsonify([str(one) for one in ids])


@blueprint.put("/xapi/statements")
@blueprint.put(f"{OLD_BASE}/statements")
@needs(Scope.STATEMENTS_WRITE)
def put() -> Any:
    """Store one statement under the id of the address."""
    statement_id = read_put_id(request)
    data = read_json(request)
    said = data.setdefault("id", str(statement_id)) if isinstance(data, dict) else statement_id
    if str(said).lower() != str(statement_id):
        raise BadInput(N_("Id-ul din conținut nu este cel din statementId."))
    _store([data])
    return "", 204


def _store(statements: list[Any]) -> list[Any]:
    with transaction() as session:
        return list(
            store_statements(
                session,
                statements,
                authority=g.xapi_authority,
                version=g.xapi_version,
                now=clock.now(),
            )
        )


@blueprint.get("/xapi/statements")
@blueprint.get(f"{OLD_BASE}/statements")
@needs(Scope.STATEMENTS_READ)
def read() -> Any:
    """One statement by its id, or those that the parameters describe, page by page."""
    asked = read_asked(request)
    if asked.statement_id is not None or asked.voided_id is not None:
        return _one(asked)
    page = statement_queries.find_statements(db.session(), asked.query)
    more = ""
    if page.more is not None:
        kept = {**request.args.to_dict(), "cursor": str(page.more)}
        more = f"{request.path}?{urlencode(kept)}"
    return _json({"statements": [_shown(row, asked) for row in page.rows], "more": more})


def _one(asked: Asked) -> Response:
    session = db.session()
    if asked.statement_id is not None:
        row = statement_queries.find_statement(session, asked.statement_id)
    else:
        assert asked.voided_id is not None
        row = statement_queries.find_voided(session, asked.voided_id)
    if row is None:
        raise NotFound(N_("Nu există o declarație cu acest id."))
    response = _json(_shown(row, asked))
    response.last_modified = row.stored
    return response


def _shown(row: Statement, asked: Asked) -> dict[str, Any]:
    langs = [tag for tag, _quality in request.accept_languages if tag != "*"]
    said = statement_json(row, public_url=settings().public_url)
    return format_statement(said, asked.format, langs)


def _json(data: Any) -> Response:
    # Not jsonify: the order of what was received is kept.
    return Response(json.dumps(data, ensure_ascii=True), mimetype="application/json")


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
