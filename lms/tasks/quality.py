"""Tasks of quality: every organiser is looked at after new answers."""

from __future__ import annotations

from datetime import timedelta

from lms.services import quality_signals
from lms.tasks import Step, handler


@handler("quality.watch", every=timedelta(hours=1))
def watch(step: Step) -> None:
    """Sum up answers, measure chance, raise signals that are due."""
    quality_signals.watch(step.session, now=step.now)
