"""Which day of the edition a row speaks of: by its column, its sheet, or because there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from lms.attendance.minutes import session_minutes
from lms.attendance.model import Presence, Problem, Session
from lms.attendance.raw import RawRow
from lms.attendance.times import Stamp, parse_stamp

_SAME_START = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class SessionDays:
    """The local days of the edition's sessions, and what the texts and sheets of rows stand for."""

    only: date | None
    by_sheet: dict[str, date]
    by_text: dict[str, date]
    minutes: dict[str, int]
    problems: tuple[Problem, ...]

    def of(self, row: RawRow) -> date | None:
        """The day of a row without a date of its own, None where it cannot be known."""
        return self.by_text.get(row.day) or self.only or self.by_sheet.get(row.sheet)

    def whole_minutes(self, row: RawRow) -> int | None:
        """Minutes of the session that the text of a row names, for who was present at it."""
        return self.minutes.get(row.day) if row.presence is Presence.PRESENT else None


def session_days(
    rows: Sequence[RawRow], *, given: Sequence[Session], zone: ZoneInfo
) -> SessionDays:
    """How the rows and the given sessions fit; a text that fits no session is a problem."""
    days = sorted({session.starts_at.astimezone(zone).date() for session in given})
    sheets = list(dict.fromkeys(row.sheet for row in rows))
    by_text: dict[str, date] = {}
    minutes: dict[str, int] = {}
    problems = []
    first: dict[str, RawRow] = {}
    for row in rows:
        if row.day:
            first.setdefault(row.day, row)
    for text, row in first.items():
        stamp = parse_stamp(text, zone=zone)
        if stamp is None or not stamp.certain or stamp.day_first is None:
            continue
        held = _held(stamp, text, given, zone)
        day = stamp.day_first.astimezone(zone).date()
        if held or not given:
            by_text[text] = day
        if held:
            minutes[text] = session_minutes(held)
        elif given:
            problems.append(
                Problem("day_without_session", {"value": text}, row=row.row, sheet=row.sheet)
            )
    return SessionDays(
        only=days[0] if len(days) == 1 else None,
        by_sheet=dict(zip(sheets, days, strict=True)) if len(sheets) == len(days) > 1 else {},
        by_text=by_text,
        minutes=minutes,
        problems=tuple(problems),
    )


def _held(stamp: Stamp, text: str, given: Sequence[Session], zone: ZoneInfo) -> list[Session]:
    """The sessions of that day; of several, the one that starts about the hour that is said."""
    at = stamp.day_first
    assert at is not None
    day = at.astimezone(zone).date()
    held = [each for each in given if each.starts_at.astimezone(zone).date() == day]
    if len(held) > 1 and (":" in text or text.count(".") % 2 or text[-1] in "Mm"):
        nearest = min(held, key=lambda each: abs(each.starts_at - at))
        if abs(nearest.starts_at - at) <= _SAME_START:
            return [nearest]
    return held
