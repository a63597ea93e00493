"""What cannot have been: checks over the attendance that providers filed and reviewed; pure.

A signal only says where the College should look. It refuses nothing and takes no credit away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from lms.attendance.index import email_key
from lms.attendance.minutes import clip, minutes_of, union_of
from lms.attendance.model import Interval, Session
from lms.attendance.names import fold_name

LEGAL_ZONE = ZoneInfo("Europe/Bucharest")
# Assumed, for nothing regulates them: clocks differ, rooms open early and close late.
OVERLAP_TOLERANCE = 5  # minutes
HOURS_TOLERANCE = 30  # minutes for each day of the edition


class SignalKind(StrEnum):
    """What does not add up."""

    OVERLAP = "overlap"
    HOURS = "hours"
    PARTICIPANTS = "participants"
    APPROVAL = "approval"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Attended:
    """A member's presence at an edition.

    `intervals` are known or empty; `minutes` are those inside the sessions; `written` are those
    of a file that says only how long somebody stayed.
    """

    edition: str
    member: str
    sessions: tuple[Session, ...]
    minutes: int
    intervals: tuple[Interval, ...] = ()
    written: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of a list, as far as one e-mail for many names is concerned."""

    row: int
    name: str
    email: str
    member: str | None


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Why a day is outside an approval: of what (programme, provider, organiser), and how."""

    subject: str
    code: str
    day: date
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class Signal:
    """A thing to look at; `key` is the same whenever the same thing is found again."""

    kind: SignalKind
    code: str
    key: str
    day: date
    member: str | None = None
    other_edition: str | None = None
    params: Mapping[str, int | str] = field(default_factory=dict)


def overlap_minutes(one: Attended, other: Attended) -> int:
    """Minutes that somebody must have spent at both editions at once.

    Exact where the times are known. Where only minutes are, the least that cannot be avoided:
    whoever stayed half of two parallel sessions may have changed rooms.
    """
    here, there = _where(one), _where(other)
    common = minutes_of(clip(here, sessions=_as_sessions(there)))
    forced = sum(
        max(0, min(each.minutes, minutes_of(held)) - (minutes_of(held) - common))
        for each, held in ((one, here), (other, there))
    )
    return max(0, forced - common) if common else 0


def _where(attended: Attended) -> tuple[Interval, ...]:
    """The times at which somebody was, or may have been, at an edition."""
    held = union_of(Interval(s.starts_at, s.ends_at) for s in attended.sessions)
    if not attended.intervals:
        return held
    return clip(attended.intervals, sessions=_as_sessions(held))


def _as_sessions(intervals: Iterable[Interval]) -> tuple[Session, ...]:
    return tuple(Session(i.starts_at, i.ends_at) for i in intervals)


def overlaps(one: Attended, others: Iterable[Attended]) -> list[Signal]:
    """Other editions at which the same member was at the same time."""
    found = []
    for other in others:
        minutes = overlap_minutes(one, other)
        if minutes <= OVERLAP_TOLERANCE:
            continue
        pair = sorted([one.edition, other.edition])
        shared = clip(_where(one), sessions=_as_sessions(_where(other)))
        found.append(
            Signal(
                kind=SignalKind.OVERLAP,
                code="overlap",
                key=f"overlap:{pair[0]}:{pair[1]}:{one.member}",
                day=_legal_day(shared[0].starts_at),
                member=one.member,
                other_edition=other.edition,
                params={"minutes": minutes},
            )
        )
    return found


def longest_stay(sessions: Sequence[Session]) -> int:
    """Minutes from the first beginning to the last end of each legal day, added up."""
    days: dict[date, list[Session]] = defaultdict(list)
    for held in sessions:
        days[_legal_day(held.starts_at)].append(held)
    return minutes_of(
        Interval(min(s.starts_at for s in held), max(s.ends_at for s in held))
        for held in days.values()
    )


def too_long(attended: Attended) -> list[Signal]:
    """More minutes written than lie between the beginning and the end of the edition's days."""
    if attended.written is None or not attended.sessions:
        return []
    longest = longest_stay(attended.sessions)
    days = len({_legal_day(held.starts_at) for held in attended.sessions})
    if attended.written <= longest + HOURS_TOLERANCE * days:
        return []
    return [
        Signal(
            kind=SignalKind.HOURS,
            code="longer_than_held",
            key=f"hours:{attended.edition}:{attended.member}",
            day=_legal_day(attended.sessions[0].starts_at),
            member=attended.member,
            params={"minutes": attended.written, "held": longest},
        )
    ]


