"""What of a file may be booked: the people who are one member, as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.attendance.minutes import minutes_present, union_of
from lms.attendance.model import (
    Decision,
    FilePerson,
    Match,
    MemberAttendance,
    Presence,
    Session,
)


def group_by_member(
    matches: Sequence[Match],
    *,
    accepted: Mapping[str, str] | None = None,
    sessions: Sequence[Session] = (),
) -> tuple[MemberAttendance, ...]:
    """What may be booked, one per member: the sure ones and those an officer accepted.

    `accepted` maps a person's key to the chosen member id, or to "" for "not a member"; it wins
    over the match. Absent people are left out. Minutes are the union over the member's people;
    durations without times never add up to it, the larger counts.
    """
    chosen = accepted or {}
    by_member: dict[str, list[FilePerson]] = {}
    for match in matches:
        sure = match.member if match.decision is Decision.SURE else None
        member = chosen.get(match.person.key, sure)
        if member and match.person.presence is Presence.PRESENT:
            by_member.setdefault(member, []).append(match.person)
    return tuple(
        _attendance(member, tuple(people), sessions=sessions)
        for member, people in by_member.items()
    )


def _attendance(
    member: str, people: tuple[FilePerson, ...], *, sessions: Sequence[Session]
) -> MemberAttendance:
    intervals = union_of(each for person in people for each in person.intervals)
    timed = minutes_present(intervals, duration_minutes=None, sessions=sessions)
    written = max(
        (
            minutes_present((), duration_minutes=person.duration_minutes, sessions=sessions)
            for person in people
            if not person.intervals
        ),
        default=0,
    )
    return MemberAttendance(member, people, intervals, max(timed, written))
