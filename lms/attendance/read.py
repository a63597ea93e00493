"""The one way in: the bytes of an attendance file to a Reading."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lms.attendance.fitting import day_differs, topic_differs
from lms.attendance.formats import reader_for
from lms.attendance.load import DEFAULT_LIMITS, Loaded, load
from lms.attendance.mapping import ColumnMapping, UnknownLayout, preview_of, read_mapped
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
from lms.attendance.raw import RawReading
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
    mapping: ColumnMapping | None = None,
    limits: Limits = DEFAULT_LIMITS,
    titles: Sequence[str] = (),
) -> Reading:
    """Everyone in an attendance file, with all its problems; raises AttendanceRefused.

    `sessions` clip the minutes and help to decide the order of day and month; `timezone` is where
    times without an offset were written; `date_order` is the answer to an ASK about it; `sheet`
    counts from 1; `mapping` names the columns of a layout that is not recognised (UnknownLayout);
    `titles` are what the edition is called, beside the topics of its sessions.
    """
    loaded = load(data, filename=filename, limits=limits, sheet=sheet)
    layout, raw = _raw(loaded, mapping)
    zone = zone_of(timezone)
    timing = read_times(raw, zone=zone, given=sessions, date_order=date_order)
    gathered = gather_people(raw, timing, sessions=sessions)
    if not any(person.presence is Presence.PRESENT for person in gathered.people):
        labels = {"layout_ro": layout.label_ro, "layout_en": layout.label_en}
        raise AttendanceRefused("no_attendee", labels)
    problems = (
        *loaded.problems,
        *raw.problems,
        *timing.problems,
        *gathered.problems,
        *topic_differs(raw.topic, titles=(*titles, *(held.topic for held in sessions))),
        *day_differs(gathered.people, own=timing.sessions, given=sessions, zone=zone),
    )
    return Reading(
        format=layout.name,
        encoding=loaded.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        sessions=tuple(sessions) or timing.sessions,
        people=gathered.people,
        problems=_bounded(problems),
        date_order=timing.order,
        topic=raw.topic,
    )


@dataclass(frozen=True, slots=True)
class _Layout:
    name: str
    label_ro: str
    label_en: str


_MAPPED = _Layout("mapped", "o listă cu coloanele numite de dvs.", "a list with columns you named")


def _raw(loaded: Loaded, mapping: ColumnMapping | None) -> tuple[_Layout, RawReading]:
    if mapping is not None:
        return _MAPPED, read_mapped(loaded.tables, mapping)
    reader = reader_for(loaded.tables)
    if reader is None:
        raise UnknownLayout(preview_of(loaded.tables, encoding=loaded.encoding))
    layout = _Layout(reader.name, reader.label_ro, reader.label_en)
    return layout, reader.read(loaded.tables)


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
