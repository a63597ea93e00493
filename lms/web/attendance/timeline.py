"""When a person was there, as a small picture: stretches on the line of each session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.attendance import Interval
from lms.attendance import Session as Held
from lms.attendance.minutes import clip, minutes_of
from lms.models import AttendanceRow, Edition
from lms.services.attendance_reading import sessions_of
from lms.services.crediting import minutes_delivered
from lms.web.context import clock_time, minutes_text


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A stretch in percent of the session's length."""

    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """One session: when it was held, the stretches drawn, and the same in words."""

    starts_at: datetime
    ends_at: datetime
    bars: Sequence[Bar]
    stretches: str
    minutes: str


@dataclass(frozen=True, kw_only=True)
class Presence:
    """A row's minutes of those delivered, in whole percent, and the least the norms ask."""

    percent: int
    least: int | None
    lines: Sequence[Line]

    @property
    def is_enough(self) -> bool:
        """Whether the minutes of this row alone reach the threshold."""
        return self.least is None or self.percent >= self.least


def presence_of(
    edition: Edition, row: AttendanceRow | None, *, least: int | None
) -> Presence | None:
    """The picture of a row; None for who was absent or where no minute was delivered."""
    delivered = minutes_delivered(edition)
    if row is None or row.presence != "present" or not delivered:
        return None
    stretches = [
        Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in row.intervals
    ]
    return Presence(
        percent=min(row.minutes, delivered) * 100 // delivered,
        least=least,
        lines=[
            _line(held, stretches)
            for held in sessions_of(edition)
            if stretches and held.starts_at < held.ends_at
        ],
    )


def _line(held: Held, stretches: Sequence[Interval]) -> Line:
    inside = clip(stretches, sessions=[held])
    whole = (held.ends_at - held.starts_at).total_seconds()
    return Line(
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        bars=[
            Bar(
                x=round((each.starts_at - held.starts_at).total_seconds() * 100 / whole, 2),
                width=round((each.ends_at - each.starts_at).total_seconds() * 100 / whole, 2),
            )
            for each in inside
        ],
        stretches=", ".join(
            f"{clock_time(each.starts_at)}–{clock_time(each.ends_at)}" for each in inside
        ),
        minutes=minutes_text(minutes_of(inside)),
    )
