"""Tasks of the ledger: the signed root of each day, the years of the whole register."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from lms.services import ledger_roots, standings
from lms.tasks import Step, handler


@handler("ledger.root", every=timedelta(minutes=15))
def make_root(step: Step) -> None:
    """Make the root of today, unless it is made."""
    ledger_roots.make_root(step.session, settings=step.settings, now=step.now)


@handler(standings.TASK)
def refresh_standings(step: Step) -> bool:
    """Compute the years of the next members of the register again."""
    return standings.step(
        step.session,
        UUID(step.payload["job"]),
        years=step.payload["years"],
        records_from=step.settings.records_from,
        now=step.now,
    )
