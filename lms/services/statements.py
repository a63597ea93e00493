"""The statement store: statements come in whole or not at all, and are found again.

`store_statements` is for statements from outside (the same id with other content is a Conflict);
`state_once` is for what the platform itself states: what was stated before stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.problems import Problem, ProblemsFound
from courses.statements import instant_of, statements_equal, validate_statement
from courses.statements.vocabulary import VOIDED_IRI
from lms.errors import N_, Conflict
from lms.models import Statement, StatementId
from lms.services.upserts import insert_into

PLATFORM = "treapta"  # authority of what the platform itself states
Json = Mapping[str, Any]
_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid")


class StatementsRefused(ProblemsFound):
    """Statements that are not valid, with every problem; nothing was stored."""


@dataclass(frozen=True)
class _Taken:
    """A statement on its way in: its id, its text as received, what it says."""

    id: UUID
    text: str
    said: Json
    version: str


def store_statements(
    session: Session,
    statements: Sequence[Any],
    *,
    authority: str,
    version: str,
    now: datetime,
) -> list[UUID]:
    """Store statements from outside, all or none; returns their ids in order.

    Raises StatementsRefused for invalid ones, Conflict when an id states something else.
    """
    problems = _problems(statements, version)
    if problems:
        raise StatementsRefused(problems)
    taken = [_take(statement, version) for statement in statements]
    new = _store_new(session, taken, authority=authority, now=now)
    for item in taken:
        if item.id not in new and not _states_the_same(session, item):
            raise Conflict(
                N_("Există deja o înregistrare cu id-ul %(id)s și alt conținut; nu s-a schimbat."),
                id=item.id,
            )
    return [item.id for item in taken]


def state_once(session: Session, statements: Sequence[Json], *, now: datetime) -> set[UUID]:
    """Store what the platform states; ids stated before keep what they said. Returns the new."""
    problems = _problems(statements, "1.0.3")
    if problems:  # a fault of ours: loud, and nothing is half-written
        raise StatementsRefused(problems)
    taken = [_take(statement, "1.0.3") for statement in statements]
    return _store_new(session, taken, authority=PLATFORM, now=now)


def statement_json(row: Statement, *, public_url: str) -> dict[str, Any]:
    """The statement as a reader gets it: as received, with what the store adds."""
    said = json.loads(row.text)
    said["id"] = str(row.id)
    said.setdefault("timestamp", _moment(row.timestamp))
    said["stored"] = _moment(row.stored)
    said["version"] = row.version
    said["authority"] = {
        "objectType": "Agent",
        "account": {"homePage": public_url, "name": row.authority},
    }
    return dict(said)


def platform_statements(
    session: Session, registration: UUID, *, public_url: str
) -> list[dict[str, Any]]:
    """What the platform stated of an enrolment, in order, with what voids any of it.

    Statements that others sent for the same registration are left out: they decide nothing.
    """
    rows = session.scalars(
        select(Statement)
        .where(Statement.registration == registration, Statement.authority == PLATFORM)
        .order_by(Statement.sequence)
    ).all()
    voiding = session.scalars(
        select(Statement).where(
            Statement.authority == PLATFORM,
            Statement.voids.in_(
                select(Statement.id).where(
                    Statement.registration == registration, Statement.authority == PLATFORM
                )
            ),
        )
    ).all()
    return [statement_json(row, public_url=public_url) for row in [*rows, *voiding]]


def agent_key(agent: Json) -> str:
    """The identifier of an agent or identified group as one text; empty when it has none."""
    for name in _IDENTIFIERS:
        if name in agent:
            value = str(agent[name])
            if name == "mbox":
                local, _, domain = value.rpartition("@")
                value = f"{local}@{domain.lower()}"
            return fitted(json.dumps([name, value.lower() if name != "mbox" else value]), 300)
    account = agent.get("account")
    if not isinstance(account, Mapping):
        return ""
    return fitted(json.dumps(["account", account.get("homePage"), account.get("name")]), 300)


def fitted(text: str, length: int) -> str:
    """A text for a column of `length`: itself, or its hash when it does not fit."""
    try:
        text.encode()
        storable = len(text) <= length
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON allows
        storable = False
    if storable:
        return text
    return "sha256:" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _problems(statements: Sequence[Any], version: str) -> list[Problem]:
    many = len(statements) > 1
    found: list[Problem] = []
    seen: set[str] = set()
    for index, statement in enumerate(statements):
        place = f"[{index}]" if many else ""
        for problem in validate_statement(statement, version=version):
            where = f"{place}.{problem.where}" if place and problem.where else place
            found.append(replace(problem, where=where or problem.where))
        if not isinstance(statement, Mapping):
            continue
        key = str(statement.get("id", "")).lower()
        if key and key in seen:
            found.append(Problem("xapi_id_twice", {"value": key[:80]}, f"{place}.id"))
        seen.add(key)
        for number, attachment in enumerate(_attachments(statement)):
            if "fileUrl" not in attachment:
                where = f"attachments[{number}]"
                where = f"{place}.{where}" if place else where
                found.append(Problem("xapi_attachment_data", {}, where))
    return found


def _attachments(statement: Json) -> list[Json]:
    listed = statement.get("attachments")
    return (
        [item for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []
    )


def _take(statement: Json, version: str) -> _Taken:
    text = json.dumps(statement, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(statement, separators=(",", ":"))
    default = "1.0.0" if version.startswith("1.") else "2.0.0"
    return _Taken(
        id=UUID(str(statement["id"])) if "id" in statement else uuid4(),
        text=text,
        said=statement,
        version=str(statement.get("version", default))[:10],
    )


def _store_new(
    session: Session, taken: Sequence[_Taken], *, authority: str, now: datetime
) -> set[UUID]:
    if not taken:
        return set()
    first = {item.id: item for item in reversed(taken)}  # of one id given twice, the first counts
    added = session.scalars(
        insert_into(session, StatementId)
        .values([{"id": item.id, "hash": _digest(item.said)} for item in first.values()])
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(StatementId.id)
    )
    new = set(added)
    session.add_all(
        _row(item, authority=authority, now=now)
        for item in taken
        if first[item.id] is item and item.id in new
    )
    session.flush()
    return new


def _row(item: _Taken, *, authority: str, now: datetime) -> Statement:
    said = item.said
    target = said["object"]
    kind = target.get("objectType", "Activity")
    voiding = said["verb"]["id"] == VOIDED_IRI
    context = said.get("context", {})
    registration = context.get("registration")
    return Statement(
        id=item.id,
        stored=now,
        timestamp=instant_of(said["timestamp"]) if "timestamp" in said else now,
        version=item.version,
        actor=_actor(said["actor"]),
        verb=fitted(said["verb"]["id"], 400),
        activity=fitted(target["id"], 2000) if kind == "Activity" else None,
        registration=UUID(registration) if registration else None,
        authority=authority,
        voids=UUID(target["id"]) if voiding else None,
        text=item.text,
    )


def _actor(actor: Json) -> str:
    key = agent_key(actor)
    return f"group:{key}" if actor.get("objectType") == "Group" else key


def _digest(said: Json) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _states_the_same(session: Session, item: _Taken) -> bool:
    known = session.get(StatementId, item.id)
    if known is not None and known.hash == _digest(item.said):
        return True
    row = session.scalar(select(Statement).where(Statement.id == item.id).limit(1))
    return row is not None and statements_equal(json.loads(row.text), item.said)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
