"""Reported mistakes whose provider is silent go to the commission by themselves."""

from __future__ import annotations

from datetime import timedelta

from lms.services import provider_turns
from lms.tasks import Step, handler


@handler("objections.pass_on", every=timedelta(hours=1))
def pass_on(step: Step) -> bool:
    """Pass on the next files whose day is over."""
    return provider_turns.pass_on_overdue(step.session, now=step.now)
