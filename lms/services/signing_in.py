"""Signing in, with as many tries as a forgetful person needs and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.models import Account, LoginAttempt
from lms.services import accounts

# Many colleagues share the address of one office; an e-mail belongs to one person.
TRIES_PER_ADDRESS = 50
TRIES_PER_EMAIL = 10


class Entry(Enum):
    """How an attempt to sign in ended."""

    OPENED = "opened"
    REFUSED = "refused"
    TOO_MANY = "too_many"


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Where an attempt comes from, and the secret under which it is counted."""

    address: str
    secret: bytes

    def keys(self, purpose: str, value: str) -> tuple[str, str]:
        """The keyed hashes of the address and of a value (an e-mail, a code)."""
        return (
            accounts.throttle_key(f"{purpose}-address", self.address, secret=self.secret),
            accounts.throttle_key(
                f"{purpose}-value", accounts.fold_email(value)[:254], secret=self.secret
            ),
        )


@dataclass(frozen=True)
class Checked:
    """The outcome of a check and, when it opened, whose account it is."""

    entry: Entry
    account: Account | None = None


def is_limited(
    session: Session, keys: Sequence[str], *, now: datetime, limits: Sequence[int]
) -> bool:
    """Whether any of the keys has been tried too often lately."""
    return any(
        accounts.is_throttled(session, key, now=now, limit=limit)
        for key, limit in zip(keys, limits, strict=True)
    )


def check_password(
    session: Session, *, email: str, password: str, visitor: Visitor, now: datetime
) -> Checked:
    """Whether e-mail and password open an account; only reads. The same for unknown e-mails."""
    limits = (TRIES_PER_ADDRESS, TRIES_PER_EMAIL)
    if is_limited(session, visitor.keys("sign-in", email), now=now, limits=limits):
        return Checked(Entry.TOO_MANY)
    account = accounts.verify_password(session, email=email, password=password)
    return Checked(Entry.OPENED, account) if account else Checked(Entry.REFUSED)


def enter(
    session: Session, checked: Checked, *, email: str, visitor: Visitor, now: datetime
) -> str | None:
    """Write what came of a check: a session's token, or one more failed attempt."""
    keys = visitor.keys("sign-in", email)
    if checked.account is None:
        if checked.entry is Entry.REFUSED:
            accounts.record_failed_attempt(session, keys, now=now)
        return None
    # Only the person's own count starts anew: one good account must not free an address.
    session.execute(delete(LoginAttempt).where(LoginAttempt.key == keys[1]))
    return accounts.open_session(session, checked.account, now=now)
