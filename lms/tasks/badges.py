"""Tasks of badges."""

from __future__ import annotations

from datetime import timedelta

from lms.services import status_lists
from lms.tasks import Step, handler


@handler("badges.renew_lists", every=timedelta(hours=12))
def renew_status_lists(step: Step) -> None:
    """Sign anew the status lists that would go out of date."""
    status_lists.renew_lists(step.session, settings=step.settings, now=step.now)
