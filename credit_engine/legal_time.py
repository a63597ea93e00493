"""Legal days: the calendar of Europe/Bucharest, computed here alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
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
