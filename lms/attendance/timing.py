"""The times of a file's rows: read, put in one order of day and month, made into intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from lms.attendance.durations import is_negative, parse_duration
from lms.attendance.minutes import clip, minutes_of
from lms.attendance.model import DateOrder, Interval, Presence, Problem, Session
from lms.attendance.raw import Extent, RawReading, RawRow, RawSession
from lms.attendance.session_days import session_days
from lms.attendance.times import (
    Stamp,
    StampedRow,
    decide_order,
    parse_stamp,
    parse_time_on,
    time_of_day,
)

_TOLERATED_MINUTES = 2
# From one time of day to another past midnight at most; longer, they stand in the wrong order.
_LONGEST_NIGHT = timedelta(hours=8)
_DAY = timedelta(days=1)


class _Written(IntEnum):
    """What a file writes of the time of those present."""

    NOTHING = 0
    ARRIVALS = 1
    TIMES = 2


@dataclass(frozen=True, slots=True)
class Timing:
    """Per raw row (same order) its interval, or bounds, and its minutes; the file's sessions."""

    intervals: tuple[Interval | None, ...]
    durations: tuple[int | None, ...]
    bounds: tuple[Interval | None, ...]  # of a row with only minutes: its first and last time
    sessions: tuple[Session, ...]
    order: DateOrder
    problems: tuple[Problem, ...]
    written: bool  # whether the file writes any time or duration of those present


@dataclass(slots=True)  # many are made; frozen takes three times as long
class _Place:
    """Where a row stands and what its columns are called, for problems."""

    row: RawRow
    titles: Mapping[str, str]

    def problem(self, code: str, field: str, **params: str | int) -> Problem:
        column = self.titles.get(field, "")
        return Problem(code, params, row=self.row.row, column=column, sheet=self.row.sheet)


@dataclass(slots=True)  # many are made; frozen takes three times as long
class _Timed:
    """What one row brings: an interval, or minutes with or without the times around them."""

    interval: Interval | None
    minutes: int | None
    bounds: Interval | None = None


def read_times(
    raw: RawReading,
    *,
    zone: ZoneInfo,
    given: Sequence[Session],
    date_order: DateOrder | None,
) -> Timing:
    """All times of a file as UTC; problems name every row whose time cannot be used."""
    problems: list[Problem] = []
    titles = raw.titles or {}
    written = _written_of(raw.rows)
    days = session_days(raw.rows, given=given, zone=zone)
    problems += days.problems
    stamped = []
    places = [_Place(row, titles) for row in raw.rows]
    for place in places:
        row = place.row
        day = days.of(row)
        clock = _clock_minutes(place, problems) if day is None else None
        loose = clock is not None or row.extent is Extent.FIRST_TO_LAST
        noted: list[Problem] = [] if loose else problems
        stamped.append(
            StampedRow(
                row.row,
                _stamp(place, "joined", zone=zone, day=day, problems=noted),
                _stamp(place, "left", zone=zone, day=day, problems=noted),
                parse_stamp(row.registered, zone=zone) if row.registered else None,
                clock,
            )
        )
    starts = [(each, parse_stamp(each.starts, zone=zone)) for each in raw.sessions]
    anchors = [(each.row, stamp) for each, stamp in starts if stamp]
    generated = parse_stamp(raw.generated, zone=zone) if raw.generated else None
    decision = decide_order(stamped, anchors=anchors, generated=generated, sessions=given)
    order = date_order or decision.order
    if date_order is None and decision.problem:
        problems.append(decision.problem)
    if written is _Written.ARRIVALS and given:
        problems.append(Problem("list_without_leaving"))
        stamped = [_until_evening(times, given=given, zone=zone) for times in stamped]
    timed = [
        _timed(
            place,
            times,
            whole=None if written else days.whole_minutes(place.row),
            order=order,
            given=given,
            problems=problems,
        )
        for place, times in zip(places, stamped, strict=True)
    ]
    if written is _Written.TIMES:
        problems += _half_written(raw.rows, titles)
    own = [_session(each, stamp, zone=zone, order=order) for each, stamp in starts]
    sessions = tuple(session for session in own if session)
    return Timing(
        intervals=tuple(each.interval for each in timed),
        durations=tuple(each.minutes for each in timed),
        bounds=tuple(each.bounds for each in timed),
        sessions=sessions,
        order=order,
        problems=tuple(problems),
        written=written is _Written.TIMES or bool(written and given),
    )


def _written_of(rows: Sequence[RawRow]) -> _Written:
    """What the rows of those present write of their time; read or not, it is no whole session."""
    present = [row for row in rows if row.presence is Presence.PRESENT]
    if any(row.left or row.duration for row in present):
        return _Written.TIMES
    return _Written.ARRIVALS if any(row.joined for row in present) else _Written.NOTHING


def _half_written(rows: Sequence[RawRow], titles: Mapping[str, str]) -> list[Problem]:
    """The rows with one time of two and no duration."""
    halves = [
        row
        for row in rows
        if bool(row.joined) != bool(row.left)
        and not row.duration
        and row.presence is Presence.PRESENT
    ]
    return [
        _Place(row, titles).problem("leaving_missing", "left")
        if row.joined
        else _Place(row, titles).problem("joining_missing", "joined")
        for row in halves
    ]


