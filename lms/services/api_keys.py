"""Keys of machines: a name, scopes, and a secret of which only the hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.errors import N_, BadInput, Conflict, NotFound
from lms.models import ApiKey
from lms.services import audit

# Compared against when the key is unknown, so that the answer takes as long as for a known one.
_NO_SECRET = "0" * 64


class Scope(StrEnum):
    """What a key lets its holder do (names of the xAPI specification)."""

    STATEMENTS_WRITE = "statements/write"
    STATEMENTS_READ = "statements/read"


@dataclass(frozen=True)
class NewKey:
    """A key and its secret, which is shown this once."""

    key: str
    secret: str


def create(
    session: Session, *, kind: str, name: str, scopes: Collection[Scope], now: datetime
) -> NewKey:
    """A new key; two keys in use never share a name, so that a list of them can be read."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > 120:
        raise BadInput(N_("Numele cheii are între 1 și 120 de caractere; dați altul."))
    if not scopes:
        raise BadInput(N_("Cheia nu are niciun drept; dați cel puțin unul."))
    if session.scalar(
        select(ApiKey.id).where(
            ApiKey.kind == kind, ApiKey.name == wanted, ApiKey.revoked_at.is_(None)
        )
    ):
        raise Conflict(
            N_("Există deja o cheie în folosință cu numele „%(name)s”. Alegeți alt nume."),
            name=wanted,
        )
    made = NewKey(key=secrets.token_hex(16), secret=secrets.token_urlsafe(32))
    row = ApiKey(
        id=uuid4(),
        kind=kind,
        name=wanted,
        key=made.key,
        secret_hash=hash_secret(made.secret),
        scopes=" ".join(sorted(scopes)),
        created_at=now,
        revoked_at=None,
    )
    session.add(row)
    session.flush()
    audit.record(session, "api_key.created", f"api_key:{row.id}", account_id=None, now=now)
    return made


def verify(session: Session, *, kind: str, key: str, secret: str) -> ApiKey | None:
    """The key in use that this key and secret open, or None."""
    row = session.scalar(
        select(ApiKey).where(
            ApiKey.kind == kind, ApiKey.key == key[:64], ApiKey.revoked_at.is_(None)
        )
    )
    matches = hmac.compare_digest(row.secret_hash if row else _NO_SECRET, hash_secret(secret))
    return row if row is not None and matches else None


def allows(row: ApiKey, scope: Scope) -> bool:
    """Whether a key has a scope."""
    return scope.value in row.scopes.split()


def list_keys(session: Session, *, kind: str) -> Sequence[ApiKey]:
    """Every key of a kind, those in use first, newest first."""
    return session.scalars(
        select(ApiKey)
        .where(ApiKey.kind == kind)
        .order_by(ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc())
    ).all()


def revoke(session: Session, *, kind: str, key: str, now: datetime) -> ApiKey:
    """Take a key out of use, by its key or by its name."""
    row = session.scalar(
        select(ApiKey).where(
            ApiKey.kind == kind,
            (ApiKey.key == key) | (ApiKey.name == key),
            ApiKey.revoked_at.is_(None),
        )
    )
    if row is None:
        raise NotFound(N_("Nu există o cheie în folosință „%(key)s”."), key=key)
    row.revoked_at = now
    audit.record(session, "api_key.revoked", f"api_key:{row.id}", account_id=None, now=now)
    return row


def hash_secret(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
