"""Tasks of norms: simulations, and what follows when norms come into force."""

from __future__ import annotations

from uuid import UUID

from lms.services import norms_adoption, norms_effects, norms_simulation
from lms.tasks import Step, handler


@handler(norms_simulation.TASK)
def simulate(step: Step) -> bool:
    """Replay the next members."""
    return norms_simulation.step(
        step.session,
        UUID(step.payload["simulation"]),
        records_from=step.settings.records_from,
        now=step.now,
    )


@handler(norms_adoption.TELL_TASK)
def tell(step: Step) -> bool:
    """Tell the next affected members."""
    return norms_effects.tell_step(step.session, UUID(step.payload["decision"]), now=step.now)


@handler(norms_adoption.EFFECTS_TASK)
def take_effect(step: Step) -> bool:
    """Correct and recompute the next members."""
    return norms_effects.effects_step(
        step.session,
        UUID(step.payload["decision"]),
        records_from=step.settings.records_from,
        now=step.now,
    )
