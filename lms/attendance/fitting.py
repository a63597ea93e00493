"""Whether a file speaks of another edition: another topic, other days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from lms.attendance.model import FilePerson, Problem, Session
from lms.attendance.names import plain

_WORD = re.compile(r"[a-z]{4,}")
_STEM = 5
# Words that any meeting may be called by; they say nothing of what it was about.
_GENERIC = """curs cursul cursuri atelier webinar meeting sedinta intalnire intalnirea zoom teams
google sesiune sesiunea modul modulul formare program programul ziua partea pentru despre training
session workshop course personal room conferinta seminar part about with online asistent asistenta
asistenti social sociala sociali sociale work worker"""
_SAYS_NOTHING = frozenset(word[:_STEM] for word in _GENERIC.split())


def topic_differs(topic: str, *, titles: Sequence[str]) -> list[Problem]:
    """A warning when the file's topic shares no word with any title of the edition."""
    known = {word for title in titles for word in _words(title)}
    if not known or not _words(topic) or _words(topic) & known:
        return []
    title = next(title for title in titles if title)
    return [Problem("topic_differs", {"topic": topic[:120], "title": title[:120]})]


def day_differs(
    people: Sequence[FilePerson],
    *,
    own: Sequence[Session],
    given: Sequence[Session],
    zone: ZoneInfo,
) -> list[Problem]:
    """A warning when most joins, or else the file's own meetings, are on no day of the edition."""
    if not given:
        return []
    days = Counter(p.intervals[0].starts_at.astimezone(zone).date() for p in people if p.intervals)
    days = days or Counter(held.starts_at.astimezone(zone).date() for held in own)
    usual = max(days, key=lambda day: (days[day], day), default=None)
    first = min(held.starts_at for held in given).astimezone(zone).date()
    last = max(held.ends_at for held in given).astimezone(zone).date()
    if usual is None or first <= usual <= last:
        return []
    return [Problem("day_differs", {"day": usual.isoformat(), "starts_on": first.isoformat()})]


def _words(text: str) -> frozenset[str]:
    """The words that say what a title is about, without diacritics, cut to their stems."""
    return frozenset(word[:_STEM] for word in _WORD.findall(plain(text))) - _SAYS_NOTHING
