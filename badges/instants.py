"""Instants as the specifications write them: RFC 3339 with a time zone, whole seconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from badges.errors import BadgeError

# xsd:dateTimeStamp, the only form that Verifiable Credentials 2.0 accepts (4.9).
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)")


def write_instant(at: datetime) -> str:
    """Return an aware instant as UTC text (2026-03-01T09:00:00Z); naive instants are refused."""
    if at.tzinfo is None:
        raise BadgeError("instant_naive", value=at.isoformat())
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_instant(text: object) -> datetime | None:
    """Return the instant that `text` writes, or None when it is not one with a time zone."""
    if not isinstance(text, str) or not _STAMP.fullmatch(text):
        return None
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        return datetime.fromisoformat(trimmed)
    except ValueError:
        return None
