"""Accounts, passwords, sessions, one-time links, throttling: who is behind a request."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from lms.errors import N_, BadInput
from lms.models import (
    Account,
    LinkPurpose,
    LoginAttempt,
    Member,
    OneTimeLink,
    Role,
    RoleGrant,
    WebSession,
)

SESSION_LENGTH = timedelta(days=14)
MIN_PASSWORD = 10
THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_LIMIT = 10
_hasher = PasswordHasher()  # argon2id, RFC 9106 low-memory profile


@lru_cache(maxsize=1)
def _absent() -> str:
    """Verified when the account does not exist: the answer takes as long as for one that does."""
    return _hasher.hash(secrets.token_urlsafe(16))


def fold_email(email: str) -> str:
    """An e-mail as it is stored and compared."""
    return email.strip().lower()


def hash_token(token: str) -> str:
    """SHA-256 of a random token, hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_account(
    session: Session,
    *,
    email: str,
    display_name: str,
    now: datetime,
    password: str | None = None,
    language: str = "ro",
) -> Account:
    """A new account; BadInput when the e-mail has one already."""
    folded = fold_email(email)
    if session.scalar(select(Account.id).where(Account.email == folded)):
        raise BadInput(
            N_("Adresa %(email)s are deja un cont. Intrați în cont sau cereți o parolă nouă."),
            email=folded,
            field="email",
        )
    account = Account(
        id=uuid4(),
        email=folded,
        display_name=display_name,
        language=language,
        created_at=now,
        password_hash=None,
        disabled_at=None,
    )
    if password is not None:
        set_password(account, password)
    session.add(account)
    session.flush()
    return account


def hash_password(password: str) -> str:
    """A password as Argon2id."""
    return _hasher.hash(password[:1000])


def set_password(account: Account, password: str) -> None:
    """Store a new password as Argon2id; BadInput when it is too short."""
    if len(password) < MIN_PASSWORD:
        raise BadInput(
            N_("Parola are mai puțin de %(least)d caractere. Alegeți una mai lungă."),
            least=MIN_PASSWORD,
            field="password",
        )
    account.password_hash = _hasher.hash(password[:1000])


def grant_role(
    session: Session,
    account: Account,
    role: Role,
    *,
    valid_from: date,
    now: datetime,
    provider_id: UUID | None = None,
    branch_id: UUID | None = None,
    granted_by: UUID | None = None,
) -> RoleGrant:
    """A role from a day on, within a scope."""
    grant = RoleGrant(
        id=uuid4(),
        account=account,
        role=role,
        provider_id=provider_id,
        branch_id=branch_id,
        valid_from=valid_from,
        valid_until=None,
        granted_by=granted_by,
        recorded_at=now,
    )
    session.add(grant)
    session.flush()
    return grant


def roles_in_force(account: Account, *, on: date) -> Sequence[RoleGrant]:
    """The roles that an account holds on a day."""
    return [
        grant
        for grant in account.roles
        if grant.valid_from <= on and (grant.valid_until is None or on < grant.valid_until)
    ]


def member_id_of(session: Session, account_id: UUID) -> UUID | None:
    """The member who owns an account, if any."""
    return session.scalar(select(Member.id).where(Member.account_id == account_id))


def verify_password(session: Session, *, email: str, password: str) -> Account | None:
    """The account that this e-mail and password open, or None; takes the same time either way."""
    account = session.scalar(select(Account).where(Account.email == fold_email(email)))
    stored = account.password_hash if account is not None else None
    try:
        _hasher.verify(stored or _absent(), password[:1000])
    except (VerificationError, InvalidHashError):
        return None
    if account is None or stored is None or account.disabled_at is not None:
        return None
    return account


def throttle_key(kind: str, value: str, *, secret: bytes) -> str:
    """A keyed hash of an address or e-mail, so that the table holds neither."""
    return hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def is_throttled(session: Session, key: str, *, now: datetime, limit: int = THROTTLE_LIMIT) -> bool:
    """Whether there were too many failed attempts under a key lately."""
    count = session.scalar(
        select(func.count())
        .select_from(LoginAttempt)
        .where(LoginAttempt.key == key, LoginAttempt.at > now - THROTTLE_WINDOW)
    )
    return (count or 0) >= limit


def record_failed_attempt(session: Session, keys: Sequence[str], *, now: datetime) -> None:
    """Count a failed attempt, and forget those outside the window."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < now - THROTTLE_WINDOW))
    session.add_all([LoginAttempt(id=uuid4(), key=key, at=now) for key in keys])
    session.flush()


def open_session(session: Session, account: Account, *, now: datetime) -> str:
    """A new signed-in browser; returns the token for its cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=hash_token(token),
            account_id=account.id,
            created_at=now,
            expires_at=now + SESSION_LENGTH,
            revoked_at=None,
        )
    )
    session.flush()
    return token


def account_of_session(session: Session, token: str, *, now: datetime) -> Account | None:
    """The account whose open session has this token, or None."""
    roles = joinedload(WebSession.account).joinedload(Account.roles)  # one query for every page
    row = session.get(WebSession, hash_token(token), options=[roles])
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    return None if row.account.disabled_at is not None else row.account


def close_session(session: Session, token: str, *, now: datetime) -> None:
    """Revoke one session."""
    row = session.get(WebSession, hash_token(token))
    if row is not None and row.revoked_at is None:
        row.revoked_at = now
        session.flush()


def close_all_sessions(session: Session, account_id: UUID, *, now: datetime) -> None:
    """Revoke every session of an account (after a new password)."""
    for row in session.scalars(
        select(WebSession).where(
            WebSession.account_id == account_id, WebSession.revoked_at.is_(None)
        )
    ):
        row.revoked_at = now
    session.flush()


def forget_expired(session: Session, *, before: datetime) -> None:
    """Delete sessions and one-time links that ended before an instant: they open nothing."""
    session.execute(delete(WebSession).where(WebSession.expires_at < before))
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < before))


def make_link(
    session: Session,
    purpose: LinkPurpose,
    *,
    email: str,
    now: datetime,
    length: timedelta,
    account_id: UUID | None = None,
    member_id: UUID | None = None,
) -> str:
    """A one-time link's token; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        OneTimeLink(
            token_hash=hash_token(token),
            purpose=purpose,
            account_id=account_id,
            member_id=member_id,
            email=fold_email(email),
            created_at=now,
            expires_at=now + length,
            used_at=None,
        )
    )
    session.flush()
    return token


def open_link(
    session: Session, token: str, purpose: LinkPurpose, *, now: datetime
) -> OneTimeLink | None:
    """The unused, unexpired link with this token, under a row lock; None otherwise."""
    link = session.scalar(
        select(OneTimeLink).where(OneTimeLink.token_hash == hash_token(token)).with_for_update()
    )
    if link is None or link.purpose is not purpose or link.used_at or link.expires_at <= now:
        return None
    return link
