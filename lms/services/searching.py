"""Searching in columns whatever the case and the marks: "iasi" finds "Iași"."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import InstrumentedAttribute

# Both cases, for SQLite lowers only plain letters; with the cedillas of old files. Not more: each
# is a call inside a call, and SQLite reads about thirty of them.
_LETTERS = "ăâîșț\u015f\u0163"
_MARKS = dict(zip(_LETTERS + _LETTERS.upper(), "aaistst" * 2, strict=True))


def plain(text: str) -> str:
    """Lower case without marks: "Iași" -> "iasi"."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def plain_column(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """A column in the same shape, for Romanian letters."""
    found: ColumnElement[str] = func.lower(column)
    for marked, letter in _MARKS.items():
        found = func.replace(found, marked, letter)
    return found
