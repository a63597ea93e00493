"""The forms of single values that xAPI prescribes: IRI, UUID, language, instant, duration."""

from __future__ import annotations

import re
from datetime import datetime

IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x20]+')
# RFC 4122, variant 2; any version digit (xAPI 1.0.3, Data 2.4.1).
UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
MAILTO = re.compile(r"mailto:[^@\s]+@[^@\s]+")
SHA1 = re.compile(r"[0-9a-fA-F]{40}")
SHA2 = re.compile(r"(?:[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})")
MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
LANGUAGE = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+|i-[a-z]{2,8}|en-gb-oed|sgn-(?:be-fr|be-nl|ch-de))",
    re.IGNORECASE | re.ASCII,
)
INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}):(\d{2})(?:\.\d+)?([Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})",
    re.ASCII,
)
OFFSET = re.compile(r"[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?", re.ASCII)
NUMBER = r"\d+(?:[.,]\d+)?"
DURATION = re.compile(
    rf"P(?:{NUMBER}W|(?=\d|T\d)(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}D)?"
    rf"(?:T(?=\d)(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?)",
    re.ASCII,
)


def is_instant(value: str) -> bool:
    """An RFC 3339 instant with an offset other than -00:00 (ISO's +hhmm and +hh also pass)."""
    match = INSTANT.fullmatch(value)
    if not match:
        return False
    day, clock, second, offset = match.groups()
    if offset not in ("Z", "z") and (
        not OFFSET.fullmatch(offset) or (offset[0] == "-" and not offset.strip("-0:"))
    ):
        return False
    try:
        # A leap second is an instant of RFC 3339 but not of Python.
        datetime.fromisoformat(f"{day}T{clock}:{'59' if second == '60' else second}")
    except ValueError:
        return False
    return True


def is_duration(value: str) -> bool:
    """An ISO 8601 duration; only its last number may have a fraction."""
    if not DURATION.fullmatch(value):
        return False
    fractions = [index for index, letter in enumerate(value) if letter in ".,"]
    return not fractions or not re.search(r"[YMWDHS].*\d", value[fractions[0] :])


def instant_of(value: str) -> datetime:
    """The aware instant of a valid timestamp; a fraction finer than a microsecond is cut."""
    text = value.upper().replace("Z", "+00:00")
    match = re.fullmatch(r"(.{19})(\.\d+)?([+-]\d{2}):?(\d{2})?", text)
    if match is None:
        raise ValueError(f"{value!r} is not an instant with an offset")
    base, fraction, hours, minutes = match.groups()
    if base.endswith(":60"):
        base = f"{base[:-2]}59"
    shown = f"{(fraction or '.')[:7]:0<7}"
    return datetime.fromisoformat(f"{base}{shown}{hours}:{minutes or '00'}")
