"""The personal number (CNP): its columns are dropped, its digit runs masked, on reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lms.attendance.tables import Line, Table

MASK = "[CNP]"
_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
_PLAIN_RUN = re.compile(r"(?<!\d)\d{13}(?!\d)")
# Groups of digits with one separator between: a number of the row may stand before the CNP.
_SPACED_RUN = re.compile(r"\d+(?:[ .\-\u00a0\u202f]\d+)+")
_GROUP = re.compile(r"\d+")
_HEADER = re.compile(r"\bc\s?\.?\s?n\s?\.?\s?p\b|\bcod(?:ul)?\s+numeric\s+personal\b", re.I)
_BARE = re.compile(r"^\W*(?:c\W?n\W?p|cod(?:ul)?\s+numeric\s+personal)\W*$", re.I)
_LONGEST_HEADER = 300
# What a row must hold, somewhere, before its cells are looked at one by one.
_SUSPECT_RUN = re.compile(r"\d(?:[ .\-\u00a0\u202f]?\d){12}")
_SUSPECT_WORD = re.compile(r"c(?:\s?\.?\s?n\s?\.?\s?p|od(?:ul)?\s+numer)")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Tables without personal numbers, and how many cells had to be emptied or masked."""

    tables: tuple[Table, ...]
    dropped: int


def is_cnp(digits: str) -> bool:
    """Whether 13 digits carry the birthday and the control digit of a personal number.

    >>> is_cnp("1960101123456"), is_cnp("1960101123457")
    (True, False)
    >>> is_cnp("9786062840006")  # an ISBN: its fourth and fifth digits are no month
    False
    """
    if len(digits) != 13 or not digits.isdecimal() or digits[0] == "0":
        return False
    if not ("01" <= digits[3:5] <= "12" and "01" <= digits[5:7] <= "31"):
        return False
    control = sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11
    return int(digits[12]) == (1 if control == 10 else control)


def mask_cnp(text: str) -> str:
    """The text with every run of digits that is a personal number replaced by `[CNP]`."""
    if len(text) < 13:
        return text
    return _SPACED_RUN.sub(_mask_groups, _PLAIN_RUN.sub(_mask_run, text))


def without_cnp(tables: Sequence[Table], *, is_header: Callable[[Sequence[str]], bool]) -> Cleaned:
    """Empty the cells under every CNP title down to the next header row, and mask the rest."""
    dropped = 0
    cleaned = []
    for table in tables:
        columns: frozenset[int] = frozenset()
        lines = []
        for line in table.lines:
            if not columns and not _is_suspect("\0".join(line.cells)):
                lines.append(line)
                continue
            titles = frozenset(i for i, cell in enumerate(line.cells) if _is_cnp_title(cell))
            if titles and not is_header(line.cells):
                # a remark that speaks of the CNP is no title; the bare word is one anywhere
                titles = frozenset(i for i in titles if _BARE.match(line.cells[i]))
            if titles or (columns and is_header(line.cells)):
                columns = titles
            cells = tuple(
                "" if i in columns else mask_cnp(cell) for i, cell in enumerate(line.cells)
            )
            if cells != line.cells:
                dropped += sum(
                    old != new and i not in titles
                    for i, (old, new) in enumerate(zip(line.cells, cells, strict=True))
                )
                line = Line(line.number, cells)  # noqa: PLW2901
            lines.append(line)
        cleaned.append(Table(table.sheet, tuple(lines)))
    return Cleaned(tuple(cleaned), dropped)


def _is_suspect(row: str) -> bool:
    return bool(_SUSPECT_RUN.search(row) or _SUSPECT_WORD.search(row.lower()))


def _is_cnp_title(cell: str) -> bool:
    return (
        2 < len(cell) <= _LONGEST_HEADER
        and _HEADER.search(cell) is not None
        and MASK not in cell
        and not any(ch.isdecimal() for ch in cell)
    )


def _mask_run(found: re.Match[str]) -> str:
    return MASK if is_cnp(_ascii_digits(found.group())) else found.group()


def _mask_groups(found: re.Match[str]) -> str:
    """The run with every few neighbouring groups that make up a personal number masked."""
    run, kept, until = found.group(), "", 0
    groups = list(_GROUP.finditer(run))
    for at, first in enumerate(groups):
        if first.start() < until:
            continue
        for last in groups[at : at + 13]:
            if is_cnp(_ascii_digits(run[first.start() : last.end()])):
                kept += run[until : first.start()] + MASK
                until = last.end()
                break
    return kept + run[until:]


def _ascii_digits(text: str) -> str:
    return "".join(str(int(ch)) for ch in text if ch.isdecimal())