def _until_evening(times: StampedRow, *, given: Sequence[Session], zone: ZoneInfo) -> StampedRow:
    """The times of somebody whose leaving the list does not ask for, to the last session's end."""
    at = times.joined.day_first if times.joined and times.joined.certain else None
    if at is None:
        return times
    day = at.astimezone(zone).date()
    ends = [s.ends_at for s in given if s.starts_at.astimezone(zone).date() == day]
    last = max(ends, default=at)
    return replace(times, left=Stamp("", last, last)) if last >= at else times


def _timed(
    place: _Place,
    times: StampedRow,
    *,
    whole: int | None,
    order: DateOrder,
    given: Sequence[Session],
    problems: list[Problem],
) -> _Timed:
    row = place.row
    minutes = _written_minutes(place, problems)
    if row.extent is Extent.FIRST_TO_LAST:
        return _first_to_last(_around(times, order), minutes=minutes, given=given)
    if times.clock_minutes is not None:
        return _Timed(None, times.clock_minutes)
    if not (row.joined or row.left or row.duration):
        return _Timed(None, whole)
    interval = _interval(place, times, order=order, minutes=minutes, problems=problems)
    return _Timed(interval, minutes)


def _stamp(
    place: _Place, field: str, *, zone: ZoneInfo, day: date | None, problems: list[Problem]
) -> Stamp | None:
    text = place.row.joined if field == "joined" else place.row.left
    if not text or place.row.presence is Presence.ABSENT:
        return None
    stamp = parse_stamp(text, zone=zone)
    if stamp is None and day is not None:
        at = parse_time_on(text, day=day, zone=zone)
        stamp = Stamp(text, at, at) if at else None
    if stamp is None:
        problems.append(place.problem("time_unreadable", field, value=text[:40]))
    return stamp


def _written_minutes(place: _Place, problems: list[Problem]) -> int | None:
    text = place.row.duration
    if not text or place.row.presence is Presence.ABSENT:
        return None
    minutes = parse_duration(text)
    if minutes is None:
        code = "duration_negative" if is_negative(text) else "number_unreadable"
        problems.append(place.problem(code, "minutes", value=text[:40]))
    return minutes


def _interval(
    place: _Place,
    times: StampedRow,
    *,
    order: DateOrder,
    minutes: int | None,
    problems: list[Problem],
) -> Interval | None:
    joined = times.joined.under(order) if times.joined else None
    left = times.left.under(order) if times.left else None
    if joined and left is None and minutes is not None:
        left = joined + timedelta(minutes=minutes)
    elif left and joined is None and minutes is not None:
        joined = left - timedelta(minutes=minutes)
    row = place.row
    if joined is None or left is None:
        return None
    if left < joined and time_of_day(row.left) and left + _DAY - joined <= _LONGEST_NIGHT:
        left += _DAY
    if left < joined:
        problems.append(
            place.problem("negative_duration", "left", joined=row.joined, left=row.left)
        )
        return None
    interval = Interval(joined, left)
    computed = minutes_of([interval])
    if minutes is not None and abs(computed - minutes) > _TOLERATED_MINUTES:
        problems.append(
            place.problem("duration_differs", "minutes", written=minutes, computed=computed)
        )
    return interval


def _around(times: StampedRow, order: DateOrder) -> Interval | None:
    joined = times.joined.under(order) if times.joined else None
    left = times.left.under(order) if times.left else None
    if joined is None or left is None or left < joined:
        return None
    return Interval(joined, left)


def _first_to_last(
    bounds: Interval | None, *, minutes: int | None, given: Sequence[Session]
) -> _Timed:
    """The stay where it filled the time between coming and going, else only its minutes.

    The written minutes are what was really spent; where in between is not known, so they count
    at most up to the part of the sessions between the first coming and the last going.
    """
    if bounds is None:
        return _Timed(None, minutes)
    if minutes is None or minutes_of([bounds]) - minutes <= _TOLERATED_MINUTES:
        return _Timed(bounds, minutes)
    return _Timed(None, min(minutes, minutes_of(clip([bounds], sessions=given))), bounds)


def _clock_minutes(place: _Place, problems: list[Problem]) -> int | None:
    """Minutes between two times of day whose day is not known."""
    row = place.row
    if row.presence is Presence.ABSENT or row.extent is Extent.FIRST_TO_LAST:
        return None
    joined, left = time_of_day(row.joined), time_of_day(row.left)
    if joined is None or left is None:
        return None
    stay = (left.hour - joined.hour) * 60 + left.minute - joined.minute
    if -24 * 60 < stay <= _LONGEST_NIGHT // timedelta(minutes=1) - 24 * 60:
        stay += 24 * 60
    if stay < 0:
        problems.append(
            place.problem("negative_duration", "left", joined=row.joined, left=row.left)
        )
        return 0
    return stay


def _session(
    raw: RawSession, starts: Stamp | None, *, zone: ZoneInfo, order: DateOrder
) -> Session | None:
    begins = starts.under(order) if starts else None
    if begins is None:
        return None
    ending = parse_stamp(raw.ends, zone=zone) if raw.ends else None
    ends = ending.under(order) if ending else None
    minutes = parse_duration(raw.minutes) if raw.minutes else None
    if ends is None and minutes is not None:
        ends = begins + timedelta(minutes=minutes)
    if ends is None or ends < begins:
        return None
    return Session(begins, ends, raw.topic)
