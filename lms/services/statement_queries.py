"""Statements found again: by id, or by what they say, newest or oldest first, page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from lms.models import Statement
from lms.services.statements import agent_key, fitted

MOST = 500  # statements on one page
_DEEPEST = 5  # statements about statements about statements …


@dataclass(frozen=True, kw_only=True)
class StatementQuery:
    """What is asked for; `after` is the sequence of the last statement of the page before."""

    agent: Mapping[str, Any] | None = None
    verb: str | None = None
    activity: str | None = None
    registration: UUID | None = None
    since: datetime | None = None  # stored after
    until: datetime | None = None  # stored at or before
    limit: int = 0  # 0: as many as the store gives
    ascending: bool = False
    after: int | None = None


@dataclass(frozen=True)
class StatementPage:
    """The statements found; `more` is the sequence from which the next page goes on."""

    rows: Sequence[Statement]
    more: int | None


def find_statement(session: Session, statement_id: UUID) -> Statement | None:
    """The statement of that id, unless it was voided."""
    row = _by_id(session, statement_id)
    return None if row is None or _is_voided(session, row) else row


def find_voided(session: Session, statement_id: UUID) -> Statement | None:
    """The voided statement of that id."""
    row = _by_id(session, statement_id)
    return row if row is not None and _is_voided(session, row) else None


def find_statements(session: Session, query: StatementQuery) -> StatementPage:
    """One page of statements that are not voided; one about a matching statement matches too."""
    wanted = min(query.limit or MOST, MOST)
    found: list[Statement] = []
    after = query.after
    while len(found) <= wanted:
        rows = session.scalars(_page(query, after, size=wanted + 1)).all()
        found += [row for row in rows if _matches(session, row, query, depth=0)]
        if len(rows) <= wanted:
            break
        after = rows[-1].sequence
    page = found[:wanted]
    return StatementPage(page, page[-1].sequence if len(found) > wanted else None)


def _page(query: StatementQuery, after: int | None, *, size: int) -> Select[tuple[Statement]]:
    voiding = aliased(Statement)
    chosen = select(Statement).where(
        or_(
            Statement.voids.is_not(None),  # what voids cannot be voided
            ~select(voiding.sequence).where(voiding.voids == Statement.id).exists(),
        )
    )
    said = _said(query)
    if said:
        # A statement without an activity may speak of another statement, of an agent, or hold
        # one: such are few, and each is looked into.
        chosen = chosen.where(or_(and_(*said), Statement.activity.is_(None)))
    if query.since is not None:
        chosen = chosen.where(Statement.stored > query.since)
    if query.until is not None:
        chosen = chosen.where(Statement.stored <= query.until)
    order = Statement.sequence.asc() if query.ascending else Statement.sequence.desc()
    if after is not None:
        beyond = Statement.sequence > after if query.ascending else Statement.sequence < after
        chosen = chosen.where(beyond)
    return chosen.order_by(order).limit(size)


def _said(query: StatementQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.agent is not None:
        conditions.append(
            or_(Statement.actor == agent_key(query.agent), Statement.actor.startswith("group:"))
        )
    if query.verb is not None:
        conditions.append(Statement.verb == fitted(query.verb, 400))
    if query.activity is not None:
        conditions.append(Statement.activity == fitted(query.activity, 2000))
    if query.registration is not None:
        conditions.append(Statement.registration == query.registration)
    return conditions


def _matches(session: Session, row: Statement, query: StatementQuery, *, depth: int) -> bool:
    said = json.loads(row.text)
    target = said["object"]
    if (
        (query.verb is None or said["verb"]["id"] == query.verb)
        and (
            query.activity is None
            or (row.activity is not None and target.get("id") == query.activity)
        )
        and (query.registration is None or row.registration == query.registration)
        and (query.agent is None or _is_about(said, agent_key(query.agent)))
    ):
        return True
    if target.get("objectType") != "StatementRef" or depth >= _DEEPEST:
        return False
    referred = _by_id(session, UUID(target["id"]))
    return referred is not None and _matches(session, referred, query, depth=depth + 1)


def _is_about(said: Mapping[str, Any], wanted: str) -> bool:
    """Whether the actor, or the object when it is one, is the agent or a group with it."""
    target = said["object"]
    people = [said["actor"]]
    if target.get("objectType") in {"Agent", "Group"}:
        people.append(target)
    return any(
        agent_key(person) == wanted
        or any(agent_key(member) == wanted for member in person.get("member", []))
        for person in people
    )


def _by_id(session: Session, statement_id: UUID) -> Statement | None:
    return session.scalar(select(Statement).where(Statement.id == statement_id).limit(1))


def _is_voided(session: Session, row: Statement) -> bool:
    if row.voids is not None:
        return False
    voiding = select(Statement.sequence).where(Statement.voids == row.id).limit(1)
    return session.scalar(voiding) is not None
