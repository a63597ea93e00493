"""Tokens with which an organiser's own programs use /api/v1: scoped, shown once, ended at will.

A token opens what its organiser may, for as long as whoever made it acts for the organiser.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import Account, ApiKey
from lms.services import api_keys, audit, provider_people

KIND = "rest"
PREFIX = "treapta_"
MOST = 20  # in use, for one organiser
LONGEST = timedelta(days=366)


class TokenScope(StrEnum):
    """What a token lets its holder do."""

    EDITIONS_READ = "editions:read"
    EDITIONS_WRITE = "editions:write"
    REGISTRATIONS_READ = "registrations:read"
    ATTENDANCE_READ = "attendance:read"
    ATTENDANCE_WRITE = "attendance:write"


class TokenState(StrEnum):
    """Whether a token opens anything, and why not."""

    IN_USE = "in_use"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ORPHANED = "orphaned"  # whoever made it acts for the organiser no more


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """Who stands behind a request to /api/v1."""

    token_id: UUID
    provider_id: UUID
    account_id: UUID
    scopes: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class TokenLine:
    """A token for a list; its secret is not kept."""

    token: ApiKey
    made_by: str
    state: TokenState


def create(
    session: Session,
    provider_id: UUID,
    *,
    name: str,
    scopes: Collection[TokenScope],
    expires_on: date,
    account_id: UUID,
    now: datetime,
) -> str:
    """A new token, shown this once; names of tokens in use differ within an organiser."""
    today = legal_day(now)
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > 120:
        raise BadInput(N_("Scrieți un nume de cel mult 120 de caractere."), field="name")
    if not scopes:
        raise BadInput(N_("Alegeți cel puțin un drept."), field="scopes")
    if not today < expires_on <= today + LONGEST:
        raise BadInput(N_("Alegeți o zi din următoarele 12 luni."), field="expires_on")
    current = session.scalars(
        _of(provider_id).where(ApiKey.revoked_at.is_(None), ApiKey.expires_on > today)
    ).all()
    if any(each.name == wanted for each in current):
        raise BadInput(
            N_("Există deja un jeton în folosință cu numele „%(name)s”. Alegeți alt nume."),
            name=wanted,
            field="name",
        )
    if len(current) >= MOST:
        raise Conflict(
            N_("Aveți deja %(most)d de jetoane în folosință. Retrageți unul dintre ele."), most=MOST
        )
    key, secret = secrets.token_hex(12), secrets.token_urlsafe(32)
    row = ApiKey(
        id=uuid4(),
        kind=KIND,
        name=wanted,
        key=key,
        secret_hash=api_keys.hash_secret(secret),
        scopes=" ".join(sorted(scopes)),
        provider_id=provider_id,
        created_by=account_id,
        created_at=now,
        expires_on=expires_on,
    )
    session.add(row)
    session.flush()
    _note(session, "api_token.created", row, account_id=account_id, now=now)
    return f"{PREFIX}{key}.{secret}"


def list_tokens(session: Session, provider_id: UUID, *, on: date) -> Sequence[TokenLine]:
    """The tokens of an organiser, the newest first."""
    staff = set(provider_people.accounts_of(session, provider_id, on=on))
    rows = session.execute(
        _of(provider_id)
        .add_columns(Account.display_name)
        .join(Account, Account.id == ApiKey.created_by)
        .order_by(ApiKey.created_at.desc(), ApiKey.id)
    )
    return [
        TokenLine(token=token, made_by=name, state=_state(token, staff=staff, on=on))
        for token, name in rows
    ]


def _of(provider_id: UUID) -> Select[tuple[ApiKey]]:
    return select(ApiKey).where(ApiKey.kind == KIND, ApiKey.provider_id == provider_id)


def _state(token: ApiKey, *, staff: Collection[UUID | None], on: date) -> TokenState:
    if token.revoked_at is not None:
        return TokenState.REVOKED
    if token.expires_on is not None and token.expires_on <= on:
        return TokenState.EXPIRED
    return TokenState.IN_USE if token.created_by in staff else TokenState.ORPHANED


def find(session: Session, given: str, *, on: date) -> Bearer | None:
    """Who a token stands for today; None when it opens nothing."""
    key, _dot, secret = given.removeprefix(PREFIX).partition(".")
    row = api_keys.verify(session, kind=KIND, key=key, secret=secret)
    if row is None or row.provider_id is None or row.created_by is None:
        return None
    staff = provider_people.accounts_of(session, row.provider_id, on=on)
    if _state(row, staff=staff, on=on) is not TokenState.IN_USE:
        return None
    return Bearer(
        token_id=row.id,
        provider_id=row.provider_id,
        account_id=row.created_by,
        scopes=frozenset(row.scopes.split()),
    )


def was_used(session: Session, token_id: UUID, *, on: date) -> bool:
    """Whether it is noted already that a token was used on a day."""
    return session.scalar(select(ApiKey.last_used_on).where(ApiKey.id == token_id)) == on


def note_use(session: Session, token_id: UUID, *, on: date) -> None:
    """Keep the last day on which a token was used."""
    session.execute(update(ApiKey).where(ApiKey.id == token_id).values(last_used_on=on))


def revoke(
    session: Session, provider_id: UUID, token_id: UUID, *, account_id: UUID, now: datetime
) -> ApiKey:
    """Take a token out of use at once; a second time changes nothing."""
    token = session.scalar(_of(provider_id).where(ApiKey.id == token_id).with_for_update())
    if token is None:
        raise NotFound(N_("Acest jeton nu există."))
    if token.revoked_at is None:
        token.revoked_at = now
        _note(session, "api_token.revoked", token, account_id=account_id, now=now)
    return token


def _note(session: Session, action: str, token: ApiKey, *, account_id: UUID, now: datetime) -> None:
    audit.record(
        session,
        action,
        f"provider:{token.provider_id}",
        account_id=account_id,
        now=now,
        details={"token": str(token.id), "scopes": token.scopes},
    )
