"""Numbers as people type them, exactly: 12,5 and 12.5; 1.234,5 and 1 234,5."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
NUMBER = re.compile(r"([+-]?)([0-9][0-9.,]*|[.,][0-9]+)")
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
DECIMAL = re.compile(r"([0-9]*)[.,]([0-9]+)")
WHOLE = re.compile(r"[0-9]+")


def readings(text: str, *, units: Iterable[str] = ()) -> tuple[Fraction, ...]:
    """What a typed number may mean, the Romanian way of reading first; empty if it is none.

    >>> readings("12,5"), readings("1.234,5")
    ((Fraction(25, 2),), (Fraction(2469, 2),))
    >>> readings("1.234")
    (Fraction(1234, 1), Fraction(617, 500))
    """
    bare = SPACES.sub("", text).replace("\u2212", "-").casefold()
    for unit in ("%", *units):
        bare = bare.removesuffix(SPACES.sub("", unit).casefold()) if unit else bare
    found = NUMBER.fullmatch(bare)
    if found is None:
        return ()
    sign = -1 if found[1] == "-" else 1
    return tuple(sign * value for value in _values(found[2]))


def _values(digits: str) -> list[Fraction]:
    if WHOLE.fullmatch(digits):
        return [Fraction(int(digits))]
    whole, separator, decimals = _last_separator(digits)
    found: list[Fraction] = []
    if DECIMAL.fullmatch(digits):
        found.append(Fraction(int((whole or "0") + decimals), 10 ** len(decimals)))
    elif separator not in whole and decimals and THOUSANDS.fullmatch(whole):
        # Both signs: the last one is the decimal one.
        plain = re.sub(r"[.,]", "", whole) + decimals
        found.append(Fraction(int(plain), 10 ** len(decimals)))
    if THOUSANDS.fullmatch(digits):
        grouped = Fraction(int(re.sub(r"[.,]", "", digits)))
        found.insert(0 if separator == "." else len(found), grouped)
    return found


def _last_separator(digits: str) -> tuple[str, str, str]:
    at = max(digits.rfind("."), digits.rfind(","))
    return digits[:at], digits[at], digits[at + 1 :]
