"""The cells of a spreadsheet: their values as text, their columns as letters."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta


def letters_of(column: int) -> str:
    """The letters of a column counted from 0, as spreadsheets name it.

    >>> letters_of(0), letters_of(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_text(value: object) -> str:
    """A cell as the text a person would type: dates in ISO order, whole numbers without point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "da" if value else "nu"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value).replace("\0", "").strip()
