"""Letters to people: a use case says which, an edge writes it in their language, mail sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import Account, Member
from lms.services import mail


@dataclass(frozen=True)
class Letter:
    """The subject and the plain text of a message."""

    subject: str
    body: str


# (kind, language, parameters) -> the letter; services get it from the edge, which knows gettext.
Writer = Callable[[str, str, Mapping[str, object]], Letter]


def send(
    session: Session,
    write: Writer,
    *,
    kind: str,
    recipient: str,
    language: str,
    now: datetime,
    params: Mapping[str, object] | None = None,
) -> None:
    """Write a letter and queue it, in this transaction."""
    letter = write(kind, language, dict(params or {}))
    mail.queue_mail(
        session,
        kind=kind,
        recipient=recipient,
        language=language,
        subject=letter.subject,
        body=letter.body,
        now=now,
    )


def send_to_account(
    session: Session,
    write: Writer,
    account: Account,
    *,
    kind: str,
    now: datetime,
    params: Mapping[str, object],
) -> None:
    """Write to a person with an account, in their language and by their name."""
    send(
        session,
        write,
        kind=kind,
        recipient=account.email,
        language=account.language,
        now=now,
        params={"name": account.display_name, **params},
    )


def send_to_members(
    session: Session,
    write: Writer,
    params: Mapping[UUID, Mapping[str, object]],
    *,
    kind: str,
    now: datetime,
) -> None:
    """Write to members who have an account, each in their language, with their parameters."""
    rows = session.execute(
        select(Member.id, Member.first_name, Account.email, Account.language)
        .join(Account, Account.id == Member.account_id)
        .where(Member.id.in_(params), Account.disabled_at.is_(None))
    )
    for row in rows:
        send(
            session,
            write,
            kind=kind,
            recipient=row.email,
            language=row.language,
            now=now,
            params={"name": row.first_name, **params[row.id]},
        )
