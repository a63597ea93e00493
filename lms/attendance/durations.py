"""Durations as reports write them, to whole minutes."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_AND = r"(?:(?:și|si|and|und|et)\s+)?"
_CLOCK = re.compile(r"^(\d{1,3}):(\d{2})(?::(\d{2}))?$")
_PARTS = re.compile(
    rf"^(?:{_NUMBER}\s*(?:h|hr|hrs|hour|hours|or[aăe]|std)\.?,?)?\s*{_AND}"
    rf"(?:{_NUMBER}\s*(?:de\s+)?(?:m|min|mins|minut|minute|minutes|['’′])\.?,?)?\s*{_AND}"
    rf"(?:{_NUMBER}\s*(?:de\s+)?(?:s|sec|sek|secund[aăe]|seconds)\.?)?$",
    re.I,
)
_HOURS_THEN_MINUTES = re.compile(r"^(\d{1,3})\s*h\s*(\d{1,2})$", re.I)
_ISO = re.compile(r"^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$")
_AMOUNT = re.compile(rf"{_NUMBER}\s*([^\W\d_]+)\.?")
_AMOUNTS = re.compile(rf"(?:{_NUMBER}\s*[^\W\d_]+\.?,?\s*){{1,3}}")
# Seconds in a unit, by its words in reports of other languages; add words where they are missing.
_HOURS = """h hr hrs hour hours ora oră ore std stunde stunden heure heures hora horas godz hod uur
u óra ó ч год t tim timer tuntia"""
_MINUTES = "m min mins minut minute minutes minuten minutos minuti perc p мин хв"
_SECONDS = """s sec sek secs second seconds secunde sekunden segundos secondi secondes mp másodperc
с сек seg"""
_UNITS = dict.fromkeys(_HOURS.split(), 3600)
_UNITS |= dict.fromkeys(_MINUTES.split(), 60) | dict.fromkeys(_SECONDS.split(), 1)
_PLAIN = re.compile(rf"^{_NUMBER}$")


def parse_duration(text: str) -> int | None:
    """Minutes of "87", "1:27:00", "1h 2m 3s", "1 hr 2 min", "1,5 ore"; None if it is none.

    >>> parse_duration("1h 2m 31s"), parse_duration("1,5 ore"), parse_duration("abc")
    (63, 90, None)
    """
    clean = " ".join(text.replace("\u00a0", " ").split())
    if not clean:
        return None
    plain = _PLAIN.match(clean)
    if plain:
        return _rounded(_amount(plain[1]))
    clock = _CLOCK.match(clean) or _ISO.match(clean)
    short = _HOURS_THEN_MINUTES.match(clean)
    if short:
        hours, minutes, seconds = Decimal(short[1]), Decimal(short[2]), Decimal()
    elif clock:
        hours, minutes, seconds = (Decimal(part or "0") for part in clock.groups())
    else:
        parts = _PARTS.match(clean)
        if not parts:
            return _in_any_language(clean)
        hours, minutes, seconds = (_amount(part or "0") for part in parts.groups())
    return _rounded(hours * 60 + minutes + seconds / 60)


def _in_any_language(text: str) -> int | None:
    """Numbers with units: known ones, else three of them are hours, minutes and seconds."""
    if not _AMOUNTS.fullmatch(text):
        return None
    amounts = [(_amount(number), unit.casefold()) for number, unit in _AMOUNT.findall(text)]
    seconds = [_UNITS.get(unit, 0) for _, unit in amounts]
    if not all(seconds):
        if len(amounts) != 3:
            return None
        seconds = [3600, 60, 1]
    total = sum((n * each for (n, _), each in zip(amounts, seconds, strict=True)), Decimal())
    return _rounded(total / 60)


def is_negative(text: str) -> bool:
    """Whether a duration is written with a minus sign."""
    return re.match(r"^\s*[-−]\s*\d", text) is not None


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _rounded(minutes: Decimal) -> int:
    return int(minutes.to_integral_value(ROUND_HALF_UP))
