"""Mail: a row is written with the change that causes it; a task sends it."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.config import Settings
from lms.models import Mail
from lms.services import outbox


def queue_mail(
    session: Session,
    *,
    kind: str,
    recipient: str,
    language: str,
    subject: str,
    body: str,
    now: datetime,
) -> Mail:
    """Write a message and the work of sending it, in this transaction."""
    row = Mail(
        id=uuid4(),
        kind=kind,
        recipient=recipient,
        language=language,
        subject=" ".join(subject.split()),
        body=body,
        created_at=now,
        sent_at=None,
    )
    session.add(row)
    session.flush()
    outbox.enqueue(session, "mail.send", {"mail": str(row.id)}, key=f"mail:{row.id}", now=now)
    return row


def send_mail(session: Session, mail_id: UUID, *, settings: Settings, now: datetime) -> None:
    """Send a message once; `mailbox:` keeps it for the administrators' mailbox page."""
    row = session.scalar(select(Mail).where(Mail.id == mail_id).with_for_update())
    if row is None or row.sent_at is not None:
        return
    if not settings.mail_url.startswith("mailbox:"):
        _send_by_smtp(row, settings)
        row.body = ""
    row.sent_at = now
    session.flush()


def _send_by_smtp(row: Mail, settings: Settings) -> None:
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = settings.mail_from
    message["To"] = row.recipient
    message["Subject"] = row.subject
    message["Message-ID"] = f"<{row.id}@{urlsplit(settings.public_url).hostname}>"
    message.set_content(row.body)
    where = urlsplit(settings.mail_url)
    connect = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
    with connect(where.hostname or "localhost", where.port or 25, timeout=20) as server:
        if where.scheme == "smtp" and where.username:
            server.starttls()
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(message)
