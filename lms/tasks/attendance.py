"""Booking attendance lists and undoing them, in steps; erasing the names of strangers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import current_app

from lms.services import (
    attendance_claims,
    attendance_erasure,
    attendance_layouts,
    attendance_steps,
    signal_checks,
)
from lms.services.attendance_booking import BOOK_TASK, UNDO_TASK
from lms.tasks import Step, handler


@handler(BOOK_TASK)
def book(step: Step) -> bool:
    """Book the next members of a confirmed list; then write to those who may be on it."""
    file_id = UUID(step.payload["file"])
    if attendance_steps.book_step(step.session, file_id, settings=step.settings, now=step.now):
        return True
    write = current_app.extensions["letters"]
    attendance_claims.invite(step.session, file_id, write=write, now=step.now)
    return False


@handler(UNDO_TASK)
def undo(step: Step) -> bool:
    """Reverse the next credits of a list that is being undone."""
    return attendance_steps.undo_step(
        step.session, UUID(step.payload["file"]), settings=step.settings, now=step.now
    )


@handler("attendance.erase", every=timedelta(days=1))
def erase(step: Step) -> bool:
    """Erase the names of people who are no members, a list at a step; and drafts of a day ago."""
    attendance_layouts.drop_old_drafts(step.session, now=step.now)
    return attendance_erasure.erase_next(step.session, settings=step.settings, now=step.now)


@handler(signal_checks.TASK)
def look_for_signals(step: Step) -> None:
    """Look at a booked (or undone) list for attendance that cannot have been."""
    signal_checks.examine(step.session, UUID(step.payload["file"]), now=step.now)
