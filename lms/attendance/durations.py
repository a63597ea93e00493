"""Durations as reports write them, to whole minutes."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_CLOCK = re.compile(r"^(\d{1,3}):(\d{2})(?::(\d{2}))?$")
_PARTS = re.compile(
    rf"^(?:{_NUMBER}\s*(?:h|hr|hrs|hour|hours|ora|ore|std)\.?)?\s*"
    rf"(?:{_NUMBER}\s*(?:m|min|mins|minut|minute|minutes)\.?)?\s*"
    rf"(?:{_NUMBER}\s*(?:s|sec|sek|secunde|seconds)\.?)?$",
    re.I,
)
_PLAIN = re.compile(rf"^{_NUMBER}$")


def parse_duration(text: str) -> int | None:
    """Minutes of "87", "1:27:00", "1h 2m 3s", "1 hr 2 min", "1,5 ore"; None if it is none.

    >>> parse_duration("1h 2m 31s"), parse_duration("1,5 ore"), parse_duration("abc")
    (63, 90, None)
    """
    clean = " ".join(text.replace("\u00a0", " ").split())
    if not clean:
        return None
    plain = _PLAIN.match(clean)
    if plain:
        return _rounded(_amount(plain[1]))
    clock = _CLOCK.match(clean)
    if clock:
        hours, minutes, seconds = (Decimal(part or "0") for part in clock.groups())
    else:
        parts = _PARTS.match(clean)
        if not parts:
            return None
        hours, minutes, seconds = (_amount(part or "0") for part in parts.groups())
    return _rounded(hours * 60 + minutes + seconds / 60)


def is_negative(text: str) -> bool:
    """Whether a duration is written with a minus sign."""
    return re.match(r"^\s*[-−]\s*\d", text) is not None


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _rounded(minutes: Decimal) -> int:
    return int(minutes.to_integral_value(ROUND_HALF_UP))
