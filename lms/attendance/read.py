"""The one way in: the bytes of an attendance file to a Reading."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from lms.attendance.formats import known_layouts, reader_for
from lms.attendance.load import DEFAULT_LIMITS, load
from lms.attendance.model import (
    AttendanceRefused,
    DateOrder,
    Limits,
    Presence,
    Problem,
    Reading,
    Session,
)
from lms.attendance.people import gather_people
from lms.attendance.sessions import zone_of
from lms.attendance.timing import read_times

_MOST_OF_A_KIND = 50


def read_attendance(
    data: bytes,
    *,
    filename: str,
    sessions: Sequence[Session] = (),
    timezone: str = "Europe/Bucharest",
    date_order: DateOrder | None = None,
    sheet: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Reading:
    """Everyone in an attendance file, with all its problems; raises AttendanceRefused.

    `sessions` clip the minutes and help to decide the order of day and month; `timezone` is where
    times without an offset were written; `date_order` is the answer to an ASK about it; `sheet`
    counts from 1.
    """
    loaded = load(data, filename=filename, limits=limits, sheet=sheet)
    reader = reader_for(loaded.tables)
    if reader is None:
        raise AttendanceRefused("unknown_layout", known_layouts())
    raw = reader.read(loaded.tables)
    timing = read_times(raw, zone=zone_of(timezone), given=sessions, date_order=date_order)
    gathered = gather_people(raw, timing, sessions=sessions)
    if not any(person.presence is Presence.PRESENT for person in gathered.people):
        layout = {"layout_ro": reader.label_ro, "layout_en": reader.label_en}
        raise AttendanceRefused("no_attendee", layout)
    problems = (*loaded.problems, *raw.problems, *timing.problems, *gathered.problems)
    return Reading(
        format=reader.name,
        encoding=loaded.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        sessions=tuple(sessions) or timing.sessions,
        people=gathered.people,
        problems=_bounded(problems),
        date_order=timing.order,
        topic=raw.topic,
    )


def _bounded(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """At most fifty of a kind, then how many more there are."""
    seen: Counter[str] = Counter()
    kept = []
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= _MOST_OF_A_KIND:
            kept.append(problem)
    for code, count in seen.items():
        if count > _MOST_OF_A_KIND:
            kept.append(Problem("and_more", {"code": code, "count": count - _MOST_OF_A_KIND}))
    return tuple(kept)
