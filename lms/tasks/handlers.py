"""The handlers of every task; importing this module registers them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from lms.services import mail, outbox
from lms.tasks import Step, handler


@handler("outbox.prune", every=timedelta(hours=6))
def prune_outbox(step: Step) -> None:
    """Forget work that was done a month ago."""
    outbox.prune(step.session, before=step.now - timedelta(days=30))


@handler("mail.send")
def send_mail(step: Step) -> None:
    """Send a queued message."""
    mail.send_mail(step.session, UUID(step.payload["mail"]), settings=step.settings, now=step.now)
