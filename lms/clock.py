"""The only place that reads the time; edges ask here, everything below takes it as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Europe/Bucharest")


def now() -> datetime:
    """The present instant, UTC and aware."""
    return datetime.now(UTC)


def today() -> date:
    """The present legal day, in Europe/Bucharest."""
    return legal_day(now())


def legal_day(instant: datetime) -> date:
    """The calendar day in Europe/Bucharest on which an aware instant falls."""
    if instant.tzinfo is None:
        raise ValueError(f"The instant {instant!r} has no time zone; pass an aware one.")
    return instant.astimezone(LEGAL_ZONE).date()