def day_too_short(one: Attended, others: Sequence[Attended]) -> list[Signal]:
    """More minutes of training on a legal day, over all editions, than the day has."""
    day = _only_day(one)
    same = [other for other in others if _only_day(other) == day]
    if day is None or not same:
        return []
    total = one.minutes + sum(other.minutes for other in same)
    if total <= _minutes_of_day(day):
        return []
    return [
        Signal(
            kind=SignalKind.HOURS,
            code="longer_than_day",
            key=f"day:{day.isoformat()}:{one.member}",
            day=day,
            member=one.member,
            params={"minutes": total, "editions": 1 + len(same)},
        )
    ]


def _legal_day(instant: datetime) -> date:
    return instant.astimezone(LEGAL_ZONE).date()


def _only_day(attended: Attended) -> date | None:
    days = {_legal_day(held.starts_at) for held in attended.sessions}
    return days.pop() if len(days) == 1 else None


def _minutes_of_day(day: date) -> int:
    begins, ends = (
        datetime(each.year, each.month, each.day, tzinfo=LEGAL_ZONE).timestamp()
        for each in (day, day + timedelta(days=1))
    )
    return round((ends - begins) / 60)


def too_many(
    *,
    edition: str,
    day: date,
    present: int,
    declared: int | None,
    places: int | None,
    booked: int,
) -> list[Signal]:
    """More people present than the programme declares, else than the edition has places.

    `booked` are those of them who are members. One signal: whoever is over both is over the first.
    """
    for code, key, most in (
        ("too_many", "participants", declared),
        ("over_places", "places", places),
    ):
        if most is not None and present > most:
            limit = {"declared" if code == "too_many" else "places": most}
            return [
                Signal(
                    kind=SignalKind.PARTICIPANTS,
                    code=code,
                    key=f"{key}:{edition}",
                    day=day,
                    params={"present": present, "members": booked, **limit},
                )
            ]
    return []


def outside_approval(*, edition: str, gaps: Iterable[Gap]) -> list[Signal]:
    """Days that no approval covers, or an organiser who is not the programme's."""
    return [
        Signal(
            kind=SignalKind.APPROVAL,
            code=f"{gap.subject}_{gap.code}",
            key=f"approval:{gap.subject}:{edition}",
            day=gap.day,
            params={"limit": gap.limit.isoformat()} if gap.limit else {},
        )
        for gap in gaps
    ]


def one_email_many_names(*, edition: str, day: date, lines: Sequence[Line]) -> list[Signal]:
    """An e-mail beside the names of several people, of whom at least one is credited.

    The signal names rows, never the address or the names: those of strangers are erased later.
    """
    by_email: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.email and fold_name(line.name).says_person:
            by_email[email_key(line.email)].append(line)
    found = []
    for shared in by_email.values():
        names = {tuple(sorted(fold_name(line.name).versions[0])) for line in shared}
        if len(names) < 2 or not any(line.member for line in shared):
            continue
        rows = sorted({line.row for line in shared})
        found.append(
            Signal(
                kind=SignalKind.EMAIL,
                code="one_email_many_names",
                key=f"email:{edition}:{rows[0]}",
                day=day,
                params={
                    "names": len(names),
                    "members": len({line.member for line in shared if line.member}),
                    "rows": ", ".join(map(str, rows[:20])) + (" …" if len(rows) > 20 else ""),
                },
            )
        )
    return found
