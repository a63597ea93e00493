"""Tasks of the register: applying and undoing an import, some members a step."""

from __future__ import annotations

from uuid import UUID

from lms.services import register_apply, register_import, register_undo
from lms.tasks import Step, handler


@handler(register_import.APPLY_TASK)
def apply_import(step: Step) -> bool:
    """Apply the next members of an import."""
    return register_apply.apply_step(
        step.session,
        UUID(step.payload["import"]),
        records_from=step.settings.records_from,
        now=step.now,
    )


@handler(register_import.UNDO_TASK)
def undo_import(step: Step) -> bool:
    """Undo the next members of an import."""
    return register_undo.undo_step(
        step.session,
        UUID(step.payload["import"]),
        records_from=step.settings.records_from,
        now=step.now,
    )
