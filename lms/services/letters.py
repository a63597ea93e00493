"""Letters to people: a use case says which, an edge writes it in their language, mail sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

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
