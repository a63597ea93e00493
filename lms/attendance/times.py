"""Times as reports write them, and the evidence for the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from lms.attendance.model import DateOrder, Problem, Session, Severity
from lms.attendance.names import plain

_CLOCK = (
    r"(?:[ T,]+(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|CES?T|EES?T|[+-]\d{2}:?\d{2})?)?$"
)
_NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[/.\-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})" + _CLOCK
)
_ISO = re.compile(r"(?P<y>\d{4})[-/.] ?(?P<mon>\d{1,2})[-/.] ?(?P<d>\d{1,2})\.?" + _CLOCK)
_MONTH_NAME = re.compile(r"(?P<name>[^\W\d]{3,10})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})" + _CLOCK)
_DAY_NAME = re.compile(
    r"(?P<d>\d{1,2})(?:[ \-]|\. ?)(?P<name>[^\W\d]{3,10})\.?,?[ \-](?P<y>\d{4})" + _CLOCK
)
_TIME_ONLY = re.compile(
    r"(?:ora )?(?P<h>\d{1,2})(?:[:.,hH](?P<min>\d{2})?(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?$",
    re.I,
)
_FRACTION = re.compile(r"0[.,]\d{1,17}$")
# A day as spreadsheets count it, from 30 December 1899: here 1982 to 2064.
_SERIAL = re.compile(r"([3-5]\d{4})(?:[.,](\d{1,17}))?$")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (a local day, its zone comes with the file)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ian january ianuarie januar janvier janv enero gennaio",
            "feb february februarie februar fevrier fevr febrero febbraio",
            "mar march martie marz mrz mars marzo",
            "apr april aprilie avril avr abril aprile",
            "may mai mayo maggio",
            "jun iun june iunie juni juin junio giugno",
            "jul iul july iulie juli juillet juil julio luglio",
            "aug august aout agosto",
            "sep sept september septembrie septembre septiembre settembre",
            "oct october octombrie oktober okt octobre octubre ottobre",
            "nov noi november noiembrie novembre noviembre",
            "dec december decembrie dezember dez decembre diciembre dicembre",
        ),
        1,
    )
    for name in names.split()
}
_ZONES = {"CET": "+01:00", "CEST": "+02:00", "EET": "+02:00", "EEST": "+03:00"}
_LONGEST_STAY = timedelta(hours=24)
_NEAR = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A written time under each order; equal where the writing leaves no doubt."""

    text: str
    day_first: datetime | None
    month_first: datetime | None
    twelve_hours: bool = False

    @property
    def certain(self) -> bool:
        """Whether both orders read the same instant."""
        return self.day_first == self.month_first

    def under(self, order: DateOrder) -> datetime | None:
        """The instant in UTC under an order, or the only possible one."""
        first, other = self.day_first, self.month_first
        if order is DateOrder.MONTH_FIRST:
            first, other = other, first
        return first if first is not None else other


@dataclass(slots=True)  # many are made; frozen takes three times as long
class StampedRow:
    """The times of one row, for weighing the order of dates."""

    row: int
    joined: Stamp | None
    left: Stamp | None
    registered: Stamp | None = None
    clock_minutes: int | None = None  # between two times of day, where the day is not known


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """The order used, and the problem to report when nothing proved it."""

    order: DateOrder
    problem: Problem | None = None


@lru_cache(maxsize=65_536)
def parse_stamp(text: str, *, zone: ZoneInfo) -> Stamp | None:
    """A date with an optional time, local to `zone` unless it says otherwise; None if unreadable.

    Dots mean day first (dd.mm.yyyy); slashes and hyphens leave both orders open.
    """
    clean = _SPACES.sub(" ", text).strip()
    serial = _SERIAL.match(clean)
    if serial:
        counted = _of_serial(serial[1], serial[2] or "0", zone)
        return Stamp(clean, counted, counted)
    found = _NUMERIC.match(clean)
    if found:
        a, b = int(found["a"]), int(found["b"])
        day_first = _instant(found, month=b, day=a, zone=zone)
        month_first = _instant(found, month=a, day=b, zone=zone)
        if found["sep"] == ".":
            month_first = day_first
        if day_first is None and month_first is None:
            return None
        only = day_first or month_first
        if a == b or found["sep"] == ".":
            return Stamp(clean, only, only)
        return Stamp(clean, day_first, month_first, found["half"] is not None)
    found = _ISO.match(clean)
    month = int(found["mon"]) if found else 0
    if not found:
        found = _MONTH_NAME.match(clean) or _DAY_NAME.match(clean)
        month = _MONTHS.get(plain(found["name"]), 0) if found else 0
    if not found:
        return None
    at = _instant(found, month=month, day=int(found["d"]), zone=zone)
    return Stamp(clean, at, at) if at else None


def parse_time_on(text: str, *, day: date, zone: ZoneInfo) -> datetime | None:
    """A time of day without a date, on a given local day, as UTC; None if it is not one."""
    at = time_of_day(text)
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC) if at else None


@lru_cache(maxsize=65_536)
def time_of_day(text: str) -> time | None:
    """A time without a date, as "18:02", "10:00 AM" or a fraction of a day; None if it is none."""
    clean = _SPACES.sub(" ", text).strip()
    if _FRACTION.match(clean):
        seconds = round(Decimal(clean.replace(",", ".")) * 86_400)
        return time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    found = _TIME_ONLY.match(clean)
    clock = _clock(found) if found else None
    return time(*clock) if clock else None


