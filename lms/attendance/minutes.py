"""Minutes present: the union of intervals, clipped to the sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from lms.attendance.model import Interval, Session


def union_of(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time without overlaps, in order; empty and negative intervals vanish."""
    merged: list[Interval] = []
    for each in sorted(intervals, key=lambda i: (i.starts_at, i.ends_at)):
        if each.ends_at <= each.starts_at:
            continue
        if merged and each.starts_at <= merged[-1].ends_at:
            if each.ends_at > merged[-1].ends_at:
                merged[-1] = Interval(merged[-1].starts_at, each.ends_at)
        else:
            merged.append(each)
    return tuple(merged)


def clip(intervals: Sequence[Interval], *, sessions: Sequence[Session]) -> tuple[Interval, ...]:
    """The parts inside the sessions; all of it when there are no sessions."""
    if not sessions:
        return union_of(intervals)
    parts = [
        Interval(max(i.starts_at, s.starts_at), min(i.ends_at, s.ends_at))
        for i in intervals
        for s in sessions
        if i.starts_at < s.ends_at and s.starts_at < i.ends_at
    ]
    return union_of(parts)


def minutes_of(intervals: Iterable[Interval]) -> int:
    """Whole minutes of disjoint intervals, half a minute counted up, on the sum."""
    total = sum((i.ends_at - i.starts_at for i in intervals), timedelta())
    return (int(total.total_seconds()) + 30) // 60


def session_minutes(sessions: Sequence[Session]) -> int:
    """Minutes delivered: the union of the sessions."""
    return minutes_of(union_of(Interval(s.starts_at, s.ends_at) for s in sessions))


def minutes_present(
    intervals: Sequence[Interval],
    *,
    duration_minutes: int | None,
    sessions: Sequence[Session],
) -> int:
    """Minutes inside the sessions; where only a duration is known, at most those delivered."""
    if intervals:
        return minutes_of(clip(intervals, sessions=sessions))
    written = max(0, duration_minutes or 0)
    return min(written, session_minutes(sessions)) if sessions else written
