"""The sessions of an edition from a small file: CSV rows or the JSON that reading gives."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from lms.attendance.decode import decode
from lms.attendance.model import AttendanceRefused, Session
from lms.attendance.times import parse_stamp

_DELIMITERS = ",;\t"


def read_sessions(data: bytes, *, timezone: str = "Europe/Bucharest") -> tuple[Session, ...]:
    """Sessions in order, from `start,end[,topic]` rows (titles allowed) or from JSON.

    JSON is a list of {"starts_at", "ends_at", "topic"}, or an object with it under "sessions".
    Times without an offset are local to `timezone`; raises AttendanceRefused naming the row.
    """
    zone = zone_of(timezone)
    text = decode(data).text.strip()
    rows = _from_json(text) if text[:1] in {"[", "{"} else _from_rows(text)
    sessions = [_session(number, row, zone=zone) for number, row in rows]
    if not sessions:
        raise AttendanceRefused("sessions_unreadable", {"value": text[:40]})
    return tuple(sorted(sessions, key=lambda each: (each.starts_at, each.ends_at)))


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; raises AttendanceRefused for a name that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise AttendanceRefused("unknown_timezone", {"timezone": name}) from error


def _from_json(text: str) -> Iterable[tuple[int, Sequence[str]]]:
    try:
        found = json.loads(text)
        found = found["sessions"] if isinstance(found, dict) else found
        return [
            (number, (str(each["starts_at"]), str(each["ends_at"]), str(each.get("topic") or "")))
            for number, each in enumerate(found, 1)
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AttendanceRefused("sessions_unreadable", {"value": text[:40]}) from error


def _from_rows(text: str) -> Iterable[tuple[int, Sequence[str]]]:
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    rows = []
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=delimiter), 1):
        titles = number == 1 and not any(ch.isdecimal() for cell in row[:2] for ch in cell)
        if any(row) and not titles:
            rows.append((number, [*(cell.strip() for cell in row), "", "", ""]))
    return rows


def _session(number: int, row: Sequence[str], *, zone: ZoneInfo) -> Session:
    starts, ends = (parse_stamp(text, zone=zone) for text in row[:2])
    shown = {"value": ", ".join(row[:2])[:60]}
    if starts is None or ends is None:
        raise AttendanceRefused("sessions_unreadable", shown, row=number)
    if not (starts.certain and ends.certain) or starts.day_first is None or ends.day_first is None:
        raise AttendanceRefused("sessions_unreadable", shown, row=number)
    if ends.day_first <= starts.day_first:
        raise AttendanceRefused("sessions_unreadable", shown, row=number)
    return Session(starts.day_first, ends.day_first, row[2])
