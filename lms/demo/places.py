"""Places at the editions to come: prices, terms, who registered and who waits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.clock import legal_day
from lms.demo.people import new_uuid
from lms.models import Edition, EditionRegistration, EditionState, Member

PRICES = (0, 0, 15_000, None, 24_000)  # bani
FEW = 6  # places of the edition that is full


def add_places(
    session: Session,
    rng: random.Random,
    *,
    editions: Sequence[Edition],
    members: Sequence[Member],
    now: datetime,
) -> None:
    """Terms of every edition to come; the second is full and the first member waits there."""
    planned = [one for one in editions if one.state is EditionState.PLANNED]
    first, others = members[0], members[1:]
    for place, edition in enumerate(planned):
        edition.price = PRICES[place % len(PRICES)]
        edition.capacity = FEW if place == 1 else 20 + 5 * (place % 4)
        edition.register_until = edition.starts_on - timedelta(days=1)
        edition.cancel_until = max(legal_day(now), edition.starts_on - timedelta(days=3))
        coming = rng.sample(list(others), FEW + 3 if place == 1 else 5 + place)
        if place == 1:
            coming.insert(FEW + 1, first)
        elif place == 2:
            coming.append(first)
        for turn, member in enumerate(coming):
            at = now - timedelta(days=2, hours=len(coming) - turn)
            session.add(
                EditionRegistration(
                    id=new_uuid(rng),
                    edition_id=edition.id,
                    member_id=member.id,
                    registered_at=at,
                    waiting_since=at if turn >= edition.capacity else None,
                )
            )
    session.flush()
