"""Legal days: the calendar of Europe/Bucharest, computed here alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Europe/Bucharest")
_INSTANT = timedelta(microseconds=1)


def legal_day(instant: datetime) -> date:
    """The legal day of an aware instant.

    >>> from datetime import UTC
    >>> legal_day(datetime(2025, 12, 31, 22, 30, tzinfo=UTC))
    datetime.date(2026, 1, 1)
    """
    return instant.astimezone(LEGAL_ZONE).date()


def last_legal_day(end: datetime) -> date:
    """The legal day of the last instant before a half-open end."""
    return legal_day(end - _INSTANT)
