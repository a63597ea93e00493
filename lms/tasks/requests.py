"""The handler of requests for credits: a decision is booked."""

from __future__ import annotations

from uuid import UUID

from lms.services import request_booking
from lms.services.request_effects import BOOK
from lms.tasks import Step, handler


@handler(BOOK)
def book(step: Step) -> None:
    """Book what a decision gave, or reverse what it takes back."""
    decision_id = UUID(step.payload["decision"])
    request_booking.book_decided(step.session, decision_id, settings=step.settings, now=step.now)
