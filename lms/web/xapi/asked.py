"""What a request to the statement store asks for; anything else is a 400 with a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask import Request

from courses.problems import Problem
from courses.statements import StatementFormat, instant_of
from courses.statements.formats import IRI, is_instant
from courses.statements.formats import UUID as UUID_FORM
from courses.statements.parts import actor
from courses.statements.rules import Check
from lms.errors import N_, BadInput
from lms.services.statement_queries import StatementQuery
from lms.services.statements import StatementsRefused

FORMATS = ("exact", "ids", "canonical")
DEEPEST = 100  # levels of JSON; statements need fewer than twenty
_ALONE = {"format", "attachments"}  # may stand beside statementId
_LISTING = {
    *("agent", "verb", "activity", "registration", "related_activities", "related_agents"),
    *("since", "until", "limit", "ascending", "cursor"),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A reading request: one statement, one voided statement, or a list."""

    statement_id: UUID | None
    voided_id: UUID | None
    query: StatementQuery
    format: StatementFormat


def read_json(request: Request) -> Any:
    """The body as JSON; BadInput when it is none, or none that can be read safely."""
    kind = request.mimetype
    if kind != "application/json":
        raise BadInput(
            N_("Conținutul este „%(kind)s”; trimiteți application/json."), kind=kind or "–"
        )
    try:
        data = json.loads(request.get_data(), parse_constant=_refuse_constant)
    except RecursionError:
        raise BadInput(_TOO_DEEP, most=DEEPEST) from None
    except ValueError:
        raise BadInput(N_("Conținutul nu este JSON valid, în UTF-8.")) from None
    _check_depth(data)
    return data


_TOO_DEEP = N_("JSON-ul are mai mult de %(most)d niveluri; trimiteți unul mai simplu.")


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _check_depth(data: Any) -> None:
    level: list[Any] = [data]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return
    raise BadInput(_TOO_DEEP, most=DEEPEST)


def read_put_id(request: Request) -> UUID:
    """The statement id that a PUT must name."""
    _only_known(request, {"statementId"})
    if "statementId" not in request.args:
        raise BadInput(N_("Parametrul statementId lipsește."))
    return _uuid(request, "statementId")


def read_asked(request: Request) -> Asked:
    """The parameters of a GET."""
    _only_known(request, {"statementId", "voidedStatementId", *_ALONE, *_LISTING})
    given = set(request.args)
    single = given & {"statementId", "voidedStatementId"}
    if len(single) == 2 or (single and given - single - _ALONE):
        raise BadInput(
            N_(
                "statementId și voidedStatementId se dau fiecare singur, "
                "cel mult cu format și attachments."
            )
        )
    if _flag(request, "attachments"):
        raise BadInput(N_("Conținutul atașamentelor nu se ține aici; cereți fără attachments."))
    for name in ("related_activities", "related_agents"):
        if _flag(request, name):
            raise BadInput(N_("Parametrul %(name)s nu se poate folosi încă."), name=name)
    form = request.args.get("format", "exact")
    if form not in FORMATS:
        raise _wrong("format", ", ".join(FORMATS))
    return Asked(
        statement_id=_uuid(request, "statementId") if "statementId" in given else None,
        voided_id=_uuid(request, "voidedStatementId") if "voidedStatementId" in given else None,
        query=_query(request),
        format=cast(StatementFormat, form),
    )


def _query(request: Request) -> StatementQuery:
    arguments = request.args
    return StatementQuery(
        agent=_agent(request) if "agent" in arguments else None,
        verb=_iri(request, "verb"),
        activity=_iri(request, "activity"),
        registration=_uuid(request, "registration") if "registration" in arguments else None,
        since=_instant(request, "since"),
        until=_instant(request, "until"),
        limit=_count(request, "limit") or 0,
        ascending=_flag(request, "ascending"),
        after=_count(request, "cursor"),
    )


def _only_known(request: Request, known: set[str]) -> None:
    unknown = sorted(set(request.args) - known)
    if unknown:
        raise BadInput(
            N_("Parametrul „%(name)s” nu este cunoscut. Se pot da: %(known)s."),
            name=unknown[0][:80],
            known=", ".join(sorted(known)),
        )


def _wrong(name: str, expected: str) -> BadInput:
    return BadInput(
        N_("Parametrul %(name)s nu are o valoare bună; se așteaptă: %(expected)s."),
        name=name,
        expected=expected,
    )


def _uuid(request: Request, name: str) -> UUID:
    text = request.args[name]
    if not UUID_FORM.fullmatch(text):
        raise _wrong(name, "UUID")
    return UUID(text)


def _iri(request: Request, name: str) -> str | None:
    text = request.args.get(name)
    if text is not None and not IRI.fullmatch(text):
        raise _wrong(name, "IRI")
    return text


def _instant(request: Request, name: str) -> Any:
    text = request.args.get(name)
    if text is None:
        return None
    if not is_instant(text):
        raise _wrong(name, "2026-03-02T10:00:00.000Z")
    return instant_of(text)


def _count(request: Request, name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise _wrong(name, "0, 1, 2…")
    return int(text)


def _flag(request: Request, name: str) -> bool:
    text = request.args.get(name, "false")
    if text not in {"true", "false"}:
        raise _wrong(name, "true, false")
    return text == "true"


def _agent(request: Request) -> Mapping[str, Any]:
    try:
        value = json.loads(request.args["agent"])
    except (ValueError, RecursionError):
        raise _wrong("agent", '{"mbox": "mailto:…"}') from None
    check = Check("1.0.3")
    actor(value, "agent", check)
    if not isinstance(value, Mapping) or "member" in value:
        check.problems.append(Problem("xapi_object_expected", {"value": "…"}, "agent"))
    if check.problems:
        raise StatementsRefused(check.problems)
    return value