def _of_serial(days: str, fraction: str, zone: ZoneInfo) -> datetime:
    seconds = round(Decimal(f"0.{fraction}") * 86_400)
    local = _SERIAL_ZERO + timedelta(days=int(days), seconds=seconds)
    return local.replace(tzinfo=zone).astimezone(UTC)


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    if found["h"] is None:
        return 0, 0, 0
    hour, minute, second = int(found["h"]), int(found["min"] or 0), int(found["s"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _instant(found: re.Match[str], *, month: int, day: int, zone: ZoneInfo) -> datetime | None:
    clock = _clock(found)
    if clock is None:
        return None
    year = int(found["y"])
    offset = found["zone"]
    try:
        local = datetime(year + 2000 if year < 100 else year, month, day, *clock, tzinfo=zone)
        if offset:
            text = _ZONES.get(offset, "+00:00") if offset.isalpha() else offset
            local = datetime.fromisoformat(local.replace(tzinfo=None).isoformat() + text)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def decide_order(
    rows: Sequence[StampedRow],
    *,
    anchors: Sequence[tuple[int, Stamp]],
    generated: Stamp | None,
    sessions: Sequence[Session],
) -> OrderDecision:
    """The order of day and month, from the file's own times and the sessions of the edition.

    In turn: dates possible under one order only; rows that an order makes absurd (left before
    joined, registered after joining, later than the report itself); the given sessions; times
    written in letters or in ISO; the 12-hour clock (assumed, and said so). Else it is asked.
    """
    joins = [(r.row, stamp) for r in rows for stamp in (r.joined, r.left) if stamp]
    stamps = joins + [(r.row, r.registered) for r in rows if r.registered] + list(anchors)
    if generated:
        stamps.append((1, generated))
    open_stamps = [(row, stamp) for row, stamp in stamps if not stamp.certain]
    if not open_stamps:
        return OrderDecision(DateOrder.DAY_FIRST)
    only_day = [each for each in open_stamps if each[1].month_first is None]
    only_month = [each for each in open_stamps if each[1].day_first is None]
    if only_day and only_month:
        return _conflict(only_day[0], only_month[0])
    if only_day or only_month:
        return OrderDecision(DateOrder.DAY_FIRST if only_day else DateOrder.MONTH_FIRST)
    decided = (
        _fewer(lambda order: _absurdities(rows, order, generated))
        or _fewer(lambda order: -_within(joins, order, sessions))
        or _fewer(lambda order: _far_from_certain([*joins, *anchors], order))
    )
    if decided:
        return OrderDecision(decided)
    row, stamp = open_stamps[0]
    if all(each.twelve_hours for _, each in open_stamps):
        assumed = Problem("date_order_assumed", {"value": stamp.text}, row=row)
        return OrderDecision(DateOrder.MONTH_FIRST, assumed)
    asked = Problem("date_order_ambiguous", _readings(stamp), Severity.ASK, row=row)
    return OrderDecision(DateOrder.DAY_FIRST, asked)


def _readings(stamp: Stamp) -> dict[str, str | int]:
    """Both readings of a date, as a sentence shows them."""
    shown: dict[str, str | int] = {"value": stamp.text}
    for name, at in (("day_first", stamp.day_first), ("month_first", stamp.month_first)):
        if at is not None:
            shown |= {f"{name}_{lang}": text for lang, text in _in_words(at).items()}
    return shown


def _in_words(at: datetime) -> dict[str, str]:
    return {
        lang: f"{at.day} {months.split()[at.month - 1]} {at.year}"
        for lang, months in _MONTHS_IN_WORDS.items()
    }


_MONTHS_IN_WORDS = {
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie "
    "noiembrie decembrie",
    "en": "January February March April May June July August September October November December",
}


def _conflict(day: tuple[int, Stamp], month: tuple[int, Stamp]) -> OrderDecision:
    first, second = sorted((day, month), key=lambda each: each[0])
    params: dict[str, str | int] = {
        "value": first[1].text,
        "other": second[1].text,
        "other_row": second[0],
    }
    problem = Problem("dates_in_two_orders", params, Severity.ASK, row=first[0])
    return OrderDecision(DateOrder.DAY_FIRST, problem)


def _fewer(count: Callable[[DateOrder], int]) -> DateOrder | None:
    day, month = count(DateOrder.DAY_FIRST), count(DateOrder.MONTH_FIRST)
    if day == month:
        return None
    return DateOrder.DAY_FIRST if day < month else DateOrder.MONTH_FIRST


def _absurdities(rows: Iterable[StampedRow], order: DateOrder, generated: Stamp | None) -> int:
    made = generated.under(order) if generated else None
    count = 0
    for each in rows:
        joined = each.joined.under(order) if each.joined else None
        left = each.left.under(order) if each.left else None
        registered = each.registered.under(order) if each.registered else None
        last = left or joined
        if joined and left and not timedelta() <= left - joined <= _LONGEST_STAY:
            count += 1
        if registered and last and registered > last:
            count += 1
        if made and last and last > made + _LONGEST_STAY:
            count += 1
    return count


def _within(
    stamps: Iterable[tuple[int, Stamp]], order: DateOrder, sessions: Sequence[Session]
) -> int:
    """How many times lie in or within hours of a given session."""
    if not sessions:
        return 0
    slack = timedelta(hours=12)
    count = 0
    for _, stamp in stamps:
        at = stamp.under(order)
        if at and any(s.starts_at - slack <= at <= s.ends_at + slack for s in sessions):
            count += 1
    return count


def _far_from_certain(stamps: Sequence[tuple[int, Stamp]], order: DateOrder) -> int:
    """1 when the open times lie far from every time whose order is certain, else 0."""
    certain = [stamp.day_first for _, stamp in stamps if stamp.certain and stamp.day_first]
    still_open = [stamp.under(order) for _, stamp in stamps if not stamp.certain]
    times = [at for at in still_open if at]
    if not certain or not times:
        return 0
    return 0 if any(abs(at - other) <= _NEAR for at in times[:50] for other in certain[:50]) else 1
