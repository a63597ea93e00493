"""Credits of a request that a body has already decided: its decision is the only ground."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from credit_engine.conversion import Amount, fixed_amount
from credit_engine.facts import Activity, known
from credit_engine.regulation import Value


def decided_amount(
    rule: Value[Any], activity: Activity, *, known_at: datetime | None
) -> Amount | None:
    """The credits of the latest decision on an activity filed by its member; None = none yet.

    A decision on a file comes after the activity, so the days of its validity are not looked at.
    """
    decisions = [a for a in known(activity.programme_approvals, known_at) if a.credits is not None]
    if not decisions:
        return None
    latest = max(decisions, key=lambda a: (a.decision.decided_on, a.recorded_at))
    assert latest.credits is not None
    return fixed_amount(rule, latest, latest.credits, code="credits-fixed-on-file")
