"""Bytes to text: BOM, NUL pattern, strict UTF-8, then cp1250 weighed against cp1252."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from lms.attendance.model import AttendanceRefused, Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CEDILLA_TO_COMMA = tuple(zip("\u015e\u015f\u0162\u0163", "ȘșȚț", strict=True))
# The bytes that are a Romanian letter in cp1250 and something else in cp1252.
_ROMANIAN_IN_1250 = frozenset(b"\xaa\xba\xde\xfe\xe3\xc3")
# The bytes that are an everyday Western letter in cp1252 and a Central European one in cp1250.
_WESTERN_IN_1252 = frozenset(b"\xe0\xe8\xea\xec\xef\xf1\xf2\xf9\xe6\xf8\xe5")
_MANY_NULS = 0.2
_MANY_CONTROLS = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text with comma-below letters, the codec that read it, and what had to be mended."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of a file; raises AttendanceRefused when no encoding makes it readable."""
    encoding = _declared_or_wide(data)
    if encoding is not None:
        if encoding.startswith("utf-16"):
            data = data[: len(data) - len(data) % 2]  # a lone byte appended by an editor
        try:
            return _finish(data.decode(encoding), encoding, ())
        except UnicodeDecodeError as error:
            raise AttendanceRefused("unreadable_encoding") from error
    try:
        return _finish(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError:
        return _legacy(data)


def comma_letters(text: str) -> str:
    """The cedilla letters of older files as the comma-below letters of Romanian."""
    if not text.isascii():
        for cedilla, comma in _CEDILLA_TO_COMMA:  # faster than a translation table
            text = text.replace(cedilla, comma)
    return text


def _declared_or_wide(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _valid_or_none(data, encoding)
    sample = data[:4096]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    half = max(1, len(sample) // 2)
    if odd / half > _MANY_NULS and odd > 4 * even:
        return "utf-16-le"
    if even / half > _MANY_NULS and even > 4 * odd:
        return "utf-16-be"
    return None


def _valid_or_none(data: bytes, encoding: str) -> str | None:
    """A UTF-8 mark before bytes that are not UTF-8 decides nothing (files glued together)."""
    if encoding != "utf-8-sig":
        return encoding
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return encoding


def _legacy(data: bytes) -> Decoded:
    """Each line that is UTF-8 stays so; the others are read as the likelier legacy code page."""
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    odd_rows = [number for number, line in enumerate(lines, 1) if not _is_utf8(line)]
    encoding = legacy_codec(b"\n".join(lines[number - 1] for number in odd_rows))
    wide = any(_is_utf8(line) and not line.isascii() for line in lines)
    if not wide:
        return _finish(data.decode(encoding, "replace"), encoding, ())
    odd = frozenset(odd_rows)
    text = "\n".join(
        line.decode(encoding if number in odd else "utf-8", "replace")
        for number, line in enumerate(lines, 1)
    )
    problem = Problem("mixed_encodings", {"rows": listed(odd_rows), "encoding": encoding})
    return _finish(text, "utf-8", (problem,))


def legacy_codec(data: bytes) -> str:
    """cp1250 or cp1252, by the letters each would make; a tie goes to cp1250 (Romania)."""
    romanian = sum(byte in _ROMANIAN_IN_1250 for byte in data)
    western = sum(byte in _WESTERN_IN_1252 for byte in data)
    return "cp1252" if western > romanian else "cp1250"


def listed(rows: list[int]) -> str:
    """Row numbers for a sentence, at most ten of them."""
    shown = ", ".join(str(row) for row in rows[:10])
    return f"{shown}, …" if len(rows) > 10 else shown


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _finish(text: str, encoding: str, problems: tuple[Problem, ...]) -> Decoded:
    nuls = text.count("\0")
    if nuls:
        first = text.count("\n", 0, text.index("\0")) + 1
        text = text.replace("\0", "")
        problems = (*problems, Problem("nul_bytes_removed", {"count": nuls}, row=first))
    text = text.removeprefix("\ufeff")
    sample = text[:20_000]
    controls = sum(
        (ch < " " and ch not in "\t\r\n\x0b\x0c\x1a") or "\x7f" <= ch < "\xa0" for ch in sample
    )
    if sample and controls / len(sample) > _MANY_CONTROLS:
        raise AttendanceRefused("unreadable_encoding")
    return Decoded(comma_letters(text), encoding, problems)
