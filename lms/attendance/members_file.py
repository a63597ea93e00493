"""Members and registrants from two small CSV files, for matching without a database."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence

from lms.attendance.decode import decode, listed
from lms.attendance.index import code_key
from lms.attendance.model import AttendanceRefused, MemberCandidate

_CODE = "rnasr_code"
_NEEDED = (_CODE, "last_name", "first_name", "emails")
_OPTIONAL = ("branch", "grade")
_DELIMITERS = ",;\t"


def read_members(data: bytes) -> tuple[MemberCandidate, ...]:
    """Members from `rnasr_code,last_name,first_name,emails,branch,grade`, the code as the id.

    `emails` are verified ones, separated by `;`. Raises AttendanceRefused naming the columns that
    are missing, or every row without a code or with the code of an earlier row.
    """
    rows = _rows(data, needed=_NEEDED)
    without = [number for number, row in rows if not row[_CODE]]
    if without:
        raise AttendanceRefused("members_without_code", {"rows": listed(without)})
    first: dict[str, int] = {}
    again = [n for n, row in rows if first.setdefault(code_key(row[_CODE]), n) != n]
    if again:
        raise AttendanceRefused("members_twice", {"rows": listed(again)})
    return tuple(
        MemberCandidate(
            row[_CODE],
            row[_CODE],
            row["last_name"],
            row["first_name"],
            tuple(email for email in map(str.strip, row["emails"].split(";")) if email),
            row["branch"],
            row["grade"],
        )
        for _, row in rows
    )


def read_registrants(
    data: bytes, *, members: Collection[MemberCandidate]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of registered members from a `rnasr_code` column, and the codes that are nobody's."""
    by_code = {code_key(member.rnasr_code): member.id for member in members}
    codes = [row[_CODE] for _, row in _rows(data, needed=(_CODE,)) if row[_CODE]]
    known = [by_code[key] for code in codes if (key := code_key(code)) in by_code]
    return tuple(known), tuple(code for code in codes if code_key(code) not in by_code)


def _rows(data: bytes, *, needed: Sequence[str]) -> list[tuple[int, Mapping[str, str]]]:
    """Rows with something in them, by title, each with its number in the file."""
    text = decode(data).text
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        titles = [title.strip().casefold() for title in next(reader, [])]
        missing = [title for title in needed if title not in titles]
        if missing:
            raise AttendanceRefused("columns_missing", {"columns": ", ".join(missing)}, row=1)
        rows: list[tuple[int, Mapping[str, str]]] = []
        for cells in reader:
            row = dict(zip(titles, map(str.strip, cells), strict=False))
            if any(row.values()):
                padded = dict.fromkeys((*needed, *_OPTIONAL), "")
                rows.append((reader.line_num, padded | row))
    except csv.Error as error:
        raise AttendanceRefused("unclosed_quote", row=reader.line_num) from error
    if not rows:
        raise AttendanceRefused("list_of_nobody")
    return rows
