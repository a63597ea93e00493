"""Tasks of providers: re-approval is reminded ahead, and editions to those who have a place."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from lms.services import edition_places, programme_renewals, provider_renewals, regulations
from lms.tasks import Step, handler


@handler("provider.remind", every=timedelta(hours=12))
def remind(step: Step) -> None:
    """Tell who is to ask for re-approval, of itself or of a programme, and what approval ended."""
    if regulations.are_recorded(step.session):
        write = current_app.extensions["letters"]
        provider_renewals.remind(step.session, write=write, now=step.now)
        programme_renewals.remind(step.session, write=write, now=step.now)


@handler("edition.remind", every=timedelta(hours=3))
def remind_of_editions(step: Step) -> None:
    """Tell members of the editions that begin today or tomorrow."""
    edition_places.remind(step.session, write=current_app.extensions["letters"], now=step.now)
