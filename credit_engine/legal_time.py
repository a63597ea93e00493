"""Legal days: the calendar of Europe/Bucharest, computed here alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LEGAL_ZONE = ZoneInfo("Europe/Bucharest")
_INSTANT = timedelta(microseconds=1)


def legal_day(instant: datetime) -> date:
    """The legal day of an aware instant.

    >>> from datetime import UTC
    >>> legal_day(datetime(2025, 12, 31, 22, 30, tzinfo=UTC))
    datetime.date(2026, 1, 1)
    """
    # Remembered for UTC alone: elsewhere two instants of a repeated hour compare equal.
    return _day_of_utc(instant) if instant.tzinfo is UTC else _day(instant)


def last_legal_day(end: datetime) -> date:
    """The legal day of the last instant before a half-open end."""
    return _last_day_of_utc(end) if end.tzinfo is UTC else _day(end - _INSTANT)


def held_on(start: datetime, end: datetime) -> dict[date, timedelta]:
    """How long [start, end) lasts on each legal day that it touches, in order.

    >>> from datetime import UTC
    >>> held = held_on(datetime(2026, 1, 9, 21, tzinfo=UTC), datetime(2026, 1, 9, 23, tzinfo=UTC))
    >>> [(str(day), str(length)) for day, length in held.items()]
    [('2026-01-09', '1:00:00'), ('2026-01-10', '1:00:00')]
    """
    held = {}
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    day, last = legal_day(start), last_legal_day(end)
    while day < last:
        following = day + timedelta(days=1)
        midnight = datetime.combine(following, time(), tzinfo=LEGAL_ZONE).astimezone(UTC)
        held[day] = midnight - start
        day, start = following, midnight
    held[day] = end - start
    return held


def _day(instant: datetime) -> date:
    return instant.astimezone(LEGAL_ZONE).date()


@lru_cache(maxsize=32_768)  # many members sit in the same sessions
def _day_of_utc(instant: datetime) -> date:
    return _day(instant)


@lru_cache(maxsize=32_768)
def _last_day_of_utc(end: datetime) -> date:
    return _day(end - _INSTANT)
