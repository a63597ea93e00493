"""The handlers of every task; importing this module registers them."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from uuid import UUID

import structlog

from lms.services import (
    accounts,
    api_answers,
    attempts,
    completion,
    feedback,
    mail,
    outbox,
    provider_entry,
)
from lms.services.sweep import sweep
from lms.tasks import Step, handler
from lms.tasks import attendance as _attendance  # noqa: F401 (registers its handlers)
from lms.tasks import badges as _badges  # noqa: F401 (registers its handlers)
from lms.tasks import ledger as _ledger  # noqa: F401 (registers its handlers)
from lms.tasks import norms as _norms  # noqa: F401 (registers its handlers)
from lms.tasks import objections as _objections  # noqa: F401 (registers its handlers)
from lms.tasks import providers as _providers  # noqa: F401 (registers its handlers)
from lms.tasks import quality as _quality  # noqa: F401
from lms.tasks import register as _register  # noqa: F401 (registers its handlers)
from lms.tasks import requests as _requests  # noqa: F401 (registers its handlers)
from lms.tasks import years as _years  # noqa: F401 (registers its handlers)

log = structlog.get_logger(__name__)


@handler("outbox.prune", every=timedelta(hours=6))
def prune_outbox(step: Step) -> None:
    """Forget work that was done a month ago."""
    outbox.prune(step.session, before=step.now - timedelta(days=30))


@handler("accounts.forget_expired", every=timedelta(days=1))
def forget_expired(step: Step) -> None:
    """Delete sessions, one-time links and kept answers of the API that ended a week ago."""
    accounts.forget_expired(step.session, before=step.now - timedelta(days=7))
    provider_entry.forget_unconfirmed(
        step.session, before=step.now - provider_entry.KEPT_UNCONFIRMED
    )
    api_answers.forget(step.session, now=step.now)


@handler("mail.send")
def send_mail(step: Step) -> None:
    """Send a queued message."""
    mail.send_mail(step.session, UUID(step.payload["mail"]), settings=step.settings, now=step.now)


@handler("course.complete")
def complete_course(step: Step) -> None:
    """Everything that follows a completed course."""
    enrolment_id = UUID(step.payload["enrolment"])
    completion.complete_course(step.session, enrolment_id, settings=step.settings, now=step.now)


@handler("attempt.close")
def close_attempt(step: Step) -> None:
    """Mark an attempt whose time is over, with the answers kept by then."""
    attempt_id = UUID(step.payload["attempt"])
    attempts.close_attempt(step.session, attempt_id, settings=step.settings, now=step.now)


@handler("sweep", every=timedelta(seconds=60))
def sweep_lost_work(step: Step) -> None:
    """Enter again what should have followed and did not."""
    sweep(step.session, now=step.now)


@handler("feedback.shuffle", every=timedelta(seconds=60))
def shuffle_feedback(step: Step) -> None:
    """Open the feedback of which five or more answers wait."""
    result = feedback.shuffle(step.session, step.settings, rng=SystemRandom())
    if result.unreadable:
        log.error("feedback.unreadable", count=result.unreadable)
