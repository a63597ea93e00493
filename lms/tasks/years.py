"""Tasks of the year: standings of the day, reminders, the close, reviews of closed years."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import current_app

from lms.services import (
    closed_years,
    regulations,
    year_close,
    year_reminders,
    year_review_files,
    year_reviews,
    year_standings,
)
from lms.tasks import Step, handler


@handler("year.refresh", every=timedelta(days=1))
def refresh(step: Step) -> bool:
    """Judge the next members as of today."""
    if not regulations.are_recorded(step.session):
        return False
    return year_standings.refresh_step(step.session, settings=step.settings, now=step.now)


@handler("year.enter_due", every=timedelta(hours=1))
def enter_due(step: Step) -> None:
    """Start the reminders and the close whose day has come."""
    if not regulations.are_recorded(step.session):
        return
    records_from = step.settings.records_from
    year_close.enter_due(step.session, records_from=records_from, now=step.now)
    year_reminders.enter_due(step.session, settings=step.settings, now=step.now)


@handler(year_close.CLOSE_TASK)
def close(step: Step) -> bool:
    """State the year of the next members."""
    return year_close.close_step(
        step.session,
        UUID(step.payload["run"]),
        write=current_app.extensions["letters"],
        now=step.now,
    )


@handler(year_reminders.REMIND_TASK)
def remind(step: Step) -> bool:
    """Remind the next members who lack credits."""
    return year_reminders.remind_step(
        step.session,
        UUID(step.payload["run"]),
        write=current_app.extensions["letters"],
        now=step.now,
    )


@handler(closed_years.CHECK_TASK)
def check(step: Step) -> None:
    """See whether what is known now would undo a closed year."""
    year_reviews.check(
        step.session,
        UUID(step.payload["member"]),
        step.payload["year"],
        records_from=step.settings.records_from,
        now=step.now,
    )


@handler(year_reviews.REGISTER_TASK)
def register_review(step: Step) -> None:
    """Register the file of a review."""
    year_review_files.register(
        step.session,
        UUID(step.payload["review"]),
        opened_by=UUID(step.payload["opened_by"]),
        settings=step.settings,
        now=step.now,
    )
