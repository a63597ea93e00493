"""Many rows at once: COPY on PostgreSQL, executemany on SQLite, with the types of the models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import DeclarativeBase, Session

Row = Mapping[str, Any]
Table = type[DeclarativeBase]


class Collected:
    """Takes rows instead of a session, to be written at once."""

    def __init__(self) -> None:
        self.rows: dict[Table, list[dict[str, Any]]] = {}

    def add(self, instance: Any, /) -> None:
        """Take a row; a fact names its member by the relationship."""
        table = type(instance)
        row = {column.key: getattr(instance, column.key) for column in table.__table__.columns}
        member = getattr(instance, "member", None)
        if member is not None:
            row["member_id"] = member.id
        self.rows.setdefault(table, []).append(row)

    def flush(self) -> None:
        """Nothing is written before `write`."""

    def write(self, session: Session) -> None:
        """Write everything, table by table in the order in which they were met first."""
        for table, rows in self.rows.items():
            write_rows(session, table, rows)
        self.rows.clear()


def write_rows(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows given by column; every one has every column."""
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.execute(insert(table), list(rows))
        return
    dialect = session.get_bind().dialect
    columns = list(table.__table__.columns)
    binds = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    names = ", ".join(f'"{column.name}"' for column in columns)
    cursor = session.connection().connection.cursor()
    try:
        with cursor.copy(f'COPY "{table.__tablename__}" ({names}) FROM STDIN') as copy:
            for row in rows:
                values = (row[column.key] for column in columns)
                copy.write_row(
                    [
                        bind(value) if bind else value
                        for bind, value in zip(binds, values, strict=True)
                    ]
                )
    finally:
        cursor.close()
