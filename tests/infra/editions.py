"""Announced editions of the cast's programme, some days from now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.infra.cast import Cast


def announce(
    session: Session, cast: Cast, *, at: datetime | None = None, number: int | None = None
) -> UUID:
    """An online edition of two sessions, by default in five days; its programme gives 6 credits."""
    from lms import clock
    from lms.models import Edition, EditionSession, EditionState, Modality

    # At an hour of the day: an evening's sessions would reach into the next legal day.
    begins = at or (clock.now() + timedelta(days=5)).replace(hour=10)
    begins = begins.replace(minute=0, second=0, microsecond=0)
    edition = Edition(
        id=uuid4(),
        programme_id=cast.programme_id,
        provider_id=cast.provider_id,
        number=number or 2,
        modality=Modality.ONLINE,
        county=None,
        place=None,
        starts_on=clock.legal_day(begins),
        ends_on=clock.legal_day(begins + timedelta(days=1)),
        state=EditionState.PLANNED,
        recorded_at=clock.now(),
    )
    session.add(edition)
    session.flush()
    session.add_all(
        EditionSession(
            id=uuid4(),
            edition_id=edition.id,
            starts_at=begins + timedelta(days=day),
            ends_at=begins + timedelta(days=day, hours=3),
            topic=topic,
        )
        for day, topic in ((0, "Primul contact"), (1, "Planul de siguranță"))
    )
    session.flush()
    return edition.id
