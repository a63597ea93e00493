"""One page of a sorted list out of the database, or the whole of it for an export."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

Row = TypeVar("Row")
PAGE_SIZE = 50
# What a spreadsheet computes; the wide forms too: some read them as the plain ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
EXPORT_LIMIT = 100_000  # rows; more than any list of the profession has
Order = ColumnElement[Any] | InstrumentedAttribute[Any]


def harmless_cell(text: str) -> str:
    """A text as a CSV cell: with an apostrophe where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What of a list is asked for: page from 1 (None: everything), sort key, direction."""

    page: int | None = 1
    sort: str = ""
    descending: bool = False
    size: int = PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """The rows asked for, and how many there are in all."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int


def fetch_page(
    session: Session,
    query: Select[tuple[Row]],
    wanted: Wanted,
    *,
    orders: Mapping[str, Order],
    tie: Order,
) -> Page[Row]:
    """The page of entities that `query` selects; an unknown sort key means the first of `orders`.

    A page past the end is the last one. `tie` makes the order total, so that no row is shown
    on two pages.
    """
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    order = orders.get(wanted.sort) if wanted.sort in orders else next(iter(orders.values()))
    assert order is not None
    ordered = query.order_by(order.desc() if wanted.descending else order.asc(), tie)
    if wanted.page is None:
        rows = session.scalars(ordered.limit(EXPORT_LIMIT)).unique().all()
        return Page(rows=rows, total=total, number=1, pages=1)
    pages = max(1, -(-total // wanted.size))
    number = min(max(1, wanted.page), pages)
    rows = (
        session.scalars(ordered.limit(wanted.size).offset((number - 1) * wanted.size))
        .unique()
        .all()
    )
    return Page(rows=rows, total=total, number=number, pages=pages)


def contains(column: Order, text: str) -> ColumnElement[bool]:
    """Whether a text column contains what was typed, in any case; % and _ mean themselves."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return column.ilike(f"%{escaped}%", escape="\\")


def cut_page(
    rows: list[Row], wanted: Wanted, *, orders: Mapping[str, Callable[[Row], Any]]
) -> Page[Row]:
    """The page asked for of rows in memory, which come in the order of any other sort key."""
    key = orders.get(wanted.sort)
    if key is not None:
        rows = sorted(rows, key=key)
    if wanted.descending:
        rows = rows[::-1]
    if wanted.page is None:
        return Page(rows=rows, total=len(rows), number=1, pages=1)
    pages = max(1, -(-len(rows) // wanted.size))
    number = min(max(1, wanted.page), pages)
    shown = rows[(number - 1) * wanted.size : number * wanted.size]
    return Page(rows=shown, total=len(rows), number=number, pages=pages)
