"""Tasks of the ledger: the signed root of each day."""

from __future__ import annotations

from datetime import timedelta

from lms.services import ledger_roots
from lms.tasks import Step, handler


@handler("ledger.root", every=timedelta(minutes=15))
def make_root(step: Step) -> None:
    """Make the root of today, unless it is made."""
    ledger_roots.make_root(step.session, settings=step.settings, now=step.now)
