"""Credits of the cast: attendance of its edition, booked as the product does it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from lms.models import CreditEntry
    from tests.infra.cast import Cast

BOOKED_AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def book_edition(session: Session, cast: Cast, *, minutes: int = 360) -> CreditEntry:
    """The member's entry for the cast's edition (6 credits); the same one when asked again."""
    from lms.services import crediting, facts, regulations

    regulations.ensure_bundled(session, now=BOOKED_AT)
    member_id = cast.member.member_id
    assert member_id is not None
    booked = crediting.book_attendance(
        session,
        facts.load_edition(session, cast.edition_id),
        [crediting.Attendee(member_id=member_id, minutes_present=minutes)],
        batch="attendance:test",
        records_from=None,
        now=BOOKED_AT,
    )
    entry = booked[member_id][1]
    assert entry is not None
    return entry
